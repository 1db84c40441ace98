"""Facts as the engine reads them, and columns: the one form from the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from jifang.law.columns.polars_algebra import DTYPES, NONE_SUFFIX
from jifang.law.engine.expr import Fact
from jifang.law.engine.types import NONE, Kind, Organ


def write_columns(facts: Sequence[Fact], rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """A frame of rows that were read: a fact left out is null, `NONE` is said by `<fact>__none`."""
    found = list(rows)
    columns: dict[str, pl.Series] = {}
    for fact in facts:
        values = [row.get(fact.name) for row in found]
        plain = [None if v is NONE else write_cell(fact, v) for v in values]
        columns[fact.name] = pl.Series(plain, dtype=write_dtype(fact), strict=True)
        if fact.type.nullable:
            columns[fact.name + NONE_SUFFIX] = pl.Series([v is NONE for v in values])
    return pl.DataFrame(columns)


def write_dtype(fact: Fact) -> Any:
    """The type of a fact's column; items of a numbered list are whole numbers."""
    return pl.List(pl.Int64) if fact.numbered else DTYPES[fact.type.kind]


def write_cell(fact: Fact, value: Any) -> Any:
    """One value as a column holds it; unknown is null."""
    if value is None:
        return None
    if isinstance(value, Organ):
        return value.as_dict()
    if fact.numbered:
        return [int(v) for v in value]
    if fact.type.kind is Kind.AMOUNT:
        return Decimal(value)
    if fact.type.kind is Kind.AMOUNTS:
        return [Decimal(v) for v in value]
    return list(value) if isinstance(value, tuple) else value


def read_row(facts: Sequence[Fact], row: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of one row of a frame as the engine takes them."""
    found: dict[str, Any] = {}
    for fact in facts:
        if row.get(fact.name + NONE_SUFFIX) is True:
            found[fact.name] = NONE
        elif row.get(fact.name) is not None:
            found[fact.name] = read_cell(fact, row[fact.name])
    return found


def read_cell(fact: Fact, value: Any) -> Any:
    """One value of a column as the engine takes it."""
    if fact.type.kind is Kind.ORGAN:
        return Organ(value["level"], value["region"])
    if fact.type.kind is Kind.AMOUNTS:
        return tuple(value)
    return tuple(map(str, value)) if fact.type.kind is Kind.CODES else value
