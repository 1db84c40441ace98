"""The day strip: any legal period drawn one cell a day, from records of its days.

Each cell says in words what it shows, so that the strip can be read aloud; `draw_strip` gives what
parts/days.html needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jifang.law.calendar import Day, DayKind, Term
from jifang.law.errors import Text
from jifang.portals.wording import format_date, get_reader_lang, join_phrases

Kind = Literal["start", "counted", "off", "moved", "halted"]
LONGEST_LINE = 35  # cells; more are set in rows of four weeks

# The keys below a strip, in this order; those that do not occur are left out.
KEY_ORDER = ("in", "gone", "", "cond", "swap", "off", "moved", "halt", "early", "due", "today")
STATES: Mapping[Kind, str] = {
    "start": "in",
    "counted": "",
    "off": "off",
    "moved": "moved",
    "halted": "halt",
}


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of a period.

    kind: the day it runs from (not counted); a counted day; a day off; the working day to which a
    period moves that ended on a day off; a day on which the clock stands still for a lawful
    reason. `ordinal` numbers the counted days from 1. `make_up` is a weekend day worked by notice;
    `name` is the festival of a day off, or the reason of a halt. After the last recorded notice
    only weekends are known: such days are `assumed`.
    """

    day: date
    kind: Kind
    ordinal: int | None = None
    make_up: bool = False
    name: Text | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Moments:
    """Days of a period that mean something besides being counted.

    today: days before it are drawn as elapsed. due: the statutory day. early: the day on which the
    other reading ends. condition: counted days after it run only if a condition comes true.
    """

    today: date | None = None
    due: date | None = None
    early: date | None = None
    condition: date | None = None


@dataclass(frozen=True, slots=True)
class StartWords:
    """How the day is named from which the period runs: in its cell, aloud, and in the key."""

    sign: str
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One day as it is drawn and as it is said."""

    day: date
    classes: str
    sign: str
    spoken: str
    month: str = ""
    tag: str = ""
    make_up: bool = False


@dataclass(frozen=True, slots=True)
class DayWords:
    """How a counted day is said: of a period of working or calendar days, counted on or back."""

    working: bool = True
    backward: bool = False

    def say(self, ordinal: int | None) -> str:
        """Working day 4; 4th working day before."""
        if self.backward:
            said = (
                _("working day %(ordinal)s before") if self.working else _("day %(ordinal)s before")
            )
        else:
            said = _("working day %(ordinal)s") if self.working else _("day %(ordinal)s")
        return said % {"ordinal": ordinal}


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the key below the strip: the class of its sample and its words."""

    state: str
    label: str


@dataclass(frozen=True, slots=True)
class Strip:
    """What parts/days.html draws."""

    cells: tuple[Cell, ...]
    keys: tuple[Key, ...]
    make_up_sign: str
    long: bool
    provisional: bool


def name_receipt() -> StartWords:
    """The usual start: the day on which the documents were received."""
    return StartWords(
        # Translators: one character, in the cell of the day on which documents were received.
        sign=pgettext("day strip", "in"),
        name=_("day of receipt, not counted"),
    )


def draw_term(
    term: Term,
    today: date | None = None,
    early: date | None = None,
    start: StartWords | None = None,
    tags: Mapping[date, str] | None = None,
) -> Strip:
    """Draw a counted period with the day on which it ends.

    `early` is the day on which it would end by another reading; it is drawn only if it lies within.
    """
    return draw_strip(
        [read_day(term, day) for day in term.days],
        Moments(today=today, due=term.due_on, early=early),
        start,
        tags,
        words=DayWords(term.unit == "working_days"),
    )


def read_day(term: Term, day: Day) -> StripDay:
    """A day of a counted period as the strip knows it."""
    kind: Kind = "off"
    if day.date == term.start:
        kind = "start"
    elif day.ordinal is not None:
        kind = "counted"
    elif day.kind.is_worked:
        kind = "moved"
    make_up = day.kind is DayKind.MAKEUP
    return StripDay(day.date, kind, day.ordinal, make_up, day.name, day.assumed)


