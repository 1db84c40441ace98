"""`jifang decide` and `jifang assess`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any, Literal

from jifang.cli import words
from jifang.cli.main import ADVERSE, OK, UNKNOWN, fail_field, write_json
from jifang.cli.terminal import paint, show_progress
from jifang.law import load_law
from jifang.law.assessment import Assessment, assess, write_template
from jifang.law.decision import Decision
from jifang.law.errors import Lang
from jifang.law.intake import read_path, read_stream
from jifang.law.schema import restore_codes

Expect = Literal["facts", "dossier"]


def read_input(name: str, expect: Expect) -> tuple[dict[str, Any], bool]:
    """The plain data of a file or of standard input, and whether it was a workbook."""
    if name == "-":
        return read_stream(sys.stdin.buffer, expect=expect), False
    return read_path(name, expect=expect), Path(name).suffix.lower() == ".xlsx"


def settle_code(answer: Decision | Assessment, exit_zero: bool) -> int:
    """The exit code of an answer."""
    if answer.outcome == "unknown":
        return UNKNOWN
    return ADVERSE if answer.is_adverse and not exit_zero else OK


def run_decide(args: argparse.Namespace) -> int:
    """Ask one question; `assessment` takes a dossier."""
    on = args.on or date.today()  # noqa: DTZ011 - the reader's own day
    if args.question == "assessment":
        args.dossier, args.template = args.facts, None
        return run_assess(args)
    law = load_law()
    raw, from_workbook = read_input(args.facts, "facts")
    question = law.questions.get(args.question)
    if from_workbook and question is not None:
        raw = restore_codes(question.facts, raw)
    decision = law.decide(args.question, raw, on=on)
    show(decision, args, decision.result.tone)
    return settle_code(decision, args.exit_zero)


def run_assess(args: argparse.Namespace) -> int:
    """Assess a dossier, or write the empty workbook."""
    if args.template:
        return write_workbook(args.template, args.lang)
    if not args.dossier:
        raise fail_field("DOSSIER", "", words.NEEDS_DOSSIER)
    show_progress(words.READING.say(args.lang))
    try:
        raw, from_workbook = read_input(args.dossier, "dossier")
        on = args.on or date.today()  # noqa: DTZ011 - the reader's own day
        assessment = assess(raw, on=on, from_workbook=from_workbook)
    finally:
        show_progress("")
    tone = "stop" if assessment.is_adverse else "open" if assessment.counts["open"] else "ok"
    show(assessment, args, tone)
    return settle_code(assessment, args.exit_zero)


def show(answer: Decision | Assessment, args: argparse.Namespace, tone: str) -> None:
    """The answer as text, its headline marked, or as JSON."""
    if args.format == "json":
        write_json(answer.as_dict(args.lang))
        return
    head, *rest = answer.say(args.lang).splitlines()
    sys.stdout.write("\n".join([paint(head, tone), *rest]) + "\n")


def write_workbook(name: str, lang: Lang) -> int:
    """Write the empty dossier workbook; an existing file is not overwritten."""
    path = Path(name)
    try:
        with path.open("xb") as file:
            file.write(write_template())
    except OSError:
        raise fail_field("--template", name, words.CANNOT_WRITE) from None
    sys.stdout.write(words.WRITTEN.fill(path=name).say(lang) + "\n")
    return OK
