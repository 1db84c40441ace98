"""Anchoring a restored ledger: showing that it continues what was published, or ending it openly.

A restore puts the log back to some moment. What was published after that moment would be signed a
second time, differently: so after `backup restore` nothing is ordered or signed until this says
where the log stands.

    python -m jifang.config.ledger anchor --published FILE…    the newest checkpoints kept outside
    python -m jifang.config.ledger anchor --new-log NAME       acts are lost: end the log, begin one

Transaction ids that a dump of rows has reset are raised above those of the log (embedded database).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

from jifang.config.ledger_run import find_home, find_mark, say
from jifang.foundation.postgres.binaries import prepare_install
from jifang.foundation.postgres.connection import SIGNER, read_url_connection
from jifang.foundation.postgres.launcher import borrow_server, read_status
from jifang.foundation.postgres.place import read_place
from jifang.foundation.postgres.server_process import end_server
from jifang.ledger.faults import LedgerError
from jifang.ledger.files import make_folder, sync_folder
from jifang.ledger.notes import Checkpoint
from jifang.ledger.sequencer import check_continues
from jifang.ledger.signer import load_key, read_published
from jifang.ledger.store import Head, LogStore, fetch

Session = psycopg.Connection[Any]

# Transaction ids are 32 bits under an epoch; a segment of their states holds this many.
SEGMENT = 0x100000
EPOCH = 2**32


def anchor(var: Path, published: Sequence[Checkpoint], new_log: str) -> Head:
    """Anchor the ledger of a site that is stopped; where it stands.

    Raises:
        LedgerError: it cannot be: nothing to compare with, or the site runs.
        FrozenError: the log does not continue what was published.
    """
    if not published and not new_log:
        raise LedgerError(
            "须给出库外保存的最新检查点（--published），或者宣布旧账本终止（--new-log 名称）",
            "give the newest checkpoint kept outside (--published), or end the log "
            "(--new-log NAME)",
        )
    home = find_home(var)
    raise_transactions(var)
    with borrow(var) as connect, connect() as session:
        store = LogStore(session)
        head = store.read_head()
        known = [*published, *find_known(home)]
        if not new_log:
            for checkpoint in known:
                named = ("库外保存的检查点", "a checkpoint kept outside")
                check_continues(store, head.size, checkpoint, named)
        session.rollback()
    if new_log:
        end_log(var, home, new_log, head, known)
    find_mark(home).unlink(missing_ok=True)
    sync_folder(home)
    return head


@contextlib.contextmanager
def borrow(var: Path) -> Iterator[Callable[[], Session]]:
    """The database in force, started if it does not run; gives how to connect to it."""
    from jifang.config.ledger import connect

    with contextlib.ExitStack() as stack:
        if read_url_connection() is None:
            stack.enter_context(borrow_server(var))
        yield lambda: connect(var, SIGNER)


def find_known(home: Path) -> list[Checkpoint]:
    """What this machine itself knows to be signed and published."""
    found = [read_published(home / "public" / "checkpoint")]
    found.append(read_published(home / "signer" / "signed"))
    return [checkpoint for checkpoint in found if checkpoint is not None]


def raise_transactions(var: Path) -> None:
    """Raise transaction ids that went back above those of the log, so that it can go on.

    Only the epoch grows: rows that stand keep their meaning.
    """
    with borrow(var) as connect, connect() as session:
        head = LogStore(session).read_head()
        [(text,)] = fetch(session, "SELECT pg_current_xact_id()::text")
        session.rollback()
    current = int(text)
    if current >= head.horizon:
        return
    epoch = head.horizon // EPOCH + 1
    low = (current % EPOCH // SEGMENT + 1) * SEGMENT
    place = read_place(var)
    if read_url_connection() is not None or place is None:
        raise LedgerError(
            f"事务号低于账本：请停库后以管理员运行 pg_resetwal -e {epoch} -x {low} -D 数据目录",
            f"transaction ids are below those of the log: stop the server and run pg_resetwal "
            f"-e {epoch} -x {low} -D DATA as its administrator",
        )
    if read_status(var).state != "stopped":
        raise LedgerError("请先停止网站和数据库", "stop the site and its database first")
    end_server(place)
    program = prepare_install(place.home, place.account) / "bin" / "pg_resetwal"
    command: list[str | Path] = [program, "-e", str(epoch), "-x", str(low), "-D", place.data]
    done = place.account.run(command, capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip()
        raise LedgerError(f"pg_resetwal 失败：{said}", f"pg_resetwal failed: {said}")
    say(f"事务号纪元升为 {epoch}", f"the epoch of transaction ids is {epoch} now")


def end_log(var: Path, home: Path, name: str, head: Head, known: Sequence[Checkpoint]) -> None:
    """End the log at what was published of it, and begin another over the entries that are left.

    The first act of the new one says so. The old key, memory and tiles are put aside, not deleted.
    """
    last = max(known, key=lambda one: one.size, default=None)
    if last is not None and last.origin == name:
        raise LedgerError(
            f"新账本须另取名称，不能仍为 {name}", f"a new log has a new name, not {name} again"
        )
    own = os.environ.get("JIFANG_LEDGER_KEY")
    if own and Path(own).exists() and load_key(Path(own), name).name != name:
        raise LedgerError(
            f"{own} 仍是旧账本的密钥：请先移走", f"{own} is the old log's key: move it away first"
        )
    aside = home / "ended" / time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    make_folder(aside)
    for part in ("public", "signer/signed", "keys/log.key", "witness"):
        path = home / part
        if path.exists():
            path.rename(aside / path.name)
            sync_folder(path.parent)
    sync_folder(aside)
    load_key(Path(own) if own else home / "keys" / "log.key", name)
    record_end(var, name, head, last)
    say(
        f"旧账本存于 {aside}，请公布其最后检查点；新账本 {name}",
        f"the old log is in {aside}: publish its last checkpoint; the new one is {name}",
    )


def record_end(var: Path, name: str, head: Head, last: Checkpoint | None) -> None:
    """The act that ends a log, in the new one."""
    with borrow(var):
        os.environ["JIFANG_VAR"] = str(var)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifang.config.settings")
        import django

        django.setup()
        from django.db import connections, transaction

        from jifang.foundation.audit.data import Act, Target
        from jifang.foundation.audit.services import record_act

        ended = (
            ("ended", last.origin if last else ""),
            ("ended_size", last.size if last else 0),
            ("ended_root", last.root.hex() if last else ""),
            ("kept_size", head.size),
            ("kept_root", head.root.hex()),
        )
        with transaction.atomic():
            record_act(
                Act(
                    "ledger.anchored", "platform", "440000", "", Target("ledger", name),
                    details=ended,
                )
            )  # fmt: skip
        connections.close_all()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `anchor` is told."""
    parser.add_argument("--published", type=Path, action="append", default=[])
    parser.add_argument("--new-log", default="")
