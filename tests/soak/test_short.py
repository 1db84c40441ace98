"""The short form of `make soak`: five rounds with the restores, the control that must lose."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from jifang.config.environment import ROOT
from soak import crash

pytestmark = pytest.mark.timeout(900)
PAUSE = 0.03
"""Of a client between its acts: some of them are always on their way when something is killed."""


@pytest.fixture
def var() -> Path:
    """Inside the checkout; each run removes its own."""
    return ROOT / "var" / "tests" / "clusters" / uuid4().hex[:8]


def test_nothing_acknowledged_is_lost_whatever_is_killed_and_restores_tell(var: Path) -> None:
    """A restore to the end is whole, and one to the past signs nothing."""
    result = crash.run(var, rounds=5, seed=238, pause=PAUSE, acts=50)
    assert (result.lost, result.faults) == (0, [])
    assert result.acknowledged > 50
    assert result.entries >= result.acknowledged
    assert set(result.killed) == set(crash.KINDS)
    assert result.jobs > 10
    assert result.behind < result.restored == result.entries


def test_the_harness_sees_what_is_lost_without_synchronous_commit(var: Path) -> None:
    """Negative control: with commits answered before they are on the disk, some are lost."""
    result = crash.run(var, rounds=3, seed=238, unsafe=True, pause=PAUSE / 3)
    assert result.lost > 0
