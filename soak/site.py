"""A throwaway but durable site: PostgreSQL, the ledger's processes and workers, to be killed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from jifang.config.keep import Keeper, Kept
from jifang.foundation.postgres.connection import BACKUP, Connection, read_connection
from jifang.foundation.postgres.launcher import destroy_cluster, start_server, stop_server
from jifang.foundation.postgres.place import Place, read_place
from jifang.foundation.postgres.server_process import find_server_processes
from jifang.ledger.notes import Checkpoint
from jifang.ledger.signer import read_published

WORKERS = 4


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Ask until it holds. Raises `TimeoutError`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.05)


class Site:
    """One run-time directory with all that runs in it."""

    def __init__(self, var: Path, unsafe: bool = False) -> None:
        self.var, self.unsafe = var, unsafe
        self.acks = var / "acks"
        self.keeper: Keeper | None = None
        self.seen: dict[int, Checkpoint] = {}

    @property
    def environ(self) -> dict[str, str]:
        """For processes of this site."""
        left = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "JIFANG_"))}
        return {
            **left,
            "JIFANG_VAR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "jifang.config.settings",
        }

    @property
    def place(self) -> Place:
        """Where its cluster lives."""
        found = read_place(self.var)
        if found is None:
            raise RuntimeError("no cluster")
        return found

    def make(self) -> None:
        """Make the cluster, the platform's tables, and the table of what the workers do."""
        server = start_server(self.var)
        command = [sys.executable, "-m", "jifang.config.manage", "migrate", "--verbosity=0"]
        subprocess.run(command, env=self.environ, check=True)
        with psycopg.connect(**server.as_params(server.owner), autocommit=True) as session:
            session.execute("CREATE TABLE soak_act (key text PRIMARY KEY)")

    def begin(self, workers: int = WORKERS) -> None:
        """Start sequencer, signer and workers; whatever dies is begun again."""
        ledger = [sys.executable, "-m", "jifang.config.ledger", "--var", str(self.var)]
        kept = [Kept("sequencer", [*ledger, "sequence"]), Kept("signer", [*ledger, "sign"])]
        mode = ["--unsafe"] if self.unsafe else []
        for number in range(workers):
            command = [sys.executable, "-m", "soak.writer", str(number), str(self.acks), *mode]
            kept.append(Kept(f"worker {number}", command))
        for one in kept:
            one.environ = self.environ
        self.keeper = Keeper(kept)
        self.keeper.start()

    def end(self) -> None:
        """Stop what `begin` started."""
        if self.keeper is not None:
            self.keeper.stop()
            self.keeper = None

    def kill(self, kind: str) -> None:
        """Kill -9 one process of a kind, or every process of PostgreSQL, which is then started."""
        if kind == "postgres":
            self.kill_database()
            start_server(self.var)
            return
        running = [
            one.process
            for one in (self.keeper.kept if self.keeper else [])
            if one.name.startswith(kind) and one.process is not None
        ]
        if running:
            random.choice(running).kill()  # noqa: S311 - which of them matters to nobody

    def kill_database(self) -> None:
        """Kill every process of the server, as a crash of all of it would."""
        for process in find_server_processes(self.place.data):
            with suppress(Exception):
                process.send_signal(signal.SIGKILL)

    def note_published(self) -> None:
        """Keep the checkpoint that is published now, as a witness would."""
        found = read_published(self.var / "ledger" / "public" / "checkpoint")
        if found is not None:
            self.seen.setdefault(found.size, found)

    def read_acked(self) -> set[str]:
        """The keys of acts whose commit was answered; a line cut by a kill was not written."""
        text = self.acks.read_text("ascii") if self.acks.exists() else ""
        return set(text.split("\n")[:-1])

    def connect(self) -> psycopg.Connection[Any]:
        """A session that sees every row."""
        server: Connection | None = read_connection(self.var)
        if server is None:
            raise RuntimeError("no cluster")
        return psycopg.connect(**server.as_params(server.find_service(BACKUP)), autocommit=True)

    def settle(self, seconds: float = 120.0) -> None:
        """Wait until all that was committed is sequenced, signed and published."""

        def is_settled() -> bool:
            with self.connect() as session:
                row = session.execute("SELECT count(*) FROM ledger_entry").fetchone()
            published = read_published(self.var / "ledger" / "public" / "checkpoint")
            return row is not None and row[0] == (published.size if published else 0)

        wait_for(is_settled, seconds, "not everything was sequenced and signed")

    def stop_workers(self) -> None:
        """Let no further act begin."""
        for one in self.keeper.kept if self.keeper else []:
            if one.name.startswith("worker"):
                one.ended = True
                if one.process is not None:
                    one.process.terminate()
                    one.process.wait()


@contextmanager
def throwaway(var: Path, unsafe: bool = False) -> Iterator[Site]:
    """A site that is gone afterwards."""
    var.mkdir(parents=True)
    site = Site(var.resolve(), unsafe)
    try:
        site.make()
        yield site
    finally:
        site.end()
        destroy_cluster(site.var)
        shutil.rmtree(site.var, ignore_errors=True)


def stop(site: Site) -> None:
    """Stop the database, everything written out."""
    stop_server(site.var)
