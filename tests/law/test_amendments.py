"""Amendments: another law from data, the given one unchanged; every mistake named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jifang.law import InputError, load_law
from jifang.law.amendments import Amendment, amend_law, list_changes, read_amendment
from jifang.law.engine.law import Law

LAW = load_law()
HEAD: dict[str, Any] = {
    "id": "retention-60",
    "title": {"zh": "一般存储时间改为六十日", "en": "general storage of sixty days"},
    "status": "draft",
    "from": date(2027, 1, 1),
    "demonstration": True,
}
SIXTY = {**HEAD, "parameters": [{"id": "retention.minimum_days", "value": 60}]}
ROAD = {
    "setting": "public_area",
    "other_law_days": None,
    "counter_terrorism_target": False,
    "effective_storage_days": 45,
}
BEFORE, AFTER = date(2026, 12, 31), date(2027, 1, 1)


def amend(raw: dict[str, Any], law: Law = LAW) -> Law:
    return amend_law(law, read_amendment(raw, law))


def ask(law: Law, on: date, question: str = "retention", **facts: Any) -> str:
    return law.decide(question, facts or ROAD, on=on).outcome


def find_problems(raw: Any) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        read_amendment(raw, LAW)
    for problem in caught.value:
        assert problem.message.zh
        assert problem.message.en
    return {p.field: p.message.en for p in caught.value}


def test_a_parameter_changes_from_its_day_on_and_the_law_in_force_does_not() -> None:
    amended = amend(SIXTY)
    assert [ask(amended, d) for d in (BEFORE, AFTER)] == ["meets", "falls_short"]
    assert [ask(LAW, d) for d in (BEFORE, AFTER)] == ["meets", "meets"]


def test_what_a_draft_sets_is_shown_as_proposed() -> None:
    decision = amend(SIXTY).decide("retention", ROAD, on=AFTER)
    cited = decision.basis[0].parameters["retention.minimum_days"]
    assert (cited["value"], cited["since"], cited["confidence"]) == (60, AFTER, "P")


def test_a_change_for_a_time_gives_way_to_what_was() -> None:
    change = {"id": "retention.minimum_days", "value": 60, "until": date(2027, 6, 30)}
    amended = amend({**HEAD, "parameters": [change]})
    days = (BEFORE, AFTER, date(2027, 6, 30), date(2027, 7, 1))
    assert [ask(amended, d) for d in days] == ["meets", "falls_short", "falls_short", "meets"]


def test_a_clause_that_is_switched_off_decides_no_more() -> None:
    """Art. 8 without its prohibition: a camera put up without authority in a public area."""
    facts = {"place_kind": "other", "public_area": True, "authorized": False,
             "privacy_place": False, "captures": [], "coverage_within_need": True}  # fmt: skip
    switch = {"question": "siting", "provision": "art_8__para_1"}
    amended = amend({**HEAD, "clauses": [switch]})
    assert ask(amended, BEFORE, "siting", **facts) == "must_not_install"
    assert amended.decide("siting", facts, on=AFTER).decided_by != "art_8__para_1"
    assert len(amended.questions["siting"].clauses) == len(LAW.questions["siting"].clauses)


def test_the_commencement_of_an_instrument_moves() -> None:
    moved = {"id": "cn-decree-799", "in_force_from": date(2028, 1, 1)}
    amended = amend({**HEAD, "instruments": [moved]})
    in_force = amended.parameters["in_force.cn-decree-799"]
    assert in_force.at(date(2027, 12, 31)).value is False
    assert in_force.at(date(2028, 1, 1)).value is True
    assert LAW.parameters["in_force.cn-decree-799"].at(date(2025, 4, 1)).value is True


def test_what_differs_is_data() -> None:
    (change,) = list_changes(LAW, amend(SIXTY))
    assert (change.since, change.before, change.after) == (AFTER, 30, 60)
    assert "retention" in change.of
    assert list_changes(LAW, LAW) == ()


def test_an_amendment_may_follow_another() -> None:
    once = amend(SIXTY)
    change = {"id": "retention.minimum_days", "value": 50, "from": date(2028, 1, 1)}
    twice = amend({**HEAD, "id": "retention-50", "parameters": [change]}, once)
    days = [twice.parameters["retention.minimum_days"].at(d).value for d in
            (BEFORE, AFTER, date(2028, 1, 1))]  # fmt: skip
    assert days == [30, 60, 50]


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"parameters": []}, "", "nothing is changed"),
        ({"parameters": {"id": 1}}, "parameters", "must be a list"),
        ({"status": "law"}, "status", "unknown code"),
        ({"from": "soon"}, "from", "must be a date"),
        ({"surprise": 1}, "surprise", "unknown field"),
        ({"title": {"zh": "甲"}}, "title.en", "must be given"),
        ({"parameters": [{"id": "retention.minimum_days"}]}, "parameters[0].value", "must be"),
        ({"parameters": [{"id": "no.such", "value": 1}]}, "parameters[0].id", "no such parameter"),
        (
            {"parameters": [{"id": "retention.minimum_days", "value": "60"}]},
            "parameters[0].value",
            "whole number",
        ),
        (
            {
                "parameters": [
                    {"id": "retention.minimum_days", "value": 60, "until": date(2026, 1, 1)}
                ]
            },
            "parameters[0].until",
            "before it takes effect",
        ),
        (
            {"parameters": [{"id": "in_force.cn-decree-799", "value": False}]},
            "parameters[0].id",
            "no such parameter",
        ),
        ({"instruments": [{"id": "no-such"}]}, "instruments[0].id", "there are"),
        ({"instruments": [{"id": "cn-decree-799"}]}, "instruments[0]", "nothing is changed"),
        (
            {"clauses": [{"question": "nothing", "provision": "art_8__para_1"}]},
            "clauses[0].question",
            "there are",
        ),
        (
            {"clauses": [{"question": "siting", "provision": "art_99"}]},
            "clauses[0].provision",
            "no rule to switch off",
        ),
        ({"clauses": ["art_8"]}, "clauses[0]", "fields with values"),
    ],
)
def test_a_mistake_is_named_with_its_field(change: dict[str, Any], field: str, said: str) -> None:
    problems = find_problems({**SIXTY, **change})
    assert field in problems
    assert said in problems[field]


def test_every_mistake_is_reported_at_once() -> None:
    raw = {**SIXTY, "title": {"zh": "甲"}, "parameters": [{"id": "a", "value": 1}, {"id": "b"}]}
    assert set(find_problems(raw)) == {"title.en", "parameters[0].id", "parameters[1].value"}


def test_an_empty_record_says_what_is_needed() -> None:
    assert set(find_problems({})) == {"id", "title", "status", "from"}
    assert find_problems([]) == {"": "must be fields with values"}


def test_a_passed_change_is_no_proposal() -> None:
    adopted: Amendment = read_amendment({**SIXTY, "status": "adopted"}, LAW)
    assert adopted.confidence == "B"


ENDED = """
id: licence-regime-ends
title: {zh: 资格证制度终止（测试）, en: the licence regime ends (test)}
status: STATUS
from: 2027-01-01
parameters:
  - {id: licence_regime, value: false}
