"""The organ's own aim for a case; how far its readers have read it."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import ByActor


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("cases", "0002_walls"),
    ]

    operations = [
        migrations.AddField("case", "target_on", models.DateField(blank=True, null=True)),
        migrations.CreateModel(
            name="Look",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="looks",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "db_table": "case_look",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "case"), name="case_look_once")
                ],
            },
        ),
        raise_wall("case_look", ByActor()),
    ]
