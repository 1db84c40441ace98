"""Citizens report, firms and units apply, officers work, processes are killed: `python -m
soak.cases`, `python -m soak.cases --citizens 0 --applicants 200 --units 3000`.

Two hundred of them and twenty officers for ten minutes, over the pages that people use and, for
some firms, the API. Whatever was answered to be done must be there afterwards, once; every case
must be in a lawful state and agree with its events, leaves and dates; no session may hold a lock;
the ledger must verify.
"""

from __future__ import annotations

import argparse
import json
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import jifang_verify
import psycopg

from jifang.config.environment import find_var
from jifang.ledger.audit import Audit
from soak.site import Site, throwaway, wait_for

KINDS = ("web", "worker", "postgres", "sequencer", "signer")
MOST_ODD = 20
IN_ONE = 50
"""People in one client process."""
HELD = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
AND (state LIKE 'idle in transaction%' OR wait_event_type = 'Lock')
UNION ALL SELECT count(*) FROM pg_locks WHERE NOT granted
"""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


@dataclass(frozen=True)
class Load:
    """How many people for how long, and how often something is killed (seconds, from and to).

    pace: how long people think, compared with real ones. units: the demonstration province is
    loaded first, with so many units; its firms and units are those that apply.
    """

    seconds: float
    citizens: int
    officers: int
    seed: int
    applicants: int = 0
    every: tuple[float, float] = (10.0, 40.0)
    pace: float = 1.0
    units: int = 0


@dataclass
class Result:
    """What came of a run; times in seconds."""

    load: Load
    killed: dict[str, int] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    unanswered: int = 0
    errors: int = 0
    """Pages of the unanswered that said 5xx: what is asked while the database is down."""
    states: dict[str, int] = field(default_factory=dict)
    events: int = 0
    entries: int = 0
    deadlocks: int = 0
    lost: int = 0
    p50: dict[str, float] = field(default_factory=dict)
    p95: dict[str, float] = field(default_factory=dict)
    slowest: float = 0.0
    odd: list[str] = field(default_factory=list)
    """Answers that no person should get."""
    faults: list[str] = field(default_factory=list)


def run(var: Path, load: Load) -> Result:
    """A site under load, something killed now and then; then the check."""
    dice, result = random.Random(load.seed), Result(load)  # noqa: S311 - repeatable, not secret
    with throwaway(var) as site:
        people = make_people(site, load)
        site.begin(alone=True)
        with clients(site, people, load) as folder:
            wait_for(lambda: has_begun(folder, load), 240, "nothing was done")
            end = time.monotonic() + load.seconds
            while time.monotonic() < end:
                time.sleep(min(dice.uniform(*load.every), max(0.1, end - time.monotonic())))
                site.note_published()
                kind = dice.choice(KINDS)
                site.kill(kind)
                result.killed[kind] = result.killed.get(kind, 0) + 1
        site.settle(300)
        site.note_published()
        check(site, folder, people, result)
    return result


def has_begun(folder: Path, load: Load) -> bool:
    """Whether all kinds of people have got something done."""
    acts = [act for _, act, _ in read_lines(folder, "done")]
    wanted = {"claim"}
    wanted |= ({"filed"} if load.citizens else set()) | ({"apply"} if load.applicants else set())
    return len(acts) > (load.citizens + load.applicants) // 4 and wanted <= set(acts)


def make_people(site: Site, load: Load) -> dict[str, Any]:
    """Territory, procedures, the province and the people, in the site's own environment."""
    site.run("jifang.config.prepare")
    counts = (load.citizens, load.applicants, load.officers, load.units)
    found: dict[str, Any] = json.loads(site.run("soak.case_people", *map(str, counts)))
    return found


@contextmanager
def clients(site: Site, people: dict[str, Any], load: Load) -> Iterator[Path]:
    """The people, in processes of their own, until the block ends."""
    folder = site.var / "clients"
    folder.mkdir()
    (folder / "people.json").write_text(json.dumps(people), "utf-8")
    counts = {
        "citizens": load.citizens, "applicants": load.applicants, "officers": load.officers
    }  # fmt: skip
    work = [
        (kind, min(IN_ONE, many - first), first)
        for kind, many in counts.items()
        for first in range(0, many, IN_ONE)
    ]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "soak.case_clients", kind, str(site.port), str(folder),
             str(count), str(first), str(load.seed), str(load.pace)],
            env=site.environ,
        )
        for kind, count, first in work
    ]  # fmt: skip
    try:
        yield folder
    finally:
        for one in started:
            one.terminate()
        for one in started:
            one.wait(timeout=120)


def read_lines(folder: Path, kind: str) -> list[Any]:
    """What the clients wrote down; a line that was cut off was not written."""
    found = []
    for path in sorted(folder.glob(f"*.{kind}")):
        found += [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]
    return found


def count_lines(folder: Path, kind: str) -> int:
    """How many there are by now."""
    return sum(path.read_bytes().count(b"\n") for path in folder.glob(f"*.{kind}"))


# -- what must hold --------------------------------------------------------------------------------


