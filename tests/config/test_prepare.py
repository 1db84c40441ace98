"""What is done before the first page."""

from __future__ import annotations

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
