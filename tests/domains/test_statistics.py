"""Statistics: what the statements count, held against the law's own clock; small numbers."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from pytest_django.plugin import DjangoDbBlocker

from jifang.domains.statistics.api import LEAST, Figures, Line, Wanted, read_figures, read_public
from jifang.domains.statistics.counting import list_deadlines, list_refusing
from jifang.domains.statistics.small import hold_back, hold_back_table
from jifang.domains.statistics.tally import find_median
from jifang.foundation.accounts.data import SYSTEM
from jifang.foundation.cases.clocks import (
    find_miscounted,
    list_period_events,
    run_period,
)
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.models import Case, CasePeriod
from jifang.foundation.cases.services import carry_out
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law.calendar import add_months, is_working_day
from jifang.law.clock import Clock
from jifang.law.instruments import Cite
from jifang.law.texts import MEASURES
from tests.domains.qualifications.world import (
    DEFECTS,
    PEOPLE,
    apply,
    do,
    lay_world,
    open_organs,
    reread,
    today,
    within,
)
from tests.foundation.cases.log import publish_moves

pytestmark = pytest.mark.django_db
SINCE, UNTIL = date(2020, 1, 1), date(2090, 12, 31)


def on(days: int) -> Any:
    """So many days from today; only what goes out without a letter can be done on another day."""
    return stand_on(today() + timedelta(days=days))


@pytest.fixture(scope="module", autouse=True)
def cases(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, database_server: Any
) -> Iterator[None]:
    """Cases of one firm: refused in time after a long pause, noticed late, not accepted, withdrawn,
    and one that waits past its day."""
    with django_db_blocker.unblock():
        publish_moves(database_server)
        outer = transaction.atomic()
        outer.__enter__()
        open_organs()
        lay_world()
        try:
            tell_stories()
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def wait_for_acceptance(case: Case) -> None:
    """The law accepts it by itself."""
    with within(PEOPLE["province"]):
        carry_out(SYSTEM, case.public_id, "deem_accepted", Given(reread(case).version))


def tell_stories() -> None:
    with on(-100):
        case = apply("initial", level="4")
        do("officer", case, "claim")
    with on(-80):
        wait_for_acceptance(case)
    with on(-78):
        do("officer", case, "pause", reason="专家评审", pause="expert_review")
    with on(-20):
        do("officer", case, "resume")
    with on(-3):
        do("officer", case, "examine", more={"finding": "not_met"})
    do("approver", case, "refuse", reason="未达到条件")
    with on(-100):
        case = apply("initial", level="4")
        do("officer", case, "claim")
    with on(-96):
        do("firm", case, "withdraw")
    with on(-30):
        case = apply("initial", level="4")
        do("officer", case, "claim")
    do("officer", case, "notify", defects=DEFECTS)  # late
    do("firm", case, "withdraw")
    case = apply("initial", level="4")
    do("officer", case, "claim")
    do("approver", case, "decline", reason="不属于本机关职权范围")
    with on(-100):
        case = apply("initial", level="4")
        do("officer", case, "claim")
    with on(-80):
        wait_for_acceptance(case)  # and nothing more


def read(region: str = "440000", **more: Any) -> Figures:
    given = {"since": SINCE, "until": UNTIL, "today": today()} | more
    with work_in(Scope(*find_range("440000"))):
        return read_figures(Wanted(region, **given))


def count_days(clock: Clock, until: date) -> int:
    """Working days from the start to the end on which the clock did not stand still."""
    days = (clock.line.start + timedelta(days=n) for n in range(1, 400))
    return sum(
        day <= until and is_working_day(day) and clock.line.find_pause(day) is None for day in days
    )


def test_every_figure_is_that_of_the_clock() -> None:
    """The median and what is late, held against the law's clock for each period apart."""
    took: dict[str, list[int]] = {}
    late: dict[str, int] = {}
    with work_in(Scope(*find_range("440000"))):
        for row in CasePeriod.objects.filter(name__in=list_deadlines()).order_by("pk"):
            events = list_period_events(row)
            clock = run_period(row.name, events)
            if row.finished_on is None or events[-1].event.act == "withdraw":
                continue  # it runs, or the applicant ended it
            took.setdefault(row.name, []).append(count_days(clock, row.finished_on))
            late[row.name] = late.get(row.name, 0) + (clock.stand(today()).state == "done_late")
    figures = read()
    assert took["licence_decision"][0] < 50  # the pause is left out
    for name, days in took.items():
        served = figures.periods["certificate", name]
        assert served.done == len(days), name
        assert served.late == late[name], name
        assert served.median == Decimal(str(float(median(days)))), name
    decision = figures.periods["certificate", "licence_decision"]
    assert (decision.done, decision.running) == (1, 1)
    notice = figures.periods["certificate", "licence_notice"]
    assert (notice.done, notice.withdrawn) == (4, 1)
    assert figures.total.served.number == 6
    assert figures.total.served.late == sum(late.values()) > 0


