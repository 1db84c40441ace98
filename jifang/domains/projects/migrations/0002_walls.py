"""Whose projects may be seen and written, whom their key lets see them, what the database refuses.

The name that a project carries of its unit follows it by the foreign key, as that of a site does.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.domains.projects.keep import write_guards, write_rights
from jifang.foundation.history.ties import let_carry, tie_to
from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import READ, ByGrant, ByParty, ByTerritory, Command

KEEP: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")
ADD: tuple[Command, ...] = ("SELECT", "INSERT")
RECORD = (ByTerritory(commands=KEEP), ByParty(commands=KEEP), ByGrant())
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
    dependencies = [
        ("projects", "0001_initial"),
        ("units", "0006_staff_number"),
        ("cases", "0003_targets_and_looks"),
        ("qualifications", "0003_indexes"),
        ("grants", "0002_walls"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE project ADD CONSTRAINT project_tied_by_unit FOREIGN KEY"
            " (unit_id, party, unit_name) REFERENCES unit (id, party, name) ON UPDATE CASCADE",
            "ALTER TABLE project DROP CONSTRAINT project_tied_by_unit",
        ),
        let_carry("project", "grant_key"),
        let_carry("project_equipment", "project_id", "grant_key"),
        tie_to("project_equipment", "project_id", "project", "grant_key"),
        tie_to("project_equipment_proof", "equipment_id", "project_equipment", "project_id",
               "grant_key"),
        *(
            tie_to(table, "project_id", "project", "grant_key")
            for table in ("project_member", "project_stage", "project_trial_entry",
                          "project_preliminary")
        ),
        raise_wall("project", *RECORD),
        raise_wall("project_equipment", *RECORD),
        raise_wall("project_equipment_proof", *RECORD),
        raise_wall("project_member", ByTerritory(commands=KEEP), *SEEN),
        raise_wall("project_stage", ByTerritory(commands=ADD), *SEEN),
        raise_wall("project_trial_entry", ByTerritory(commands=ADD), *SEEN),
        raise_wall("project_preliminary", ByTerritory(commands=ADD), *SEEN),
        RunStatements(guard),
    ]  # fmt: skip
