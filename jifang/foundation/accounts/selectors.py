"""What an account may see: its memberships of a day, and the scope that follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.powers import ROLES
from jifang.foundation.walls.scope import NOBODY, Scope, find_range


def list_memberships(account: Account, on: date | None = None) -> list[Membership]:
    """The account's own memberships that hold on a day (today), in the order they were given."""
    day = on or timezone.localdate()
    found = Membership.objects.filter(account=account, valid__contains=day)
    return list(found.order_by("granted_at", "pk"))


def derive_scope(account: Account, membership: Membership | None) -> Scope:
    """The bounds of an account acting in one of its roles; itself alone without one.

    An officer sees the territory of the organ, everyone else the rows of the own body.
    """
    actor = str(account.pk)
    if membership is None:
        return Scope(actor=actor)
    role = ROLES[membership.role]
    if role.administers:
        return Scope(actor=actor, administration=role.code)
    if role.sees_territory:
        lo, hi = find_range(membership.organ_region)
        return Scope(lo, hi, (membership.party,), (), actor)
    return Scope(parties=(membership.party,), actor=actor)


def choose_membership(memberships: Iterable[Membership], wanted: int | None) -> Membership | None:
    """The role that was chosen for the session, else the first."""
    held = list(memberships)
    return next((m for m in held if m.pk == wanted), held[0] if held else None)


__all__ = ["NOBODY", "choose_membership", "derive_scope", "list_memberships"]
