"""A witness that we did not write cosigns our log, and its client has ours cosign.

It asks for Python 3.12, so it is not among the requirements of 3.11; skipped with the reason.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import jifang_verify as jv
import pytest

from jifang.ledger.collector import Collector
from jifang.ledger.witnessed import choose_checkpoint
from jifang.ledger.witnesses import read_witnesses, write_policy

from .conftest import Log
from .test_collector import QUICK, wait_for

pytest.importorskip("aics_witness", reason="aics-witness needs Python 3.12")
COMMAND = [sys.executable, "-m", "aics_witness"]
NAME = "foreign.example/w"


def test_a_foreign_witness_cosigns_our_log_and_refuses_it_rewritten(
    log: Log, tmp_path: Path
) -> None:
    environ = {
        **os.environ,
        "AICS_WITNESS_CONFIG": str(tmp_path / "witness.json"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    def run(*words: str) -> str:
        done = subprocess.run([*COMMAND, *words], env=environ, capture_output=True, check=True)
        return done.stdout.decode()

    key = re.search(rf"{re.escape(NAME)}\+\S+", run("init", "--name", NAME))
    assert key is not None
    run("add-log", "--origin", log.key.name, "--vkey", log.key.verifier.write())
    command = [*COMMAND, "serve", "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        url = next(
            found[1] for line in process.stderr if (found := re.search(r"on (http://\S+)", line))
        )
        listed = read_witnesses(f"witness foreign {key[0]} {url}\nquorum foreign\n")
        collector = Collector(log.home, listed, QUICK)
        policy, note = tmp_path / "policy", tmp_path / "note"
        policy.write_text(write_policy(log.key, listed), "utf-8")
        for size in (1, 256, 700):
            log.grow(size)
            wait_for(collector, lambda: collector.state.quorum_size == size)  # noqa: B023
            note.write_bytes(choose_checkpoint(log.home) or b"")
            assert jv.main(["checkpoint", str(policy), str(note)]) == jv.VALID
        bent = log.rewrite(tmp_path / "bent", 600)
        bent.grow(800)
        other = Collector(bent.home, listed, QUICK)
        wait_for(other, lambda: other.standings["foreign"].contradicts)
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()
