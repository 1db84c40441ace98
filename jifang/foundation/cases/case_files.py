"""The file of a case (案卷) as its audit reads it: all of its parts, of many cases in the same few
statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from jifang.foundation.audit.models import Entry, Leaf, Note
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.models import (
    Case,
    CasePeriod,
    Event,
    Notice,
    Opinion,
    PeriodEvent,
    Recusal,
)
from jifang.foundation.cases.procedures import find_procedure
from jifang.foundation.documents.models import Document, Letter, Number
from jifang.foundation.territory.models import Organ
from jifang.foundation.walls.scope import work_in
from jifang.ledger.entries import EntryError, read_entry

REASONS = """
SELECT entry, salt, value FROM ledger_commitment WHERE field = 'reason' AND entry = ANY(%s)
"""


@dataclass
class CaseFile:
    """Everything of one case. `leaves` are the fields of ledger entries by number of the entry;
    `salts` those of reasons that were not erased."""

    case: Case
    events: list[Event] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    recusals: list[Recusal] = field(default_factory=list)
    periods: list[CasePeriod] = field(default_factory=list)
    happened: dict[int, list[PeriodEvent]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[str, Letter] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    leaves: dict[int, Any] = field(default_factory=dict)
    salts: dict[int, bytes] = field(default_factory=dict)
    organs: Mapping[str, Organ] = field(default_factory=dict)
    unsigned: int = 0
    """Entries that are in no signed checkpoint yet."""
    number_drawn: bool = False


def load_files(cases: Sequence[Case]) -> list[CaseFile]:
    """The files of cases, in their order, within the reader's bounds."""
    files = {case.pk: CaseFile(case) for case in cases}
    mine = {"case__in": list(files)}
    for event in Event.objects.filter(**mine).order_by("version"):
        files[event.case_id].events.append(event)
    for opinion in Opinion.objects.filter(**mine).order_by("pk"):
        files[opinion.case_id].opinions.append(opinion)
    for notice in Notice.objects.filter(**mine).order_by("pk"):
        files[notice.case_id].notices.append(notice)
    for recusal in Recusal.objects.filter(**mine).order_by("pk"):
        files[recusal.case_id].recusals.append(recusal)
    for period in CasePeriod.objects.filter(**mine).order_by("pk"):
        files[period.case_id].periods.append(period)
    for row in PeriodEvent.objects.filter(**mine).order_by("pk"):
        files[row.case_id].happened[row.period_id].append(row)
    load_papers(files.values())
    load_leaves(files.values())
    load_numbers(files.values())
    return list(files.values())


def load_papers(files: Iterable[CaseFile]) -> None:
    """Letters and documents that the events name."""
    held = list(files)
    letters = {e.letter for f in held for e in f.events if e.letter}
    names = {str(UUID(n)) for f in held for e in f.events for n in e.documents}
    sent = {str(r.public_id): r for r in Letter.objects.filter(public_id__in=letters)}
    kept = {str(r.public_id): r for r in Document.objects.filter(public_id__in=names)}
    for file in held:
        for event in file.events:
            if event.letter in sent:
                file.letters[event.letter] = sent[event.letter]
            for name in (str(UUID(n)) for n in event.documents):
                if name in kept:
                    file.documents[name] = kept[name]


def load_leaves(files: Iterable[CaseFile]) -> None:
    """The ledger's entries of events and letters, and the salts of reasons."""
    held = list(files)
    wanted: dict[int, CaseFile] = {}
    for file in held:
        wanted |= dict.fromkeys([e.entry for e in file.events], file)
        wanted |= dict.fromkeys([r.entry for r in file.letters.values()], file)
    signed = Note.objects.order_by("-size").values_list("size", flat=True).first() or 0
    with work_in(EVERYTHING):
        rows = list(Entry.objects.filter(pk__in=list(wanted)).values_list("pk", "bytes"))
    placed = set(
        Leaf.objects.filter(entry_id__in=list(wanted), index__lt=signed)
        .values_list("entry_id", flat=True)
    )  # fmt: skip
    for pk, data in rows:
        try:
            wanted[pk].leaves[pk] = read_entry(bytes(data))
        except EntryError:
            continue
    for pk, file in wanted.items():
        file.unsigned += pk not in placed
    with connection.cursor() as cursor:
        cursor.execute(REASONS, [list(wanted)])
        for pk, salt, _ in cursor.fetchall():
            wanted[pk].salts[pk] = bytes(salt)


def load_numbers(files: Iterable[CaseFile]) -> None:
    """Whether the number of each case was drawn from its series; the organs that acted."""
    held = list(files)
    cases = [f.case for f in held]
    drawn = set(
        Number.objects.filter(
            organ__in={c.organ for c in cases}, year__in={c.year for c in cases},
            kind__in={name_series(c) for c in cases}, number__in={c.number for c in cases},
        ).values_list("organ", "kind", "year", "number")
    )  # fmt: skip
    parties = {e.by_party for f in held for e in f.events}
    organs = {o.code: o for o in Organ.objects.filter(code__in=parties)}
    for file in held:
        case = file.case
        file.number_drawn = (case.organ, name_series(case), case.year, case.number) in drawn
        file.organs = organs


def name_series(case: Case) -> str:
    """The series in which the cases of a procedure are counted."""
    return f"case.{find_procedure(case.procedure).series}"
