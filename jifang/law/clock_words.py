"""What a clock says: its steps, its answer and its plain form, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from jifang.law.calendar import say_makeup, say_skipped
from jifang.law.clock import Clock, ClockDay, Count, Standing, State, count_all
from jifang.law.clock_events import Pause
from jifang.law.errors import InputError, Lang, Text
from jifang.law.instruments import Cite
from jifang.law.period_book import load_periods
from jifang.law.periods import UNITS, Definition, Unit, say_cite, say_count

CIVIL_CODE = "cn-civil-code"
START, MONTHS, ROLL = (Cite(CIVIL_CODE, f"art_{n}") for n in (201, 202, 203))

READINGS: Mapping[Unit, Text] = {
    "calendar_days": Text("按自然日", "as calendar days"),
    "working_days": Text("按工作日", "as working days"),
    "months": Text("按月", "in months"),
    "years": Text("按年", "in years"),
}
STATES: Mapping[State, Text] = {
    "not_started": Text("尚未起算", "not started"),
    "running": Text("在期限内", "in time"),
    "reminder": Text("较早的读法已到期", "past the end by the earlier reading"),
    "paused": Text("时钟停着", "the clock stands"),
    "overdue": Text("已经逾期", "overdue"),
    "done": Text("按期办结", "done in time"),
    "done_late": Text("逾期办结", "done too late"),
    "valid": Text("在有效期内", "valid"),
    "ended": Text("已经届满", "ended"),
    "not_yet": Text("尚未满期", "has not run yet"),
    "complete": Text("已经满期", "has run"),
    "done_early": Text("未到时候", "done too early"),
    "not_open": Text("窗口尚未打开", "the window has not opened"),
    "open": Text("窗口开着", "the window is open"),
    "closed": Text("窗口已经关闭", "the window has closed"),
}
_DUE: Mapping[str, Text] = {
    "deadline": Text("最迟 {due}", "at the latest {due}"),
    "ahead": Text("最迟 {due}", "at the latest {due}"),
    "validity": Text("至 {due} 止，当日在内", "through {due}"),
    "minimum": Text("至 {due} 满期，自 {free} 起可以", "has run on {due}; allowed from {free} on"),
    "window": Text("{opens} 至 {due}，首尾在内", "{opens} to {due}, both included"),
}
_PART_OF = frozenset({"working_days", "calendar_days"})


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of the computation, with the provisions it rests on and how sure they are."""

    text: Text
    cites: tuple[Cite, ...] = ()
    confidence: str = ""
    unit: Unit | None = None
    """The reading it belongs to, where two are computed."""

    def say(self, lang: Lang) -> str:
        """The sentence with its provisions named."""
        said = self.text.say(lang)
        if not self.cites:
            return said
        named = [say_cite(cite).say(lang) for cite in self.cites]
        if lang == "zh":
            return f"{said.removesuffix('。')}（{'、'.join(named)}）。"
        return f"{said.removesuffix('.')} ({'; '.join(named)})."


@dataclass(frozen=True, slots=True)
class _Span:
    """Days in a row: one day, or from one to another."""

    first: date
    last: date
    text: Text = field(init=False)

    def __post_init__(self) -> None:
        zh = en = f"{self.first}"
        if self.last != self.first:
            zh, en = f"{self.first} 至 {self.last}", f"{self.first} to {self.last}"
        object.__setattr__(self, "text", Text(zh, en))


def say_steps(clock: Clock) -> tuple[Step, ...]:
    """The computation in sentences."""
    steps = [*_say_length(clock), *_say_start(clock)]
    several = len(clock.counts) > 1
    for count in clock.counts:
        for step in _say_count(clock, count):
            unit = count.unit if several else None
            steps.append(Step(step.text, step.cites, step.confidence, unit))
    steps += [*_say_decision(clock), *_say_published(clock), *_say_provisional(clock)]
    return tuple(steps)


def _say_length(clock: Clock) -> Iterator[Step]:
    """What is counted, and how the days of its instrument are read."""
    definition = clock.definition
    said, period = definition.say_length(), definition.period
    title = period.title if period else Text("所给期限", "The period given")
    cites = () if definition.cite is None else (definition.cite,)
    yield Step(
        Text(f"{title.zh}：{said.zh}。", f"{title.en}: {said.en}."), cites, definition.confidence
    )
    if definition.both is not None:
        yield Step(_close(definition.both), (), "I")
    elif len(definition.units) > 1:
        yield Step(
            Text(
                "没有说明是工作日还是自然日，两种都算。",
                "Whether working or calendar days are meant is not said: both are computed.",
            )
        )
    yield from _say_rule(definition)


