"""One worker that does acts: `python -m soak.writer NUMBER ACKS [--unsafe]`, under JIFANG_VAR.

Each act is a row of its own and an entry of the ledger in one transaction. Only when the commit
was answered is its key written to ACKS. A lost answer is tried again with the same key.
"""

from __future__ import annotations

import os
import secrets
import sys
import time

import django


def write_acts(number: str, acks: str, unsafe: bool) -> None:
    """Do acts until killed."""
    from django.db import DatabaseError, connection, transaction

    from jifang.foundation.audit.data import Act, Target
    from jifang.foundation.audit.services import record_act
    from jifang.foundation.walls.scope import Scope, enter_scope

    run, file = secrets.token_hex(4), os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    count = 0
    while True:
        key = f"{number}-{run}-{count}"
        act = Act("soak.done", "440103-psb", "440103", "worker", Target("soak", key))
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                if unsafe:
                    cursor.execute("SET LOCAL synchronous_commit = off")
                enter_scope(Scope("44", "45"))
                cursor.execute("INSERT INTO soak_act VALUES (%s) ON CONFLICT DO NOTHING", [key])
                record_act(act, key=key)
        except DatabaseError:
            connection.close()
            time.sleep(0.05)
            continue
        os.write(file, f"{key}\n".encode())
        count += 1


def main() -> None:
    """Set Django up and begin."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifang.config.settings")
    django.setup()
    write_acts(sys.argv[1], sys.argv[2], "--unsafe" in sys.argv)


if __name__ == "__main__":
    main()
