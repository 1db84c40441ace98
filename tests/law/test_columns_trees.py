"""Random trees: what columns answer is what the reference answers, on every row."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jifang.law.columns.fold import Folder
from jifang.law.columns.polars_algebra import PolarsAlgebra
from jifang.law.columns.rows import write_columns
from jifang.law.columns.shape import Shaper
from jifang.law.engine.compile import evaluate
from jifang.law.engine.expr import Expr, Op, pick, walk_expr
from jifang.law.engine.frame import Row
from tests.law.random_trees import CONDITIONS, DAY, DAYS, FACT, FACTS, make_rows

ROWS = make_rows(200)
FRAME = write_columns(FACTS, ROWS)
PER_ROW = [DAYS[i % len(DAYS)] for i in range(len(ROWS))]

many = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
conditions = st.lists(CONDITIONS, min_size=4, max_size=4)


def answer_rows(exprs: list[Expr], rows: list[Row], days: list[date]) -> list[list[bool | None]]:
    """The reference answers, a list per tree."""
    return [[evaluate(e, r, d)[0] for r, d in zip(rows, days, strict=True)] for e in exprs]


def answer_polars(
    shaper: Shaper, exprs: list[Expr], frame: pl.DataFrame
) -> list[list[bool | None]]:
    folder = Folder(PolarsAlgebra(frame.schema, "__day"))
    folded = [folder.fold(shaper.shape(e)).value for e in exprs]
    counted = frame.select(f.alias(str(i)) for i, f in enumerate(folded))
    return [
        c.to_list() if len(c) == len(frame) else c.to_list() * len(frame)
        for c in counted.get_columns()
    ]


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
    assert answer_polars(Shaper(DAY), [expr], FRAME) == answer_rows([expr], ROWS, [DAY] * len(ROWS))


@many
@given(conditions)
def test_polars_answers_like_the_reference_on_one_day(exprs: list[Expr]) -> None:
    wanted = answer_rows(exprs, ROWS, [DAY] * len(ROWS))
    assert answer_polars(Shaper(DAY), exprs, FRAME) == wanted


@many
@given(conditions)
def test_polars_answers_like_the_reference_on_each_rows_day(exprs: list[Expr]) -> None:
    frame = FRAME.with_columns(pl.Series("__day", PER_ROW))
    assert answer_polars(Shaper(None), exprs, frame) == answer_rows(exprs, ROWS, PER_ROW)
