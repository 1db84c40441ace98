"""Keeping processes running beside the web server: begun anew with back-off if they die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jifang.config.ledger_run import FROZEN, say
from jifang.config.witness_list import VARIABLE

LOOK_SECONDS = 0.2
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
HEALTHY_SECONDS = 30.0
STOP_SECONDS = 10.0


@dataclass(slots=True)
class Kept:
    """One process that is to run."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str] | None = None
    process: subprocess.Popen[bytes] | None = None
    pause: float = FIRST_PAUSE
    begun: float = 0.0
    due: float = 0.0
    ended: bool = False

    def look(self, now: float) -> None:
        """Start it if it does not run and its time has come."""
        if self.process is None:
            if now >= self.due and not self.ended:
                self.begun = now
                self.process = subprocess.Popen(
                    self.command,
                    stdin=subprocess.DEVNULL,
                    env=self.environ,
                    start_new_session=True,
                )
            return
        code = self.process.poll()
        if code is None:
            return
        self.process = None
        if code == FROZEN:
            self.ended = True
            say(
                f"{self.name} 已冻结，不再重启；见 docs/ledger.md",
                f"{self.name} is frozen and is not begun again; see docs/ledger.md",
            )
            return
        if now - self.begun > HEALTHY_SECONDS:
            self.pause = FIRST_PAUSE
        say(
            f"{self.name} 已退出（{code}），{self.pause:.1f} 秒后重启",
            f"{self.name} ended ({code}); it is begun again in {self.pause:.1f} s",
        )
        self.due, self.pause = now + self.pause, min(LONGEST_PAUSE, self.pause * 2)


@dataclass
class Keeper:
    """Runs processes until told to stop. They die with this process, should it be killed."""

    kept: list[Kept]
    stopped: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; the thread lives as long as its processes, which end with it."""
        self.thread = threading.Thread(target=self.run, name="keeper", daemon=True)
        self.thread.start()

    def run(self) -> None:
        """Look after them."""
        while not self.stopped.is_set():
            for one in self.kept:
                one.look(time.monotonic())
            self.stopped.wait(LOOK_SECONDS)
        self.end_all()

    def stop(self) -> None:
        """End them all, within bounds."""
        self.stopped.set()
        if self.thread is not None:
            self.thread.join()

    def end_all(self) -> None:
        """Ask every process to end, and end those that do not."""
        running = [one.process for one in self.kept if one.process is not None]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def keep_beside(ledger: bool = True, environ: Mapping[str, str] = os.environ) -> Keeper:
    """What runs beside the web server: the worker, the ledger's sequencer and signer, and, where
    there are witnesses, what has them cosign."""
    parent = ("--parent", str(os.getpid()))
    kept = [Kept("worker", [sys.executable, "-m", "jifang.config.worker", *parent])]
    command = (sys.executable, "-m", "jifang.config.ledger")
    words = {"sequencer": "sequence", "signer": "sign"} if ledger else {}
    if ledger and environ.get(VARIABLE):
        words["witnesses"] = "witness"
    kept += [Kept(name, [*command, word, *parent]) for name, word in words.items()]
    return Keeper(kept)
