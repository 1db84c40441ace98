"""The people of the complaints, once for a module whose tests are rolled back one by one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from jifang.foundation.accounts.data import Actor
from tests.domains.complaints.people import lay_people


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Actor]]:
    """Divisions, organs, officers, members of bodies."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield lay_people()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
