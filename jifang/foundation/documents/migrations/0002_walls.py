"""Whose documents, numbers and letters may be seen; what is written is never changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.foundation.documents.keep import write_guards, write_rights
from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import READ, ByGrant, ByParty, ByTerritory, Command

GIVE_AND_READ: tuple[Command, ...] = ("SELECT", "INSERT")
COUNT: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")
DISCARD: tuple[Command, ...] = ("SELECT", "INSERT", "DELETE")


def guard(apps: Any, schema_editor: Any) -> None:
    """Triggers for everyone; fewer rights for the application, where it is not the owner."""
    application = settings.DATABASES["default"]["USER"]
    statements = write_guards()
    if application and application != schema_editor.connection.settings_dict["USER"]:
        statements += write_rights(application)
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        raise_wall("document", ByTerritory(commands=DISCARD), ByParty(commands=DISCARD), ByGrant()),
        raise_wall("number_series", ByTerritory(commands=COUNT)),
        raise_wall("number_drawn", ByTerritory(commands=GIVE_AND_READ)),
        raise_wall(
            "letter", ByTerritory(commands=GIVE_AND_READ), ByParty(commands=READ), ByGrant()
        ),
        raise_wall("letter_end", ByTerritory(commands=GIVE_AND_READ), ByParty(commands=READ)),
        RunStatements(guard),
    ]
