"""Counts and standings, by an operator: `python -m jifang.config.figures COMMAND`.

    recount    every count made anew from the registers, in one moment, while others work on
    check      whether the counts are those of a recount; writes nothing; 1 where they are not
    assess     every site that waits or has no answer yet is put to the law; `--limit N` sites

The database is that of `DATABASE_URL`, else the embedded one, started where it does not run.
The jobs do all of this by themselves; the commands are for after a restore, a load of many records,
or a doubt.
"""

from __future__ import annotations

import argparse
import sys
import time

from jifang.config.environment import EnvironmentValueError
from jifang.foundation.postgres.errors import PostgresError

TRIES = 5


def say(zh: str, en: str) -> None:
    """Print a line in both languages."""
    print(f"{zh} / {en}", flush=True)


def recount() -> int:
    """Make every count anew; again where a fold came between."""
    from django.db import OperationalError

    from jifang.domains.figures.services import recount_figures

    for left in reversed(range(TRIES)):
        try:
            rows = recount_figures()
        except OperationalError:
            if not left:
                raise
            time.sleep(0.2)
        else:
            say(f"已重新计数，{rows} 行", f"recounted, {rows} rows")
            return 0
    return 1


def check() -> int:
    """Compare the counts with a recount."""
    from jifang.domains.figures.services import compare_figures

    wrong = compare_figures()
    for region, measure, month, kept, counted in wrong[:20]:
        when = f" {month}" if month else ""
        print(f"{region} {measure}{when}: {kept} ≠ {counted}")
    if wrong:
        say(f"{len(wrong)} 处不符", f"{len(wrong)} differ")
        return 1
    say("计数与登记一致", "the counts are those of the registers")
    return 0


def assess(limit: int) -> int:
    """Assess what waits, in short transactions."""
    from django.utils import timezone

    from jifang.domains.figures.services import AT_ONCE, WHOLE, assess_due, note_all_sites
    from jifang.foundation.walls.scope import work_in

    with work_in(WHOLE):
        note_all_sites()
    done, began = 0, time.monotonic()
    while done < limit:
        with work_in(WHOLE):
            number = assess_due(timezone.localdate(), min(AT_ONCE, limit - done))
        if not number:
            break
        done += number
    rate = done / max(time.monotonic() - began, 0.001)
    say(f"已评估 {done} 个场所，每秒 {rate:.0f} 个", f"{done} sites assessed, {rate:.0f} a second")
    return 0


def main(line: list[str] | None = None) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(
        prog="python -m jifang.config.figures", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("command", choices=("recount", "check", "assess"))
    parser.add_argument("--limit", type=int, default=10**9)
    given = parser.parse_args(line)
    from jifang.config.serve import ServeError, prepare_site, provide_database

    try:
        with provide_database():
            prepare_site()
            return run(given.command, given.limit)
    except (ServeError, PostgresError, EnvironmentValueError) as error:
        print(error, file=sys.stderr)
        return 1


def run(command: str, limit: int = 10**9) -> int:
    """Run one command against the database in use."""
    if command == "recount":
        return recount()
    return check() if command == "check" else assess(limit)


if __name__ == "__main__":
    sys.exit(main())
