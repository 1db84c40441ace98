"""What the tests of cases need of the owner and of the ledger: the lawful moves of the procedures
in their table; and a log of one's own for a module, ordered, signed and published."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
from django.conf import settings

from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.procedures import Move, list_moves
from jifang.foundation.postgres.connection import SEQUENCER, SIGNER, Connection
from jifang.foundation.walls.scope import work_in
from jifang.ledger.notes import make_key
from jifang.ledger.sequencer import Sequencer
from jifang.ledger.signer import Signer
from tests.conftest import connect_owner

WRITE = """
INSERT INTO case_transition (procedure, act, from_state, to_state, acceptance, notice,
    letter, system)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def publish_moves(server: Connection) -> None:
    """Written by the owner in a session of its own."""
    with connect_owner(server, settings.DATABASES["default"]["NAME"]) as session:
        row = session.execute("SELECT count(*) FROM case_transition").fetchone()
        moves: list[Move] = list(list_moves())
        if row != (len(moves),):
            for move in moves:
                session.execute(WRITE, move)


def publish_log(server: Connection, home: Path) -> Path:
    """Order and sign every entry there is; the policy file that names the key."""
    with work_in(EVERYTHING):
        count = Entry.objects.count()
    name = settings.DATABASES["default"]["NAME"]
    sessions = [
        psycopg.connect(**server.as_params(server.find_service(role)) | {"dbname": name})
        for role in (SEQUENCER, SIGNER)
    ]
    try:
        sequencer = Sequencer(sessions[0])
        sequencer.start()
        while sequencer.head.size < count:  # transactions of other tests hold the horizon back
            sequencer.tick()
            if sequencer.head.size < count:
                time.sleep(0.02)
        signer = Signer(
            sessions[1], make_key("jifang.example/gd"), home / "signer", home / "public"
        )
        signer.start()
        signer.tick()
    finally:
        for session in sessions:
            session.close()
    return home / "public" / "policy"
