"""The parts of a bundle, as far as its reader may see them: events, letters, documents, periods,
and what a domain adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db import connection

from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.selectors import ProvedEntry
from jifang.foundation.cases.models import Case, CasePeriod, Event, PeriodEvent
from jifang.foundation.cases.procedures import find_procedure, index_transitions
from jifang.foundation.cases.services import list_record
from jifang.foundation.documents.models import Document, Letter
from jifang.foundation.documents.templates import load_templates
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law.errors import Text
from jifang.law.period_book import find_period
from jifang.ledger.entries import read_entry, write_entry

REASONS = """
SELECT entry, salt FROM ledger_commitment WHERE field = 'reason' AND entry = ANY(%s)
"""
PAPERS = """
SELECT entry, field, salt FROM ledger_commitment WHERE field LIKE 'document.%%' AND entry = ANY(%s)
"""
EXTENSIONS: Final = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BundlePart:
    """What a domain adds: a name, what it is called, and plain data (whole numbers, no floats).
    It is stated; the ledger does not prove it."""

    name: str
    title: Text
    content: Mapping[str, Any]


PAPER: Final = "document."
"""How the commitment to a paper is named in a leaf, before the paper's id."""
PaperSalts: TypeAlias = Mapping[int, Mapping[str, str]]
"""The salts of papers, by entry and id."""
MakePart: TypeAlias = Callable[[Case, Actor], BundlePart | None]
PARTS: Final[dict[str, list[MakePart]]] = {}


def add_bundle_part(procedure: str, make: MakePart) -> None:
    """Let the bundles of a procedure have a part of a domain's. `make` is called within the
    reader's own bounds and gives what this reader may see, or nothing; an identity that is sealed
    has no place in it. Adding it again changes nothing."""
    held = PARTS.setdefault(procedure, [])
    if make not in held:
        held.append(make)


def list_parts(case: Case, by: Actor) -> dict[str, Any]:
    """What the domains add to the bundle of a case. Raises `EntryError` for what cannot stand in
    plain data."""
    found = {}
    for make in PARTS.get(case.procedure, ()):
        part = make(case, by)
        if part is not None:
            write_entry(part.content)
            found[part.name] = {"title": say(part.title), "content": dict(part.content)}
    return found


