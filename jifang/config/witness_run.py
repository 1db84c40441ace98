"""Keeping the collector of cosignatures running.

It asks nothing of the database, and neither sequencer nor signer waits for it.
"""

from __future__ import annotations

import fcntl
import time
from pathlib import Path

from jifang.config.ledger_run import ELECTION_SECONDS, FAILED, Stop, find_home, say
from jifang.config.witness_list import VARIABLE, load_witnesses
from jifang.ledger.collector import Collector
from jifang.ledger.files import make_folder
from jifang.ledger.witnessed import find_folder

STEP_SECONDS = 0.05
TELL_SECONDS = 2.0


def collect(var: Path, stop: Stop) -> int:
    """Collect cosignatures until stopped; exit code `FAILED` where nobody is to be asked."""
    witnesses = load_witnesses()
    if witnesses is None:
        say(f"未设置 {VARIABLE}", f"{VARIABLE} is not set")
        return FAILED
    home = find_home(var)
    make_folder(find_folder(home))
    with (find_folder(home) / "lock").open("wb") as lock:
        while not stop.asked:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:  # another one collects; stand by
                stop.wait(ELECTION_SECONDS)
                continue
            run_collector(Collector(home, witnesses), stop)
    return 0


def run_collector(collector: Collector, stop: Stop) -> None:
    """A step every tick, and now and then how it stands."""
    told = 0.0
    while not stop.asked:
        collector.step()
        if time.monotonic() - told >= TELL_SECONDS:
            collector.tell()
            told = time.monotonic()
        stop.wait(STEP_SECONDS)
    collector.close()
