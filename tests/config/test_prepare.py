"""What is done before the first page."""

from __future__ import annotations

import threading
import time

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from jifang.config import prepare


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_application_may_read_which_migrations_ran_but_not_rewrite_it() -> None:
    MigrationRecorder(connections["owner"]).ensure_schema()
    prepare.protect_migration_record()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        for change in (
            "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
            "UPDATE django_migrations SET app = 'a'",
            "DELETE FROM django_migrations",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(change)


@pytest.mark.django_db(databases=["default", "owner"])
def test_every_change_of_a_table_has_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_django_finds_nothing_to_complain_about() -> None:
    call_command("check", fail_level="WARNING")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_that_prepare_one_database_do_it_one_after_the_other() -> None:
    """Each in its own thread; what the second does begins when the first has ended."""
    said: list[str] = []
    inside, let_go = threading.Event(), threading.Event()

    def prepare_it(name: str) -> None:
        with prepare.take_turns():
            said.append(f"{name} begins")
            inside.set()
            assert let_go.wait(30)
            said.append(f"{name} ends")

    threads = [threading.Thread(target=prepare_it, args=(name,)) for name in ("first", "second")]
    threads[0].start()
    assert inside.wait(30)
    threads[1].start()
    end = time.monotonic() + 30
    while not is_waiting():
        assert time.monotonic() < end
    let_go.set()
    for one in threads:
        one.join(30)
    assert said == ["first begins", "first ends", "second begins", "second ends"]


def is_waiting() -> bool:
    """Whether a session waits for the lock."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND objid = %s AND database = (SELECT oid FROM pg_database"
            " WHERE datname = current_database())",
            [prepare.PREPARING],
        )
        return bool(cursor.fetchone() == (1,))
