"""Row-level security against the same query unguarded: `python -m bench.walls [--rows N]`.

A table of a million rows in 136 counties of 17 cities stands behind the platform's own policies
(territory, party, grant), and beside it the bigrams of its names. The same statement, with the
explicit filter that selectors write, runs as the application's role, its scope entered, and as the
role that row-level security does not bind. They take turns on the same table; the median counts.

List, page and search are what people wait for; their ratio should stay below 1.3. Counts are
apart: there every row's policy is evaluated, and nothing can be skipped. At the end the same list
and count with the territory as the only way to a row show what the other two ways cost.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench.measure import name_machine
from bench.report import ROOT
from jifang.foundation.postgres.connection import BACKUP, Connection
from jifang.foundation.postgres.launcher import borrow_server, destroy_cluster
from jifang.foundation.walls.policies import READ, ByGrant, ByParty, ByTerritory, write_wall
from jifang.foundation.walls.scope import SETTINGS, Scope, find_range

TARGET = ROOT / "var/bench/walls.json"
CITIES = 17
COUNTIES = 8
SMALLEST, EMPTY = "440108", "440109"
SMALLEST_ROWS = 40
Session = psycopg.Connection[Any]
Report = dict[str, dict[str, object]]

TABLES = (
    """
    CREATE TABLE bench_site (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        public_id uuid NOT NULL UNIQUE,
        organ_region text COLLATE "C" NOT NULL,
        party text COLLATE "C" NOT NULL,
        grant_key text COLLATE "C" NOT NULL DEFAULT '',
        name text NOT NULL,
        created_at timestamptz NOT NULL,
        state smallint NOT NULL
    )
    """,
    """
    CREATE TABLE bench_gram (
        gram text COLLATE "C" NOT NULL, organ_region text COLLATE "C" NOT NULL, id bigint NOT NULL
    )
    """,
)
# Names of six syllables, so that a two-letter word is in some hundredth of all.
FILL = """
INSERT INTO bench_site (public_id, organ_region, party, name, created_at, state)
SELECT md5(n::text)::uuid,
  CASE WHEN n <= {smallest} THEN '{smallest_code}'
    ELSE '44' || lpad((1 + (n / 8) % {cities})::text, 2, '0')
      || lpad((CASE WHEN (n / 8) % {cities} = 0 THEN n % 7 ELSE n % 8 END + 1)::text, 2, '0') END,
  'unit-' || n / 3,
  (SELECT string_agg(substr('天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏',
     1 + (hashint8(n * 10 + k) & 2147483647) % 24, 1), '') FROM generate_series(1, 6) k),
  timestamptz '2020-01-01' + make_interval(secs => ((n * 7919::bigint) % 200000000)::float8),
  n % 5
