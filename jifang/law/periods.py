"""What a period of the law is: how long, counted how, from what, by which provision.

The named periods are data, read by `jifang.law.period_book`. What one is on a day is its
`Definition`, which `jifang.law.clock` counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jifang.law.calendar import MAX_DAYS
from jifang.law.errors import InputError, Problem, Text
from jifang.law.instruments import Cite, label_provision, name_instrument, rank_of

Unit = Literal["working_days", "calendar_days", "months", "years"]
Meaning = Literal["deadline", "validity", "minimum", "window", "ahead"]
"""What the end of a period means.

deadline: the act is in time up to and including it. validity: a state lasts through it. minimum:
nothing may be done, or deleted, before it has run. window: counted back from a day; the act is
open from its first day to the day counted from. ahead: counted back; the last day for an act that
must come before the day counted from.
"""

UNITS: Mapping[Unit, Text] = {
    "working_days": Text("个工作日", "working day"),
    "calendar_days": Text("日", "day"),
    "months": Text("个月", "month"),
    "years": Text("年", "year"),
}
LONGEST: Mapping[Unit, int] = {
    "working_days": MAX_DAYS,
    "calendar_days": MAX_DAYS,
    "months": 120,
    "years": 10,
}
GROUPS: Mapping[str, Text] = {
    "project": Text("设计、试运行与验收", "design, trial run and acceptance"),
    "certificate": Text("资格证与备案证", "certificates"),
    "video": Text("视频系统备案", "filing of video systems"),
    "licence": Text("许可程序", "licence procedure"),
    "penalty": Text("处罚程序", "penalty procedure"),
    "remedy": Text("救济与强制执行", "remedies and enforcement"),
    "keeping": Text("保存", "keeping"),
}
START_OPEN = Text(
    "起算之日，自何事起算平台未收录，请看该条",
    "the day it runs from; from which event is not recorded here, see the article",
)
BACKWARD: frozenset[Meaning] = frozenset({"window", "ahead"})


@dataclass(frozen=True, slots=True)
class DayRule:
    """When the days of an instrument are working days."""

    cite: Cite
    confidence: str
    lengths: frozenset[int] | int | None
    """These lengths; lengths up to this one; None: every length."""

    def covers(self, length: int) -> bool:
        """Whether a period of so many days of this instrument is one of working days."""
        if self.lengths is None:
            return True
        if isinstance(self.lengths, int):
            return length <= self.lengths
        return length in self.lengths


@dataclass(frozen=True, slots=True)
class PauseReason:
    """A reason for which time does not count, with the provision that says so."""

    id: str
    title: Text
    cite: Cite
    confidence: str


@dataclass(frozen=True, slots=True)
class NoPause:
    """What is often taken for a pause and is none, and why."""

    id: str
    title: Text
    reason: Text
    cite: Cite


@dataclass(frozen=True, slots=True)
class Extension:
    """How far the law itself lets a period be extended, in the unit of the period."""

    length: int
    times: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A value of a question that is this period, counted from one of the question's facts."""

    question: str
    value: str
    start: str
    extended: bool = False
    """Whether the value is the end after the law's own extension."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What is counted: a length, how its days are read, what may stop or lengthen it."""

    length: int
    units: tuple[Unit, ...]
    """One unit, or the two readings where the law leaves it open."""
    meaning: Meaning = "deadline"
    rolls: bool = True
    """Whether a last day that is a day off moves to the next working day; no matter for working
    days."""
    pauses: tuple[PauseReason, ...] = ()
    extension: Extension | None = None
    fixed_start: date | None = None
    free_on_last_day: bool = False
    """A minimum that is complete on its last day, not after it."""
    cite: Cite | None = None
    confidence: str = ""
    day_rule: DayRule | None = None
    """The rule that made its days what they are, where there is one."""
    both: Text | None = None
    """Why two readings are computed."""
    period: Period | None = None
    """Of the catalogue; None for a free length."""

    @property
    def backward(self) -> bool:
        """Whether it is counted back from the day given."""
        return self.meaning in BACKWARD

    def say_length(self) -> Text:
        """20 个工作日, 15 日, 6 months; in both units where two readings are computed."""
        said = [say_count(self.length, unit) for unit in self.units]
        return Text(" / ".join(s.zh for s in said), " / ".join(s.en for s in said))


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """The length of a named period from a day on, with its provision and how sure it is."""

    since: date | None
    until: date | None
    length: int
    unit: Unit
    day_rule: DayRule | None
    """The rule of its instrument that says what its days are, where there is one."""
    cite: Cite | None
    """None where no provision is known, only a reported practice."""
    confidence: str
    extension: Extension | None

    def holds(self, on: date) -> bool:
        """Whether it is the length on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Period:
    """A named period of the law."""

    id: str
    group: str
    title: Text
    starts: Text | None
    """What starts it, as a day; None where it is not recorded (OPEN)."""
    meaning: Meaning
    values: tuple[PeriodValue, ...]
    rolls: bool
    free_on_last_day: bool
    fixed_start: date | None
    both: Text | None
    pauses: tuple[PauseReason, ...]
    beside: str
    """Another period whose date is shown too."""
    also: tuple[Cite, ...]
    note: Text | None
    answers: tuple[Answer, ...]

    @property
    def start_words(self) -> Text:
        """The day it runs from, or is counted back from, in words."""
        return self.starts or START_OPEN

    @property
    def latest(self) -> Definition:
        """The definition that holds last."""
        return self._define(self.values[-1])

    def at(self, on: date) -> Definition:
        """What the period is if it starts on a day.

        Raises:
            InputError: if no length of it is in force on that day.
        """
        for value in reversed(self.values):
            if value.holds(on):
                return self._define(value)
        zh, en = self.title.zh, self.title.en
        span = _say_spans(self.values)
        said = Text(
            f"{on} 没有“{zh}”这一期限；{span.zh}",
            f"there is no period “{en}” on {on}; {span.en}",
        )
        raise InputError(Problem("from", on.isoformat(), said))

    def _define(self, value: PeriodValue) -> Definition:
        return Definition(
            length=value.length,
            units=("calendar_days", "working_days") if self.both else (value.unit,),
            meaning=self.meaning,
            rolls=self.rolls,
            pauses=self.pauses,
            extension=value.extension,
            fixed_start=self.fixed_start,
            free_on_last_day=self.free_on_last_day,
            cite=value.cite,
            confidence=value.confidence,
            day_rule=None if self.both else value.day_rule,
            both=self.both,
            period=self,
        )


def _say_spans(values: tuple[PeriodValue, ...]) -> Text:
    zh = "；".join(f"{v.since or '…'} 至 {v.until or '…'}" for v in values)
    en = "; ".join(f"from {v.since or '…'} to {v.until or '…'}" for v in values)
    return Text(f"施行期间：{zh}", f"in force: {en}")


def say_count(n: int, unit: Unit) -> Text:
    """A number of days, months or years in words of its unit."""
    said = UNITS[unit]
    return Text(f"{n} {said.zh}", f"{n} {said.en}{'' if n == 1 else 's'}")


def say_cite(cite: Cite) -> Text:
    """《行政许可法》第四十二条; Licence Law, art. 42; GB 55029 第 4.0.7 条."""
    law, place = name_instrument(cite.law), label_provision(*cite)
    zh = f"{law.zh} {place.zh}" if rank_of(cite.law) == "norm" else f"《{law.zh}》{place.zh}"
    return Text(zh, f"{law.en}, {place.en}")
