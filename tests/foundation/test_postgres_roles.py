"""The roles of the ledger and the backup: what each may do, and clusters made without them."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from jifang.foundation.postgres.binaries import prepare_install
from jifang.foundation.postgres.cluster import Profile, run_single_user
from jifang.foundation.postgres.connection import (
    APPLICATION,
    BACKUP,
    OWNER,
    ROLES,
    SEQUENCER,
    SERVICES,
    SIGNER,
    Connection,
    read_connection,
)
from jifang.foundation.postgres.launcher import (
    borrow_server,
    destroy_cluster,
    start_server,
    stop_server,
)
from jifang.foundation.postgres.place import read_place

THROWAWAY = Profile(durable=False)


def read_one(connection: Connection, role: str, query: str) -> object:
    login = {OWNER: connection.owner, APPLICATION: connection.application}.get(role)
    params = connection.as_params(login or connection.find_service(role))
    with psycopg.connect(**params, autocommit=True) as session:
        row = session.execute(query.encode()).fetchone()
        return None if row is None else row[0]


def test_a_cluster_without_the_services_gets_them_and_keeps_its_data(tmp_path: Path) -> None:
    """As an older release made it: two roles, two passwords, and rows."""
    try:
        connection = start_server(tmp_path, THROWAWAY)
        with psycopg.connect(**connection.as_params(connection.owner), autocommit=True) as session:
            session.execute("CREATE TABLE kept AS SELECT 1 AS n")
            for role in SERVICES:
                session.execute(f"REVOKE ALL ON SCHEMA public FROM {role}".encode())
        path = tmp_path / "postgres" / "connection.json"
        held = json.loads(path.read_text("utf-8"))
        held["passwords"] = {r: held["passwords"][r] for r in (OWNER, APPLICATION)}
        path.write_text(json.dumps(held), "utf-8")
        stop_server(tmp_path)
        with borrow_server(tmp_path, THROWAWAY) as renewed:
            assert set(renewed.services) == set(SERVICES)
            assert read_one(renewed, OWNER, "SELECT n FROM kept") == 1
            assert read_one(renewed, BACKUP, "SELECT n FROM kept") == 1
    finally:
        destroy_cluster(tmp_path)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_is_above_the_others(database_server: Connection, role: str) -> None:
    rights = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = "
    assert read_one(database_server, OWNER, f"{rights}'{role}'") is False
    copies = "SELECT rolreplication FROM pg_roles WHERE rolname = "
    assert read_one(database_server, OWNER, f"{copies}'{role}'") is (role == BACKUP)
    bypass = "SELECT rolbypassrls FROM pg_roles WHERE rolname = "
    assert read_one(database_server, OWNER, f"{bypass}'{role}'") is (role == BACKUP)


@pytest.mark.parametrize("role", SERVICES)
def test_a_service_logs_in_and_owns_nothing(database_server: Connection, role: str) -> None:
    assert read_one(database_server, role, "SELECT current_user::text") == role
    owned = "SELECT count(*) FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE rolname = "
    assert read_one(database_server, OWNER, f"{owned}'{role}'") == 0


@pytest.mark.parametrize("role", [SEQUENCER, SIGNER])
def test_a_service_of_the_ledger_reads_no_table_by_default(
    database_server: Connection, role: str
) -> None:
    with psycopg.connect(
        **database_server.as_params(database_server.owner), autocommit=True
    ) as session:
        session.execute("CREATE TABLE IF NOT EXISTS held_from_services (n int)")
    try:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            read_one(database_server, role, "SELECT n FROM held_from_services")
    finally:
        with psycopg.connect(
            **database_server.as_params(database_server.owner), autocommit=True
        ) as session:
            session.execute("DROP TABLE held_from_services")


def test_a_database_of_someone_else_s_may_lack_the_services(database_server: Connection) -> None:
    bare = Connection("h", 1, "d", database_server.owner, database_server.application, {})
    assert bare.find_service(SEQUENCER) == database_server.owner


def test_an_older_file_says_which_roles_it_lacks(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    words = {"jifang_owner": "a", "jifang_app": "b"}
    held = {"host": "h", "port": 1, "database": "d", "passwords": words}
    (folder / "connection.json").write_text(json.dumps(held), "utf-8")
    found = read_connection(tmp_path)
    assert found is not None
    assert found.services == {}


def test_the_roles_of_an_older_releases_cluster_are_renewed(var: Path) -> None:
    """What an older release made: the backup could not copy the cluster's files."""
    start_server(var, THROWAWAY)
    place = read_place(var)
    assert place is not None
    stop_server(var)
    place.roles.unlink()
    install = prepare_install(place.home, place.account)
    run_single_user(place, install, "postgres", [f"ALTER ROLE {BACKUP} NOREPLICATION"])
    before = read_connection(var)
    server = start_server(var, THROWAWAY)
    assert server == before  # passwords stay
    copies = "SELECT rolreplication FROM pg_roles WHERE rolname = "
    assert read_one(server, OWNER, f"{copies}'{BACKUP}'") is True
