"""Where a case stands, for whoever has its number and either the code printed on one of its letters
or the credit code of the applicant.

The same work is done for every input, and the answer to a wrong number and a wrong code is the same
nothing. What is shown names no person and not what the case is about. Cases that their own code
follows (complaints) are not found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Q

from jifang.domains.guide.data import (
    NextStep,
    TrackedCase,
    TrackedEvent,
    TrackedLetter,
    TrackedPeriod,
)
from jifang.domains.guide.stages import name_who
from jifang.domains.units.api import list_parties_by_code
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.clocks import list_period_events, run_period
from jifang.foundation.cases.data import Procedure, State
from jifang.foundation.cases.models import Case, CasePeriod, Event
from jifang.foundation.cases.period_names import name_due
from jifang.foundation.cases.procedures import (
    PROCEDURES,
    find_procedure,
    index_transitions,
    list_main,
)
from jifang.foundation.cases.selectors import (
    describe_state,
    find_notice,
    list_events,
    list_periods,
)
from jifang.foundation.cases.standing import read_day
from jifang.foundation.documents.codes import LONGEST_TYPED, read_code, read_number
from jifang.foundation.documents.models import Letter
from jifang.foundation.documents.templates import load_templates
from jifang.foundation.territory.models import Organ
from jifang.foundation.territory.selectors import say_organ
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import Text

NUMBER: Final = re.compile(r"(\d{4})-(\d{1,8})", re.ASCII)
NOBODY: Final = "-"
"""A party, a code, a number that there never is."""
OPEN, CLOSED = Text("尚未办结", "not closed yet"), Text("已办结", "closed")
NOTHING: Final = Text("", "")
MOST: Final = 5
"""Cases that are shown together: a number is one of its organ and matter."""


def track_cases(number: str, proof: str) -> tuple[TrackedCase, ...]:
    """The cases of a number, by the code of a letter or a credit code; none for everything else.
    A credit code is public: alone it tells that there is the case, and whether it is closed.

    number: as 2026-31, or the number of a letter of the case.
    """
    code = read_code(proof) or NOBODY
    credit = "".join(proof[:LONGEST_TYPED].split()).upper() or NOBODY
    wanted = read_number(number) or NOBODY
    with work_in(EVERYTHING):
        parties = list_parties_by_code(credit)
        letters = list(Letter.objects.filter(Q(code=code) | Q(number_key=wanted)))
        by_code = find_cases(one for one in letters if one.code == code)
        by_letter = find_cases(one for one in letters if one.number_key == wanted)
        by_number = select_numbered(wanted, by_code, parties)
        both = {pk for pk, party in by_letter.items() if pk in by_code or party in parties}
        found = Case.objects.filter(pk__in={*both, *by_number}).order_by("-opened_at", "-pk")
        shown = [case for case in found[:MOST] if is_open_to_public(case)]
        return tuple(show_case(c) if c.pk in by_code else show_brief(c) for c in shown)


def is_open_to_public(case: Case) -> bool:
    """Whether a case is followed here: not one that its own code follows, nor one of nobody's."""
    known = PROCEDURES.get(case.procedure)
    return known is not None and not known.bearers and bool(case.party)


def find_cases(letters: Iterable[Letter]) -> dict[int, str]:
    """The cases in which some letters went out, with their parties."""
    found: dict[int, str] = {}
    for letter in letters:
        events = Event.objects.filter(party=letter.party, letter=str(letter.public_id))
        found |= dict(events.values_list("case_id", "party")) if letter.party else {}
    return found


def select_numbered(wanted: str, by_code: dict[int, str], parties: Iterable[str]) -> list[int]:
    """Cases of a number that a code or a party leads to."""
    read = NUMBER.fullmatch(wanted)
    year, number = (int(read[1]), int(read[2])) if read else (0, 0)
    reached = Q(pk__in=list(by_code)) | Q(party__in=[p for p in parties if p])
    found = Case.objects.filter(reached, year=year, number=number)
    return list(found.values_list("pk", flat=True)[: MOST * 2])


