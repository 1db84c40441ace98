"""A firm's figures: reading them, the gap in words; periods and windows that meet other law."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from jifang.law import InputError, decide, load_law
from jifang.law.assessment import assess, write_template
from jifang.law.decision import Decision
from jifang.law.intake import read_bytes
from jifang.law.rules.licence_law import find_working_day
from jifang.law.schema import describe_facts
from tests.law.law_cases import vary
from tests.law.law_cases_firms import TABLE, apply_for

ON = date(2026, 11, 22)
FIRST = vary(apply_for(1), **TABLE[1], construction_maintenance_2y=12_000_000,
             project_amounts_2y=[Decimal("6000000.00"), 1_500_000])  # fmt: skip


def apply(**facts: Any) -> Decision:
    return decide("certificate_application", {**FIRST, **facts}, on=ON)


def find_problem(**facts: Any) -> Any:
    with pytest.raises(InputError) as refused:
        apply(**facts)
    (problem,) = refused.value
    return problem


@pytest.mark.parametrize(
    ("amounts", "zh", "en"),
    [
        (6_000_000, "金额列表", "a list of amounts"),
        ("6000000", "金额列表", "a list of amounts"),
        (
            [6_000_000, "many"],
            "第 2 个（many）应为以元计的金额数字",
            "no. 2 (many) must be an amount",
        ),
        ([6_000_000, None], "第 2 个", "no. 2"),
        ([-1], "不得为负数", "must not be negative"),
        ([Decimal("0.001")], "最多两位小数", "at most two decimal places"),
        ([1] * 1_001, "最多 1000 个", "at most 1000"),
    ],
)
def test_a_list_of_amounts_is_read_strictly(amounts: Any, zh: str, en: str) -> None:
    problem = find_problem(project_amounts_2y=amounts)
    assert problem.field == "project_amounts_2y"
    assert zh in problem.message.zh
    assert en in problem.message.en


def test_the_schema_says_what_a_list_of_amounts_is() -> None:
    shape = describe_facts(load_law().questions["certificate_application"])
    assert shape["properties"]["project_amounts_2y"]["items"] == {"type": "number", "minimum": 0}


def test_no_level_asks_for_capital() -> None:
    problem = find_problem(registered_capital=5_000_000)
    assert "unknown field" in problem.message.en


def test_figures_that_are_wanting_are_named() -> None:
    facts = {k: v for k, v in FIRST.items() if k not in ("staff", "project_amounts_2y")}
    decision = decide("certificate_application", facts, on=ON)
    assert decision.outcome == "unknown"
    wanting = {"meets_conditions", "staff", "project_amounts_2y", "design_2y"}
    assert set(decision.missing) == wanting
    assert "senior_titles" not in decision.missing


def test_the_gap_is_said_with_required_held_and_lacking_as_reported() -> None:
    decision = apply(staff=28, project_amounts_2y=[])
    assert decision.outcome == "refuse"
    assert "职工：要求 30 人，现有 28 人，差 2 人" in decision.say("zh")
    assert "staff: 30 persons required, 28 persons held, 2 persons lacking" in decision.say("en")
    steps = "项目（第一档）：要求 4 个，每个不少于 1,500,000 元，现有 0 个，差 4 个"
    assert steps in decision.say("zh")
    ground = next(g for g in decision.basis if g.provision == "art_5" and g.parameters)
    assert ground.law == "gd-operating-rules-2018"
    assert ground.parameters["conditions.level_1.staff"]["confidence"] == "C"
    assert "conditions.level_2.staff" not in ground.parameters
    assert ground.interpretation is not None
    assert ground.interpretation.id == "figures_of_the_level"


def test_figures_that_are_not_known_are_named_in_words_too() -> None:
    facts = {**FIRST, "meets_conditions": True, "construction_maintenance_2y": 11_000_000}
    del facts["trained_technicians"]
    decision = decide("certificate_application", facts, on=ON)
    assert decision.values["gap_unknown"] == ("trained_technicians", "design_2y")
    assert "（未知的）：经培训的技术人员、或者设计业绩" in decision.say("zh")


def test_the_window_of_the_measures_stands_over_the_licence_law() -> None:
    facts = {"kind": "renewal", "held_level": 3, "expires_on": "2026-12-22", "extended_to": None,
             "applied_on": "2026-11-22", "registered_region": "440306"}  # fmt: skip
    for applied_on, outcome in (("2026-11-22", "admit"), ("2026-11-21", "too_early")):
        decision = decide("certificate_application", {**facts, "applied_on": applied_on}, on=ON)
        assert decision.outcome == outcome
        (met,) = decision.conflicts
        assert (str(met.prevails), str(met.yields)) == ("art_15__para_2", "cn-licence-law/art_50")
        assert met.rule.id == "rules_provide_otherwise"
    extension = {**facts, "kind": "extension", "cause": True, "extension_days": 30}
    assert not decide("certificate_application", extension, on=ON).conflicts


def test_the_fifteen_days_stand_beside_the_twenty() -> None:
    documents = ["design_scheme", "tender_documents", "contract", "quality_proofs"]
    facts: dict[str, Any] = {
        "setting": "key_unit", "documents": documents, "submitted_on": "2026-09-21",
        "notice_given_on": None, "review_passed": None, "construction_started_on": None,
    }  # fmt: skip
    (met,) = decide("preconstruction_review", facts, on=ON).conflicts
    assert {str(met.prevails), str(met.yields)} == {"cn-licence-law/art_32", "art_17__para_2"}
    facts["documents"] = [*documents, "construction_drawings"]
    decision = decide("preconstruction_review", facts, on=ON)
    (met,) = decision.conflicts
    assert (str(met.prevails), str(met.yields)) == ("art_17__para_2", "cn-licence-law/art_42")
    assert met.rule.id == "shorter_period"
    shown = next(g for g in decision.basis if g.law == "cn-licence-law")
    assert shown.interpretation is not None
    assert "未经核实" in shown.interpretation.reason.zh


@pytest.mark.parametrize(
    ("days", "due"), [(3, "2019-04-25"), (10, "2019-05-07"), (20, "2019-05-21")]
)
def test_working_days_from_an_acceptance_before_the_holidays(days: int, due: str) -> None:
    assert find_working_day(date(2019, 4, 22), days) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("day", "law", "confidence"),
    [
        (date(2018, 12, 1), "gb-50348-2018", "C"),
        (date(2022, 9, 30), "gb-50348-2018", "C"),
        (date(2022, 10, 1), "gb-55029-2022", "D"),
    ],
)
def test_the_trial_run_is_the_standard_of_the_day(day: date, law: str, confidence: str) -> None:
    decision = decide("putting_into_use", {"setting": "key_unit", "accepted": False}, on=day)
    (ground,) = [g for g in decision.basis if g.law.startswith("gb-")]
    assert (decision.outcome, ground.law) == ("must_not", law)
    (cited,) = ground.parameters.values()
    assert cited["confidence"] == confidence


WORK = {
    "firm_region": "440300", "work": "construction", "undertaken_on": "2026-11-22",
    "certificate_level": 3, "certificate_valid_until": "2027-11-22", "project": "工程甲",
}  # fmt: skip


def assess_firm(**sections: Any) -> Any:
    return assess({"site": {"region": "440306", "special_domain": "none"}, **sections}, on=ON)


def test_a_dossier_takes_the_amount_of_the_project_and_the_figures_of_the_firm() -> None:
    project = {"name": "工程甲", "project_amount": 6_000_000}
    found = assess_firm(projects=[project], works=[WORK], certificates=[{**FIRST, "firm": "甲"}])
    asked = {f.decision.question: f for f in found.findings}
    assert asked["undertaking"].breached
    assert asked["undertaking"].decision.values["lacks"] == ("level",)
    assert asked["certificate_application"].decision.outcome == "admit"
    own = {**WORK, "project_amount": 5_000_000}
    found = assess_firm(projects=[project], works=[own])
    assert not next(f for f in found.findings if f.decision.question == "undertaking").breached


def test_a_work_names_a_project_of_the_dossier() -> None:
    with pytest.raises(InputError) as refused:
        assess_firm(projects=[{"name": "工程乙"}], works=[WORK])
    (problem,) = refused.value
    assert (problem.field, problem.value) == ("works[0].project", "工程甲")
    assert "工程乙" in problem.message.en


def test_a_workbook_holds_several_amounts_in_one_cell() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template()))
    book["site"].append(("region", "440306"))
    sheet = book["certificates"]
    names = [c.value for c in next(sheet.iter_rows())]
    assert "project_amounts_2y[]" in names
    cells = {"kind": "promotion", "staff": 30, "project_amounts_2y[]": "6000000; 1500000.50"}
    sheet.append([cells.get(str(n)) for n in names])
    written = io.BytesIO()
    book.save(written)
    raw = read_bytes(written.getvalue(), "dossier.xlsx", expect="dossier")
    (row,) = assess(raw, on=ON, from_workbook=True).dossier.section("certificates")
    assert row["project_amounts_2y"] == (Decimal(6_000_000), Decimal("1500000.50"))
