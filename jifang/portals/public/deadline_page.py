"""A clock as the page of the deadline calculator shows it: words, steps, strips and their table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from jifang.law.clock import Clock, ClockDay, Count, Standing
from jifang.law.clock_words import (
    READINGS,
    STATES,
    Step,
    run_beside,
    say_assumed,
    say_due,
    say_left,
    say_verified,
)
from jifang.law.errors import Lang, Text
from jifang.law.instruments import Cite
from jifang.law.periods import Meaning, Period
from jifang.portals.clock_strips import Part, draw_clock, name_start, read_clock_day
from jifang.portals.strips import DayWords
from jifang.portals.wording import format_date, get_reader_lang, join_phrases

TONES = {
    "running": "ok",
    "reminder": "warn",
    "paused": "warn",
    "valid": "ok",
    "complete": "ok",
    "done": "ok",
    "open": "ok",
    "overdue": "stop",
    "done_late": "stop",
    "done_early": "stop",
    "ended": "stop",
    "closed": "stop",
}
"""The mark of each state; the others are open."""


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row that are the same, as a line of the table."""

    first: date
    last: date
    number: int
    what: str
    ordinals: str


@dataclass(frozen=True, slots=True)
class ShownCount:
    """One reading: what it is called, where it ends, how it is drawn."""

    title: str
    count: Count
    decides: bool
    parts: list[Part]
    runs: list[Run]


@dataclass(frozen=True, slots=True)
class Beside:
    """Another date that the law wants to be seen too."""

    cite: Cite | None
    said: Text


@dataclass(frozen=True)
class DeadlinePage:
    """What the result of a computation reads."""

    clock: Clock
    at: date
    today: date

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        return get_reader_lang()

    @property
    def period(self) -> Period | None:
        """The named period, if it is one."""
        return self.clock.definition.period

    @property
    def standing(self) -> Standing:
        """Where it stands on the day looked at."""
        return self.clock.stand(self.at)

    @property
    def tone(self) -> str:
        """The mark of where it stands."""
        return TONES.get(self.standing.state, "open")

    @property
    def title(self) -> str:
        """What is counted, and how long it is."""
        named = self.period.title.say(self.lang) if self.period else _("The period given")
        return join_phrases([named, self.clock.definition.say_length().say(self.lang)], self.lang)

    @property
    def answer(self) -> str:
        """The day that decides, in words."""
        due, meaning = self.clock.due_on, self.clock.definition.meaning
        if due is None:
            return say_due(self.clock).say(self.lang)
        said = {"day": self._say(due), "opens": self._say(self.clock.opens_on)}
        said["free"] = self._say(self.clock.free_from)
        return name_ends(meaning) % said

    def _say(self, day: date | None) -> str:
        return "" if day is None else format_date(day, self.lang, "long")

    @property
    def weekday(self) -> str:
        """The weekday of the last day for an act."""
        due = self.clock.due_on
        if due is None or self.clock.definition.meaning not in ("deadline", "ahead"):
            return ""
        return format_date(due, self.lang, "weekday")

    @property
    def state(self) -> Text:
        """Where it stands, in words."""
        return STATES[self.standing.state]

    @property
    def left(self) -> Text:
        """还剩 N 个工作日."""
        return say_left(self.clock, self.standing)

    @property
    def verified(self) -> Text | None:
        """What is not certain about the date or the days left; nothing where all is."""
        if self.clock.provisional:
            return say_verified(self.clock)
        standing = self.standing
        if standing.assumed and standing.working_days_left and self.left.zh:
            return say_assumed(self.clock)
        return None

    @property
    def cites(self) -> list[Cite]:
        """The provisions of the period itself."""
        own = self.clock.definition.cite
        return [*([] if own is None else [own]), *(self.period.also if self.period else ())]

    @property
    def steps(self) -> list[tuple[str, Step]]:
        """The computation, each sentence with the reading it belongs to."""
        return [(READINGS[s.unit].say(self.lang) if s.unit else "", s) for s in self.clock.steps]

    @property
    def counts(self) -> list[ShownCount]:
        """The readings, the one that decides first."""
        order = sorted(self.clock.counts, key=lambda count: count is not self.clock.decisive)
        return [self._show(count) for count in order]

    def _show(self, count: Count) -> ShownCount:
        decides = count is self.clock.decisive
        cells = self.clock.show_days(self.at) if decides else count.days
        return ShownCount(
            READINGS[count.unit].say(self.lang),
            count,
            decides,
            draw_clock(self.clock, count, self.at, self.today),
            list(list_runs(self.clock, count, cells)),
        )

    @property
    def has_facts(self) -> bool:
        """Whether there is more to tell than the day: readings, days counted, a date beside it."""
        several, forward = len(self.clock.counts) > 1, not self.clock.definition.backward
        return several or forward or self.beside is not None

    @property
    def note_doubt(self) -> str:
        """How sure the note on the period is: the report it comes from, or our own reading."""
        return "I" if self.clock.definition.cite else self.clock.definition.confidence

    @property
    def beside(self) -> Beside | None:
        """Another period of the same start."""
        other = run_beside(self.clock)
        return None if other is None else Beside(other.definition.cite, say_due(other))


def name_ends(meaning: Meaning) -> str:
    """The sentence that tells the end of a period, by what the end means."""
    return {
        "deadline": _("at the latest on %(day)s"),
        "ahead": _("at the latest on %(day)s"),
        "validity": _("through %(day)s"),
        "minimum": _("from %(free)s on"),
        "window": _("from %(opens)s to %(day)s"),
    }[meaning]


def list_runs(clock: Clock, count: Count, cells: tuple[ClockDay, ...]) -> Iterator[Run]:
    """The strip as a table: days in a row that are the same are one line."""
    words = DayWords(count.unit == "working_days", clock.definition.backward)

    def tell_apart(cell: ClockDay) -> tuple[object, ...]:
        """What makes days different lines: what kind of day one is only where it matters."""
        if cell.role == "paused" or (cell.role == "counted" and not words.working):
            return (cell.role, cell.reason)
        return (cell.role, cell.day.kind, cell.day.name)

    for _same, group in groupby(cells, key=tell_apart):
        days = list(group)
        ordinals = [cell.day.ordinal for cell in days if cell.day.ordinal is not None]
        yield Run(
            days[0].date,
            days[-1].date,
            len(days),
            say_role(clock, count, days[0]),
            say_ordinals(ordinals, words),
        )


def say_ordinals(ordinals: list[int], words: DayWords) -> str:
    """Which counted days these are: working day 4; working day 4 to working day 9."""
    if not ordinals:
        return ""
    first, last = words.say(ordinals[0]), words.say(ordinals[-1])
    return (
        first if len(ordinals) == 1 else _("%(first)s to %(last)s") % dict(first=first, last=last)
    )


def say_role(clock: Clock, count: Count, cell: ClockDay) -> str:
    """What a day is, in words."""
    lang, record = get_reader_lang(), read_clock_day(cell)
    if record.kind == "start":
        return name_start(clock).name
    if record.kind == "counted":
        worked = record.make_up and count.unit == "working_days"
        return join_phrases([_("counted"), *([_("make-up working day")] if worked else [])], lang)
    if record.kind == "halted":
        reason = record.name.say(lang) if record.name else ""
        return join_phrases([_("paused, not counted"), reason], lang)
    if record.kind == "moved":
        return _("the end of the period moves to this day")
    off = cell.day.name.say(lang) if cell.day.name else _("weekend")
    return join_phrases([_("day off, not counted"), off], lang)
