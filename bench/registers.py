"""The registers at the size of a province: `python -m bench.registers [--sites N] [--var DIR]`.

Test data of a million sites and ten million channels. Pages are asked for through Django's own
handler, middleware included, by a signed-in officer; the time of the whole answer and that of its
statements about the registers are kept. Beside each stands the same question in plain SQL through
psycopg, written by hand, past the walls: the limit. The aims: pages below 200 ms (95 of 100), their
statements within three times of plain SQL.
"""

from __future__ import annotations

import argparse
import csv
import io
import logging
import os
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import walls
from bench.loaded import CITY, Platform, Session, Statement, open_platform
from bench.measure import name_machine
from bench.report import ROOT
from bench.walls import write_report

TARGET = ROOT / "var/bench/registers.json"
PAGES_BELOW_MS, WITHIN = 200.0, 3.0
ROWS = 100_000
PASSWORD = "bench-correct-horse"  # noqa: S105  (of an account in a database that is thrown away)
Report = dict[str, dict[str, object]]
REGISTERS = re.compile(
    r'(?:FROM|JOIN) "?(?:unit|site|designation|organisation|staff|credential|tool|premises|system'
    r"|device|channel|quality_proof|store|plan|funding|sign|connection|course|attendance|gram"
    r"|record_change|figure|site_due|site_standing)\b"
)
"""Statements about the registers; the others ask who is signed in and what is open to whom."""

COLUMNS = "id, public_id, name, unit_name, place_kind, setting, region, address, state, version"
WITHIN_CITY = "organ_region >= '4406' AND organ_region < '4407' AND state = 'active'"
IN_ORDER = "ORDER BY organ_region, pinyin, id"
SITES = f"SELECT {COLUMNS} FROM site WHERE {WITHIN_CITY}"  # noqa: S608  (constants)
CHANNELS = f"SELECT * FROM channel WHERE {WITHIN_CITY}"  # noqa: S608  (constants)
FIGURES = (
    (
        "SELECT organ_region, measure, sum(number) FROM figure WHERE organ_region >= '{lo}'"
        " AND organ_region < '{hi}' AND month IS NULL GROUP BY 1, 2"
    ),
    (
        "SELECT month, sum(number) FROM figure WHERE measure = 'entered' AND organ_region >= '{lo}'"
        " AND organ_region < '{hi}' AND month >= now() - interval '12 months' GROUP BY 1"
    ),
    (
        "SELECT count(*) FROM (SELECT 1 FROM site_due WHERE organ_region >= '{lo}'"
        " AND organ_region < '{hi}' LIMIT 1000) few"
    ),
)
AROUND = (
    "SELECT * FROM site WHERE organ_region = (SELECT organ_region FROM site WHERE id = %s)"
    " AND longitude IS NOT NULL AND id <> %s ORDER BY organ_region, pinyin, id LIMIT 121"
)
HOW_MANY = (
    "SELECT count(*) FROM (SELECT 1 FROM site WHERE id IN (SELECT record FROM gram WHERE gram = %s"
    " AND kind = 'site' AND organ_region >= '4406' AND organ_region < '4407') LIMIT 10001) few"
)
SITES_OF = "SELECT * FROM site WHERE id IN (SELECT site_id FROM ({by_code}) c)"
COUNT = "SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {where} LIMIT 10001) few"


@dataclass(frozen=True)
class Page:
    """A page that is measured: its address and the same question in plain SQL."""

    name: str
    address: str
    plain: Sequence[Statement]


def count(where: str, table: str = "site") -> Statement:
    """How many rows there are, counted as far as a list counts."""
    return COUNT.format(table=table, where=where), None


def list_parts(site: int, *tables: str) -> list[Statement]:
    """What a site has."""
    return [
        (f"SELECT * FROM {table} WHERE site_id = %s ORDER BY id LIMIT 21", (site,))  # noqa: S608  (constants)
        for table in tables
    ]


def list_figures(lo: str, hi: str) -> list[Statement]:
    """What a region's page counts."""
    return [(sql.format(lo=lo, hi=hi), None) for sql in FIGURES]


