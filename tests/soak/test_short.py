"""The short form of `make soak`: five rounds, the control that must lose, the restores."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from jifang.config.environment import ROOT
from soak import crash, restore

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def var() -> Path:
    """Inside the checkout; each run removes its own."""
    return ROOT / "var" / "tests" / "clusters" / uuid4().hex[:8]


def test_nothing_acknowledged_is_lost_whatever_is_killed(var: Path) -> None:
    result = crash.run(var, rounds=5, seed=238)
    assert (result.lost, result.faults) == (0, [])
    assert result.acknowledged > 50
    assert result.entries >= result.acknowledged
    assert set(result.killed) == set(crash.KINDS)
    assert result.jobs > 10


def test_the_harness_sees_what_is_lost_without_synchronous_commit(var: Path) -> None:
    """Negative control: with commits answered before they are on the disk, some are lost."""
    result = crash.run(var, rounds=3, seed=238, unsafe=True)
    assert result.lost > 0


def test_a_restore_to_the_end_is_whole_and_one_to_the_past_signs_nothing(var: Path) -> None:
    assert restore.find_faults(restore.run(var, acts=50)) == []
