"""The tables of the ledger. There is no way back: a ledger that can be dropped proves nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations, models

from jifang.foundation.audit.schema import Roles, write_schema
from jifang.foundation.postgres.connection import SEQUENCER, SIGNER
from jifang.foundation.walls.operations import RunStatements


def make_ledger(apps: Any, schema_editor: Any) -> None:
    """Make tables, triggers, policies and grants; the owner stands in for a role that is absent."""
    owner = schema_editor.connection.settings_dict["USER"]
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[SEQUENCER, SIGNER]]
        )
        found = {name for (name,) in cursor.fetchall()}
    roles = Roles(
        application=settings.DATABASES["default"]["USER"],
        sequencer=SEQUENCER if SEQUENCER in found else owner,
        signer=SIGNER if SIGNER in found else owner,
    )
    for statement in write_schema(roles, owner):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        RunStatements(make_ledger),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "ledger_checkpoint", "ordering": ("size",), "managed": False},
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("organ", models.TextField()),
                ("organ_region", models.TextField()),
                ("kind", models.TextField()),
                ("key", models.TextField(null=True)),
                ("bytes", models.BinaryField()),
                ("leaf_hash", models.BinaryField()),
            ],
            options={"db_table": "ledger_entry", "ordering": ("id",), "managed": False},
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("leaf_hash", models.BinaryField()),
            ],
            options={"db_table": "ledger_leaf", "ordering": ("index",), "managed": False},
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "ledger_note", "ordering": ("size",), "managed": False},
        ),
    ]
