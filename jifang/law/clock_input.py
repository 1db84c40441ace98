"""A clock read from what someone wrote: names, dates and lengths as text, every problem named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jifang.law.clock import Clock, Event, Extended, Finished, Paused, Resumed, Started, run_clock
from jifang.law.errors import InputError, Problem, Text
from jifang.law.period_book import define_free, find_period
from jifang.law.periods import Definition, Period, Unit
from jifang.law.schema import read_day_text

UNITS: Mapping[str, tuple[Unit, ...]] = {
    "working_days": ("working_days",),
    "calendar_days": ("calendar_days",),
    "both": ("calendar_days", "working_days"),
    "months": ("months",),
    "years": ("years",),
}
"""How a length can be meant; `both` reads days both ways."""

NEEDS_PERIOD = Text("请选定期限，或写自定的长度", "name a period, or give a length of one's own")
NEEDS_START = Text("请写起算日，如 2026-09-21", "give the day it starts from, as 2026-09-21")
ONE_LENGTH = Text(
    "有名称的期限与自定的长度只能取其一", "give a named period or a length of one's own, not both"
)
ROLL_OF_LAW = Text(
    "只与自定的长度同用；有名称的期限是否顺延由法规定",
    "goes with a length of one's own; for a named period the law says whether it moves",
)
WHOLE = Text("应为整数", "must be a whole number")
UNKNOWN_UNIT = Text("没有这种单位；有：{names}", "there is no such unit; there are: {names}")
PAUSE_REASON = Text("请写事由", "give the reason")
PAUSE_SINCE = Text("请写起日", "give the day it begins")
PAUSE_BACK = Text("止日早于起日", "its end is before its beginning")
TOO_FAR = Text("超出日期范围", "out of the range of dates")

_WHOLE = re.compile(r"\d{1,6}", re.ASCII)
_ONE_DAY = timedelta(days=1)
_ORDER = (Resumed, Extended, Paused)
"""On one day time counts again before it is stopped anew."""


@dataclass(frozen=True, slots=True)
class WrittenPause:
    """The days that do not count, both ends included; without an end it stands."""

    since: str
    until: str
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """What was written; empty text is left out."""

    period: str = ""
    length: str = ""
    unit: str = ""
    rolls: bool = True
    start: str = ""
    pauses: tuple[WrittenPause, ...] = ()
    extended: tuple[str, ...] = ()
    finished: str = ""
    at: str = ""


def read_clock(
    written: Written, names: Mapping[str, str], problems: tuple[Problem, ...] = ()
) -> tuple[Clock, date | None]:
    """The clock that was asked for, and the day to look at.

    Args:
        written: what was written.
        names: how its fields are called where it was written (`start`: `--from`).
        problems: what was wrong already.

    Raises:
        InputError: with every problem.
    """
    reader = _Reader(names, list(problems))
    period, free = reader.read_period(written), reader.read_length(written)
    start = reader.read_day("start", written.start)
    events = reader.read_events(written)
    at = reader.read_day("at", written.at)
    if period is not None and not written.start:
        start = period.fixed_start
    if start is None and not written.start:
        reader.note("start", "", NEEDS_START)
    definition = free
    if period is not None and start is not None:
        definition = reader.define(period, start)
    if reader.problems or definition is None or start is None:
        raise InputError(reader.problems)
    return run_clock(definition, [Started(start, reader.name("start")), *events]), at


class _Reader:
    """Reads one field after the other and notes what is wrong."""

    def __init__(self, names: Mapping[str, str], problems: list[Problem]) -> None:
        self.names = names
        self.problems = problems

    def name(self, field: str) -> str:
        """What a field is called where it was written."""
        return self.names.get(field, field)

    def note(self, field: str, value: str, message: Text) -> None:
        """Note a problem of a field."""
        self.problems.append(Problem(self.name(field), value, message))

    def read_day(self, field: str, written: str) -> date | None:
        """A date; nothing where none was written."""
        if not written:
            return None
        try:
            return read_day_text(written)
        except InputError as error:
            self.note(field, written, error.problems[0].message)
            return None

    def read_period(self, written: Written) -> Period | None:
        """The named period."""
        if not written.period:
            return None
        if not written.rolls:
            self.note("rolls", "", ROLL_OF_LAW)
        if written.length:
            self.note("length", written.length, ONE_LENGTH)
        try:
            return find_period(written.period)
        except InputError as error:
            self.note("period", written.period, error.problems[0].message)
            return None

    def read_length(self, written: Written) -> Definition | None:
        """A length of one's own."""
        if written.period:
            return None
        if not written.length:
            self.note("period", "", NEEDS_PERIOD)
            return None
        units = UNITS.get(written.unit or "both")
        if units is None:
            self.note("unit", written.unit, UNKNOWN_UNIT.fill(names=", ".join(UNITS)))
        elif not _WHOLE.fullmatch(written.length):
            self.note("length", written.length, WHOLE)
        else:
            try:
                return define_free(int(written.length), units, rolls=written.rolls)
            except InputError as error:
                self.note("length", written.length, error.problems[0].message)
        return None

    def define(self, period: Period, start: date) -> Definition | None:
        """What a named period is from a day on."""
        try:
            return period.at(start)
        except InputError as error:
            self.note("start", start.isoformat(), error.problems[0].message)
            return None

    def read_events(self, written: Written) -> list[Event]:
        """Everything that happened after the start, in the order of the days."""
        events: list[Event] = [e for pause in written.pauses for e in self.read_pause(pause)]
        for said in written.extended:
            day = self.read_day("extended", said)
            events += [] if day is None else [Extended(day, self.name("extended"))]
        events.sort(key=lambda event: (event.on, _ORDER.index(type(event))))
        finished = self.read_day("finished", written.finished)
        return events if finished is None else [*events, Finished(finished, self.name("finished"))]

    def read_pause(self, pause: WrittenPause) -> Iterator[Event]:
        """A pause, and the day on which time counts again."""
        since = self.read_day("pause", pause.since)
        until = self.read_day("pause", pause.until)
        if not pause.reason:
            self.note("pause", f"{pause.since}..{pause.until}", PAUSE_REASON)
        if not pause.since:
            self.note("pause", pause.until, PAUSE_SINCE)
        if since is None or (until is None and pause.until):
            return
        yield Paused(since, pause.reason, self.name("pause"))
        if until is None:
            return
        if until < since:
            self.note("pause", f"{since}..{until}", PAUSE_BACK)
        elif until == date.max:
            self.note("pause", until.isoformat(), TOO_FAR)
        else:
            yield Resumed(until + _ONE_DAY, self.name("pause"))
