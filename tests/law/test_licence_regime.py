"""Arts. 14-16 as a regime that may end, and what is asked of a firm whose figures are not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jifang.law import load_law
from jifang.law.decision import Decision
from jifang.law.engine.law import Law
from jifang.law.parameters import Step

LAW = load_law()
LAST, AFTER = date(2027, 6, 30), date(2027, 7, 1)
UNCERTIFIED: dict[str, Any] = {
    "firm_region": "430102",
    "work": "construction",
    "undertaken_on": "2027-06-30",
    "certificate_level": None,
    "certificate_valid_until": None,
    "filing_valid_until": None,
    "project_amount": 6_000_000,
}


def end_regime(*steps: Step) -> Law:
    """The law with the regime ended: on its last day, or by a value of its own."""
    before = LAW.parameters["licence_regime"]
    (first,) = before.steps
    ended = steps or (replace(first, until=LAST),)
    return LAW.amend(parameters=[replace(before, steps=ended)])


def by_a_value() -> Law:
    (first,) = LAW.parameters["licence_regime"].steps
    return end_regime(first, replace(first, since=AFTER, value=False))


ENDED = {"on its last day": end_regime(), "by a value": by_a_value()}


def list_provisions(decision: Decision) -> set[str]:
    return {g.provision for g in decision.basis if g.holds and g.law == "gd-decree-238"}


def test_the_regime_is_a_dated_choice_that_is_not_confirmed() -> None:
    (step,) = LAW.parameters["licence_regime"].steps
    assert (step.since, step.until, step.value) == (date(2017, 8, 1), None, True)
    assert step.confidence == "I"
    decision = LAW.decide("undertaking", UNCERTIFIED, on=LAST)
    shown = next(g for g in decision.basis if g.interpretation and g.holds
                 and g.interpretation.id == "licence_regime")  # fmt: skip
    assert shown.parameters["licence_regime"]["confidence"] == "I"
    assert "unconfirmed" in shown.text.en
    assert "未经证实" in shown.text.zh


@pytest.mark.parametrize("law", ENDED.values(), ids=ENDED)
def test_once_the_regime_has_ended_no_certificate_is_demanded(law: Law) -> None:
    held = law.decide("undertaking", UNCERTIFIED, on=LAST)
    assert (held.outcome, held.decided_by) == ("must_not", "art_14__para_2")
    assert held.values["lacks"] == ("certificate", "filing")
    after = law.decide("undertaking", UNCERTIFIED, on=AFTER)
    assert (after.outcome, after.decided_by) == ("may", "art_14__para_2")
    assert list_provisions(after) >= {"art_14__para_2", "art_15__para_2", "art_16__para_2"}
    assert after.values == {"licence_regime": False}
    assert not after.duties
    assert after.liability is None
    assert law.decide("undertaking", {}, on=AFTER).outcome == "may"


def test_an_association_evaluation_is_no_certificate() -> None:
    decision = LAW.decide("undertaking", UNCERTIFIED, on=LAST)
    reading = decision.basis[0].interpretation
    assert reading is not None
    assert reading.id == "association_evaluation"
    assert "能力评价" in reading.reason.zh


def test_the_level_wanting_is_named_with_the_amount_it_follows_from() -> None:
    facts = {**UNCERTIFIED, "firm_region": "440300", "certificate_level": 3,
             "certificate_valid_until": "2027-06-30"}  # fmt: skip
    del facts["project_amount"]
    decision = LAW.decide("undertaking", facts, on=LAST)
    assert decision.outcome == "unknown"
    assert decision.missing == ("project_amount", "required_level")
    assert LAW.decide("undertaking", {**facts, "certificate_level": 1}, on=LAST).outcome == "may"


def test_a_ceiling_is_shown_as_reported_with_its_instrument() -> None:
    facts = {**UNCERTIFIED, "firm_region": "440300", "certificate_level": 3,
             "certificate_valid_until": "2027-06-30"}  # fmt: skip
    decision = LAW.decide("undertaking", facts, on=LAST)
    assert (decision.outcome, decision.values["lacks"]) == ("must_not", ("level",))
    cited = [g for g in decision.basis if g.law == "gd-operating-rules-2018" and g.parameters]
    assert cited[0].provision == "art_4"
    assert cited[0].parameters["ceiling.level_3"]["confidence"] == "C"


APPLICATION = {
    "kind": "renewal", "held_level": 3, "expires_on": "2027-07-15", "extended_to": None,
    "applied_on": "2027-06-30", "registered_region": "440306",
}  # fmt: skip
FILING = {"home_region": "430102", "home_certificate_valid_until": None, "applied_on": "2027-06-30"}


@pytest.mark.parametrize("law", ENDED.values(), ids=ENDED)
@pytest.mark.parametrize(
    ("question", "facts", "before", "after"),
    [
        ("certificate_application", APPLICATION, "admit", "not_accepted"),
        ("filing_application", FILING, "refuse", "not_needed"),
    ],
)
def test_once_the_regime_has_ended_nothing_is_applied_for(
    law: Law, question: str, facts: dict[str, Any], before: str, after: str
) -> None:
    assert law.decide(question, facts, on=LAST).outcome == before
    ended = law.decide(question, facts, on=AFTER)
    assert ended.outcome == after
    assert list_provisions(ended) >= {"art_14__para_1", "art_15__para_2", "art_16__para_2"}
    assert "终止" in ended.basis[0].text.zh
    assert ended.values == {"licence_regime": False}
    assert law.decide(question, {}, on=AFTER).outcome == after
