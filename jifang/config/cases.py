"""Cases, by an operator: `python -m jifang.config.cases COMMAND`.

    recompute      periods are computed again by the calendar in force, where that moves a date
    expire         what the law makes happen by itself at the end of a period is carried out
    check [CASE]   whether every case, or one, is as its events, leaves and dates say; writes
                   nothing; 1 where something does not agree
    show CASE      state, events and periods of a case; no reason, nothing of persons
    bundle CASE --to FILE
                   everything of a case with its proofs, for jifang-verify; recorded as taken by
                   the platform
    act ...        refused: nobody acts in another's name by command; 2

The database is that of `DATABASE_URL`, else the embedded one, started where it does not run.
The jobs of the night do the first two by themselves. Each case is an act of the platform's, with
its leaf, in a transaction of its own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from jifang.config.environment import EnvironmentValueError
from jifang.foundation.postgres.errors import PostgresError

if TYPE_CHECKING:
    from jifang.foundation.cases.models import Case

DONE, FOUND, REFUSED = 0, 1, 2
AT_ONCE = 200
"""Cases that one transaction looks at: while it lasts, the ledger waits for it."""


def say(zh: str, en: str) -> None:
    """Print a line in both languages."""
    print(f"{zh} / {en}", flush=True)


def refuse_act() -> int:
    """Why nobody acts by command. Nothing is recorded: nothing was tried in anyone's name."""
    print(
        "命令行不办案：案件的每一步须由有权的人本人登录后在页面上，或者以其本人的令牌经接口办理；"
        "没有任何人可以用命令代他人办理。法律使其自行发生的，由平台办理：见 expire。\n"
        "No act in a case is done by command: each is done by the person who may, signed in on the"
        " pages or through the API with a token of their own. Nobody acts in another's name. What"
        " the law makes happen by itself is done by the platform: see expire.",
        file=sys.stderr,
    )
    return REFUSED


def recompute() -> int:
    """Each case that a calendar moved, in a transaction of its own."""
    from jifang.foundation.cases.clockwork import PROVINCE, recompute_case
    from jifang.foundation.walls.scope import work_in

    moved = 0
    for case in walk_cases(closed=False):
        with work_in(PROVINCE):
            moved += bool(recompute_case(case.pk))
    say(f"已重算 {moved} 件的期限", f"the periods of {moved} cases were computed again")
    return DONE


def expire() -> int:
    """Each case in which a period ended, in a transaction of its own."""
    from jifang.foundation.cases.clockwork import PROVINCE, act_alone
    from jifang.foundation.cases.selectors import list_expired
    from jifang.foundation.walls.scope import work_in

    with work_in(PROVINCE):
        over = list_expired()
    done = 0
    for case, act in over:
        with work_in(PROVINCE):
            done += bool(act_alone(case, act))
    say(
        f"期限届满，依法自行发生的 {done} 件", f"by the end of a period it happened in {done} cases"
    )
    if done < len(over):
        left = len(over) - done
        say(f"{left} 件已有新的进展，未办", f"{left} had moved on and were left")
    return DONE


def check(wanted: str) -> int:
    """Compare cases with their events, leaves and dates."""
    from jifang.foundation.audit.selectors import EVERYTHING
    from jifang.foundation.cases.proofs import find_faults
    from jifang.foundation.walls.scope import work_in

    looked, wrong = 0, 0
    for case in find_wanted(wanted) if wanted else walk_cases(closed=True):
        looked += 1
        with work_in(EVERYTHING):
            faults = find_faults(case)
        for fault in faults:
            print(f"{case.public_id}\t{fault}", flush=True)
        wrong += bool(faults)
    if wanted and not looked:
        return say_missing(wanted)
    if wrong:
        say(f"核对 {looked} 件，{wrong} 件不符", f"{looked} cases looked at, {wrong} do not agree")
        return FOUND
    say(f"核对 {looked} 件，全部相符", f"{looked} cases looked at, all of them agree")
    return DONE


def walk_cases(*, closed: bool) -> Iterator[Case]:
    """Every case, in short transactions."""
    from jifang.foundation.audit.selectors import EVERYTHING
    from jifang.foundation.cases.selectors import list_cases
    from jifang.foundation.walls.scope import work_in

    after = 0
    while True:
        with work_in(EVERYTHING):
            found = list(list_cases(closed=closed).filter(pk__gt=after).order_by("pk")[:AT_ONCE])
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1].pk


