"""What others may use of the audit: the parts of an act, and what is known once it is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from jifang.law.errors import Text


class AuditError(Exception):
    """An act cannot be recorded as it was given; says why in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(f"{text.zh}\n{text.en}")
        self.text = text


class KeyReusedError(AuditError):
    """An idempotency key was used before for something else."""


class ErasedError(AuditError):
    """A personal value was asked for that is not there, has been erased, or lies elsewhere."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an act is done to: the kind of object and its public id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Basis:
    """A provision that an act rests on: the instrument's id and the eId."""

    law: str
    provision: str


@dataclass(frozen=True, slots=True)
class DocumentDigest:
    """A document by its content: SHA-256 in hexadecimal, bytes, media type."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Act:
    """An act, as it goes into the ledger.

    kind: what was done, dotted (`filing.submitted`, `personal.revealed`).
    organ, region: the organ concerned and its division's code.
    actor: the account's public id, never a name; empty for the system itself.
    on: what it was done to.
    basis: the provisions it rests on.
    before, after: SHA-256 of the object's state, hexadecimal.
    personal: clear values; they go into the table of commitments, never into the entry.
    details: whatever else belongs to the act and is personal to nobody.
    """

    kind: str
    organ: str
    region: str
    actor: str
    on: Target
    basis: tuple[Basis, ...] = ()
    before: str | None = None
    after: str | None = None
    documents: tuple[DocumentDigest, ...] = ()
    personal: tuple[tuple[str, str], ...] = ()
    details: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry that was written: its number, its bytes, and whether this call wrote it.

    The act is in the log as soon as its transaction is committed and the sequencer has passed; its
    place is found by `selectors.find_place`.
    """

    entry: int
    bytes: bytes
    is_new: bool = True
