"""The engines that patterns are computed in. All give the same numbers; they differ in what it
costs and where the rows are.

An engine takes the batches that `intake` has read and gives, batch by batch and in the order of
the rows, the parts of the pattern and which readings are unknown; or counts, without rows.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import duckdb
import polars as pl

from jifang.law.columns.ibis_algebra import DAY_COLUMN, DTYPES, ORGAN_PARTS, ROW_COLUMN
from jifang.law.columns.plan import Plan
from jifang.law.columns.polars_algebra import NONE_SUFFIX
from jifang.law.columns.polars_engine import add_parts, name_parts, name_unknown
from jifang.law.columns.source import Sink, write_parquet
from jifang.law.columns.sql import list_fact_columns, write_sql
from jifang.law.engine.types import Kind

Batches = Iterable[pl.DataFrame]
Group = tuple[Any, ...]
"""Parts of a pattern, the number of its rows, per reading the rows in which it is unknown."""


class Engine(Protocol):
    """Computes patterns. `given` are the columns that the batches have."""

    def decide(self, batches: Batches) -> Iterator[pl.DataFrame]:
        """Pattern parts and unknown readings of every row."""

    def count(self, batches: Batches) -> Iterator[Group]:
        """The same, counted per pattern."""


def list_result_columns(plan: Plan) -> list[str]:
    """The columns every engine gives, in this order."""
    return [*name_parts(plan), *(name_unknown(n) for n in plan.readings)]


class PolarsEngine:
    """Polars, the default: every batch as soon as it is read."""

    def __init__(self, plan: Plan, given: Sequence[str]) -> None:
        self._plan = plan

    def decide(self, batches: Batches) -> Iterator[pl.DataFrame]:
        """Pattern parts and unknown readings of every row."""
        names = list_result_columns(self._plan)
        for batch in batches:
            parts = add_parts(batch.lazy(), [self._plan], unknown=True).select(names).collect()
            yield parts if len(parts) == len(batch) else repeat(parts, len(batch))

    def count(self, batches: Batches) -> Iterator[Group]:
        """The same, counted per pattern and batch."""
        for parts in self.decide(batches):
            yield from count_batch(self._plan, parts)


def repeat(parts: pl.DataFrame, rows: int) -> pl.DataFrame:
    """Nothing but constants, for so many rows."""
    return pl.DataFrame({c.name: c.new_from_index(0, rows) for c in parts.get_columns()})


def count_batch(plan: Plan, parts: pl.DataFrame) -> Iterator[Group]:
    """Rows per pattern of a batch of results."""
    names = list(name_parts(plan))
    unknown = [name_unknown(n) for n in plan.readings]
    counted = parts.group_by(names).agg(pl.len(), *(pl.col(n).sum() for n in unknown))
    yield from counted.iter_rows()


class DuckDbEngine:
    """DuckDB, on a plain copy of the rows in a folder that is the caller's to remove."""

    def __init__(self, plan: Plan, given: Sequence[str], folder: Path) -> None:
        self._plan = plan
        self._given = given
        self._file = folder / "facts.parquet"
        self._database = duckdb.connect(config={"temp_directory": str(folder / "duckdb")})
        self._database.execute("SET enable_progress_bar = false")  # whoever runs it tells how far

    def decide(self, batches: Batches) -> Iterator[pl.DataFrame]:
        """Pattern parts and unknown readings of every row."""
        self._load(batches)
        # Not ordered: DuckDB keeps the order of a file, and a sort would hold all rows.
        sql = write_sql(self._plan, self._given, "duckdb")
        reader: Any = self._database.sql(sql).to_arrow_reader(100_000)
        for batch in reader:
            frame = pl.from_arrow(batch)
            if isinstance(frame, pl.DataFrame):
                yield frame

    def count(self, batches: Batches) -> Iterator[Group]:
        """The same, counted per pattern."""
        self._load(batches)
        sql = write_sql(self._plan, self._given, "duckdb", count=True)
        yield from self._database.execute(sql).fetchall()

    def _load(self, batches: Batches) -> None:
        stage_file(self._plan, self._given, batches, self._file)
        relation = self._database.read_parquet(str(self._file))
        relation.create_view("facts", replace=True)


