"""What is done before the first page, and every hour after it."""

from __future__ import annotations

import logging
import threading

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


@pytest.mark.parametrize("provided", [True, False])
def test_what_has_expired_is_deleted_where_an_application_provides_for_it(
    monkeypatch: pytest.MonkeyPatch, provided: bool
) -> None:
    called: list[str] = []
    monkeypatch.setattr(prepare, "get_commands", lambda: {prepare.PURGE: "x"} if provided else {})
    monkeypatch.setattr(prepare, "call_command", lambda name, **_: called.append(name))
    prepare.purge_expired()
    assert called == ([prepare.PURGE] if provided else [])


def test_a_round_that_fails_is_logged_and_the_next_one_runs(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds: list[int] = []
    third = threading.Event()

    def purge() -> None:
        rounds.append(1)
        if len(rounds) == 3:
            third.set()
        raise OSError("the disk is full")

    monkeypatch.setattr(prepare, "purge_expired", purge)
    timer = prepare.PurgeTimer(seconds=0.01)
    with caplog.at_level(logging.ERROR):
        timer.start()
        assert third.wait(20)
        timer.stop()
        timer.join(20)
    assert not timer.is_alive()
    assert "purging what has expired failed" in caplog.text
