"""The protocol: what is cosigned and what is refused (C2SP tlog-witness 1.1).

Checked in the order of the specification: form, origin, signature, sizes, proof. What is cosigned
is on the disk before the cosignature leaves.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from jifang_verify import INVALID, Checkpoint, Key, Refused, decode, open_note

from jifang_witness.faults import WitnessError, say
from jifang_witness.store import Held, Store, name_origin
from jifang_witness.tree import continues

LONGEST_PROOF = 63
LARGEST = 2**63 - 1
PROVED, SUSPECTED = "proved", "suspected"
"""Evidence: two roots of one size prove a second history. A proof that does not hold may be the
sender's fault; whoever has the log's leaves can tell which."""


class Answer(NamedTuple):
    """A status of HTTP and a text."""

    status: int
    text: str
    kind: str = "text/plain; charset=utf-8"


class Submission(NamedTuple):
    """What was sent: the size it starts from, the proof, the signed checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: str


class Stop(Exception):  # noqa: N818 - an answer, not a fault of the program
    """An answer that ends the checks."""

    def __init__(self, status: int, zh: str, en: str) -> None:
        super().__init__(en)
        self.answer = Answer(status, f"{zh}\n{en}\n")


def read_submission(data: bytes) -> Submission:
    """The body of a request. Raises `Stop`."""
    try:
        head, gap, note = data.decode("utf-8").partition("\n\n")
        first, *lines = head.split("\n")
        word, _, size = first.partition(" ")
        proof = tuple(decode(line) for line in lines)
        good = gap and word == "old" and is_size(size) and len(proof) <= LONGEST_PROOF
        if good and all(len(part) == 32 for part in proof):
            return Submission(int(size), proof, note)
    except (UnicodeDecodeError, Refused):
        pass
    raise Stop(400, "请求格式有误", "the request is not written as tlog-witness says")


def is_size(text: str) -> bool:
    """Whether a size is written in the one way that it may be."""
    digits = text.isascii() and text.isdigit() and len(text) < 20
    return digits and str(int(text)) == text and int(text) <= LARGEST


class Witness:
    """Cosigns for every log of its store; the lock of the store is the caller's to hold.

    `now` gives seconds since 1970. Raises `WitnessError` where a state cannot be read.
    """

    def __init__(self, store: Store, now: Callable[[], float] = time.time) -> None:
        self.store, self.now = store, now
        self.held = {origin: store.read_held(origin) for origin in store.logs}
        self.one = threading.Lock()

    def submit(self, data: bytes) -> Answer:
        """Answer a request `add-checkpoint`."""
        try:
            given = read_submission(data)
            checkpoint = self.open(given.note)
            with self.one:
                return self.cosign(given, checkpoint)
        except Stop as stop:
            return stop.answer
        except OSError as error:
            say(f"无法落盘，未见证：{error}", f"cannot write, nothing was cosigned: {error}")
            return Answer(503, "暂不能落盘，未见证\ncannot write; nothing was cosigned\n")

    def open(self, note: str) -> Checkpoint:
        """A checkpoint signed by a log that is known. Raises `Stop`."""
        origin = note.partition("\n")[0]
        if "\n\n" not in note:
            raise Stop(400, "不是检查点", "not a checkpoint")
        if origin not in self.store.logs:
            raise Stop(404, "不认识这个账本", "this log is not known here")
        try:
            found = open_note(note, self.store.make_policy(origin))
        except Refused as refused:
            raise Stop(403 if refused.code == INVALID else 400, refused.zh, refused.en) from None
        if found.size > LARGEST:
            raise Stop(400, "条数过大", "the size is too large")
        return found

    def cosign(self, given: Submission, checkpoint: Checkpoint) -> Answer:
        """Cosign what continues what was cosigned. Raises `Stop`, and `OSError` where that cannot
        be kept."""
        origin, size, root = checkpoint.origin, checkpoint.size, checkpoint.root
        held = self.held[origin]
        if size == held.size and root != held.root:
            self.keep_evidence(PROVED, given, held, checkpoint)
        if given.old > size:
            raise Stop(400, "起点大于检查点的条数", "the old size is above the checkpoint's")
        if given.old != held.size:
            return Answer(409, f"{held.size}\n", "text/x.tlog.size")
        if not continues(held.size, held.root, size, root, given.proof):
            if held.size and size != held.size:
                self.keep_evidence(SUSPECTED, given, held, checkpoint)
            raise Stop(
                422,
                f"不是已见证的 {held.size} 条的延续，未见证",
                f"this does not continue the {held.size} entries cosigned here; not cosigned",
            )
        now = int(self.now())
        if now < held.at:
            raise Stop(503, "本机时钟早于上次见证", "the clock is behind the last cosignature")
        body, line = self.sign(given.note, now)
        kept = Held(size, root, now, body + line)
        self.store.write_held(origin, kept)
        self.held[origin] = kept
        return Answer(200, line)

    def sign(self, note: str, now: int) -> tuple[str, str]:
        """The note with the log's own signatures alone, and our cosignature of it."""
        body, _, lines = note.rpartition("\n\n")
        keys = self.store.logs[body.partition("\n")[0]]
        kept = [line for line in lines.splitlines() if is_of(keys, line)]
        signed = "".join(f"{line}\n" for line in kept)
        return f"{body}\n\n{signed}", self.store.key.cosign(f"{body}\n", now)

    def keep_evidence(self, kind: str, given: Submission, held: Held, shown: Checkpoint) -> None:
        """Keep both signed checkpoints. Raises `OSError`."""
        found: dict[str, object] = {
            "kind": kind,
            "origin": shown.origin,
            "at": int(self.now()),
            "held": held.note,
            "shown": given.note,
            "old": given.old,
            "proof": [part.hex() for part in given.proof],
        }
        place = f"{name_origin(shown.origin)[:16]}-{held.size}-{shown.size}"
        path = self.store.keep_evidence(found, f"{place}-{shown.root.hex()[:16]}-{kind}")
        say(
            f"{shown.origin} 出示了与已见证的 {held.size} 条不符的检查点（{shown.size} 条），"
            f"证据：{path}",
            f"{shown.origin} showed a checkpoint of {shown.size} entries that contradicts the "
            f"{held.size} cosigned; evidence: {path}",
        )

    def compare(self, note: str) -> bool | None:
        """Whether a checkpoint from elsewhere is the one held, of the same size; None for another
        size. A contradiction is kept as evidence. Raises `WitnessError`."""
        try:
            checkpoint = self.open(note)
        except Stop as stop:
            raise WitnessError(*stop.answer.text.splitlines()) from None
        held = self.held[checkpoint.origin]
        if checkpoint.size != held.size:
            return None
        if checkpoint.root != held.root:
            self.keep_evidence(PROVED, Submission(held.size, (), note), held, checkpoint)
        return checkpoint.root == held.root


def is_of(keys: Sequence[Key], line: str) -> bool:
    """Whether a signature line names one of the keys."""
    _, _, rest = line.partition("— ")
    name, _, encoded = rest.partition(" ")
    try:
        value = decode(encoded)[:4]
    except Refused:
        return False
    return any((name, value) == (key.name, key.hash) for key in keys)
