"""Writing: answers on standard output, everything else on standard error, UTF-8 on both."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from jifang.cli import words
from jifang.cli.terminal import clean_line, paint
from jifang.law.errors import InputError, Lang, Problem, Text, shorten_value
from jifang.law.schema import write_value

OK, ADVERSE, BAD_INPUT, UNKNOWN, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 4, 130


class OutputError(Exception):
    """The answer cannot be written: the disk is full, or the like."""


def prepare_streams() -> None:
    """UTF-8 whatever the locale; a stream that the shell has closed swallows what it is given."""
    for name in ("stdout", "stderr"):
        stream: TextIO | None = getattr(sys, name)
        if stream is None:
            # Left open to the end: no file that is opened later may get the closed stream's number.
            nothing = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - see above
            setattr(sys, name, nothing)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def drop_output() -> None:
    """Let the rest of standard output go nowhere, at exit too: its reader has gone."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # not a real file: nothing is left to be flushed
        return


def write_text(text: str) -> None:
    """Text on standard output.

    A reader who has gone (`| head`) is no error: the exit code still says what the answer is.
    Raises `OutputError` where the output cannot be written.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()
    except OSError as error:
        drop_output()
        raise OutputError(error.strerror or str(error)) from None


def write_lines(lines: Iterable[str]) -> None:
    """Lines on standard output."""
    write_text("".join(f"{line}\n" for line in lines))


def write_json(value: Any) -> None:
    """One JSON document on standard output, Chinese left readable."""
    write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_notice(line: str, colour: str = "") -> None:
    """One line on standard error; nobody is told that standard error cannot be written."""
    shown = clean_line(line)
    try:
        sys.stderr.write((paint(shown, colour, sys.stderr) if colour else shown) + "\n")
        sys.stderr.flush()
    except OSError:
        return


def fail_field(field: str, value: object, message: Text) -> InputError:
    """One problem with an argument."""
    return InputError(Problem(field, value, message))


def report_problems(error: InputError, lang: Lang, form: str) -> int:
    """Every problem: as text on standard error, as JSON on standard output."""
    if form == "json":
        write_json({"errors": [p.as_dict(lang) for p in error.problems]})
    else:
        for problem in error.problems:
            write_notice(say_problem(problem, lang), "stop")
    return BAD_INPUT


def say_problem(problem: Problem, lang: Lang) -> str:
    """A problem with the value that was given, unless the message already names it."""
    said, given = problem.say(lang), show_given(problem.value)
    if not given or _names(said, given.strip('"')):
        return said
    return said + words.GIVEN.fill(value=given).say(lang)


def _names(said: str, value: str) -> bool:
    """Whether the message has the value as a word of its own: `hotel` is none in `a9_9.hotel`."""
    return re.search(rf"(?<![\w.]){re.escape(value)}(?![\w.])", said, re.ASCII) is not None


def show_given(value: object) -> str:
    """A value as its writer knows it: text in quotes, true, null, a date; no raw bytes."""
    if value == "" or isinstance(value, bytes):
        return ""
    if isinstance(value, date | Decimal):
        return str(write_value(value))
    if value is None or isinstance(value, str | bool | int | float):
        return shorten_value(json.dumps(value, ensure_ascii=False))
    return shorten_value(value)
