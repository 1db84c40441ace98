"""The lawful moves of the procedure, where the database checks them."""

from __future__ import annotations

import pytest

from jifang.foundation.postgres.connection import Connection
from tests.foundation.cases.log import publish_moves


@pytest.fixture(autouse=True)
def moves(database_server: Connection, django_db_setup: None) -> None:
    """Written by the owner in a session of its own."""
    publish_moves(database_server)
