"""Backups: `python -m jifang.config.backup COMMAND`.

    create DIR     everything that the site keeps, into a new folder; checked once written
    restore DIR    put it back into an empty JIFANG_VAR (or an empty database of DATABASE_URL);
                   the ledger then waits to be anchored, see docs/operations.md
    check DIR      whether the files of a backup are as its manifest says

    --passphrase-file FILE    seal the backup, or open a sealed one (AES-256-GCM)
    create --logical          rows (pg_dump) instead of the cluster's files; always so with
                              DATABASE_URL
    create --dated            into a folder in DIR that bears the time
    create --with-keys        also the keys of the ledger and of the site; only sealed
    restore --wal DIR [--until TIME]   replay the archived write-ahead log, to a time

A running site goes on meanwhile.
"""

from __future__ import annotations

import argparse
import contextlib
import secrets
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg

from jifang.config.backup_database import (
    Session,
    check_target,
    connect_backup,
    copy_cluster,
    count_rows,
    dump_rows,
    find_login,
    forget_recovery,
    load_rows,
    note_log,
    put_cluster,
    write_recovery,
)
from jifang.config.backup_parts import (
    SEALED,
    BackupError,
    Manifest,
    Store,
    check_blobs,
    check_parts,
    list_files,
    pack,
    read_manifest,
    unpack,
)
from jifang.config.environment import EnvironmentValueError, find_var
from jifang.config.ledger_run import note_restored, say
from jifang.config.sealing import LEAST_LETTERS, SealError
from jifang.foundation.postgres.connection import Connection, read_url_connection
from jifang.foundation.postgres.errors import PostgresError
from jifang.foundation.postgres.launcher import borrow_server
from jifang.foundation.postgres.place import read_place
from jifang.ledger.audit import Audit
from jifang.ledger.faults import LedgerError
from jifang.ledger.signer import read_published

KEYS = ("secret-key", "seal-key", "ledger/keys")
LOG = ("ledger/public", "ledger/signer", "ledger/ended", "ledger/witness")


@contextlib.contextmanager
def lend_database(var: Path) -> Iterator[Connection]:
    """The database in force, started if it does not run."""
    external = read_url_connection()
    if external is not None:
        yield external
        return
    with borrow_server(var) as connection:
        yield connection


def create(var: Path, given: argparse.Namespace) -> int:
    """Make a backup."""
    folder: Path = given.folder
    if given.dated:
        folder /= datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} 不是空目录", f"{folder} is not empty")
    external = read_url_connection() is not None
    if not external and read_place(var) is None:
        raise BackupError(f"{var} 中没有数据库", f"there is no database in {var}")
    passphrase = read_passphrase(given.passphrase_file)
    if given.with_keys and passphrase is None:
        raise BackupError(
            "密钥只放进加密的备份：须给出 --passphrase-file",
            "keys go into a sealed backup only: give --passphrase-file",
        )
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    with lend_database(var) as connection, connect_backup(connection) as session:
        manifest = begin_manifest(session, "logical" if external or given.logical else "physical")
        manifest.sealed = passphrase is not None
        store = Store(folder, manifest.id, passphrase)
        # What is published goes first: the database then has at least that much.
        published = read_published(var / "ledger" / "public" / "checkpoint")
        if published:
            manifest.published_size = published.size
            manifest.published_root = published.root.hex()
        add(store, manifest, "ledger.tar", pack(var, list_below(var, LOG)))
        copy_database(store, manifest, connection, session, None if external else var)
        # Files go last: whatever a row names was there before the row.
        manifest.blobs = check_blobs(var / "files")
        add(store, manifest, "files.tar", pack(var, list_files(var / "files")))
        if given.with_keys:
            add(store, manifest, "keys.tar", pack(var, list_below(var, KEYS)))
    manifest.write(folder)
    check_parts(folder, manifest.parts)
    tell(manifest)
    return 0


