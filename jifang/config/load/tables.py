"""Tables taken apart for a load and put together again, all in the transaction of the load.

Rows are copied into tables without indexes and keys, which are built afterwards: several times
faster, and safe, for until the load is committed everyone else sees the tables as they were (they
wait). COPY is not possible behind row-level security that binds the owner: it binds the owner again
before anything is committed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

CONSTRAINTS: Final = """
SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid)
FROM pg_constraint
WHERE (conrelid::regclass::text = ANY(%s) AND contype IN ('p', 'u', 'f'))
   OR (confrelid::regclass::text = ANY(%s) AND contype = 'f')
ORDER BY contype = 'f' DESC, conrelid, conname
"""
INDEXES: Final = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index i
WHERE indrelid::regclass::text = ANY(%s)
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY 1
"""
AT_ONCE: Final = 500
"""Rows that are sent together."""


class Bare:
    """Tables without their indexes and keys; knows how to build them again."""

    def __init__(self, cursor: CursorWrapper, tables: Sequence[str]) -> None:
        self.cursor = cursor
        self.tables = list(tables)
        cursor.execute(CONSTRAINTS, [self.tables, self.tables])
        self.constraints: list[tuple[str, str, str, str]] = cursor.fetchall()
        cursor.execute(INDEXES, [self.tables])
        self.indexes: list[tuple[str, str]] = cursor.fetchall()

    def take_apart(self) -> None:
        """Drop the keys to other rows first, then the keys, then the indexes."""
        for table in self.tables:
            self.cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        for table, name, _, _ in self.constraints:
            self.cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        for name, _ in self.indexes:
            self.cursor.execute(f"DROP INDEX {name}")

    def put_together(self) -> Iterator[str]:
        """Build everything again; yields the name of each thing before it is built."""
        keys = [c for c in self.constraints if c[2] != "f"]
        ties = [c for c in self.constraints if c[2] == "f"]
        for table, name, _, definition in keys:
            yield name
            self.cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
        for name, definition in self.indexes:
            yield name
            self.cursor.execute(definition)
        for table, name, _, definition in ties:
            yield name
            self.cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
        for table in self.tables:
            self.cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')

    @property
    def parts(self) -> int:
        """How many things are built again."""
        return len(self.constraints) + len(self.indexes)


@contextmanager
def unbind_owner(cursor: CursorWrapper, tables: Iterable[str]) -> Iterator[None]:
    """Row-level security that does not bind the owner, within a transaction."""
    names = list(tables)
    for name in names:
        cursor.execute(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')
    yield
    for name in names:
        cursor.execute(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')


def copy_rows(on: BaseDatabaseWrapper, table: str, columns: str, rows: Iterable[str]) -> None:
    """Send rows in the text format."""
    session: Any = on.connection
    with session.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        rest = iter(rows)
        while some := "".join(islice(rest, AT_ONCE)):
            copy.write(some)