def list_pages(session: Session) -> list[Page]:
    """The pages of an officer of a city."""
    school = f"{WITHIN_CITY} AND place_kind = 'a9_7.school'"
    row = session.execute(
        f"SELECT id, public_id::text, substr(name, 3, 2), code FROM site s,"  # noqa: S608  (constants)
        f" LATERAL (SELECT code FROM channel c WHERE c.site_id = s.id AND code <> '' LIMIT 1) c"
        f" WHERE s.{WITHIN_CITY} AND EXISTS (SELECT 1 FROM designation d WHERE d.site_id = s.id)"
        " ORDER BY s.organ_region, pinyin, s.id LIMIT 1"
    ).fetchone()
    if row is None:
        raise RuntimeError("no site of the city has channels and a designating act")
    key, public_id, word, code = row
    found = (
        f"SELECT {COLUMNS} FROM site WHERE id IN (SELECT record FROM gram WHERE gram = %s"  # noqa: S608  (constants)
        f" AND kind = 'site' AND organ_region >= '4406' AND organ_region < '4407')"
        f" AND {WITHIN_CITY} {IN_ORDER} LIMIT 51"
    )
    one = ("SELECT * FROM site WHERE public_id = %s", (public_id,))
    record: list[Statement] = [
        one,
        ("SELECT * FROM unit WHERE id = (SELECT unit_id FROM site WHERE id = %s)", (key,)),
        ("SELECT * FROM record_change WHERE record = %s ORDER BY version DESC", (public_id,)),
        *list_parts(key, "system", "designation", "sign", "connection"),
    ]
    site: list[Statement] = [
        one,
        ("SELECT * FROM record_change WHERE root = %s ORDER BY id DESC LIMIT 60", (public_id,)),
        *list_parts(key, "system", "designation", "sign", "connection", "store"),
        ("SELECT * FROM channel WHERE site_id = %s ORDER BY system_id, id LIMIT 500", (key,)),
        ("SELECT * FROM site_standing WHERE site_id = %s", (key,)),
        ("SELECT * FROM site_due WHERE site_number = %s", (key,)),
        (AROUND, (key, key)),
    ]
    by_code = f"{CHANNELS} AND code >= %s AND code < %s ORDER BY code LIMIT 51"
    ends = (code[:14], f"{code[:13]}{chr(ord(code[13]) + 1)}")
    coded: list[Statement] = [(by_code, ends), (SITES_OF.format(by_code=by_code), ends)]
    in_order = f"{CHANNELS} ORDER BY organ_region, site_id, id LIMIT 51"
    schools: Statement = (f"{SITES} AND place_kind = 'a9_7.school' {IN_ORDER} LIMIT 51", None)
    return [
        Page("list", "/lists/site/", [(f"{SITES} {IN_ORDER} LIMIT 51", None), count(WITHIN_CITY)]),
        Page("filter", "/lists/site/?f.place_kind=a9_7.school", [schools, count(school)]),
        Page("search", f"/lists/site/?q={word}", [(found, (word,)), (HOW_MANY, (word,))]),
        Page("channels", "/lists/channel/", [(in_order, None), count(WITHIN_CITY, "channel")]),
        Page("channel_by_code", f"/lists/channel/?q={code[:14]}", coded),
        Page("record", f"/registers/site/{public_id}/", record),
        Page("site", f"/sites/{public_id}/", site),
        Page("region", f"/regions/{CITY}/", list_figures("4406", "4407")),
        Page("province", "/regions/", list_figures("44", "45")),
    ]


# -- whoever reads ---------------------------------------------------------------------------------


