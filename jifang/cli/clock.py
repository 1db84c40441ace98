"""`jifang clock`: when a period ends, how that was counted, and where it stands."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from jifang.cli import clock_words as words
from jifang.cli.clock_strip import draw_weeks
from jifang.cli.output import ADVERSE, OK, UNKNOWN, fail_field, write_json, write_lines
from jifang.cli.terminal import lay_table, paint
from jifang.law.clock import (
    Clock,
    Event,
    Extended,
    Finished,
    Paused,
    Resumed,
    Standing,
    Started,
    run_clock,
)
from jifang.law.clock_words import (
    READINGS,
    STATES,
    Step,
    describe_clock,
    run_beside,
    say_due,
    say_left,
)
from jifang.law.errors import InputError, Lang, Problem
from jifang.law.parameters import CONFIDENCE
from jifang.law.period_book import define_free, find_period, load_counting, load_periods
from jifang.law.periods import Definition, Period, Unit, say_cite
from jifang.law.schema import read_day_text

LIST = "list"
UNITS: dict[str, tuple[Unit, ...]] = {
    "working_days": ("working_days",),
    "calendar_days": ("calendar_days",),
    "both": ("calendar_days", "working_days"),
}
_PAUSE = re.compile(r"(?P<since>[^.=]+)\.\.(?P<until>[^.=]*)=(?P<reason>.+)", re.DOTALL)
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)
_ONE_DAY = timedelta(days=1)
_SURE = frozenset({"", "S", "A"})


class _Line:
    """The options of one command line, read with every problem they have."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.problems: list[Problem] = []

    def read_day(self, field: str, written: str | None) -> date | None:
        """A date, or a problem noted."""
        if written is None:
            return None
        try:
            return read_day_text(written)
        except InputError as error:
            self.problems.append(Problem(field, written, error.problems[0].message))
            return None

    def read_length(self) -> Definition | None:
        """A length of one's own, or a problem noted."""
        given = [
            (field, written, units)
            for field, written, units in (
                ("--days", self.args.days, UNITS[self.args.unit or "both"]),
                ("--months", self.args.months, ("months",)),
                ("--years", self.args.years, ("years",)),
            )
            if written is not None
        ]
        if self.args.unit and self.args.days is None:
            self.problems.append(Problem("--unit", self.args.unit, words.UNIT_OF_DAYS))
        if not given:
            return None
        if len(given) > 1 or self.args.period is not None:
            self.problems.append(Problem(given[-1][0], given[-1][1], words.ONE_LENGTH))
            return None
        field, written, units = given[0]
        if not _WHOLE.fullmatch(written):
            self.problems.append(Problem(field, written, words.WHOLE))
            return None
        try:
            return define_free(int(written), units, rolls=not self.args.no_roll)
        except InputError as error:
            self.problems.append(Problem(field, written, error.problems[0].message))
            return None

    def read_period(self) -> Period | None:
        """The named period, or a problem noted."""
        if self.args.period is None:
            return None
        if self.args.no_roll:
            self.problems.append(Problem("--no-roll", "", words.ROLL_OF_LAW))
        try:
            return find_period(self.args.period)
        except InputError as error:
            said = error.problems[0].message
            self.problems.append(Problem("PERIOD", self.args.period, said))
            return None

    def read_pause(self, written: str) -> Iterator[Event]:
        """FROM..TO=REASON, the last paused day included; without TO it stands."""
        found = _PAUSE.fullmatch(written)
        if found is None:
            self.problems.append(Problem("--pause", written, words.PAUSE_FORM))
            return
        since = self.read_day("--pause", found["since"].strip())
        until = self.read_day("--pause", found["until"].strip() or None)
        if since is None or (until is None and found["until"].strip()):
            return
        yield Paused(since, found["reason"].strip(), "--pause")
        if until is None:
            return
        if until < since:
            self.problems.append(Problem("--pause", written, words.PAUSE_BACK))
        elif until == date.max:
            self.problems.append(Problem("--pause", written, words.TOO_FAR))
        else:
            yield Resumed(until + _ONE_DAY, "--pause")

    def read_events(self) -> list[Event]:
        """Everything that happened after the start, in the order of the days."""
        events: list[Event] = [e for written in self.args.pause for e in self.read_pause(written)]
        for written in self.args.extended:
            day = self.read_day("--extended", written)
            events += [] if day is None else [Extended(day, "--extended")]
        finished = self.read_day("--finished", self.args.finished)
        # On one day time counts again before it is stopped anew, and the end comes last.
        order = (Resumed, Extended, Paused)
        events.sort(key=lambda event: (event.on, order.index(type(event))))
        return events if finished is None else [*events, Finished(finished, "--finished")]


def run_clock_command(args: argparse.Namespace) -> int:
    """Count a period, or list the named ones."""
    if args.period == LIST:
        return list_periods(args.lang, args.format)
    line = _Line(args)
    definition, period = line.read_length(), line.read_period()
    start = line.read_day("--from", args.start)
    events = line.read_events()
    at = line.read_day("--at", args.at)
    if period is None and definition is None and not line.problems:
        line.problems.append(Problem("PERIOD", "", words.NEEDS_LENGTH))
    if args.start is None and period is not None:
        start = period.fixed_start
    if args.start is None and start is None:
        line.problems.append(Problem("--from", "", words.NEEDS_START))
    if line.problems or start is None:
        raise InputError(line.problems)
    if period is not None:
        definition = define_named(period, start)
    assert definition is not None  # noqa: S101 - else a problem has been noted above
    clock = run_clock(definition, [Started(start, "--from"), *events])
    return show_clock(clock, args, at or clock.line.finished)


