"""Who sees standings and counts; what the database counts and notes by itself.

Counts and notes are written by the statement that changes a register, with its writer's rights: an
officer's within the territory, a member's with the own party. Nobody changes a row; folding takes
rows away and adds their sum. Standings follow their site to another organ, and go with it.
"""

from __future__ import annotations

from django.db import migrations

from jifang.domains.figures.counting import (
    write_counters,
    write_recount,
    write_removal,
    write_watchers,
)
from jifang.foundation.history.ties import PLACE
from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import ByParty, ByTerritory

TIE = ", ".join(PLACE)
BEGIN = "SELECT set_config('jifang.lo', '44', true), set_config('jifang.hi', '45', true)"
END = "SELECT set_config('jifang.lo', '', true), set_config('jifang.hi', '', true)"
NOTE_ALL = (
    "INSERT INTO site_due (site_number, organ_region, party, transaction, at)"
    " SELECT id, organ_region, party, 0, now() FROM site"
)


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0001_initial"),
        ("units", "0004_organisation_walls"),
        ("systems", "0002_walls"),
    ]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE site_standing ADD CONSTRAINT site_standing_tied_by_site FOREIGN KEY"
            f" (site_id, {TIE}) REFERENCES site (id, {TIE}) ON UPDATE CASCADE ON DELETE CASCADE",
            "ALTER TABLE site_standing DROP CONSTRAINT site_standing_tied_by_site",
        ),
        raise_wall(
            "figure",
            ByTerritory(commands=("SELECT", "INSERT", "DELETE")),
            ByParty(commands=("INSERT",)),
        ),
        raise_wall(
            "site_due",
            ByTerritory(commands=("SELECT", "INSERT", "DELETE")),
            ByParty(commands=("SELECT", "INSERT")),
        ),
        raise_wall(
            "site_standing",
            ByTerritory(commands=("SELECT", "INSERT", "UPDATE")),
            ByParty(commands=("SELECT",)),
        ),
        migrations.RunSQL(
            [*write_counters(), *write_watchers()],
            [*write_removal()],
        ),
        migrations.RunSQL([BEGIN, *write_recount(), NOTE_ALL, END], migrations.RunSQL.noop),
    ]