def _say_rule(definition: Definition) -> Iterator[Step]:
    rule = definition.day_rule
    if rule is None or rule.lengths == frozenset():
        return
    if rule.covers(definition.length):
        said = Text(
            f"该法的 {definition.length} 日为工作日。",
            f"{definition.length} days of this law are working days.",
        )
    else:
        said = Text(
            f"该法没有把 {definition.length} 日定为工作日，按自然日计算。",
            f"This law does not make {definition.length} days working days: calendar days.",
        )
    yield Step(said, (rule.cite,), rule.confidence)


def _say_start(clock: Clock) -> Iterator[Step]:
    """The day it runs from, or is counted back from."""
    start, period = clock.line.start, clock.definition.period
    what = period.start_words if period else Text("起算日", "the day it starts from")
    if clock.definition.backward:
        yield Step(
            Text(
                f"自 {start}（{what.zh}）往前数，当日不计入。",
                f"Counted back from {start} ({what.en}), which is itself not counted.",
            )
        )
        return
    yield Step(
        Text(
            f"{start}（{what.zh}）不计入，自次日起算。",
            f"{start} ({what.en}) is not counted; the period runs from the next day.",
        ),
        (START, *_cite_own_rule(clock.definition)),
        "A",
    )


def _cite_own_rule(definition: Definition) -> tuple[Cite, ...]:
    """The instrument's own rule on start and end, where it has one and says no more."""
    rule = definition.day_rule
    return (rule.cite,) if rule is not None and rule.lengths == frozenset() else ()


def _say_count(clock: Clock, count: Count) -> Iterator[Step]:
    for pause in clock.line.pauses:
        yield from _say_pause(count, pause)
    yield from _say_extensions(clock, count)
    if count.unit == "working_days":
        spoken = [cell.day for cell in count.days if cell.role in ("off", "counted")]
        yield from (Step(text) for text in (*say_skipped(spoken), *say_makeup(spoken)))
    yield from _say_end(clock, count)
    for on in count.late:
        yield Step(
            Text(
                f"{on} 的中止或者延长在期限届满之后，不起作用。",
                f"The pause or extension of {on} came after the end and changes nothing.",
            )
        )


def _say_pause(count: Count, pause: Pause) -> Iterator[Step]:
    """A pause with the days that it took out of the count."""
    if pause.since in count.late:
        return
    title, cites = pause.reason.title, (pause.reason.cite,)
    if pause.until is None:
        text = Text(
            f"{pause.since} 起因{title.zh}中止，尚未恢复，时钟停着。",
            f"Paused since {pause.since}: {title.en}. The clock stands.",
        )
    elif pause.until == pause.since:
        text = Text(
            f"{pause.since} 因{title.zh}中止，当日恢复，没有不计入的日子。",
            f"Paused on {pause.since} ({title.en}) and resumed the same day: no day is left out.",
        )
    else:
        span = _Span(pause.since, pause.until - timedelta(days=1))
        n = say_count((pause.until - pause.since).days, "calendar_days")
        text = Text(
            f"{span.text.zh} {title.zh}，{n.zh}不计入。",
            f"{span.text.en}: {title.en}; {n.en} not counted.",
        )
    yield Step(text, cites, pause.reason.confidence)


def _say_extensions(clock: Clock, count: Count) -> Iterator[Step]:
    definition = clock.definition
    extension = definition.extension
    if extension is None:
        return
    n = say_count(extension.length, count.unit)
    for on in count.extended:
        yield Step(
            Text(f"{on} 延长 {n.zh}。", f"Extended by {n.en} on {on}."),
            () if definition.cite is None else (definition.cite,),
            definition.confidence,
        )


def _say_end(clock: Clock, count: Count) -> Iterator[Step]:
    """The last day counted, and where it moves."""
    if count.counted_to is None or count.ends_on is None:
        left = say_count(count.total - _count_cells(count), _day_unit(count.unit))
        yield Step(Text(f"还有 {left.zh}没有计算。", f"Still to count: {left.en}."))
        return
    last = count.counted_to
    if count.unit in _PART_OF:
        n = count.total
        kind = UNITS[count.unit]
        zh, en = f"第 {n} {kind.zh}为 {last}。", f"{kind.en} {n} is {last}."
        if clock.definition.backward:
            zh, en = f"往前{zh}", f"counted back, {en}"
        yield Step(Text(zh, en[0].upper() + en[1:]))
    else:
        yield from _say_anniversary(clock, count)
    yield from _say_move(clock, count)


