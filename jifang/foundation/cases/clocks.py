"""The clocks of a case: what happened is stored, dates are derived by the law's pure function.

Nothing is incremented. Each event of a period keeps the dates that followed from it, with the
steps; `find_differences` computes all of them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from jifang.foundation.cases.data import CaseError, Clock, Given, Procedure
from jifang.foundation.cases.models import Case, CasePeriod, Event, PeriodEvent
from jifang.foundation.cases.standing import read_calendar
from jifang.law.calendar import WorkCalendar, count_working_days
from jifang.law.clock import (
    CalendarPublished,
    Extended,
    Finished,
    Paused,
    Resumed,
    Started,
    run_clock,
)
from jifang.law.clock import Clock as LawClock
from jifang.law.clock import Event as ClockEvent
from jifang.law.errors import Text
from jifang.law.period_book import find_period


@dataclass(frozen=True, slots=True)
class Dates:
    """What follows from the events of a period."""

    due_on: date | None
    alert_on: date | None
    opens_on: date | None
    finished_on: date | None
    provisional: bool


def read_event(row: PeriodEvent) -> ClockEvent:
    """An event as the law's clock reads it."""
    match row.act:
        case "start":
            return Started(row.on)
        case "pause":
            return Paused(row.on, row.reason)
        case "resume":
            return Resumed(row.on)
        case "extend":
            return Extended(row.on)
        case "finish":
            return Finished(row.on)
        case "calendar":
            return CalendarPublished(row.on, row.year or 0)
    raise ValueError(row.act)


def run_period(
    name: str, rows: Iterable[PeriodEvent], calendar: WorkCalendar | None = None
) -> LawClock:
    """The clock of a period. Raises `InputError` naming an event that is not lawful."""
    events = [read_event(row) for row in rows]
    definition = find_period(name).at(events[0].on)
    return run_clock(definition, events, calendar or read_calendar())


def read_dates(clock: LawClock) -> Dates:
    """The dates of a clock."""
    return Dates(
        clock.due_on, clock.alert_on, clock.opens_on, clock.line.finished, clock.provisional
    )


def say_steps(clock: LawClock) -> list[dict[str, str]]:
    """The steps of the computation, in both languages."""
    return [{"zh": step.text.zh, "en": step.text.en} for step in clock.steps]


# -- what a step does to them ----------------------------------------------------------------------


def find_running(case: Case, name: str) -> CasePeriod | None:
    """A period of a case that has not finished."""
    return CasePeriod.objects.filter(case=case, name=name, finished_on=None).first()


def move_clocks(
    case: Case, procedure: Procedure, event: Event, effects: tuple[Clock, ...], given: Given
) -> None:
    """What a step does to the clocks. Raises `CaseError`, `InputError`."""
    for effect in effects:
        if effect.act == "start":
            day = find_start(case, effect.since) if effect.since else event.legal_day
            start_period(case, procedure, event, effect.period, day)
            continue
        period = find_running(case, effect.period)
        if period is None:
            if effect.act == "finish":
                continue  # what does not run needs no end
            title = find_period(effect.period).title
            said = Text(f"“{title.zh}”没有在计算", f"the period “{title.en}” is not running")
            raise CaseError("clock", said)
        add_event(period, event, effect.act, reason=effect.reason or given.pause)
    if procedure.find_state(event.to_state).is_final:
        finish_deadlines(case, event)


def finish_deadlines(case: Case, event: Event) -> None:
    """Nothing is due any more in a case that has ended."""
    for period in CasePeriod.objects.filter(case=case, finished_on=None).order_by("pk"):
        if find_period(period.name).meaning == "deadline":
            add_event(period, event, "finish")


def find_start(case: Case, name: str) -> date:
    """The day on which a period of a case started, the latest of its name."""
    found = CasePeriod.objects.filter(case=case, name=name).order_by("-pk")
    return found.values_list("started_on", flat=True)[0]


