"""A large file imported while its worker is killed: nothing lost, nothing doubled, all said.

Runs in a process that Django is set up in; the worker is a process of its own, with the same
database and the same files.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from jifang.domains.units.credit_codes import find_check_character, find_organisation_check
from jifang.domains.units.models import Site
from jifang.domains.units.services import declare_units, draft_unit
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.models import Account
from jifang.foundation.accounts.selectors import choose_capacity, derive_scope, list_capacities
from jifang.foundation.accounts.services import give_role, make_account
from jifang.foundation.history.models import Change
from jifang.foundation.imports.models import Fault, Import, Portion
from jifang.foundation.imports.services import Wanted, ask_import, confirm_import
from jifang.foundation.walls.scope import Scope, work_in
from soak.import_book import Made, write_book

REGION = "440106"
ORGAN = Body("organ", "ps-440106", "天河区公安机关（演示）", REGION)
UNITS = 200
LONGEST = 1_800
ROWS_EACH = 1_000
"""Rows a portion holds, unless a short form says fewer."""

WORKER = """
import sys
import django
django.setup()
from jifang.foundation.imports import reading
reading.PORTION = int(sys.argv[1])
from jifang.config import worker
worker.HEARTBEAT_SECONDS, worker.POLL_SECONDS, worker.STALLED_SECONDS = 0.3, 0.2, float(sys.argv[2])
worker.rescue_stalled.__defaults__ = (float(sys.argv[2]),)
raise SystemExit(worker.main([]))
"""


@dataclass(slots=True)
class Result:
    """What came of it; `faults` is empty where everything held. Times in seconds, memory in MiB.

    read_seconds: from handing in (or from the kill, where it was killed while reading) until the
        preview is there; a worker's start is in it.
    rows_per_second: written while a worker ran, before it was killed.
    """

    rows: int = 0
    megabytes: float = 0.0
    good: int = 0
    bad: int = 0
    leaves: int = 0
    killed_reading_at: int = 0
    killed_writing_at: int = 0
    read_seconds: float = 0.0
    write_seconds: float = 0.0
    rows_per_second: float = 0.0
    peak_mib: float = 0.0
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Drill:
    """Who imports, where workers get their database and files, how large a portion is."""

    account: Account
    environ: dict[str, str]
    portion: int = ROWS_EACH
    stalled: float = 20.0

    @contextmanager
    def acting(self) -> Iterator[tuple[Actor, str]]:
        """Within the bounds of whoever imports."""
        with work_in(derive_scope(self.account, None)):
            chosen = choose_capacity(list_capacities(self.account), None)
        if chosen is None:
            raise RuntimeError("the account has no role")
        with work_in(derive_scope(self.account, chosen.membership)):
            yield chosen.as_actor(self.account), chosen.key

    def start_worker(self) -> subprocess.Popen[bytes]:
        """A worker that may be killed."""
        command = [sys.executable, "-c", WORKER, str(self.portion), str(self.stalled)]
        return subprocess.Popen(command, env={**os.environ, **self.environ})

    def look(self, pk: int) -> Import:
        """The import as it is now."""
        with work_in(Scope(actor=str(self.account.pk))):
            return Import.objects.get(pk=pk)


def make_codes(number: int) -> list[str]:
    """Credit codes of units that do not exist, with right check characters."""
    found = []
    for n in range(number):
        inner = f"MA{n:06d}"
        body = f"91440106{inner}{find_organisation_check(inner)}"
        found.append(body + find_check_character(body))
    return found


def prepare(environ: dict[str, str], portion: int = ROWS_EACH, units: int = UNITS) -> Drill:
    """An officer, and the units that the sites belong to."""
    with work_in(Scope(administration="security_admin")):
        account = make_account("imports", "演示", "correct-horse-battery")
        give_role(account, "officer", ORGAN, None)
    drill = Drill(account, environ, portion)
    with drill.acting() as (by, _key):
        drafts = [
            draft_unit(by, {"name": f"示例单位{n}（演示）", "credit_code": code, "region": REGION})
            for n, code in enumerate(make_codes(units))
        ]
        declare_units(by, drafts)
    return drill


def run(drill: Drill, folder: Path, rows: int, seed: int, *, kill_reading: bool = True) -> Result:
    """Import a workbook of `rows` rows, one in a hundred bad, killing its worker half-way."""
    draw, result = random.Random(seed), Result(rows=rows)  # noqa: S311 - when to kill
    path = folder / "sites.xlsx"
    made = write_book(path, rows, make_codes(UNITS if rows > 10_000 else 5), REGION)
    result.megabytes = round(path.stat().st_size / 2**20, 1)
    with drill.acting() as (by, key), path.open("rb") as file:
        wanted = Wanted("site", path.name)
        of = ask_import(by, key, wanted, iter(lambda: file.read(2**20), b""))
    with working(drill) as workers:
        begun = time.monotonic()
        if kill_reading:
            at = draw.randrange(rows // 4, rows // 2)
            await_that(lambda: drill.look(of.pk).rows >= at, "it is not read")
            workers.kill()
            result.killed_reading_at = drill.look(of.pk).rows
            begun = time.monotonic()
        await_that(lambda: drill.look(of.pk).state != "asked", "it is not read")
        result.read_seconds = round(time.monotonic() - begun, 1)
        confirm(drill, of, result)
        write_and_kill(drill, of, result, draw, workers)
    result.peak_mib = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1)
    judge(drill, drill.look(of.pk), made, result)
    return result


def confirm(drill: Drill, of: Import, result: Result) -> None:
    """Let it be entered; nothing is there before."""
    if drill.look(of.pk).state != "checked":
        raise RuntimeError(f"the file was not taken: {drill.look(of.pk).state}")
    with drill.acting() as (by, _key):
        if Site.objects.exists():
            result.faults.append("something was written before it was confirmed")
        confirm_import(by, of.public_id)


def write_and_kill(
    drill: Drill, of: Import, result: Result, draw: random.Random, workers: Workers
) -> None:
    """Let the rows be entered; the worker is killed half-way, wherever it is then."""
    good = drill.look(of.pk).good
    at = draw.randrange(good // 3, 2 * good // 3)
    begun = time.monotonic()
    await_that(lambda: drill.look(of.pk).done > 0, "nothing is entered")
    first, since = drill.look(of.pk).done, time.monotonic()
    await_that(lambda: drill.look(of.pk).done >= at, "it does not go on")
    passed, done = time.monotonic() - since, drill.look(of.pk).done
    result.rows_per_second = round((done - first) / passed, 1)
    time.sleep(draw.random() / 10)  # nothing is waited for: the kill falls where it may
    workers.kill()
    result.killed_writing_at = drill.look(of.pk).done
    await_that(lambda: drill.look(of.pk).state != "running", "it is not finished")
    result.write_seconds = round(time.monotonic() - begun, 1)


def await_that(condition: Callable[[], bool], what: str) -> None:
    """Ask now and then, so that asking takes no time from what is measured."""
    end = time.monotonic() + LONGEST
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.2)


@dataclass(slots=True)
class Workers:
    """One worker at a time."""

    drill: Drill
    now: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Kill the worker, and start another."""
        self.now.kill()
        self.now.wait(60)
        self.now = self.drill.start_worker()


