"""Tokens lie behind the same walls as the records they come from; a changed text takes its tokens
away and adds others, so they are never altered."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import ByParty, ByTerritory, Command

ADD_AND_TAKE: tuple[Command, ...] = ("SELECT", "INSERT", "DELETE")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        raise_wall("gram", ByTerritory(commands=ADD_AND_TAKE), ByParty(commands=ADD_AND_TAKE)),
    ]
