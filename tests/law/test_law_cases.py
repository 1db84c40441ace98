"""The Measures, case by case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from jifang.law import list_questions, load_law
from jifang.law.decision import Decision
from jifang.law.engine.law import IN_FORCE_FROM
from jifang.law.engine.question import Question
from jifang.law.schema import write_value
from tests.law import (
    law_cases,
    law_cases_firms,
    law_cases_liability,
    law_cases_penalties,
    law_cases_procedure,
    law_cases_world,
)
from tests.law.law_cases import Case

SOURCES = (
    law_cases.scope, law_cases.siting, law_cases.responsible_party,
    law_cases.certificate_application, law_cases.filing_application, law_cases.undertaking,
    law_cases.design_approval, law_cases.preconstruction_review, law_cases.putting_into_use,
    law_cases.retention, law_cases.inspection, law_cases.accountability,
    law_cases_liability.liability, law_cases_liability.access, law_cases_liability.duties,
    law_cases_firms.undertaking, law_cases_firms.conditions, law_cases_firms.performance,
    law_cases_firms.gaps, law_cases_firms.gaps_of_performance, law_cases_firms.left_open,
    law_cases_firms.licence_periods, law_cases_firms.review_periods, law_cases_firms.trial_run,
    law_cases_penalties.liability,
    law_cases_world.retention, law_cases_world.deletion, law_cases_world.filing,
    law_cases_world.siting, law_cases_world.access, law_cases_world.credit,
    law_cases_procedure.penalty_procedure,
)  # fmt: skip
CASES = tuple(case for source in SOURCES for case in source())


def find_difference(case: Case, decision: Decision) -> str:
    """What the law answers otherwise than the case expects; empty if nothing."""
    if decision.outcome != case.outcome:
        return f"{decision.outcome} instead of {case.outcome}"
    if case.provision and decision.decided_by != case.provision:
        return f"decided by {decision.decided_by} instead of {case.provision}"
    for name, expected in case.values.items():
        got = write_value(decision.values.get(name))
        if got != write_value(expected):
            return f"{name} is {got}, not {write_value(expected)}"
    return ""


def group_cases(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """The cases of every outcome of every question, to be tried together: a test of its own for
    each of thousands would cost more than deciding it."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[f"{case.question}-{case.outcome}"].append(case)
    return groups


GROUPS = group_cases(CASES)
GROUPS_OF_THIRDS = group_cases(CASES[::3])
GROUPS_OF_SEVENTHS = group_cases(CASES[::7])


@pytest.mark.parametrize("group", GROUPS)
def test_case(group: str) -> None:
    told = [
        (find_difference(c, load_law().decide(c.question, c.facts, on=c.on)), dict(c.facts))
        for c in GROUPS[group]
    ]
    assert [(difference, facts) for difference, facts in told if difference] == []


def test_a_case_that_is_answered_otherwise_is_told() -> None:
    """Every one of a group, whichever place it has."""
    cases = [replace(c, outcome="weather") for c in GROUPS["scope-applies"]]
    for case in cases:
        decision = load_law().decide(case.question, case.facts, on=case.on)
        assert find_difference(case, decision) == "applies instead of weather"


def test_every_question_and_every_outcome_has_cases() -> None:
    seen = Counter((c.question, c.outcome) for c in CASES)
    for question in list_questions():
        for outcome in question.outcomes:
            assert seen[question.name, outcome.code], (question.name, outcome.code)


def flatten(facts: Mapping[str, Any]) -> list[str]:
    return [n for n in facts if n != "evidence"]


@pytest.mark.parametrize("group", GROUPS_OF_THIRDS)
def test_a_fact_taken_away_never_leads_to_another_answer(group: str) -> None:
    for case in GROUPS_OF_THIRDS[group]:
        take_facts_away(case)


def take_facts_away(case: Case) -> None:
    supplied = load_law().questions[case.question].defaults
    for name in flatten(case.facts):
        if name in supplied:
            continue  # by the law itself where it is left out (decision record 0004)
        rest = {k: v for k, v in case.facts.items() if k != name}
        decision = load_law().decide(case.question, rest, on=case.on)
        assert decision.outcome in (case.outcome, "unknown"), (name, case)
        if decision.outcome == "unknown" and case.outcome != "unknown":
            assert name in decision.missing, case


@pytest.mark.parametrize("group", GROUPS_OF_SEVENTHS)
def test_the_decision_has_the_published_form(group: str) -> None:
    for case in GROUPS_OF_SEVENTHS[group]:
        check_form(case)


def check_form(case: Case) -> None:
    for lang in ("zh", "en"):
        shown = load_law().decide(case.question, case.facts, on=case.on).as_dict(lang)
        assert {
            "question",
            "on",
            "outcome",
            "values",
            "basis",
            "missing",
            "duties",
            "liability",
        } <= (shown.keys())
        for ground in shown["basis"]:
            assert {"provision", "law", "text", "holds", "facts", "interpretation"} <= ground.keys()
            if ground["interpretation"]:
                assert ground["interpretation"]["reason"]
                assert ground["interpretation"]["other_reading"]


@pytest.mark.parametrize("question", list_questions(), ids=lambda q: q.name)
def test_every_decision_is_explained_under_the_law_of_every_time(question: Question) -> None:
    for epoch in (IN_FORCE_FROM, *load_law().epochs):
        for on in (epoch, epoch - timedelta(days=1)):
            assert load_law().decide(question.name, {}, on=max(on, IN_FORCE_FROM)).as_dict("zh")


def test_the_duty_to_correct_cites_the_article_that_orders_it() -> None:
    for case in GROUPS["liability-order"]:
        decision = load_law().decide(case.question, case.facts, on=case.on)
        assert [d.provision for d in decision.duties] == [decision.decided_by], case


def test_a_renewal_has_no_open_value_of_an_extension() -> None:
    facts = {
        "kind": "renewal",
        "held_level": 3,
        "expires_on": "2026-12-22",
        "extended_to": None,
        "applied_on": "2026-11-22",
        "registered_region": "440306",
    }
    decision = load_law().decide("certificate_application", facts, on=CASES[0].on)
    assert decision.outcome == "admit"
    assert not decision.values_missing
