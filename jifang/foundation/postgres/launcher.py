"""Start, stop and lend the embedded PostgreSQL.

`start_server` may be called by several processes at once and after any crash: it makes what is
missing, clears what a killed server left, and returns only when a log-in works.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import psycopg

from jifang.foundation.postgres.binaries import prepare_install, read_major, read_version
from jifang.foundation.postgres.cluster import (
    IN_USE,
    Profile,
    has_current_roles,
    make_cluster,
    renew_roles,
    reset_passwords,
    write_config,
)
from jifang.foundation.postgres.connection import SERVICES, Connection, read_connection
from jifang.foundation.postgres.errors import PostgresError
from jifang.foundation.postgres.place import (
    SOCKET_NAME,
    Place,
    make_keep,
    make_place,
    make_user_folder,
    read_place,
)
from jifang.foundation.postgres.server_process import (
    clear_remains,
    end_server,
    find_postmaster,
    is_alive,
)
from jifang.law.errors import Text

Tell = Callable[[Text], None]
State = Literal["absent", "stopped", "starting", "running"]

# Recovery after a crash replays what was not yet written out: minutes at most at our sizes.
WAIT_SECONDS = 600.0
TELL_AFTER = 3.0
TELL_EVERY = 10.0


def stay_silent(message: Text) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is known about a cluster without starting it."""

    state: State
    pid: int | None = None
    version: str | None = None
    home: Path | None = None


def read_wait() -> float:
    """How long a start may take: `JIFANG_POSTGRES_WAIT` in seconds, ten minutes by default."""
    given = os.environ.get("JIFANG_POSTGRES_WAIT", "")
    if given and not (given.isascii() and given.isdigit()):
        raise PostgresError(
            Text(
                f"环境变量 JIFANG_POSTGRES_WAIT={given!r}：须为秒数（整数）。",
                f"Environment variable JIFANG_POSTGRES_WAIT={given!r}: must be whole seconds.",
            )
        )
    return float(given) if given else WAIT_SECONDS


class Patience:
    """A wait that is bounded and says from time to time what it waits for."""

    def __init__(self, seconds: float, tell: Tell) -> None:
        self.begun = time.monotonic()
        self.seconds = seconds
        self.tell = tell
        self.next_tell = TELL_AFTER

    def wait(self, what: Text) -> None:
        """Sleep a little; raises `PostgresError` when the time is up."""
        passed = time.monotonic() - self.begun
        if passed > self.seconds:
            raise PostgresError(
                Text(
                    f"等待超过 {self.seconds:.0f} 秒，已放弃：{what.zh}。",
                    f"Gave up after {self.seconds:.0f} seconds: {what.en}.",
                )
            )
        if passed > self.next_tell:
            self.next_tell = passed + TELL_EVERY
            self.tell(
                Text(f"{what.zh}，已等待 {passed:.0f} 秒", f"{what.en}, {passed:.0f} s so far")
            )
        time.sleep(0.05)


@contextlib.contextmanager
def hold_lock(var: Path, tell: Tell) -> Iterator[None]:
    """Let one process at a time change the state of the cluster of `var`."""
    patience = Patience(read_wait(), tell)
    with open_lock(make_keep(var) / "lock") as file:
        while not try_lock(file, fcntl.LOCK_EX):
            patience.wait(
                Text("另一进程正在启动或停止数据库", "another process starts or stops the database")
            )
        yield


def open_lock(path: Path) -> IO[str]:
    """Open a lock file; its content means nothing."""
    try:
        return path.open("a", encoding="ascii")
    except PermissionError:
        raise PostgresError(
            Text(
                f"无权写入 {path}：请以启动数据库的同一用户运行，或用 JIFANG_VAR 另指目录。",
                f"{path} cannot be written: run as the user who started the database, "
                "or choose another directory with JIFANG_VAR.",
            )
        ) from None


def try_lock(file: IO[str], kind: int) -> bool:
    """Take a lock if it is free."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def start_server(var: Path, profile: Profile = IN_USE, tell: Tell = stay_silent) -> Connection:
    """Bring the cluster of `var` up, making it at the first start; returns when log-in works.

    Raises `PostgresError` where it cannot, with what the server said.
    """
    var = var.resolve()
    with hold_lock(var, tell):
        place = read_place(var) or make_place(var)
        check_home(place)
        install = prepare_install(place.home, place.account)
        for folder in (place.run, place.log):
            make_user_folder(place.account, folder)
        if not place.ready.exists():
            tell(Text("建立数据库（仅首次）", "making the database (first start only)"))
            write_config(place, profile)
            make_cluster(place, install, profile)
        check_version(place, install)
        connection = read_connection(var)
        if connection is None or len(connection.services) < len(SERVICES):
            tell(
                Text(
                    "数据库密码文件缺失或者缺少角色，重新设置",
                    "the password file is missing or lacks a role: setting anew",
                )
            )
            end_server(place)
            clear_remains(place)
            write_config(place, profile)
            reset_passwords(place, install)
        if not has_current_roles(place):
            tell(Text("更新数据库角色", "renewing the database's roles"))
            end_server(place)
            clear_remains(place)
            write_config(place, profile)
            renew_roles(place, install)
        connection = read_connection(var)
        assert connection is not None  # noqa: S101  (written above)
        adopted = adopt_server(place)
        # One that was just killed may still be seen for a moment: then it is started after all.
        if adopted is None or not wait_for_login(place, connection, adopted, tell):
            started = launch_server(place, install, profile)
            if not wait_for_login(place, connection, started, tell):
                said = read_tail(place)
                raise PostgresError(
                    Text(f"数据库未能启动：\n{said}", f"The database did not start:\n{said}")
                )
        return connection


def check_home(place: Place) -> None:
    """Refuse to go on where the noted home has gone: a new one would look like lost data."""
    if not place.home.is_dir():
        raise PostgresError(
            Text(
                f"数据库目录 {place.home} 不见了。请恢复它；若要放弃其中数据，删除 {place.keep}。",
                f"The database directory {place.home} has gone. Restore it; "
                f"to give its data up, delete {place.keep}.",
            )
        )


def check_version(place: Place, install: Path) -> None:
    """Refuse programs of another major version than the one that wrote the data."""
    made, found = place.ready.read_text(encoding="utf-8").strip(), read_version(install)
    if made != str(read_major(found)):
        raise PostgresError(
            Text(
                f"{place.home} 中的数据由 PostgreSQL {made} 写成，"
                f"现有程序为 {found}，不能直接读取。"
                "请用原版本 pg_dump 导出后在新目录（JIFANG_VAR）导入。",
                f"The data in {place.home} were written by PostgreSQL {made}; these programs are "
                f"{found} and cannot read them. Export them with pg_dump of the old version and "
                "load them into a new directory (JIFANG_VAR).",
            )
        )


def adopt_server(place: Place) -> int | None:
    """The running server's number, if one runs and its socket is there."""
    postmaster = find_postmaster(place.data)
    if postmaster is None:
        return None
    if not (place.run / SOCKET_NAME).exists() and is_up(place):
        # Someone cleaned the socket away: nobody can reach this server any more.
        end_server(place)
        return None
    return postmaster.pid


