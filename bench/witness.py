"""Witnesses measured: `python -m bench.witness [--rounds N]`.

How long a cosignature takes over HTTP on this machine, how many a witness gives a second, and how
many appends the ledger takes while three witnesses are asked, one of them dead, against none. The
peer of the cosignature is aics-witness where it can be imported (it needs Python 3.12, or its
files on PYTHONPATH).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench.ledger import Report, add, count_appends, provide_log, write_quickly
from bench.report import ROOT
from jifang.ledger.collector import PublishedTiles
from jifang.ledger.notes import (
    Checkpoint,
    Note,
    SigningKey,
    VerifierKey,
    make_key,
    read_verifier_key,
    sign_checkpoint,
)
from jifang.ledger.publisher import TileWriter
from jifang.ledger.tree import hash_leaf, prove_consistency
from jifang.ledger.witness_client import ask
from jifang.ledger.witnessed import read_state
from jifang.ledger.witnesses import Place

TARGET = ROOT / "var/bench/witness.json"
NAME = "bench.example/w"
LOGS = 8


class Log:
    """A log that grows, with a proof of every step."""

    def __init__(self, folder: Path, key: SigningKey) -> None:
        self.folder, self.key, self.held = folder, key, 0
        self.writer = TileWriter(folder, write_quickly)

    def grow(self, count: int = 1) -> tuple[Note, int, list[bytes]]:
        """The next checkpoint, the size before, the proof."""
        for _ in range(count):
            data = f"entry {self.writer.size}".encode()
            self.writer.append(data, hash_leaf(data))
        self.writer.write_partial()
        old, size = self.held, self.writer.size
        get = PublishedTiles(self.folder, size).get
        proof = prove_consistency(old, size, get) if old else []
        self.held = size
        checkpoint = Checkpoint(self.key.name, size, self.writer.growth.edge.root())
        return sign_checkpoint(checkpoint, [self.key]), old, proof


@contextlib.contextmanager
def run_witness(home: Path, module: str, keys: list[VerifierKey]) -> Iterator[Place]:
    """A witness of some logs as a process: ours, or aics-witness."""
    ours = module == "jifang_witness.cli"
    paths = [str(ROOT / "verifier"), str(ROOT / "witness"), os.environ.get("PYTHONPATH", "")]
    environ = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "JIFANG_WITNESS_HOME": str(home),
        "AICS_WITNESS_CONFIG": str(home / "witness.json"),
    }
    home.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    def run(*words: str) -> str:
        command = [sys.executable, "-m", module, *words]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        return done.stdout

    made = run("init", NAME) if ours else run("init", "--name", NAME)
    found = re.search(rf"{re.escape(NAME)}\+\S+", made)
    if found is None:
        raise RuntimeError(made)
    for key in keys:
        public = key.write()
        run("add-log", *([public] if ours else ["--origin", key.name, "--vkey", public]))
    command = [sys.executable, "-m", module, "serve", "--listen", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield Place("w", read_verifier_key(found[0]), f"http://127.0.0.1:{port}")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def wait_for_port(port: int) -> None:
    """Wait until somebody answers."""
    for _ in range(400):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("the witness did not start")


def submit(place: Place, log: Log, count: int = 1) -> None:
    """One cosignature, verified."""
    reply = ask(place, *log.grow(count), time.time())
    if reply.signature is None:
        raise RuntimeError(reply.en)


def time_cosignatures(place: Place, log: Log, samples: int) -> list[float]:
    """Milliseconds from asking to the verified cosignature, log by log growing."""
    took = []
    for _ in range(samples):
        given = log.grow(37)
        begun = time.perf_counter()
        reply = ask(place, *given, time.time())
        took.append((time.perf_counter() - begun) * 1000)
        if reply.signature is None:
            raise RuntimeError(reply.en)
    return took


def count_cosignatures(place: Place, logs: list[Log], seconds: float) -> float:
    """Cosignatures a second of as many logs at once."""
    counts, end = [0] * len(logs), time.perf_counter() + seconds

    def work(number: int) -> None:
        while time.perf_counter() < end:
            submit(place, logs[number])
            counts[number] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(len(logs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def measure_cosigning(report: Report, top: Path, rounds: int, samples: int) -> None:
    """Ours and the peer in turn; the median of the rounds."""
    modules = ["jifang_witness.cli"]
    if importlib.util.find_spec("aics_witness"):
        modules.append("aics_witness")
    took: dict[str, list[float]] = {module: [] for module in modules}
    rates: dict[str, list[float]] = {module: [] for module in modules}
    for turn in range(rounds):
        for module in modules:
            keys = [make_key(f"bench.example/{n}") for n in range(LOGS)]
            public, place = [key.verifier for key in keys], top / f"{module}-{turn}"
            logs = [Log(place / f"log{n}", key) for n, key in enumerate(keys)]
            with run_witness(place / "home", module, public) as witness:
                took[module] += time_cosignatures(witness, logs[0], samples)
                rates[module].append(count_cosignatures(witness, logs, 2.0))
    ours, peer = took[modules[0]], took[modules[-1]]
    add(report, "witness.cosignature.p50", statistics.median(ours), "ms", statistics.median(peer),
        more=False)  # fmt: skip
    add(report, "witness.cosignature.p99", find_p99(ours), "ms", find_p99(peer), more=False)
    best, other = (statistics.median(rates[m]) for m in (modules[0], modules[-1]))
    add(report, "witness.cosignatures", best, "1/s", other, more=True)


def find_p99(took: list[float]) -> float:
    """The slowest but a hundredth."""
    return sorted(took)[int(len(took) * 0.99)]


def measure_appends(report: Report, top: Path, rounds: int, seconds: float) -> None:
    """Appends a second with three witnesses asked, one of them dead, against none."""
    var = top / "var"
    var.mkdir()
    with provide_log(var) as server, contextlib.ExitStack() as stack:
        public = var / "ledger" / "public"
        count_appends(server, "ledger", 8, 0.5, business=True)
        while not (public / "policy").exists():
            time.sleep(0.1)
        line = next(x for x in (public / "policy").read_text().splitlines() if x[:4] == "log ")
        key = read_verifier_key(line.split()[1])
        places = [
            stack.enter_context(run_witness(top / f"w{n}", "jifang_witness.cli", [key]))
            for n in range(2)
        ]
        dead = make_key("dead.example/w", 4).verifier.write()
        lines = [f"witness w{n} {p.key.write()} {p.url}" for n, p in enumerate(places)]
        lines += [f"witness dead {dead} http://127.0.0.1:9", "group g 2 w0 w1 dead", "quorum g"]
        (top / "list").write_text("\n".join(lines))
        found: dict[str, list[float]] = {"none": [], "three": []}
        for _ in range(rounds):
            for name, rates in found.items():
                with collect(top, var) if name == "three" else contextlib.nullcontext():
                    rates.append(count_appends(server, "ledger", 8, seconds, business=True))
        state = json.loads((var / "ledger" / "witness" / "state.json").read_text())
    if not state["quorum_size"]:
        raise RuntimeError("nothing was cosigned meanwhile")
    ours, peer = (statistics.median(found[name]) for name in ("three", "none"))
    add(report, "witness.appends_in_business.8", ours, "1/s", peer, more=True)


@contextlib.contextmanager
def collect(top: Path, var: Path) -> Iterator[None]:
    """The collector as it runs in use."""
    environ = {**os.environ, "JIFANG_WITNESSES": str(top / "list")}
    command = [sys.executable, "-m", "jifang.config.ledger", "--var", str(var), "witness"]
    begun, process = time.time(), subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
    while (state := read_state(var / "ledger")) is None or state.at < begun:
        time.sleep(0.1)  # its own start is not to be measured
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def main() -> int:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(prog="bench.witness", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=2.0)
    given = parser.parse_args()
    report: Report = {}
    with tempfile.TemporaryDirectory(prefix="jifang-bench-") as name:
        top = Path(name)
        top.chmod(0o755)
        measure_cosigning(report, top, given.rounds, given.samples)
        measure_appends(report, top, given.rounds, given.seconds)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
