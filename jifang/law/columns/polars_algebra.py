"""Column operations of Polars."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl

from jifang.law.columns.fold import join_evenly
from jifang.law.engine.expr import Fact
from jifang.law.engine.types import Kind, Organ, Type
from jifang.law.errors import DefinitionError
from jifang.law.instruments import load_cited_instruments
from jifang.law.texts import load_instrument

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
    Kind.AMOUNTS: pl.List(CENTS),
    Kind.ORGAN: pl.Struct({"level": pl.String, "region": pl.String}),
}
"""What a column of each kind is when it is written plainly."""

COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "ge": operator.ge,
    "gt": operator.gt,
    "le": operator.le,
    "lt": operator.lt,
    "eq": operator.eq,
}


@cache
def list_provisions() -> tuple[str, ...]:
    """Every provision that can be named, in the order of the texts: of a provision and its parts
    the places are next to each other."""
    own = [p.eid for p in load_instrument().walk()]
    cited = load_cited_instruments().values()
    return (*own, *(f"{i.id}/{eid}" for i in cited for eid in i.provisions))


def find_dtype(kind: Type) -> Any:
    """What conditions read a fact as: codes and provisions as small numbers in a closed list."""
    if kind.kind is Kind.CODE and kind.domain is not None:
        return pl.Enum(kind.domain.codes)
    return pl.Enum(list_provisions()) if kind.kind is Kind.PROVISION else DTYPES[kind.kind]


def find_ranges(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers in order as unbroken stretches, both ends included."""
    first = last = None
    for place in places:
        if first is None or last is None or place != last + 1:
            if first is not None and last is not None:
                yield first, last
            first = place
        last = place
    if first is not None and last is not None:
        yield first, last


class PolarsAlgebra:
    """Expressions over a frame with these columns; `day` names the column of the day asked."""

    def __init__(self, schema: Mapping[str, Any], day: str | None = None) -> None:
        self._schema = schema
        self._day = day

    def read_fact(self, fact: Fact) -> pl.Expr:
        """The column of a fact."""
        wanted = find_dtype(fact.type)
        column = pl.col(fact.name)
        return column if self._schema[fact.name] == wanted else column.cast(wanted)

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
        return pl.lit(value, dtype=find_dtype(kind))

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
        """The code is one of these: its place in the list lies in one of a few stretches."""
        domain = kind.domain.codes if kind.domain else ()
        return self._in_places(value, [i for i, c in enumerate(domain) if c in codes])

    def _in_places(self, value: pl.Expr, places: Sequence[int]) -> pl.Expr:
        place = value.to_physical()
        tests = [
            place == first if first == last else place.is_between(first, last)
            for first, last in find_ranges(places)
        ]
        return join_evenly(tests, operator.or_) if tests else self.never(value)

    def never(self, value: pl.Expr) -> pl.Expr:
        """No, or unknown where the value is."""
        return pl.when(value.is_not_null()).then(pl.lit(value=False))

    def has(self, codes: pl.Expr, code: str) -> pl.Expr:
        """The list contains the code."""
        return codes.list.contains(pl.lit(code))

    def is_empty(self, codes: pl.Expr) -> pl.Expr:
        """The list is empty."""
        return codes.list.len() == 0

    def count_at_least(self, amounts: pl.Expr, least: Decimal) -> pl.Expr:
        """How many amounts of the list are not less than one."""
        enough = amounts.list.eval(pl.element() >= pl.lit(least, dtype=CENTS))
        return enough.list.sum().cast(pl.Int64)

    def starts(self, text: pl.Expr, prefix: str) -> pl.Expr:
        """The text begins so."""
        return text.str.starts_with(prefix)

    def within(self, provision: pl.Expr, wholes: Sequence[str]) -> pl.Expr:
        """The provision is one of these or part of one."""
        parts = tuple(f"{w}__" for w in wholes)
        known = enumerate(list_provisions())
        return self._in_places(
            provision, [i for i, eid in known if eid in wholes or eid.startswith(parts)]
        )

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
