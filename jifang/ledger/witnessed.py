"""What the witnesses gave, as files: written by the collector alone, read by everybody.

witness/checkpoint   the newest checkpoint with the cosignatures it has
witness/quorum       the newest checkpoint that enough witnesses cosigned
witness/state.json   who cosigned what and when, who is missing since when
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from jifang.ledger.files import write_whole
from jifang.ledger.notes import Checkpoint, Note, NoteError, read_checkpoint, read_note

STALE_SECONDS = 60.0
"""A state older than this was written by a collector that no longer runs."""


@dataclass(slots=True)
class Standing:
    """How it stands with one witness. Times in seconds since 1970."""

    name: str
    key: str = ""
    held: int = 0
    """The size that it holds, as far as we know."""
    size: int | None = None
    """The size of the checkpoint it cosigned last."""
    at: int | None = None
    """When it did, by its own clock."""
    missing_since: float | None = None
    zh: str = ""
    en: str = ""
    contradicts: bool = False


@dataclass(slots=True)
class State:
    """How it stands with all of them."""

    state: str = "running"
    at: float = 0.0
    size: int = 0
    """The size of the checkpoint that is being cosigned."""
    quorum_size: int | None = None
    quorum_at: float | None = None
    waiting_since: float | None = None
    """Since when no checkpoint had a quorum; None where the newest one asked for has it."""
    alarm: bool = False
    witnesses: list[Standing] = field(default_factory=list)

    @property
    def is_stale(self) -> bool:
        """Whether whoever writes it no longer does."""
        return time.time() - self.at > STALE_SECONDS


def find_folder(home: Path) -> Path:
    """Where the collector writes."""
    return home / "witness"


def write_state(home: Path, state: State) -> None:
    """Write how it stands."""
    data = json.dumps(asdict(state), ensure_ascii=False).encode()
    write_whole(find_folder(home) / "state.json", data)


def read_state(home: Path) -> State | None:
    """How it stands; None where there are no witnesses, or the file cannot be read."""
    try:
        held = json.loads((find_folder(home) / "state.json").read_text("utf-8"))
        return State(**{**held, "witnesses": [Standing(**one) for one in held["witnesses"]]})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def read_signed(path: Path) -> tuple[Checkpoint, Note] | None:
    """A checkpoint from a file, its signatures unchecked; None where there is none."""
    try:
        note = read_note(path.read_text("utf-8"))
        return read_checkpoint(note.body), note
    except (OSError, NoteError, UnicodeDecodeError):
        return None


def choose_checkpoint(home: Path) -> bytes | None:
    """The checkpoint for everybody: with its cosignatures while they are being collected, else the
    newest that the log signed. None before the first."""
    newest = home / "public" / "checkpoint"
    signed, witnessed = read_signed(newest), read_signed(find_folder(home) / "checkpoint")
    if signed is None or witnessed is None or signed[0].origin != witnessed[0].origin:
        return newest.read_bytes() if newest.is_file() else None
    state = read_state(home)
    if witnessed[0] == signed[0] or (state is not None and not state.is_stale):
        return witnessed[1].write().encode()
    return newest.read_bytes()


def find_quorum(home: Path) -> tuple[Checkpoint, str] | None:
    """The newest checkpoint that enough witnesses cosigned, of the log that is published."""
    found = read_signed(find_folder(home) / "quorum")
    signed = read_signed(home / "public" / "checkpoint")
    if found is None or signed is None or found[0].origin != signed[0].origin:
        return None
    return found[0], found[1].write()
