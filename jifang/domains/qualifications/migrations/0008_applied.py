"""A certificate and an extension are those that were applied for, of the day of that."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.domains.qualifications.keep import write_applied_guards
from jifang.foundation.walls.operations import RunStatements


def guard(apps: Any, schema_editor: Any) -> None:
    """Triggers for everyone; the right to ask for the application's role."""
    application = settings.DATABASES["default"]["USER"]
    own = application == schema_editor.connection.settings_dict["USER"]
    for statement in write_applied_guards("" if own else application):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("qualifications", "0007_paper_check")]

    operations = [RunStatements(guard)]
