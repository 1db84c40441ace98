"""Divisions and organs, by an operator: `python -m jifang.config.territory COMMAND`.

    load                           the divisions that the law package ships, and a public security
                                   organ for each down to the county; again changes nothing
    import FILE --since DATE       the yearly official list as it holds from a day on: what it no
                                   longer names ends
    townships FILE --since DATE    the townships of the counties (in Dongguan and Zhongshan, of the
                                   city) that the file names; complete for each of them
    organs [FILE --since DATE]     organs of a file; without one, what public security organs lack

Files are CSV (UTF-8) or XLSX; fields and headings: docs/how-to/keep-the-territory.md. Every import
is one transaction and one act in the ledger; `--dry-run` only says what it would do. What ends
divisions must say how many: `--abolishes N`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import django

from jifang.law.errors import InputError, Problem, Text, shorten_value

FAILED = 1
NOT_SAID = 2
SHOWN = 20
WORDS = {
    "added": Text("新增", "added"),
    "renamed": Text("更名", "renamed"),
    "moved": Text("改隶", "moved"),
    "respelled": Text("英文更正", "respelled"),
    "abolished": Text("撤销", "abolished"),
}


def say(zh: str, en: str) -> None:
    """Print a line in both languages."""
    print(f"{zh} / {en}", flush=True)


def read_day(given: str) -> date:
    """A day as it is written everywhere: 2026-01-01."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        said = Text("日期写作 2026-01-01", "a day is written 2026-01-01")
        raise InputError(Problem("--since", given, said)) from None


def show_changes(changes: dict[str, list[str]], kept: int) -> None:
    """What was done or would be, the first codes of each kind."""
    for name, codes in changes.items():
        some = " ".join(codes[:SHOWN]) + (" …" if len(codes) > SHOWN else "")
        word = WORDS[name]
        say(f"{word.zh} {len(codes)}", f"{len(codes)} {word.en}: {some}")
    say(f"未变 {kept}", f"{kept} kept")


def load(given: argparse.Namespace) -> int:
    """The shipped divisions and their public security organs."""
    from jifang.foundation.territory.services import (
        load_official_divisions,
        open_public_security_organs,
    )

    report = load_official_divisions()
    show_changes(report.changes, report.kept)
    made = open_public_security_organs()
    say(f"公安机关新增 {made}", f"{made} public security organs added")
    return 0


def import_list(given: argparse.Namespace) -> int:
    """The yearly official list."""
    return _import(given, townships=False)


def load_townships(given: argparse.Namespace) -> int:
    """Townships of the counties named in the file."""
    return _import(given, townships=True)


def _import(given: argparse.Namespace, *, townships: bool) -> int:
    from jifang.foundation.territory.lists import read_divisions
    from jifang.foundation.territory.services import import_divisions, plan_import

    since = read_day(given.since)
    rows, digest = read_divisions(given.file)
    levels = {r.level for r in rows}
    if townships and levels != {"township"}:
        said = Text("只能有乡级（9 位代码）", "only townships (codes of 9 digits) may be in it")
        raise InputError(Problem(given.file.name, ", ".join(sorted(levels)), said))
    if not townships and "province" not in levels:
        said = Text(
            "年度名单须含省、市、县全部区划", "the yearly list holds province, cities, counties"
        )
        raise InputError(Problem(given.file.name, ", ".join(sorted(levels)), said))
    within = frozenset(r.parent for r in rows) if townships else None
    source = given.source or given.file.name
    plan = plan_import(rows, since=since, source=source, within=within)
    show_changes(plan.report.changes, plan.report.kept)
    gone = len(plan.report.abolished)
    if given.dry_run:
        say("演练，未写入", "dry run, nothing was written")
    elif gone != given.abolishes:
        say(f"未写入：须写明 --abolishes {gone}", f"nothing was written: say --abolishes {gone}")
        return NOT_SAID
    else:
        import_divisions(rows, since=since, source=source, within=within, digest=digest)
        say("已写入", "written")
    return 0


def load_organs(given: argparse.Namespace) -> int:
    """Organs of a file, or what public security organs lack."""
    from jifang.foundation.territory.lists import read_organs
    from jifang.foundation.territory.organs import import_organs, open_public_security_organs

    if given.file is None:
        made = open_public_security_organs()
        say(f"公安机关新增 {made}", f"{made} public security organs added")
        return 0
    rows, digest = read_organs(given.file)
    report = import_organs(rows, since=read_day(given.since), digest=digest, dry=given.dry_run)
    show_changes(report.changes, report.kept)
    if given.dry_run:
        say("演练，未写入", "dry run, nothing was written")
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "load": load,
    "import": import_list,
    "townships": load_townships,
    "organs": load_organs,
}


def build_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m jifang.config.territory", description="区划与机关 / divisions and organs"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, run in COMMANDS.items():
        command = commands.add_parser(name, help=run.__doc__)
        if name == "load":
            continue
        needed = name != "organs"
        command.add_argument("file", type=Path, nargs=None if needed else "?")
        command.add_argument(
            "--since", required=needed, default="", help="起始日 / from this day on"
        )
        command.add_argument("--dry-run", action="store_true", help="只报告 / only report")
        if needed:
            command.add_argument("--source", default="", help="来源 / where the list is from")
            command.add_argument("--abolishes", type=int, default=0, metavar="N",
                                 help="撤销的个数 / how many end")  # fmt: skip
    return parser


def run(arguments: list[str] | None = None) -> int:
    """Run one command on the database in force, in one transaction.

    Exit codes: 0 done, 1 the file is refused, 2 the number that ends was not said.
    """
    from django.db import DatabaseError

    from jifang.foundation.walls.scope import Scope, work_in

    given = build_parser().parse_args(arguments)
    try:
        with work_in(Scope(administration="system_admin")):
            return COMMANDS[given.command](given)
    except InputError as error:
        for problem in error:
            value = shorten_value(problem.value)
            print(f"{problem.say('zh')} / {problem.message.en} [{value}]", file=sys.stderr)
    except DatabaseError as error:
        print(f"数据库拒绝或不可用 / refused or not available: {error}", file=sys.stderr)
    return FAILED


def main() -> int:
    """Entry point."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifang.config.settings")
    django.setup()
    return run()


if __name__ == "__main__":
    sys.exit(main())
