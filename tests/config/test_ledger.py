"""The processes of the ledger, for real: killed, frozen, late, audited, exported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jifang_verify as jv
import psycopg
import pytest

from jifang.config.keep import Keeper, Kept
from jifang.config.ledger import main
from jifang.config.ledger_run import FROZEN, check_durability
from jifang.foundation.audit.schema import Roles, write_schema
from jifang.foundation.postgres.binaries import prepare_install
from jifang.foundation.postgres.cluster import Profile, run_single_user
from jifang.foundation.postgres.connection import (
    APPLICATION,
    DATABASE,
    OWNER,
    SEQUENCER,
    SIGNER,
    Connection,
)
from jifang.foundation.postgres.errors import PostgresError
from jifang.foundation.postgres.launcher import (
    borrow_server,
    destroy_cluster,
    start_server,
    stop_server,
)
from jifang.foundation.postgres.place import read_place
from jifang.ledger.faults import LedgerError
from jifang.ledger.signer import read_published

INSERT = (
    "INSERT INTO ledger_entry (organ, organ_region, kind, key, bytes)"
    " SELECT 'o', '44', 'k', 'k' || n, convert_to(json_build_object('organ', 'o', 'region', '44',"
    " 'kind', 'k', 'key', 'k' || n, 'at', now())::text, 'UTF8')"
    " FROM generate_series(%s::int, %s::int) n"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Connection]:
    """A durable cluster with the tables of the ledger, in `tmp_path`."""
    try:
        with borrow_server(tmp_path, Profile()) as found:
            with psycopg.connect(**found.as_params(found.owner), autocommit=True) as session:
                roles = Roles(APPLICATION, SEQUENCER, SIGNER)
                for statement in write_schema(roles, OWNER):
                    session.execute(statement.encode())
            yield found
    finally:
        destroy_cluster(tmp_path)


def append(server: Connection, first: int, last: int) -> None:
    with psycopg.connect(**server.as_params(server.application)) as session:
        session.execute(INSERT.encode(), [first, last])


def wait_for(condition: Callable[[], bool], seconds: float = 40.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def keep(var: Path) -> Keeper:
    """Both processes over a run-time directory of their own."""
    command = [sys.executable, "-m", "jifang.config.ledger", "--var", str(var)]
    parent = ["--parent", str(os.getpid())]
    return Keeper([Kept(name, [*command, name, *parent]) for name in ("sequence", "sign")])


def read_size(var: Path) -> int:
    published = read_published(var / "ledger" / "public" / "checkpoint")
    return published.size if published else 0


def test_they_publish_survive_being_killed_and_end_when_told(
    server: Connection, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    keeper = keep(tmp_path)
    append(server, 1, 300)
    keeper.start()
    try:
        wait_for(lambda: read_size(tmp_path) == 300)
        for one in keeper.kept:
            assert one.process is not None
            one.process.kill()
        append(server, 301, 600)
        wait_for(lambda: read_size(tmp_path) == 600)
        assert main(["--var", str(tmp_path), "status"]) == 0
    finally:
        keeper.stop()
    said = capfd.readouterr()
    assert "sequenced\t600" in said.out
    assert "published\t600" in said.out
    assert "begun again" in said.err
    assert all(one.process is None or one.process.poll() == 0 for one in keeper.kept)
    public = tmp_path / "ledger" / "public"
    assert jv.main(["audit", str(public / "policy"), str(public)]) == jv.VALID

    assert main(["--var", str(tmp_path), "audit"]) == 0
    assert main(["--var", str(tmp_path), "export", str(tmp_path / "out")]) == 0
    assert jv.main(["audit", str(public / "policy"), str(tmp_path / "out")]) == jv.VALID
    assert main(["--var", str(tmp_path), "export", str(tmp_path / "out")]) == 1


def test_behind_the_published_head_both_freeze_and_are_not_begun_again(
    server: Connection, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    keeper = keep(tmp_path)
    append(server, 1, 10)
    keeper.start()
    wait_for(lambda: read_size(tmp_path) == 10)
    keeper.stop()
    with psycopg.connect(**server.as_params(server.owner)) as session:
        for table in ("note", "checkpoint", "leaf", "tile", "entry"):
            session.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER".encode())
            session.execute(f"ALTER TABLE ledger_{table} NO FORCE ROW LEVEL SECURITY".encode())
            session.execute(f"DELETE FROM ledger_{table}".encode())  # noqa: S608 - a constant
            session.execute(f"ALTER TABLE ledger_{table} FORCE ROW LEVEL SECURITY".encode())
        session.execute("ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_stamp")
    append(server, 11, 12)
    keeper = keep(tmp_path)
    keeper.start()
    try:
        wait_for(lambda: all(one.ended for one in keeper.kept))
        append(server, 13, 13)  # appends go on
        assert main(["--var", str(tmp_path), "status"]) == FROZEN
        assert main(["--var", str(tmp_path), "audit"]) == 1
    finally:
        keeper.stop()
    said = capfd.readouterr()
    assert "账本冻结" in said.err
    assert "restored to an earlier time" in said.err
    assert "behind" in said.out
    held = json.loads((tmp_path / "ledger" / "status" / "signer.json").read_text("utf-8"))
    assert held["state"] == "frozen"
    assert read_size(tmp_path) == 10


def test_a_transaction_left_open_raises_the_alarm(server: Connection, tmp_path: Path) -> None:
    keeper = keep(tmp_path)
    status = tmp_path / "ledger" / "status" / "sequencer.json"
    late = psycopg.connect(**server.as_params(server.application))
    late.execute(INSERT.encode(), [1, 1])
    append(server, 2, 2)
    keeper.start()
    try:
        wait_for(lambda: status.exists() and bool(json.loads(status.read_text()).get("alarm")))
        late.commit()
        wait_for(lambda: read_size(tmp_path) == 2)
        wait_for(lambda: json.loads(status.read_text()).get("alarm") is False)
    finally:
        late.close()
        keeper.stop()


def test_what_a_superuser_changes_is_found_and_located(
    server: Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody can log in as the superuser; whoever holds the machine can start the server alone."""
    keeper = keep(tmp_path)
    append(server, 1, 300)
    keeper.start()
    wait_for(lambda: read_size(tmp_path) == 300)
    keeper.stop()
    stop_server(tmp_path)
    place = read_place(tmp_path)
    assert place is not None
    install = prepare_install(place.home, place.account)
    change = "UPDATE ledger_entry SET bytes = overlay(bytes placing 'X' from 20) WHERE id = 42"
    replica = "SET session_replication_role = replica"
    with pytest.raises(PostgresError, match="is refused"):  # triggers fire for a replica too
        run_single_user(place, install, DATABASE, [replica, change])
    disable = "ALTER TABLE ledger_entry DISABLE TRIGGER ALL"
    run_single_user(place, install, DATABASE, [disable, change])
    start_server(tmp_path)
    assert main(["--var", str(tmp_path), "audit"]) == 1
    assert "entry_changed\t序号 41" in capsys.readouterr().out


