"""Figures of cases at the size of a province: `python -m bench.statistics [--cases N]`.

Cases are written straight into the tables of a server that is thrown away, spread over the counties
and two years, each with two periods of the law, one in twenty with a lawful pause, one in twenty
refused by a letter. Measured is what the page of the province asks, three statements behind the
walls, summed up; beside it the plainest count of the same periods in one statement, past the walls
and without medians, pauses, withdrawals, cases or refusals: the limit.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg

from bench.measure import name_machine, take_turns
from bench.report import ROOT
from jifang.foundation.postgres.connection import BACKUP, Connection
from jifang.foundation.postgres.launcher import borrow_server, destroy_cluster

TARGET = ROOT / "var/bench/statistics.json"
SINCE, UNTIL = date(2025, 1, 1), date(2026, 12, 31)
ON = date(2026, 12, 31)
TABLES = ("case_file", "case_event", "case_period", "case_period_event", "case_notice", "letter")
PLAIN = """
SELECT c.procedure, left(p.organ_region, 4), date_trunc('month', p.finished_on), count(*),
    count(*) FILTER (WHERE p.finished_on <= p.due_on)
FROM case_period p JOIN case_file c ON c.id = p.case_id
WHERE p.finished_on BETWEEN '2025-01-01' AND '2026-12-31' GROUP BY 1, 2, 3
"""
CASES = """
INSERT INTO case_file (id, public_id, procedure, organ_region, party, grant_key, organ, year,
    number, about_kind, about_id, subject, approved_by, state, version, holder_party, holder,
    opened_at, changed_at, closed_at, demonstration)
SELECT n, gen_random_uuid(), CASE n %% 3 WHEN 0 THEN 'filing' ELSE 'certificate' END, r.region,
    'firm-' || n, 'case-' || n, 'ps-' || r.region, 2025, n, '', '', 'bench', '', 'issued', 2, '',
    '', d, d, d + interval '20 days', true
FROM generate_series(1, %(cases)s) n
JOIN (SELECT region, row_number() OVER (ORDER BY region) - 1 AS at, count(*) OVER () AS of
      FROM unnest(%(regions)s::text[]) region) r ON r.at = n %% r.of
CROSS JOIN LATERAL (SELECT timestamptz '2025-01-02 10:00+08'
                    + (n %% 690) * interval '1 day' AS d) t
"""
EVENTS = """
INSERT INTO case_event (id, case_id, organ_region, party, grant_key, version, procedure, act,
    from_state, to_state, by, by_party, role, lent_by, reason, to_party, to_account, at, legal_day,
    documents, letter, details, acceptance, approved_by, digest, entry)
SELECT c.id * 2 + v, c.id, c.organ_region, c.party, c.grant_key, v + 1, c.procedure,
    CASE WHEN v = 0 THEN 'apply' WHEN c.id %% 20 = 7 AND c.procedure = 'certificate' THEN 'refuse'
    ELSE 'grant' END, '', 'issued', '',
    CASE WHEN v = 0 OR c.id %% 40 = 0 THEN c.party ELSE c.organ END, '', '', '', '', '',
    c.opened_at, (c.opened_at + v * interval '20 days')::date, '[]',
    CASE v WHEN 0 THEN '' ELSE gen_random_uuid()::text END, '{}', false, '', '0', -(c.id * 2 + v)
FROM case_file c, generate_series(0, 1) v
"""
LETTERS = """
INSERT INTO letter (id, public_id, organ_region, party, grant_key, organ, organ_name_zh,
    organ_name_en, template, template_digest, series, year, number, number_text, number_key, code,
    subject, addressee, basis, fields, issued_on, issued_at, issued_by, sha256, size, entry,
    demonstration)
SELECT v.id, v.letter::uuid, v.organ_region, v.party, v.grant_key, v.by_party, '', '', 'bench', '',
    'bench', 2025, v.id, v.id, v.id, v.id, '', '',
    '[{"law": "gd-measures-2026", "provision": "art_15__para_1"}]', '{}', v.legal_day, v.at, '', '',
    0, v.entry, true
FROM case_event v WHERE v.act = 'refuse'
"""
NOTICES = """
INSERT INTO case_notice (id, case_id, organ_region, party, grant_key, event_id, kind, defects,
    sent_at)