def say(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": text.zh, "en": text.en}


def describe_case(case: Case) -> dict[str, Any]:
    """The case itself. The organ's own aim is no part of it."""
    return {
        "id": str(case.public_id), "procedure": case.procedure, "year": case.year,
        "number": case.number, "organ": case.organ, "region": case.organ_region,
        "subject": case.subject, "about": {"kind": case.about_kind, "id": case.about_id},
        "state": case.state, "version": case.version, "opened_at": case.opened_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "demonstration": case.demonstration,
    }  # fmt: skip


def describe_procedure(case: Case) -> dict[str, Any]:
    """The procedure: its states, its steps by name, and which leads from where to where."""
    procedure = find_procedure(case.procedure)
    steps = index_transitions(case.procedure)
    return {
        "code": procedure.code, "title": say(procedure.title),
        "provision": {"law": procedure.provision.law, "id": procedure.provision.provision},
        "states": {s.code: say(s.name) for s in procedure.states},
        "acts": {code: say(t.act) for (code, _), t in steps.items()},
        "moves": sorted([code, since, t.to] for (code, since), t in steps.items()),
    }  # fmt: skip


def describe_event(
    case: Case, event: Event, salts: Mapping[int, bytes], papers: PaperSalts
) -> dict[str, Any]:
    """An event: what its digest is made of, and its reason with the salt of its commitment; so of
    the papers that its leaf only commits to."""
    salt = salts.get(event.entry)
    reason = None if salt is None else {"value": event.reason, "salt": salt.hex()}
    shown = {"record": list_record(case, event), "reason": reason, "at": event.at.isoformat()}
    disclosed = papers.get(event.entry)
    return {**shown, "papers": dict(disclosed)} if disclosed else shown


def read_salts(case: Case, events: Iterable[Event]) -> dict[int, bytes]:
    """The salts of reasons that were not erased, by entry: of events that the reader sees, whose
    reasons stand in them in clear."""
    with work_in(Scope(*find_range(case.organ_region))), connection.cursor() as cursor:
        cursor.execute(REASONS, [[e.entry for e in events]])
        return {int(entry): bytes(salt) for entry, salt in cursor.fetchall()}


def read_paper_salts(case: Case, events: Iterable[Event]) -> PaperSalts:
    """The salts of the papers that the leaves only commit to, for who may open these papers."""
    found: dict[int, dict[str, str]] = {}
    with work_in(Scope(*find_range(case.organ_region))), connection.cursor() as cursor:
        cursor.execute(PAPERS, [[e.entry for e in events]])
        for entry, name, salt in cursor.fetchall():
            found.setdefault(int(entry), {})[name.removeprefix(PAPER)] = bytes(salt).hex()
    return found


def list_document_ids(events: Iterable[Event]) -> dict[str, int]:
    """The documents of events, each with the version of the first that names it."""
    found: dict[str, int] = {}
    for event in events:
        for name in event.documents:
            found.setdefault(str(UUID(name)), event.version)
    return found


def describe_documents(
    events: list[Event], proved: Mapping[int, ProvedEntry], papers: PaperSalts
) -> tuple[list[dict[str, Any]], dict[str, Document]]:
    """Every document that the events name, by the digest that stands in the ledger; and the rows
    of those within the reader's reach. One that the ledger only commits to has a digest here where
    the reader may open it."""
    first = list_document_ids(events)
    rows = {str(d.public_id): d for d in Document.objects.filter(public_id__in=list(first))}
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        leaf = read_entry(proved[event.entry].data)
        names = sorted({str(UUID(name)) for name in event.documents})
        committed = [name for name in names if PAPER + name in leaf["committed"]]
        open_ = [name for name in names if name not in committed]
        said = dict(zip(open_, leaf["documents"], strict=False))
        for name in committed:
            row = rows.get(name) if name in papers.get(event.entry, {}) else None
            said[name] = describe_paper(row)
        for name, digest in sorted(said.items()):
            row = rows.get(name)
            found.setdefault(name, {
                "id": name, "version": first[name], "kind": row.kind if row else "",
                "name": row.name if row else "", **digest, "file": None, "state": "withheld",
            })  # fmt: skip
    return list(found.values()), rows


def describe_paper(row: Document | None) -> dict[str, Any]:
    """The content of a paper that the ledger only commits to; nothing of one out of reach."""
    if row is None:
        return {"sha256": None, "size": None, "type": None}
    return {"sha256": row.sha256, "size": row.size, "type": row.media_type}


def name_file(row: Document | Letter) -> str:
    """Where a letter or document stands in the bundle: never under a name that somebody gave."""
    if isinstance(row, Letter):
        return f"letters/{row.public_id}.pdf"
    return f"documents/{row.public_id}.{EXTENSIONS.get(row.media_type, 'bin')}"


def describe_letter(letter: Letter, event: Event) -> dict[str, Any]:
    """A letter; it was written into the ledger by an entry of its own."""
    template = load_templates().get(letter.template)
    return {
        "id": str(letter.public_id), "version": event.version, "number": letter.number_text,
        "kind": say(template.name) if template else {"zh": letter.template, "en": letter.template},
        "issued_on": letter.issued_on.isoformat(), "sha256": letter.sha256, "size": letter.size,
        "type": "application/pdf", "file": None, "state": "withheld",
    }  # fmt: skip


def describe_periods(case: Case, events: Mapping[int, int]) -> list[dict[str, Any]]:
    """The periods, with what happened to each and how its dates were computed.

    Args:
        events: versions by the key of the event; what belongs to none of them is left out.
    """
    rows = PeriodEvent.objects.filter(case=case, event__in=list(events)).order_by("pk")
    happened: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        happened.setdefault(row.period_id, []).append({
            "version": events[row.event_id], "act": row.act, "on": row.on.isoformat(),
            "reason": row.reason, "year": row.year, "due_on": write_day(row.due_on),
            "alert_on": write_day(row.alert_on), "provisional": row.provisional,
            "steps": row.steps,
        })  # fmt: skip
    periods = CasePeriod.objects.filter(case=case, pk__in=list(happened)).order_by("pk")
    return [
        {
            "name": p.name, "title": say(find_period(p.name).title),
            "started_on": write_day(p.started_on), "due_on": write_day(p.due_on),
            "finished_on": write_day(p.finished_on), "provisional": p.provisional,
            "events": happened[p.pk],
        }
        for p in periods
    ]  # fmt: skip


def write_day(day: Any) -> str | None:
    """A day, if there is one."""
    return day.isoformat() if day else None
