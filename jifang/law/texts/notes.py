"""Notes on a text: what looks wrong in the wording, and how terms are translated.

The text itself is never mended; a note says what stands there, what we believe is meant, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal, cast, get_args

from jifang.law.errors import DefinitionError, Text

NoteKind = Literal["wording", "punctuation", "layout", "source", "translation"]
_KINDS: tuple[str, ...] = get_args(NoteKind)
_FIELDS = {"id", "kind", "eids", "stands", "meant", "why"}


@dataclass(frozen=True, slots=True)
class Note:
    """One note. `eids` is empty where it concerns the text as a whole; `meant` is empty where
    nothing is inferred."""

    id: str
    kind: NoteKind
    eids: tuple[str, ...]
    stands: str
    meant: str
    why: Text


def load_notes(law_id: str, wording: Mapping[str, str]) -> tuple[Note, ...]:
    """The notes on an instrument, checked against its Chinese wording by provision id.

    An instrument without a notes file has none. Raises `DefinitionError`.
    """
    source = files(__package__).joinpath(f"{law_id}.notes.yaml")
    if not source.is_file():
        return ()
    return read_notes(source.name, source.read_text("utf-8"), law_id, wording)


def read_notes(
    name: str, content: str, law_id: str, wording: Mapping[str, str]
) -> tuple[Note, ...]:
    """Read and check the content of a notes file. Raises `DefinitionError` naming the note."""
    import yaml  # only who asks for the notes waits for it

    try:
        data = yaml.safe_load(content)
    except yaml.YAMLError as error:
        raise DefinitionError(f"{name}: not readable as YAML: {error}") from error
    if not isinstance(data, dict) or set(data) != {"law", "notes"} or data["law"] != law_id:
        raise DefinitionError(f"{name}: expected `law: {law_id}` and `notes`")
    if not isinstance(data["notes"], list):
        raise DefinitionError(f"{name}: `notes` must be a list")
    notes = tuple(_read_note(name, raw, wording) for raw in data["notes"])
    if len({note.id for note in notes}) != len(notes):
        raise DefinitionError(f"{name}: two notes have the same id")
    return notes


def _read_note(name: str, raw: Any, wording: Mapping[str, str]) -> Note:
    if not isinstance(raw, dict) or set(raw) != _FIELDS:
        raise DefinitionError(f"{name}: a note has exactly {sorted(_FIELDS)}, not {raw!r:.120}")
    where = f"{name}: note {raw['id']}"
    why, eids = raw["why"], raw["eids"]
    if not isinstance(why, dict) or set(why) != {"zh", "en"}:
        raise DefinitionError(f"{where}: `why` must be given in zh and en")
    texts = [raw["id"], raw["stands"], raw["meant"], why["zh"], why["en"]]
    if not all(isinstance(text, str) for text in texts) or not why["zh"] or not why["en"]:
        raise DefinitionError(f"{where}: id, stands, meant and why must be text")
    if raw["kind"] not in _KINDS:
        raise DefinitionError(f"{where}: kind must be one of {', '.join(_KINDS)}")
    if not isinstance(eids, list):
        raise DefinitionError(f"{where}: `eids` must be a list")
    for eid in eids:
        if eid not in wording:
            raise DefinitionError(f"{where}: no provision {eid!r}")
        if raw["kind"] == "wording" and raw["stands"] not in wording[eid]:
            raise DefinitionError(f"{where}: {raw['stands']!r} does not stand in {eid}")
    return Note(
        id=raw["id"],
        kind=cast(NoteKind, raw["kind"]),
        eids=tuple(eids),
        stands=raw["stands"],
        meant=raw["meant"],
        why=Text(why["zh"], why["en"]),
    )
