"""The ledger against plain inserts of the same rows: `python -m bench.ledger [--bundle N]`.

Appends a second at 1, 8 and 32 connections, bare and inside a business transaction; the time from
an append to a signed checkpoint; proofs verified a second; and what it takes to verify a whole log
offline. Sequencer and signer run as they do in use, as processes, on a durable server of their own.
Contenders take turns; the median of the rounds counts, since a disk's best moment proves little.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jifang_verify
import psycopg
from tlog_scales.tlog import InclusionProof

from bench.measure import name_machine
from bench.report import ROOT
from jifang.foundation.audit.schema import Roles, write_schema
from jifang.foundation.postgres.connection import (
    APPLICATION,
    OWNER,
    SEQUENCER,
    SIGNER,
    Connection,
)
from jifang.foundation.postgres.launcher import borrow_server, destroy_cluster
from jifang.ledger.notes import Checkpoint, make_key, sign_checkpoint
from jifang.ledger.publisher import TileWriter
from jifang.ledger.signer import read_published
from jifang.ledger.tree import check_inclusion, hash_leaf, prove_inclusion
from jifang.ledger.witnesses import write_policy

TARGET = ROOT / "var/bench/ledger.json"
CONNECTIONS = (1, 8, 32)
BUSINESS_SECONDS = 0.002
LATENCY_LIMIT_MS = 1000.0
ENTRY_BYTES = 471

# The same rows with the same look-ups, without hash, order, triggers and walls.
PLAIN = (
    (
        "CREATE TABLE plain_act (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
        " at timestamptz NOT NULL DEFAULT clock_timestamp(), organ text NOT NULL,"
        ' organ_region text COLLATE "C" NOT NULL, kind text NOT NULL, key text,'
        " bytes bytea NOT NULL)"
    ),
    "CREATE UNIQUE INDEX ON plain_act (key) WHERE key IS NOT NULL",
    "CREATE INDEX ON plain_act (organ_region, id)",
    "CREATE INDEX ON plain_act (kind, id)",
    "CREATE INDEX ON plain_act USING brin (at)",
    "CREATE TABLE business (id int PRIMARY KEY, state int NOT NULL)",
    "INSERT INTO business SELECT n, 0 FROM generate_series(0, 63) n",
)
INSERTS = {
    name: (
        f"INSERT INTO {table} (organ, organ_region, kind, key, bytes)"  # noqa: S608 - constants
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
    ).encode()
    for name, table in (("ledger", "ledger_entry"), ("plain", "plain_act"))
}

Report = dict[str, dict[str, object]]


def add(report: Report, name: str, value: float, unit: str, peer: float, *, more: bool) -> None:
    """One comparison; `more` says that more is better. The ratio is how much better we are."""
    ratio = value / peer if more else peer / value
    report[name] = {
        "value": round(value, 3),
        "unit": unit,
        "peer_value": round(peer, 3),
        "ratio": round(ratio, 3),
        "machine": name_machine(),
    }
    print(f"{name}: {value:.3g} {unit}, peer {peer:.3g}, ratio {ratio:.3g}", flush=True)


@contextmanager
def provide_log(var: Path) -> Iterator[Connection]:
    """A durable server with both tables, and the two processes of the ledger."""
    processes: list[subprocess.Popen[bytes]] = []
    try:
        with borrow_server(var) as server:
            with psycopg.connect(**server.as_params(server.owner), autocommit=True) as session:
                roles = Roles(APPLICATION, SEQUENCER, SIGNER)
                for statement in (*write_schema(roles, OWNER), *PLAIN):
                    session.execute(statement.encode())
            command = [sys.executable, "-m", "jifang.config.ledger", "--var", str(var)]
            processes = [subprocess.Popen([*command, word]) for word in ("sequence", "sign")]
            try:
                yield server
            finally:
                for process in processes:
                    process.terminate()
                    process.wait()
    finally:
        destroy_cluster(var)


def make_row(number: str) -> tuple[str, str, str, str, bytes]:
    """A row of the measured length."""
    data = json.dumps({"kind": "k", "key": number}).encode()
    return "440103-psb", "440103", "filing.submitted", number, data.ljust(ENTRY_BYTES)


def count_appends(
    server: Connection, name: str, connections: int, seconds: float, business: bool
) -> float:
    """Transactions a second of one contender."""
    stop, counts = threading.Event(), [0] * connections
    ready = threading.Barrier(connections + 1)

    def write(writer: int) -> None:
        run = f"{name}-{os.urandom(4).hex()}-{writer}"
        with psycopg.connect(**server.as_params(server.application)) as session:
            ready.wait()
            while not stop.is_set():
                if business:
                    session.execute("UPDATE business SET state = 1 WHERE id = %s", [writer])
                    time.sleep(BUSINESS_SECONDS)
                    session.execute("UPDATE business SET state = 2 WHERE id = %s", [writer])
                session.execute(INSERTS[name], make_row(f"{run}-{counts[writer]}"))
                session.commit()
                counts[writer] += 1

    threads = [threading.Thread(target=write, args=(n,)) for n in range(connections)]
    for thread in threads:
        thread.start()
    ready.wait()
    begun = time.perf_counter()
    time.sleep(seconds)
    stop.set()
    passed = time.perf_counter() - begun
    for thread in threads:
        thread.join()
    return sum(counts) / passed


def measure_appends(report: Report, server: Connection, rounds: int, seconds: float) -> None:
    """Every number of connections, bare and in business, in turn."""
    for business in (False, True):
        for connections in CONNECTIONS:
            found: dict[str, list[float]] = {"plain": [], "ledger": []}
            for _ in range(rounds):
                for name in ("plain", "ledger"):
                    rate = count_appends(server, name, connections, seconds, business)
                    found[name].append(rate)
            ours, peer = (statistics.median(found[n]) for n in ("ledger", "plain"))
            name = f"ledger.appends{'_in_business' if business else ''}.{connections}"
            add(report, name, ours, "1/s", peer, more=True)


def measure_latency(report: Report, server: Connection, var: Path, samples: int) -> None:
    """From the moment an append is begun to the checkpoint with it lying published."""
    path, took = var / "ledger" / "public" / "checkpoint", []
    with psycopg.connect(**server.as_params(server.find_service(SIGNER)), autocommit=True) as look:
        wait_until_published(look, path)
        with psycopg.connect(**server.as_params(server.application)) as session:
            for n in range(samples):
                published = read_published(path)
                size = published.size if published else 0
                begun = time.perf_counter()
                session.execute(INSERTS["ledger"], make_row(f"latency-{n}"))
                session.commit()
                while (published := read_published(path)) is None or published.size <= size:
                    time.sleep(0.002)
                took.append((time.perf_counter() - begun) * 1000)
                time.sleep((n * 37 % 200) / 1000)
    took.sort()
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        at = took[min(len(took) - 1, int(len(took) * share))]
        add(report, f"ledger.append_to_checkpoint.{name}", at, "ms", LATENCY_LIMIT_MS, more=False)


def wait_until_published(session: psycopg.Connection[Any], path: Path) -> None:
    """Wait until all appended so far is signed."""
    while True:
        row = session.execute("SELECT count(*) FROM ledger_entry").fetchone()
        published = read_published(path)
        if row and published and row[0] == published.size:
            return
        time.sleep(0.1)


def count_checks(check: Callable[[], object], seconds: float = 1.0) -> float:
    """Calls a second, the best of five turns."""
    best = 0.0
    for _ in range(5):
        done, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds / 5:
            check()
            done += 1
        best = max(best, done / (time.perf_counter() - begun))
    return best


def measure_proofs(report: Report, size: int = 65_536) -> None:
    """Inclusion proofs verified a second, against tlog-scales on the same proof."""
    growth, nodes = TileWriter(Path()).growth, {}
    for n in range(size):
        for level, index, node in growth.edge.append(hash_leaf(str(n).encode())):
            nodes[level, index] = node
    index, leaf, root = size // 3, hash_leaf(str(size // 3).encode()), growth.edge.root()
    path = prove_inclusion(index, size, lambda level, at: nodes[level, at])
    theirs = InclusionProof(index, size, path)
    ours = count_checks(lambda: check_inclusion(index, size, leaf, path, root))
    peer = count_checks(lambda: theirs.check(leaf, root))
    add(report, "ledger.proofs_verified", ours, "1/s", peer, more=True)


def write_quickly(path: Path, data: bytes, mode: int = 0o644) -> None:
    """A file for a measurement: nothing of it need be there after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def measure_bundle(report: Report, folder: Path, size: int) -> None:
    """Seconds and bytes to verify a whole log offline; the peer only hashes the entries."""
    key, writer, total = make_key("jifang.example/gd"), TileWriter(folder, write_quickly), 0
    for n in range(size):
        data = b'{"at":"2026-11-26T00:00:00Z","kind":"filing.submitted","key":"%012d"}' % n
        writer.append(data, hash_leaf(data))
    writer.write_partial()
    checkpoint = Checkpoint(key.name, size, writer.growth.edge.root())
    write_quickly(folder / "checkpoint", sign_checkpoint(checkpoint, [key]).write().encode())
    write_quickly(folder / "policy", write_policy(key).encode())
    total = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    begun = time.perf_counter()
    if jifang_verify.main(["audit", str(folder / "policy"), str(folder)]):
        raise RuntimeError("the log does not verify")
    took = time.perf_counter() - begun
    begun = time.perf_counter()
    for n in range(size):
        hash_leaf(b'{"at":"2026-11-26T00:00:00Z","kind":"filing.submitted","key":"%012d"}' % n)
    peer = time.perf_counter() - begun
    add(report, f"ledger.verify_{size}.seconds", took, "s", peer, more=False)
    add(report, f"ledger.verify_{size}.bytes", total, "B", size * 71, more=False)


def main() -> int:
    """Measure and merge into the report."""
    parser = argparse.ArgumentParser(prog="bench.ledger", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--bundle", type=int, default=1_000_000, help="leaves to verify; 0: none")
    parser.add_argument("--only-bundle", action="store_true")
    given = parser.parse_args()
    report: Report = json.loads(TARGET.read_text("utf-8")) if TARGET.exists() else {}
    with tempfile.TemporaryDirectory(prefix="jifang-bench-") as name:
        top = Path(name)
        top.chmod(0o755)
        if not given.only_bundle:
            (top / "var").mkdir()
            with provide_log(top / "var") as server:
                measure_appends(report, server, given.rounds, given.seconds)
                measure_latency(report, server, top / "var", given.samples)
            measure_proofs(report)
        if given.bundle:
            measure_bundle(report, top / "log", given.bundle)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
