"""The Administrative Penalty Law over the Measures: what is told, and the other reading of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jifang.law import decide, load_law
from jifang.law.decision import Decision
from jifang.law.engine.law import Law
from jifang.law.instruments import Cite
from tests.law.law_cases_procedure import BASE

ON = date(2026, 11, 22)
LAW = load_law()
PENALTY = "cn-penalty-law"


SERVED: dict[str, Any] = {"decided_on": "2026-09-16", "decision_served_on": "2026-09-18"}


def ask(law: Law = LAW, **changes: Any) -> Decision:
    return law.decide("penalty_procedure", {**BASE, **changes}, on=ON)


def by_guangdong() -> Law:
    """The law in which Guangdong's figures decide on a hearing, not the lower ones."""
    choice = LAW.parameters["hearing.lower_figure_decides"]
    (step,) = choice.steps
    return LAW.amend(parameters=[replace(choice, steps=(replace(step, value=False),))])


GRAVE: dict[str, Any] = {"breach": "art_9__para_1", "serious_consequences": True}
TAMPERING: dict[str, Any] = {"breach": "art_23__para_1__item_1", "offender": "individual"}


@pytest.mark.parametrize(
    ("facts", "fine", "outcome"),
    [
        (TAMPERING, 4_999, "ordinary"),
        (TAMPERING, 5_000, "hearing"),
        (GRAVE, 99_999, "ordinary"),
        (GRAVE, 100_000, "hearing"),
    ],
)
def test_by_the_figures_of_guangdong(facts: dict[str, Any], fine: int, outcome: str) -> None:
    """A person 5,000, a unit 100,000; by the lower figures each of these is heard."""
    assert ask(by_guangdong(), **facts, fine=fine).outcome == outcome
    assert ask(**facts, fine=fine).outcome == "hearing"


@pytest.mark.parametrize(("confiscation", "outcome"), [(99_999, "ordinary"), (100_000, "hearing")])
def test_by_the_figures_of_guangdong_confiscated_income_counts_alike(
    confiscation: int, outcome: str
) -> None:
    facts = {"breach": "art_14__para_2", "fine": 10_000, "confiscation": confiscation}
    assert ask(by_guangdong(), **facts).outcome == outcome


def test_both_figures_are_told_with_the_instrument_and_how_sure_it_is() -> None:
    decision = ask(fine=10_000)
    assert decision.values["hearing_threshold_ministry"] == 10_000
    assert decision.values["hearing_threshold_guangdong"] == 100_000
    ground = decision.basis[0]
    assert ground.interpretation is not None
    assert ground.interpretation.other.en
    assert ground.parameters["hearing.guangdong.unit"]["confidence"] == "C"
    cited = {g.cite for g in decision.basis if g.holds}
    assert {
        Cite(PENALTY, "art_63"),
        Cite("cn-police-case-rules", "art_123"),
        Cite("gd-hearing-measures", "whole"),
    } <= cited


def test_five_working_days_supersede_the_three_days_of_the_ministry() -> None:
    decision = ask(fine=10_000, told_of_hearing_on="2026-09-30")
    assert decision.values["hearing_request_by"] == date(2026, 10, 13)
    met = [(c.prevails, c.yields, c.rule.id) for c in decision.conflicts]
    assert met == [
        (Cite(PENALTY, "art_63"), Cite("cn-police-case-rules", "art_133"), "higher_rank")
    ]


@pytest.mark.parametrize(
    ("changes", "provision", "by"),
    [
        ({"case_filed_on": "2026-09-01"}, "art_60", date(2026, 11, 30)),
        ({"decided_on": "2026-11-20"}, "art_61", date(2026, 12, 1)),
        (SERVED, "art_67", date(2026, 10, 8)),
        ({"fine": 10_000, "told_of_hearing_on": "2026-09-30"}, "art_64", date(2026, 10, 13)),
        ({"fine": 10_000}, "art_63", None),
        ({"fine": 10_000}, "art_58", None),
        ({}, "art_42", None),
        ({}, "art_28", None),
    ],
)  # fmt: skip
def test_who_must_do_what_by_when(changes: dict[str, Any], provision: str, by: date | None) -> None:
    found = [d for d in ask(**changes).duties if (d.law, d.provision) == (PENALTY, provision)]
    assert [d.by for d in found] == [by]


@pytest.mark.parametrize(
    ("changes", "provision"),
    [
        ({"decided_on": "2026-11-20"}, "art_60"),
        ({}, "art_61"),
        (SERVED, "art_61"),
        ({}, "art_63"),
        ({"fine": 10_000, "told_of_hearing_on": "2026-09-30"}, "art_63"),
        ({"fine": 10_000}, "art_64"),
        ({}, "art_67"),
        ({"fine": None, "decision_served_on": "2026-09-18"}, "art_67"),
    ],
)
def test_what_is_done_or_not_yet_due_is_no_duty(changes: dict[str, Any], provision: str) -> None:
    assert provision not in [d.provision for d in ask(**changes).duties]


def test_a_fine_out_of_its_range_is_a_breach_and_names_the_article() -> None:
    decision = ask(breach="art_17__para_1", fine=30_001)
    assert decision.is_adverse
    assert decision.decided_by == "art_36__para_1"
    assert "第三十六条" in decision.basis[0].text.zh
    assert "art. 36" in decision.basis[0].text.en


def test_the_continuing_act_and_the_day_of_filing_are_readings() -> None:
    readings = {g.interpretation.id for g in ask().basis if g.interpretation}
    assert "continuing_act" in readings
    late = ask(act_ended_on="2023-01-01", case_filed_on="2026-01-01")
    assert late.outcome == "time_barred"
    assert "limitation_by_filing" in {g.interpretation.id for g in late.basis if g.interpretation}


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "要求听证的期限：2026-10-13"), ("en", "pay by: 2026-10-08")]
)
def test_it_is_said_in_words_in_both_languages(lang: Any, words: str) -> None:
    decision = ask(fine=10_000, told_of_hearing_on="2026-09-30", decision_served_on="2026-09-18")
    assert words in decision.say(lang)


def test_the_command_answers_it_for_facts_alone() -> None:
    decision = decide("penalty_procedure", {"slight": True}, on=ON)
    assert decision.outcome == "unknown"
    assert {"act_ended_on", "corrected_in_time", "harm"} <= set(decision.missing)
