"""What row-level security costs the registers: `python -m bench.walls [--sites N] [--var DIR]`.

On test data of a million sites (`jifang load-test-data`) the reads of two registers, sites and
channels, are written down as Django sends them: the first page of a list, one record, a search, the
count that a list shows. The same statements then run as the application's role within its bounds,
and as a role that row-level security does not bind. They take turns; the medians are compared.

Readers: a county without sites, the smallest, an average one, a city, a unit with its own sites;
the whole province apart. The aim is 1.3 at most on list, page and search.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.loaded import (
    CITY,
    NOWHERE,
    Platform,
    Session,
    Statement,
    is_reading,
    listen,
    open_platform,
)
from bench.measure import name_machine
from bench.report import ROOT

TARGET = ROOT / "var/bench/walls.json"
PAGE = 51
AIM = 1.3
KINDS = ("list", "page", "search", "count")
REGISTERS = ("site", "channel")
Report = dict[str, dict[str, object]]
Reads = Mapping[str, Callable[[], object]]


@dataclass(frozen=True)
class Reader:
    """Someone who reads: how they are called here, who acts, and the bounds."""

    name: str
    actor: Any
    scope: Any


def list_readers(platform: Platform) -> list[Reader]:
    """Officers of an empty, the smallest and an average county, of a city and of the province, and
    a member of the unit with the most sites."""
    counties = {c: n for c, n in platform.counts.items() if not c.endswith("00")}
    mean = sum(counties.values()) / len(counties)
    smallest = min(counties, key=lambda c: counties[c])
    average = min(counties, key=lambda c: abs(counties[c] - mean))
    with platform.connect(guarded=False) as session:
        found = session.execute(
            "SELECT party, organ_region FROM site GROUP BY 1, 2 ORDER BY count(*) DESC, 1 LIMIT 1"
        ).fetchone()
    if found is None:
        raise RuntimeError("no site is loaded")
    return [
        make_officer("empty_county", NOWHERE),
        make_officer("smallest_county", smallest),
        make_officer("average_county", average),
        make_officer("city", CITY),
        make_member("unit", *found),
        make_officer("province", "440000"),
    ]


def make_officer(name: str, region: str) -> Reader:
    """An officer of a public security organ."""
    from jifang.foundation.accounts.data import Actor, Body
    from jifang.foundation.walls.scope import Scope, find_range

    party = f"ps-{region}"
    actor = Actor(1, "officer", "officer", Body("organ", party, party, region))
    return Reader(name, actor, Scope(*find_range(region), (party,), (), "1"))


def make_member(name: str, party: str, region: str) -> Reader:
    """A member of a unit."""
    from jifang.foundation.accounts.data import Actor, Body
    from jifang.foundation.walls.scope import Scope

    actor = Actor(1, "member", "unit_manager", Body("unit", party, party, region))
    return Reader(name, actor, Scope(parties=(party,), actor="1"))


def list_reads(reader: Reader, register: str, name: str, query: str) -> Reads:
    """The reads of a register by what they are called."""
    from jifang.foundation.history.entries import find_entry, list_entries, search_entries

    rows = list_entries(register, reader.actor)
    return {
        "list": lambda: list(rows[:PAGE]),
        "page": lambda: find_entry(register, name),
        "search": lambda: search_entries(register, reader.actor, query),
        "count": rows.order_by()[:10_001].count,
    }


def write_down(reader: Reader, read: Callable[[], object]) -> list[Statement]:
    """The statements of one read, as they are sent within the reader's bounds."""
    from jifang.foundation.history.data import NotFoundError
    from jifang.foundation.walls.scope import work_in

    # A county without sites has none to open.
    with work_in(reader.scope), listen() as heard, suppress(NotFoundError):
        read()
    return [s for s in heard if is_reading(s)]


def enter(session: Session, scope: Any) -> None:
    """The bounds of the transaction, as the application enters them."""
    given = scope.as_settings()
    calls = ", ".join(["set_config(%s, %s, true)"] * len(given))
    session.execute(f"SELECT {calls}".encode(), [x for pair in given.items() for x in pair])


def take_turn(session: Session, scope: Any, statements: list[Statement]) -> tuple[float, int]:
    """Milliseconds of the statements until their last rows, and how many rows."""
    with session.transaction():
        if scope is not None:
            enter(session, scope)
        rows, begun = 0, time.perf_counter()
        for sql, given in statements:
            rows += len(session.execute(sql.encode(), given).fetchall())
        return (time.perf_counter() - begun) * 1000, rows


