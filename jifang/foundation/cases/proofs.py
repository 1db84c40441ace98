"""Whether a case is as its leaves say: what was altered past the triggers, by whoever owns the
tables, shows here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from jifang.foundation.audit.models import Entry
from jifang.foundation.cases.clocks import find_differences, find_miscounted
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.services import digest_event
from jifang.ledger.entries import read_entry

REASON = "SELECT value FROM ledger_commitment WHERE entry = %s AND field = 'reason'"


def find_faults(case: Case) -> list[str]:
    """What does not agree between a case, its events and their leaves; empty where all is well.

    Dates are compared by the calendar in force: one that was published since the last night counts
    as a fault until the night is over.
    """
    events = list(Event.objects.filter(case=case).order_by("version"))
    found = [fault for event in events for fault in check_event(case, event)]
    if [e.version for e in events] != list(range(1, case.version + 1)):
        found.append("versions")
    ends = ["", *(e.to_state for e in events)]
    if [e.from_state for e in events] != ends[:-1] or ends[-1] != case.state:
        found.append("state")
    if events and events[-1].details.get("holder") != [case.holder_party, case.holder]:
        found.append("holder")
    found += [f"period {period.name}" for period in find_differences(case)]
    return found + [f"figures of period {period.name}" for period in find_miscounted(case)]


def check_event(case: Case, event: Event) -> Iterator[str]:
    """What is wrong with one event."""
    where = f"event {event.version}"
    if digest_event(case, event) != event.digest:
        yield f"{where}: digest"
    entry = Entry.objects.filter(pk=event.entry).first()
    if entry is None:
        yield f"{where}: no leaf"
        return
    leaf: Any = read_entry(bytes(entry.bytes))
    said = (leaf["kind"], leaf["on"]["id"], leaf["after"], leaf["actor"])
    if said != (f"case.{event.act}", str(case.public_id), event.digest, event.by):
        yield f"{where}: leaf"
    if event.reason != (read_reason(event.entry) or event.reason):
        yield f"{where}: reason"


def read_reason(entry: int) -> str | None:
    """The reason that the leaf is committed to; none where there was none, or it was erased."""
    with connection.cursor() as cursor:
        cursor.execute(REASON, [entry])
        row = cursor.fetchone()
    return None if row is None else str(row[0])
