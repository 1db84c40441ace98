"""The papers of a record, as far as the reader's bounds show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from jifang.foundation.documents.models import Document
from jifang.foundation.documents.selectors import describe_scan
from jifang.foundation.history.registers import Register
from jifang.law.errors import Text

FIELD: Final = "documents"
"""The field that names them."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a record; `document` is nothing where the reader's bounds do not show it."""

    id: str
    document: Document | None
    scan: Text | None


def has_papers(register: Register) -> bool:
    """Whether records of a register have papers."""
    return any(f.name == FIELD for f in register.kind.fields)


def list_papers(register: Register, record: Any) -> Sequence[Paper]:
    """The papers of a record, in the order in which they were handed in."""
    if not has_papers(register):
        return ()
    ids = list(getattr(record, FIELD))
    found = {str(d.public_id): d for d in Document.objects.filter(public_id__in=ids)} if ids else {}
    return [Paper(i, found.get(i), describe_scan(found[i]) if i in found else None) for i in ids]
