"""Stages and takings-on fit the project as it stands: the guards of projects anew."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from jifang.domains.projects.keep import write_fits
from jifang.foundation.walls.operations import RunStatements


def guard(apps: Any, schema_editor: Any) -> None:
    """The functions of the triggers in their present words, and one more."""
    for statement in write_fits():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_walls"),
        ("qualifications", "0006_undertaken_once"),
    ]

    operations = [RunStatements(guard)]
