"""Who may do what in the embedded database."""

from __future__ import annotations

import dataclasses
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

from jifang.foundation.postgres.connection import APPLICATION, OWNER, Connection, Login
from jifang.foundation.postgres.launcher import start_server

from .conftest import QUICK, place_of


@pytest.fixture(scope="module")
def server(shared_var: Path) -> Connection:
    return start_server(shared_var, QUICK)


@pytest.fixture(scope="module")
def owned_table(server: Connection) -> None:
    with log_in(server, server.owner) as session:
        session.execute("CREATE TABLE held (id bigserial PRIMARY KEY, word text NOT NULL UNIQUE)")


@pytest.fixture
def application(server: Connection, owned_table: None) -> Iterator[psycopg.Connection[Any]]:
    with log_in(server, server.application) as session:
        yield session


def log_in(server: Connection, login: Login) -> psycopg.Connection[Any]:
    return psycopg.connect(**server.as_params(login), autocommit=True, connect_timeout=5)


def read_one(session: psycopg.Connection[Any], query: str) -> Any:
    row = session.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_application_reads_and_writes_rows_of_the_owners_tables(
    application: psycopg.Connection[Any],
) -> None:
    application.execute("INSERT INTO held (word) VALUES ('技防')")
    application.execute("UPDATE held SET word = '安全技术防范'")
    assert read_one(application, "SELECT word FROM held") == "安全技术防范"
    application.execute("DELETE FROM held")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE held ADD COLUMN more text",
        "ALTER TABLE held DISABLE TRIGGER ALL",
        "ALTER TABLE held OWNER TO jifang_app",
        "DROP TABLE held",
        "TRUNCATE held",
        "SET ROLE jifang_owner",
        "SET session_replication_role = replica",
        "COPY held TO PROGRAM 'true'",
    ],
)
def test_application_cannot_change_what_it_stands_on(
    application: psycopg.Connection[Any], statement: str
) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        application.execute(statement.encode())


def test_application_owns_nothing_and_has_no_special_right(
    application: psycopg.Connection[Any],
) -> None:
    owned = "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user"
    assert read_one(application, owned) == 0
    rights = (
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"
        " FROM pg_roles WHERE rolname = "
    )
    assert read_one(application, f"{rights}'{APPLICATION}'") is False
    assert read_one(application, f"{rights}'{OWNER}'") is False


def test_wrong_password_is_refused(server: Connection) -> None:
    for login in (server.application, server.owner):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            log_in(server, dataclasses.replace(login, password="wrong"))


def test_no_password_is_refused(server: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSFILE", "/nonexistent")
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        log_in(server, Login(APPLICATION, ""))


@pytest.mark.parametrize("user", ["jifang_super", "postgres", "nobody"])
def test_nobody_else_logs_in_not_even_the_superuser(server: Connection, user: str) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"pg_hba\.conf rejects"):
        log_in(server, Login(user, server.owner.password))


def test_no_rule_trusts_anyone(shared_var: Path, server: Connection) -> None:
    rules = place_of(shared_var).hba.read_text().splitlines()
    methods = [line.split()[-1] for line in rules if line and not line.startswith("#")]
    assert methods == ["scram-sha-256", "scram-sha-256", "reject"]


def test_passwords_are_kept_as_scram(server: Connection) -> None:
    with log_in(server, server.owner) as session:
        assert read_one(session, "SHOW password_encryption") == "scram-sha-256"


def test_no_tcp_port_is_open(application: psycopg.Connection[Any]) -> None:
    assert read_one(application, "SHOW listen_addresses") == ""


def test_text_is_utf8_sorted_by_code_point(application: psycopg.Connection[Any]) -> None:
    assert read_one(application, "SHOW server_encoding") == "UTF8"
    assert read_one(application, "SELECT '一' < '丁' AND 'Z' < 'a'") is True
    assert read_one(application, "SELECT upper('é')") == "É"


def test_it_is_postgresql_18(server: Connection) -> None:
    with log_in(server, server.application) as session:
        assert session.info.server_version // 10000 == 18


def test_files_with_passwords_are_closed_to_others(shared_var: Path, server: Connection) -> None:
    place = place_of(shared_var)
    assert stat.S_IMODE((place.keep / "connection.json").stat().st_mode) == 0o600
    for folder in (place.data, place.run, place.log):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_password_shows_in_no_representation(server: Connection) -> None:
    assert server.owner.password not in repr(server)


def test_the_log_holds_no_value_of_a_failed_statement(
    shared_var: Path, server: Connection, application: psycopg.Connection[Any]
) -> None:
    application.execute("INSERT INTO held (word) VALUES ('secret-word')")
    with pytest.raises(errors.UniqueViolation):
        application.execute("INSERT INTO held (word) VALUES ('secret-word')")
    application.execute("DELETE FROM held")
    end, logs = time.monotonic() + 10, ""
    while "duplicate key" not in logs and time.monotonic() < end:  # the collector writes by itself
        logs = "".join(path.read_text() for path in place_of(shared_var).log.glob("*.log"))
    assert "duplicate key" in logs
    assert "secret-word" not in logs
