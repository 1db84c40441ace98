"""The database's part of a backup: copied and put back, as files or as rows."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

from jifang.config.backup_parts import BackupError, Manifest, open_stream, read_stream
from jifang.foundation.postgres.account import ENVIRONMENT, Account
from jifang.foundation.postgres.binaries import find_install, prepare_install, read_major
from jifang.foundation.postgres.cluster import ROLES_VERSION, quote_setting
from jifang.foundation.postgres.connection import BACKUP, Connection, Login, parse_url
from jifang.foundation.postgres.launcher import hold_lock, stay_silent
from jifang.foundation.postgres.place import (
    Place,
    make_keep,
    make_place,
    make_user_folder,
    read_place,
    write_private,
)
from jifang.ledger.store import LogStore

TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
AND relkind IN ('r', 'p') ORDER BY relname
"""
Session = psycopg.Connection[Any]


def connect_backup(connection: Connection) -> Session:
    """A session that sees every row; refuses a login that would see none and not say so."""
    login = find_login(connection)
    session = psycopg.connect(**connection.as_params(login), connect_timeout=10)
    row = session.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None or not row[0]:
        session.close()
        raise BackupError(
            f"{login.user} 受行级安全约束，备份会是空的：请以 JIFANG_BACKUP_URL 给出 "
            "有 BYPASSRLS 的登录",
            f"{login.user} is bound by row-level security and would copy nothing: give a login "
            "with BYPASSRLS in JIFANG_BACKUP_URL",
        )
    return session


def find_login(connection: Connection) -> Login:
    """Who makes backups: `JIFANG_BACKUP_URL`, else the embedded cluster's role for it."""
    own = os.environ.get("JIFANG_BACKUP_URL")
    if own:
        *place, login, _ = parse_url(own, "JIFANG_BACKUP_URL")
        if place != [connection.host, connection.port, connection.database]:
            raise BackupError(
                "JIFANG_BACKUP_URL 与所用数据库不是同一个",
                "JIFANG_BACKUP_URL names another database than the one in use",
            )
        return login
    return connection.find_service(BACKUP)


def count_rows(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    found = {}
    for (table,) in session.execute(TABLES).fetchall():
        query = psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(table))
        row = session.execute(query).fetchone()
        found[table] = int(row[0]) if row else 0
    return found


def note_log(session: Session, manifest: Manifest) -> None:
    """Note where the ledger stands."""
    if session.execute("SELECT to_regclass('public.ledger_checkpoint')").fetchone() == (None,):
        return
    head = LogStore(session).read_head()
    manifest.log_size, manifest.log_root = head.size, head.root.hex()


def find_program(name: str, place: Place | None) -> tuple[Path, Account | None]:
    """A program of PostgreSQL and the user to run it as."""
    if place is not None:
        return prepare_install(place.home, place.account) / "bin" / name, place.account
    return find_install() / "bin" / name, None


def stream(
    name: str, connection: Connection, login: Login, place: Place | None, *arguments: str
) -> Iterator[bytes]:
    """What a program of PostgreSQL writes; raises `BackupError` where it fails."""
    program, account = find_program(name, place)
    command = [str(program), *write_address(connection, login), *arguments]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **prepare_process(connection, login, account),
    ) as process:
        assert process.stdout is not None  # noqa: S101
        assert process.stderr is not None  # noqa: S101
        yield from read_stream(process.stdout)
        said = process.stderr.read().decode(errors="replace").strip()
    if process.returncode:
        raise BackupError(f"{name} 失败：\n{said}", f"{name} failed:\n{said}")


def write_address(connection: Connection, login: Login) -> list[str]:
    """Where and as whom, without the password."""
    return [
        *("--host", connection.host, "--port", str(connection.port)),
        *("--username", login.user, "--no-password"),
    ]


def prepare_process(
    connection: Connection, login: Login, account: Account | None
) -> dict[str, Any]:
    """User, folder and environment of a program; the password is in the environment alone."""
    options = dict(account.as_options()) if account else {}
    secret = {"PGPASSWORD": login.password}
    secret |= {f"PG{name.upper()}": value for name, value in connection.options.items()}
    return options | {"cwd": "/", "env": {**ENVIRONMENT, **secret}}


