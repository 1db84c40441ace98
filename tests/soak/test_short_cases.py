"""The short form of the soak of cases: citizens, firms and officers over the pages, with two
kills."""

from __future__ import annotations

from uuid import uuid4

import pytest

from jifang.config.environment import ROOT
from soak.cases import Load, run

pytestmark = pytest.mark.timeout(900)
LOAD = Load(
    seconds=10, citizens=4, applicants=4, officers=6, seed=238, every=(4.0, 4.5), pace=0.3
)  # fmt: skip


def test_whatever_is_killed_every_case_stays_lawful_and_nothing_is_lost() -> None:
    var = ROOT / "var" / "tests" / "clusters" / uuid4().hex[:8]
    result = run(var, LOAD)
    assert (result.faults, result.lost, result.odd) == ([], 0, [])
    assert sum(result.killed.values()) >= 2
    assert result.done["filed"] > 0
    assert result.done["apply"] > 0
    assert result.done["claim"] > 0
    assert result.events >= sum(result.done.values())