"""


@pytest.fixture
def fresh_law() -> Iterator[None]:
    """`load_law` reads the environment once; here each time anew."""
    load_law.cache_clear()
    yield
    load_law.cache_clear()


@pytest.mark.usefixtures("fresh_law")
def test_an_administrator_ends_the_licence_regime_on_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "修改.yaml"
    path.write_text(ENDED.replace("STATUS", "adopted"), "utf-8")
    monkeypatch.setenv("JIFANG_AMENDMENTS", f"{path}{os.pathsep}")
    regime = load_law().parameters["licence_regime"]
    assert regime.at(date(2026, 12, 31)).value is True
    assert regime.at(date(2027, 1, 1)).value is False
    facts = {"firm_region": "440106", "work": "construction", "undertaken_on": AFTER,
             "certificate_level": None, "certificate_valid_until": None}  # fmt: skip
    assert load_law().decide("undertaking", facts, on=AFTER).outcome == "may"
    assert LAW.decide("undertaking", facts, on=AFTER).outcome == "must_not"


@pytest.mark.usefixtures("fresh_law")
@pytest.mark.parametrize("content", [ENDED.replace("STATUS", "draft"), "id: [", None])
def test_a_draft_or_a_file_that_cannot_be_read_is_no_law(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    path = tmp_path / "a.yaml"
    if content is not None:
        path.write_text(content, "utf-8")
    monkeypatch.setenv("JIFANG_AMENDMENTS", str(path))
    with pytest.raises(InputError, match=r"a\.yaml|draft"):
        load_law()
