"""The day and the calendar by which cases are worked: today's, and the one that is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from jifang.law.calendar import WorkCalendar, load_calendar


@dataclass(frozen=True, slots=True)
class Standing:
    """A day, and the calendar that is known on it."""

    day: date
    calendar: WorkCalendar


_HELD: ContextVar[Standing | None] = ContextVar("jifang_case_day", default=None)


def read_day() -> date:
    """The day on which work is done."""
    held = _HELD.get()
    return timezone.localdate() if held is None else held.day


def read_calendar() -> WorkCalendar:
    """The calendar by which periods are counted."""
    held = _HELD.get()
    return load_calendar() if held is None else held.calendar


@contextmanager
def stand_on(day: date, calendar: WorkCalendar | None = None) -> Iterator[None]:
    """Work on another day, with what was known then: to replay what happened, and for tests."""
    token = _HELD.set(Standing(day, calendar or load_calendar()))
    try:
        yield
    finally:
        _HELD.reset(token)
