"""Whose firms, testing bodies and associations may be seen; what they have is tied to them."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.history.ties import let_carry, tie_to
from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import ByParty, ByTerritory, Command

KEEP: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")
BOTH = (ByTerritory(commands=KEEP), ByParty(commands=KEEP))
PARTS = ("staff", "credential", "tool", "premises", "firm_project", "accreditation")


class Migration(migrations.Migration):
    dependencies = [("units", "0003_organisations")]

    operations = [
        let_carry("organisation"),
        *(tie_to(part, "organisation_id", "organisation") for part in PARTS),
        migrations.RunSQL(
            [
                "ALTER TABLE staff ADD CONSTRAINT staff_in_body UNIQUE (id, organisation_id)",
                (
                    "ALTER TABLE credential ADD CONSTRAINT credential_tied_by_staff FOREIGN KEY"
                    " (staff_id, organisation_id) REFERENCES staff (id, organisation_id)"
                ),
            ],
            [
                "ALTER TABLE credential DROP CONSTRAINT credential_tied_by_staff",
                "ALTER TABLE staff DROP CONSTRAINT staff_in_body",
            ],
        ),
        *(raise_wall(table, *BOTH) for table in ("organisation", *PARTS)),
    ]
