"""Running one command line: from the arguments to the exit code."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from typing import cast

from jifang.cli import words
from jifang.cli.output import (
    INTERNAL,
    INTERRUPTED,
    OK,
    OutputError,
    prepare_streams,
    report_problems,
    write_notice,
)
from jifang.cli.terminal import find_lang, show_progress
from jifang.cli.usage import FORMATS, LANGS, UsageError, build_parser, peek_choice
from jifang.law.errors import InputError, Lang

PLATFORM = {
    "init": "jifang.config.init",
    "demo": "jifang.config.demonstration",
    "load-test-data": "jifang.config.load_test_data",
}
"""Commands of the platform, each a program of its own."""


def run_command(argv: Sequence[str] | None = None) -> int:
    """Carry out a command line; every way it can end is an exit code."""
    prepare_streams()
    line = list(sys.argv[1:] if argv is None else argv)
    if line and line[0] in PLATFORM:
        from jifang.cli.platform import run_apart

        return run_apart(PLATFORM[line[0]], line[1:])
    lang = cast(Lang, peek_choice(line, "--lang", LANGS) or find_lang())
    form = peek_choice(line, "--format", FORMATS) or "text"
    try:
        return settle_line(line, lang, form)
    except OutputError as error:
        write_notice(words.NOT_WRITTEN.fill(reason=error).say(lang))
        return INTERNAL
    except KeyboardInterrupt:
        show_progress("")
        return INTERRUPTED
    except Exception:  # the last resort: a code and a line, never a traceback unasked
        if os.environ.get("JIFANG_DEBUG"):
            traceback.print_exc()
        write_notice(f"{words.INTERNAL.zh} {words.INTERNAL.en}")
        return INTERNAL


def settle_line(line: list[str], lang: Lang, form: str) -> int:
    """Read the line and do what it says; what is wrong with either is reported."""
    try:
        return dispatch(build_parser(lang).parse_args(line))
    except SystemExit:  # after the help was shown; errors of the line are raised
        return OK
    except UsageError as error:
        if form == "text":
            for usage in error.usage.splitlines():
                write_notice(usage)
        return report_problems(InputError(error.problem), lang, form)
    except InputError as error:
        return report_problems(error, lang, form)


def dispatch(args: argparse.Namespace) -> int:
    """Carry out one command; modules are loaded only as they are needed."""
    if args.command == "decide":
        from jifang.cli.answers import run_decide

        return run_decide(args)
    if args.command == "assess":
        from jifang.cli.answers import run_assess

        return run_assess(args)
    if args.command == "clock":
        from jifang.cli.clock import run_clock_command

        return run_clock_command(args)
    if args.command == "batch":
        from jifang.cli.batch import run_batch

        return run_batch(args)
    if args.command == "amend":
        from jifang.cli.amend import run_amend

        return run_amend(args)
    from jifang.cli.lawbook import run_law

    return run_law(args)
