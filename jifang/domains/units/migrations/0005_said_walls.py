"""Every selector of these tables says the range or the party; their walls only check."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.walls.operations import let_selectors_say
from jifang.foundation.walls.policies import ByParty, ByTerritory, Command

KEEP: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")
BOTH = (ByTerritory(commands=KEEP), ByParty(commands=KEEP))
TABLES = (
    "unit", "site", "organisation", "staff", "credential", "tool", "premises", "firm_project",
    "accreditation",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("units", "0004_organisation_walls")]

    operations = [
        *(let_selectors_say(table, *BOTH) for table in TABLES),
        let_selectors_say("designation", ByTerritory(commands=KEEP), ByParty(commands=("SELECT",))),
    ]
