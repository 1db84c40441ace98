"""People for the soak of cases: `python -m soak.case_people CITIZENS APPLICANTS OFFICERS UNITS`, in
the environment of a site.

Prints, as JSON, how each of them signs in, and in which counties citizens report something. With
UNITS the demonstration province is loaded first, with so many units, and firms and units are its;
where there are too few they are entered as their members would.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from typing import Any, Final

import django

COUNTIES: Final = ("440106", "440304", "440402", "440605")
"""Among which reports are spread."""
PROVINCE: Final = "440000"
CITIES: Final = ("440100", PROVINCE, "440300", "440600")
"""Where firms are registered, and the province, where those from outside file."""


def choose_places(citizens: int, applicants: int, officers: int) -> list[str]:
    """The divisions whose organs have officers: two of each at least."""
    every: list[str] = []
    for county, city in zip(COUNTIES, CITIES, strict=True):
        every += ([county] if citizens else []) + ([city] if applicants else [])
    return every[: max(1, officers // 2)]


def make_officers(count: int, places: list[str]) -> list[dict[str, Any]]:
    """Accounts with an authenticator app, each with a password of its own. Every second one of an
    organ signs."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from jifang.foundation.accounts.data import Body
    from jifang.foundation.accounts.powers import ORGAN
    from jifang.foundation.territory.models import Organ
    from jifang.foundation.walls.scope import Scope, work_in

    found = []
    for number in range(count):
        region = places[number % len(places)]
        organ = Organ.objects.get(kind="public_security", organ_region=region)
        role = "approver" if number // len(places) % 2 else "officer"
        body = Body(ORGAN, organ.code, organ.name_zh, region)
        one, account, _ = make_seat(f"soak-{number}", role, body)
        one |= {"secret": generate_totp_secret(), "organ": organ.code}
        with work_in(Scope(actor=str(account.pk))):
            TOTP.activate(account, one["secret"])
        found.append(one)
    return found


def make_seat(name: str, role: str, body: Any) -> tuple[dict[str, Any], Any, Any]:
    """An account with a role: how it signs in, the account, its membership."""
    from jifang.foundation.accounts.services import give_role, make_account
    from jifang.foundation.walls.scope import Scope, work_in

    password = secrets.token_urlsafe(16)
    with work_in(Scope(administration="security_admin")):
        account = make_account(name, "演练人员", password)
        membership = give_role(account, role, body, None)
    one = {
        "name": name, "password": password, "role": role, "region": body.organ_region,
        "id": str(account.public_id), "party": body.party,
    }  # fmt: skip
    return one, account, membership


def main(citizens: int, applicants: int, officers: int, units: int) -> int:
    """Territory first, then the province and the people."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soak.settings")
    django.setup()
    from jifang.config.prepare import load_territory

    load_territory()
    if units:
        from jifang.config.demonstration.load import load_province

        load_province(lambda done: None, units)
    places = choose_places(citizens, applicants, officers)
    people: dict[str, Any] = {
        "counties": [p for p in places if p in COUNTIES],
        "officers": make_officers(officers, places),
    }
    if applicants:
        from soak.case_bodies import Bodies

        cities = [p for p in places if p in CITIES and p != PROVINCE]
        people["applicants"] = Bodies(cities, people["officers"]).make(applicants)
    print(json.dumps(people))
    return 0


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
