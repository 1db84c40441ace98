"""Who sees approvals and acceptances, and what the database has refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.domains.approvals.keep import write_guards, write_rights
from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import READ, ByParty, ByTerritory, Command

ADD: tuple[Command, ...] = ("SELECT", "INSERT")
WRITE: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")


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
        ("approvals", "0001_initial"),
        ("projects", "0002_walls"),
    ]

    operations = [
        raise_wall("design_approval", ByTerritory(commands=ADD), ByParty(commands=READ)),
        raise_wall("system_acceptance", ByTerritory(commands=ADD), ByParty(commands=READ)),
        raise_wall("acceptance_confirmation", ByTerritory(commands=ADD), ByParty(commands=READ)),
        raise_wall("system_change", ByTerritory(commands=ADD), ByParty(commands=READ)),
        raise_wall("intake_check", ByTerritory(commands=WRITE)),
        RunStatements(guard),
    ]
