"""A running period: from what happened to the day on which it ends, and where it stands.

`run_clock` is a pure function. A clock is nothing but the list of what happened, in order: it was
started, paused for a lawful reason, resumed, extended as the law itself allows, finished; a
holiday calendar was published. Nothing is incremented: the same events and the same calendar
always give the same dates, with the steps of the computation (`Clock.steps`).

- The day of the start is not counted (Civil Code, art. 201).
- A day is paused from the day of the pause until the day before the clock runs again; a paused day
  does not count, whatever the unit. The law says only that the time needed does not count: that
  whole days are meant, the first and the last included, is our interpretation.
- A period in months or years has as many days as lie before its corresponding day (art. 202), so
  that a pause moves its end by the days paused.
- A last day that is a day off moves to the next working day on which the clock is not paused
  (art. 203), unless the period is said not to move.
- An extension or a pause that comes after the end changes nothing; the steps say so.
- Where the law leaves open how days are counted, both readings are computed: it is late only
  after the later day, and the earlier one is a reminder.
- A result is provisional where days off matter to it and it reaches a year whose notice on days
  off is not recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from jifang.law.calendar import (
    MAX_DAYS,
    Day,
    WorkCalendar,
    add_months,
    describe_day,
    load_calendar,
    step_day,
)
from jifang.law.clock_events import (
    CalendarPublished,
    Event,
    Extended,
    Finished,
    Pause,
    Paused,
    Resumed,
    Started,
    Timeline,
    read_events,
)
from jifang.law.errors import InputError, Problem, Text
from jifang.law.periods import Definition, PauseReason, Unit

if TYPE_CHECKING:
    from jifang.law.clock_words import Step

MAX_REACH = 3 * MAX_DAYS
"""The days from the start to the end, pauses included, that are counted at most."""

Role = Literal["start", "counted", "off", "moved", "paused"]
State = Literal[
    "not_started",
    "running",
    "reminder",
    "paused",
    "overdue",
    "done",
    "done_late",
    "valid",
    "ended",
    "not_yet",
    "complete",
    "done_early",
    "not_open",
    "open",
    "closed",
]
ADVERSE: frozenset[State] = frozenset({"overdue", "done_late", "done_early", "ended", "closed"})

__all__ = [
    "ADVERSE",
    "CalendarPublished",
    "Clock",
    "ClockDay",
    "Count",
    "Event",
    "Extended",
    "Finished",
    "Paused",
    "Resumed",
    "Standing",
    "Started",
    "State",
    "run_clock",
]


# --- counting -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClockDay:
    """One day of a period, as the day strip shows it."""

    day: Day
    role: Role
    reason: PauseReason | None = None
    """Why the clock stands, on a paused day."""

    @property
    def date(self) -> date:
        """The day."""
        return self.day.date

    @property
    def can_end(self) -> bool:
        """Whether a period that moves off days off may end here."""
        return self.day.kind.is_worked and self.role != "paused"


@dataclass(frozen=True, slots=True)
class Count:
    """A period counted in one way."""

    unit: Unit
    days: tuple[ClockDay, ...]
    """From the start, or for one counted back from its first day, to the last day that matters."""
    counted_to: date | None
    """The last day counted, before any move; None while the clock stands."""
    ends_on: date | None
    provisional: bool
    total: int
    """The days that count, extensions included, in working or calendar days."""
    extended: tuple[date, ...] = ()
    late: tuple[date, ...] = ()
    """Extensions and pauses that came after the end and changed nothing."""

    def count_used(self, on: date) -> int:
        """The days that have counted up to and including a day."""
        return sum(cell.role == "counted" and cell.date <= on for cell in self.days)


def run_clock(
    definition: Definition, events: Sequence[Event], calendar: WorkCalendar | None = None
) -> Clock:
    """What a period and what happened come to.

    Args:
        definition: what is counted, of the catalogue or free (`jifang.law.periods`).
        events: what happened, in order; the first is the start.
        calendar: the calendar to count by; the recorded one if not given.

    Raises:
        InputError: naming the event that is wrong, or a day before the first recorded year.
    """
    book = calendar or load_calendar()
    line = read_events(definition, events, book)
    return Clock(definition, line, book, count_all(definition, line, book))


def count_all(definition: Definition, line: Timeline, book: WorkCalendar) -> tuple[Count, ...]:
    """The period counted in each of its units."""
    counters = [_Counter(definition, unit, line, book) for unit in definition.units]
    if definition.backward:
        return tuple(counter.count_back() for counter in counters)
    return tuple(counter.count_on() for counter in counters)


@dataclass(frozen=True, slots=True)
class _Counter:
    """One reading of a period."""

    definition: Definition
    unit: Unit
    line: Timeline
    book: WorkCalendar
    shown_to: date | None = None

    @property
    def working(self) -> bool:
        """Whether only working days count."""
        return self.unit == "working_days"

    def count_on(self) -> Count:
        """On from the start; extensions count if they came before the end."""
        extended: list[date] = []
        late: list[date] = []
        count = self.walk(0)
        for on in self.line.extensions:
            if count.ends_on is not None and on > count.ends_on:
                late.append(on)
            else:
                extended.append(on)
                count = self.walk(len(extended))
        end = count.ends_on
        late += [pause.since for pause in self.line.pauses if end is not None and pause.since > end]
        return replace(count, extended=tuple(extended), late=tuple(late))

    def measure(self, length: int) -> int:
        """How many days a length has from the start on, or back from it if it is negative."""
        if self.unit in ("working_days", "calendar_days"):
            return abs(length)
        end = add_months(self.line.start, length * (12 if self.unit == "years" else 1))
        return abs((end - self.line.start).days)

    def walk(self, extensions: int) -> Count:
        """Day by day from the start until enough days have counted and the last may be the end."""
        extension = self.definition.extension
        each = extension.length if extension is not None else 0
        total = self.measure(self.definition.length + extensions * each)
        cells = [ClockDay(describe_day(self.book, self.line.start, None), "start")]
        done, counted_to = 0, None
        while done < total or (self.definition.rolls and not cells[-1].can_end):
            following = step_day(cells[-1].date)
            self.check_reach(following)
            pause = self.line.find_pause(following)
            if pause is not None and pause.until is None:
                cells += self.stand_still(cells[-1].date, pause)
                return Count(self.unit, tuple(cells), None, None, False, total)
            number = done + 1 if done < total else None
            cells.append(self.place_day(following, pause, number))
            if cells[-1].role == "counted":
                done, counted_to = done + 1, following
        ends_on = cells[-1].date
        matters = self.working or self.definition.rolls
        provisional = matters and self.book.is_assumed(ends_on)
        return Count(self.unit, tuple(cells), counted_to, ends_on, provisional, total)

    def place_day(self, day: date, pause: Pause | None, number: int | None) -> ClockDay:
        """What a day is within the period; `number` if it can be counted."""
        described = describe_day(self.book, day, None)
        if pause is not None:
            return ClockDay(described, "paused", pause.reason)
        worked = described.kind.is_worked
        if number is not None and (worked or not self.working):
            return ClockDay(replace(described, ordinal=number), "counted")
        return ClockDay(described, "moved" if worked else "off")

    def stand_still(self, last: date, pause: Pause) -> Iterable[ClockDay]:
        """The days on which the clock stands, up to the day looked at."""
        until = max(pause.since, self.shown_to or pause.since)
        while last < until:
            last = step_day(last)
            self.check_reach(last)
            yield ClockDay(describe_day(self.book, last, None), "paused", pause.reason)

    def check_reach(self, day: date) -> None:
        """Refuse what reaches too far to be counted day by day."""
        if (day - self.line.start).days > MAX_REACH:
            said = Text(
                f"连同中止，自起算日起超过 {MAX_REACH} 日，不予计算",
                f"pauses included it reaches more than {MAX_REACH} days from its start",
            )
            raise InputError(Problem("events", day.isoformat(), said))

    def count_back(self) -> Count:
        """Back from the day given, which is itself not counted."""
        total = self.measure(-self.definition.length)
        start = self.line.start
        cells = [ClockDay(describe_day(self.book, start, None), "start")]
        done = 0
        while done < total:
            day = step_day(cells[-1].date, -1)
            cells.append(self.place_day(day, None, done + 1))
            done += cells[-1].role == "counted"
        first = cells[-1].date
        assumed = self.working and self.book.is_assumed(step_day(start, -1))
        return Count(self.unit, tuple(reversed(cells)), first, first, assumed, total)


# --- the answer -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a period stands on a day."""

    at: date
    state: State
    used: int
    """Days that have counted, in the unit that decides."""
    left: int
    """Days that have still to count."""
    days_left: int | None
    """Calendar days to the day that decides; negative after it, None while the clock stands."""
    working_days_left: int | None
    """Working days after the day looked at, up to and including the day that decides."""
    assumed: bool
    """Whether the days left reach a year whose days off are not recorded."""

    @property
    def is_adverse(self) -> bool:
        """Whether something is late, too early or over."""
        return self.state in ADVERSE