def define_named(period: Period, start: date) -> Definition:
    """What a named period is from a day on; a day without it is a problem of `--from`."""
    try:
        return period.at(start)
    except InputError as error:
        raise fail_field("--from", start.isoformat(), error.problems[0].message) from None


def show_clock(clock: Clock, args: argparse.Namespace, at: date | None) -> int:
    """The answer as text or JSON; its exit code."""
    standing = None if at is None else clock.stand(at)
    if args.format == "json":
        write_json(describe_clock(clock, args.lang, at))
    else:
        write_lines(say_clock(clock, standing, args.lang))
    if clock.due_on is None:
        return UNKNOWN
    return ADVERSE if standing and standing.is_adverse and not args.exit_zero else OK


def say_clock(clock: Clock, standing: Standing | None, lang: Lang) -> Iterator[str]:
    """The answer in lines: the day, where it stands, the steps, the strip."""
    definition = clock.definition
    period, at = definition.period, standing.at if standing else None
    title = period.title if period else words.FREE
    cited = [] if definition.cite is None else [say_cite(definition.cite).say(lang)]
    head = "  ".join([title.say(lang), definition.say_length().say(lang), *cited])
    yield paint(head, "dim")
    tone = "stop" if standing and standing.is_adverse else "ok" if clock.due_on else "open"
    yield paint(say_headline(clock, lang), tone)
    if standing is not None:
        yield paint(say_standing(clock, standing, lang), tone)
    if len(clock.counts) > 1:
        yield from lay_table(
            (f"  {READINGS[c.unit].say(lang)}", str(c.ends_on or "…")) for c in clock.counts
        )
    beside = run_beside(clock)
    if beside is not None and beside.definition.cite is not None:
        named = say_cite(beside.definition.cite).say(lang)
        yield f"  {named}{words.COLON.say(lang)}{say_due(beside).say(lang)}"
    yield ""
    yield words.STEPS.say(lang)
    for number, step in enumerate(clock.steps, 1):
        yield f"{number:>3}. {say_step(step, lang)}"
    if period is not None and period.note is not None:
        yield f"     {period.note.say(lang)}"
    yield ""
    yield from draw_weeks(clock, at, lang)


def say_headline(clock: Clock, lang: Lang) -> str:
    """The day that decides, its weekday, and whether it is certain."""
    said = say_due(clock).say(lang)
    if clock.due_on is not None and clock.definition.meaning in ("deadline", "ahead"):
        said += words.WEEKDAYS[clock.due_on.weekday()].say(lang)
    return said + (words.PROVISIONAL.say(lang) if clock.provisional else "")


def say_standing(clock: Clock, standing: Standing, lang: Lang) -> str:
    """How it stands on the day looked at, and what is left."""
    said = f"{standing.at}{words.COLON.say(lang)}{STATES[standing.state].say(lang)}"
    left = say_left(clock, standing).say(lang)
    return said if not left else f"{said}{words.COMMA.say(lang)}{left}"


def say_step(step: Step, lang: Lang) -> str:
    """A step, with the reading it belongs to and how sure its provision is."""
    head = f"[{READINGS[step.unit].say(lang)}] " if step.unit else ""
    unsure = "" if step.confidence in _SURE else f" [{CONFIDENCE[step.confidence].say(lang)}]"
    return f"{head}{step.say(lang)}{unsure}"


def list_periods(lang: Lang, form: str) -> int:
    """Every named period with its length, provision and confidence, and the lawful pauses."""
    if form == "json":
        write_json([describe_period(p, lang) for p in load_periods().values()])
        return OK
    rows: Sequence[tuple[str, ...]] = [
        (
            period.id,
            period.title.say(lang),
            value.say_length().say(lang),
            say_cite(value.cite).say(lang) if value.cite else "",
            CONFIDENCE[value.confidence].say(lang),
        )
        for period in load_periods().values()
        for value in [period.latest]
    ]
    reasons = [
        (r.id, r.title.say(lang), say_cite(r.cite).say(lang), CONFIDENCE[r.confidence].say(lang))
        for r in load_counting().pauses.values()
    ]
    write_lines([*lay_table(rows), "", words.REASONS.say(lang), *lay_table(reasons)])
    return OK


def describe_period(period: Period, lang: Lang) -> dict[str, object]:
    """A named period in its JSON form, with every dated length."""
    return {
        "id": period.id,
        "title": period.title.say(lang),
        "starts": period.starts.say(lang) if period.starts else None,
        "meaning": period.meaning,
        "rolls": period.rolls,
        "both_readings": period.both is not None,
        "pauses": [reason.id for reason in period.pauses],
        "values": [
            {
                "from": value.since.isoformat() if value.since else None,
                "until": value.until.isoformat() if value.until else None,
                "length": value.length,
                "unit": value.unit,
                "law": value.cite.law if value.cite else None,
                "provision": value.cite.provision if value.cite else None,
                "confidence": value.confidence,
                "extension": None
                if value.extension is None
                else {"length": value.extension.length, "times": value.extension.times},
            }
            for value in period.values
        ],
        "note": period.note.say(lang) if period.note else None,
    }
