"""Collecting cosignatures: one checkpoint at a time, every witness asked for the same one.

It reads what is published and writes into a folder of its own; nothing waits for it. Each witness
has a thread, so that one that hangs keeps nobody up. A round ends when all have signed, or when
enough have and the others had a moment, or when its time is up; then the newest checkpoint is next.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from jifang.ledger.files import write_whole
from jifang.ledger.notes import Checkpoint, Note, NoteError, Signature
from jifang.ledger.store import fold, split_hashes
from jifang.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, find_tile, name_tile
from jifang.ledger.tree import prove_consistency
from jifang.ledger.witness_client import Reply, ask
from jifang.ledger.witnessed import (
    Standing,
    State,
    find_folder,
    read_signed,
    read_state,
    write_state,
)
from jifang.ledger.witnesses import Place, Witnesses

logger = logging.getLogger("jifang.ledger")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: between rounds; for a round without and with a quorum; until it is asked again
    though nothing is new; until the alarm; between tries of one that fails, at most."""

    period: float = 1.0
    whole: float = 10.0
    grace: float = 1.0
    refresh: float = 300.0
    alarm: float = 600.0
    pause: float = 60.0


class Task(NamedTuple):
    """A checkpoint to be cosigned, and what the witness holds."""

    checkpoint: Checkpoint
    note: Note
    old: int


Answered = tuple[str, Task, Reply]
Replies = queue.Queue[Answered]


