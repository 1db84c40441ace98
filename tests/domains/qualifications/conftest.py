"""Organs and firms once for a module; the lawful moves where the database checks them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.domains.qualifications.world import World, lay_world, open_organs
from tests.foundation.cases.conftest import publish

__all__ = ["publish"]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The cities with their organs, firms and officers, for a module that rolls each test back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        open_organs()
        try:
            yield lay_world()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
