"""`jifang decide` and `jifang assess`."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from jifang.cli import words
from jifang.cli.days import carry_problems, read_day
from jifang.cli.output import (
    ADVERSE,
    OK,
    UNKNOWN,
    fail_field,
    write_json,
    write_notice,
    write_text,
)
from jifang.cli.terminal import clean_line, is_terminal, paint, show_progress
from jifang.law import load_law
from jifang.law.assessment import Assessment, assess, write_template
from jifang.law.decision import Decision
from jifang.law.errors import Lang
from jifang.law.intake import read_bytes, read_path
from jifang.law.intake.limits import MAX_XLSX_BYTES
from jifang.law.schema import restore_codes

Expect = Literal["facts", "dossier"]
_PACKAGE = b"PK"


def read_input(name: str, expect: Expect, lang: Lang) -> tuple[dict[str, Any], bool]:
    """The plain data of a file or of standard input (`-`), and whether it was a workbook.

    Raises `InputError` where it cannot be read.
    """
    if name == "-":
        data = read_standard_input(lang)
        return read_bytes(data, expect=expect), data.startswith(_PACKAGE)
    return read_path(name, expect=expect), is_workbook(Path(name))


def read_standard_input(lang: Lang) -> bytes:
    """Standard input, no further than one byte past the largest size that is accepted."""
    if sys.stdin is None:  # closed by the shell
        raise fail_field("-", "", words.NO_STDIN)
    if is_terminal(sys.stdin):
        write_notice(words.TYPE_STDIN.say(lang))
    try:
        return sys.stdin.buffer.read(MAX_XLSX_BYTES + 1)
    except (OSError, ValueError):
        raise fail_field("-", "", words.NO_STDIN) from None


def is_workbook(path: Path) -> bool:
    """Whether a file that could be read was a workbook; a pipe is never opened a second time."""
    if path.is_file():
        with suppress(OSError), path.open("rb") as file:
            return file.read(len(_PACKAGE)) == _PACKAGE
    return path.suffix.lower() == ".xlsx"


def settle_code(answer: Decision | Assessment, exit_zero: bool) -> int:
    """The exit code of an answer."""
    if answer.outcome == "unknown":
        return UNKNOWN
    return ADVERSE if answer.is_adverse and not exit_zero else OK


def run_decide(args: argparse.Namespace) -> int:
    """Ask one question; `assessment` takes a dossier."""
    if args.question == "assessment":
        return assess_dossier(args, args.facts)
    law = load_law()
    on, problems = read_day(args.on)
    with carry_problems(problems):
        question = law.questions.get(args.question)
        if question is None:
            names = ", ".join([*law.questions, "assessment"])
            raise fail_field("QUESTION", args.question, words.NO_QUESTION.fill(names=names))
        raw, from_workbook = read_input(args.facts, "facts", args.lang)
        if from_workbook:
            raw = restore_codes(question.facts, raw)
        decision = law.decide(args.question, raw, on=on)
    show_answer(decision, args, decision.result.tone)
    return settle_code(decision, args.exit_zero)


def run_assess(args: argparse.Namespace) -> int:
    """Assess a dossier, or write the empty workbook."""
    if args.template is None and args.dossier is None:
        raise fail_field("DOSSIER", "", words.NEEDS_DOSSIER)
    if args.template is None:
        return assess_dossier(args, args.dossier)
    if args.dossier is not None:
        raise fail_field("--template", args.template, words.EITHER_DOSSIER)
    return write_workbook(args)


def assess_dossier(args: argparse.Namespace, name: str) -> int:
    """Assess the dossier in a file or on standard input."""
    on, problems = read_day(args.on)
    try:
        with carry_problems(problems):
            show_progress(words.READING.say(args.lang))
            raw, from_workbook = read_input(name, "dossier", args.lang)
            show_progress(words.ASSESSING.say(args.lang))
            assessment = assess(raw, on=on, from_workbook=from_workbook)
    finally:
        show_progress("")
    tone = "stop" if assessment.is_adverse else "open" if assessment.counts["open"] else "ok"
    show_answer(assessment, args, tone)
    return settle_code(assessment, args.exit_zero)


def show_answer(answer: Decision | Assessment, args: argparse.Namespace, tone: str) -> None:
    """The answer as text, its headline marked, or as JSON."""
    if args.format == "json":
        write_json(answer.as_dict(args.lang))
        return
    head, *rest = answer.say(args.lang).splitlines()
    write_text("\n".join([paint(head, tone), *rest]) + "\n")


def write_workbook(args: argparse.Namespace) -> int:
    """Write the empty dossier workbook; an existing file is not overwritten."""
    path = Path(args.template)
    if path.suffix.lower() != ".xlsx":
        raise fail_field("--template", args.template, words.NOT_XLSX)
    content = write_template()
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise fail_field("--template", args.template, words.EXISTS) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise fail_field(
            "--template", args.template, words.CANNOT_WRITE.fill(reason=reason)
        ) from None
    if args.format == "json":
        write_json({"written": str(path)})
    else:
        write_text(clean_line(words.WRITTEN.fill(path=path).say(args.lang)) + "\n")
    return OK
