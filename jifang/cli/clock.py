"""`jifang clock`: when a period ends, how that was counted, and where it stands."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from datetime import date

from jifang.cli import clock_words as words
from jifang.cli.clock_strip import draw_weeks
from jifang.cli.output import ADVERSE, OK, UNKNOWN, write_json, write_lines
from jifang.cli.terminal import lay_table, paint
from jifang.law.clock import Clock, Standing
from jifang.law.clock_input import Written, WrittenPause, read_clock
from jifang.law.clock_words import (
    READINGS,
    STATES,
    Step,
    describe_clock,
    run_beside,
    say_due,
    say_left,
)
from jifang.law.described import describe_period
from jifang.law.errors import Lang, Problem
from jifang.law.parameters import CONFIDENCE
from jifang.law.period_book import load_counting, load_periods
from jifang.law.periods import say_cite

LIST = "list"
NAMES = {
    "period": "PERIOD",
    "start": "--from",
    "rolls": "--no-roll",
    **{name: f"--{name}" for name in ("pause", "extended", "finished", "at", "unit")},
}
_PAUSE = re.compile(r"(?P<since>[^.=]*)\.\.(?P<until>[^.=]*)=(?P<reason>.*)", re.DOTALL)
_SURE = frozenset({"", "S", "A"})


def run_clock_command(args: argparse.Namespace) -> int:
    """Count a period, or list the named ones."""
    if args.period == LIST:
        return list_periods(args.lang, args.format)
    problems: list[Problem] = []
    lengths = {
        unit: getattr(args, unit)
        for unit in ("days", "months", "years")
        if getattr(args, unit) is not None
    }
    unit, length = next(iter(lengths.items()), ("days", ""))
    if len(lengths) > 1:
        problems.append(Problem(f"--{unit}", length, words.ONE_UNIT))
    if args.unit and unit != "days":
        problems.append(Problem("--unit", args.unit, words.UNIT_OF_DAYS))
    written = Written(
        period=args.period or "",
        length=length,
        unit=(args.unit or "") if unit == "days" else unit,
        rolls=not args.no_roll,
        start=args.start or "",
        pauses=tuple(read_pauses(args.pause, problems)),
        extended=tuple(args.extended),
        finished=args.finished or "",
        at=args.at or "",
    )
    problems += [
        Problem(f"--{name}", "", words.EMPTY)
        for name, said in (("from", args.start), ("at", args.at), ("finished", args.finished))
        if said == ""
    ]
    clock, at = read_clock(written, NAMES | {"length": f"--{unit}"}, tuple(problems))
    return show_clock(clock, args, at or clock.line.finished)


def read_pauses(said: Sequence[str], problems: list[Problem]) -> Iterator[WrittenPause]:
    """FROM..TO=REASON; without TO the clock stands."""
    for written in said:
        found = _PAUSE.fullmatch(written)
        if found is None:
            problems.append(Problem("--pause", written, words.PAUSE_FORM))
        else:
            yield WrittenPause(*(found[part].strip() for part in ("since", "until", "reason")))


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
