"""Every selector of these tables says the range or the party; their walls only check."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.walls.operations import let_selectors_say
from jifang.foundation.walls.policies import ByParty, ByTerritory, Command

KEEP: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")
BOTH = (ByTerritory(commands=KEEP), ByParty(commands=KEEP))
TABLES = ("plan", "funding", "sign", "connection", "course", "attendance")


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_walls")]

    operations = [let_selectors_say(table, *BOTH) for table in TABLES]
