"""Keeping the sequencer and the signer running: election, ticks, faults, status files.

A fault of the database is waited out and begun anew; a log that contradicts itself is not: the
process writes down why, and ends with a code of its own. Appends go on meanwhile.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psycopg

from jifang.config.safety import find_lossy
from jifang.config.witness_list import list_lines, load_witnesses
from jifang.ledger.faults import FencedError, FrozenError, LedgerError
from jifang.ledger.files import make_folder, write_whole
from jifang.ledger.notes import NoteError
from jifang.ledger.sequencer import ALARM_SECONDS, TICK_SECONDS, Sequencer, elect
from jifang.ledger.sequencer import LOCK as SEQUENCER_LOCK
from jifang.ledger.signer import LOCK as SIGNER_LOCK
from jifang.ledger.signer import POLL_SECONDS, Signer, load_key, read_published
from jifang.ledger.store import LogStore
from jifang.ledger.witnesses import write_policy

logger = logging.getLogger("jifang.ledger")

FAILED, LATE, FROZEN = 1, 3, 4
"""Exit codes: something failed; something is late; the log is frozen and a person must look."""

NAME = "jifang.local/ledger"
STATUS_SECONDS = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
ELECTION_SECONDS = 0.5

Session = psycopg.Connection[Any]


def say(zh: str, en: str) -> None:
    """Say it on standard error."""
    print(f"» {zh} / {en}", file=sys.stderr, flush=True)


def find_home(var: Path) -> Path:
    """Where the ledger keeps its files: `keys`, `signer`, `public`, `status`."""
    return var / "ledger"


def find_mark(home: Path) -> Path:
    """The file that says the ledger was restored and not anchored yet."""
    return home / "restored.json"


def note_restored(var: Path, backup: str, published: int) -> None:
    """Leave word that the ledger was restored, from which backup."""
    held = {"backup": backup, "published": published, "at": time.time()}
    write_whole(find_mark(find_home(var)), json.dumps(held).encode())


def check_anchored(home: Path) -> None:
    """Refuse to order or sign in a ledger that was restored and not anchored. Raises
    `FrozenError`."""
    if find_mark(home).exists():
        raise FrozenError(
            "账本由备份恢复，尚未锚定：见 docs/operations.md，"
            "运行 python -m jifang.config.ledger anchor",
            "the ledger was restored from a backup and is not anchored: see docs/operations.md and "
            "run python -m jifang.config.ledger anchor",
        )


@dataclass(slots=True)
class Stop:
    """Whether someone asked to stop; waiting ends when they do."""

    event: threading.Event = field(default_factory=threading.Event)

    def ask(self) -> None:
        """Ask to stop."""
        self.event.set()

    @property
    def asked(self) -> bool:
        """Whether to stop."""
        return self.event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait that long, or until asked to stop; whether it was asked."""
        return self.event.wait(max(0.0, seconds))


class Worker(Protocol):
    """A part of the ledger that does a little at a time."""

    pause: float
    lock: tuple[int, int]

    def begin(self) -> None:
        """Check that it may go on."""

    def step(self) -> bool:
        """Do what there is to do; whether there may be more at once."""

    def tell(self) -> dict[str, object]:
        """For the status file."""


class SequencerWorker:
    """The sequencer, with its alarm."""

    pause, lock = TICK_SECONDS, SEQUENCER_LOCK

    def __init__(self, session: Session, home: Path) -> None:
        self.session, self.home = session, home
        self.sequencer = Sequencer(session)
        self.alarmed = False

    def begin(self) -> None:
        """Refuse a server that could lose what it acknowledged, and a log that went back."""
        check_anchored(self.home)
        check_durability(self.session)
        self.sequencer.start(read_published(self.home / "public" / "checkpoint"))

    def step(self) -> bool:
        """One batch."""
        return self.sequencer.tick() == self.sequencer.batch

    def tell(self) -> dict[str, object]:
        """Size and delay; an alarm where an entry waits longer than it should."""
        delay = self.sequencer.measure_delay()
        if (delay > ALARM_SECONDS) != self.alarmed:
            self.alarmed = not self.alarmed
            if self.alarmed:
                logger.warning("an entry has waited %.1f s: a transaction stays open", delay)
            else:
                logger.info("no entry waits any longer")
        return {
            "size": self.sequencer.head.size,
            "root": self.sequencer.head.root.hex(),
            "delay": round(delay, 3),
            "alarm": self.alarmed,
        }


class SignerWorker:
    """The signer."""

    pause, lock = POLL_SECONDS, SIGNER_LOCK

    def __init__(self, session: Session, home: Path) -> None:
        check_anchored(home)
        path = Path(os.environ.get("JIFANG_LEDGER_KEY") or home / "keys" / "log.key")
        if (home / "signer" / "signed").exists() and not path.exists():
            raise LedgerError(
                f"账本已签过，密钥 {path} 却不在：请放回",
                f"the log was signed, but its key {path} is not there: put it back",
            )
        key = load_key(path, os.environ.get("JIFANG_LEDGER_NAME") or NAME)
        self.signer = Signer(session, key, home / "signer", home / "public")
        try:
            self.signer.policy = write_policy(key, load_witnesses())
        except LedgerError as error:  # a list that cannot be read keeps nothing from being signed
            logger.error("the policy stays as it is: %s", error.en)
            self.signer.policy = None

    def begin(self) -> None:
        """Refuse a log that does not continue what was signed."""
        self.signer.start()

    def step(self) -> bool:
        """Sign what is new."""
        self.signer.tick()
        return False

    def tell(self) -> dict[str, object]:
        """What was signed last."""
        last = self.signer.last
        return {"size": last.size, "root": last.root.hex(), "name": last.origin}


