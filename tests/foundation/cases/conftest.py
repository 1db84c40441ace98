"""The lawful moves of the procedure of these tests, where the database checks them."""

from __future__ import annotations

import pytest

from jifang.foundation.postgres.connection import Connection
from tests.foundation.cases import procedure
from tests.foundation.cases.log import publish_moves


@pytest.fixture(autouse=True)
def publish(database_server: Connection, django_db_setup: None) -> None:
    """Tests that commit empty the table."""
    assert procedure.DRILL.code
    publish_moves(database_server)
