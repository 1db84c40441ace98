"""What must hold of every case after a soak: `python -m soak.case_check`, in a site's environment.

Prints JSON: how many cases there are, in which states, and every fault.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from itertools import groupby
from typing import Any

import django


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
        faults += [f"numbers: {gap}" for gap in find_gaps()]
        rows = Case.objects.order_by("organ", "procedure", "year", "number")
        series = rows.values_list("organ", "procedure", "year", "number")
        for key, group in groupby(series, key=lambda row: row[:3]):
            numbers = [row[3] for row in group]
            if numbers != list(range(1, len(numbers) + 1)):
                faults.append(f"numbers of {key} have a gap")
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
