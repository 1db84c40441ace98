"""Whose history may be seen; it is added to, and only follows its record to another organ."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.foundation.history.keep import GUARDS, write_rights
from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import ByParty, ByTerritory, Command

ADD_AND_FOLLOW: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")


def guard(apps: Any, schema_editor: Any) -> None:
    """Triggers for everyone; fewer rights for the application, where it is not the owner."""
    application = settings.DATABASES["default"]["USER"]
    statements = list(GUARDS)
    if application and application != schema_editor.connection.settings_dict["USER"]:
        statements += write_rights(application)
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("history", "0001_initial")]

    operations = [
        raise_wall(
            "record_change", ByTerritory(commands=ADD_AND_FOLLOW), ByParty(commands=ADD_AND_FOLLOW)
        ),
        RunStatements(guard),
    ]