class PublishedTiles:
    """The nodes of a published log of one size."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size = folder, size

    def get(self, level: int, index: int) -> bytes:
        """A full node. Raises `OSError` where its tile is not there."""
        tile, number, start, end = find_tile(level, index)
        width = min(TILE_WIDTH, (self.size >> (TILE_HEIGHT * tile)) - number * TILE_WIDTH)
        path = self.folder / name_tile(tile, number, width)
        if width < TILE_WIDTH and not path.exists():
            path = self.folder / name_tile(tile, number)  # it has filled since
        return fold(split_hashes(path.read_bytes(), start, end - start))


class Asker(threading.Thread):
    """Asks one witness, one task at a time."""

    def __init__(self, place: Place, public: Path, replies: Replies) -> None:
        super().__init__(name=f"witness-{place.name}", daemon=True)
        self.place, self.public, self.replies = place, public, replies
        self.tasks: queue.Queue[Task | None] = queue.Queue()

    def run(self) -> None:
        """Until there is no further task."""
        while (task := self.tasks.get()) is not None:
            try:
                reply = self.carry_out(task)
            except Exception as error:  # whatever a witness does, the others are asked
                logger.exception("witness %s", self.place.name)
                reply = Reply(zh=f"内部错误：{error!r}", en=f"an error of ours: {error!r}")
            self.replies.put((self.place.name, task, reply))

    def carry_out(self, task: Task) -> Reply:
        """Ask; where it holds another size than we thought, ask once more from there."""
        reply, old = self.ask_from(task, task.old), task.old
        if reply.held is not None and reply.held != old:
            old, first = reply.held, reply
            if old > task.checkpoint.size:
                return Reply(
                    held=old,
                    zh=f"它已见证 {old} 条，本账本只有 {task.checkpoint.size} 条",
                    en=f"it cosigned {old} entries; this log has {task.checkpoint.size}",
                    contradicts=True,
                )
            reply = self.ask_from(task, old)
            reply = reply if reply.signature else replace(reply, held=reply.held or first.held)
        return reply

    def ask_from(self, task: Task, old: int) -> Reply:
        """Ask with the proof from a size."""
        size = task.checkpoint.size
        try:
            tiles = PublishedTiles(self.public, size)
            proof = prove_consistency(old, size, tiles.get) if 0 < old < size else []
        except OSError as error:
            return Reply(zh=f"散列片缺失：{error}", en=f"a tile is missing: {error}")
        return ask(self.place, task.note, old, proof, time.time())


class Collector:
    """Asks all witnesses for what is published in `home`; `step` again and again."""

    def __init__(
        self,
        home: Path,
        witnesses: Witnesses,
        limits: Limits | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.home, self.witnesses, self.now = home, witnesses, now
        self.limits = limits or Limits()
        self.public, self.folder = home / "public", find_folder(home)
        self.replies: Replies = queue.Queue()
        places = witnesses.places.values()
        self.askers = {p.name: Asker(p, self.public, self.replies) for p in places}
        self.state = self.load_state()
        self.standings = {one.name: one for one in self.state.witnesses}
        self.busy: set[str] = set()
        self.failures: dict[str, tuple[int, float]] = {}
        self.current: tuple[Checkpoint, Note] | None = None
        self.begun = 0.0
        self.fresh: set[str] = set()
        self.signatures: dict[str, Signature] = {}
        self.written = b""
        for asker in self.askers.values():
            asker.start()

    def load_state(self) -> State:
        """What was known when the last collector ended, of the witnesses of today."""
        held = read_state(self.home) or State()
        known = {(one.name, one.key): one for one in held.witnesses}
        held.witnesses = [
            known.get((p.name, p.key.write())) or Standing(p.name, p.key.write())
            for p in self.witnesses.places.values()
        ]
        held.state = "running"
        return held

    def close(self) -> None:
        """Let the threads end; those that wait for a witness end with the process."""
        for asker in self.askers.values():
            asker.tasks.put(None)
        self.state.state = "stopped"
        self.tell()

    def step(self) -> None:
        """Take what was answered, begin the next round if it is time, ask whoever can be asked."""
        while True:
            try:
                name, task, reply = self.replies.get_nowait()
            except queue.Empty:
                break
            self.busy.discard(name)
            self.take(name, task, reply)
        now = self.now()
        if self.is_over(now):
            self.begin(now)
        if self.current is not None:
            self.publish(*self.current, now)
            self.hand_out(*self.current, now)
        self.watch(now)

    def is_over(self, now: float) -> bool:
        """Whether the round has ended."""
        if self.current is None:
            return True
        age = now - self.begun
        if age < self.limits.period:
            return False
        waiting = self.askers.keys() - self.fresh
        if not waiting or age > self.limits.whole:
            return True
        return self.witnesses.is_met(self.fresh) and (
            age > self.limits.grace or not waiting & self.busy
        )

    def begin(self, now: float) -> None:
        """Begin a round with the newest checkpoint, if it is new or was cosigned long ago."""
        found = read_signed(self.public / "checkpoint")
        if found is None or not found[0].size:
            return
        same = self.current is not None and found[0] == self.current[0]
        if same and (now - self.begun < self.limits.refresh):
            return
        if not same:
            self.signatures = self.load_signatures(found[1])
            if self.current is not None and found[0].origin != self.current[0].origin:
                self.forget()
        self.current, self.begun, self.fresh = found, now, set()
        self.state.size = found[0].size
        if self.state.waiting_since is None:
            self.state.waiting_since = now

    def load_signatures(self, note: Note) -> dict[str, Signature]:
        """The cosignatures that an earlier collector had of the same checkpoint."""
        held = read_signed(self.folder / "checkpoint")
        if held is None or held[1].body != note.body:
            return {}
        found = {}
        for place in self.witnesses.places.values():
            for signature in held[1].signatures:
                if (signature.name, signature.key_hash) == (place.key.name, place.key.key_hash):
                    with contextlib.suppress(NoteError):
                        place.key.check(note.body, signature)
                        found[place.name] = signature
        return found

    def forget(self) -> None:
        """Another log: what the witnesses hold of the old one says nothing of it."""
        for one in self.standings.values():
            one.held, one.size, one.at = 0, None, None
        self.state.quorum_size = self.state.quorum_at = None

    def hand_out(self, checkpoint: Checkpoint, note: Note, now: float) -> None:
        """Ask every witness that has not signed in this round, is free, and is due."""
        for name, asker in self.askers.items():
            due = self.failures.get(name, (0, 0.0))[1]
            if name not in self.fresh and name not in self.busy and now >= due:
                self.busy.add(name)
                held = self.standings[name].held
                asker.tasks.put(Task(checkpoint, note, min(held, checkpoint.size)))

    def take(self, name: str, task: Task, reply: Reply) -> None:
        """Note what a witness answered."""
        one, now = self.standings[name], self.now()
        if reply.held is not None:
            one.held = reply.held
        if reply.signature is None:
            tries = self.failures.get(name, (0, 0.0))[0] + 1
            self.failures[name] = tries, now + min(self.limits.pause, 2.0 ** min(tries, 10) / 2)
            one.missing_since = one.missing_since or now
            if (one.zh, one.en) != (reply.zh, reply.en):
                level = logging.ERROR if reply.contradicts else logging.WARNING
                logger.log(level, "witness %s: %s", name, reply.en)
            one.zh, one.en, one.contradicts = reply.zh, reply.en, reply.contradicts
            return
        if one.missing_since is not None:
            logger.info("witness %s cosigns again", name)
        self.failures.pop(name, None)
        one.held = one.size = task.checkpoint.size
        one.at, one.missing_since, one.zh, one.en, one.contradicts = reply.at, None, "", "", False
        if self.current is not None and task.checkpoint == self.current[0]:
            self.fresh.add(name)
            self.signatures[name] = reply.signature

    def publish(self, checkpoint: Checkpoint, note: Note, now: float) -> None:
        """Write the checkpoint with what it has: once enough signed, or when its time is up."""
        signed = self.signatures.keys()
        met = self.witnesses.is_met(set(signed))
        if not met and now - self.begun < self.limits.whole:
            return
        data = note.add(*(self.signatures[name] for name in sorted(signed))).write().encode()
        if data != self.written:
            if met:
                write_whole(self.folder / "quorum", data)
            write_whole(self.folder / "checkpoint", data)
            self.written = data
        if self.witnesses.is_met(self.fresh):
            if self.state.waiting_since is not None:
                self.state.quorum_at, self.state.quorum_size = now, checkpoint.size
            self.state.waiting_since = None

    def watch(self, now: float) -> None:
        """Raise the alarm, or end it."""
        since = self.state.waiting_since
        alarm = since is not None and now - since > self.limits.alarm
        if alarm != self.state.alarm:
            self.state.alarm = alarm
            if alarm:
                missing = [n for n, one in self.standings.items() if one.missing_since is not None]
                logger.error("no quorum of witnesses since %.0f s: %s", now - (since or now),
                             ", ".join(missing))  # fmt: skip
            else:
                logger.info("a quorum of witnesses cosigns again")

    def tell(self) -> None:
        """Write how it stands."""
        self.state.at = self.now()
        write_state(self.home, self.state)
