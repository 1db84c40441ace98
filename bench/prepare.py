"""Make `var/bench/venv`: our pinned requirements, then the peers at their newest versions.

A place of its own, because the peers are not pinned and must not move what `.venv` pins, and
because one of them is AGPL. Run by `make bench`; it needs `.venv` (`make setup`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.bootstrap import BootstrapError, build_uv_env, run_step, say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / "var/bench/venv"


def prepare() -> None:
    """Make or bring up to date; the requirements of the project hold for the peers too."""
    uv = str(ROOT / ".venv/bin/uv")
    env = {**build_uv_env(ROOT), "VIRTUAL_ENV": str(VENV)}
    install = [uv, "pip", "install", "--quiet"]
    pinned = str(ROOT / "requirements/core.txt")
    if not (VENV / "bin/python").exists():
        say("建立 var/bench/venv", "making var/bench/venv")
        run_step([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)], env)
    run_step([*install, "--require-hashes", "-r", pinned], env)
    peers = str(ROOT / "bench/requirements.txt")
    run_step([*install, "-r", peers, "-c", pinned], env)


if __name__ == "__main__":
    try:
        prepare()
    except BootstrapError as error:
        sys.exit(str(error))