def start_period(
    case: Case, procedure: Procedure, event: Event, name: str, day: date
) -> CasePeriod:
    """Start a period on a day: that of the event, or an earlier one of the case."""
    if find_running(case, name) is not None:
        title = find_period(name).title
        said = Text(f"“{title.zh}”已在计算", f"the period “{title.en}” is running already")
        raise CaseError("clock", said)
    use = next(use for use in procedure.periods if use.name == name)
    target = use.target_days
    period = CasePeriod(
        case=case, organ_region=case.organ_region, party=case.party, grant_key=case.grant_key,
        name=name, event=event, started_on=day, calendar_year=read_calendar().verified_through,
        target_on=None if target is None
        else count_working_days(day, target, read_calendar()).due_on,
    )  # fmt: skip
    set_dates(period, run_period(name, [PeriodEvent(act="start", on=day)]))
    period.save(force_insert=True)
    add_event(period, event, "start", on=day)
    return period


def set_dates(period: CasePeriod, clock: LawClock) -> None:
    """The dates that follow, into the row."""
    dates = read_dates(clock)
    period.due_on, period.alert_on, period.opens_on = dates.due_on, dates.alert_on, dates.opens_on
    period.finished_on, period.provisional = dates.finished_on, dates.provisional
    period.calendar_year = clock.book.verified_through
    period.took = count_taken(clock)


def count_taken(clock: LawClock) -> int | None:
    """The working days after the start, up to the end, on which a period did not stand still;
    nothing while it runs."""
    first, last = clock.line.start, clock.line.finished
    if last is None:
        return None
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(
        clock.book.kind_of(day).is_worked and clock.line.find_pause(day) is None for day in days
    )


def add_event(
    period: CasePeriod,
    event: Event,
    act: str,
    *,
    reason: str = "",
    year: int | None = None,
    on: date | None = None,
) -> None:
    """Add what happened to a period and derive its dates again. Raises `InputError` for a reason
    that the law does not give, and for what cannot happen now."""
    row = PeriodEvent(
        case_id=period.case_id, organ_region=period.organ_region, party=period.party,
        grant_key=period.grant_key, period=period, event=event, act=act,
        on=on or event.legal_day,
        reason=reason if act == "pause" else "", year=year,
    )  # fmt: skip
    clock = run_period(period.name, [*list_period_events(period), row])
    set_dates(period, clock)
    row.due_on, row.alert_on = period.due_on, period.alert_on
    row.provisional, row.steps = period.provisional, say_steps(clock)
    row.save(force_insert=True)
    period.save(force_update=True)


def list_period_events(period: CasePeriod) -> list[PeriodEvent]:
    """What happened to a period, in order."""
    return list(PeriodEvent.objects.filter(period=period).order_by("pk"))


def last_day(case: Case) -> date | None:
    """The latest day of the law in a case: nothing later comes before it."""
    found = Event.objects.filter(case=case).order_by("-version").values_list("legal_day", flat=True)
    return found.first()


# -- computing again -------------------------------------------------------------------------------


def find_differences(case: Case, calendar: WorkCalendar | None = None) -> Iterator[CasePeriod]:
    """Running periods of a case whose dates come out otherwise by the calendar in force."""
    for period in CasePeriod.objects.filter(case=case, finished_on=None).order_by("pk"):
        again = read_dates(run_period(period.name, list_period_events(period), calendar))
        held = Dates(
            period.due_on, period.alert_on, period.opens_on, period.finished_on,
            period.provisional,
        )  # fmt: skip
        if again != held:
            yield period


def find_miscounted(case: Case) -> Iterator[CasePeriod]:
    """Finished periods of a case of which what is kept for figures comes out otherwise."""
    for period in CasePeriod.objects.filter(case=case).exclude(finished_on=None).order_by("pk"):
        if is_miscounted(case, period, list_period_events(period)):
            yield period


def is_miscounted(case: Case, period: CasePeriod, rows: Iterable[PeriodEvent]) -> bool:
    """Whether what a finished period keeps for figures comes out otherwise. What it took in a year
    whose days off were not published then stays as it was counted."""
    rows, end = list(rows), period.finished_on
    ends = {row.event.by_party for row in rows if row.act == "finish"}
    settled = end is not None and period.calendar_year >= end.year
    took = count_taken(run_period(period.name, rows)) if settled else period.took
    kept = (period.procedure, period.took, period.withdrawn)
    return kept != (case.procedure, took, bool(case.party) and case.party in ends)


def choose_year(period: CasePeriod, calendar: WorkCalendar) -> int:
    """The year whose notice moved a period: that of its end as it was computed, where its notice
    is recorded."""
    day = period.due_on or period.started_on
    return min(max(day.year, calendar.first_year), calendar.verified_through)