def test_what_is_kept_of_a_period_follows_from_what_happened() -> None:
    with work_in(Scope(*find_range("440000"))):
        for case in Case.objects.all():
            assert list(find_miscounted(case)) == []
        row = CasePeriod.objects.exclude(finished_on=None).filter(withdrawn=False).first()
        assert row is not None
        assert row.procedure == "certificate"
        kept = CasePeriod.objects.filter(pk=row.pk)
        kept.update(withdrawn=True, procedure="filing")  # set by the database, whoever writes
        assert kept.values_list("withdrawn", "procedure").get() == (False, "certificate")
        with pytest.raises(DatabaseError), transaction.atomic():
            kept.update(took=None)
        kept.update(took=99)  # in the transaction of its event the trigger lets it pass
        assert [p.pk for p in find_miscounted(row.case)] == [row.pk]
        kept.update(took=row.took)


def test_the_middle_of_counted_numbers() -> None:
    assert find_median({}) is None
    source = random.Random(32)
    for _ in range(200):
        numbers = [source.randrange(9) for _ in range(source.randrange(1, 12))]
        assert find_median(Counter(numbers)) == Decimal(str(float(median(numbers))))


def test_they_come_apart_and_together() -> None:
    figures = read()
    assert list(figures.parts) == ["4401"]
    assert sum(m.served.number for m in figures.months.values()) == figures.total.served.number
    assert figures.matters["certificate"].served == figures.total.served
    flow = figures.total.flow
    assert (flow.refused, flow.notices, flow.opened, flow.closed) == (2, 1, 5, 4)
    assert set(figures.grounds) == {
        Cite(MEASURES, "art_14__para_1"), Cite("cn-licence-law", "art_32"),
    }  # fmt: skip
    assert set(list_refusing()) >= {"certificate.refuse", "certificate.decline"}
    assert read(region="440300").total.served.number == 0
    assert list(read(region="440100").parts) == ["440100"]
    assert read(procedure="filing").total == Line()
    past = read(until=today() - timedelta(days=90), today=today() - timedelta(days=90))
    assert (past.total.served.running, past.total.served.done) == (0, 0)
    assert past.total.served.withdrawn == 1


def test_who_reads_sees_no_more_than_the_walls_show() -> None:
    wanted = Wanted("440000", SINCE, UNTIL, today())
    for scope in (Scope("4403", "4404"), Scope(), Scope(parties=("firm-other",))):
        with work_in(scope):
            figures = read_figures(wanted)
        assert figures.total == Line()
        assert not figures.grounds


def test_three_statements_whatever_there_is(django_assert_num_queries: Any) -> None:
    wanted = Wanted("440000", SINCE, UNTIL, today())
    with work_in(Scope(*find_range("440000"))), django_assert_num_queries(3):
        read_figures(wanted)


def test_the_public_is_told_no_small_number() -> None:
    cache.clear()
    day = add_months(today().replace(day=1), 1)
    public = read_public(day)
    assert public.until == day - timedelta(days=1)
    assert public.total.held
    assert public.total.number is None
    assert public.cells
    assert all(cell.held for cell in (*public.cells.values(), *public.by_city.values()))
    assert all(cell.number in {None, 0} for _, cell in public.months)
    assert public.grounds
    assert all(number is None for _, number in public.grounds)
    assert read_public(day) is public or read_public(day) == public


def test_what_is_held_back_does_not_follow_from_the_rest() -> None:
    """No line with a told sum has one number held back alone, or several that come to little."""
    source = random.Random(31)
    rows, columns = [f"r{n}" for n in range(6)], [f"c{n}" for n in range(4)]
    for _ in range(300):
        numbers = {
            (r, c): source.choice((0, 0, 1, 3, LEAST - 1, LEAST, 12, 40, 300))
            for r in rows for c in columns
        }  # fmt: skip
        held = hold_back_table(numbers, rows, columns)
        assert all(k in held.cells for k, n in numbers.items() if 0 < n < LEAST)
        lines = [[(r, c) for c in columns] for r in rows if r not in held.rows]
        lines += [[(r, c) for r in rows] for c in columns if c not in held.columns]
        for line in lines:
            missing = [k for k in line if k in held.cells]
            told = len(line) - len(missing)
            assert (
                not missing
                or told == 0
                or (len(missing) > 1 and sum(numbers[k] for k in missing) >= LEAST)
            )
        for name, sums in (
            (held.rows, {r: sum(numbers[r, c] for c in columns) for r in rows}),
            (held.columns, {c: sum(numbers[r, c] for r in rows) for c in columns}),
        ):
            assert name == hold_back(sums)
            assert not name or len(name) > 1
    assert hold_back({"a": 3, "b": 50, "c": 20}) == {"a", "c"}
    assert hold_back({"a": 0, "b": 50}) == set()
