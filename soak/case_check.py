"""What must hold of every case after a soak: `python -m soak.case_check`, in a site's environment.

Prints JSON: how many cases there are, in which states, and every fault.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

import django

ISSUING: Final = ("certificate", "certificate_province", "certificate_change", "filing")
CERTIFICATES: Final = ("certificate", "certificate_first", "certificate_province")
"""Of which a firm has one going on at a time."""
LOWEST: Final = 4
"""The level at which a firm begins."""


def check_certificates() -> Iterator[str]:
    """Each certificate comes of one step of an issuing case and has its letter's number; a firm's
    level goes up one step at a time; a certificate is extended, replaced and decided on once."""
    from jifang.domains.qualifications.models import Certificate
    from jifang.foundation.cases.models import Case, Event
    from jifang.foundation.documents.models import Letter

    issued = Event.objects.filter(
        act="issue", case__procedure__in=[*ISSUING], to_state="issued"
    ).values_list("pk", flat=True)  # fmt: skip
    entered = Certificate.objects.exclude(event=None).values_list("event", flat=True)
    if sorted(issued) != sorted(entered):
        yield f"{len(issued)} certificates were issued, {len(entered)} are in the register"
    for row in Certificate.objects.exclude(event=None).select_related("event", "follows"):
        letter = Letter.objects.filter(public_id=row.letter).first()
        if letter is None or letter.number_text != row.number:
            yield f"certificate {row.number}: its letter has another number"
        if row.event is not None and row.organ != row.event.case.organ:
            yield f"certificate {row.number}: of another organ than its case"
        if row.kind == "qualification":
            before = (row.follows.level if row.follows else None) or LOWEST
            step = {"promotion": before - 1, "initial": LOWEST}.get(row.how, before)
            if row.level != step:
                yield f"certificate {row.number}: {row.how} from level {before} to {row.level}"
    first = Case.objects.filter(procedure="certificate_first", state="forwarded")
    above = Case.objects.filter(procedure="certificate_province")
    sent = sorted(str(found) for found in first.values_list("public_id", flat=True))
    if sent != sorted(above.values_list("about_id", flat=True)):
        yield f"{len(sent)} cases went up to the province, {above.count()} came"


def check_alone() -> Iterator[str]:
    """A body has one application for a certificate going on, a project one review."""
    from django.db.models import Count

    from jifang.foundation.cases.models import Case

    running = Case.objects.filter(closed_at=None)
    for procedures, of in ((CERTIFICATES, "party"), (("design_review",), "about_id")):
        rows = running.filter(procedure__in=procedures).exclude(**{of: ""})
        for key, many in rows.order_by().values_list(of).annotate(n=Count("pk")).filter(n__gt=1):
            yield f"{many} applications of {key} go on at once"


def check_cases() -> dict[str, Any]:
    """Each case agrees with its events, leaves and dates; it is where a lawful step led; whoever
    must hold it holds it; numbers have no gap."""
    from jifang.foundation.audit.selectors import EVERYTHING
    from jifang.foundation.cases.models import Case, Event
    from jifang.foundation.cases.procedures import PROCEDURES, index_transitions
    from jifang.foundation.cases.proofs import find_faults
    from jifang.foundation.documents.numbers import find_gaps
    from jifang.foundation.walls.scope import work_in

    faults: list[str] = []
    states: Counter[str] = Counter()
    with work_in(EVERYTHING):
        for case in Case.objects.order_by("pk").iterator():
            name = f"{case.procedure} {case.year}-{case.number} of {case.organ}"
            states[f"{case.procedure}.{case.state}"] += 1
            faults += [f"{name}: {said}" for said in find_faults(case)]
            lawful = index_transitions(case.procedure)
            at = ""
            for event in Event.objects.filter(case=case).order_by("version"):
                step = lawful.get((event.act, at))
                if step is None or event.from_state != at or step.to != event.to_state:
                    faults.append(f"{name}: {event.act} from {event.from_state} is no lawful step")
                at = event.to_state
            if at != case.state:
                faults.append(f"{name}: it is {case.state}, its events say {at}")
            final = PROCEDURES[case.procedure].find_state(case.state).is_final
            if final != (case.holder_party == ""):
                faults.append(f"{name}: held by {case.holder_party!r} in {case.state}")
            notices = Event.objects.filter(case=case, act="notify").count()
            if notices > 1:
                faults.append(f"{name}: {notices} notices were given")
        faults += [f"numbers: {gap}" for gap in find_gaps()]
        rows = Case.objects.order_by("organ", "procedure", "year", "number")
        series = rows.values_list("organ", "procedure", "year", "number")
        for key, group in groupby(series, key=lambda row: row[:3]):
            numbers = [row[3] for row in group]
            if numbers != list(range(1, len(numbers) + 1)):
                faults.append(f"numbers of {key} have a gap")
        faults += [*check_certificates(), *check_alone()]
        events = Event.objects.count()
    return {"states": dict(states), "events": events, "faults": faults}


def main() -> int:
    """Exit code 1 where something does not hold."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soak.settings")
    django.setup()
    found = check_cases()
    print(json.dumps(found, ensure_ascii=False))
    return 1 if found["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
