"""Certificates are public; who writes them, and what the database has refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.domains.qualifications.keep import write_guards, write_rights
from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import GIVE, READ, ByParty, ByTerritory, Command, OpenToAll

ADD: tuple[Command, ...] = ("SELECT", "INSERT")


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
        ("qualifications", "0001_initial"),
        ("cases", "0003_targets_and_looks"),
    ]

    operations = [
        raise_wall("certificate", OpenToAll(READ), ByTerritory(commands=GIVE)),
        raise_wall("certificate_extension", OpenToAll(READ), ByTerritory(commands=GIVE)),
        raise_wall("undertaking", ByTerritory(commands=ADD), ByParty(commands=READ)),
        raise_wall("certificate_reminder", ByTerritory(commands=ADD), ByParty(commands=READ)),
        RunStatements(guard),
    ]
