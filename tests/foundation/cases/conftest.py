"""The lawful moves of the procedure of these tests, where the database checks them."""

from __future__ import annotations

import pytest
from django.conf import settings

from jifang.foundation.cases.procedures import Move, list_moves
from jifang.foundation.postgres.connection import Connection
from tests.conftest import connect_owner
from tests.foundation.cases import procedure

WRITE = """
INSERT INTO case_transition (procedure, act, from_state, to_state, acceptance, notice)
VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


@pytest.fixture(autouse=True)
def publish(database_server: Connection, django_db_setup: None) -> None:
    """Written by the owner in a session of its own: tests that commit empty the table."""
    assert procedure.DRILL.code
    name = settings.DATABASES["default"]["NAME"]
    with connect_owner(database_server, name) as session:
        row = session.execute("SELECT count(*) FROM case_transition").fetchone()
        moves: list[Move] = list(list_moves())
        if row != (len(moves),):
            for move in moves:
                session.execute(WRITE, move)