FROM generate_series(1, {rows}) n
"""
GRAMS = """
INSERT INTO bench_gram SELECT DISTINCT substr(name, k, 2), organ_region, id
FROM bench_site, generate_series(1, 5) k
"""
INDEXES = (
    "CREATE INDEX ON bench_site (organ_region, created_at DESC, id DESC)",
    "CREATE INDEX ON bench_site (created_at DESC, id DESC)",
    "CREATE INDEX ON bench_site (party)",
    "CREATE INDEX ON bench_site (grant_key)",
    "CREATE INDEX ON bench_gram (gram, organ_region, id)",
    "GRANT SELECT ON bench_site, bench_gram TO jifang_app",
    "VACUUM ANALYZE bench_site",
    "VACUUM ANALYZE bench_gram",
)
IN_RANGE = "organ_region >= %(lo)s AND organ_region < %(hi)s"
GUARDED = "true"
"""What stands for the range where the walls hold: to say it twice misleads the planner, which takes
the two for independent (docs/decisions/0015)."""
QUERIES = {
    "list": (
        "SELECT id, public_id, name, created_at, state FROM bench_site WHERE {range}"
        " ORDER BY created_at DESC, id DESC LIMIT 50"
    ),
    "page": "SELECT * FROM bench_site WHERE public_id = %(public)s AND {range}",
    "search": (
        "SELECT s.id, s.name FROM bench_site s"
        " WHERE s.id IN (SELECT id FROM bench_gram WHERE gram = %(gram)s AND {range})"
        " AND {range} ORDER BY s.id LIMIT 50"
    ),
    "count": "SELECT count(*) FROM bench_site WHERE {range}",
}
"""What selectors ask: the unguarded one says the range itself."""


@dataclass(frozen=True)
class Asked:
    """A territory whose rows are asked for."""

    name: str
    division: str

    @property
    def ends(self) -> dict[str, str]:
        """The range as parameters."""
        lo, hi = find_range(self.division)
        return {"lo": lo, "hi": hi}


ASKED = (
    Asked("empty_county", EMPTY),
    Asked("smallest_county", SMALLEST),
    Asked("average_county", "440503"),
    Asked("city", "440500"),
)
PROVINCE = Asked("province", "440000")


@contextmanager
def provide_tables(var: Path, rows: int) -> Iterator[Connection]:
    """A durable server with both tables behind their walls."""
    try:
        with borrow_server(var) as server:
            with psycopg.connect(**server.as_params(server.owner), autocommit=True) as owner:
                for statement in TABLES:
                    owner.execute(statement.encode())
                given = {"cities": CITIES, "smallest": SMALLEST_ROWS, "smallest_code": SMALLEST}
                owner.execute(FILL.format(rows=rows, **given).encode())
                owner.execute(GRAMS.encode())
                for statement in INDEXES:
                    owner.execute(statement.encode())
                ways = (ByTerritory(commands=READ), ByParty(commands=READ), ByGrant())
                walls = (*write_wall("bench_site", ways), *write_wall("bench_gram", ways[:1]))
                for statement in walls:
                    owner.execute(statement.encode())
            yield server
    finally:
        destroy_cluster(var)


def enter(session: Session, scope: Scope) -> None:
    """The scope of the transaction, as the application enters it."""
    given = scope.as_settings()
    calls = ", ".join(["set_config(%s, %s, true)"] * len(SETTINGS))
    session.execute(f"SELECT {calls}".encode(), [x for pair in given.items() for x in pair])


def time_statement(session: Session, statement: bytes, given: dict[str, str]) -> tuple[float, int]:
    """Milliseconds from the statement to its last row, and the rows."""
    begun = time.perf_counter()
    rows = session.execute(statement, given).fetchall()
    return (time.perf_counter() - begun) * 1000, len(rows)


def compare(
    sessions: dict[str, Session], asked: Asked, kind: str, rounds: int
) -> dict[str, list[float]]:
    """Guarded and unguarded in turn; both must find the same."""
    statements = {
        "guarded": QUERIES[kind].format(range=GUARDED).encode(),
        "unguarded": QUERIES[kind].format(range=IN_RANGE).encode(),
    }
    publics = list_publics(sessions["unguarded"], asked)
    took: dict[str, list[float]] = {name: [] for name in sessions}
    for n in range(rounds):
        given = asked.ends | {
            "public": publics[n % len(publics)],
            "gram": "天地玄黄宇宙"[n % 5 :][:2],
        }
        found = {}
        for name in sorted(sessions, reverse=bool(n % 2)):
            session = sessions[name]
            with session.transaction():
                if name == "guarded":
                    lo, hi = find_range(asked.division)
                    enter(session, Scope(lo, hi, ("ps-x",), (), "1"))
                milliseconds, found[name] = time_statement(session, statements[name], given)
            took[name].append(milliseconds)
        if len(set(found.values())) != 1:
            raise RuntimeError(f"{kind} of {asked.name}: {found}")
    return took


def list_publics(session: Session, asked: Asked) -> list[str]:
    """Ids of the territory to open; one of elsewhere where it has none."""
    sample = f"SELECT public_id::text FROM bench_site WHERE {IN_RANGE} ORDER BY public_id LIMIT 25"  # noqa: S608
    found = [i for (i,) in session.execute(sample.encode(), asked.ends).fetchall()]
    return found or ["00000000-0000-0000-0000-000000000000"]


def add(report: Report, name: str, took: dict[str, list[float]]) -> None:
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


def measure_scope(report: Report, session: Session, rounds: int) -> None:
    """What it costs to enter a scope: one statement more in a transaction."""
    took: dict[str, list[float]] = {"guarded": [], "unguarded": []}
    for _ in range(rounds):
        for name, so_far in took.items():
            begun = time.perf_counter()
            with session.transaction():
                if name == "guarded":
                    enter(session, Scope("4405", "4406", ("ps-x",), (), "1"))
                session.execute("SELECT 1")
            so_far.append((time.perf_counter() - begun) * 1000)
    add(report, "walls.transaction_with_scope", took)


def leave_territory_alone(server: Connection) -> None:
    """Take the ways of party and grant away."""
    with psycopg.connect(**server.as_params(server.owner), autocommit=True) as owner:
        for name in ("by_party_select", "by_grant_select"):
            owner.execute(f"DROP POLICY {name} ON bench_site".encode())


def measure(server: Connection, rounds: int) -> Report:
    """Everything."""
    report: Report = {}
    logins = {"guarded": server.application, "unguarded": server.find_service(BACKUP)}
    sessions = {
        name: psycopg.connect(
            **server.as_params(login), autocommit=True, prepare_threshold=None
        )
        for name, login in logins.items()
    }  # fmt: skip
    try:
        for kind in ("list", "page", "search", "count"):
            for asked in ASKED:
                add(report, f"walls.{kind}.{asked.name}", compare(sessions, asked, kind, rounds))
        for kind in ("list", "page", "search"):
            worst = max(report[f"walls.{kind}.{a.name}"]["ratio"] for a in ASKED)  # type: ignore[type-var]  # numbers
            report[f"walls.{kind}"] = {"value": worst, "unit": "ratio", "peer_value": 1.3,
                                       "ratio": worst, "machine": name_machine()}  # fmt: skip
        few = max(5, rounds // 10)
        for kind in ("list", "count"):
            add(report, f"walls.{kind}.province", compare(sessions, PROVINCE, kind, few))
        measure_scope(report, sessions["guarded"], rounds)
        leave_territory_alone(server)
        for kind in ("list", "count"):
            for asked in ASKED:
                name = f"walls.territory_alone.{kind}.{asked.name}"
                add(report, name, compare(sessions, asked, kind, rounds))
    finally:
        for session in sessions.values():
            session.close()
    return report


def main() -> int:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(prog="bench.walls", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--target", type=Path, default=TARGET)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jifang-bench-") as name:
        top = Path(name)
        top.chmod(0o755)
        (top / "var").mkdir()
        with provide_tables(top / "var", given.rows) as server:
            report = measure(server, given.rounds)
    given.target.parent.mkdir(parents=True, exist_ok=True)
    given.target.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
