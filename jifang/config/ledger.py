"""The ledger's own processes and commands: `python -m jifang.config.ledger COMMAND`.

    sequence   order entries into the tree until stopped
    sign       sign and publish checkpoints until stopped
    witness    have checkpoints cosigned by the witnesses of JIFANG_WITNESSES until stopped
    status     what is sequenced, signed, published, and how late
    audit      recompute the whole log in the database; exit code 1 where something does not agree
    anchor     after a restore: compare with what was published, or begin a new log
    export     write the whole log with its last signed checkpoint into a folder

The environment, besides what settings read: JIFANG_LEDGER_KEY (the file of the private key),
JIFANG_LEDGER_NAME (the log's name, for a new key), JIFANG_LEDGER_URL (the login of this one
process, where the file of all logins is not for it to read).
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from jifang.config import anchor
from jifang.config.environment import EnvironmentValueError, find_var
from jifang.config.ledger_run import (
    FAILED,
    FROZEN,
    LATE,
    Stop,
    find_home,
    open_sequencer,
    open_signer,
    read_status,
    run_until_stopped,
    say,
)
from jifang.config.parent import die_with_parent
from jifang.config.witness_run import collect
from jifang.foundation.postgres.connection import (
    BACKUP,
    SEQUENCER,
    SIGNER,
    Connection,
    parse_url,
    read_connection,
    read_url_connection,
)
from jifang.foundation.postgres.errors import PostgresError
from jifang.ledger.audit import Audit
from jifang.ledger.faults import LedgerError
from jifang.ledger.files import write_whole
from jifang.ledger.notes import Checkpoint, read_checkpoint, read_note
from jifang.ledger.publisher import TileWriter
from jifang.ledger.signer import read_published
from jifang.ledger.store import LogStore, fetch
from jifang.ledger.witnessed import choose_checkpoint


def connect(var: Path, role: str) -> psycopg.Connection[Any]:
    """A session of a service; the owner's where the database has no such role."""
    own = os.environ.get("JIFANG_LEDGER_URL")
    if own:
        host, port, database, login, options = parse_url(own, "JIFANG_LEDGER_URL")
        found = Connection(host, port, database, login, login, options)
    else:
        held = read_url_connection() or read_connection(var)
        if held is None:
            raise LedgerError("数据库尚未建立", "there is no database yet")
        found, login = held, held.find_service(role)
    return psycopg.connect(**found.as_params(login), connect_timeout=10)


def sequence(var: Path, given: argparse.Namespace) -> int:
    """Order entries until stopped."""
    return run_until_stopped(
        var, "sequencer", lambda: connect(var, SEQUENCER), open_sequencer, watch(given)
    )


def sign(var: Path, given: argparse.Namespace) -> int:
    """Sign and publish until stopped."""
    return run_until_stopped(var, "signer", lambda: connect(var, SIGNER), open_signer, watch(given))


def witness(var: Path, given: argparse.Namespace) -> int:
    """Have what is published cosigned until stopped."""
    return collect(var, watch(given))


def watch(given: argparse.Namespace) -> Stop:
    """Stop on the usual signals, and with the parent that started this process."""
    if given.parent:
        die_with_parent(given.parent)
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.ask())
    return stop


def status(var: Path, given: argparse.Namespace) -> int:
    """Print where the log stands; exit code 3 where something is late, 4 where it is frozen."""
    with connect(var, SIGNER) as session:
        found = read_status(var, session)
    for name, value in found.lines:
        print(f"{name}\t{value}")
    return found.code


def audit(var: Path, given: argparse.Namespace) -> int:
    """Recompute everything and print what does not agree."""
    public = find_home(var) / "public"
    kept = [read_kept(path) for path in given.kept]
    published = read_published(public / "checkpoint")
    with connect(var, BACKUP) as session:
        one = Audit(session, [*kept, *filter(None, [published])], public)
        count = 0
        for finding in one.run():
            count += 1
            print(f"{finding.code}\t{finding.zh}\t{finding.en}", flush=True)
        size = one.head.size
    say(f"核对 {size} 条，不符 {count} 处", f"{size} entries audited, {count} findings")
    return FAILED if count else 0


def read_kept(path: Path) -> Checkpoint:
    """A checkpoint that someone kept."""
    return read_checkpoint(read_note(path.read_text("utf-8")).body)


def anchor_restored(var: Path, given: argparse.Namespace) -> int:
    """Say where a restored log stands, so that it may go on; or end it and begin another."""
    head = anchor.anchor(var.resolve(), [read_kept(p) for p in given.published], given.new_log)
    say(f"账本已锚定于 {head.size} 条", f"the ledger is anchored at {head.size} entries")
    return 0


def export(var: Path, given: argparse.Namespace) -> int:
    """Write the log up to its last signed checkpoint into a new folder, for an offline audit."""
    folder: Path = given.folder
    if folder.exists() and any(folder.iterdir()):
        raise LedgerError(f"{folder} 不是空目录", f"{folder} is not empty")
    with connect(var, BACKUP) as session:
        notes = fetch(session, "SELECT size, note FROM ledger_note ORDER BY size DESC LIMIT 1")
        if not notes:
            raise LedgerError("还没有签过的检查点", "no checkpoint is signed yet")
        size, note = notes[0]
        cosigned = choose_checkpoint(find_home(var))
        if cosigned is not None:  # with the cosignatures it has; its root is held to the log below
            note = cosigned.decode()
            size = read_checkpoint(read_note(note).body).size
        writer = TileWriter(folder)
        root = writer.extend(LogStore(session), int(size))
        if root != read_checkpoint(read_note(note).body).root:
            raise LedgerError("账本与签过的检查点不符", "the log is not what was signed")
    write_whole(folder / "checkpoint", note.encode())
    policy = find_home(var) / "public" / "policy"
    if policy.is_file():
        shutil.copy(policy, folder / "policy")
    say(f"已导出 {size} 条", f"{size} entries exported")
    return 0


COMMANDS: dict[str, Callable[[Path, argparse.Namespace], int]] = {
    "sequence": sequence,
    "sign": sign,
    "witness": witness,
    "status": status,
    "audit": audit,
    "export": export,
    "anchor": anchor_restored,
}


def build_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m jifang.config.ledger", description="账本 / the ledger"
    )
    parser.add_argument("--var", type=Path, default=None, help="var/")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, run in COMMANDS.items():
        command = commands.add_parser(name, help=run.__doc__)
        if name in ("sequence", "sign", "witness"):
            command.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
        elif name == "audit":
            command.add_argument("--kept", type=Path, action="append", default=[])
        elif name == "anchor":
            anchor.add_arguments(command)
        elif name == "export":
            command.add_argument("folder", type=Path)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Exit codes: 0 done, 1 failed or findings, 3 late, 4 frozen (see docs/ledger.md).
    """
    given = build_parser().parse_args(arguments)
    try:
        return COMMANDS[given.command](given.var or find_var(), given)
    except (LedgerError, PostgresError, EnvironmentValueError) as error:
        print(error, file=sys.stderr)
    except (psycopg.Error, OSError) as error:
        say("数据库或文件不可用", f"the database or a file is not available: {error}")
    return FAILED


__all__ = ["FAILED", "FROZEN", "LATE", "main"]

if __name__ == "__main__":
    sys.exit(main())
