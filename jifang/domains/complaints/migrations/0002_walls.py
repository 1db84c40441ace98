"""Whose complaints may be seen; the identity is behind a wall of its own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.domains.complaints.keep import write_guards, write_rights
from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import (
    GIVE,
    READ,
    ByGrant,
    ByParty,
    ByTerritory,
    Command,
)

ADD: tuple[Command, ...] = ("SELECT", "INSERT")
ADD_AND_MOVE: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")
SEEN = (ByParty(commands=READ), ByGrant())


def guard(apps: Any, schema_editor: Any) -> None:
    """Triggers for everyone; fewer rights for the application, where it is not the owner."""
    application = settings.DATABASES["default"]["USER"]
    statements = write_guards()
    if application and application != schema_editor.connection.settings_dict["USER"]:
        statements += write_rights(application)
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial"), ("cases", "0002_walls")]

    operations = [
        raise_wall("complaint", ByTerritory(commands=ADD_AND_MOVE), *SEEN),
        raise_wall("complaint_note", ByTerritory(commands=ADD), *SEEN),
        raise_wall("complaint_rating", ByTerritory(commands=ADD), *SEEN),
        # Another organ that has the case in hand does not see who asked for an identity.
        raise_wall(
            "complaint_unsealing", ByTerritory(commands=ADD_AND_MOVE), ByParty(commands=READ)
        ),
        raise_wall("complaint_identity", ByParty(commands=GIVE), ByGrant()),
        RunStatements(guard),
    ]
