"""Organs, a firm and a unit once for a module; the lawful moves where the database checks them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.domains.projects.builders import Ground, lay_ground
from tests.foundation.cases.conftest import publish

__all__ = ["publish"]


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    """For a module that rolls each test back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield lay_ground()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