Open = Callable[[Session, Path], Worker]


def open_sequencer(session: Session, home: Path) -> Worker:
    """The sequencer over a session."""
    return SequencerWorker(session, home)


def open_signer(session: Session, home: Path) -> Worker:
    """The signer over a session, with its key."""
    return SignerWorker(session, home)


def check_durability(session: Session) -> None:
    """Refuse a server on which a committed act could be lost. Raises `LedgerError`."""
    risks = list(find_lossy(lambda query: session.execute(query.encode()).fetchall()))
    session.commit()
    if risks:
        names = ", ".join(risk.code for risk in risks)
        said = "\n".join(risk.write() for risk in risks)
        raise LedgerError(
            f"数据库设置不安全，已提交的行为可能丢失：{names}\n{said}",
            f"the database could lose what it committed: {names}",
        )


def run_until_stopped(
    var: Path, name: str, connect: Callable[[], Session], open_worker: Open, stop: Stop
) -> int:
    """Run a worker until stopped, through every fault of the database.

    Returns its exit code: `FROZEN` where the log contradicts itself, `FAILED` for what waiting does
    not mend (a key that others can read, an unsafe server).
    """
    home, pause = find_home(var), FIRST_PAUSE
    make_folder(home)
    while not stop.asked:
        try:
            with connect() as session:
                run_worker(home, name, open_worker(session, home), session, stop)
                pause = FIRST_PAUSE
        except FencedError as error:
            logger.warning("%s: %s", name, error.en)
            stop.wait(LONGEST_PAUSE)
        except (FrozenError, LedgerError, NoteError) as error:
            return end_in_fault(home, name, error)
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            logger.warning("%s: the database does not answer: %s", name, error)
            stop.wait(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
    write_status(home, name, {"state": "stopped"})
    return 0


def end_in_fault(home: Path, name: str, error: Exception) -> int:
    """Write down why it ends."""
    zh, en = (error.zh, error.en) if isinstance(error, LedgerError) else (str(error), str(error))
    frozen = isinstance(error, FrozenError)
    say(
        f"{'账本冻结' if frozen else '不能继续'}：{zh}",
        f"{'frozen' if frozen else 'stopped'}: {en}",
    )
    write_status(home, name, {"state": "frozen" if frozen else "failed", "zh": zh, "en": en})
    return FROZEN if frozen else FAILED


def run_worker(home: Path, name: str, worker: Worker, session: Session, stop: Stop) -> None:
    """Wait to be elected, check, then do a little every tick."""
    while not elect(session, worker.lock):
        write_status(home, f"{name}.standby", {"state": "standby", "pid": os.getpid()})
        if stop.wait(ELECTION_SECONDS):
            return
    worker.begin()
    told = 0.0
    while not stop.asked:
        begun = time.monotonic()
        more = worker.step()
        if begun - told >= STATUS_SECONDS:
            write_status(home, name, {"state": "running", "pid": os.getpid(), **worker.tell()})
            told = begun
        if not more:
            stop.wait(worker.pause - (time.monotonic() - begun))


def write_status(home: Path, name: str, found: Mapping[str, object]) -> None:
    """Write the status of a process for `status` and for whoever watches."""
    held = {**found, "at": time.time()}
    write_whole(home / "status" / f"{name}.json", json.dumps(held, ensure_ascii=False).encode())


@dataclass(frozen=True, slots=True)
class Status:
    """Lines of name and value, and an exit code."""

    lines: list[tuple[str, str]]
    code: int


def read_status(var: Path, session: Session) -> Status:
    """Where the log stands, from the database, the status files and the published head."""
    home, code = find_home(var), 0
    head = LogStore(session).read_head()
    published = read_published(home / "public" / "checkpoint")
    lines = [
        ("sequenced", str(head.size)),
        ("root", head.root.hex()),
        ("published", str(published.size if published else 0)),
    ]
    for name in ("sequencer", "signer"):
        path = home / "status" / f"{name}.json"
        held = json.loads(path.read_text("utf-8")) if path.is_file() else {"state": "absent"}
        lines.append((name, f"{held['state']} {held.get('en', '')}".strip()))
        if held["state"] == "frozen":
            code = FROZEN
        elif held["state"] != "running" or held.get("alarm"):
            code = max(code, LATE)
        if "delay" in held:
            lines.append(("delay", f"{held['delay']} s"))
    witnessed, late = list_lines(home)
    return Status(lines + witnessed, max(code, LATE) if late else code)
