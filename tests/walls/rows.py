"""Rows for any table, made from its columns as the database describes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any, Final

import psycopg

from tests.walls.places import Place
from tests.walls.tables import Table

Session = psycopg.Connection[Any]
DAYS: Final = "daterange('2020-01-01', '2099-01-01')"
FILLERS: Final = {
    "bool": "false", "date": "date '2026-01-01'", "daterange": DAYS, "float8": "1",
    "jsonb": "'{{}}'",
    "timestamptz": "now()", "uuid": "md5('{n}')::uuid", "bytea": "'\\x00'::bytea",
    "numeric": "{n}", "int2": "({n} % 30000)", "int4": "{n}", "int8": "{n}", "inet": "'127.0.0.1'",
    "tstzrange": "tstzrange('2020-01-01', '2099-01-01')", "interval": "interval '1 day'",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column that a row must or may be given."""

    name: str
    type: str
    longest: int | None
    needed: bool
    points_to: str
    is_key: bool


@dataclass(frozen=True)
class Shape:
    """A table as the database describes it."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    alone: frozenset[str]
    """Columns whose value no other row has."""


# A tie of several columns (jifang/foundation/history/ties.py) begins with the one that points.
COLUMNS: Final = """
SELECT a.attname, t.typname, CASE WHEN a.atttypmod > 4 AND t.typname IN ('varchar', 'bpchar')
         THEN a.atttypmod - 4 END,
       a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND a.attgenerated = '',
       coalesce((SELECT f.relname FROM pg_constraint c JOIN pg_class f ON f.oid = c.confrelid
         WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey[1] = a.attnum LIMIT 1), ''),
       a.attidentity <> '' OR a.attgenerated <> ''
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
KEY: Final = """
SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
  AND a.attnum = ANY(i.indkey) WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY a.attnum
"""
ALONE: Final = """
SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
  AND a.attnum = ANY(i.indkey) WHERE i.indrelid = %s::regclass AND i.indisunique
UNION SELECT a.attname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid
  AND a.attnum = ANY(c.conkey) WHERE c.conrelid = %s::regclass AND c.contype IN ('c', 'x', 'f')
"""


def read_shape(session: Session, table: str) -> Shape:
    columns = tuple(Column(*row) for row in session.execute(COLUMNS, [table]).fetchall())
    key = tuple(name for (name,) in session.execute(KEY, [table]).fetchall())
    alone = frozenset(name for (name,) in session.execute(ALONE, [table, table]).fetchall())
    return Shape(table, columns, key, alone)


def put_in_order(shapes: Mapping[str, Shape]) -> list[str]:
    """Tables after those that their rows point to."""
    graph = {
        name: {c.points_to for c in shape.columns if c.points_to in shapes and c.points_to != name}
        for name, shape in shapes.items()
    }
    return list(TopologicalSorter(graph).static_order())


def find_owned(column: Column, place: Place, made: Mapping[tuple[str, int], str]) -> str | None:
    """The value of a column that says where a row belongs, or what it points to."""
    own = {
        "organ_region": place.region, "party": place.party, "grant_key": place.grant,
    }  # fmt: skip
    if column.name in own:
        return f"'{own[column.name]}'"
    if column.points_to and (column.needed or column.name == "account_id"):
        return made.get((column.points_to, place.number))
    if column.name.endswith("_id") and column.needed:  # carried besides in a tie of several columns
        return made.get((column.name.removesuffix("_id"), place.number))
    return None


def write_insert(
    shape: Shape, table: Table, place: Place, number: int, made: Mapping[tuple[str, int], str]
) -> str:
    """The statement that adds a row of this place."""
    values = {}
    for column in shape.columns:
        given = table.columns.get(column.name)  # an empty one is left to the database
        if given is None:
            given = find_owned(column, place, made)
        if given is None and column.needed:
            given = fill(column)
        if given and not column.is_key:
            values[column.name] = given.format(n=number, region=place.region)
    if not values:
        return f'INSERT INTO "{shape.name}" DEFAULT VALUES'
    names = ", ".join(f'"{name}"' for name in values)
    return f'INSERT INTO "{shape.name}" ({names}) VALUES ({", ".join(values.values())})'


def fill(column: Column) -> str:
    """A value by type that no other row has."""
    if column.type.startswith("_"):
        return "'{{}}'"
    if column.type in {"varchar", "text", "bpchar"}:
        return f"left('w{{n}}', {column.longest or 40})"
    if column.type not in FILLERS:
        raise LookupError(f"{column.name}: no filler for {column.type}; say it in tables.py")
    return FILLERS[column.type]


def choose_column(shape: Shape) -> str | None:
    """A column that can be changed without moving the row."""
    for column in shape.columns:
        stays = column.is_key or column.name in shape.alone or column.points_to
        if not stays and column.name not in {"organ_region", "party", "grant_key"}:
            return column.name
    return None


def write_key(shape: Shape) -> str:
    """The key of a row as text."""
    return " || '|' || ".join(f'"{name}"::text' for name in shape.key)


def list_statements(statements: Sequence[tuple[str, str]]) -> str:
    """An SQL array of pairs: what is wanted of a statement, and the statement."""
    pairs = (", ".join("'" + t.replace("'", "''") + "'" for t in pair) for pair in statements)
    return "ARRAY[" + ", ".join(f"[{pair}]" for pair in pairs) + "]"
