"""Who may see what was told, and who tells."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import GIVE, ByActor, ByParty, ByTerritory, Command

READ_AND_MARK: tuple[Command, ...] = ("SELECT", "UPDATE")


def narrow(apps: Any, schema_editor: Any) -> None:
    """The application marks what was read and mailed; it alters nothing else."""
    application = settings.DATABASES["default"]["USER"]
    if application and application != schema_editor.connection.settings_dict["USER"]:
        role = schema_editor.quote_name(application)
        schema_editor.execute(f"REVOKE UPDATE, DELETE ON notification FROM {role}")
        columns = "read_at, read_by, mailed_at"
        schema_editor.execute(f"GRANT UPDATE ({columns}) ON notification TO {role}")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        raise_wall(
            "notification",
            ByParty(commands=READ_AND_MARK),
            ByActor(commands=READ_AND_MARK),
            ByTerritory(commands=GIVE),
        ),
        RunStatements(narrow),
    ]
