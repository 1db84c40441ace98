"""Whose units and sites may be seen and written; nothing is deleted.

The name that a site carries of its unit follows it by the foreign key. The unit's own organ may be
another than the site's, so that this tie carries the party and the name alone.
"""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.history.ties import let_carry, tie_to
from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import ByParty, ByTerritory, Command

KEEP: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")
BOTH = (ByTerritory(commands=KEEP), ByParty(commands=KEEP))


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE unit ADD CONSTRAINT unit_name_and_party UNIQUE (id, party, name)",
                (
                    "ALTER TABLE site ADD CONSTRAINT site_tied_by_unit FOREIGN KEY"
                    " (unit_id, party, unit_name) REFERENCES unit (id, party, name)"
                    " ON UPDATE CASCADE"
                ),
            ],
            [
                "ALTER TABLE site DROP CONSTRAINT site_tied_by_unit",
                "ALTER TABLE unit DROP CONSTRAINT unit_name_and_party",
            ],
        ),
        let_carry("site"),
        tie_to("designation", "site_id", "site"),
        raise_wall("unit", *BOTH),
        raise_wall("site", *BOTH),
        raise_wall(
            "designation",
            ByTerritory(commands=KEEP),
            ByParty(commands=("SELECT",)),
        ),
    ]
