"""Kill -9 at random moments under load, what must hold afterwards, and restores of that site."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jifang_verify
import psycopg

from jifang.ledger.audit import Audit
from soak import restore
from soak.client import is_asked_for
from soak.site import Site, throwaway, wait_for

KINDS = ("postgres", "web", "worker", "sequencer", "signer")


@dataclass
class Result:
    """What came of a run."""

    rounds: int
    killed: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    entries: int = 0
    jobs: int = 0
    checkpoints: int = 0
    lost: int = 0
    restored: int = 0
    """Entries after the restore to the end; `behind`, after the one to the past."""
    behind: int = 0
    faults: list[str] = field(default_factory=list)


def run(
    var: Path, rounds: int, seed: int, unsafe: bool = False, *, pause: float = 0.0, acts: int = 200
) -> Result:
    """Kill something each round; then let all settle and check, and restore what was copied.

    pause: of a client between its acts, in seconds. acts: so many follow the base copy.
    """
    dice, result = random.Random(seed), Result(rounds)  # noqa: S311 - repeatable, not secret
    kinds: list[str] = []
    with throwaway(var, unsafe) as site:
        site.begin(pause=pause)
        wait_for(lambda: len(site.read_acked()) > 50, 120, "no act was done")
        for number in range(rounds):
            if number % len(KINDS) == 0:
                kinds = dice.sample(KINDS, len(KINDS))
            time.sleep(dice.uniform(0.2, 1.2))
            site.note_published()
            # What is to be shown without synchronous commit is shown by the database alone.
            kind = "postgres" if unsafe else kinds[number % len(KINDS)]
            site.kill(kind)
            result.killed[kind] = result.killed.get(kind, 0) + 1
            before = len(site.read_acked())
            wait_for(lambda: len(site.read_acked()) > before, 120, f"nothing after {kind}")  # noqa: B023
        if not unsafe:
            restore.take_base(site, acts)
        site.stop_clients()
        if not unsafe:
            site.settle()
            site.note_published()
        check(site, result)
        if not unsafe:
            drill = restore.run(site)
            result.restored, result.behind = drill.restored, drill.behind
            result.faults += restore.find_faults(drill)
    return result


def check(site: Site, result: Result) -> None:
    """Nothing acknowledged is lost; act, entry and leaf stand together; what was seen holds."""
    acked = site.read_acked()
    with site.connect() as session:
        acts = {key for (key,) in session.execute("SELECT key FROM soak_act")}
        rows = session.execute(
            "SELECT e.kind, e.key, l.index FROM ledger_entry e"
            " LEFT JOIN ledger_leaf l ON l.entry = e.id"
        ).fetchall()
        leaves = session.execute("SELECT count(*) FROM ledger_leaf").fetchone()
        done = [key for kind, key, _ in rows if kind == "soak.done"]
        keys = set(done)
        result.acknowledged, result.entries = len(acked), len(rows)
        result.lost = len(acked - (keys & acts))
        if acts != keys:
            result.faults.append(f"{len(acts ^ keys)} acts or entries stand alone")
        if len(done) != len(keys):
            result.faults.append(f"{len(done) - len(keys)} entries were written twice")
        if result.lost or site.unsafe:
            return
        check_jobs(session, acts, result)
        if sorted(index for _, _, index in rows) != list(range(len(rows))):
            result.faults.append("an entry has no leaf, or a place is empty")
        if leaves is None or leaves[0] != len(rows):
            result.faults.append("a leaf has no entry")
        public, kept = site.var / "ledger" / "public", list(site.seen.values())
        result.checkpoints = len(kept)
        result.faults += [f.en for f in Audit(session, kept, public).run()]
    if jifang_verify.main(["audit", str(public / "policy"), str(public), "--lang", "en"]):
        result.faults.append("the published log does not verify")


def check_jobs(session: psycopg.Connection[Any], acts: set[str], result: Result) -> None:
    """Each job that an act asked for had its effect, once, and so its entry."""
    asked = {act for act in acts if is_asked_for(act)}
    followed = [act for (act,) in session.execute("SELECT act FROM soak_job")]
    entries = session.execute(
        "SELECT bytes FROM ledger_entry WHERE kind = 'soak.followed'"
    ).fetchall()
    recorded = [json.loads(bytes(data))["on"]["id"] for (data,) in entries]
    result.jobs = len(followed)
    for name, found in (("jobs", followed), ("entries of jobs", recorded)):
        if len(found) != len(set(found)):
            result.faults.append(f"{len(found) - len(set(found))} {name} had their effect twice")
        if set(found) != asked:
            result.faults.append(f"{len(asked ^ set(found))} acts and {name} stand alone")
