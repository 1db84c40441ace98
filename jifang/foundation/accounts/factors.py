"""Changes of how a person signs in, as acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from django.utils import timezone

from jifang.foundation.accounts.models import Account
from jifang.foundation.accounts.selectors import list_memberships
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.watch.security import log_security

NOWHERE = ("platform", "440000")
"""Under whom the act of a person without a role is kept."""


def record_change(account: Account, kind: str, *details: tuple[str, object]) -> None:
    """Write down that an account's password or second factor was changed, by its owner."""
    held = list_memberships(account)
    organ, region = (held[0].party, held[0].organ_region) if held else NOWHERE
    who = str(account.public_id)
    record_act(Act(kind, organ, region, who, Target("account", who), details=details))


def note_new_password(account: Account) -> None:
    """The password was changed by its owner."""
    account.must_change_password = False
    account.password_changed_at = timezone.now()
    account.save(update_fields=["must_change_password", "password_changed_at"])
    record_change(account, "account.password_changed")


@contextmanager
def record_factors(account: Account) -> Iterator[None]:
    """Record, in the same transaction, what becomes of an account's second factors meanwhile."""
    before = list_factors(account)
    yield
    after = list_factors(account)
    for kept, lost, word in ((after, before, "added"), (before, after, "removed")):
        for key in sorted(kept.keys() - lost.keys()):
            record_change(account, f"account.factor_{word}", ("factor", kept[key]))
            log_security(f"factor.{word}", account=str(account.public_id), method=kept[key])


def list_factors(account: Account) -> dict[int, str]:
    """The kind of each second factor, by its key."""
    return dict(Authenticator.objects.filter(user_id=account.pk).values_list("pk", "type"))
