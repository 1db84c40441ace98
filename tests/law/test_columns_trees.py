"""Random trees: what columns answer is what the reference answers, on every row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jifang.law import Law, load_law
from jifang.law.columns.engines import list_result_columns, stage_frames
from jifang.law.columns.plan import Plan, plan_question
from jifang.law.columns.polars_engine import add_parts
from jifang.law.columns.rows import write_columns
from jifang.law.columns.shape import Shaper
from jifang.law.columns.sql import write_sql
from jifang.law.engine.compile import encode_pattern, evaluate
from jifang.law.engine.expr import ON, TRUE, Expr, Op, pick, shift_days, walk_expr
from jifang.law.engine.law import IN_FORCE_FROM
from jifang.law.engine.question import Clause, Outcome, Question
from jifang.law.errors import DefinitionError, Text
from tests.law.random_trees import CONDITIONS, DAY, DAYS, FACT, FACTS, make_rows, values_of

NAME = Text("甲", "a")
ROWS = make_rows(200)
FRAME = write_columns(FACTS, ROWS)
PER_ROW = [DAYS[i % len(DAYS)] for i in range(len(ROWS))]
PARAMETERS = load_law().parameters

many = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
few = settings(many, max_examples=25)
conditions = st.lists(CONDITIONS, min_size=4, max_size=4)
SUPPLIED = ("count_or_none", "other_day", "letter_or_none")
defaults = st.fixed_dictionaries(
    {n: values_of(FACT[n].type.kind, st.just(FACT["yes"])) for n in SUPPLIED}
)


def build_law(exprs: list[Expr], supplied: dict[str, Expr]) -> Law:
    """A law of one question with these conditions, and facts supplied where they are left out."""
    clauses = [Clause("art_20__para_1", e, "a", NAME) for e in (*exprs, TRUE)]
    supplied = {name: supplied[name] for name in SUPPLIED if name in supplied}  # drawn in any order
    question = Question(
        name="random", title=NAME, asks=NAME, provisions=("art_20__para_1",), facts=FACTS,
        outcomes=(Outcome("a", NAME, "ok"),), clauses=tuple(clauses), defaults=supplied,
    )  # fmt: skip
    return Law({"random": question}, PARAMETERS)


def answer_alone(law: Law, days: list[date]) -> list[int]:
    """The patterns by the reference meaning of every operation."""
    found = []
    for row, day in zip(ROWS, days, strict=True):
        compiled = law.compiled("random", day)
        facts = dict(row)
        for name, default in compiled.question.defaults.items():
            value = evaluate(compiled.bind(default), facts, day)[0]
            if name not in facts and value is not None:
                facts[name] = value
        answers = tuple(evaluate(c, facts, day)[0] for c in compiled.conditions)
        found.append(encode_pattern(answers))
    return found


def answer_in_force(law: Law) -> list[int | None]:
    """The patterns on each row's day; before commencement there is none."""
    answers = zip(answer_alone(law, PER_ROW), PER_ROW, strict=True)
    return [None if day < IN_FORCE_FROM else pattern for pattern, day in answers]


def answer_polars(plan: Plan, frame: pl.DataFrame) -> list[int]:
    names = list_result_columns(plan)
    parts = add_parts(frame.lazy(), [plan], unknown=True).select(names).collect()
    return (parts[names[0]].to_list() * len(frame))[: len(frame)]


def answer_duckdb(plan: Plan, frame: pl.DataFrame) -> list[int]:
    given = frame.columns
    (facts,) = stage_frames(plan, given, [frame])
    with duckdb.connect() as database:
        database.register("facts", facts.to_arrow())
        found: list[Any] = database.execute(
            write_sql(plan, given, "duckdb", by_row=True)
        ).fetchall()
    return [row[0] for row in found]


@few
@given(conditions, defaults)
def test_the_compiled_rule_answers_like_the_reference(
    exprs: list[Expr], supplied: dict[str, Expr]
) -> None:
    law = build_law(exprs, supplied)
    alone = [law.judge("random", row, DAY).pattern for row in ROWS]
    assert alone == answer_alone(law, [DAY] * len(ROWS))


COUNT, LEFT, dated = FACT["count"], FACT["count_or_none"], FACT["day"]
YES, MAYBE = FACT["yes"], FACT["maybe"].eq(True)
SHORT, LONG = COUNT < 30, COUNT < 90
SIMPLER: tuple[tuple[Expr, str], ...] = (
    (YES & (YES | MAYBE), ""),
    (YES | (YES & MAYBE), ""),
    (YES & LONG & (LONG | SHORT), "and lt"),
    (pick(YES, LONG, SHORT), "and lt lt or"),
    (pick(YES, SHORT, LONG), "and lt lt not or"),
    (pick(YES, COUNT >= 30, COUNT >= 90), "and ge ge or"),
    (pick(YES, LEFT > 3, LEFT > 30), "and gt gt or"),
    (pick(YES, dated > DAYS[0], dated > DAYS[1]), "and gt gt or"),
    (pick(YES, COUNT > 3, COUNT < 3), "gt lt pick"),
    (pick(YES, COUNT > 3, LEFT > 3), "gt gt pick"),
)
"""Conditions that the plan makes simpler, with the operations that are left of each."""


@pytest.mark.parametrize(("expr", "left"), SIMPLER)
def test_what_is_simplified_answers_alike(expr: Expr, left: str) -> None:
    shaped = Shaper(DAY).shape(expr)
    assert " ".join(sorted(n.fn for n in walk_expr(shaped) if isinstance(n, Op))) == left
    law = build_law([expr], {})
    wanted = answer_alone(law, [DAY] * len(ROWS))
    assert answer_polars(plan_question(law, "random", on=DAY), FRAME) == wanted


def test_a_fact_supplied_later_is_read_by_no_earlier_one() -> None:
    supplied = {"other_day": shift_days(ON, FACT["count_or_none"], 1), "count_or_none": COUNT}
    question = build_law([YES], {}).questions["random"]
    with pytest.raises(DefinitionError, match="`other_day` is supplied before `count_or_none`"):
        replace(question, defaults=supplied)
    replace(question, defaults=dict(reversed(supplied.items())))


@many
@given(conditions, defaults)
def test_polars_answers_like_the_reference_on_one_day(
    exprs: list[Expr], supplied: dict[str, Expr]
) -> None:
    law = build_law(exprs, supplied)
    wanted = answer_alone(law, [DAY] * len(ROWS))
    assert answer_polars(plan_question(law, "random", on=DAY), FRAME) == wanted


@many
@given(conditions, defaults)
def test_polars_answers_like_the_reference_on_each_rows_day(
    exprs: list[Expr], supplied: dict[str, Expr]
) -> None:
    law = build_law(exprs, supplied)
    frame = FRAME.with_columns(pl.Series("__day", PER_ROW))
    plan = plan_question(law, "random", day="__day")
    assert answer_polars(plan, frame) == answer_in_force(law)


@few
@given(conditions, defaults)
def test_duckdb_answers_like_the_reference(exprs: list[Expr], supplied: dict[str, Expr]) -> None:
    law = build_law(exprs, supplied)
    wanted = answer_alone(law, [DAY] * len(ROWS))
    assert answer_duckdb(plan_question(law, "random", on=DAY), FRAME) == wanted
    frame = FRAME.with_columns(pl.Series("__day", PER_ROW))
    plan = plan_question(law, "random", day="__day")
    assert answer_duckdb(plan, frame) == answer_in_force(law)