# -- what is shown ---------------------------------------------------------------------------------


def show_case(case: Case) -> TrackedCase:
    """A case without anything that is somebody's."""
    procedure, state = find_procedure(case.procedure), describe_state(case)
    events = [e for e in list_events(case) if e.party == case.party and is_shown(procedure, e)]
    waits, periods = state.holder == "applicant", list(list_periods(case))
    return TrackedCase(
        procedure=procedure.code, title=procedure.title, number=f"{case.year}-{case.number}",
        organ=name_organ(case.organ), state=state.name, sentence=state.sentence,
        ended=case.closed_at is not None, holder=name_holder(case, procedure, state),
        with_applicant=waits, asked=count_asked(case) if waits else 0,
        next=tuple(list_next(procedure, state)),
        periods=tuple(show_period(one, periods) for one in periods),
        letters=tuple(list_letters(events)),
        events=tuple(show_event(procedure, e) for e in events),
        demonstration=case.demonstration,
    )  # fmt: skip


def show_brief(case: Case) -> TrackedCase:
    """That there is the case, and whether it is closed."""
    ended = case.closed_at is not None
    return TrackedCase(
        procedure="", title=NOTHING, number=f"{case.year}-{case.number}", organ=NOTHING,
        state=CLOSED if ended else OPEN, sentence=NOTHING, ended=ended, holder=NOTHING,
        with_applicant=False, asked=0, next=(), periods=(), letters=(), events=(),
        demonstration=case.demonstration, brief=True,
    )  # fmt: skip


def is_shown(procedure: Procedure, event: Event) -> bool:
    """Whether an event is the applicant's to see."""
    step = index_transitions(procedure.code).get((event.act, event.from_state))
    return step is not None and not step.internal


def name_organ(code: str) -> Text:
    """An organ by its present name."""
    found = Organ.objects.filter(code=code).order_by("-valid").first()
    return say_organ(found) if found else Text(code, code)


def name_holder(case: Case, procedure: Procedure, state: State) -> Text:
    """On whose side it lies: an organ's, or the applicant's."""
    if state.holder == "applicant":
        return procedure.applicant
    if state.is_final or not case.holder_party or case.holder_party == case.party:
        return name_organ(case.organ)
    return name_organ(case.holder_party)


def count_asked(case: Case) -> int:
    """How many things the one notice names."""
    notice = find_notice(case)
    return len(notice.defects) if notice else 0


def list_next(procedure: Procedure, state: State) -> list[NextStep]:
    """The main steps from a state, and by whom."""
    return [
        NextStep(t.act, name_who(procedure, t.who))
        for t in list_main(procedure.code, state.code)
        if not t.internal
    ]


def show_period(row: CasePeriod, periods: Sequence[CasePeriod]) -> TrackedPeriod:
    """A period among those of its case, with how it was counted."""
    events = list_period_events(row)
    clock = run_period(row.name, events)
    steps = events[-1].steps if events else []
    return TrackedPeriod(
        row.name, name_due(row, periods), row.started_on, row.due_on, row.alert_on,
        row.finished_on, row.provisional, clock.stand(read_day()).state,
        tuple(Text(one["zh"], one["en"]) for one in steps),
    )  # fmt: skip


def list_letters(events: Iterable[Event]) -> list[TrackedLetter]:
    """The letters that went out in some events."""
    wanted = [e.letter for e in events if e.letter]
    rows = Letter.objects.filter(public_id__in=wanted).order_by("issued_at", "pk")
    templates = load_templates()
    return [
        TrackedLetter(
            row.number_text,
            templates[row.template].name if row.template in templates
            else Text(row.template, row.template),
            row.issued_on,
        )
        for row in rows
    ]  # fmt: skip


def show_event(procedure: Procedure, event: Event) -> TrackedEvent:
    """What happened, on the day of the law."""
    step = index_transitions(procedure.code)[event.act, event.from_state]
    return TrackedEvent(event.legal_day, step.act, procedure.find_state(event.to_state).name)
