"""Every selector of these tables says the range or the party; their walls only check."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.walls.operations import let_selectors_say
from jifang.foundation.walls.policies import ByParty, ByTerritory, Command

KEEP: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")
BOTH = (ByTerritory(commands=KEEP), ByParty(commands=KEEP))
TABLES = ("system", "device", "channel", "quality_proof", "store")


class Migration(migrations.Migration):
    dependencies = [("systems", "0002_walls")]

    operations = [let_selectors_say(table, *BOTH) for table in TABLES]
