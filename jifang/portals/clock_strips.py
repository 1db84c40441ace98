"""The day strip of a running period: its readings, its pauses, and the parts of a long one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jifang.law.calendar import DayKind
from jifang.law.clock import Clock, ClockDay, Count, Role
from jifang.portals.strips import (
    KEY_ORDER,
    LONGEST_LINE,
    Cell,
    DayWords,
    Kind,
    Moments,
    StartWords,
    Strip,
    StripDay,
    draw_strip,
    name_month,
)
from jifang.portals.wording import get_reader_lang

MOST_WEEKS = 20  # drawn whole; of a longer strip the weeks around its ends and around today
EDGE_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a strip, and how many days before it are not drawn."""

    left_out: int
    strip: Strip


ROLES: Mapping[Role, Kind] = {
    "start": "start",
    "counted": "counted",
    "off": "off",
    "moved": "moved",
    "paused": "halted",
}


def draw_clock(clock: Clock, count: Count, at: date, today: date) -> list[Part]:
    """Draw a running period in one of its readings, the day looked at among its days.

    A long one is drawn in parts: its first and last weeks and those around the day looked at.
    """
    decides = count is clock.decisive
    cells = clock.show_days(at) if decides else count.days
    ends = {c.ends_on for c in clock.counts} - {count.ends_on, None}
    other = clock.alert_on if decides else min((e for e in ends if e is not None), default=None)
    window = clock.definition.meaning == "window"
    due = clock.line.start if window else count.ends_on
    moments = Moments(today=at, due=due, early=other)
    words = DayWords(count.unit == "working_days", clock.definition.backward)
    start, tags = name_start(clock), name_ends(clock)
    if at != today:
        tags = {at: _("looked at")} | tags
    parts: list[Part] = []
    left_out = 0
    for week, days in groupby(cells, key=lambda cell: find_monday(cell.date)):
        stretch = [read_clock_day(cell) for cell in days]
        if is_drawn(week, cells, at):
            parts.append(Part(left_out, draw_strip(stretch, moments, start, tags, words)))
            left_out = 0
        else:
            left_out += len(stretch)
    found = join_parts(parts, certain=not count.provisional)
    return found if at == today else [rename_today(part) for part in found]


def rename_today(part: Part) -> Part:
    """The key of a day looked at that is not today."""
    said = _("day looked at")
    keys = tuple(replace(k, label=said) if k.state == "today" else k for k in part.strip.keys)
    return replace(part, strip=replace(part.strip, keys=keys))


def find_monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def is_drawn(week: date, cells: Sequence[ClockDay], at: date) -> bool:
    """Whether a week of a strip is drawn: all are unless it is long."""
    first, last = find_monday(cells[0].date), find_monday(cells[-1].date)
    weeks = timedelta(days=7)
    if (last - first) // weeks < MOST_WEEKS:
        return True
    edge = EDGE_WEEKS * weeks
    return week < first + edge or week > last - edge or abs(week - find_monday(at)) <= weeks


def join_parts(weeks: Sequence[Part], certain: bool) -> list[Part]:
    """Weeks that follow each other as one part; the key stands below the last.

    Days off that are not known yet do not matter to a date that is `certain`.
    """
    parts: list[Part] = []
    for week in weeks:
        if not parts or week.left_out:
            parts.append(week)
            continue
        before = parts[-1].strip
        cells = before.cells + week.strip.cells
        parts[-1] = Part(parts[-1].left_out, replace(before, cells=cells))
    keys = {key.state: key for part in weeks for key in part.strip.keys}
    ordered = tuple(keys[state] for state in KEY_ORDER if state in keys)
    return [
        Part(
            part.left_out,
            replace(
                part.strip,
                cells=show_months(part.strip.cells),
                keys=ordered if part is parts[-1] else (),
                long=len(part.strip.cells) > LONGEST_LINE,
                provisional=not certain and part is parts[-1],
            ),
        )
        for part in parts
    ]


def show_months(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The month over its first cell and over no other."""
    shown = []
    month = 0
    for cell in cells:
        said = name_month(cell.day) if cell.day.month != month else ""
        shown.append(replace(cell, month=said))
        month = cell.day.month
    return tuple(shown)


def read_clock_day(cell: ClockDay) -> StripDay:
    """A day of a running period as the strip knows it."""
    name = cell.reason.title if cell.reason else cell.day.name
    make_up = cell.day.kind is DayKind.MAKEUP
    return StripDay(cell.date, ROLES[cell.role], cell.day.ordinal, make_up, name, cell.day.assumed)


def name_start(clock: Clock) -> StartWords:
    """How the day is named from which a clock runs, or from which it is counted back."""
    period, lang = clock.definition.period, get_reader_lang()
    what = period.starts.say(lang) if period and period.starts else _("day it starts from")
    if clock.definition.backward:
        # Translators: one character, in the cell of the day from which a period is counted back.
        sign = pgettext("day strip", "back")
        return StartWords(sign, _("%(day)s, counted back from") % {"day": what})
    # Translators: one character, in the cell of the day from which a period runs.
    return StartWords(pgettext("day strip", "from"), _("%(day)s, not counted") % {"day": what})


def name_ends(clock: Clock) -> dict[date, str]:
    """The words under the ends of a period that is no deadline."""
    count = clock.decisive
    if count.ends_on is None:
        return {}
    # Translators: under the last day of a period, in the day strip.
    said = {"validity": _("last day"), "minimum": _("complete"), "window": _("opens")}
    meaning = clock.definition.meaning
    tags = {count.ends_on: said[meaning]} if meaning in said else {}
    if meaning == "window":
        tags[clock.line.start] = _("closes")
    return tags