def compare(
    sessions: Mapping[str, Session], scope: Any, statements: list[Statement], rounds: int
) -> dict[str, list[float]]:
    """Guarded and unguarded in turn, the order changing; both must find the same."""
    took: dict[str, list[float]] = {name: [] for name in sessions}
    for n in range(rounds + 3):
        found = {}
        for name in sorted(sessions, reverse=bool(n % 2)):
            within = scope if name == "guarded" else None
            milliseconds, found[name] = take_turn(sessions[name], within, statements)
            if n >= 3:  # the first turns warm up
                took[name].append(milliseconds)
        if len(set(found.values())) != 1:
            raise RuntimeError(f"{found} rows: {statements}")
    return took


def add(report: Report, name: str, took: Mapping[str, list[float]]) -> float:
    """One comparison; the ratio says how much the walls cost, 1 being nothing."""
    ours, peer = (statistics.median(took[n]) for n in ("guarded", "unguarded"))
    report[name] = {
        "value": round(ours, 4),
        "unit": "ms",
        "peer_value": round(peer, 4),
        "ratio": round(ours / peer, 3),
        "machine": name_machine(),
        "load": round(os.getloadavg()[0], 1),
    }
    print(f"{name}: {ours:.3f} ms, unguarded {peer:.3f} ms, ratio {ours / peer:.2f}", flush=True)
    return ours / peer


def measure(platform: Platform, rounds: int) -> Report:
    """Everything."""
    report: Report = {}
    sessions = {n: platform.connect(guarded=n == "guarded") for n in ("guarded", "unguarded")}
    worst: dict[str, float] = {}
    for reader in list_readers(platform):
        for register in REGISTERS:
            name, query = find_one(sessions["unguarded"], reader, register)
            for kind, read in list_reads(reader, register, name, query).items():
                statements = write_down(reader, read)
                turns = rounds if reader.name != "province" else max(5, rounds // 5)
                took = compare(sessions, reader.scope, statements, turns)
                ratio = add(report, f"walls.{register}.{kind}.{reader.name}", took)
                if reader.name != "province":
                    worst[kind] = max(ratio, worst.get(kind, 0.0))
    for session in sessions.values():
        session.close()
    for kind, ratio in worst.items():
        report[f"walls.{kind}"] = {"value": round(ratio, 3), "unit": "ratio", "peer_value": AIM,
                                   "ratio": round(ratio, 3), "machine": name_machine()}  # fmt: skip
    return report


def find_one(session: Session, reader: Reader, register: str) -> tuple[str, str]:
    """The id of a record within reach, and what to search for: two characters of a site's name that
    some hundreds of the province have; how a channel's code begins."""
    order, asked = {
        "site": ("pinyin, id", "substr(name, 3, 2)"),
        "channel": ("site_id, id", "substr(code, 1, 15)"),
    }[register]
    lo, hi = (reader.scope.lo, reader.scope.hi) if reader.scope.lo else ("44", "45")
    party = reader.actor.body.party if not reader.scope.lo else None
    lead = "party" if party else "organ_region"
    row = session.execute(
        f"SELECT public_id::text, {asked} FROM {register}"  # noqa: S608  (constants)
        " WHERE organ_region >= %s AND organ_region < %s AND (%s::text IS NULL OR party = %s)"
        f" ORDER BY {lead}, {order} LIMIT 1",
        [lo, hi, party, party],
    ).fetchone()
    if row is None:
        return "00000000-0000-0000-0000-000000000000", "澜岚" if register == "site" else "440199"
    return row[0], row[1]


def write_report(target: Path, report: Report) -> None:
    """A report, for programs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")


def main() -> int:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(prog="bench.walls", description=__doc__)
    parser.add_argument("--sites", type=int, default=1_000_000)
    parser.add_argument("--channels", type=int, default=0, help="as many as there are sites")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--var", type=Path, help="a folder whose server is loaded already")
    parser.add_argument("--target", type=Path, default=TARGET)
    given = parser.parse_args()
    with open_platform(given.var, given.sites, given.channels or given.sites) as platform:
        write_report(given.target, measure(platform, given.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
