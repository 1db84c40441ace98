"""Papers in the shared file, behind the wall of the project, with what the database refuses."""

from __future__ import annotations

import uuid
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from jifang.domains.projects.keep import write_paper_guards
from jifang.foundation.history.ties import tie_to
from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import READ, ByGrant, ByParty, ByTerritory, Command

ADD: tuple[Command, ...] = ("SELECT", "INSERT")


def guard(apps: Any, schema_editor: Any) -> None:
    """Triggers for everyone; fewer rights for the application, where it is not the owner."""
    application = settings.DATABASES["default"]["USER"]
    own = application == schema_editor.connection.settings_dict["USER"]
    for statement in write_paper_guards("" if own else application):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_fits"), ("documents", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("organ_region", models.CharField(db_collation="C", max_length=9)),
                ("party", models.CharField(db_collation="C", max_length=64)),
                (
                    "grant_key",
                    models.CharField(blank=True, db_collation="C", default="", max_length=64),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.CharField(blank=True, db_collation="C", default="", max_length=64)),
                (
                    "by_party",
                    models.CharField(blank=True, db_collation="C", default="", max_length=64),
                ),
                ("entry", models.BigIntegerField()),
                ("document", models.UUIDField(unique=True)),
                ("title", models.CharField(max_length=200)),
                ("by_name", models.CharField(max_length=200)),
                (
                    "project",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "db_table": "project_paper",
                "ordering": ("project", "id"),
                "indexes": [
                    models.Index(fields=["project", "id"], name="project_paper_project"),
                    models.Index(fields=["organ_region"], name="project_paper_region"),
                    models.Index(fields=["party"], name="project_paper_party"),
                    models.Index(fields=["grant_key"], name="project_paper_key"),
                ],
            },
        ),
        tie_to("project_paper", "project_id", "project", "grant_key"),
        raise_wall("project_paper", ByTerritory(commands=ADD), ByParty(commands=READ), ByGrant()),
        RunStatements(guard),
    ]
