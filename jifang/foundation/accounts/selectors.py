"""What an account may see: the roles it acts in on a day, and the scope that follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.models import Account, Delegation, Invitation, Membership
from jifang.foundation.accounts.powers import FIRM, LAB, ROLES, Role
from jifang.foundation.grants.selectors import list_grants
from jifang.foundation.walls.scope import NOBODY, Scope, find_range, work_in

OPENED: Final = frozenset({FIRM, LAB})
"""Bodies besides organs to which rows of others are opened."""

FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What a second factor is: an authenticator app or a passkey; recovery codes alone are none."""


# Every request of someone signed in asks both: written out, they cost a fifth of what it costs to
# have them made from the models each time.
OWN_CAPACITIES: Final = """
SELECT m.*, EXISTS (
    SELECT 1 FROM mfa_authenticator f WHERE f.user_id = m.account_id AND f.type = ANY(%(factors)s)
  ) AS has_factor, EXISTS (
    SELECT 1 FROM delegation d WHERE d.account_id = m.account_id AND d.party = m.party
      AND d.revoked_at IS NULL AND d.valid @> %(day)s::date
  ) AS is_lent_to
FROM membership m WHERE m.account_id = %(account)s AND m.valid @> %(day)s::date
ORDER BY m.granted_at, m.id
"""
COMPETENCE: Final = """
SELECT grant_key, false FROM grant_opened WHERE party = %(organ)s AND closed_at IS NULL
UNION ALL SELECT code, true FROM organ WHERE code = %(organ)s AND kind <> 'public_security'
"""


@dataclass(frozen=True, slots=True)
class Capacity:
    """A role that an account acts in: its own membership, or one that a colleague lent it."""

    membership: Membership
    lent: Delegation | None = None
    has_factor: bool = False
    """Whether the account has set up a second factor."""

    @property
    def key(self) -> str:
        """What names it in a session."""
        return f"d{self.lent.pk}" if self.lent else f"m{self.membership.pk}"

    @property
    def role(self) -> Role:
        """The role and its powers."""
        return ROLES[self.membership.role]

    @property
    def body(self) -> Body:
        """The body it is held in."""
        return find_body(self.membership)

    def as_actor(self, account: Account) -> Actor:
        """The account acting in this role."""
        lender = str(self.membership.account.public_id) if self.lent else ""
        return Actor(
            account.pk, str(account.public_id), self.membership.role, self.body, lender=lender
        )


def find_body(row: Membership | Invitation) -> Body:
    """The body of a membership or an invitation."""
    return Body(row.body_kind, row.party, row.body_name, row.organ_region)


def list_memberships(account: Account, on: date | None = None) -> list[Membership]:
    """The account's own memberships that hold on a day (today), in the order they were given."""
    day = on or timezone.localdate()
    found = Membership.objects.filter(account=account, valid__contains=day)
    return list(found.order_by("granted_at", "pk"))


def list_capacities(account: Account, on: date | None = None) -> list[Capacity]:
    """The roles the account may act in on a day: its own, then those lent to it.

    A lent role holds as long as the lender holds it and as the borrower is of the same body. One
    statement unless something is lent, which is rare: every request asks.
    """
    day = on or timezone.localdate()
    given = {"account": account.pk, "day": day, "factors": list(FACTORS)}
    own: list[Any] = list(Membership.objects.raw(OWN_CAPACITIES, given))
    found = [Capacity(m, has_factor=m.has_factor) for m in own]
    if not any(m.is_lent_to for m in own):
        return found
    lent = Delegation.objects.filter(account=account, revoked_at=None, valid__contains=day)
    parties = tuple(sorted({m.party for m in own}))
    loans = {d.membership_id: d for d in lent.filter(party__in=parties).order_by("pk")}
    with work_in(Scope(parties=parties, actor=str(account.pk))):
        # the lender's membership is seen by colleagues of the same body
        lenders = Membership.objects.filter(pk__in=loans, valid__contains=day)
        found += [
            Capacity(m, loans[m.pk], found[0].has_factor)
            for m in lenders.select_related("account")
        ]  # fmt: skip
    return found


def derive_scope(account: Account, membership: Membership | None) -> Scope:
    """The bounds of an account acting in one of its roles; itself alone without one.

    An officer of a public security organ sees its territory, everyone else the rows of the own
    body: an organ of another kind (sector police, national security, a department) is competent for
    its own matters there, and single rows are opened to it by grants, as to firms and testing
    bodies that take part in the projects of others.
    """
    actor = str(account.pk)
    if membership is None:
        return Scope(actor=actor)
    role, party = ROLES[membership.role], membership.party
    if role.administers:
        return Scope(actor=actor, administration=role.code)
    if not role.sees_territory:
        opened = list_grants(party) if role.body in OPENED else ()
        return Scope(parties=(party,), grants=opened, actor=actor)
    serves, grants = read_competence(party)
    if serves:
        return Scope(*find_range(membership.organ_region), (party,), grants, actor)
    return Scope(parties=(party,), grants=grants, actor=actor)


def read_competence(organ: str) -> tuple[bool, tuple[str, ...]]:
    """Whether an organ is competent for all of its division, not only for a sector or a matter; and
    the keys of what is opened to it besides. One statement: every request of an officer asks."""
    with connection.cursor() as cursor:
        cursor.execute(COMPETENCE, {"organ": organ})
        found = cursor.fetchall()
    return not any(other for _, other in found), tuple(sorted(k for k, other in found if not other))


def choose_capacity(held: Iterable[Capacity], wanted: str | None) -> Capacity | None:
    """The role that was chosen for the session, else the first."""
    roles = list(held)
    return next((c for c in roles if c.key == wanted), roles[0] if roles else None)


def list_members(party: str, on: date | None = None) -> QuerySet[Membership]:
    """The members of a body on a day, as far as the reader's scope reaches."""
    day = on or timezone.localdate()
    found = Membership.objects.filter(party=party, valid__contains=day)
    return found.select_related("account").order_by("role", "account__username")


def list_lent(membership: Membership) -> QuerySet[Delegation]:
    """The powers of a membership that are lent to colleagues, newest first."""
    return Delegation.objects.filter(membership=membership).select_related("account")


def list_offers(party: str) -> QuerySet[Invitation]:
    """Invitations to a body that nobody has taken up and that still hold."""
    return Invitation.objects.filter(
        party=party, accepted_at=None, expires_at__gt=timezone.now()
    ).order_by("-created_at")


def list_bodies(most: int = 200) -> list[Body]:
    """Bodies that have members, or to which somebody is invited, as far as the scope reaches."""
    open_offers = Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now())
    found = {o.party: find_body(o) for o in open_offers.order_by("party").distinct("party")[:most]}
    held = Membership.objects.order_by("party").distinct("party")[:most]
    found |= {m.party: find_body(m) for m in held}
    return sorted(found.values(), key=lambda body: (body.kind, body.party))[:most]


__all__ = [
    "NOBODY",
    "Capacity",
    "choose_capacity",
    "derive_scope",
    "find_body",
    "list_bodies",
    "list_capacities",
    "list_lent",
    "list_members",
    "list_memberships",
    "list_offers",
]
