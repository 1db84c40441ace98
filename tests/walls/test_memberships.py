"""Which roles count on a day, and the bounds that follow: ended, not begun, of somebody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from psycopg.types.range import Range

from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.selectors import choose_membership, derive_scope, list_memberships
from jifang.foundation.walls.scope import Scope, enter_scope, work_in

pytestmark = pytest.mark.django_db
SECURITY = Scope(administration="security_admin")


def give(account: Account, region: str, since: date, until: date | None) -> Membership:
    with work_in(SECURITY):
        return Membership.objects.create(
            account=account, role="officer", body_kind="organ", party=f"ps-{region}",
            body_name=region, organ_region=region, valid=Range(since, until),
        )  # fmt: skip


@pytest.fixture
def officer() -> Account:
    return Account.objects.create(username="officer", name="甲")


def find_scope(account: Account, wanted: int | None = None) -> Scope:
    enter_scope(Scope(actor=str(account.pk)))
    return derive_scope(account, choose_membership(list_memberships(account), wanted))


def test_an_ended_and_a_coming_role_open_nothing(officer: Account) -> None:
    today = timezone.localdate()
    alone = Scope(actor=str(officer.pk))
    ended = give(officer, "440106", date(2020, 1, 1), today)
    give(officer, "440103", today + timedelta(days=1), None)
    assert find_scope(officer) == alone
    assert find_scope(officer, ended.pk) == alone, "chosen before it ended"
    current = give(officer, "440305", today, today + timedelta(days=1))
    assert find_scope(officer).lo == "440305"
    assert find_scope(officer, ended.pk).lo == "440305"
    assert find_scope(officer, current.pk).hi == "440306"


def test_a_role_of_somebody_else_is_not_chosen(officer: Account) -> None:
    other = Account.objects.create(username="other", name="乙")
    foreign = give(other, "440106", date(2020, 1, 1), None)
    assert find_scope(officer, foreign.pk) == Scope(actor=str(officer.pk))
