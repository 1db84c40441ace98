"""Clusters that a test may break."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from jifang.config.environment import ROOT
from jifang.foundation.postgres.cluster import Profile
from jifang.foundation.postgres.launcher import destroy_cluster
from jifang.foundation.postgres.place import Place, read_place

QUICK = Profile(durable=False)


def place_of(var: Path) -> Place:
    """Where a cluster that was started lives."""
    place = read_place(var)
    assert place is not None
    return place


def make_var() -> Iterator[Path]:
    """A run-time directory inside the checkout, gone afterwards with its cluster."""
    var = ROOT / "var" / "tests" / "clusters" / uuid.uuid4().hex[:8]
    var.mkdir(parents=True)
    try:
        yield var
    finally:
        destroy_cluster(var)
        shutil.rmtree(var)


@pytest.fixture
def var() -> Iterator[Path]:
    """For a test that needs a cluster of its own."""
    yield from make_var()


@pytest.fixture(scope="module")
def shared_var() -> Iterator[Path]:
    """For the tests of a module that leave the cluster whole."""
    yield from make_var()
