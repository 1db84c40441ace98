"""Organs, a unit and its project once for a module; the lawful moves where the database checks
them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from jifang.domains.approvals import checks, documents, effects, facts
from jifang.domains.approvals.reports import Tested
from tests.domains.approvals.world import World, lay_world, report
from tests.foundation.cases.conftest import publish

__all__ = ["publish"]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """For a module that rolls each test back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield lay_world()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@dataclass
class Bench:
    """What the stages of a project and its test report are said to be: how they come about is
    tried where they are made."""

    stage: str = "tested"
    tested: Tested | None = None


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A project that was tested and preliminarily accepted."""
    found = Bench(tested=report())
    monkeypatch.setattr(checks, "find_stage", lambda _: found.stage)
    for module in (facts, documents, effects):
        monkeypatch.setattr(module, "find_tested", lambda _: found.tested)
    return found