def copy_cluster(connection: Connection, login: Login, place: Place) -> Iterator[bytes]:
    """The cluster's files as a tar, with the write-ahead log that makes them whole."""
    return stream(
        *("pg_basebackup", connection, login, place),
        *("-D", "-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast"),
        "--manifest-checksums=SHA256",
    )


def dump_rows(
    connection: Connection, login: Login, place: Place | None, snapshot: str
) -> Iterator[bytes]:
    """Tables and rows under a snapshot, for `pg_restore`."""
    return stream(
        *("pg_dump", connection, login, place),
        *("--format=custom", f"--snapshot={snapshot}", f"--dbname={connection.database}"),
    )


def check_target(var: Path) -> None:
    """Refuse to put a backup where something lies. Raises `BackupError`."""
    for name in ("postgres", "ledger", "files"):
        folder = var / name
        if folder.exists() and any(folder.iterdir()):
            raise BackupError(
                f"{folder} 不是空的：只恢复到空目录（JIFANG_VAR 另指）",
                f"{folder} is not empty: a backup is put back into an empty place only "
                "(JIFANG_VAR names another)",
            )


def put_cluster(data: Iterator[bytes], manifest: Manifest, var: Path, wal: Sequence[str]) -> None:
    """Lay the cluster's files down for the launcher, which gives its roles new passwords.

    wal: lines for `postgresql.auto.conf` that have the server replay an archive first.
    """
    make_keep(var)
    with hold_lock(var, stay_silent):
        if read_place(var) is not None:
            raise BackupError(f"{var} 已有数据库", f"there is a database in {var} already")
        place = make_place(var)
        make_user_folder(place.account, place.data)
        with open_stream(data) as source, tarfile.open(fileobj=source, mode="r|") as tar:
            for member in tar:
                if member.issym() or member.islnk():  # tablespaces: we make none
                    raise BackupError("备份含有链接", "the backup has links in it")
                tar.extract(member, place.data, filter="data")
            for _ in read_stream(source):
                pass
        auto = place.data / "postgresql.auto.conf"
        auto.write_text("".join(f"{line}\n" for line in wal), "utf-8")
        if wal:
            (place.data / "recovery.signal").touch()
        give_away(place.data, place.account)
        write_private(place.roles, f"{ROLES_VERSION}\n", 0o644)
        write_private(place.ready, f"{read_major(manifest.postgres)}\n", 0o644)


def give_away(folder: Path, account: Account) -> None:
    """Make files the server's own, closed to others."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)
        if not account.is_self:
            os.chown(path, account.uid, account.gid)


def write_recovery(archive: Path, until: str) -> list[str]:
    """Settings that replay an archive of the write-ahead log, to its end or up to a time."""
    program = shutil.which("cp", path=os.defpath) or "/bin/cp"
    command = f'{program} "{archive}/%f" "%p"'
    lines = [f"restore_command = {quote_setting(command)}"]
    # It is replayed by the server working alone, before anyone may log in.
    lines.append("hot_standby = off")
    lines += ["recovery_target_action = 'promote'", "recovery_target_timeline = 'latest'"]
    if until:
        lines.append(f"recovery_target_time = {quote_setting(until)}")
    return lines


def forget_recovery(var: Path) -> None:
    """Take the settings of the replay away, once it is over."""
    place = read_place(var)
    if place is not None:
        (place.data / "postgresql.auto.conf").write_text("", "utf-8")


def load_rows(data: Iterator[bytes], connection: Connection, place: Place | None) -> None:
    """Make tables and rows anew, as the owner, in an empty database."""
    with psycopg.connect(**connection.as_params(connection.owner)) as session:
        if session.execute(TABLES).fetchall():
            raise BackupError("数据库不是空的", "the database is not empty")
    program, account = find_program("pg_restore", place)
    command = [
        *(str(program), *write_address(connection, connection.owner), "--exit-on-error"),
        *("--single-transaction", "--no-owner", f"--dbname={connection.database}"),
    ]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        **prepare_process(connection, connection.owner, account),
    ) as process:
        assert process.stdin is not None  # noqa: S101
        assert process.stderr is not None  # noqa: S101
        try:
            for piece in data:
                process.stdin.write(piece)
        except BrokenPipeError:
            pass
        finally:
            process.stdin.close()
        said = process.stderr.read().decode(errors="replace").strip()
    if process.returncode:
        raise BackupError(f"pg_restore 失败：\n{said}", f"pg_restore failed:\n{said}")
