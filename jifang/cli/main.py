"""Parsing the command line and turning answers into exit codes."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import traceback
from collections.abc import Sequence
from datetime import date
from typing import Any, NoReturn

from jifang.cli import words
from jifang.cli.terminal import find_lang, paint
from jifang.law.errors import InputError, Lang, Problem, Text

OK, ADVERSE, BAD_INPUT, UNKNOWN, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 4, 130


class _Parser(argparse.ArgumentParser):
    """Usage errors in the reader's language, with exit code 2."""

    def error(self, message: str) -> NoReturn:
        lang = find_lang()
        self.print_usage(sys.stderr)
        sys.stderr.write(f"{words.USAGE.say(lang)}: {message}\n")
        raise SystemExit(BAD_INPUT)


def read_day(written: str) -> date:
    """The day of `--on`; a day that is none is a usage error."""
    from jifang.law.schema import read_day_text

    try:
        return read_day_text(written)
    except InputError as error:
        raise argparse.ArgumentTypeError(error.problems[0].message.say(find_lang())) from None


def build_parser(lang: Lang) -> argparse.ArgumentParser:
    """The whole command line, its help in the reader's language."""

    def say(name: str) -> str:
        return words.HELP[name].say(lang)

    form = _Parser(add_help=False)
    form.add_argument("--lang", choices=("zh", "en"), default=lang, help=say("lang"))
    form.add_argument("--format", choices=("text", "json"), default="text", help=say("format"))
    asked = _Parser(add_help=False)
    asked.add_argument("--on", type=read_day, default=None, metavar="DATE", help=say("on"))
    asked.add_argument("--exit-zero", action="store_true", help=say("exit_zero"))

    parser = _Parser(prog="jifang", description=words.ABOUT.say(lang), epilog=words.EXITS.say(lang))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    decide = commands.add_parser("decide", parents=[form, asked], help=say("decide"))
    decide.add_argument("question", help=say("question"))
    decide.add_argument("facts", help=say("facts"))
    assess = commands.add_parser("assess", parents=[form, asked], help=say("assess"))
    assess.add_argument("dossier", nargs="?", help=say("dossier"))
    assess.add_argument("--template", metavar="FILE", help=say("template"))

    law = commands.add_parser("law", help=say("law"))
    topics = law.add_subparsers(dest="topic", required=True, metavar="TOPIC")
    show = topics.add_parser("show", parents=[form], help=say("show"))
    show.add_argument("ref", nargs="?", help=say("ref"))
    search = topics.add_parser("search", parents=[form], help=say("search"))
    search.add_argument("query", help=say("query"))
    coverage = topics.add_parser("coverage", parents=[form], help=say("coverage"))
    coverage.add_argument(
        "--status", choices=("carried", "not_yet", "not_software"), help=say("status")
    )
    schema = topics.add_parser("schema", parents=[form], help=say("schema"))
    schema.add_argument("question", nargs="?", default="dossier", help=say("question"))
    for name in ("questions", "parameters", "akn"):
        topics.add_parser(name, parents=[form], help=say(name))
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out one command; modules are loaded only as they are needed."""
    if args.command == "decide":
        from jifang.cli.answers import run_decide

        return run_decide(args)
    if args.command == "assess":
        from jifang.cli.answers import run_assess

        return run_assess(args)
    from jifang.cli.lawbook import run_law

    return run_law(args)


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    lang = find_lang()
    try:
        args = build_parser(lang).parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else BAD_INPUT
    try:
        code = run(args)
        sys.stdout.flush()
    except InputError as error:
        return report_problems(error, args.lang, args.format)
    except BrokenPipeError:
        # The reader has gone; nothing more is to be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:  # the last resort: a code and a line, never a traceback
        if os.environ.get("JIFANG_DEBUG"):
            traceback.print_exc()
        sys.stderr.write(words.INTERNAL.say(args.lang) + "\n")
        return INTERNAL
    return code


def report_problems(error: InputError, lang: Lang, form: str) -> int:
    """Every problem: as text on standard error, as JSON on standard output."""
    if form == "json":
        write_json({"errors": [p.as_dict(lang) for p in error.problems]})
    else:
        for line in error.say(lang).splitlines():
            sys.stderr.write(paint(line, "stop", sys.stderr) + "\n")
    return BAD_INPUT


def write_json(value: Any) -> None:
    """One JSON document on standard output, Chinese left readable."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def fail_field(field: str, value: object, message: Text) -> InputError:
    """One problem with an argument."""
    return InputError(Problem(field, value, message))