def check(site: Site, folder: Path, people: dict[str, Any], result: Result) -> None:
    """Nothing that was answered is lost or doubled; everything else agrees."""
    done = read_lines(folder, "done")
    lost = [said for (said,) in read_lines(folder, "lost")]
    result.unanswered = len(lost)
    result.errors = sum(said.startswith("5") for said in lost)
    result.odd = [str(line) for line in read_lines(folder, "odd")][:MOST_ODD]
    for _, act, _ in done:
        result.done[act] = result.done.get(act, 0) + 1
    note_times(folder, result)
    found = json.loads(site.run("soak.case_check", may_fail=True))
    result.states, result.events = found["states"], found["events"]
    result.faults += found["faults"]
    with site.connect() as session:
        check_done(session, done, result)
        check_programs(session, done, people, result)
        check_sessions(session, result)
        check_ledger(site, session, result)


def check_done(session: psycopg.Connection[Any], done: list[Any], result: Result) -> None:
    """Every act that was answered stands among the events; no two of them took one version."""
    rows = session.execute(
        "SELECT c.public_id::text, e.act, e.version FROM case_event e"
        " JOIN case_file c ON c.id = e.case_id"
    ).fetchall()
    there = set(rows)
    numbers = {
        f"{year}-{number} {region}"
        for year, number, region in session.execute(
            "SELECT year, number, organ_region FROM case_file WHERE procedure = 'complaint'"
        )
    }
    for case, act, version in done:
        kept = case in numbers if act == "filed" else (case, act, version) in there
        result.lost += not kept
    if result.lost:
        result.faults.append(f"{result.lost} acts were answered and are not there")
    filed = [case for case, act, _ in done if act == "filed"]
    if len(filed) != len(set(filed)):
        result.faults.append("two reports were given one number")
    taken = [(case, version) for case, act, version in done if act != "filed"]
    if len(taken) != len(set(taken)):
        result.faults.append(f"{len(taken) - len(set(taken))} versions were taken twice")


def check_programs(
    session: psycopg.Connection[Any], done: list[Any], people: dict[str, Any], result: Result
) -> None:
    """A program asks under one key until it is answered: nothing of it was done that it was not
    told, but what it was asking for at the end."""
    told = {(case, version) for case, _, version in done}
    for seat in people.get("applicants", ()):
        rows = session.execute(
            "SELECT c.public_id::text, e.version FROM case_event e JOIN case_file c"
            " ON c.id = e.case_id WHERE e.by = %s",
            [seat["id"]],
        ).fetchall()
        untold = set(rows) - told
        if seat.get("token") and len(untold) > 1:
            result.faults.append(f"{len(untold)} acts of {seat['name']} were done and not told")


def check_sessions(session: psycopg.Connection[Any], result: Result) -> None:
    """Nobody waits for a lock or sits in a transaction; what deadlocked was ended, and is told."""
    if any(row[0] for row in session.execute(HELD)):
        result.faults.append("a session holds on to something")
    row = session.execute(DEADLOCKS).fetchone()
    result.deadlocks = int(row[0]) if row else -1


def check_ledger(site: Site, session: psycopg.Connection[Any], result: Result) -> None:
    """Each act is exactly one leaf, and the published log verifies."""
    row = session.execute(
        "SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM ledger_leaf),"
        " (SELECT count(DISTINCT entry) FROM case_event),"
        " (SELECT count(*) FROM ledger_entry WHERE kind LIKE 'case.%'"
        "  AND kind NOT LIKE '%.refused')"
    ).fetchone()
    entries, leaves, told, acts = row or (0, 1, 2, 3)
    result.entries = entries
    if entries != leaves:
        result.faults.append(f"{entries} entries, {leaves} leaves")
    if not told == acts == result.events:
        result.faults.append(f"{result.events} events, {told} entries of theirs, {acts} leaves")
    public = site.var / "ledger" / "public"
    result.faults += [f.en for f in Audit(session, list(site.seen.values()), public).run()]
    if jifang_verify.main(["audit", str(public / "policy"), str(public), "--lang", "en"]):
        result.faults.append("the published log does not verify")


def note_times(folder: Path, result: Result) -> None:
    """The median and the 95th percentile of each kind of page."""
    times: dict[str, list[float]] = {}
    for name, seconds in read_lines(folder, "times"):
        times.setdefault(name, []).append(seconds)
    for name, found in sorted(times.items()):
        found.sort()
        result.p50[name] = round(found[len(found) // 2], 3)
        result.p95[name] = round(found[int(len(found) * 0.95)], 3)
        result.slowest = max(result.slowest, round(found[-1], 3))


def main() -> int:
    """The long form; exit code 1 where something did not hold."""
    parser = argparse.ArgumentParser(
        prog="python -m soak.cases", description="案件压力演练 / cases under load"
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--citizens", type=int, default=200)
    parser.add_argument("--applicants", type=int, default=0)
    parser.add_argument("--officers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    parser.add_argument("--pace", type=float, default=1.0, help="思考时间的倍数 / of thinking time")
    parser.add_argument(
        "--units", type=int, default=0, help="先装入演示省份，含这么多单位 / of a demonstration"
    )
    parser.add_argument("--report", default="soak-cases", help="报告文件名 / name of the report")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    load = Load(
        given.minutes * 60, given.citizens, given.officers, given.seed, given.applicants,
        pace=given.pace, units=given.units,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="jifang-soak-") as folder:
        top = Path(folder)
        top.chmod(0o755)
        result = run(top / "cases", load)
    report = json.dumps(asdict(result), indent=1, ensure_ascii=False)
    target = find_var() / "reports" / f"{given.report}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(report + "\n", "utf-8")
    print(report)
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())
