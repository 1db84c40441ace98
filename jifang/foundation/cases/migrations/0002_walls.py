"""Whose cases may be seen, and what the database has refused in them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.foundation.cases.keep import write_guards, write_rights
from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import (
    ALL,
    READ,
    ByGrant,
    ByParty,
    ByTerritory,
    Command,
    OpenToAll,
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
    dependencies = [("cases", "0001_initial")]

    operations = [
        raise_wall("case_transition", OpenToAll(ALL)),
        raise_wall("case_file", ByTerritory(commands=ADD_AND_MOVE), *SEEN),
        raise_wall("case_event", ByTerritory(commands=ADD), *SEEN),
        raise_wall("case_assignment", ByTerritory(commands=ADD), *SEEN),
        raise_wall("case_opinion", ByTerritory(commands=ADD), *SEEN),
        raise_wall("case_notice", ByTerritory(commands=ADD), *SEEN),
        raise_wall("case_period", ByTerritory(commands=ADD_AND_MOVE), *SEEN),
        raise_wall("case_period_event", ByTerritory(commands=ADD), *SEEN),
        raise_wall("case_recusal", ByTerritory(commands=ADD), *SEEN),
        RunStatements(guard),
    ]