def is_up(place: Place) -> bool:
    """Whether the server says that it finished starting."""
    try:
        lines = (place.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def launch_server(place: Place, install: Path, profile: Profile) -> int:
    """Start the server process on its own, so that it outlives or is stopped by whoever asked."""
    clear_remains(place)
    write_config(place, profile)
    # The shell hands the server to the system and tells its number: no child of ours remains.
    script = '"$@" 1>&2 & echo $!'
    command: list[str | Path] = [
        *(install / "bin" / "postgres", "-D", place.data, "-c", f"config_file={place.config}")
    ]
    place.start_log.unlink(missing_ok=True)
    with place.start_log.open("x") as log:
        place.start_log.chmod(0o600)
        started = place.account.run(
            ["/bin/sh", "-c", script, "sh", *command],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    return int(started.stdout)


def wait_for_login(place: Place, connection: Connection, pid: int, tell: Tell) -> bool:
    """Wait until the application's role can log in; the server may be recovering meanwhile. False
    where its process has gone."""
    patience = Patience(read_wait(), tell)
    while True:
        alive = is_alive(pid)
        try:
            with psycopg.connect(
                **connection.as_params(connection.application), connect_timeout=5, autocommit=True
            ) as session:
                session.execute("SELECT 1")
                return True
        except psycopg.OperationalError as error:
            refuse_wrong_password(place, error)
        if not alive:
            return False
        patience.wait(Text("数据库正在启动或恢复", "the database is starting or recovering"))


def refuse_wrong_password(place: Place, error: psycopg.OperationalError) -> None:
    """Waiting does not help where the password is wrong."""
    if "password authentication failed" in str(error):
        path = place.keep / "connection.json"
        raise PostgresError(
            Text(
                f"{path} 中的密码不对。删除它后重新启动，会设置新密码，数据不受影响。",
                f"The password in {path} is wrong. Delete it and start again: new ones are set "
                "and the data stay.",
            )
        ) from None


def read_tail(place: Place, lines: int = 20) -> str:
    """The last lines the server wrote, wherever it wrote last."""
    found = [path for path in (place.start_log, *place.log.glob("*.log")) if path.is_file()]
    newest = sorted(found, key=lambda path: path.stat().st_mtime)[-2:]
    text = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in newest)
    return "\n".join(text.strip().splitlines()[-lines:])


def stop_server(var: Path, tell: Tell = stay_silent) -> bool:
    """Stop the server of `var`; False where none was running."""
    var = var.resolve()
    place = read_place(var)
    if place is None:
        return False
    with hold_lock(var, tell):
        return end_server(place)


def read_status(var: Path) -> Status:
    """What state the cluster of `var` is in, without changing it."""
    place = read_place(var.resolve())
    if place is None or not place.ready.exists():
        return Status("absent")
    version = place.ready.read_text(encoding="utf-8").strip()
    postmaster = find_postmaster(place.data)
    if postmaster is None:
        return Status("stopped", None, version, place.home)
    state: State = "running" if is_up(place) else "starting"
    return Status(state, postmaster.pid, version, place.home)


@contextlib.contextmanager
def borrow_server(
    var: Path, profile: Profile = IN_USE, tell: Tell = stay_silent
) -> Iterator[Connection]:
    """Use the server for a while; the last borrower stops it.

    A server that was started by hand (`mark_kept`) is left running.
    """
    var = var.resolve()
    with open_lock(make_keep(var) / "users.lock") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield start_server(var, profile, tell)
        finally:
            if try_lock(users, fcntl.LOCK_EX) and not is_kept(var):
                stop_server(var, tell)


def mark_kept(var: Path, kept: bool) -> None:
    """Note whether the server is to stay up when its last borrower leaves."""
    mark = make_keep(var.resolve()) / "kept"
    if kept:
        mark.touch()
    else:
        mark.unlink(missing_ok=True)


def is_kept(var: Path) -> bool:
    """Whether the server was started by hand and is to stay up."""
    return (var.resolve() / "postgres" / "kept").exists()


def destroy_cluster(var: Path) -> None:
    """Stop the server and delete its data for good. For tests and for giving a checkout up."""
    var = var.resolve()
    place = read_place(var)
    if place is None:
        return
    with hold_lock(var, stay_silent):
        end_server(place)
        clear_remains(place)
        for folder in (place.run, place.home):
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(place.keep)