SELECT c.id, c.id, c.organ_region, c.party, c.grant_key, c.id * 2, 'deficiency', '[]', c.opened_at
FROM case_file c WHERE c.id %% 10 = 3
"""
PERIODS = """
INSERT INTO case_period (id, case_id, organ_region, party, grant_key, name, event_id, started_on,
    due_on, finished_on, provisional, calendar_year, procedure, took, withdrawn)
SELECT c.id * 2 + k, c.id, c.organ_region, c.party, c.grant_key,
    CASE k WHEN 0 THEN 'licence_notice' ELSE 'licence_decision' END, c.id * 2, c.opened_at::date,
    c.opened_at::date + CASE k WHEN 0 THEN 7 ELSE 28 END,
    c.opened_at::date + CASE k WHEN 0 THEN 3 ELSE 14 END + (c.id %% 19)::int, false, 2026,
    c.procedure, (CASE k WHEN 0 THEN 3 ELSE 14 END + c.id %% 19) * 5 / 7, c.id %% 40 = 0
FROM case_file c, generate_series(0, 1) k
"""
TURNS = """
INSERT INTO case_period_event (id, case_id, organ_region, party, grant_key, period_id, event_id,
    act, "on", reason, due_on, provisional, steps)
SELECT p.id * 4 + t.n, p.case_id, p.organ_region, p.party, p.grant_key, p.id,
    p.case_id * 2 + CASE t.act WHEN 'finish' THEN 1 ELSE 0 END, t.act,
    CASE t.act WHEN 'start' THEN p.started_on WHEN 'pause' THEN p.started_on + 1
               WHEN 'resume' THEN p.started_on + 2 ELSE p.finished_on END, '', p.due_on, false,
    '[]'
FROM case_period p
JOIN (VALUES (0, 'start'), (1, 'pause'), (2, 'resume'), (3, 'finish')) t (n, act)
  ON t.act IN ('start', 'finish') OR p.id %% 20 = 1
"""


def fill(server: Connection, cases: int) -> None:
    """Write the cases as the owner, past the guards: this database is thrown away."""
    from jifang.law.places import load_divisions

    regions = sorted(d.code for d in load_divisions().values() if d.level == "county")
    params = server.as_params(server.owner)
    with psycopg.connect(**params, autocommit=True) as session:
        for table in TABLES:
            session.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY".encode())
            session.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        for statement in (CASES, EVENTS, LETTERS, NOTICES, PERIODS, TURNS):
            session.execute(statement.encode(), {"cases": cases, "regions": regions})
        for table in TABLES:
            session.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY".encode())
            session.execute(f"ANALYZE {table}".encode())


def measure(server: Connection, cases: int, rounds: int) -> dict[str, dict[str, object]]:
    """The page's three statements for the province and for a city, beside the plain count."""
    from jifang.domains.statistics.api import Wanted, read_figures
    from jifang.foundation.walls.scope import Scope, find_range, work_in

    def ask(region: str) -> Callable[[], object]:
        def run() -> object:
            with work_in(Scope(*find_range(region))):
                return read_figures(Wanted(region, SINCE, UNTIL, ON))

        return run

    params = server.as_params(server.find_service(BACKUP))
    with psycopg.connect(**params, autocommit=True) as session:
        contenders = {
            "province": ask("440000"),
            "city": ask("440600"),
            "plain": lambda: session.execute(PLAIN.encode()).fetchall(),
        }
        found = take_turns(contenders, units=1, rounds=rounds)
    plain = found["plain"].wall * 1000
    return {
        f"statistics_{name}_{cases}_cases": {
            "value": round(found[name].wall * 1000, 1), "unit": "ms",
            "peer_value": round(plain, 1), "ratio": round(found[name].wall * 1000 / plain, 2),
            "peer": "one plain count of the province's periods, past the walls",
        }
        for name in ("province", "city")
    }  # fmt: skip


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="bench.statistics", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jifang-bench-") as folder:
        Path(folder).chmod(0o755)
        home = Path(folder) / "var"
        home.mkdir()
        try:
            with borrow_server(home) as server:
                os.environ["JIFANG_VAR"] = str(home)
                from jifang.config.serve import prepare_site

                prepare_site()
                fill(server, given.cases)
                report = measure(server, given.cases, given.rounds)
        finally:
            destroy_cluster(home)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps({"machine": name_machine(), **report}, indent=1), "utf-8")
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
