"""The report of the walks, kept under var/reports."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from jifang.config.environment import ROOT
from tests.domains.conftest import organs

REPORT = ROOT / "var" / "reports" / "walls.json"

__all__ = ["organs"]


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Callable[[str, dict[str, Any]], None]:
    """Write a part of the report and print it."""

    def write(name: str, part: dict[str, Any]) -> None:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        held = json.loads(REPORT.read_text("utf-8")) if REPORT.exists() else {}
        held[name] = part
        REPORT.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", "utf-8")
        with capsys.disabled():
            shown = ", ".join(f"{k} {v}" for k, v in part.items() if isinstance(v, int | float))
            print(f"\nwalls: {name}: {shown}")

    return write
