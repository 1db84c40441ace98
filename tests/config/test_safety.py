"""The start-up check: what would lose or show too much is refused, with how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from jifang.config.safety import find_risks, write_refusal
from jifang.foundation.postgres.binaries import prepare_install
from jifang.foundation.postgres.cluster import run_single_user
from jifang.foundation.postgres.connection import DATABASE, Connection
from jifang.foundation.postgres.launcher import destroy_cluster, start_server, stop_server
from jifang.foundation.postgres.place import read_place
from jifang.foundation.walls.lint import EXEMPT


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A durable cluster that the tests spoil."""
    found = tmp_path_factory.mktemp("safety")
    start_server(found)
    yield found
    destroy_cluster(found)


def look(server: Connection) -> dict[str, str]:
    """The risks by code, as the application's role finds them."""
    with psycopg.connect(**server.as_params(server.application), autocommit=True) as session:

        def query(text: str) -> list[tuple[Any, ...]]:
            return session.execute(text.encode()).fetchall()

        risks = find_risks(query, frozenset(EXEMPT))
    said = write_refusal(risks)
    assert all(risk.mend.zh in said.zh and risk.mend.en in said.en for risk in risks)
    return {risk.code: risk.write() for risk in risks}


def spoil(var: Path, *statements: str) -> Connection:
    """What only whoever holds the machine can do."""
    stop_server(var)
    place = read_place(var)
    assert place is not None
    run_single_user(place, prepare_install(place.home, place.account), DATABASE, statements)
    return start_server(var)


def test_as_we_make_it_nothing_is_wrong(var: Path) -> None:
    assert look(start_server(var)) == {}


def test_a_table_whose_wall_does_not_bind_its_owner(var: Path) -> None:
    server = start_server(var)
    with psycopg.connect(**server.as_params(server.owner), autocommit=True) as session:
        session.execute("CREATE TABLE unit (id int)")
        session.execute("ALTER TABLE unit ENABLE ROW LEVEL SECURITY")
        assert "ALTER TABLE unit" in look(server)["walls"]
        session.execute("ALTER TABLE unit FORCE ROW LEVEL SECURITY")
        assert look(server) == {}


@pytest.mark.parametrize(
    ("spoilt", "mended", "how"),
    [
        ("ALTER ROLE jifang_app SUPERUSER", "NOSUPERUSER", "ALTER ROLE jifang_app NOSUPERUSER"),
        ("ALTER ROLE jifang_app BYPASSRLS", "NOBYPASSRLS", "ALTER ROLE jifang_app NOBYPASSRLS"),
        ("GRANT jifang_backup TO jifang_app", "", "REVOKE jifang_backup FROM jifang_app"),
    ],
)
def test_a_role_that_may_step_over_the_walls(var: Path, spoilt: str, mended: str, how: str) -> None:
    assert how in look(spoil(var, spoilt))["role"]
    undo = f"ALTER ROLE jifang_app {mended}" if mended else how
    assert look(spoil(var, undo)) == {}


def test_commits_answered_before_they_are_on_the_disk(var: Path) -> None:
    found = look(spoil(var, "ALTER ROLE jifang_app SET synchronous_commit = off"))
    assert "ALTER ROLE jifang_app RESET synchronous_commit" in found["synchronous_commit"]
    assert look(spoil(var, "ALTER ROLE jifang_app RESET synchronous_commit")) == {}


def test_a_cluster_made_to_be_thrown_away(database_server: Connection) -> None:
    assert set(look(database_server)) >= {"fsync", "full_page_writes", "synchronous_commit"}
