"""`jifang amend`: what an amendment would change, over the rows of a Parquet file."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jifang.cli import words
from jifang.cli.answers import read_input
from jifang.cli.batch import say_share, show_bar, stop_cleanly
from jifang.cli.days import carry_problems, read_day
from jifang.cli.output import OK, fail_field, write_json, write_lines
from jifang.cli.terminal import clean_line, lay_table, paint
from jifang.law import load_law
from jifang.law.amendments import STATUS, Amendment, Change, amend_law, list_changes, read_amendment
from jifang.law.engine.prose import say_value
from jifang.law.engine.types import BOOL
from jifang.law.errors import Lang
from jifang.law.instruments import Cite
from jifang.law.parameters import UNITS
from jifang.law.schema import write_value

if TYPE_CHECKING:
    from jifang.law.columns.compare import Answer, Comparison
    from jifang.law.engine.law import Law


def run_amend(args: argparse.Namespace) -> int:
    """Compare the law in force with the amended law, question by question."""
    law = load_law()
    raw, _ = read_input(args.amendment, "facts", args.lang)
    amendment = read_amendment(raw, law)
    amended = amend_law(law, amendment)
    compared = compare_file(args, law, amended, amendment)
    changes = list_changes(law, amended)
    if args.format == "json":
        write_json(describe(amendment, changes, compared, args))
        return OK
    write_lines(say_amendment(amendment, changes, args.lang))
    for comparison in compared:
        write_lines(say_comparison(comparison, args.lang))
    return OK


def compare_file(
    args: argparse.Namespace, law: Law, amended: Law, amendment: Amendment
) -> list[Comparison]:
    """Every question that is touched and whose facts the file has, one scan each."""
    from jifang.law.columns.compare import choose_questions, compare_source, find_touched
    from jifang.law.columns.source import open_source

    day = args.on_column
    if day is not None and args.on is not None:
        raise fail_field("--on-column", day, words.EITHER_DAY)
    on, problems = read_day(args.on)
    with carry_problems(problems):
        source = open_source(Path(args.data))
        touched = find_touched(law, amended, amendment)
        names = [n.removesuffix("__none") for n in source.schema]
        questions = choose_questions(touched, names, args.question)
    chosen = None if day is not None else amendment.settled_on if args.on is None else on
    passed = tuple(args.passed or ())
    if len(questions) > 1:  # one question's facts are another's own columns
        shared = {f.name for q in questions for f in q.facts}
        passed += tuple(n for n in source.schema if n.removesuffix("__none") in shared)
    found = []
    for question in questions:
        with stop_cleanly(), show_bar(source.rows, 1, args.lang) as tell:
            found.append(
                compare_source(
                    source,
                    question.name,
                    law,
                    amended,
                    on=chosen,
                    day=day,
                    passed=passed,
                    tell=partial(tell, "read"),
                )
            )
    return found


def describe(
    amendment: Amendment,
    changes: tuple[Change, ...],
    compared: list[Comparison],
    args: argparse.Namespace,
) -> dict[str, Any]:
    """The JSON form."""
    lang: Lang = args.lang
    return {
        "amendment": amendment.id,
        "title": amendment.title.say(lang),
        "status": amendment.status,
        "from": amendment.since.isoformat(),
        "demonstration": amendment.demonstration,
        "data": args.data,
        "changes": [
            {
                "what": c.what.say(lang),
                "since": c.since.isoformat(),
                "before": write_value(c.before),
                "after": write_value(c.after),
                "questions": list(c.of),
            }
            for c in changes
        ],
        "questions": [c.as_dict(lang) for c in compared],
    }


def say_amendment(amendment: Amendment, changes: tuple[Change, ...], lang: Lang) -> list[str]:
    """What is changed in the law, as lines."""
    status = STATUS.label(amendment.status).say(lang)
    demo = f" · {words.DEMONSTRATION.say(lang)}" if amendment.demonstration else ""
    lines = [clean_line(f"{amendment.title.say(lang)} · {status}{demo}")]
    rows = [
        (
            c.what.say(lang),
            c.since.isoformat(),
            f"{_say(c, c.before, lang)} → {_say(c, c.after, lang)}",
        )
        for c in changes
    ]
    return [*lines, *lay_table(rows)]


def _say(change: Change, value: Any, lang: Lang) -> str:
    if value is None:
        return "—"
    of, unit = (BOOL, None) if isinstance(value, bool) else UNITS[change.unit]
    return say_value(value, of, lang, unit)


def say_comparison(comparison: Comparison, lang: Lang) -> list[str]:
    """What moves, as lines: the sum, then every transition that changes, by provision."""
    day = comparison.on.isoformat() if comparison.on else comparison.day
    head = words.AMEND_HEAD.fill(
        title=comparison.question.title,
        day=day,
        rows=f"{comparison.rows:,}",
        moved=f"{comparison.outcome_changed:,}",
        share=say_share(comparison.outcome_changed, comparison.rows).strip(),
        changed=f"{comparison.changed:,}",
    )
    moved = [t for t in comparison.transitions if t.is_changed]
    rows = [
        (
            f"{t.rows:>14,}",
            say_share(t.rows, comparison.rows),
            f"{say_answer(comparison, t.before, lang)} → {say_answer(comparison, t.after, lang)}",
        )
        for t in moved
    ]
    kept = comparison.rows - comparison.changed
    tail = words.AMEND_KEPT.fill(rows=f"{kept:,}").say(lang)
    return [
        "",
        paint(clean_line(head.say(lang)), "warn" if moved else "ok"),
        *lay_table(rows),
        tail,
    ]


def say_answer(comparison: Comparison, answer: Answer, lang: Lang) -> str:
    """An answer with the provision that decides it, or those that keep it open."""
    label = comparison.question.outcome(answer.outcome).label.say(lang)
    cites = [answer.cite] if answer.cite else list(answer.open)
    return f"{label} [{', '.join(str(Cite(*c)) for c in cites)}]" if cites else label