@contextmanager
def working(drill: Drill) -> Iterator[Workers]:
    """A worker, and whatever takes its place, stopped afterwards."""
    workers = Workers(drill, drill.start_worker())
    try:
        yield workers
    finally:
        workers.now.send_signal(signal.SIGTERM)
        workers.now.wait(60)


def judge(drill: Drill, of: Import, made: Made, result: Result) -> None:
    """Every good row there once, every bad one told with its field, every portion a leaf."""

    def expect(what: str, found: Any, wanted: Any) -> None:
        if found != wanted:
            result.faults.append(f"{what}: {found!r}, not {wanted!r}")

    with drill.acting():
        names = list(Site.objects.values_list("name", flat=True))
        told = {f.row: f.field for f in Fault.objects.filter(of=of).exclude(level="warning")}
        empty = Fault.objects.filter(of=of, zh="").count()
        portions = list(Portion.objects.filter(of=of, good=True))
        changes = set(Change.objects.filter(kind="site").values_list("entry", flat=True))
        number = Change.objects.filter(kind="site").count()
    result.good, result.bad, result.leaves = len(names), len(told), len(changes)
    expect("state", of.state, "done")
    expect("rows there twice", len(names) - len(set(names)), 0)
    expect("rows that are missing", len(made.good - set(names)), 0)
    expect("rows that nobody sent", len(set(names) - made.good), 0)
    expect("bad rows", {r: f for r, f in told.items() if made.bad.get(r) != f}, {})
    expect("bad rows that are not told", sorted(made.bad.keys() - told.keys()), [])
    expect("reasons without words", empty, 0)
    expect("changes", number, len(made.good))
    expect("portions that are not done", [p.number for p in portions if not p.written_at], [])
    expect("leaves", (len(changes), of.leaves), (len(portions), len(portions)))
    expect("leaves in the ledger", count_leaves(), len(portions))
    expect("counted", (of.rows, of.done, of.bad), (result.rows, len(made.good), len(made.bad)))


def count_leaves() -> int:
    """The entries of sites that were declared together."""
    with work_in(Scope("44", "45")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry WHERE kind = 'site.declared_together'")
        return int(cursor.fetchone()[0])
