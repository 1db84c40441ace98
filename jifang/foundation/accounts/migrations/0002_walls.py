"""Whose accounts and roles may be seen, and by whom they are given."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import (
    GIVE,
    READ,
    ByActor,
    ByAdministration,
    ByParty,
    ByTerritory,
    Keyed,
)

SECURITY = ByAdministration("security_admin")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        raise_wall(
            "account",
            Keyed(
                "looked up by sign-in name before anyone is signed in; names are masked in pages"
            ),
        ),
        raise_wall("membership", ByActor(commands=READ), ByTerritory(), ByParty(), SECURITY),
        raise_wall("delegation", ByActor(commands=READ), ByTerritory(), ByParty(), SECURITY),
        raise_wall(
            "invitation",
            Keyed("accepted by its link before there is an account", ("SELECT", "UPDATE")),
            ByTerritory(commands=GIVE),
            ByParty(commands=GIVE),
            ByAdministration("security_admin", ("INSERT", "DELETE")),
        ),
    ]
