"""People of every role with a token, for tests; none of them exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from psycopg.types.range import Range

from jifang.foundation.access_tokens.data import NewToken
from jifang.foundation.access_tokens.scopes import list_open_scopes
from jifang.foundation.access_tokens.selectors import read_body
from jifang.foundation.access_tokens.services import create_token
from jifang.foundation.accounts.data import PLATFORM_BODY, Actor
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.powers import ORGAN, PLATFORM, ROLES
from jifang.foundation.accounts.selectors import derive_scope
from jifang.foundation.walls.scope import Scope, work_in

SECURITY = Scope(administration="security_admin")
SINCE = date(2026, 1, 1)


@dataclass(frozen=True)
class Person:
    """An account acting in a role."""

    account: Account
    membership: Membership

    @property
    def actor(self) -> Actor:
        return Actor(
            self.account.pk,
            str(self.account.public_id),
            self.membership.role,
            read_body(self.membership),
        )

    @property
    def scope(self) -> Scope:
        return derive_scope(self.account, self.membership)


def make_person(
    role: str, *, region: str = "440106", party: str = "", name: str = "张三丰"
) -> Person:
    """Someone with a role; organs are named by their region, other bodies by the role's kind."""
    kind = ROLES[role].body
    own = {ORGAN: f"ps-{region}", PLATFORM: PLATFORM_BODY.party}.get(kind, f"{kind}-1")
    with work_in(SECURITY):
        number = Account.objects.count()
        account = Account.objects.create(username=f"p{number}", name=name)
        membership = Membership.objects.create(
            account=account,
            role=role,
            body_kind=kind,
            party=party or own,
            body_name=f"示例{ROLES[role].name.zh}单位",
            organ_region=PLATFORM_BODY.organ_region if kind == PLATFORM else region,
            valid=Range(SINCE, None),
        )
    return Person(account, membership)


def give_token(person: Person, *scopes: str, days: int = 30) -> NewToken:
    """A token of a person; with every scope that the role may have where none is named."""
    given = scopes or tuple(s.code for s in list_open_scopes(person.membership.role))
    last = timezone.localdate() + timedelta(days=days)
    with work_in(person.scope):
        return create_token(person.actor, person.membership, "示例程序", given, last)