def test_a_second_sequencer_stands_by(server: Connection, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "jifang.config.ledger", "--var", str(tmp_path), "sequence"]
    one, two = (subprocess.Popen(command) for _ in range(2))
    standby = tmp_path / "ledger" / "status" / "sequencer.standby.json"
    try:
        wait_for(standby.exists)
        waiting = json.loads(standby.read_text())["pid"]
        first, second = (one, two) if waiting == two.pid else (two, one)
        first.kill()
        first.wait()
        append(server, 1, 3)
        size: list[Any] = [0]

        def has_taken_over() -> bool:
            with psycopg.connect(**server.as_params(server.find_service(SIGNER))) as session:
                size[:] = session.execute("SELECT count(*) FROM ledger_leaf").fetchone() or [0]
            return size == [3]

        wait_for(has_taken_over)
        second.send_signal(signal.SIGTERM)
        assert second.wait(20) == 0
    finally:
        for process in (one, two):
            if process.poll() is None:
                process.kill()
                process.wait()


def test_a_server_that_may_lose_commits_is_refused(tmp_path: Path) -> None:
    try:
        with (
            borrow_server(tmp_path, Profile(durable=False)) as found,
            psycopg.connect(**found.as_params(found.find_service(SEQUENCER))) as session,
            pytest.raises(LedgerError, match="fsync, full_page_writes, synchronous_commit"),
        ):
            check_durability(session)
    finally:
        destroy_cluster(tmp_path)


def test_without_a_database_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--var", str(tmp_path), "status"]) == 1
    assert "there is no database yet" in capsys.readouterr().err


def test_a_keeper_waits_longer_each_time(capfd: pytest.CaptureFixture[str]) -> None:
    kept = Kept("failing", [sys.executable, "-c", "raise SystemExit(1)"])
    keeper = Keeper([kept])
    keeper.start()
    wait_for(lambda: kept.pause >= 2.0)
    keeper.stop()
    said = capfd.readouterr().err
    assert said.index("in 0.5 s") < said.index("in 1.0 s")
