"""The papers of a case: what was handed in, and the letters that went out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jifang.foundation.cases.models import Event
from jifang.foundation.documents.models import Document, Letter
from jifang.foundation.documents.selectors import describe_scan
from jifang.foundation.documents.templates import load_templates
from jifang.law.errors import Text


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A paper that was handed in with an act; `document` is nothing where it may not be seen."""

    id: str
    event: Event
    document: Document | None

    @property
    def scan(self) -> Text | None:
        """What is known of malware in it."""
        return describe_scan(self.document) if self.document else None


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter that went out with an act."""

    event: Event
    letter: Letter

    @property
    def kind(self) -> Text:
        """What kind of letter it is."""
        template = load_templates().get(self.letter.template)
        return template.name if template else Text(self.letter.template, self.letter.template)


def list_handed_in(events: Sequence[Event]) -> list[HandedIn]:
    """The papers of a case, in the order of the acts."""
    ids = [(paper, event) for event in events for paper in event.documents]
    rows = Document.objects.filter(public_id__in=[i for i, _ in ids]) if ids else ()
    found = {str(d.public_id): d for d in rows}
    return [HandedIn(paper, event, found.get(paper)) for paper, event in ids]


def list_sent(events: Sequence[Event]) -> list[Sent]:
    """The letters of a case, in the order of the acts."""
    wanted = {event.letter: event for event in events if event.letter}
    rows = Letter.objects.filter(public_id__in=list(wanted)) if wanted else ()
    found = {str(row.public_id): row for row in rows}
    return [Sent(event, found[i]) for i, event in wanted.items() if i in found]
