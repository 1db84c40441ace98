"""Divisions and organs once for a module: reference data that takes a while to make."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.domains.people import open_organs


@pytest.fixture(scope="module")
def organs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The 21 cities with their counties and organs, for a module that rolls each test back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        open_organs()
        try:
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
