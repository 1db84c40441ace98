"""Whose commendations may be seen; what is public, everyone sees; what the database refuses."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.domains.commendations.keep import write_guards, write_rights
from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import (
    READ,
    ByGrant,
    ByParty,
    ByTerritory,
    Command,
    OpenToAll,
)

ADD: tuple[Command, ...] = ("SELECT", "INSERT")
ADD_AND_CHANGE: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")


def guard(apps: Any, schema_editor: Any) -> None:
    """Triggers for everyone; fewer rights for the application, where it is not the owner."""
    application = settings.DATABASES["default"]["USER"]
    statements = write_guards()
    if application and application != schema_editor.connection.settings_dict["USER"]:
        statements += write_rights(application)
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("commendations", "0001_initial"), ("cases", "0002_walls")]

    operations = [
        raise_wall(
            "commendation",
            ByTerritory(commands=ADD_AND_CHANGE),
            ByParty(commands=READ),
            ByGrant(),
        ),
        raise_wall(
            "commendation_consent", ByTerritory(commands=ADD), ByParty(commands=READ), ByGrant()
        ),
        raise_wall(
            "commendation_publication",
            OpenToAll(READ),
            ByTerritory(commands=("INSERT", "UPDATE")),
        ),
        RunStatements(guard),
    ]
