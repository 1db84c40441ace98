"""What the database refuses of the five classes: a notice that leaves something out, and acceptance
short of a class."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.domains.approvals.keep import write_class_guards, write_class_rights
from jifang.foundation.walls.operations import RunStatements


def guard(apps: Any, schema_editor: Any) -> None:
    """Triggers for everyone; what they call for the application, where it is not the owner."""
    application = settings.DATABASES["default"]["USER"]
    statements = write_class_guards()
    if application and application != schema_editor.connection.settings_dict["USER"]:
        statements += write_class_rights(application)
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_walls")]

    operations = [RunStatements(guard)]