class PostgresEngine:
    """PostgreSQL over a psycopg connection whose role may make temporary tables."""

    table = "jifang_facts"

    def __init__(self, plan: Plan, given: Sequence[str], connection: Any) -> None:
        self._plan = plan
        self._given = given
        self._connection = connection

    def decide(self, batches: Batches) -> Iterator[pl.DataFrame]:
        """Pattern parts and unknown readings of every row."""
        with self._connection.cursor() as cursor:
            self._load(cursor, batches)
            sql = write_sql(self._plan, self._given, "postgres", table=self.table, by_row=True)
            with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)") as copy:
                yield from self._parse(copy)
            cursor.execute(f'DROP TABLE "{self.table}"')

    def count(self, batches: Batches) -> Iterator[Group]:
        """The same, counted per pattern."""
        with self._connection.cursor() as cursor:
            self._load(cursor, batches)
            cursor.execute(
                write_sql(self._plan, self._given, "postgres", table=self.table, count=True)
            )
            yield from cursor.fetchall()
            cursor.execute(f'DROP TABLE "{self.table}"')

    def _load(self, cursor: Any, batches: Batches) -> None:
        schema = stage_schema(self._plan, self._given)
        columns = ", ".join(f'"{n}" {POSTGRES_TYPES[t]}' for n, t in schema.items())
        cursor.execute(f'DROP TABLE IF EXISTS pg_temp."{self.table}"')
        cursor.execute(f'CREATE TEMPORARY TABLE "{self.table}" ({columns})')
        with cursor.copy(f'COPY "{self.table}" FROM STDIN (FORMAT csv)') as copy:
            for frame in stage_frames(self._plan, self._given, batches):
                lists = (write_list(n) for n, t in schema.items() if t in LISTS)
                written = frame.with_columns(*lists).write_csv(include_header=False)
                copy.write(written.encode())

    def _parse(self, copy: Any) -> Iterator[pl.DataFrame]:
        names = [*list_result_columns(self._plan), ROW_COLUMN]
        held = bytearray()
        for block in copy:
            held += block
            if len(held) >= 1 << 23:
                yield parse_numbers(bytes(held), names)
                held.clear()
        if held:
            yield parse_numbers(bytes(held), names)


POSTGRES_TYPES = {
    "boolean": "boolean",
    "int64": "bigint",
    "decimal(18, 2)": "numeric(18, 2)",
    "date": "date",
    "string": "text",
    "array<string>": "text[]",
    "array<decimal(18, 2)>": "numeric(18, 2)[]",
}
LISTS = (DTYPES[Kind.CODES], DTYPES[Kind.AMOUNTS])


def write_list(name: str) -> pl.Expr:
    """A list as PostgreSQL reads it from text; its items need no quotes."""
    items = pl.col(name).cast(pl.List(pl.String)).list.join(",")
    return pl.concat_str(pl.lit("{"), items, pl.lit("}")).alias(name)


def parse_numbers(lines: bytes, names: Sequence[str]) -> pl.DataFrame:
    """Whole lines of whole numbers; PostgreSQL gives a line at a time."""
    schema = dict.fromkeys(names, pl.Int64)
    return pl.read_csv(io.BytesIO(lines), has_header=False, schema=schema)


def stage_schema(plan: Plan, given: Sequence[str]) -> dict[str, str]:
    """The columns of the table of facts, with the number of the row."""
    return {**list_fact_columns(plan, given), ROW_COLUMN: "int64"}


def stage_frames(plan: Plan, given: Sequence[str], batches: Batches) -> Iterator[pl.DataFrame]:
    """Batches as plain tables: codes as text, an organ as two columns, rows numbered."""
    names, at = frozenset(given), 0
    for batch in batches:
        columns: dict[str, pl.Series] = {}
        for fact in plan.facts:
            if fact.name in names:
                columns |= flatten_fact(fact.name, fact.type.kind, batch[fact.name])
            flag = fact.name + NONE_SUFFIX
            if flag in names:
                columns[flag] = batch[flag]
        if plan.day is not None:
            columns[DAY_COLUMN] = batch[plan.day]
        columns[ROW_COLUMN] = pl.int_range(at, at + len(batch), dtype=pl.Int64, eager=True)
        at += len(batch)
        yield pl.DataFrame(columns)


def flatten_fact(name: str, kind: Kind, series: pl.Series) -> dict[str, pl.Series]:
    """The plain columns of one fact."""
    if kind is Kind.ORGAN:
        parts = series.struct.unnest()
        return {name + p: parts[p.removeprefix("__")] for p in ORGAN_PARTS}
    return {name: series.cast(pl.String) if kind in (Kind.CODE, Kind.PROVISION) else series}


def stage_file(plan: Plan, given: Sequence[str], batches: Batches, path: Path) -> None:
    """A plain copy of the rows as a Parquet file."""
    frames = stage_frames(plan, given, batches)
    first = next(frames, None)
    if first is None:
        first = pl.DataFrame(schema=plain_schema(plan, given))
    with write_parquet(path, first) as sink:
        write_all(sink, first, frames)


def write_all(sink: Sink, first: pl.DataFrame, frames: Iterable[pl.DataFrame]) -> None:
    """Write the first frame and the others."""
    sink.write(first)
    for frame in frames:
        sink.write(frame)


PLAIN_TYPES: dict[str, Any] = {
    "boolean": pl.Boolean,
    "int64": pl.Int64,
    "decimal(18, 2)": pl.Decimal(18, 2),
    "date": pl.Date,
    "string": pl.String,
    "array<string>": pl.List(pl.String),
    "array<decimal(18, 2)>": pl.List(pl.Decimal(18, 2)),
}


def plain_schema(plan: Plan, given: Sequence[str]) -> dict[str, Any]:
    """The Polars types of the plain table."""
    return {n: PLAIN_TYPES[t] for n, t in stage_schema(plan, given).items()}