def make_reader(region: str) -> Any:
    """A signed-in browser of an officer of a division."""
    from allauth.mfa.totp.internal.auth import TOTP
    from django.conf import settings
    from django.test import Client

    from jifang.foundation.accounts.data import Body
    from jifang.foundation.accounts.models import Account
    from jifang.foundation.accounts.selectors import list_capacities
    from jifang.foundation.accounts.services import give_role, make_account
    from jifang.foundation.accounts.sessions import begin_session
    from jifang.foundation.walls.scope import Scope, work_in

    settings.ALLOWED_HOSTS = ["*"]
    name, party = f"bench-{region}", f"ps-{region}"
    with work_in(Scope(administration="security_admin")):
        account = Account.objects.filter(username=name).first()
        if account is None:
            account = make_account(name, "测量", PASSWORD)
            Account.objects.filter(pk=account.pk).update(demonstration=True)
            give_role(account, "officer", Body("organ", party, party, region), None)
            with work_in(Scope(actor=str(account.pk))):
                TOTP.activate(account, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client = Client()
    with work_in(Scope(actor=str(account.pk))):
        client.force_login(account)
        session = client.session
        begin_session(session, account, list_capacities(account))
        session.save()
    return client


@contextmanager
def time_statements() -> Iterator[list[tuple[str, float]]]:
    """The statements that Django sends meanwhile, with their milliseconds."""
    from django.db import connection

    heard: list[tuple[str, float]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            heard.append((sql, (time.perf_counter() - begun) * 1000))

    with connection.execute_wrapper(note):
        yield heard


# -- measuring -------------------------------------------------------------------------------------


def find_p95(values: Sequence[float]) -> float:
    """Of a hundred, 95 are not above this."""
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


def note(report: Report, name: str, value: float, unit: str, peer: float, **more: Any) -> None:
    """One figure and what it is measured against."""
    report[f"registers.{name}"] = {
        "value": round(value, 3), "unit": unit, "peer_value": round(peer, 3),
        "ratio": round(value / peer, 3) if peer else None,
        "machine": name_machine(), "load": round(os.getloadavg()[0], 1), **more,
    }  # fmt: skip


def run_plain(session: Session, statements: Sequence[Statement]) -> float:
    """Milliseconds of the same question in plain SQL."""
    begun = time.perf_counter()
    for sql, given in statements:
        session.execute(sql.encode(), given).fetchall()
    return (time.perf_counter() - begun) * 1000


def measure_page(report: Report, client: Any, session: Session, page: Page, rounds: int) -> None:
    """A page and the same question in plain SQL, in turn."""
    if client.get(page.address).status_code == 404:
        print(f"{page.name}: there is no {page.address}", flush=True)
        return
    whole, asked, plain, number = [], [], [], 0
    for n in range(rounds + 3):
        with time_statements() as heard:
            begun = time.perf_counter()
            answer = client.get(page.address)
            took = (time.perf_counter() - begun) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"{page.address}: {answer.status_code}")
        limit = run_plain(session, page.plain)
        if n >= 3:  # the first turns warm up
            whole.append(took)
            asked.append(sum(t for sql, t in heard if REGISTERS.search(sql)))
            plain.append(limit)
            number = len(heard)
    middle, edge = statistics.median(whole), find_p95(whole)
    sql, peer = statistics.median(asked), statistics.median(plain)
    note(report, f"{page.name}.p95", edge, "ms", PAGES_BELOW_MS)
    note(report, f"{page.name}.p50", middle, "ms", PAGES_BELOW_MS)
    note(report, f"{page.name}.statements", sql, "ms", peer, statements=number)
    print(
        f"{page.name}: p50 {middle:.1f} ms, p95 {edge:.1f} ms; {number} statements {sql:.2f} ms,"
        f" plain SQL {peer:.2f} ms, ratio {sql / peer:.2f}", flush=True,
    )  # fmt: skip


def measure_export(report: Report, session: Session, region: str, rows: int) -> None:
    """Rows of a list as they are written into an export, beside a cursor and a CSV writer."""
    from django.http import QueryDict

    from jifang.foundation.accounts.models import Account
    from jifang.foundation.accounts.selectors import choose_capacity, derive_scope, list_capacities
    from jifang.foundation.walls.scope import Scope, work_in
    from jifang.portals.account.asking import Asking
    from jifang.portals.tables.files import list_portions, write_lines
    from jifang.portals.tables.page import list_columns
    from jifang.portals.tables.query import read_asked
    from jifang.portals.tables.registry import TABLES

    table = TABLES.get("site")
    if table is None:
        return
    with work_in(Scope(administration="security_admin")):
        account = Account.objects.get(username=f"bench-{region}")
    with work_in(Scope(actor=str(account.pk))):
        held = tuple(list_capacities(account))
        chosen = choose_capacity(held, None)
        acting = chosen.membership if chosen else None
        asking, scope = Asking(account, held, chosen), derive_scope(account, acting)
    asked = read_asked(table, QueryDict(""))
    columns = list_columns(table, asked)

    def export() -> int:
        out, written = csv.writer(io.StringIO()), 0
        with work_in(scope):
            for portion in list_portions(table, asking, asked, columns):
                some = portion[: rows - written]
                out.writerows(write_lines(columns, some))
                written += len(some)
                if written == rows:
                    break
        return written

    def plain() -> int:
        out, written = csv.writer(io.StringIO()), 0
        sql = (
            f"SELECT {COLUMNS} FROM site WHERE organ_region >= '44' AND organ_region < '45'"  # noqa: S608  (constants)
            f" AND state = 'active' {IN_ORDER} LIMIT {rows}"
        )
        with session.transaction(), session.cursor() as cursor:
            for row in cursor.execute(sql.encode()):
                out.writerow(row)
                written += 1
        return written

    took = {name: time_once(run) for name, run in (("plain", plain), ("export", export))}
    (ours, written), (peer, _) = took["export"], took["plain"]
    note(report, "export", ours, "s", peer, rows=written)
    print(f"export of {written}: {ours:.1f} s, plain SQL {peer:.1f} s, ratio {ours / peer:.2f}")


def time_once(run: Callable[[], int]) -> tuple[float, int]:
    """Seconds, and how many rows."""
    begun = time.perf_counter()
    rows = run()
    return time.perf_counter() - begun, rows


def measure(platform: Platform, rounds: int, rows: int = ROWS) -> Report:
    """Everything."""
    logging.disable(logging.INFO)
    report: Report = {}
    client, province = make_reader(CITY), make_reader("440000")
    with platform.connect(guarded=False) as session:
        for page in list_pages(session):
            reader = province if page.name == "province" else client
            measure_page(report, reader, session, page, rounds)
        measure_export(report, session, "440000", rows)
    return report


def main() -> int:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(prog="bench.registers", description=__doc__)
    parser.add_argument("--sites", type=int, default=1_000_000)
    parser.add_argument("--channels", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--var", type=Path, help="a folder whose server is loaded already")
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--walls", action="store_true", help="measure bench.walls on it, too")
    given = parser.parse_args()
    with open_platform(given.var, given.sites, given.channels) as platform:
        if given.walls:
            write_report(walls.TARGET, walls.measure(platform, 2 * given.rounds))
        write_report(given.target, measure(platform, given.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