def find_wanted(wanted: str) -> list[Case]:
    """One case by its public id; none where there is no such."""
    from jifang.foundation.audit.selectors import EVERYTHING
    from jifang.foundation.cases.data import NotFoundError
    from jifang.foundation.cases.selectors import find_case
    from jifang.foundation.walls.scope import work_in

    with work_in(EVERYTHING):
        try:
            return [find_case(wanted)]
        except NotFoundError:
            return []


def say_missing(wanted: str) -> int:
    """There is no such case."""
    said = f"没有这个案件：{wanted} / there is no such case: {wanted}"
    print(said, file=sys.stderr)
    return FOUND


def show(wanted: str) -> int:
    """A case as it stands. Reasons are free text and stay where persons read them, with a leaf."""
    from jifang.foundation.audit.selectors import EVERYTHING
    from jifang.foundation.cases.selectors import describe_state, list_events, list_periods
    from jifang.foundation.walls.scope import work_in

    for case in find_wanted(wanted):
        with work_in(EVERYTHING):
            state = describe_state(case).name
            events, periods = list(list_events(case)), list(list_periods(case))
        print(f"{case.procedure} {case.organ} {case.year}-{case.number}\tversion {case.version}")
        say(f"状态：{state.zh}", f"state: {state.en}")
        for event in events:
            step = f"{event.from_state or '·'} → {event.to_state}"
            print(
                f"{event.version}\t{event.legal_day}\t{event.act}\t{step}\t{event.by_party}"
                f"\tledger {event.entry}"
            )
        for period in periods:
            ends = period.due_on or "—"
            late = " provisional" if period.provisional else ""
            done = f", finished {period.finished_on}" if period.finished_on else ""
            print(f"{period.name}\t{period.started_on} → {ends}{late}{done}")
        return DONE
    return say_missing(wanted)


def bundle(wanted: str, to: Path) -> int:
    """Write the bundle of a case into a new file; that the platform took it is recorded."""
    from jifang.foundation.accounts.data import SYSTEM
    from jifang.foundation.audit.selectors import EVERYTHING
    from jifang.foundation.cases.bundle import write_bundle
    from jifang.foundation.cases.data import CaseError, NotFoundError
    from jifang.foundation.walls.scope import work_in

    draft = to.with_name(f".{to.name}.draft")
    try:
        if to.exists():
            raise FileExistsError(f"{to} 已经存在 / exists already")
        with work_in(EVERYTHING), draft.open("xb") as file:
            taken = write_bundle(SYSTEM, wanted, file)
        draft.replace(to)
    except NotFoundError:
        return say_missing(wanted)
    except (CaseError, OSError) as error:
        print(error, file=sys.stderr)
        return FOUND
    finally:
        draft.unlink(missing_ok=True)
    say(f"{to}，{taken.size} 字节，SHA-256 {taken.sha256}", f"{taken.size} bytes, SHA-256 as said")
    return DONE


def main(line: list[str] | None = None) -> int:
    """Run one command.

    Exit codes: 0 done, 1 failed or findings, 2 refused.
    """
    parser = argparse.ArgumentParser(
        prog="python -m jifang.config.cases", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    commands = ("recompute", "expire", "check", "show", "bundle", "act")
    parser.add_argument("command", choices=commands)
    parser.add_argument("case", nargs="?", default="")
    parser.add_argument("--to", type=Path, metavar="FILE")
    given, rest = parser.parse_known_args(line)
    if given.command == "act":
        return refuse_act()
    if rest or (given.command in {"show", "bundle"} and not given.case):
        parser.error("案件编号 / the id of a case" if not rest else " ".join(rest))
    if (given.to is not None) != (given.command == "bundle"):
        parser.error("--to FILE：只用于 bundle，且必填 / for bundle alone, and needed there")
    from jifang.config.serve import ServeError, prepare_site, provide_database

    try:
        with provide_database():
            prepare_site()
            return run(given.command, given.case, given.to)
    except (ServeError, PostgresError, EnvironmentValueError) as error:
        print(error, file=sys.stderr)
        return FOUND


def run(command: str, wanted: str = "", to: Path | None = None) -> int:
    """Run one command against the database in use."""
    match command:
        case "recompute":
            return recompute()
        case "expire":
            return expire()
        case "check":
            return check(wanted)
        case "show":
            return show(wanted)
        case "bundle" if to is not None:
            return bundle(wanted, to)
    return refuse_act()


if __name__ == "__main__":
    sys.exit(main())
