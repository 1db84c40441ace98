"""Commands of the platform: each is a program of its own, that reads its own line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence


def run_apart(module: str, line: Sequence[str]) -> int:
    """Run a program of the platform with the rest of the line; returns its exit code.

    The command `jifang` itself needs the law alone and starts quickly; a process of its own brings
    database and settings.
    """
    return subprocess.run([sys.executable, "-m", module, *line], check=False).returncode
