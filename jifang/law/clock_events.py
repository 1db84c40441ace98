"""What happens to a running period, and in what order it can happen.

A clock is nothing but the list of these events. Reading them refuses, by name, what comes before
the start, after the end or before an earlier event, a pause within a pause, an end of a pause that
was none, a reason that the law does not give, and an extension that it does not allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from jifang.law.calendar import WorkCalendar
from jifang.law.errors import InputError, Problem, Text
from jifang.law.period_book import load_counting
from jifang.law.periods import Definition, PauseReason

MAX_EVENTS = 200


@dataclass(frozen=True, slots=True)
class Started:
    """The day the period runs from; for one that is counted back, the day it is counted from."""

    on: date
    field: str = ""
    """Where the event was entered, to be named if something is wrong with it."""

    def say(self) -> Text:
        """The event in words."""
        return Text(f"{self.on} 起算", f"started on {self.on}")


@dataclass(frozen=True, slots=True)
class Paused:
    """From this day on time does not count, for a reason that the law names."""

    on: date
    reason: str
    field: str = ""

    def say(self) -> Text:
        """The event in words."""
        return Text(f"{self.on} 中止（{self.reason}）", f"paused on {self.on} ({self.reason})")


@dataclass(frozen=True, slots=True)
class Resumed:
    """From this day on time counts again."""

    on: date
    field: str = ""

    def say(self) -> Text:
        """The event in words."""
        return Text(f"{self.on} 恢复计算", f"resumed on {self.on}")


@dataclass(frozen=True, slots=True)
class Extended:
    """The extension that the law itself allows was granted on this day."""

    on: date
    field: str = ""

    def say(self) -> Text:
        """The event in words."""
        return Text(f"{self.on} 延长", f"extended on {self.on}")


@dataclass(frozen=True, slots=True)
class Finished:
    """The act for which the period runs was done on this day."""

    on: date
    field: str = ""

    def say(self) -> Text:
        """The event in words."""
        return Text(f"{self.on} 办结", f"finished on {self.on}")


@dataclass(frozen=True, slots=True)
class CalendarPublished:
    """The notice on the days off of a year was published on this day."""

    on: date
    year: int
    field: str = ""

    def say(self) -> Text:
        """The event in words."""
        return Text(
            f"{self.on} 公布 {self.year} 年放假安排",
            f"days off of {self.year} published on {self.on}",
        )


Event = Started | Paused | Resumed | Extended | Finished | CalendarPublished


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch of days that do not count."""

    since: date
    until: date | None
    """The day on which the clock runs again; None while it stands."""
    reason: PauseReason

    def covers(self, day: date) -> bool:
        """Whether the clock stands on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened, in an order that makes sense."""

    start: date
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[date, ...] = ()
    finished: date | None = None
    published: tuple[CalendarPublished, ...] = ()

    def find_pause(self, day: date) -> Pause | None:
        """The pause a day lies in."""
        return next((pause for pause in self.pauses if pause.covers(day)), None)


