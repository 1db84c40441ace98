"""The command line: what may be written, its help and its errors in the reader's language."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from jifang.cli import words
from jifang.cli.output import write_text
from jifang.cli.terminal import measure_width
from jifang.law.errors import Lang, Problem, Text
from jifang.law.texts import MEASURES

LANGS: tuple[Lang, ...] = ("zh", "en")
FORMATS = ("text", "json")
ENGINES = ("polars", "duckdb", "postgres", "spark")
EXPLAIN = ("pattern", "row")


class UsageError(Exception):
    """The command line cannot be read; holds the usage and what is wrong with it."""

    def __init__(self, usage: str, problem: Problem) -> None:
        super().__init__(problem.say("en"))
        self.usage = usage
        self.problem = problem


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help whose frame is in the reader's language, as its words are."""

    def __init__(self, prog: str, lang: Lang) -> None:
        super().__init__(prog, max_help_position=28, width=100)
        self._lang = lang

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """The usage line behind its heading."""
        shown = words.USAGE.say(self._lang) if prefix is None else prefix
        super().add_usage(usage, actions, groups, shown)


def _set_chinese(text: str) -> str:
    """argparse counts characters and ends headings in a half-width colon; both are mended."""
    usage, blank, rest = text.partition("\n\n")
    wider = " " * (measure_width(words.USAGE.zh) - len(words.USAGE.zh))
    usage = re.sub(r"^ +", rf"\g<0>{wider}", usage, flags=re.MULTILINE)
    return usage + blank + re.sub(r"^(\S+):$", r"\1：", rest, flags=re.MULTILINE)


class _Parser(argparse.ArgumentParser):
    """A parser that speaks the reader's language and raises instead of leaving the program."""

    def __init__(self, lang: Lang, **options: Any) -> None:
        super().__init__(
            add_help=False,
            allow_abbrev=False,
            formatter_class=lambda prog: _Help(prog, lang),
            **options,
        )
        self.lang = lang
        self.places = self.add_argument_group(words.ARGUMENTS.say(lang))
        self.options = self.add_argument_group(words.OPTIONS.say(lang))

    def say(self, name: str) -> str:
        """One help text."""
        return words.HELP[name].say(self.lang)

    def add_help_option(self) -> None:
        """`-h`, last of the options."""
        self.options.add_argument("-h", "--help", action="help", help=self.say("help"))

    def format_usage(self) -> str:
        """The usage, aligned."""
        return _set_chinese(super().format_usage()) if self.lang == "zh" else super().format_usage()

    def format_help(self) -> str:
        """The help, aligned."""
        return _set_chinese(super().format_help()) if self.lang == "zh" else super().format_help()

    def print_help(self, file: Any = None) -> None:
        """The help, written as every other output is."""
        write_text(self.format_help())

    def error(self, message: str) -> NoReturn:
        raise UsageError(self.format_usage(), explain_usage(message))


def _add_form(parser: _Parser, lang: Lang | None) -> None:
    """--lang and --format, before or after the command; only the outermost has the defaults."""
    default: Any = argparse.SUPPRESS
    parser.options.add_argument(
        "--lang", choices=LANGS, default=lang or default, help=parser.say("lang")
    )
    parser.options.add_argument(
        "--format", choices=FORMATS, default="text" if lang else default, help=parser.say("format")
    )


def _add_asked(parser: _Parser) -> None:
    parser.options.add_argument("--on", metavar="DATE", help=parser.say("on"))
    parser.options.add_argument("--exit-zero", action="store_true", help=parser.say("exit_zero"))


Adder = Callable[..., _Parser]


def _list_commands(parser: _Parser, name: str) -> Adder:
    """What follows is one of several commands; the answer adds one."""
    commands = parser.add_subparsers(
        dest=name,
        required=True,
        metavar=name.upper(),
        title=words.COMMANDS.say(parser.lang),
        parser_class=_Parser,
    )

    def add(command: str) -> _Parser:
        said = parser.say(command)
        return commands.add_parser(command, lang=parser.lang, help=said, description=said)

    return add


def build_parser(lang: Lang) -> argparse.ArgumentParser:
    """The whole command line, its help in the reader's language."""
    parser = _Parser(
        lang, prog="jifang", description=words.ABOUT.say(lang), epilog=words.EXITS.say(lang)
    )
    add = _list_commands(parser, "command")
    decide = add("decide")
    decide.places.add_argument("question", metavar="QUESTION", help=parser.say("question"))
    decide.places.add_argument("facts", metavar="FACTS", help=parser.say("facts"))
    assess = add("assess")
    assess.places.add_argument("dossier", nargs="?", metavar="DOSSIER", help=parser.say("dossier"))
    assess.options.add_argument("--template", metavar="FILE", help=parser.say("template"))
    for asked in (decide, assess):
        _add_asked(asked)
    batch = _add_batch(add)
    law = add("law")
    topics = _add_topics(_list_commands(law, "topic"))
    clock = add("clock")
    _add_clock(clock)
    amend = _add_amend(add)
    # Carried out by the platform: jifang/cli/platform.py.
    platform = [add(name) for name in ("init", "demo", "load-test-data")]
    _add_form(parser, lang)
    for below in (decide, assess, batch, amend, law, clock, *topics):
        _add_form(below, None)
    for each in (parser, decide, assess, batch, amend, *platform, law, clock, *topics):
        each.add_help_option()
    return parser


