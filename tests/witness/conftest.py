"""A log on disk that can be rewritten with its own key, and witnesses as processes of their own."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from jifang.config.environment import ROOT
from jifang.ledger.collector import PublishedTiles
from jifang.ledger.notes import Checkpoint, SigningKey, make_key, sign_checkpoint
from jifang.ledger.publisher import TileWriter
from jifang.ledger.tree import hash_leaf, prove_consistency
from jifang.ledger.witness_client import write_request

ENVIRON = {**os.environ, "PYTHONPATH": f"{ROOT / 'verifier'}{os.pathsep}{ROOT / 'witness'}"}
WITNESS = [sys.executable, "-m", "jifang_witness.cli"]


def write_quickly(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@dataclass
class Log:
    """A published log under `home`; `start` is the entry from which its history is another one."""

    home: Path
    key: SigningKey = field(default_factory=lambda: make_key("jifang.example/gd"))
    rewritten: int = 1 << 40

    def __post_init__(self) -> None:
        self.public = self.home / "public"
        self.writer = TileWriter(self.public, write_quickly)

    @property
    def size(self) -> int:
        return self.writer.size

    @property
    def note(self) -> str:
        return (self.public / "checkpoint").read_text("utf-8")

    def grow(self, size: int) -> str:
        """Grow to a size; the new checkpoint."""
        for n in range(self.size, size):
            entry = f"{'another' if n >= self.rewritten else 'entry'} {n}".encode()
            self.writer.append(entry, hash_leaf(entry))
        self.writer.write_partial()
        checkpoint = Checkpoint(self.key.name, size, self.writer.growth.edge.root())
        note = sign_checkpoint(checkpoint, [self.key]).write()
        write_quickly(self.public / "checkpoint", note.encode())
        return note

    def rewrite(self, home: Path, start: int = 0) -> Log:
        """Another history, signed with the same key."""
        return Log(home, self.key, start)

    def request(self, old: int) -> bytes:
        """A submission of the newest checkpoint to a witness that holds a size."""
        get = PublishedTiles(self.public, self.size).get
        proof = prove_consistency(old, self.size, get) if 0 < old < self.size else []
        return write_request(old, proof, self.note)


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One command of a witness."""
    command = [*WITNESS, "--home", str(home), *words]
    return subprocess.run(command, env=ENVIRON, capture_output=True, text=True, check=False)


@dataclass
class Process:
    """A witness that runs, on a port that it chose."""

    home: Path
    code: str = ""
    process: subprocess.Popen[str] = field(init=False)
    url: str = ""

    def start(self) -> Process:
        """Start it and wait until it answers."""
        words = ["--home", str(self.home), "serve", "--listen", "127.0.0.1:0"]
        command = [sys.executable, "-c", self.code] if self.code else WITNESS
        self.process = subprocess.Popen(
            [*command, *words], env=ENVIRON, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if found := re.search(r"ready at (127\.0\.0\.1:\d+)", line):
                self.url = f"http://{found[1]}"
                return self
        raise AssertionError("the witness did not start")

    @property
    def key(self) -> str:
        return run(self.home, "key").stdout.strip()

    def post(self, data: bytes) -> tuple[int, str]:
        """Submit; status and text."""
        return self.ask("POST", "/add-checkpoint", data)

    def get(self, path: str) -> str:
        return self.ask("GET", path)[1]

    def ask(self, method: str, path: str, data: bytes = b"") -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=20)
        with contextlib.closing(connection):
            connection.request(method, path, data)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()


MakeProcess = Callable[..., Process]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "log")


@pytest.fixture
def make_witness(tmp_path: Path, log: Log) -> Iterator[MakeProcess]:
    """Start witnesses of the log; they end with the test."""
    made: list[Process] = []

    def make(name: str, code: str = "") -> Process:
        home = tmp_path / name
        if not home.exists():
            from jifang_witness.store import make_home, read_log_key

            store = make_home(home, f"{name}.example/jifang")
            store.add_log(read_log_key(log.key.verifier.write()))
        made.append(Process(home, code))
        return made[-1].start()

    yield make
    for one in made:
        one.stop()


def write_policy(log: Log, path: Path, quorum: int, *keys: str) -> Path:
    """A verifier's own policy."""
    names = [f"w{n}" for n, _ in enumerate(keys)]
    lines = [f"log {log.key.verifier.write()}"]
    lines += [f"witness {name} {key}" for name, key in zip(names, keys, strict=True)]
    lines += [f"group all-of-them {quorum} {' '.join(names)}", "quorum all-of-them", ""]
    path.write_text("\n".join(lines), "utf-8")
    return path


__all__ = ["Log", "MakeProcess", "Process", "run", "write_policy"]
