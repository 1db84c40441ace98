"""Shared by the tests of the command: a Chinese reader, input files, the installed entry point."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COMMAND = Path(sys.executable).with_name("jifang")
Write = Callable[[str, str | bytes], str]
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(autouse=True)
def speak_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """The locale of most readers; tests of other readers set their own."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


@pytest.fixture
def write_file(tmp_path: Path) -> Write:
    """Writes an input file and gives its path."""

    def write(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write


@pytest.fixture
def run_installed() -> Run:
    """Runs `.venv/bin/jifang` in a process of its own, within a minute."""

    def run(
        *args: str, stdin: bytes = b"", environ: dict[str, str] | None = None, **more: Any
    ) -> subprocess.CompletedProcess[bytes]:
        env = {k: v for k, v in os.environ.items() if k not in ("JIFANG_DEBUG", "NO_COLOR")}
        return subprocess.run(
            [str(COMMAND), *args],
            input=stdin,
            env=env | (environ or {}),
            capture_output=True,
            check=False,
            timeout=60,
            **more,
        )

    return run
