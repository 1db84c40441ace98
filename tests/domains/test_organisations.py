"""Firms, testing bodies and associations: staff sealed, figures for the law, scope of testing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from jifang.domains.units.models import Credential, Organisation, Staff
from jifang.domains.units.organisation_facts import find_firm_figures, find_testing_facts
from jifang.domains.units.organisation_kinds import (
    ACCREDITATION,
    FIRM_PROJECT,
    ORGANISATION,
    PREMISES,
    STAFF,
    TOOL,
)
from jifang.domains.units.organisation_selectors import (
    find_organisation,
    list_belongings,
    list_expiring,
    list_organisations,
    search_organisations,
)
from jifang.domains.units.organisation_services import (
    change_organisation,
    declare_belonging,
    declare_credential,
    declare_organisation,
    draft_organisation,
    retire_belonging,
)
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.history.data import NotFoundError, RecordError
from jifang.foundation.history.services import reveal_field
from jifang.law import decide
from jifang.law.errors import InputError
from tests.domains.people import GUANGZHOU, TIANHE, act_as, make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organs")]
ON = date(2026, 11, 20)
FIRM: dict[str, Any] = {
    "kind": "firm", "name": "示例安防工程公司（演示）", "credit_code": "9144010172375579XG",
    "region": TIANHE, "address": "科韵路 2 号", "legal_person": True,
}  # fmt: skip
LAB: dict[str, Any] = {"kind": "testing_body", "name": "示例检测中心（演示）", "region": TIANHE}


def make_firm_member(kind: str = "firm", role: str = "firm_member") -> Actor:
    body = Body(kind, f"{kind}-own", "单位", GUANGZHOU)
    return act_as(Actor(3, f"member-{kind}", role, body))


def make_firm(**more: Any) -> Organisation:
    return declare_organisation(make_firm_member(), {**FIRM, **more})


def make_lab() -> Organisation:
    return declare_organisation(make_firm_member("testing_body", "lab_member"), LAB)


def fields_of(error: InputError) -> set[str]:
    return {p.field for p in error.problems}


class TestOrganisations:
    @pytest.mark.parametrize(
        ("region", "organ"),
        [(TIANHE, "440100"), ("440100", "440100"), ("441900", "441900"), ("440000", "440000"),
         ("430100", "440000"), ("110105", "440000")],
    )  # fmt: skip
    def test_it_is_kept_by_the_city_of_registration(self, region: str, organ: str) -> None:
        firm = make_firm(region=region)
        assert (firm.organ_region, firm.party) == (organ, "firm-own")

    def test_a_member_enters_what_it_is_a_member_of(self) -> None:
        by = make_firm_member()
        with pytest.raises(InputError) as caught:
            declare_organisation(by, {**FIRM, "kind": "testing_body"})
        assert fields_of(caught.value) == {"kind"}

    def test_a_wrong_check_character_warns(self) -> None:
        draft = draft_organisation(
            make_firm_member(), {**FIRM, "credit_code": "91310115MA1H8R7C6D"}
        )
        assert not draft.problems
        assert {w.field for w in draft.warnings} == {"credit_code"}

    def test_one_row_per_code_and_kind(self) -> None:
        make_firm()
        officer = act_as(make_officer(GUANGZHOU))
        with pytest.raises(InputError) as caught:
            declare_organisation(officer, FIRM)
        assert fields_of(caught.value) == {"credit_code"}
        assert declare_organisation(officer, {**FIRM, "kind": "testing_body"}).pk

    def test_the_county_does_not_see_it_the_city_does(self) -> None:
        firm = make_firm()
        act_as(make_officer(TIANHE))
        with pytest.raises(NotFoundError):
            find_organisation(firm.public_id)
        city = act_as(make_officer(GUANGZHOU))
        assert list(list_organisations(city, "firm")) == [firm]
        assert list(list_organisations(city, "testing_body")) == []
        assert search_organisations(city, "安防工程").records == (firm,)
        assert search_organisations(city, "slaf").records == (firm,)
        assert search_organisations(city, "914401017237").records == (firm,)

    def test_it_moves_with_all_it_has(self) -> None:
        firm = make_firm()
        person = declare_belonging(STAFF, make_firm_member(), firm,
                                   {"number": "1", "person_name": "李四"})  # fmt: skip
        declare_credential(make_firm_member(), person, {"kind": "training", "name": "培训"})
        with pytest.raises(InputError):
            change_organisation(make_firm_member(), firm.public_id, 1, {"region": "440305"},
                                reason="迁址")  # fmt: skip
        change_organisation(act_as(make_officer("440000")), firm.public_id, 1,
                            {"region": "440305"}, reason="迁址")  # fmt: skip
        for model in (Organisation, Staff, Credential):
            assert [r.organ_region for r in model.objects.all()] == ["440300"]


class TestStaff:
    def test_names_are_sealed_masked_and_revealed_with_a_purpose(self) -> None:
        firm = make_firm()
        person = declare_belonging(STAFF, make_firm_member(), firm,
                                   {"number": "A-7", "person_name": "欧阳修"})  # fmt: skip
        assert str(Staff.objects.get(pk=person.pk).person_name) == "欧**"
        with connection.cursor() as cursor:
            cursor.execute("SELECT person_name FROM staff")
            assert cursor.fetchone()[0].startswith("v1:")
        city = act_as(make_officer(GUANGZHOU))
        assert reveal_field(STAFF, city, person.public_id, "person_name", "核对人员") == "欧阳修"
        foreign = act_as(make_officer("440300"))
        with pytest.raises(NotFoundError):
            reveal_field(STAFF, foreign, person.public_id, "person_name", "核对人员")

    def test_only_its_own(self) -> None:
        firm = make_firm()
        stranger = Actor(9, "stranger", "firm_member", Body("firm", "firm-else", "单位", GUANGZHOU))
        with pytest.raises(RecordError):
            declare_belonging(STAFF, act_as(stranger), firm, {"number": "1", "person_name": "x"})

    def test_trainings_that_end(self) -> None:
        by, firm = make_firm_member(), make_firm()
        person = declare_belonging(STAFF, by, firm, {"number": "1", "person_name": "李四"})
        one = declare_credential(
            by,
            person,
            {
                "kind": "training",
                "name": "甲",
                "issued_on": "2025-01-01",
                "valid_until": "2026-12-01",
            },
        )
        declare_credential(by, person, {"kind": "training", "name": "乙",
                           "valid_until": "2027-12-01"})  # fmt: skip
        assert list(list_expiring(firm, date(2026, 12, 1))) == [one]
        assert list(list_expiring(firm, date(2026, 11, 30))) == []
        with pytest.raises(InputError) as caught:
            declare_credential(by, person, {"kind": "training", "name": "x",
                               "issued_on": "2026-01-02", "valid_until": "2026-01-01"})  # fmt: skip
        assert fields_of(caught.value) == {"valid_until"}

    def test_a_certificate_of_another_bodys_staff_cannot_be(self) -> None:
        firm = make_firm()
        person = declare_belonging(STAFF, make_firm_member(), firm,
                                   {"number": "1", "person_name": "李四"})  # fmt: skip
        lab = make_lab()
        act_as(make_officer("440000"))
        wrong = Credential(organisation=lab, staff=person, kind="training", name="x",
                           party=lab.party, organ_region=lab.organ_region)  # fmt: skip
        with pytest.raises(IntegrityError, match="credential_tied_by_staff"), transaction.atomic():
            wrong.save()


class TestFigures:
    def fill(self) -> Organisation:
        by, firm = make_firm_member(), make_firm()
        for number in range(6):
            person = declare_belonging(STAFF, by, firm, {
                "number": str(number), "person_name": f"员工{number}",
                "title_level": "intermediate" if number == 0 else "none",
                "is_technician": number < 4,
            })  # fmt: skip
            if number < 3:
                declare_credential(by, person, {
                    "kind": "training", "name": "培训",
                    "valid_until": "2026-11-19" if number == 0 else "2026-11-20",
                })  # fmt: skip
        declare_belonging(PREMISES, by, firm, {"address": "科韵路", "area_m2": "120.5"})
        declare_belonging(TOOL, by, firm, {"name": "网络测试仪", "purpose": "commissioning"})
        return firm

    def test_the_figures_of_level_4(self) -> None:
        firm = self.fill()
        figures = find_firm_figures(firm, ON)
        assert figures == {"staff": 6, "senior_titles": 0, "intermediate_titles": 1,
                           "trained_technicians": 2, "premises_m2": 120}  # fmt: skip
        answer = decide("certificate_application", {
            "kind": "initial", "level": 4, "held_level": None, "registered_region": TIANHE,
            "applied_on": ON, **figures,
        }, on=ON)  # fmt: skip
        assert answer.outcome != "refuse"

    @pytest.mark.parametrize(
        ("completed", "counted"),
        [("2024-11-19", False), ("2024-11-20", True), ("2026-11-20", True), (None, False)],
    )
    def test_two_years_of_work(self, completed: str | None, counted: bool) -> None:
        by, firm = make_firm_member(), make_firm()
        declare_belonging(FIRM_PROJECT, by, firm, {
            "name": "某工程", "work": "construction", "amount": "1500000.50",
            "completed_on": completed,
        })  # fmt: skip
        figures = find_firm_figures(firm, ON)
        assert [str(a) for a in figures["project_amounts_2y"]] == ["1500000.50"] * counted

    def test_what_is_not_entered_is_unknown(self) -> None:
        by, firm = make_firm_member(), make_firm()
        assert find_firm_figures(firm, ON) == {}
        person = declare_belonging(STAFF, by, firm, {"number": "1", "person_name": "李四"})
        figures = find_firm_figures(firm, ON)
        assert figures == {"staff": 1, "trained_technicians": 0}, "titles are not known"
        retire_belonging(STAFF, by, person.public_id, 1, reason="离职", on=date(2026, 11, 1))
        assert list(list_belongings(STAFF, firm)) == []
        assert find_firm_figures(firm, date(2026, 10, 31))["staff"] == 1


class TestTestingBodies:
    @pytest.mark.parametrize(
        ("on", "kinds", "covers"),
        [
            (date(2025, 12, 31), {"video_surveillance"}, False),
            (date(2026, 1, 1), {"video_surveillance"}, True),
            (date(2026, 12, 31), {"video_surveillance", "access_control"}, True),
            (date(2027, 1, 1), {"video_surveillance"}, False),
            (date(2026, 6, 1), {"video_surveillance", "intrusion_alarm"}, False),
        ],
    )
    def test_scope_and_validity(self, on: date, kinds: set[str], covers: bool) -> None:
        lab = make_lab()
        declare_belonging(ACCREDITATION, make_firm_member("testing_body", "lab_member"), lab, {
            "level": "provincial", "number": "演示-1", "accredited_by": "某机关（演示）",
            "scope": ["access_control", "视频监控"], "valid_from": "2026-01-01",
            "valid_until": "2026-12-31",
        })  # fmt: skip
        facts = find_testing_facts(lab, frozenset(kinds), on)
        assert facts["testing_scope_covers"] is covers
        assert facts["testing_body_accredited_until"] == date(2026, 12, 31)

    def test_nothing_entered_is_unknown(self) -> None:
        assert find_testing_facts(make_lab(), frozenset({"video_surveillance"}), ON) == {}

    def test_a_kind_of_system_that_there_is_not(self) -> None:
        lab = make_lab()
        with pytest.raises(InputError) as caught:
            declare_belonging(ACCREDITATION, make_firm_member("testing_body", "lab_member"), lab, {
                "level": "municipal", "number": "1", "accredited_by": "x", "scope": "video",
                "valid_from": "2026-01-02", "valid_until": "2026-01-01",
            })  # fmt: skip
        assert fields_of(caught.value) == {"level", "scope"}


def test_the_kind_is_known() -> None:
    assert ORGANISATION.find_field("kind").choices.keys() == {"firm", "testing_body", "association"}
