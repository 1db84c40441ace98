"""Invented rows of a question's facts: demonstration data, the same for the same seed.

They speak of no real place or unit. Values lie around the bounds that the question's conditions
compare with, one in twenty is unknown, and codes are drawn evenly; shares mean nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from jifang.law.columns.intake import Watched
from jifang.law.columns.polars_algebra import NONE_SUFFIX
from jifang.law.columns.rows import read_row, write_cell, write_dtype
from jifang.law.engine.expr import Expr, Fact
from jifang.law.engine.frame import find_values
from jifang.law.engine.law import Law
from jifang.law.engine.question import Question
from jifang.law.engine.types import NONE, Kind

UNKNOWN_SHARE = 0.05
NONE_SHARE = 0.3
DAYS_BACK = 1_200
PROBED = 500
"""Rows that tell which facts a check of contradictions reads."""


def draw_rows(law: Law, name: str, on: date, rows: int, seed: int = 238) -> pl.DataFrame:
    """A frame of invented rows of a question's facts."""
    compiled = law.compiled(name, on)
    defaults = [compiled.bind(e) for e in compiled.question.defaults.values()]
    conditions = (*compiled.conditions, *defaults)
    columns: list[pl.Series] = []
    for at, fact in enumerate(compiled.question.facts):
        columns += draw_fact(fact, conditions, on, rows, seed * 1_000 + 10 * at)
    return drop_contradictions(pl.DataFrame(columns), compiled.question)


def drop_contradictions(frame: pl.DataFrame, question: Question) -> pl.DataFrame:
    """The rows whose facts do not contradict each other, as the question's own check sees it."""
    if question.check is None:
        return frame
    asked: list[str] = []
    for row in frame.head(PROBED).iter_rows(named=True):
        list(question.check(Watched(read_row(question.facts, row), asked)))
    columns = [n for a in asked for n in (a, a + NONE_SUFFIX) if n in frame.columns]
    facts = [f for f in question.facts if f.name in asked]
    cases = frame.select(columns).unique(maintain_order=True)
    good = [not list(question.check(read_row(facts, r))) for r in cases.iter_rows(named=True)]
    kept = cases.filter(pl.Series(good, dtype=pl.Boolean))
    return frame.join(kept, on=columns, how="semi", nulls_equal=True, maintain_order="left")


def draw_fact(
    fact: Fact, conditions: Sequence[Expr], on: date, rows: int, seed: int
) -> list[pl.Series]:
    """The column of a fact and, where none is an answer, the column that says so.

    A fact that the law supplies itself is left out in most rows.
    """
    values = [v for v in list_values(fact, conditions, on) if v is not NONE]
    cells = [write_cell(fact, v) for v in values]
    column = draw(cells, write_dtype(fact), rows, seed)
    known = draw_share(rows, 1 - UNKNOWN_SHARE, seed + 1)
    if not fact.type.nullable:
        return [mask(column, known).alias(fact.name)]
    none = draw_share(rows, NONE_SHARE, seed + 2) & known
    return [mask(column, known & ~none).alias(fact.name), none.alias(fact.name + NONE_SUFFIX)]


def list_values(fact: Fact, conditions: Sequence[Expr], on: date) -> list[Any]:
    """The values that a fact is drawn from: around every bound, and for dates the years before."""
    if fact.type.kind is Kind.DATE:
        return [on - timedelta(days=d) for d in range(-30, DAYS_BACK, 7)]
    values = list(find_values(fact, conditions, on))
    if fact.type.kind is Kind.COUNT:
        numbers = [v for v in values if isinstance(v, int) and v < 1_000]
        top = min(max(numbers, default=10) * 2, fact.maximum or 1_000)
        return [*range(fact.minimum, top + 1), *(v for v in values if v is NONE)]
    return values


def draw(cells: Sequence[Any], dtype: Any, rows: int, seed: int) -> pl.Series:
    """Cells drawn evenly."""
    index = pl.Series(range(len(cells)), dtype=pl.Int64)
    drawn = index.sample(rows, with_replacement=True, seed=seed)
    return pl.Series(list(cells), dtype=dtype, strict=True).gather(drawn)


def draw_share(rows: int, share: float, seed: int) -> pl.Series:
    """True for about a share of the rows."""
    return pl.Series(range(1_000)).sample(rows, with_replacement=True, seed=seed) < share * 1_000


def mask(column: pl.Series, kept: pl.Series) -> pl.Series:
    """The column, null where it is not kept."""
    return pl.DataFrame([column.alias("value"), kept.alias("kept")]).select(
        pl.when("kept").then("value")
    )["value"]
