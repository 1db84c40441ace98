"""A log in a PostgreSQL of its own: the horizon is one for a whole cluster."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from jifang.config.environment import ROOT
from jifang.foundation.audit.schema import LOG_TABLES, Roles, write_schema
from jifang.foundation.postgres.cluster import Profile, write_create_database, write_grants
from jifang.foundation.postgres.connection import (
    APPLICATION,
    OWNER,
    SEQUENCER,
    SIGNER,
    Connection,
)
from jifang.foundation.postgres.launcher import borrow_server, destroy_cluster
from jifang.ledger.notes import Checkpoint, SigningKey, make_key
from jifang.ledger.sequencer import Sequencer
from jifang.ledger.signer import Signer

ROLES = Roles(APPLICATION, SEQUENCER, SIGNER)
INSERT = (
    "INSERT INTO ledger_entry (organ, organ_region, kind, key, bytes)"
    " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
)


@pytest.fixture(scope="session")
def ledger_server() -> Iterator[Connection]:
    """A cluster for the tests of the ledger alone."""
    var = ROOT / "var" / "tests" / "clusters" / uuid.uuid4().hex[:8]
    var.mkdir(parents=True)
    try:
        with borrow_server(var, Profile(durable=False, owner_creates_databases=True)) as found:
            yield found
    finally:
        destroy_cluster(var)
        shutil.rmtree(var)


def make_entry(number: int, **more: object) -> tuple[str, str, str, str, bytes]:
    """An entry as the audit writes it."""
    at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    fields: dict[str, object] = {
        "v": 1,
        "kind": "test.done",
        "organ": "440103-psb",
        "region": "440103",
        "key": f"k{number}",
        "at": at,
        "documents": [{"sha256": f"{number:064x}"}],
    }
    fields |= more
    data = json.dumps(fields, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
    organ, region, kind, key = (str(fields[n]) for n in ("organ", "region", "kind", "key"))
    return organ, region, kind, key, data


@dataclass
class Log:
    """A database with the tables of the ledger, a key and a folder; sessions by role."""

    server: Connection
    name: str
    home: Path
    key: SigningKey = field(default_factory=lambda: make_key("jifang.example/gd"))
    sessions: list[psycopg.Connection[Any]] = field(default_factory=list)

    def connect(self, role: str, autocommit: bool = False) -> psycopg.Connection[Any]:
        logins = {OWNER: self.server.owner, APPLICATION: self.server.application}
        login = logins.get(role) or self.server.find_service(role)
        params = self.server.as_params(login) | {"dbname": self.name}
        session = psycopg.connect(**params, autocommit=autocommit)
        self.sessions.append(session)
        return session

    def append(self, start: int, count: int) -> None:
        with self.connect(APPLICATION) as session, session.cursor() as cursor:
            cursor.executemany(INSERT, [make_entry(n) for n in range(start, start + count)])

    def sequence(self, published: Checkpoint | None = None) -> Sequencer:
        """Sequence all that is there; one batch after another."""
        sequencer = Sequencer(self.connect(SEQUENCER))
        sequencer.start(published)
        while sequencer.tick():
            pass
        return sequencer

    def open_signer(self) -> Signer:
        return Signer(self.connect(SIGNER), self.key, self.home / "signer", self.home / "public")

    def sign(self) -> Checkpoint | None:
        signer = self.open_signer()
        signer.start()
        return signer.tick()

    def spoil(self, *statements: str) -> None:
        """Change what is written, as the owner of the tables can."""
        with self.connect(OWNER) as session:
            rows = session.execute(
                "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
            ).fetchall()
            tables = sorted({table for table, _ in rows})
            for table in tables:
                session.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
                session.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY".encode())
            for statement in statements:
                session.execute(statement.encode())
            for table, name in rows:
                session.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}".encode())
            for table in tables:
                session.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY".encode())

    def read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self.connect(SIGNER, autocommit=True) as session:
            return session.execute(query.encode(), values or None).fetchall()


@pytest.fixture(scope="session")
def ledger_database(ledger_server: Connection) -> str:
    """A database with the tables of the ledger."""
    name = "log"
    params = ledger_server.as_params(ledger_server.owner)
    with psycopg.connect(**params, autocommit=True) as session:
        session.execute(write_create_database(name).encode())
    with psycopg.connect(**params | {"dbname": name}, autocommit=True) as session:
        for statement in [*write_grants(name), *write_schema(ROLES, OWNER)]:
            session.execute(statement.encode())
    return name


@pytest.fixture
def log(ledger_server: Connection, ledger_database: str, tmp_path: Path) -> Iterator[Log]:
    """An empty log."""
    found = Log(ledger_server, ledger_database, tmp_path)
    try:
        yield found
    finally:
        for opened in found.sessions:
            opened.close()
        tables = ", ".join((*LOG_TABLES, "ledger_commitment"))
        found.spoil(f"TRUNCATE {tables} RESTART IDENTITY")
