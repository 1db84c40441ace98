"""The walk over the tables: everyone tries everything on rows of everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.errors import InsufficientPrivilege

from jifang.foundation.walls.lint import EXEMPT
from jifang.foundation.walls.scope import SETTINGS, Scope
from tests.walls.places import PLACES, Place, Visitor
from tests.walls.rows import (
    Session,
    Shape,
    choose_column,
    list_statements,
    put_in_order,
    read_shape,
    write_insert,
    write_key,
)
from tests.walls.tables import TABLES, Table

FRESH = 500_000  # numbers of rows that are only tried
# What passes the wall may still meet a row that is there: that is no refusal.
TRY = """
DO $walk$ DECLARE given text; said text := ''; found text;
BEGIN
  FOREACH given IN ARRAY {statements} LOOP
    BEGIN
      EXECUTE given; said := said || '1';
      RAISE EXCEPTION 'undo' USING ERRCODE = 'JF001';
    EXCEPTION WHEN SQLSTATE 'JF001' THEN NULL;
      WHEN insufficient_privilege THEN said := said || '0';
      WHEN unique_violation OR exclusion_violation THEN said := said || '1';
    END;
  END LOOP;
  PERFORM set_config('walk.said', said, true);
END $walk$
"""


@dataclass
class Findings:
    """What the walk did and what it found."""

    probes: int = 0
    foreign: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    by_table: dict[str, int] = field(default_factory=dict)
    reached: int = 0

    def count(self, table: str, number: int) -> None:
        self.probes += number
        self.by_table[table] = self.by_table.get(table, 0) + number


@dataclass
class Ground:
    """The tables with a row of every place in each."""

    shapes: dict[str, Shape]
    keys: dict[str, dict[str, Place]] = field(default_factory=dict)
    made: dict[tuple[str, int], str] = field(default_factory=dict)
    statements: dict[str, list[str]] = field(default_factory=dict)

    @property
    def accounts(self) -> dict[int, int]:
        return {p.number: int(self.made["account", p.number]) for p in PLACES}


def list_unknown(tables: Iterable[str]) -> list[str]:
    """Tables that nobody said anything of."""
    return sorted(set(tables) - set(TABLES) - set(EXEMPT))


def lay_ground(owner: Session, tables: Iterable[str]) -> Ground:
    """Put a row of every place into every table, as the owner, walls lifted for the moment."""
    names = [t for t in tables if t in TABLES]
    ground = Ground({t: read_shape(owner, t) for t in names})
    with owner.transaction():
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in names:
            owner.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY'.encode())
        lift(owner, "DISABLE")
        for table in put_in_order(ground.shapes):
            fill_table(owner, ground, table)
        for table in (t for t in names if TABLES[t].follows):
            key = write_key(ground.shapes[table])
            gone = f'DELETE FROM "{table}" WHERE {key} <> ALL(%s)'
            owner.execute(gone.encode(), [list(ground.keys[table])])
        for table in names:
            owner.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'.encode())
        lift(owner, "ENABLE ALWAYS")
    for table, shape in ground.shapes.items():
        ground.statements[table] = [
            write_insert(shape, TABLES[table], place, FRESH + place.number, ground.made)
            for place in PLACES
        ]
    return ground


def lift(owner: Session, how: str) -> None:
    """Triggers that would let none but lawful acts add the rows of the ground."""
    for table, known in TABLES.items():
        for trigger in known.lifted:
            owner.execute(f'ALTER TABLE "{table}" {how} TRIGGER {trigger}'.encode())


def fill_table(owner: Session, ground: Ground, table: str) -> None:
    shape = ground.shapes[table]
    keys = ground.keys.setdefault(table, {})
    for place in PLACES:
        text = write_insert(shape, TABLES[table], place, place.number, ground.made)
        row = owner.execute(f"{text} RETURNING {write_key(shape)}".encode()).fetchone()
        if row is None:
            raise LookupError(f"{table}: no row was added")
        keys[row[0]] = place
        quoted = row[0] if row[0].isdigit() else f"'{row[0]}'"
        ground.made[table, place.number] = quoted


def enter(session: Session, scope: Scope) -> None:
    """The scope of the transaction, set as the application sets it."""
    given = scope.as_settings()
    calls = ", ".join(["set_config(%s, %s, true)"] * len(SETTINGS))
    session.execute(f"SELECT {calls}".encode(), [x for pair in given.items() for x in pair])


REFUSED: tuple[type[psycopg.Error], ...] = (InsufficientPrivilege, psycopg.errors.RaiseException)


def read_keys(
    session: Session, statement: str, refused: tuple[type[psycopg.Error], ...] = REFUSED
) -> set[str]:
    """The keys that a statement gives back; none where it is refused. Nothing stays of it."""
    try:
        with session.transaction(force_rollback=True):
            return {key for (key,) in session.execute(statement.encode()).fetchall()}
    except refused:
        return set()


def count_blindly(session: Session, statement: str) -> int:
    """How many rows a statement reaches that reads none."""
    try:
        with session.transaction(force_rollback=True):
            return max(0, session.execute(statement.encode()).rowcount)
    except REFUSED:
        return 0


def visit(session: Session, ground: Ground, visitor: Visitor, found: Findings) -> None:
    """One visitor tries every table, in one transaction that leaves nothing."""
    with session.transaction(force_rollback=True):
        enter(session, visitor.scope)
        for table in ground.shapes:
            walk_table(session, ground, table, visitor, found)


def walk_table(
    session: Session, ground: Ground, table: str, visitor: Visitor, found: Findings
) -> None:
    shape, known, keys = ground.shapes[table], TABLES[table], ground.keys[table]
    key = write_key(shape)
    column = choose_column(shape) or shape.key[0]
    touch = known.touch or f'"{column}" = "{column}"'
    looks = {
        "SELECT": f'SELECT {key} FROM "{table}"',
        "UPDATE": f'UPDATE "{table}" SET {touch} RETURNING {key}',
        "DELETE": f'DELETE FROM "{table}" RETURNING {key}',
    }
    allowed = {
        command: {k for k, p in keys.items() if may(visitor, known, command, p, ground)}
        for command in (*looks, "INSERT")
    }
    for command, statement in looks.items():
        reached = read_keys(session, statement) & keys.keys()
        found.count(table, len(keys))
        found.reached += len(reached)
        judge(found, f"{visitor.name}: {command} {table}", reached, allowed[command], keys)
        if command == "SELECT":
            found.missing += [
                f"{visitor.name}: {table} {keys[k].label}" for k in allowed["SELECT"] - reached
            ]
    for command, statement in (
        ("UPDATE", f'UPDATE "{table}" SET "{column}" = DEFAULT'),
        ("DELETE", f'DELETE FROM "{table}"'),
    ):
        if command == "UPDATE" and (known.touch or not is_nullable(shape, column)):
            continue
        number = count_blindly(session, statement)
        found.count(table, 1)
        if number > len(allowed[command]):
            found.foreign.append(f"{visitor.name}: blind {command} {table}: {number}")
    said = try_inserts(session, ground.statements[table])
    found.count(table, len(PLACES))
    placed = {k for k, p in keys.items() if said[p.number - 1] == "1"}
    judge(found, f"{visitor.name}: INSERT {table}", placed, allowed["INSERT"], keys)


def is_nullable(shape: Shape, name: str) -> bool:
    return any(c.name == name and not c.needed for c in shape.columns)


def may(visitor: Visitor, table: Table, command: str, place: Place, ground: Ground) -> bool:
    """What must hold, said apart from the policies."""
    way = {"SELECT": table.see, "INSERT": table.insert, "UPDATE": table.update,
           "DELETE": table.delete}[command]  # fmt: skip
    return visitor.may(way, place, ground.accounts[place.number])


def judge(
    found: Findings, what: str, reached: set[str], allowed: set[str], keys: dict[str, Place]
) -> None:
    found.foreign += [f"{what} {keys[k].label}" for k in reached - allowed]


def try_inserts(session: Session, statements: list[str]) -> str:
    """A digit for each statement: 1 where it passed the wall, 0 where it was refused."""
    with session.transaction(force_rollback=True):
        session.execute(TRY.replace("{statements}", list_statements(statements)).encode())
        row: Any = session.execute("SELECT current_setting('walk.said', true)").fetchone()
        said = str(row[0])
    if len(said) != len(statements):
        raise LookupError(f"{statements[0]}: {said}")
    return said