def _say_anniversary(clock: Clock, count: Count) -> Iterator[Step]:
    start = clock.line.start
    end = start + timedelta(days=-count.total if clock.definition.backward else count.total)
    if end.day == start.day:
        said = Text(f"对应日为 {end}。", f"The corresponding day is {end}.")
    else:
        said = Text(
            f"到期月没有对应日，月末日为 {end}。",
            f"The month has no corresponding day; it ends on {end}.",
        )
    yield Step(said, (MONTHS,), "A")
    if count.counted_to is not None and count.counted_to != end:
        yield Step(
            Text(
                f"中止的日子不计入，最后一日为 {count.counted_to}。",
                f"With the paused days left out the last day is {count.counted_to}.",
            )
        )


def _say_move(clock: Clock, count: Count) -> Iterator[Step]:
    """A last day that is a day off: it moves, or it is said not to."""
    last, ends_on = count.counted_to, count.ends_on
    if clock.definition.backward or last is None:
        return
    cell = next(cell for cell in count.days if cell.date == last)
    if cell.can_end:
        return
    name = cell.day.name or Text("周末", "weekend")
    if ends_on != last:
        yield Step(
            Text(
                f"{last} 为{name.zh}休息日，顺延至 {ends_on}。",
                f"{last} is a day off ({name.en}); the period ends on {ends_on}.",
            ),
            (ROLL, *_cite_own_rule(clock.definition)),
            "A",
        )
    else:
        yield Step(
            Text(
                f"{last} 为{name.zh}休息日；本期限不顺延。",
                f"{last} is a day off ({name.en}); this period does not move.",
            ),
            (),
            "I",
        )


def _close(said: Text) -> Text:
    """A phrase as a sentence of its own."""
    return Text(f"{said.zh}。", f"{said.en[:1].upper()}{said.en[1:]}.")


def _day_unit(unit: Unit) -> Unit:
    return unit if unit in _PART_OF else "calendar_days"


def _count_cells(count: Count) -> int:
    return sum(cell.role == "counted" for cell in count.days)


def _say_decision(clock: Clock) -> Iterator[Step]:
    """Which reading decides, and what the end means."""
    due, alert = clock.due_on, clock.alert_on
    if due is not None and alert is not None:
        yield Step(
            Text(
                f"两种读法中，过了较晚的 {due} 才算逾期；较早的 {alert} 提醒。",
                f"It is late only after the later day, {due}; the earlier one, {alert}, reminds.",
            ),
            (),
            "I",
        )
    if due is not None and clock.definition.meaning in ("minimum", "validity", "window"):
        yield Step(_close(say_due(clock)))


def _say_published(clock: Clock) -> Iterator[Step]:
    """What each published calendar changed."""
    for event in clock.line.published:
        before = _end_as_known(clock, event.year - 1)
        after = _end_as_known(clock, event.year)
        changed = before != after
        said = event.say()
        zh = f"{before} 改为 {after}" if changed else "日期不变"
        en = f"{before} became {after}" if changed else "the date stays"
        said = Text(f"{said.zh}，重新计算：{zh}", f"{said.en}, computed again: {en}")
        yield Step(_close(said))


def _end_as_known(clock: Clock, year: int) -> date | None:
    """The day that decides, by the calendar as it was known after a year's notice."""
    known = clock.book.known_through(year)
    counts = count_all(clock.definition, clock.line, known)
    return Clock(clock.definition, clock.line, known, counts).due_on


def _say_provisional(clock: Clock) -> Iterator[Step]:
    if clock.provisional:
        yield Step(say_verified(clock))


def say_assumed(clock: Clock) -> Text:
    """Through which year days off are recorded, where only the days left rest on later ones."""
    year = clock.book.verified_through
    return Text(
        f"放假安排收录至 {year} 年；其后的工作日只按周末推算。",
        f"Days off are recorded through {year}; working days after that are told from weekends"
        " alone.",
    )


def say_verified(clock: Clock) -> Text:
    """Through which year days off are recorded, and what that means for the date."""
    year = clock.book.verified_through
    return Text(
        f"放假安排收录至 {year} 年；其后只按周末推算，日期为暂定。",
        f"Days off are recorded through {year}; after that only weekends are known and the date is"
        " provisional.",
    )


# --- the answer -----------------------------------------------------------------------------------


