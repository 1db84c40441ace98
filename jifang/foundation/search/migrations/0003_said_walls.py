"""Every selector of tokens says the range or the party; the wall only checks."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.walls.operations import let_selectors_say
from jifang.foundation.walls.policies import ByParty, ByTerritory, Command

ADD_AND_TAKE: tuple[Command, ...] = ("SELECT", "INSERT", "DELETE")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_walls")]

    operations = [
        let_selectors_say(
            "gram", ByTerritory(commands=ADD_AND_TAKE), ByParty(commands=ADD_AND_TAKE)
        ),
    ]