def draw_strip(
    days: Sequence[StripDay],
    moments: Moments | None = None,
    start: StartWords | None = None,
    tags: Mapping[date, str] | None = None,
    words: DayWords | None = None,
) -> Strip:
    """Draw a period; of working days if `words` say nothing else.

    `tags` puts further words under single days.
    """
    moments = moments or Moments()
    start = start or name_receipt()
    words = words or DayWords()
    cells = []
    shown_month = 0
    used: set[str] = set()
    for record in days:
        states = list_states(record, moments)
        used.update(states or [""])
        cells.append(
            Cell(
                day=record.day,
                classes=" ".join(["day", f"w{record.day.isoweekday()}", *states]),
                sign=write_sign(record, start),
                spoken=speak_day(record, start, words),
                month=name_month(record.day) if record.day.month != shown_month else "",
                tag=write_tag(record.day, moments, tags or {}),
                make_up=record.make_up,
            )
        )
        shown_month = record.day.month
    return Strip(
        cells=tuple(cells),
        keys=tuple(Key(state, label) for state, label in name_keys(start) if state in used),
        # Translators: one or two letters inside the cell of a make-up working day.
        make_up_sign=pgettext("day strip", "work"),
        long=len(cells) > LONGEST_LINE,
        provisional=any(record.assumed for record in days),
    )


def list_states(record: StripDay, moments: Moments) -> list[str]:
    """The classes that say what a day is; none for a counted day still to come."""
    states = [STATES[record.kind]]
    if record.make_up:
        states.append("swap")
    if record.kind == "counted":
        if moments.condition and record.day > moments.condition:
            states.append("cond")
        elif moments.today and record.day <= moments.today:
            states.append("gone")
    states += [n for n in ("today", "due", "early") if getattr(moments, n) == record.day]
    return [state for state in states if state]


def write_sign(record: StripDay, start: StartWords) -> str:
    """What stands in the cell: the number of the day, or a character for a day not counted."""
    if record.kind == "start":
        return start.sign
    if record.kind == "counted":
        return str(record.ordinal)
    if record.kind == "moved":
        # Translators: one character, in the cell of the day to which a period moves.
        return pgettext("day strip", "to")
    if record.kind == "halted":
        # Translators: one character, in the cell of a day on which the period is paused.
        return pgettext("day strip", "stop")
    # Translators: one character, in the cell of a day off.
    return pgettext("day strip", "off")


def speak_day(record: StripDay, start: StartWords, words: DayWords) -> str:
    """The day in words: Monday, working day 4; Saturday, working day 9, make-up working day."""
    said = [format_date(record.day, get_reader_lang(), "weekday")]
    if record.kind == "start":
        said.append(start.name)
    elif record.kind == "counted":
        said.append(words.say(record.ordinal))
    elif record.kind == "moved":
        said.append(_("the end of the period moves to this day"))
    elif record.kind == "halted":
        said.append(_("the period is paused"))
        said += [record.name.say(get_reader_lang())] if record.name else []
    elif record.name:
        name = record.name.say(get_reader_lang())
        said.append(_("day off: %(name)s") % {"name": name})
    else:
        said.append(_("weekend"))
    if record.make_up:
        said.append(_("make-up working day"))
    return join_phrases(said, get_reader_lang())


def write_tag(day: date, moments: Moments, tags: Mapping[date, str]) -> str:
    """The words under a day."""
    if day in tags:
        return tags[day]
    if day == moments.due:
        return _("due")
    if day == moments.today:
        return _("today")
    return _("reminder") if day == moments.early else ""


def name_month(day: date) -> str:
    """The month, over its first day in the strip."""
    return format_date(day, get_reader_lang(), "month")


def name_keys(start: StartWords) -> list[tuple[str, str]]:
    """The key of the strip in its order, each state with its words."""
    labels = {
        "in": start.name,
        "gone": _("counted, elapsed"),
        "": _("counted, to come"),
        "cond": _("only if a condition comes true"),
        "swap": _("make-up working day"),
        "off": _("day off, not counted"),
        "moved": _("end moved past days off"),
        "halt": _("paused, not counted"),
        "early": _("end by the other reading"),
        "due": _("statutory day"),
        "today": _("today"),
    }
    return [(state, labels[state]) for state in KEY_ORDER]
