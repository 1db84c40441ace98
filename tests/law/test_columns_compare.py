"""Two laws over the same rows in one scan, held against two single decisions a row."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import polars as pl
import pytest

from jifang.law import InputError, load_law
from jifang.law.amendments import Amendment, amend_law, read_amendment
from jifang.law.columns.compare import (
    choose_questions,
    compare_laws,
    find_touched,
    total_matrix,
)
from jifang.law.columns.rows import write_columns
from jifang.law.engine.frame import build_frame
from jifang.law.engine.law import Law

LAW = load_law()
ON = date(2027, 1, 1)
SIXTY = {
    "id": "retention-60",
    "title": {"zh": "六十日", "en": "sixty days"},
    "status": "draft",
    "from": ON,
    "parameters": [{"id": "retention.minimum_days", "value": 60}],
}


def read(raw: dict[str, Any]) -> tuple[Amendment, Law]:
    amendment = read_amendment(raw, LAW)
    return amendment, amend_law(LAW, amendment)


def answer(law: Law, row: dict[str, Any], on: date) -> tuple[Any, ...]:
    decision = law.judge("retention", row, on)
    return decision.outcome, decision.decided_by_law, decision.decided_by


def test_every_row_is_answered_as_both_laws_answer_it_alone() -> None:
    amended = read(SIXTY)[1]
    rows = build_frame(LAW, "retention", ON, limit=4_000).rows
    frame = write_columns(LAW.questions["retention"].facts, rows).lazy()
    comparison = compare_laws(frame, "retention", LAW, amended, on=ON)
    expected = Counter((answer(LAW, r, ON), answer(amended, r, ON)) for r in rows)
    found: Counter[Any] = Counter()
    for t in comparison.transitions:
        found[t.before[:3], t.after[:3]] += t.rows
    assert found == expected
    assert comparison.rows == len(rows)
    assert comparison.changed == sum(n for (a, b), n in expected.items() if a != b) > 0
    assert any(t.before.outcome == "unknown" and t.before.open for t in comparison.transitions)


def test_a_known_shift_of_rows() -> None:
    """Public areas with 45 days: enough for thirty, too little for sixty; 29 and 60 stay."""
    days = pl.DataFrame({"effective_storage_days": [29, 45, 45, 60, None]})
    frame = days.with_columns(
        setting=pl.lit("public_area"),
        counter_terrorism_target=pl.lit(value=False),
        other_law_days=pl.lit(None, pl.Int64),
        other_law_days__none=pl.lit(value=True),
    ).lazy()
    comparison = compare_laws(frame, "retention", LAW, read(SIXTY)[1], on=ON)
    assert total_matrix(comparison) == {
        "meets": {"meets": 1, "falls_short": 2, "unknown": 0},
        "falls_short": {"meets": 0, "falls_short": 1, "unknown": 0},
        "unknown": {"meets": 0, "falls_short": 0, "unknown": 1},
    }
    assert (comparison.changed, comparison.outcome_changed) == (2, 2)
    shown = comparison.as_dict("en")
    assert shown["transitions"][0]["changed"] is True
    assert shown["transitions"][0]["rows"] == 2


def test_before_it_takes_effect_nothing_moves_and_each_row_may_have_its_day() -> None:
    frame = pl.DataFrame(
        {
            "setting": ["public_area"] * 2,
            "counter_terrorism_target": [False] * 2,
            "effective_storage_days": [45] * 2,
            "other_law_days": pl.Series([None, None], dtype=pl.Int64),
            "other_law_days__none": [True] * 2,
            "day": [date(2026, 12, 31), ON],
        }
    ).lazy()
    amended = read(SIXTY)[1]
    before = compare_laws(frame, "retention", LAW, amended, on=date(2026, 12, 31))
    assert before.changed == 0
    each = compare_laws(frame, "retention", LAW, amended, day="day")
    assert each.changed == 1
    assert each.as_dict()["on_column"] == "day"


def test_the_touched_questions_are_found() -> None:
    amendment, amended = read(SIXTY)
    touched = find_touched(LAW, amended, amendment)
    assert "retention" in {q.name for q in touched}
    assert "scope" not in {q.name for q in touched}
    switch = {
        **SIXTY,
        "parameters": [],
        "clauses": [{"question": "siting", "provision": "art_8__para_1"}],
    }
    amendment, amended = read(switch)
    assert [q.name for q in find_touched(LAW, amended, amendment)] == ["siting"]


def test_which_questions_are_compared_is_said_or_follows_from_the_data() -> None:
    amendment, amended = read(SIXTY)
    touched = find_touched(LAW, amended, amendment)
    assert [q.name for q in choose_questions(touched, ["effective_storage_days"], None)] == [
        "retention"
    ]
    assert [q.name for q in choose_questions(touched, [], "retention")] == ["retention"]
    for columns, wanted, said in (
        (["surprise"], None, "no fact"),
        ([], "siting", "not touched"),
    ):
        with pytest.raises(InputError, match=said):
            choose_questions(touched, columns, wanted)
    with pytest.raises(InputError, match="touches no question"):
        choose_questions((), [], None)
