"""The world once for a module; the lawful moves where the database checks them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from jifang.foundation.postgres.connection import Connection
from tests.domains.testing.world import World, lay_world, open_organs, standing_as
from tests.foundation.cases.log import publish_moves


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, database_server: Connection
) -> Iterator[World]:
    """A unit with its project, testing bodies, organs, for a module that rolls each test back."""
    publish_moves(database_server)
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        open_organs()
        try:
            with standing_as("initiated"):
                yield lay_world()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
