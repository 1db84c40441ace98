"""What others may use of documents: owners, limits, checked uploads, letters, and their errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from jifang.foundation.audit.data import Basis, DocumentDigest
from jifang.law.errors import Text

MIB: Final = 1024 * 1024


class DocumentError(Exception):
    """An act on documents is refused; says why in both languages and, as a code, for the ledger.

    `retriable` tells that the same file may be accepted later (the scanner did not answer).
    """

    def __init__(self, code: str, text: Text, *, retriable: bool = False) -> None:
        super().__init__(f"{text.zh}\n{text.en}")
        self.code = code
        self.text = text
        self.retriable = retriable


class BlobDamagedError(DocumentError):
    """What lies in the storage is not what was put there, or is gone."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a document is: the division of the organ that keeps it, the party, a grant that opens
    it across territories (empty: none)."""

    organ_region: str
    party: str = ""
    grant_key: str = ""


@dataclass(frozen=True, slots=True)
class MediaType:
    """A type that may be handed in: its name, its extensions, its largest size in bytes."""

    code: str
    media_type: str
    extensions: tuple[str, ...]
    largest: int

    @property
    def said(self) -> str:
        """As a reader knows it."""
        return self.code.upper()


OOXML: Final = "application/vnd.openxmlformats-officedocument"
TYPES: Final[Mapping[str, MediaType]] = {
    t.code: t
    for t in (
        MediaType("pdf", "application/pdf", ("pdf",), 20 * MIB),
        MediaType("jpeg", "image/jpeg", ("jpg", "jpeg"), 15 * MIB),
        MediaType("png", "image/png", ("png",), 15 * MIB),
        MediaType("webp", "image/webp", ("webp",), 15 * MIB),
        MediaType("xlsx", f"{OOXML}.spreadsheetml.sheet", ("xlsx",), 10 * MIB),
        MediaType("docx", f"{OOXML}.wordprocessingml.document", ("docx",), 10 * MIB),
    )
}
"""Everything that may be handed in; whatever is not here is refused."""

LARGEST: Final = max(t.largest for t in TYPES.values())
LONGEST_NAME: Final = 150

ScanOutcome = Literal["clean", "not_scanned"]


@dataclass(frozen=True, slots=True)
class CheckedUpload:
    """A file that passed every check: what is kept of it, and what it was.

    `rebuilt` is false where the bytes are kept as they came: a signed PDF, whose signature a
    rebuilding would break.
    """

    name: str
    type: MediaType
    content: bytes
    pages: int
    original_sha256: str
    original_size: int
    scan: ScanOutcome
    scanner: str
    rebuilt: bool


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that is no organ and writes in its own name (a testing body its reports).

    code: what its numbers bear, its credit code where it has one; `party` is whose it is,
    `organ_region` the division of the organ that keeps its record.
    """

    code: str
    party: str
    name_zh: str
    name_en: str
    organ_region: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter before it is issued; the same draft always gives the same bytes.

    organ: the code of the organ in whose name it goes out, or of the body that is its `issuer`.
    subject: what it is about, for the public verification page: no personal data.
    basis: the provisions it rests on.
    fields: the template's own fields, every one of them.
    """

    template: str
    organ: str
    addressee: str
    subject: str
    issued_on: date
    basis: tuple[Basis, ...]
    fields: Mapping[str, str]
    party: str = ""
    grant_key: str = ""
    issuer: Issuer | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as it will look, and the digest by which exactly this draft is issued."""

    pdf: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class DrawnNumber:
    """A number of a series."""

    organ: str
    kind: str
    year: int
    number: int


Kept = Literal["whole", "altered", "missing"]


@dataclass(frozen=True, slots=True)
class PublicLetter:
    """What anyone may know of a letter: nothing of it is personal.

    kept: whether the platform's own copy is still the one that was sent.
    recorded: the digest in the ledger's entry; empty where the entry cannot be read.
    place: where the entry stands in the log; None until the sequencer has passed.
    state: `in_force`, `superseded` or `withdrawn`, since `state_at`, replaced by `replaced_by`.
    """

    number: str
    kind: Text
    organ: Text
    subject: str
    issued_on: date
    document: DocumentDigest
    kept: Kept
    recorded: str
    place: int | None
    state: str
    state_at: datetime | None = None
    replaced_by: str = ""
    demonstration: bool = False
    code: str = field(default="", repr=False)

    @property
    def agrees(self) -> bool:
        """Record and ledger give the same digest."""
        return self.recorded == self.document.sha256
