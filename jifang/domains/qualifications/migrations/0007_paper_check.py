"""What was entered from paper counts once a second person has confirmed it."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jifang.domains.qualifications.keep import write_paper_guards
from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import GIVE, READ, ByTerritory, OpenToAll


def guard(apps: Any, schema_editor: Any) -> None:
    """Triggers for everyone; fewer rights for the application, where it is not the owner."""
    application = settings.DATABASES["default"]["USER"]
    own = application == schema_editor.connection.settings_dict["USER"]
    for statement in write_paper_guards("" if own else application):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("qualifications", "0006_undertaken_once")]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="entered_by",
            field=models.CharField(blank=True, db_collation="C", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="certificate",
            name="take",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="number_key",
            field=models.CharField(db_collation="C", max_length=96),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                fields=("number_key", "take"), name="certificate_number_once"
            ),
        ),
        migrations.CreateModel(
            name="PaperCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organ_region", models.CharField(db_collation="C", max_length=9)),
                ("party", models.CharField(db_collation="C", max_length=64)),
                ("confirmed", models.BooleanField()),
                ("checked_by", models.CharField(db_collation="C", max_length=64)),
                ("checked_on", models.DateField()),
                ("entry", models.BigIntegerField()),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_check",
                        to="qualifications.certificate",
                    ),
                ),
            ],
            options={
                "db_table": "certificate_paper_check",
                "ordering": ("certificate",),
                "indexes": [
                    models.Index(fields=["organ_region"], name="certificate_paper_check_region")
                ],
            },
        ),
        raise_wall("certificate_paper_check", OpenToAll(READ), ByTerritory(commands=GIVE)),
        RunStatements(guard),
    ]
