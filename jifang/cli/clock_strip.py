"""The day strip on a terminal: a line a week, Monday first, one cell a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from jifang.cli import clock_words as words
from jifang.cli.terminal import measure_width
from jifang.law.calendar import DayKind
from jifang.law.clock import Clock, ClockDay
from jifang.law.errors import Lang

CELL = 9
LABEL = 9
EDGE = 8
"""Weeks shown at each end of a strip that is too long to be shown whole."""


def draw_weeks(clock: Clock, at: date | None, lang: Lang) -> Iterator[str]:
    """The strip of the reading that decides, with its key."""
    yield (" " * LABEL + "".join(_pad(f" {day.say(lang)}", CELL) for day in words.WEEK)).rstrip()
    days = clock.show_days(at)
    weeks = [list(week) for _, week in groupby(days, key=lambda cell: _find_monday(cell.date))]
    short = len(weeks) <= 2 * EDGE + 1
    shown_month = ""
    used: set[str] = set()
    for place, week in enumerate(weeks):
        if not short and EDGE <= place < len(weeks) - EDGE:
            if place == EDGE:
                yield words.LEFT_OUT.fill(weeks=len(weeks) - 2 * EDGE).say(lang)
            continue
        month = week[0].date.isoformat()[:7]
        label = month if month != shown_month else ""
        shown_month = week[-1].date.isoformat()[:7]
        blank = " " * CELL * week[0].date.weekday()
        marks = [_list_marks(clock, cell, at) for cell in week]
        used.update(*marks)
        cells = (_write_day(cell, of, lang) for cell, of in zip(week, marks, strict=True))
        yield f"{_pad(label, LABEL)}{blank}{''.join(_pad(c, CELL) for c in cells)}".rstrip()
    yield " · ".join(
        f"{mark.say(lang)} {said.say(lang)}"
        for name, (mark, said) in words.MARKS.items()
        if name in used
    )


def _find_monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _pad(text: str, width: int) -> str:
    return text + " " * (width - measure_width(text))


def _list_marks(clock: Clock, cell: ClockDay, at: date | None) -> list[str]:
    """What a day is besides being counted."""
    marks = [cell.role] if cell.role in words.MARKS else []
    found = {
        "makeup": cell.day.kind is DayKind.MAKEUP,
        "today": cell.date == at,
        "due": cell.date == clock.decisive.ends_on,
    }
    return [*marks, *(name for name, so in found.items() if so)]


def _write_day(cell: ClockDay, marks: list[str], lang: Lang) -> str:
    """Day of the month, its number within the period, and its marks."""
    number = "" if cell.day.ordinal is None else str(cell.day.ordinal)
    return f"{cell.date.day:>2} {number}{''.join(words.MARKS[m][0].say(lang) for m in marks)}"