def say_due(clock: Clock) -> Text:
    """The day that decides, in a phrase."""
    due = clock.due_on
    if due is None:
        return Text("时钟停着，届满之日尚不能定", "the clock stands; its end cannot be told yet")
    return _DUE[clock.definition.meaning].fill(due=due, opens=clock.opens_on, free=clock.free_from)


def say_left(clock: Clock, standing: Standing) -> Text:
    """What is left on a day: 还剩 N 个工作日（M 日）."""
    state, days = standing.state, standing.days_left
    if days is None:
        n = say_count(standing.left, _day_unit(clock.decisive.unit))
        return Text(f"还有 {n.zh}没有计算", f"still to count: {n.en}")
    if state in ("overdue", "ended", "closed") and days < 0:
        n = say_count(-days, "calendar_days")
        return Text(f"已过 {n.zh}", f"{n.en} past")
    if state in ("running", "reminder", "paused", "not_started", "valid", "open", "not_yet"):
        return _say_remaining(standing, days)
    return Text("", "")


def _say_remaining(standing: Standing, days: int) -> Text:
    natural = say_count(days, "calendar_days")
    if standing.working_days_left is None:
        return Text(f"还剩 {natural.zh}", f"{natural.en} left")
    worked = say_count(standing.working_days_left, "working_days")
    return Text(f"还剩 {worked.zh}（{natural.zh}）", f"{worked.en} left ({natural.en})")


def run_beside(clock: Clock) -> Clock | None:
    """Another period of the same start whose date the law wants to be seen too."""
    from jifang.law.clock import Started, run_clock

    period = clock.definition.period
    if period is None or not period.beside:
        return None
    other = load_periods()[period.beside]
    start = clock.line.start
    try:
        return run_clock(other.at(start), [Started(start)], clock.book)
    except InputError:  # not in force on that day
        return None


def describe_clock(clock: Clock, lang: Lang, at: date | None = None) -> dict[str, Any]:
    """The plain form of a clock, for JSON."""
    definition, period = clock.definition, clock.definition.period
    beside = run_beside(clock)
    return {
        "period": period.id if period else None,
        "title": period.title.say(lang) if period else None,
        "length": definition.length,
        "units": list(definition.units),
        "meaning": definition.meaning,
        **_describe_cite(definition.cite),
        "confidence": definition.confidence or None,
        "start": clock.line.start.isoformat(),
        "due_on": _iso(clock.due_on),
        "reminder_on": _iso(clock.alert_on),
        "opens_on": _iso(clock.opens_on),
        "free_from": _iso(clock.free_from),
        "provisional": clock.provisional,
        "verified_through": clock.book.verified_through,
        "readings": [
            {
                "unit": count.unit,
                "counted_to": _iso(count.counted_to),
                "ends_on": _iso(count.ends_on),
                "provisional": count.provisional,
            }
            for count in clock.counts
        ],
        "standing": None if at is None else _describe_standing(clock, at, lang),
        "steps": [
            {
                "text": step.text.say(lang),
                "cites": [_describe_cite(cite) for cite in step.cites],
                "confidence": step.confidence or None,
                "unit": step.unit,
            }
            for step in clock.steps
        ],
        "days": [_describe_day(cell, lang) for cell in clock.show_days(at)],
        "note": period.note.say(lang) if period and period.note else None,
        "beside": None if beside is None else describe_clock(beside, lang, at),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _describe_cite(cite: Cite | None) -> dict[str, Any]:
    return {"law": cite.law if cite else None, "provision": cite.provision if cite else None}


def _describe_standing(clock: Clock, at: date, lang: Lang) -> dict[str, Any]:
    standing = clock.stand(at)
    return {
        "at": at.isoformat(),
        "state": standing.state,
        "text": STATES[standing.state].say(lang),
        "used": standing.used,
        "left": standing.left,
        "days_left": standing.days_left,
        "working_days_left": standing.working_days_left,
        "assumed": standing.assumed,
    }


def _describe_day(cell: ClockDay, lang: Lang) -> dict[str, Any]:
    return {
        "date": cell.date.isoformat(),
        "kind": cell.day.kind.value,
        "role": cell.role,
        "number": cell.day.ordinal,
        "name": cell.day.name.say(lang) if cell.day.name else None,
        "reason": cell.reason.id if cell.reason else None,
        "assumed": cell.day.assumed,
    }


__all__ = [
    "READINGS",
    "STATES",
    "Step",
    "describe_clock",
    "run_beside",
    "say_assumed",
    "say_due",
    "say_left",
    "say_steps",
    "say_verified",
]