def _add_clock(clock: _Parser) -> None:
    clock.places.add_argument("period", nargs="?", metavar="PERIOD", help=clock.say("period"))
    clock.options.add_argument("--from", dest="start", metavar="DATE", help=clock.say("start"))
    for name in ("pause", "extended"):
        clock.options.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar="FROM..TO=REASON" if name == "pause" else "DATE",
            help=clock.say(name),
        )
    clock.options.add_argument("--finished", metavar="DATE", help=clock.say("finished"))
    clock.options.add_argument("--at", metavar="DATE", help=clock.say("at"))
    for name in ("days", "months", "years"):
        clock.options.add_argument(f"--{name}", metavar="N", help=clock.say(name))
    units = ("working_days", "calendar_days", "both")
    clock.options.add_argument("--unit", choices=units, help=clock.say("unit"))
    clock.options.add_argument("--no-roll", action="store_true", help=clock.say("no_roll"))
    clock.options.add_argument("--exit-zero", action="store_true", help=clock.say("exit_zero"))


def _add_batch(add: Adder) -> _Parser:
    batch = add("batch")
    said = batch.say
    batch.places.add_argument("question", metavar="QUESTION", help=said("batch_question"))
    batch.places.add_argument("data", metavar="DATA", help=said("data"))
    options = batch.options
    options.add_argument("--engine", choices=ENGINES, default="polars", help=said("engine"))
    options.add_argument("--out", metavar="FILE", help=said("out"))
    _add_asked(batch)
    options.add_argument("--on-column", metavar="COLUMN", help=said("on_column"))
    options.add_argument(
        "--pass", dest="passed", action="append", metavar="COLUMN", help=said("passed")
    )
    options.add_argument("--counts", action="store_true", help=said("counts"))
    options.add_argument("--explain", choices=EXPLAIN, help=said("explain"))
    return batch


def _add_amend(add: Adder) -> _Parser:
    amend = add("amend")
    said = amend.say
    amend.places.add_argument("amendment", metavar="AMENDMENT", help=said("amendment"))
    amend.places.add_argument("data", metavar="DATA", help=said("data"))
    options = amend.options
    options.add_argument("--question", metavar="QUESTION", help=said("amend_question"))
    options.add_argument("--on", metavar="DATE", help=said("amend_on"))
    options.add_argument("--on-column", metavar="COLUMN", help=said("on_column"))
    options.add_argument(
        "--pass", dest="passed", action="append", metavar="COLUMN", help=said("passed")
    )
    return amend


def _add_topics(add: Adder) -> list[_Parser]:
    show, listing = add("show"), add("list")
    search, coverage, schema = (add(n) for n in ("search", "coverage", "schema"))
    for dated in (show, listing):
        dated.options.add_argument("--on", metavar="DATE", help=show.say("on"))
    show.places.add_argument("ref", nargs="*", metavar="REF", help=show.say("ref"))
    search.places.add_argument("query", nargs="+", metavar="QUERY", help=show.say("query"))
    coverage.options.add_argument(
        "--status", choices=("carried", "not_yet", "not_software", "noted"), help=show.say("status")
    )
    coverage.options.add_argument("--law", metavar="LAW", default=MEASURES, help=show.say("of_law"))
    schema.places.add_argument(
        "question", nargs="?", default="dossier", metavar="QUESTION", help=show.say("described")
    )
    return [
        show,
        listing,
        search,
        coverage,
        schema,
        *(add(n) for n in ("questions", "parameters", "akn")),
    ]


def peek_choice(argv: Sequence[str], option: str, allowed: Sequence[str]) -> str | None:
    """An option's value read before the line is parsed: errors of the line heed it already."""
    found: str | None = None
    for index, word in enumerate(argv):
        if word == "--":
            break
        name, joint, value = word.partition("=")
        if name == option:
            found = value if joint else "".join(argv[index + 1 : index + 2])
    return found if found in allowed else None


Explained = tuple[re.Pattern[str], Text]

# What argparse says in English only, with the field and the value it speaks of.
_EXPLAINED: tuple[Explained, ...] = (
    (
        re.compile(r"the following arguments are required: (?P<field>.+)"),
        Text("必须写出", "must be given"),
    ),
    (
        re.compile(r"unrecognized arguments: (?P<field>.+)", re.DOTALL),
        Text("没有这个参数或者多写了", "no such argument, or one too many"),
    ),
    (
        re.compile(
            r"argument (?P<field>\S+): invalid choice: '?(?P<value>.*?)'?,? "
            r"(?:maybe you meant .*? )?\(choose from (?P<allowed>[^()]+)\)",
            re.DOTALL,
        ),
        Text("没有“{value}”；允许：{allowed}", "there is no “{value}”; allowed: {allowed}"),
    ),
    (
        re.compile(r"argument (?P<field>\S+): expected one argument"),
        Text("后面要有一个值", "needs a value after it"),
    ),
    (
        re.compile(
            r"argument (?P<field>\S+): ignored explicit argument '?(?P<value>.*?)'?", re.DOTALL
        ),
        Text("不带值（给了“{value}”）", "takes no value (“{value}” was given)"),
    ),
)  # fmt: skip


def explain_usage(message: str) -> Problem:
    """What argparse found wrong, in both languages; what it newly says stays as it is."""
    for pattern, said in _EXPLAINED:
        found = pattern.fullmatch(message)
        if found:
            given = {k: v for k, v in found.groupdict().items() if k != "field"}
            if "allowed" in given:
                given["allowed"] = given["allowed"].replace("'", "")
            return Problem(found["field"], given.get("value", ""), said.fill(**given))
    return Problem("", "", Text(message, message))
