"""Officers for the soak of cases: `python -m soak.case_people COUNT`, in the environment of a site.

Prints, as JSON, how each of them signs in.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from typing import Final

import django

REGIONS: Final = ("440106", "440304", "440402", "440605")
"""Counties among which officers and reports are spread."""
APPROVERS: Final = 4
"""One officer in so many signs."""


def make_officers(count: int) -> list[dict[str, str]]:
    """Accounts with an authenticator app, each with a password of its own."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from jifang.foundation.accounts.data import Body
    from jifang.foundation.accounts.powers import ORGAN
    from jifang.foundation.accounts.services import give_role, make_account
    from jifang.foundation.territory.models import Organ
    from jifang.foundation.walls.scope import Scope, work_in

    found = []
    for number in range(count):
        region = REGIONS[number % len(REGIONS)]
        organ = Organ.objects.get(kind="public_security", organ_region=region)
        role = "approver" if number // len(REGIONS) % APPROVERS == 0 else "officer"
        one = {
            "name": f"soak-{number}", "password": secrets.token_urlsafe(16),
            "secret": generate_totp_secret(), "role": role, "region": region, "organ": organ.code,
        }  # fmt: skip
        with work_in(Scope(administration="security_admin")):
            account = make_account(one["name"], "演练人员", one["password"])
            give_role(account, role, Body(ORGAN, organ.code, organ.name_zh, region), None)
        with work_in(Scope(actor=str(account.pk))):
            TOTP.activate(account, one["secret"])
        one["id"] = str(account.public_id)
        found.append(one)
    return found


def main(count: int) -> int:
    """Territory first, then the officers."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soak.settings")
    django.setup()
    from jifang.config.prepare import load_territory

    load_territory()
    print(json.dumps(make_officers(count)))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
