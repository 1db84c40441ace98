"""Registers that the Measures imply: plans and funding, signs, connections free of charge,
training by associations."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from jifang.domains.programmes.kinds import ATTENDANCE, CONNECTION, FUNDING
from jifang.domains.programmes.models import Attendance, Connection, Course, Funding, Plan, Sign
from jifang.domains.programmes.selectors import (
    list_attendances,
    list_connections_of,
    list_courses,
    list_plans,
    list_signs_of,
    search_courses,
    search_plans,
    sum_funding,
)
from jifang.domains.programmes.services import (
    change_entry,
    declare_attendances,
    declare_connection,
    declare_course,
    declare_funding,
    declare_plan,
    declare_sign,
    draft_attendance,
    retire_entry,
)
from jifang.domains.units.api import SiteRef, find_site_ref
from jifang.domains.units.services import change_site
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.history.data import RecordError
from jifang.foundation.history.selectors import find_faults
from jifang.foundation.history.services import reveal_field
from jifang.law.errors import InputError
from tests.domains.people import (
    GUANGZHOU,
    NANSHAN,
    TIANHE,
    YUEXIU,
    act_as,
    make_member,
    make_officer,
    make_site,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organs")]
TODAY = timezone.localdate()
PLAN_GIVEN: dict[str, Any] = {
    "name": "技防建设规划（演示）", "government": "某区人民政府（演示）", "level": "county",
    "region": TIANHE, "year_from": 2026, "year_until": 2030,
}  # fmt: skip
LINK: dict[str, Any] = {
    "kind": "networked_sharing", "body_kind": "public_security", "body_name": "某公安机关（演示）",
    "purpose": "public_security", "basis": "办法第二十五条", "connected_on": "2026-03-01",
}  # fmt: skip


@pytest.fixture
def site() -> SiteRef:
    return find_site_ref(make_site(make_unit()).public_id)


def fields_of(error: InputError) -> set[str]:
    return {p.field for p in error.problems}


def make_association() -> Actor:
    body = Body("association", "association-own", "某协会（演示）", GUANGZHOU)
    return act_as(Actor(4, "member-association", "association_member", body))


class TestPlans:
    def test_plan_and_funding(self) -> None:
        by = act_as(make_officer())
        plan = declare_plan(by, PLAN_GIVEN)
        declare_funding(by, plan, {"year": 2026, "purpose": "basic_construction",
                                   "budget": "1200000.00", "spent": "900000"})  # fmt: skip
        declare_funding(by, plan, {"year": 2027, "purpose": "basic_construction", "budget": 1})
        declare_funding(by, plan, {"year": 2026, "purpose": "运行"})
        assert sum_funding(plan) == {
            "basic_construction": (Decimal("1200001.00"), Decimal("900000.00")),
            "running": (None, None),
        }
        assert search_plans(by, "jfjsgh").records == (plan,)
        assert list(list_plans(act_as(make_officer(GUANGZHOU)))) == [plan]
        assert list(list_plans(act_as(make_officer(NANSHAN)))) == []

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"year_until": 2025}, "year_until"), ({"level": "township"}, "level"),
         ({"level": "prefecture"}, "region"), ({"region": "440106001"}, "region"),
         ({"region": "440100"}, "region")],
    )  # fmt: skip
    def test_what_cannot_be(self, given: dict[str, Any], field: str) -> None:
        with pytest.raises(InputError) as caught:
            declare_plan(act_as(make_officer()), {**PLAN_GIVEN, **given})
        assert fields_of(caught.value) == {field}

    @pytest.mark.parametrize("level", [("prefecture", "440100"), ("province", "440000")])
    def test_governments_above(self, level: tuple[str, str]) -> None:
        by = act_as(make_officer(level[1]))
        assert declare_plan(by, {**PLAN_GIVEN, "level": level[0], "region": level[1]}).pk

    def test_a_year_outside_and_twice(self) -> None:
        by = act_as(make_officer())
        plan = declare_plan(by, PLAN_GIVEN)
        first = declare_funding(by, plan, {"year": 2030, "purpose": "upkeep"})
        for year in (2025, 2031, 2030):
            with pytest.raises(InputError) as caught:
                declare_funding(by, plan, {"year": year, "purpose": "upkeep"})
            assert fields_of(caught.value) == {"year"}
        retire_entry(FUNDING, by, first.public_id, 1, reason="误录")
        assert declare_funding(by, plan, {"year": 2030, "purpose": "upkeep"}).pk

    def test_officers_alone(self) -> None:
        with pytest.raises(RecordError):
            declare_plan(act_as(make_member()), PLAN_GIVEN)


class TestSigns:
    def test_a_finding_has_its_day(self, site: SiteRef) -> None:
        by = act_as(make_member())
        with pytest.raises(InputError) as caught:
            declare_sign(by, site, {"location": "大门", "clearly_visible": True})
        assert fields_of(caught.value) == {"checked_on"}
        sign = declare_sign(by, site, {"location": "大门", "clearly_visible": True,
                                       "checked_on": TODAY})  # fmt: skip
        assert sign.meets_standard is None
        assert list(list_signs_of(site)) == [sign]


class TestConnections:
    def test_free_of_charge(self, site: SiteRef) -> None:
        by = act_as(make_member())
        made = declare_connection(by, site, LINK)
        assert made.fee == 0
        assert declare_connection(by, site, {**LINK, "fee": "0.00"}).fee == 0
        for fee in ("0.01", "100"):
            with pytest.raises(InputError) as caught:
                declare_connection(by, site, {**LINK, "fee": fee})
            assert fields_of(caught.value) == {"fee"}
        with pytest.raises(IntegrityError, match="connection_is_free"), transaction.atomic():
            Connection.objects.filter(pk=made.pk).update(fee=1)

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"purpose": "commercial"}, "purpose"),
            ({"basis": ""}, "basis"),
            ({"body_kind": "designated_department"}, "designation_number"),
            ({"body_kind": "designated_department", "designation_number": "演示〔2026〕1 号",
              "kind": "direct_use"}, "kind"),
            ({"body_kind": "company"}, "body_kind"),
            ({"ended_on": "2026-02-28"}, "ended_on"),
            ({"connected_on": (TODAY + timedelta(days=1)).isoformat()}, "connected_on"),
        ],
    )  # fmt: skip
    def test_who_and_what_for(self, site: SiteRef, given: dict[str, Any], field: str) -> None:
        with pytest.raises(InputError) as caught:
            declare_connection(act_as(make_member()), site, {**LINK, **given})
        assert fields_of(caught.value) == {field}

    def test_a_designated_department_integrates(self, site: SiteRef) -> None:
        given = {**LINK, "kind": "integration", "body_kind": "designated_department",
                 "designation_number": "演示〔2026〕1 号"}  # fmt: skip
        assert declare_connection(act_as(make_officer()), site, given).pk

    def test_as_it_stands_on_a_day_and_moved_with_the_site(self, site: SiteRef) -> None:
        by = act_as(make_member())
        made = declare_connection(by, site, LINK)
        declare_sign(by, site, {"location": "大门"})
        change_entry(CONNECTION, by, made.public_id, 1, {"ended_on": "2026-06-30"}, reason="终止")
        days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1))
        assert [list_connections_of(site, d).count() for d in days] == [0, 1, 1, 0]
        change_site(act_as(make_officer(GUANGZHOU)), site.public_id, 1, {"region": YUEXIU},
                    reason="区划更正")  # fmt: skip
        act_as(make_officer(YUEXIU))
        for model in (Connection, Sign):
            assert [r.organ_region for r in model.objects.all()] == [YUEXIU]
        again = Connection.objects.get()
        assert find_faults(CONNECTION, again) == {}, "it followed, and nothing else changed"
        Connection.objects.filter(pk=again.pk).update(basis="x")
        assert set(find_faults(CONNECTION, Connection.objects.get())) == {"digest"}


class TestTraining:
    def test_by_an_association(self) -> None:
        by = make_association()
        course = declare_course(by, {
            "name": "技防从业人员培训（演示）", "association": "某协会（演示）",
            "kind": "technical", "held_on": "2026-05-01", "hours": 16,
        })  # fmt: skip
        drafts = [
            draft_attendance(course, {"person_name": f"学员{n}", "employer": "某公司（演示）",
                                      "employer_code": "9144010172375579XG", "passed": "是"})
            for n in range(3)
        ]  # fmt: skip
        there = declare_attendances(by, drafts)
        assert [str(a.person_name) for a in list_attendances(course)] == ["学**"] * 3
        assert search_courses(by, "从业人员").records == (course,)
        city = act_as(make_officer(GUANGZHOU))
        assert list(list_courses(city)) == [course]
        assert reveal_field(ATTENDANCE, city, there[0].public_id, "person_name", "核对") == "学员0"
        assert list(list_courses(act_as(make_officer(TIANHE)))) == []

    def test_a_part_in_another_place_cannot_be(self) -> None:
        by = make_association()
        course = declare_course(by, {"name": "x", "association": "y", "kind": "other",
                                     "held_on": "2026-05-01"})  # fmt: skip
        plan = declare_plan(act_as(make_officer()), PLAN_GIVEN)
        act_as(make_officer("440000"))
        wrong = (
            Attendance(course=course, party=course.party, organ_region=TIANHE),
            Funding(plan=plan, party="ps-else", organ_region=TIANHE, year=2026, purpose="running"),
        )
        for row in wrong:
            with pytest.raises(IntegrityError, match="_tied_by_"), transaction.atomic():
                row.save()
        assert (Course.objects.count(), Plan.objects.count()) == (1, 1)
