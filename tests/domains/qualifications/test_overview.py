"""The gap to the next level against firms computed by hand, and what may be applied for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from jifang.domains.qualifications.deeming import deem_renewals
from jifang.domains.qualifications.overview import Overview, describe_firm
from jifang.domains.units.api import find_firm
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.walls.scope import work_in
from jifang.law.calendar import add_years
from tests.domains.qualifications.world import (
    FIRM,
    OUTSIDE,
    PEOPLE,
    World,
    apply,
    build,
    do,
    hold,
    staff_up,
    today,
    within,
)

pytestmark = pytest.mark.django_db


def look(party: str = FIRM, who: str = "firm", on: date | None = None) -> Overview:
    with within(PEOPLE[who]):
        firm = find_firm(party)
        assert firm is not None
        return describe_firm(firm, on or today())


def lacks(page: Overview) -> dict[str, object]:
    assert page.gap is not None
    return {c.code: c.lacking for c in page.gap.conditions}


class TestGap:
    def test_nothing_is_entered(self, world: World) -> None:
        page = look()
        assert page.gap is not None
        assert lacks(page) == {
            "staff": None, "intermediate_titles": None, "trained_technicians": None,
        }  # fmt: skip
        assert (page.gap.outcome, page.gap.confidence) == ("open", "C")

    def test_short_of_level_4(self, world: World) -> None:
        staff_up(world.firm, 3, 1)
        page = look()
        # Level 4 asks for 5 people, 1 intermediate title, 2 trained technicians.
        assert lacks(page) == {"staff": 2, "intermediate_titles": 0, "trained_technicians": 1}
        assert page.gap is not None
        assert page.gap.outcome == "stop"
        first = next(w for w in page.ways if w.kind == "initial")
        assert first.short is not None
        assert (first.allowed, first.mark) == (True, "open")
        assert first.short.zh.startswith("按登记尚未达到：")
        assert "另行审查" in first.said.zh

    def test_level_3_asks_for_performance(self, world: World) -> None:
        hold(4, since=add_years(today(), -1))
        staff_up(world.firm, 10, 5)
        build(world.firm, "1000000.50", "500000")
        page = look()
        # Level 3 asks for 10 people, 2 titles, 5 trained, 3,000,000 yuan in two years.
        assert lacks(page) == {
            "staff": 0, "intermediate_titles": 0, "trained_technicians": 0,
            "performance_2y": Decimal("1499999.50"),
        }  # fmt: skip
        build(world.firm, "1499999.50", work="design")
        reached = look()
        assert reached.gap is not None
        assert reached.gap.outcome == "ok"
        assert {w.kind for w in reached.ways if w.allowed} == {"promotion", "change", "reissue"}

    def test_level_1_has_no_next(self, world: World) -> None:
        hold(1, since=add_years(today(), -1))
        page = look()
        assert page.gap is None
        assert page.promotion_from is None


class TestWays:
    def test_of_a_holder(self, world: World) -> None:
        row = hold(4, ends_in=400)
        page = look()
        ways = {w.kind: w for w in page.ways}
        assert not ways["initial"].allowed
        assert "不是初次申领" in ways["initial"].said.zh
        assert not ways["renewal"].allowed
        opens = row.valid_until - timedelta(days=30)
        assert (ways["renewal"].opens, ways["renewal"].closes) == (opens, row.valid_until)
        assert page.window == (opens, row.valid_until)
        assert page.promotion_from == add_years(row.issued_on, 1)
        assert ways["renewal"].cites[0].provision == "art_15__para_2"

    def test_after_it_ended(self, world: World) -> None:
        hold(3, ends_in=-1)
        page = look()
        assert page.standing is not None
        assert not page.standing.holds
        allowed = {w.kind: w.level for w in page.ways if w.allowed}
        assert allowed == {"initial": 4}

    def test_from_outside(self, world: World) -> None:
        page = look(OUTSIDE, "outside")
        assert [w.kind for w in page.ways] == ["filing"]
        assert page.gap is None

    def test_nothing_while_something_is_going_on(self, world: World) -> None:
        apply("initial", level="4")
        page = look()
        assert [w.kind for w in page.ways if w.allowed] == []
        said = next(w.said.zh for w in page.ways if w.kind == "initial")
        assert "初次申领申请正在办理" in said
        assert "撤回" in said  # the way out

    def test_a_promotion_does_not_shut_the_window(self, world: World) -> None:
        hold(4, ends_in=20, since=add_years(today(), -1))
        apply("promotion", level="3")
        allowed = {w.kind for w in look().ways if w.allowed}
        assert allowed == {"renewal", "extension"}

    def test_nothing_while_a_renewal_is_still_to_be_issued(self, world: World) -> None:
        hold(4, ends_in=1)
        case, then = apply("renewal"), today() + timedelta(days=2)
        do("officer", case, "claim")
        do("officer", case, "accept")
        with stand_on(then):
            with work_in(EVERYTHING):
                deem_renewals()
            page = look(on=then)
        assert page.standing is not None
        assert page.standing.state == "deemed"
        assert [w.kind for w in page.ways if w.allowed] == []
        assert {w.cites[0].provision for w in page.ways} == {"art_50"}
