"""Column operations of the SQL engines; Ibis prints them in each one's dialect.

Three traps are answered here. Engines differ in what a list function gives for a null list, so a
list is asked only where there is one. A date moved by an interval is a timestamp in DuckDB and
PostgreSQL, so it is made a date again. Spark has no unsigned integers, so none are used.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import ibis

from jifang.law.columns.polars_algebra import COMPARE, NONE_SUFFIX
from jifang.law.engine.expr import Fact
from jifang.law.engine.types import Kind, Organ, Type

DAY_COLUMN = "__day"
ROW_COLUMN = "__row"

DTYPES: dict[Kind, str] = {
    Kind.BOOL: "boolean",
    Kind.COUNT: "int64",
    Kind.AMOUNT: "decimal(18, 2)",
    Kind.DATE: "date",
    Kind.CODE: "string",
    Kind.REGION: "string",
    Kind.TEXT: "string",
    Kind.PROVISION: "string",
    Kind.CODES: "array<string>",
    Kind.AMOUNTS: "array<decimal(18, 2)>",
}
"""What a column of each kind is in SQL; an organ is two columns, `__level` and `__region`."""

ORGAN_PARTS = ("__level", "__region")

Pair = tuple[Any, Any]


def list_columns(fact: Fact) -> dict[str, str]:
    """The columns of a fact in SQL, with their types."""
    if fact.type.kind is Kind.ORGAN:
        return {fact.name + part: "string" for part in ORGAN_PARTS}
    return {fact.name: DTYPES[fact.type.kind]}


class IbisAlgebra:
    """Expressions over an Ibis table. An organ is the pair of its columns."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def read_fact(self, fact: Fact) -> Any:
        """The column of a fact."""
        columns = tuple(self._table[name] for name in list_columns(fact))
        return columns if fact.type.kind is Kind.ORGAN else columns[0]

    def read_none(self, fact: Fact) -> Any:
        """The column that says where the fact is known to be none."""
        name = fact.name + NONE_SUFFIX
        return self._table[name] if name in self._table.columns else None

    def read_day(self) -> Any:
        """The column of the day asked."""
        return self._table[DAY_COLUMN]

    def constant(self, value: Any, kind: Type) -> Any:
        """A constant."""
        if kind.kind is Kind.ORGAN:
            pair = (value.level, value.region) if isinstance(value, Organ) else (None, None)
            return tuple(ibis.literal(part, "string") for part in pair)
        if value is None:
            return ibis.null(DTYPES[kind.kind])
        return ibis.literal(value, DTYPES[kind.kind])

    def compare(self, fn: str, left: Any, right: Any, kind: Type) -> Any:
        """A comparison; of organs, of both their parts."""
        if kind.kind is Kind.ORGAN:
            return functools.reduce(operator.and_, map(operator.eq, left, right))
        return COMPARE[fn](left, right)

    def both(self, left: Any, right: Any) -> Any:
        """Three-valued and."""
        return left & right

    def either(self, left: Any, right: Any) -> Any:
        """Three-valued or."""
        return left | right

    def opposite(self, cond: Any) -> Any:
        """Three-valued not."""
        return ~cond

    def is_null(self, value: Any, kind: Type) -> Any:
        """Whether there is no value."""
        return value[0].isnull() if kind.kind is Kind.ORGAN else value.isnull()

    def choose(self, cases: Sequence[tuple[Any, Any]], kind: Type) -> Any:
        """The first case that is yes."""
        return ibis.cases(*cases, else_=ibis.null(DTYPES[kind.kind]))

    def is_in(self, value: Any, codes: Sequence[str], kind: Type) -> Any:
        """The code is one of these."""
        return value.isin(list(codes))

    def has(self, codes: Any, code: str) -> Any:
        """The list contains the code."""
        return self._ask_list(codes, codes.contains(code))

    def is_empty(self, codes: Any) -> Any:
        """The list is empty."""
        return self._ask_list(codes, codes.length() == 0)

    def _ask_list(self, codes: Any, answer: Any) -> Any:
        return ibis.cases((codes.notnull(), answer), else_=ibis.null("boolean"))

    def count_at_least(self, amounts: Any, least: Decimal) -> Any:
        """How many amounts of the list are not less than one."""
        bound = ibis.literal(least, DTYPES[Kind.AMOUNT])
        count = amounts.filter(lambda amount: amount >= bound).length().cast("int64")
        return ibis.cases((amounts.notnull(), count), else_=ibis.null("int64"))

    def starts(self, text: Any, prefix: str) -> Any:
        """The text begins so."""
        return text.startswith(prefix)

    def within(self, provision: Any, wholes: Sequence[str]) -> Any:
        """The provision is one of these or part of one."""
        parts = (provision.startswith(f"{w}__") for w in wholes)
        return functools.reduce(operator.or_, parts, provision.isin(list(wholes)))

    def greatest(self, values: Sequence[Any]) -> Any:
        """The largest."""
        return ibis.greatest(*values)

    def plus(self, left: Any, right: Any) -> Any:
        """The sum."""
        return left + right

    def minus(self, left: Any, right: Any) -> Any:
        """The difference."""
        return left - right

    def shift_days(self, day: Any, days: Any, sign: int) -> Any:
        """A date some days later or earlier."""
        step = ibis.interval(days=days) if isinstance(days, int) else days.as_interval("D")
        return make_date(day + step if sign > 0 else day - step)

    def shift_years(self, day: Any, years: Any) -> Any:
        """A date some years later; every engine ends a 29 February on 28 February."""
        step = ibis.interval(years=years) if isinstance(years, int) else years.as_interval("Y")
        return make_date(day + step)


def make_date(moved: Any) -> Any:
    """A date in every engine; Ibis takes it to be one already and would not cast it."""
    return moved.cast("timestamp").cast("date")
