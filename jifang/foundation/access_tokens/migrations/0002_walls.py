"""Whose tokens may be seen, and by whom they are revoked."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import GIVE, ByActor, ByAdministration, Command, Keyed

OWN: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")


class Migration(migrations.Migration):
    dependencies = [("access_tokens", "0001_initial")]

    operations = [
        raise_wall(
            "access_token",
            ByActor(commands=OWN),
            ByAdministration("security_admin", ("SELECT", "UPDATE")),
        ),
        raise_wall(
            "access_token_key",
            Keyed(
                "found by the hash of a secret before anyone is signed in; says only whose it is",
                ("SELECT",),
            ),
            ByActor(commands=GIVE),
        ),
        raise_wall(
            "kept_answer",
            ByActor(),
            # What it deletes when its days are over is encrypted under the token's own secret.
            ByAdministration("system_admin", ("SELECT", "DELETE")),
        ),
        raise_wall(
            "rate_bucket",
            Keyed("a token's number or a keyed digest of a network, and a count; nobody's data"),
        ),
        # A crash may empty it: everyone then has a full bucket again.
        migrations.RunSQL(
            "ALTER TABLE rate_bucket SET UNLOGGED", "ALTER TABLE rate_bucket SET LOGGED"
        ),
    ]