class _Reader:
    """Reads events one by one into a timeline, or refuses the one that cannot stand there."""

    def __init__(self, definition: Definition, book: WorkCalendar) -> None:
        self.definition = definition
        self.book = book
        self.start: date | None = None
        self.pauses: list[Pause] = []
        self.extensions: list[date] = []
        self.finished: date | None = None
        self.published: list[CalendarPublished] = []
        self.last: date | None = None
        self.place = 0

    @property
    def standing(self) -> Pause | None:
        """The pause that has not ended."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].until is None else None

    def fail(self, event: Event, zh: str, en: str) -> InputError:
        """An error that names the event, what is wrong with it and what is allowed."""
        said = event.say()
        where = event.field or f"events[{self.place}]"
        return InputError(
            Problem(where, event.on.isoformat(), Text(f"“{said.zh}”：{zh}", f"“{said.en}”: {en}"))
        )

    def read(self, event: Event) -> None:
        """Take one event in."""
        if type(event.on) is not date:
            raise self.fail(
                event, "应为日期，不含时刻", "a date is expected, without a time of day"
            )
        self.check_order(event)
        self.last = event.on
        match event:
            case Started():
                self.begin(event)
            case Paused():
                self.pause(event)
            case Resumed():
                self.resume(event)
            case Extended():
                self.extend(event)
            case Finished():
                self.finish(event)
            case CalendarPublished():
                self.publish(event)
        self.place += 1

    def check_order(self, event: Event) -> None:
        """Refuse what comes before the start, after the end, or before an earlier event."""
        if isinstance(event, Started):
            if self.start is not None:
                raise self.fail(event, f"已于 {self.start} 起算", f"it was started on {self.start}")
            return
        if self.start is None:
            raise self.fail(event, "尚未起算；起算应在最前", "not started; the start comes first")
        if self.finished is not None:
            said = self.finished
            raise self.fail(event, f"已于 {said} 办结，此后不再计算", f"it was finished on {said}")
        if not self.definition.backward and self.last is not None and event.on < self.last:
            raise self.fail(
                event,
                f"早于前一件（{self.last}）；各件应按日期先后",
                f"earlier than the event before it ({self.last}); events stand in order",
            )

    def begin(self, event: Started) -> None:
        """The start; it may be fixed by the law."""
        fixed = self.definition.fixed_start
        if fixed is not None and event.on != fixed:
            raise self.fail(event, f"法定起算日为 {fixed}", f"the law fixes the start: {fixed}")
        self.start = event.on

    def pause(self, event: Paused) -> None:
        """A pause, for a reason that the law gives for this period."""
        self.refuse_backward(event)
        reason = self.find_reason(event)
        if self.standing is not None:
            since = self.standing.since
            raise self.fail(
                event, f"自 {since} 起已中止，尚未恢复", f"already paused since {since}"
            )
        self.pauses.append(Pause(event.on, None, reason))

    def find_reason(self, event: Paused) -> PauseReason:
        """The recorded reason of a pause; any other is refused by name."""
        allowed = {reason.id: reason for reason in self.definition.pauses}
        if event.reason in allowed:
            return allowed[event.reason]
        none = load_counting().no_pauses.get(event.reason)
        if none is not None:
            raise self.fail(
                event,
                f"“{none.title.zh}”不是中止的事由：{none.reason.zh}",
                f"“{none.title.en}” is no reason for a pause: {none.reason.en}",
            )
        if not allowed:
            raise self.fail(
                event,
                "没有收录使本期限中止的规定，时钟不停",
                "no provision is recorded that stops this period; the clock runs on",
            )
        zh = "、".join(f"{r.id}（{r.title.zh}）" for r in allowed.values())
        en = ", ".join(f"{r.id} ({r.title.en})" for r in allowed.values())
        raise self.fail(
            event, f"不是法定的中止事由；有：{zh}", f"not a reason the law gives; there are: {en}"
        )

    def resume(self, event: Resumed) -> None:
        """The end of a pause."""
        self.refuse_backward(event)
        if self.standing is None:
            raise self.fail(event, "没有中止，无从恢复", "it was not paused")
        self.pauses[-1] = replace(self.standing, until=event.on)

    def extend(self, event: Extended) -> None:
        """An extension, as often as the law allows."""
        self.refuse_backward(event)
        extension = self.definition.extension
        if extension is None:
            raise self.fail(
                event,
                "没有收录延长本期限的规定",
                "no provision is recorded that extends this period",
            )
        if len(self.extensions) == extension.times:
            n = extension.times
            raise self.fail(event, f"最多延长 {n} 次", f"extended at most {n} time(s)")
        self.extensions.append(event.on)

    def finish(self, event: Finished) -> None:
        """The end of the procedure; a pause that stands ends with it."""
        if self.standing is not None:
            self.pauses[-1] = replace(self.standing, until=event.on)
        self.finished = event.on

    def publish(self, event: CalendarPublished) -> None:
        """A calendar came out; its year must be among the recorded ones."""
        if event.year not in self.book.notices:
            last = self.book.verified_through
            raise self.fail(
                event,
                f"没有收录 {event.year} 年的放假安排；收录至 {last} 年",
                f"the days off of {event.year} are not recorded; recorded through {last}",
            )
        self.published.append(event)

    def refuse_backward(self, event: Event) -> None:
        """What is counted back from a day neither stops nor is extended."""
        if self.definition.backward:
            raise self.fail(
                event,
                "倒算的期限不中止、不延长",
                "a period that is counted back is neither paused nor extended",
            )

    def close(self) -> Timeline:
        """The timeline of everything read."""
        if self.start is None:
            said = Text("没有起算日", "there is no day it starts from")
            raise InputError(Problem("events", None, said))
        return Timeline(
            self.start,
            tuple(self.pauses),
            tuple(self.extensions),
            self.finished,
            tuple(self.published),
        )


def read_events(definition: Definition, events: Sequence[Event], book: WorkCalendar) -> Timeline:
    """The timeline of some events.

    Raises:
        InputError: naming the event that is out of order, comes twice, or is not lawful.
    """
    if len(events) > MAX_EVENTS:
        said = Text(f"至多 {MAX_EVENTS} 件", f"at most {MAX_EVENTS} events")
        raise InputError(Problem("events", len(events), said))
    reader = _Reader(definition, book)
    for event in events:
        reader.read(event)
    return reader.close()
