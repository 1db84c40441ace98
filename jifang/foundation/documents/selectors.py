"""Reading documents and letters: within one's bounds, and what anyone may know of a letter."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import replace

from jifang.foundation.audit.data import DocumentDigest
from jifang.foundation.audit.models import Entry, Leaf
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.documents.blobs import open_store
from jifang.foundation.documents.codes import group_code, read_code, read_number
from jifang.foundation.documents.data import BlobDamagedError, Kept, PublicLetter
from jifang.foundation.documents.models import Document, Letter, LetterEnd
from jifang.foundation.documents.scanner import OUTCOMES
from jifang.foundation.documents.templates import load_templates
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import Text
from jifang.ledger.entries import EntryError, read_entry

PDF = "application/pdf"


def find_document(public_id: str | uuid.UUID) -> Document | None:
    """A document within the reader's bounds; the same nothing for a wrong id and a foreign one."""
    wanted = read_id(public_id)
    return Document.objects.filter(public_id=wanted).first() if wanted else None


def find_letter(public_id: str | uuid.UUID) -> Letter | None:
    """A letter within the reader's bounds."""
    wanted = read_id(public_id)
    return Letter.objects.filter(public_id=wanted).first() if wanted else None


def read_id(public_id: str | uuid.UUID) -> uuid.UUID | None:
    """A public id; None for what is none."""
    try:
        return uuid.UUID(str(public_id))
    except ValueError:
        return None


def read_blob(row: Document | Letter) -> bytes:
    """The bytes of a document or letter, checked. Raises `BlobDamagedError`."""
    return open_store().get(row.sha256)


def describe_scan(document: Document) -> Text:
    """What the reader is told of the scanner: no malware found, or that nobody looked."""
    return OUTCOMES["clean" if document.scan == "clean" else "absent"]


def verify_code(typed: str) -> PublicLetter | None:
    """What anyone may know of the letter with this code; None for every wrong one."""
    code = read_code(typed)
    if code is None:
        return None
    with work_in(EVERYTHING):
        return publish_first(Letter.objects.filter(code=code))


def verify_number(typed: str) -> PublicLetter | None:
    """What anyone may know of the letter with this number.

    Numbers can be guessed, so what it is about is left out and its code is not given.
    """
    with work_in(EVERYTHING):
        found = publish_first(Letter.objects.filter(number_key=read_number(typed)))
    return replace(found, subject="", code="") if found else None


def verify_digest(digest: str) -> PublicLetter | None:
    """The letter that is exactly this file."""
    with work_in(EVERYTHING):
        return publish_first(Letter.objects.filter(sha256=digest))


def publish_first(letters: Iterable[Letter]) -> PublicLetter | None:
    """The public part of the first of them."""
    letter = next(iter(letters), None)
    return publish_letter(letter) if letter else None


def publish_letter(letter: Letter) -> PublicLetter:
    """Record, ledger and stored copy of a letter, compared; no addressee, no field."""
    template = load_templates().get(letter.template)
    end = LetterEnd.objects.select_related("replaced_by").filter(letter=letter).first()
    leaf = Leaf.objects.filter(entry_id=letter.entry).first()
    successor = end.replaced_by if end else None
    return PublicLetter(
        number=letter.number_text,
        kind=template.name if template else Text(letter.template, letter.template),
        organ=Text(letter.organ_name_zh, letter.organ_name_en),
        subject=letter.subject,
        issued_on=letter.issued_on,
        document=DocumentDigest(letter.sha256, letter.size, PDF),
        kept=check_copy(letter),
        recorded=read_recorded(letter),
        place=leaf.index if leaf else None,
        state=end.state if end else "in_force",
        state_at=end.ended_at if end else None,
        replaced_by=successor.number_text if successor else "",
        demonstration=letter.demonstration,
        code=group_code(letter.code),
    )


def check_copy(letter: Letter) -> Kept:
    """Whether the copy in the store is still what was sent."""
    try:
        read_blob(letter)
    except BlobDamagedError as error:
        return "missing" if error.code == "blob_missing" else "altered"
    return "whole"


def read_recorded(letter: Letter) -> str:
    """The digest that the ledger's entry gives; nothing where the entry is not this letter's."""
    entry = Entry.objects.filter(pk=letter.entry).first()
    try:
        fields = read_entry(bytes(entry.bytes)) if entry else {}
        if fields["on"] != {"kind": "letter", "id": str(letter.public_id)}:
            return ""
        return str(fields["documents"][0]["sha256"])
    except (EntryError, KeyError, IndexError, TypeError):
        return ""


def digest_file(chunks: Iterable[bytes]) -> str:
    """The SHA-256 of a file that was sent to be compared; nothing of it is kept."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
