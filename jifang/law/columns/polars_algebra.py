"""Column operations of Polars."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from jifang.law.engine.expr import Fact
from jifang.law.engine.types import Domain, Kind, Organ, Type
from jifang.law.errors import DefinitionError

NONE_SUFFIX = "__none"
"""The yes/no column `<fact>__none` says in which rows the fact is known to be none."""

CENTS = pl.Decimal(18, 2)

DTYPES: Mapping[Kind, Any] = {
    Kind.BOOL: pl.Boolean,
    Kind.COUNT: pl.Int64,
    Kind.AMOUNT: CENTS,
    Kind.DATE: pl.Date,
    Kind.CODE: pl.String,
    Kind.REGION: pl.String,
    Kind.TEXT: pl.String,
    Kind.PROVISION: pl.String,
    Kind.CODES: pl.List(pl.String),
    Kind.ORGAN: pl.Struct({"level": pl.String, "region": pl.String}),
}
"""What a column of each kind is in Polars; codes may be categories as well as text."""

COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "ge": operator.ge,
    "gt": operator.gt,
    "le": operator.le,
    "lt": operator.lt,
    "eq": operator.eq,
}


def enumerate_domain(domain: Domain) -> pl.Enum:
    """A closed list as a Polars type: a code is a small number."""
    return pl.Enum(domain.codes)


class PolarsAlgebra:
    """Expressions over a frame with these columns; `day` names the column of the day asked."""

    def __init__(self, schema: Mapping[str, Any], day: str | None = None) -> None:
        self._schema = schema
        self._day = day

    def read_fact(self, fact: Fact) -> pl.Expr:
        """The column of a fact."""
        column, dtype = pl.col(fact.name), self._schema[fact.name]
        kind = fact.type.kind
        if kind is Kind.COUNT and dtype != pl.Int64:
            return column.cast(pl.Int64)
        if kind is Kind.AMOUNT and dtype != CENTS:
            return column.cast(CENTS)
        return column

    def read_none(self, fact: Fact) -> pl.Expr | None:
        """The column that says where the fact is known to be none."""
        name = fact.name + NONE_SUFFIX
        return pl.col(name) if name in self._schema else None

    def read_day(self) -> pl.Expr:
        """The column of the day asked."""
        if self._day is None:
            raise DefinitionError("the day asked is no column here")
        return pl.col(self._day)

    def constant(self, value: Any, kind: Type) -> pl.Expr:
        """A constant."""
        if isinstance(value, Organ):
            return pl.struct(
                pl.lit(value.level).alias("level"), pl.lit(value.region).alias("region")
            )
        return pl.lit(value, dtype=DTYPES[kind.kind])

    def compare(self, fn: str, left: pl.Expr, right: pl.Expr, kind: Type) -> pl.Expr:
        """A comparison; of organs, of both their parts."""
        if kind.kind is Kind.ORGAN:
            pairs = (_part(left, n) == _part(right, n) for n in ("level", "region"))
            return functools.reduce(operator.and_, pairs)
        found: pl.Expr = COMPARE[fn](left, right)
        return found

    def both(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        """Three-valued and."""
        return left & right

    def either(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        """Three-valued or."""
        return left | right

    def opposite(self, cond: pl.Expr) -> pl.Expr:
        """Three-valued not."""
        return ~cond

    def is_null(self, value: pl.Expr, kind: Type) -> pl.Expr:
        """Whether there is no value."""
        return _part(value, "level").is_null() if kind.kind is Kind.ORGAN else value.is_null()

    def choose(self, cases: Sequence[tuple[pl.Expr, pl.Expr]], kind: Type) -> pl.Expr:
        """The first case that is yes."""
        chain: Any = pl
        for cond, value in cases:
            chain = chain.when(cond).then(value)
        found: pl.Expr = chain.otherwise(None)
        return found

    def is_in(self, value: pl.Expr, codes: Sequence[str], kind: Type) -> pl.Expr:
        """The code is one of these; a few comparisons are faster than a set."""
        return functools.reduce(operator.or_, (value == code for code in codes))

    def has(self, codes: pl.Expr, code: str) -> pl.Expr:
        """The list contains the code."""
        return codes.list.contains(pl.lit(code))

    def is_empty(self, codes: pl.Expr) -> pl.Expr:
        """The list is empty."""
        return codes.list.len() == 0

    def starts(self, text: pl.Expr, prefix: str) -> pl.Expr:
        """The text begins so."""
        return text.str.starts_with(prefix)

    def within(self, provision: pl.Expr, wholes: Sequence[str]) -> pl.Expr:
        """The provision is one of these or part of one."""
        tests = [t for w in wholes for t in (provision == w, provision.str.starts_with(f"{w}__"))]
        return functools.reduce(operator.or_, tests)

    def greatest(self, values: Sequence[pl.Expr]) -> pl.Expr:
        """The largest."""
        return pl.max_horizontal(*values)

    def plus(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        """The sum."""
        return left + right

    def minus(self, left: pl.Expr, right: pl.Expr) -> pl.Expr:
        """The difference."""
        return left - right

    def shift_days(self, day: pl.Expr, days: pl.Expr | int, sign: int) -> pl.Expr:
        """A date some days later, counted on the number of the day: five times as fast as dates."""
        by = days if isinstance(days, pl.Expr) else pl.lit(days, pl.Int32)
        number = day.cast(pl.Int32)
        moved = number + by if sign > 0 else number - by
        return moved.cast(pl.Int32).cast(pl.Date)

    def shift_years(self, day: pl.Expr, years: pl.Expr | int) -> pl.Expr:
        """A date some years later; Polars ends a 29 February on 28 February too."""
        if isinstance(years, int):
            return day.dt.offset_by(f"{years}y")
        return day.dt.offset_by(pl.format("{}y", years))


def _part(organ: pl.Expr, name: str) -> pl.Expr:
    return organ.struct.field(name)


def literal_day(day: date) -> pl.Expr:
    """A day as a constant."""
    return pl.lit(day, dtype=pl.Date)
