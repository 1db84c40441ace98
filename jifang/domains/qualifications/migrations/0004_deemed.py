"""Renewals that count as granted, behind their wall, with what the database refuses."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jifang.domains.qualifications.keep import write_deemed_guards
from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import GIVE, READ, ByTerritory, OpenToAll


def guard(apps: Any, schema_editor: Any) -> None:
    """Triggers for everyone; fewer rights for the application, where it is not the owner."""
    application = settings.DATABASES["default"]["USER"]
    own = application == schema_editor.connection.settings_dict["USER"]
    for statement in write_deemed_guards("" if own else application):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_leaves"),
        ("qualifications", "0003_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deemed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organ_region", models.CharField(db_collation="C", max_length=9)),
                ("party", models.CharField(db_collation="C", max_length=64)),
                ("applied_on", models.DateField()),
                ("since", models.DateField()),
                ("entry", models.BigIntegerField()),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deemed",
                        to="qualifications.certificate",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.event",
                    ),
                ),
            ],
            options={
                "db_table": "certificate_deemed",
                "ordering": ("certificate",),
                "indexes": [
                    models.Index(fields=["organ_region"], name="certificate_deemed_region")
                ],
            },
        ),
        raise_wall("certificate_deemed", OpenToAll(READ), ByTerritory(commands=GIVE)),
        RunStatements(guard),
    ]
