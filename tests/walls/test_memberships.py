"""Which roles count on a day, and the bounds that follow: ended, not begun, of somebody else."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.utils import timezone
from psycopg.types.range import Range

from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.selectors import choose_capacity, derive_scope, list_capacities
from jifang.foundation.jobs.services import WORKS, read_bounds, run_job
from jifang.foundation.territory.models import Organ
from jifang.foundation.walls.scope import Scope, enter_scope, read_scope, work_in

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
    chosen = choose_capacity(list_capacities(account), f"m{wanted}")
    return derive_scope(account, chosen.membership if chosen else None)


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


def test_a_job_works_within_its_bounds_and_one_without_any_sees_nothing(
    officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for region in ("440106", "440103"):
        give(officer, region, date(2020, 1, 1), None)
    seen: list[set[str]] = []

    def look(run: object) -> None:
        seen.append(set(Membership.objects.values_list("organ_region", flat=True)))

    monkeypatch.setitem(WORKS, "walls.look", look)
    enter_scope(Scope("44", "45"))
    county = Scope("440106", "440107")
    for number, bounds in enumerate((county, Scope(), read_bounds(asdict(county)))):
        assert run_job("walls.look", f"walls:{number}", "", bounds, {})
    assert seen == [{"440106"}, set(), {"440106"}]
    assert read_scope() == Scope("44", "45"), "those of whoever runs the job hold again"


@pytest.mark.parametrize("kind", ["sector_police", "national_security", "department"])
def test_an_organ_of_another_kind_sees_its_own_rows_and_not_the_territory(
    officer: Account, kind: str
) -> None:
    held = give(officer, "440106", date(2020, 1, 1), None)
    assert find_scope(officer).lo == "440106"
    with work_in(Scope(administration="system_admin")):
        Organ.objects.create(
            code=held.party, kind=kind, level="county", organ_region="440106", name_zh="甲",
            name_en="A", valid=Range(date(2020, 1, 1), None),
        )  # fmt: skip
    assert find_scope(officer) == Scope(parties=(held.party,), actor=str(officer.pk))
