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
from tests.walls.tables import TABLES

FRESH = 500_000  # numbers of rows that are only tried
# One statement after another, each undone: the keys that it reached, nothing where it is refused.
# An insertion passes the wall also where it meets a row that is there: that is no refusal.
TRY = """
DO $walk$ DECLARE given text[]; said text := ''; keys text; reached bigint; passed bool;
BEGIN
  FOREACH given SLICE 1 IN ARRAY {statements} LOOP
    keys := ''; reached := 0; passed := true;
    BEGIN
      IF given[1] = 'keys' THEN
        EXECUTE given[2] INTO keys;
      ELSE
        EXECUTE given[2];
        GET DIAGNOSTICS reached = ROW_COUNT;
      END IF;
      RAISE EXCEPTION 'undo' USING ERRCODE = 'JF001';
    EXCEPTION WHEN SQLSTATE 'JF001' THEN NULL;
      WHEN insufficient_privilege THEN keys := ''; reached := 0; passed := false;
      WHEN raise_exception THEN
        IF given[1] = 'insert' THEN RAISE; END IF;
        keys := ''; reached := 0; passed := false;
      WHEN unique_violation OR exclusion_violation THEN
        IF given[1] <> 'insert' THEN RAISE; END IF;
    END;
    said := said || CASE given[1] WHEN 'keys' THEN coalesce(keys, '')
      WHEN 'rows' THEN reached::text ELSE passed::int::text END || E'\\n';
  END LOOP;
  PERFORM set_config('walk.said', said, true);
END $walk$
"""
LOOKS = ("SELECT", "UPDATE", "DELETE")
Statement = tuple[str, str]
"""What is wanted of it (`keys`, `rows` or `insert`: whether it passed), and the SQL."""


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
    said: dict[tuple[Scope, str], list[str]] = field(default_factory=dict)
    """What a table answers within a scope. The database knows of a visitor only the scope, so those
    who come with the same one are told apart by what they may, not by asking anew."""

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


def visit(session: Session, ground: Ground, visitor: Visitor, found: Findings) -> None:
    """One visitor tries every table, in one transaction that leaves nothing."""
    unasked = [t for t in ground.shapes if (visitor.scope, t) not in ground.said]
    if unasked:
        with session.transaction(force_rollback=True):
            enter(session, visitor.scope)
            for table in unasked:
                statements = list_tries(ground, table)
                ground.said[visitor.scope, table] = try_all(session, statements)
    open_ = {ways: find_places(visitor, ways, ground) for ways in list_ways()}
    for table in ground.shapes:
        weigh_table(ground, table, visitor, open_, found)


def list_tries(ground: Ground, table: str) -> list[Statement]:
    """Everything that is tried on a table: the rows looked at, changed, taken away, the same
    without reading any, and a row of every place put in."""
    shape, known = ground.shapes[table], TABLES[table]
    key, column = write_key(shape), choose_column(shape) or shape.key[0]
    touch = known.touch or f'"{column}" = "{column}"'
    tries: list[Statement] = [
        ("keys", gather(f'SELECT {key} AS k FROM "{table}"')),
        ("keys", gather(f'UPDATE "{table}" SET {touch} RETURNING {key} AS k')),
        ("keys", gather(f'DELETE FROM "{table}" RETURNING {key} AS k')),
        ("rows", f'DELETE FROM "{table}"'),
    ]
    if not known.touch and is_nullable(shape, column):
        tries.append(("rows", f'UPDATE "{table}" SET "{column}" = DEFAULT'))
    return [*tries, *(("insert", text) for text in ground.statements[table])]


def gather(statement: str) -> str:
    """The keys that a statement gives back, in one text."""
    return f"WITH reached AS ({statement}) SELECT string_agg(k, E'\\t') FROM reached"


def weigh_table(
    ground: Ground,
    table: str,
    visitor: Visitor,
    open_: dict[frozenset[str], set[int]],
    found: Findings,
) -> None:
    """What a table answered to a visitor's scope, against what the visitor may."""
    known, keys = TABLES[table], ground.keys[table]
    said = ground.said[visitor.scope, table]
    allowed = {
        command: {k for k, p in keys.items() if p.number in open_[ways]}
        for command, ways in known.commands.items()
    }
    for command, answer in zip(LOOKS, said, strict=False):
        reached = set(answer.split("\t")) & keys.keys()
        found.count(table, len(keys))
        found.reached += len(reached)
        judge(found, f"{visitor.name}: {command} {table}", reached, allowed[command], keys)
        if command == "SELECT":
            found.missing += [
                f"{visitor.name}: {table} {keys[k].label}" for k in allowed["SELECT"] - reached
            ]
    blind = said[len(LOOKS) : -len(PLACES)]
    for command, answer in zip(("DELETE", "UPDATE"), blind, strict=False):
        found.count(table, 1)
        if int(answer) > len(allowed[command]):
            found.foreign.append(f"{visitor.name}: blind {command} {table}: {answer}")
    inserted = said[-len(PLACES) :]
    found.count(table, len(PLACES))
    placed = {k for k, p in keys.items() if inserted[p.number - 1] == "1"}
    judge(found, f"{visitor.name}: INSERT {table}", placed, allowed["INSERT"], keys)


def is_nullable(shape: Shape, name: str) -> bool:
    return any(c.name == name and not c.needed for c in shape.columns)


def list_ways() -> set[frozenset[str]]:
    """Every set of ways that leads to the rows of some table."""
    return {ways for table in TABLES.values() for ways in table.commands.values()}


def find_places(visitor: Visitor, ways: frozenset[str], ground: Ground) -> set[int]:
    """The places whose rows a visitor must reach by some ways, said apart from the policies."""
    accounts = ground.accounts
    return {p.number for p in PLACES if visitor.may(ways, p, accounts[p.number])}


def judge(
    found: Findings, what: str, reached: set[str], allowed: set[str], keys: dict[str, Place]
) -> None:
    found.foreign += [f"{what} {keys[k].label}" for k in reached - allowed]


def try_all(session: Session, statements: list[Statement]) -> list[str]:
    """What each statement came to; nothing stays of it."""
    with session.transaction(force_rollback=True):
        session.execute(TRY.replace("{statements}", list_statements(statements)).encode())
        row: Any = session.execute("SELECT current_setting('walk.said', true)").fetchone()
        said = str(row[0]).split("\n")[:-1]
    if len(said) != len(statements):
        raise LookupError(f"{statements[0]}: {said}")
    return said
