"""Every table × every role × every territory × every command: nothing foreign is reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.conf import settings
from psycopg.errors import CheckViolation

from jifang.foundation.postgres.connection import Connection
from jifang.foundation.walls.lint import EXEMPT, find_faults, list_tables
from jifang.foundation.walls.scope import Scope
from tests.walls.places import PLACES, list_visitors
from tests.walls.rows import Session
from tests.walls.tables import TABLES
from tests.walls.walk import (
    REFUSED,
    Findings,
    Ground,
    enter,
    lay_ground,
    list_unknown,
    read_keys,
    visit,
)

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
Report = Callable[[str, dict[str, Any]], None]


@contextmanager
def connect(server: Connection, owner: bool = False) -> Iterator[Session]:
    login = server.owner if owner else server.application
    name = settings.DATABASES["default"]["NAME"]
    params = server.as_params(login) | {"dbname": name}
    with psycopg.connect(**params, autocommit=True) as session:
        yield session


@pytest.fixture
def ground(database_server: Connection) -> Ground:
    with connect(database_server, owner=True) as owner:
        return lay_ground(owner, list_tables())


def test_every_table_is_known_to_the_walk() -> None:
    assert list_unknown(list_tables()) == [], "say who sees it in tests/walls/tables.py"
    assert find_faults() == []
    gone = set(TABLES) - set(list_tables())
    assert not gone, gone
    assert all(t.why_open for t in TABLES.values() if "all" in t.see | t.insert)


def test_nobody_reaches_a_foreign_row(
    database_server: Connection, ground: Ground, report: Report
) -> None:
    found = Findings()
    with connect(database_server) as session:
        visitors = list(list_visitors(ground.accounts))
        for visitor in visitors:
            visit(session, ground, visitor, found)
    report(
        "tables",
        {
            "probes": found.probes,
            "foreign_rows": len(found.foreign),
            "own_rows_missing": len(found.missing),
            "own_rows_reached": found.reached,
            "visitors": len(visitors),
            "places": len(PLACES),
            "tables": len(ground.shapes),
            "by_table": found.by_table,
            "open": {t: k.why_open for t, k in TABLES.items() if "all" in k.see},
            "exempt": EXEMPT,
        },
    )
    assert found.foreign == []
    assert found.missing == []
    assert found.reached > 0


GUARDED = sorted(t for t, known in TABLES.items() if "all" not in known.see)


def see(session: Session, ground: Ground) -> dict[str, set[str]]:
    """The keys of every guarded table that this session sees now."""
    found = {}
    for table in GUARDED:
        key = " || '|' || ".join(f'"{c}"::text' for c in ground.shapes[table].key)
        found[table] = read_keys(session, f'SELECT {key} FROM "{table}"')
    return found


def test_settings_of_a_former_transaction_open_nothing(
    database_server: Connection, ground: Ground
) -> None:
    empty: dict[str, set[str]] = {table: set() for table in GUARDED}
    grants = ("grant-1", "identity-1")
    everything = Scope("44", "45", ("ps-440106",), grants, "1", "security_admin")
    with connect(database_server) as session:
        with session.transaction():
            assert see(session, ground) == empty
        with session.transaction():
            enter(session, everything)
            assert all(see(session, ground).values())
        # The same connection afterwards: the settings are empty strings now, not missing.
        row: Any = session.execute("SELECT current_setting('jifang.lo', true)").fetchone()
        assert row == ("",)
        assert see(session, ground) == empty
        with session.transaction(force_rollback=True):
            enter(session, everything)
        assert see(session, ground) == empty


ODD = (
    Scope("45", "44"),
    Scope("440106", "440106"),
    Scope("%", "%"),
    Scope(parties=("%",)),
    Scope(grants=("%",)),
    Scope(actor="0"),
    Scope(administration="none"),
    Scope(administration="officer"),
)


def test_odd_bounds_open_nothing(database_server: Connection, ground: Ground) -> None:
    empty: dict[str, set[str]] = {table: set() for table in GUARDED}
    with connect(database_server) as session:
        for scope in ODD:
            with session.transaction(force_rollback=True):
                enter(session, scope)
                assert see(session, ground) == empty, scope


@pytest.mark.parametrize("ends", [("", "45"), ("44", "")])
def test_a_range_has_both_its_ends(ends: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="both its ends"):
        Scope(*ends)


def test_a_row_is_not_moved_out_of_the_territory(
    database_server: Connection, ground: Ground
) -> None:
    moved = []
    with connect(database_server) as session:
        for table, shape in ground.shapes.items():
            if (
                not any(c.name == "organ_region" for c in shape.columns)
                or "all" in TABLES[table].update
            ):
                continue
            with session.transaction(force_rollback=True):
                enter(session, Scope("440106", "440107"))
                for there in ("440103", "440100", "440305", "440000", ""):
                    statement = f"UPDATE \"{table}\" SET organ_region = '{there}' RETURNING '1'"
                    if read_keys(session, statement, (*REFUSED, CheckViolation)):
                        moved.append((table, there))
    assert moved == []


PLANTED = {
    "a policy that is true": (
        "CREATE POLICY planted ON membership FOR SELECT USING (true)",
        "SELECT",
    ),
    "a pattern with an empty prefix": (
        (
            "CREATE POLICY planted ON membership FOR SELECT"
            " USING (organ_region LIKE current_setting('jifang.lo', true) || '%')"
        ),
        "SELECT",
    ),
    "a row put anywhere": (
        "CREATE POLICY planted ON membership FOR INSERT WITH CHECK (true)",
        "INSERT",
    ),
    "rows taken away unseen": (
        "CREATE POLICY planted ON membership FOR DELETE USING (true)",
        "DELETE",
    ),
}


def test_the_walk_finds_what_is_planted(database_server: Connection, ground: Ground) -> None:
    visitors = list(list_visitors(ground.accounts))[:12]
    planted = {"membership": ground.shapes["membership"]}  # nothing else is looked at
    with connect(database_server) as session, connect(database_server, owner=True) as owner:
        for what, (policy, command) in PLANTED.items():
            found, fresh = Findings(), replace(ground, shapes=planted, said={})
            owner.execute(policy.encode())
            try:
                for visitor in visitors:
                    visit(session, fresh, visitor, found)
            finally:
                owner.execute("DROP POLICY planted ON membership")
            assert any(f"{command} membership" in line for line in found.foreign), what
