"""The stage `tested` of a project waits for its report, in the database, too."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from jifang.domains.testing.keep import write_stage_guard
from jifang.foundation.walls.operations import RunStatements


def guard(apps: Any, schema_editor: Any) -> None:
    """One more function and its trigger."""
    for statement in write_stage_guard():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("testing", "0002_walls"),
        ("cases", "0002_walls"),
    ]

    operations = [RunStatements(guard)]
