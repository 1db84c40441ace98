"""Data of earlier releases open in this one: every row still there, the ledger's root unchanged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from jifang.config.environment import ROOT
from jifang.foundation.postgres.cluster import Profile
from jifang.foundation.postgres.connection import BACKUP, SEQUENCER, Connection, Login
from jifang.foundation.postgres.launcher import borrow_server, destroy_cluster
from jifang.ledger.audit import Audit
from jifang.ledger.sequencer import Sequencer
from jifang.ledger.store import Head

RELEASES = sorted((ROOT / "releases").glob("*.json"))

MIGRATE = """
import json, sys, django
django.setup()
from django.core.management import call_command
for app, name in json.loads(sys.argv[1]):
    call_command("migrate", app, name, database="owner", interactive=False, verbosity=0)
"""
UPGRADE = """
import django
django.setup()
from jifang.config.health import list_missing
from jifang.config.prepare import load_territory, migrate_as_owner
from jifang.config.safety import find_open
assert list_missing()
migrate_as_owner()
load_territory()
assert not list_missing()
from jifang.foundation.walls.lint import find_faults
assert find_faults() == [], find_faults()
"""


@pytest.fixture
def server() -> Iterator[Connection]:
    """A cluster of its own: in the shared one the open transactions of other tests hold back what
    may be sequenced."""
    var = ROOT / "var" / "tests" / "clusters" / uuid.uuid4().hex[:8]
    var.mkdir(parents=True)
    try:
        with borrow_server(var, Profile(durable=False)) as found:
            yield found
    finally:
        destroy_cluster(var)
        shutil.rmtree(var)


def run(server: Connection, var: Path, script: str, *arguments: str) -> None:
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "jifang.config.settings",
        "JIFANG_VAR": str(var),
        "DATABASE_URL": name_place(server, server.application),
        "DATABASE_OWNER_URL": name_place(server, server.owner),
    }
    subprocess.run([sys.executable, "-c", script, *arguments], env=environ, check=True, cwd=ROOT)


def name_place(server: Connection, login: Login) -> str:
    place = f"?host={server.host}&port={server.port}"
    return f"postgresql://{login.user}:{login.password}@/{server.database}{place}"


def connect(server: Connection, login: Login) -> psycopg.Connection[Any]:
    return psycopg.connect(**server.as_params(login))


def sequence(server: Connection) -> Head:
    with connect(server, server.find_service(SEQUENCER)) as session:
        sequencer = Sequencer(session)
        sequencer.start()
        while sequencer.tick():
            pass
        return sequencer.head


def read_rows(server: Connection, tables: list[str]) -> dict[str, list[str]]:
    """Every row of some tables by the columns they had, as text."""
    found = {}
    with connect(server, server.find_service(BACKUP)) as session:
        for table in tables:
            rows = session.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t'.encode())  # noqa: S608
            found[table] = sorted(text for (text,) in rows.fetchall())
    return found


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_data_of_an_earlier_release_open_whole(
    release: Path, server: Connection, tmp_path: Path
) -> None:
    held = json.loads(release.read_text("utf-8"))
    run(server, tmp_path, MIGRATE, json.dumps(list(held["migrations"].items())))
    with connect(server, server.application) as session:
        session.execute(release.with_suffix(".sql").read_bytes())
    head = sequence(server)
    before = read_rows(server, list(held["rows"]))
    assert {table: len(rows) for table, rows in before.items()} == held["rows"]
    assert head.size == held["rows"]["ledger_entry"]

    run(server, tmp_path, UPGRADE)

    after = read_rows(server, list(held["rows"]))
    for table, rows in before.items():
        assert_kept(table, rows, after[table])
    with connect(server, server.find_service(BACKUP)) as session:
        audit = Audit(session)
        assert list(audit.run()) == []
        assert audit.store.read_head()[:2] == head[:2]
    run(server, tmp_path, MIGRATE, "[]")  # and settings load with nothing left to do
    grown = sequence(server)  # the log goes on from there
    assert grown.size >= head.size


def assert_kept(table: str, before: list[str], after: list[str]) -> None:
    """Every row is there with the values it had; a release may add columns, and rows of its own."""
    now = [json.loads(text) for text in after]
    for text in before:
        row = json.loads(text)
        assert any(row.items() <= other.items() for other in now if len(other) >= len(row)), (
            table,
            text,
        )


def test_every_release_before_this_one_has_its_data() -> None:
    """A new minor release must come with the data of the one before it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    major, minor, _ = (int(part) for part in project["version"].split("."))
    held = {path.stem for path in RELEASES}
    assert {f"{major}.{n}" for n in range(1, minor)} <= held
    for path in RELEASES:
        assert path.with_suffix(".sql").is_file()