def begin_manifest(session: Session, kind: str) -> Manifest:
    """A manifest of what is to be made now."""
    postgres = str(session.info.server_version // 10000)
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(secrets.token_hex(8), kind, version("jifang"), postgres, made, sealed=False)


def add(store: Store, manifest: Manifest, name: str, data: Iterator[bytes]) -> None:
    """Write a part and note it."""
    say(f"写入 {name}", f"writing {name}")
    written, part = store.write_part(name, data)
    manifest.parts[written] = part


def copy_database(
    store: Store, manifest: Manifest, connection: Connection, session: Session, var: Path | None
) -> None:
    """The database, with the rows that must be found in it again."""
    login, place = find_login(connection), read_place(var) if var else None
    if manifest.kind == "logical":
        session.rollback()
        session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = session.execute("SELECT pg_export_snapshot()").fetchone()
        rows = count_rows(session)
        note_log(session, manifest)
        data = dump_rows(connection, login, place, str(row[0]) if row else "")
        add(store, manifest, "database.dump", data)
        manifest.rows = {table: (count, count) for table, count in rows.items()}
        session.rollback()
        return
    assert place is not None  # noqa: S101 - only the embedded cluster is copied as files
    before = count_rows(session)
    note_log(session, manifest)
    session.rollback()
    add(store, manifest, "database.tar", copy_cluster(connection, login, place))
    after = count_rows(session)
    session.rollback()
    manifest.rows = {table: (before.get(table, 0), count) for table, count in after.items()}


def list_below(var: Path, names: tuple[str, ...]) -> list[Path]:
    """Files by name, and below folders of that name; what is half written is left out."""
    found = []
    for name in names:
        path = var / name
        found += [path] if path.is_file() else list_files(path)
    # The checkpoint first: the tiles that it names are there before it.
    found.sort(key=lambda path: path.name != "checkpoint")
    return [path for path in found if not path.name.startswith(".")]


def restore(var: Path, given: argparse.Namespace) -> int:
    """Put a backup back and check that it is whole."""
    folder: Path = given.folder
    manifest = read_manifest(folder)
    store = Store(folder, manifest.id, read_passphrase(given.passphrase_file))
    check_target(var)
    check_parts(folder, manifest.parts)
    open_parts(store, manifest)
    external = read_url_connection()
    if given.wal and manifest.kind == "logical":
        raise BackupError(
            "逻辑备份不能接续预写日志", "no write-ahead log can be replayed onto a dump of rows"
        )
    var.mkdir(parents=True, exist_ok=True)
    for name in manifest.parts:
        plain = name.removesuffix(SEALED)
        if not plain.startswith("database."):
            unpack(store.read_part(name), var)
    note_restored(var, manifest.id, manifest.published_size)
    name = next(name for name in manifest.parts if name.startswith("database."))
    if manifest.kind == "physical":
        if external is not None:
            raise BackupError(
                "物理备份只能恢复为内嵌数据库：请去掉 DATABASE_URL",
                "a copy of the cluster becomes the embedded database: unset DATABASE_URL",
            )
        wal = write_recovery(given.wal.resolve(), given.until) if given.wal else []
        put_cluster(store.read_part(name), manifest, var, wal)
    with lend_database(var) as connection:
        if manifest.kind == "logical":
            load_rows(store.read_part(name), connection, None if external else read_place(var))
        faults = list(find_faults(var, manifest, connection, bool(given.wal)))
    if given.wal:
        forget_recovery(var)
    for fault in faults:
        say(fault.zh, fault.en)
    if not faults:
        tell(manifest)
        say(
            "已恢复；账本须先锚定：python -m jifang.config.ledger anchor",
            "restored; the ledger is to be anchored: python -m jifang.config.ledger anchor",
        )
    return 1 if faults else 0


def find_faults(
    var: Path, manifest: Manifest, connection: Connection, replayed: bool
) -> Iterator[BackupFault]:
    """What of a restored site is not as the backup says: rows, ledger, files."""
    with connect_backup(connection) as session:
        rows = count_rows(session)
        for table, (before, after) in manifest.rows.items():
            found = rows.get(table, -1)
            same = found == before if before == after else found >= min(before, after)
            if not (same or replayed):
                yield BackupFault(
                    f"表 {table} 有 {found} 行，备份时 {before} 至 {after} 行",
                    f"{table} has {found} rows, the backup had {before} to {after}",
                )
        if "ledger_entry" in rows:
            yield from check_log(session, var, manifest)
    if check_blobs(var / "files") < manifest.blobs:
        yield BackupFault("缺少文件", "files are missing")


class BackupFault:
    """Something that is not as the backup says."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en


def check_log(session: Session, var: Path, manifest: Manifest) -> Iterator[BackupFault]:
    """The root recomputed from the entries; it must be the noted one, and lead to the published."""
    public = var / "ledger" / "public"
    published = read_published(public / "checkpoint")
    audit = Audit(session, [published] if published else [], public if published else None)
    for finding in audit.run():
        yield BackupFault(finding.zh, finding.en)
    head = audit.head
    if head.size < manifest.log_size or (
        head.size == manifest.log_size and head.root.hex() != manifest.log_root
    ):
        yield BackupFault(
            f"账本有 {head.size} 条，备份时 {manifest.log_size} 条，或根不同",
            f"the ledger has {head.size} entries, the backup had {manifest.log_size}, or another "
            "root",
        )


def check(var: Path, given: argparse.Namespace) -> int:
    """Look at the files of a backup; with the passphrase every sealed one is opened."""
    manifest = read_manifest(given.folder)
    check_parts(given.folder, manifest.parts)
    passphrase = read_passphrase(given.passphrase_file)
    if passphrase is not None or not manifest.sealed:
        open_parts(Store(given.folder, manifest.id, passphrase), manifest)
    tell(manifest)
    return 0


def open_parts(store: Store, manifest: Manifest) -> None:
    """Read every part to its end: a sealed one that was changed does not open."""
    for name in manifest.parts:
        for _ in store.read_part(name):
            pass


def tell(manifest: Manifest) -> None:
    """The figures of a backup."""
    size = sum(part.size for part in manifest.parts.values())
    rows = sum(after for _, after in manifest.rows.values())
    print(
        f"id\t{manifest.id}\nkind\t{manifest.kind}\nmade\t{manifest.made_at}\n"
        f"release\t{manifest.release}\nsealed\t{'yes' if manifest.sealed else 'no'}\n"
        f"bytes\t{size}\ntables\t{len(manifest.rows)}\nrows\t{rows}\nfiles\t{manifest.blobs}\n"
        f"ledger\t{manifest.log_size}\t{manifest.log_root}\npublished\t{manifest.published_size}",
        flush=True,
    )


def read_passphrase(path: Path | None) -> bytes | None:
    """The passphrase of a file. Raises `BackupError` for one that can be guessed."""
    if path is None:
        return None
    found = path.read_bytes().strip()
    if len(found) < LEAST_LETTERS:
        raise BackupError(
            f"{path} 中的口令太短：至少 {LEAST_LETTERS} 个字符",
            f"the passphrase in {path} is too short: at least {LEAST_LETTERS} letters",
        )
    return found


COMMANDS: dict[str, Callable[[Path, argparse.Namespace], int]] = {
    "create": create,
    "restore": restore,
    "check": check,
}


def build_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m jifang.config.backup", description="备份 / backups"
    )
    parser.add_argument("--var", type=Path, default=None, help="var/")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, run in COMMANDS.items():
        command = commands.add_parser(name, help=run.__doc__)
        command.add_argument("folder", type=Path)
        command.add_argument("--passphrase-file", type=Path, default=None)
        if name == "create":
            command.add_argument("--dated", action="store_true")
            command.add_argument("--logical", action="store_true")
            command.add_argument("--with-keys", action="store_true")
        elif name == "restore":
            command.add_argument("--wal", type=Path, default=None)
            command.add_argument("--until", default="")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; exit code 1 where it failed or something is not as it should be."""
    given = build_parser().parse_args(arguments)
    try:
        return COMMANDS[given.command]((given.var or find_var()).resolve(), given)
    except (BackupError, SealError, LedgerError, PostgresError, EnvironmentValueError) as error:
        print(error, file=sys.stderr)
    except (psycopg.Error, OSError) as error:
        say("数据库或文件不可用", f"the database or a file is not available: {error}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
