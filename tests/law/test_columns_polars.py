"""Every question in columns of Polars over its whole frame: as the scalar decision, row by row."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from jifang.law import InputError, load_law
from jifang.law.columns.patterns import decode_pattern, explain_pattern, join_parts, split_pattern
from jifang.law.columns.plan import plan_question
from jifang.law.columns.polars_engine import count_patterns, cross_patterns, decide_frame
from jifang.law.columns.rows import read_row, write_columns
from jifang.law.decision import Decision
from jifang.law.engine.compile import encode_pattern
from jifang.law.engine.frame import Row, build_frame

LAW = load_law()
ON = date(2026, 11, 22)
NAMES = [q.name for q in LAW.questions.values() if q.batchable]


def spread_days() -> list[date]:
    """Around every day on which the law changes, commencement first."""
    return [e + timedelta(n) for e in LAW.epochs for n in (-1, 0, 1)] + [ON]


def tell_decisions(decisions: list[Decision], like: pl.DataFrame) -> pl.DataFrame:
    """Scalar decisions as the output of columns."""
    return pl.DataFrame(
        [(d.outcome, d.decided_by, d.decided_by_law, d.pattern) for d in decisions],
        schema=like.schema,
        orient="row",
    )


def frame_rows(name: str, limit: int = 20_000) -> list[Row]:
    """The frame, every other row without what the law supplies where it is left out."""
    rows = build_frame(LAW, name, ON, limit=limit).rows
    supplied = LAW.questions[name].defaults
    return [
        {k: v for k, v in row.items() if at % 2 or k not in supplied} for at, row in enumerate(rows)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_the_frame_is_decided_as_alone(name: str) -> None:
    rows, question = frame_rows(name), LAW.questions[name]
    decided = decide_frame(write_columns(question.facts, rows), plan_question(LAW, name, on=ON))
    wanted = tell_decisions([LAW.judge(name, r, ON) for r in rows], decided)
    assert decided.equals(wanted, null_equal=True)


@pytest.mark.parametrize("name", NAMES)
def test_the_law_of_each_rows_day(name: str) -> None:
    rows, question, days = frame_rows(name, 3_000), LAW.questions[name], spread_days()
    # The frame varies its last fact fastest; the days run against it.
    per_row = [days[(i * 7 + i // len(days)) % len(days)] for i in range(len(rows))]
    frame = write_columns(question.facts, rows).with_columns(pl.Series("day", per_row))
    decided = decide_frame(frame, plan_question(LAW, name, day="day"))
    pairs = zip(rows, per_row, strict=True)
    wanted = tell_decisions([LAW.judge(name, r, d) for r, d in pairs], decided)
    assert decided.equals(wanted, null_equal=True)


def test_a_day_before_commencement_decides_nothing_but_scope() -> None:
    day = date(2017, 7, 31)
    for name in ("retention", "scope"):
        frame = write_columns(LAW.questions[name].facts, frame_rows(name))
        decided = decide_frame(frame, plan_question(LAW, name, on=day))
        outcomes = set(decided["outcome"])
        assert (outcomes == {"not_in_force"}) is (name == "retention")


def test_a_fact_without_a_column_is_unknown_in_every_row() -> None:
    frame = pl.DataFrame({"effective_storage_days": [18, 90, None]})
    decided = decide_frame(frame, plan_question(LAW, "retention", on=ON))
    rows: list[Row] = [{"effective_storage_days": 18}, {"effective_storage_days": 90}, {}]
    wanted = tell_decisions([LAW.judge("retention", r, ON) for r in rows], decided)
    assert decided.equals(wanted, null_equal=True)


def test_counts_are_those_of_the_rows() -> None:
    rows = frame_rows("information_access", 4_000)
    frame = write_columns(LAW.questions["information_access"].facts, rows)
    plan = plan_question(LAW, "information_access", on=ON)
    counted = {c.ruling.pattern: c.rows for c in count_patterns(frame.lazy(), plan).patterns}
    assert counted == dict(decide_frame(frame, plan)["pattern"].value_counts().iter_rows())


def test_two_days_of_law_are_counted_in_one_scan() -> None:
    rows = frame_rows("retention")
    frame = write_columns(LAW.questions["retention"].facts, rows)
    before, after = (plan_question(LAW, "retention", on=d) for d in (date(2017, 7, 31), ON))
    crossed = cross_patterns(frame.lazy(), before, after)
    assert {b.outcome for b, _, _ in crossed} == {"not_in_force"}
    after_alone = {c.ruling: c.rows for c in count_patterns(frame.lazy(), after).patterns}
    assert {a: n for _, a, n in crossed} == after_alone


@pytest.mark.parametrize("count", [1, 39, 40, 78])
def test_a_pattern_in_parts_is_the_same_integer(count: int) -> None:
    answers = tuple((True, None, False)[i % 3] for i in range(count))
    pattern = encode_pattern(answers)
    parts = split_pattern(pattern, count)
    assert all(0 <= p < 2**63 for p in parts)
    assert join_parts(parts) == pattern
    assert decode_pattern(pattern, count) == answers


def test_rows_survive_the_way_into_columns_and_back() -> None:
    for name in NAMES:
        rows, facts = frame_rows(name, 300), LAW.questions[name].facts
        written = write_columns(facts, rows)
        assert [read_row(facts, r) for r in written.iter_rows(named=True)] == list(rows)


def test_a_pattern_is_explained_in_both_languages() -> None:
    plan = plan_question(LAW, "retention", on=ON)
    facts = {"setting": "key_unit", "effective_storage_days": 18, "place_kind": "a9_4.vault",
             "counter_terrorism_target": False, "system_of_art_7": False}  # fmt: skip
    pattern = LAW.judge("retention", facts, ON).pattern
    assert explain_pattern(plan, pattern, "zh").startswith("存储时间不足\n第二十条第一款")
    assert "at least 30 days" in explain_pattern(plan, pattern, "en")


@pytest.mark.parametrize("name", ["duties", "assessment", "penalty_procedure", "no_such"])
def test_what_is_not_answered_in_batches_is_refused_by_name(name: str) -> None:
    with pytest.raises(InputError) as refused:
        plan_question(LAW, name, on=ON)
    problem = refused.value.problems[0]
    assert problem.field == "question"
    assert problem.value == name
    assert problem.message.zh
    assert problem.message.en
