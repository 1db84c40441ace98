"""A throwaway but durable site: PostgreSQL, web server, worker, the ledger's two, to be killed.

Clients ask it for acts over HTTP, as browsers would.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
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
from soak.prepared import copy_prepared

CLIENTS = 4


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Ask until it holds. Raises `TimeoutError`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.05)


def find_free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Site:
    """One run-time directory with all that runs in it."""

    def __init__(self, var: Path, unsafe: bool = False) -> None:
        self.var, self.unsafe = var, unsafe
        self.acks, self.port = var / "acks", find_free_port()
        self.keeper: Keeper | None = None
        self.seen: dict[int, Checkpoint] = {}

    @property
    def environ(self) -> dict[str, str]:
        """For processes of this site."""
        left = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "JIFANG_"))}
        return {
            **left,
            "JIFANG_VAR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "soak.settings",
            "SOAK_UNSAFE": "1" if self.unsafe else "0",
        }

    @property
    def place(self) -> Place:
        """Where its cluster lives."""
        found = read_place(self.var)
        if found is None:
            raise RuntimeError("no cluster")
        return found

    def make(self) -> None:
        """Make the cluster, the platform's tables, and those of what is done under load."""
        copy_prepared(self.var)
        server = start_server(self.var)
        (self.var / "static").mkdir()
        with psycopg.connect(**server.as_params(server.owner), autocommit=True) as session:
            session.execute("CREATE TABLE soak_act (key text PRIMARY KEY)")
            session.execute("CREATE TABLE soak_job (act text NOT NULL)")

    def run(self, module: str, *words: str, may_fail: bool = False) -> str:
        """Run a module in this site's environment; what it prints."""
        command = [sys.executable, "-m", module, *words]
        ran = subprocess.run(
            command, env=self.environ, check=not may_fail, stdout=subprocess.PIPE, text=True
        )
        return ran.stdout

    def begin(self, clients: int = CLIENTS, *, alone: bool = False, pause: float = 0.0) -> None:
        """Start everything, and clients; whatever dies is begun again. Without clients, the
        ledger's two alone; `alone`, everything but clients. `pause`: of a client between its acts,
        in seconds."""
        ledger = [sys.executable, "-m", "jifang.config.ledger", "--var", str(self.var)]
        kept = []
        if not self.unsafe:  # what the control shows is shown by acts alone
            kept += [Kept("sequencer", [*ledger, "sequence"]), Kept("signer", [*ledger, "sign"])]
        web = ["jifang.config.web", "127.0.0.1", str(self.port), str(os.getpid())]
        worker = ["jifang.config.worker", "--parent", str(os.getpid())]
        for name, command in (("web", web), ("worker", worker))[
            : 1 if self.unsafe else 2 if clients else 0
        ]:
            kept.append(Kept(name, [sys.executable, "-m", *command]))
        for number in range(0 if alone else clients):
            command = ["soak.client", str(number), str(self.acks), str(self.port), str(pause)]
            kept.append(Kept(f"client {number}", [sys.executable, "-m", *command]))
        for one in kept:
            one.environ = self.environ
        self.keeper = Keeper(kept)
        self.keeper.start()

    def end(self) -> None:
        """Stop what `begin` started."""
        if self.keeper is not None:
            self.keeper.stop()
            self.keeper = None

    def drop(self) -> None:
        """End what `begin` started without asking: the site is thrown away."""
        for one in self.keeper.kept if self.keeper else []:
            one.ended = True
            if one.process is not None:
                with suppress(ProcessLookupError):
                    os.killpg(one.process.pid, signal.SIGKILL)
        self.end()

    def kill(self, kind: str) -> None:
        """Kill -9 a process of a kind with all its own; PostgreSQL is then started."""
        if kind == "postgres":
            self.kill_database()
            start_server(self.var)
            return
        for one in self.keeper.kept if self.keeper else []:
            if one.name.startswith(kind) and one.process is not None:
                with suppress(ProcessLookupError):
                    os.killpg(one.process.pid, signal.SIGKILL)

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
        """Wait until every job is done, and all that was committed is sequenced and published."""

        seen: list[Any] = []

        def is_settled() -> bool:
            with self.connect() as session:
                left = session.execute(
                    "SELECT status::text, count(*) FROM procrastinate_jobs"
                    " WHERE status <> 'failed' GROUP BY 1"
                ).fetchall()
                row = session.execute("SELECT count(*) FROM ledger_entry").fetchone()
            published = read_published(self.var / "ledger" / "public" / "checkpoint")
            entries, signed = row[0] if row else -1, published.size if published else 0
            seen[:] = [f"jobs left {left}, {entries} entries, {signed} signed"]
            return not left and entries == signed

        try:
            wait_for(is_settled, seconds, "not everything was done, sequenced and signed")
        except TimeoutError as error:
            raise TimeoutError(f"{error}: {seen}") from None

    def stop_clients(self) -> None:
        """Let no further act begin."""
        for one in self.keeper.kept if self.keeper else []:
            if one.name.startswith("client"):
                one.ended = True
                if one.process is not None:
                    one.process.terminate()
                    one.process.wait()

    def resume_clients(self) -> None:
        """Let those that were stopped go on."""
        for one in self.keeper.kept if self.keeper else []:
            if one.name.startswith("client"):
                one.ended = False


@contextmanager
def throwaway(var: Path, unsafe: bool = False) -> Iterator[Site]:
    """A site that is gone afterwards."""
    var.mkdir(parents=True)
    site = Site(var.resolve(), unsafe)
    try:
        site.make()
        yield site
    finally:
        site.drop()
        destroy_cluster(site.var)
        shutil.rmtree(site.var, ignore_errors=True)


def stop(site: Site) -> None:
    """Stop the database, everything written out."""
    stop_server(site.var)