@dataclass(frozen=True, slots=True)
class Clock:
    """A period with everything that happened to it."""

    definition: Definition
    line: Timeline
    book: WorkCalendar
    counts: tuple[Count, ...]
    """One, or the two readings."""

    @property
    def decisive(self) -> Count:
        """The reading that decides: the later one."""
        return max(self.counts, key=lambda count: count.ends_on or date.max)

    @property
    def due_on(self) -> date | None:
        """The day that decides: after it the act is late, the state over, the minimum complete.

        For a window the day it closes. None while the clock stands.
        """
        return self.line.start if self.definition.meaning == "window" else self.decisive.ends_on

    @property
    def alert_on(self) -> date | None:
        """The end by the earlier reading, where two are computed and differ."""
        ends = {count.ends_on for count in self.counts}
        return None if len(ends) < 2 else min(end for end in ends if end is not None)

    @property
    def opens_on(self) -> date | None:
        """The first day of a window."""
        return self.decisive.ends_on if self.definition.meaning == "window" else None

    @property
    def free_from(self) -> date | None:
        """The first day on which a minimum has run."""
        if self.definition.meaning != "minimum" or self.due_on is None:
            return None
        return self.due_on if self.definition.free_on_last_day else step_day(self.due_on)

    @property
    def provisional(self) -> bool:
        """Whether a reading rests on a year whose days off are not recorded."""
        return any(count.provisional for count in self.counts)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The computation in sentences, each with the provision it rests on."""
        from jifang.law.clock_words import say_steps

        return say_steps(self)

    def show_days(self, at: date | None = None) -> tuple[ClockDay, ...]:
        """The days of the reading that decides; while the clock stands, up to the day looked at."""
        if self.due_on is not None or at is None:
            return self.decisive.days
        return (
            _Counter(self.definition, self.decisive.unit, self.line, self.book, at).count_on().days
        )

    def stand(self, at: date) -> Standing:
        """Where the period stands on a day. Raises `InputError` for a day out of range."""
        if isinstance(at, datetime):
            said = Text("应为日期，不含时刻", "a date is expected, without a time of day")
            raise InputError(Problem("at", at.isoformat(), said))
        count, due = self.decisive, self.due_on
        used = count.count_used(at)
        return Standing(
            at=at,
            state=_STATES[self.definition.meaning](self, at),
            used=used,
            left=count.total - used,
            days_left=None if due is None else (due - at).days,
            working_days_left=None if due is None else self._count_worked(at, due),
            assumed=due is not None and at < due and self.book.is_assumed(due),
        )

    def _count_worked(self, at: date, due: date) -> int | None:
        """The working days after a day up to another, paused ones left out."""
        since = at if self.definition.backward else max(at, self.line.start)
        if not 0 <= (due - since).days <= MAX_REACH:
            return 0 if since > due else None
        days = (since + timedelta(days=n) for n in range(1, (due - since).days + 1))
        return sum(
            self.book.kind_of(day).is_worked and self.line.find_pause(day) is None for day in days
        )


def _judge_deadline(clock: Clock, at: date) -> State:
    finished, due = clock.line.finished, clock.due_on
    if finished is not None and finished <= at:
        return "done" if due is None or finished <= due else "done_late"
    if not clock.definition.backward and at < clock.line.start:
        return "not_started"
    if due is not None and at > due:
        return "overdue"
    if clock.line.find_pause(at) is not None:
        return "paused"
    return "reminder" if clock.alert_on is not None and at > clock.alert_on else "running"


def _judge_validity(clock: Clock, at: date) -> State:
    if at < clock.line.start:
        return "not_started"
    finished, due = clock.line.finished, clock.due_on
    if finished is not None and finished <= at:
        return "ended"
    return "valid" if due is None or at <= due else "ended"


def _judge_minimum(clock: Clock, at: date) -> State:
    if at < clock.line.start:
        return "not_started"
    finished, free = clock.line.finished, clock.free_from
    if finished is not None and finished <= at:
        return "done_early" if free is None or finished < free else "done"
    return "complete" if free is not None and at >= free else "not_yet"


def _judge_window(clock: Clock, at: date) -> State:
    opens, closes, finished = clock.opens_on, clock.line.start, clock.line.finished
    if finished is not None and finished <= at:
        if opens is not None and finished < opens:
            return "done_early"
        return "done" if finished <= closes else "done_late"
    if opens is not None and at < opens:
        return "not_open"
    return "open" if at <= closes else "closed"


_STATES: Mapping[str, Callable[[Clock, date], State]] = {
    "deadline": _judge_deadline,
    "ahead": _judge_deadline,
    "validity": _judge_validity,
    "minimum": _judge_minimum,
    "window": _judge_window,
}
