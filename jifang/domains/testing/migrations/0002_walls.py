"""Who sees commissions and reports; what the database refuses."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.domains.testing.keep import write_guards, write_rights
from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import ALL, READ, ByGrant, ByParty, ByTerritory, Command

ADD: tuple[Command, ...] = ("SELECT", "INSERT")
ADD_AND_CHANGE: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")
SEEN = (ByParty(commands=READ), ByParty("body", commands=READ), ByGrant())


def guard(apps: Any, schema_editor: Any) -> None:
    """Triggers for everyone; fewer rights for the application, where it is not the owner."""
    application = settings.DATABASES["default"]["USER"]
    statements = write_guards()
    if application and application != schema_editor.connection.settings_dict["USER"]:
        statements += write_rights(application)
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("testing", "0001_initial"),
        ("units", "0004_organisation_walls"),
        ("documents", "0002_walls"),
    ]

    operations = [
        raise_wall("test_commission", ByTerritory(commands=ADD), *SEEN),
        raise_wall("test_answer", ByTerritory(commands=ADD), *SEEN),
        raise_wall("test_report", ByTerritory(commands=ADD_AND_CHANGE), *SEEN),
        raise_wall("test_clause", ByTerritory(commands=ALL), *SEEN),
        RunStatements(guard),
    ]
