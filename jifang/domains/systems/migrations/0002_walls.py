"""Whose systems and devices may be seen and written; each is tied to what it is part of.

System to site, part to system: organ and party are carried, and follow when the site moves. What a
part has besides (a device, a parent) is tied by the system or the site that both belong to.
"""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.history.ties import let_carry, tie_to
from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import ByParty, ByTerritory, Command

KEEP: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")
BOTH = (ByTerritory(commands=KEEP), ByParty(commands=KEEP))
PARTS = ("device", "channel", "quality_proof", "store")
OF_A_DEVICE = ("channel", "quality_proof", "store")


class Migration(migrations.Migration):
    dependencies = [("systems", "0001_initial"), ("units", "0002_walls")]

    operations = [
        let_carry("system", "site_id"),
        tie_to("system", "site_id", "site"),
        migrations.RunSQL(
            [
                "ALTER TABLE system ADD CONSTRAINT system_in_site UNIQUE (id, site_id)",
                (
                    "ALTER TABLE system ADD CONSTRAINT system_tied_by_parent FOREIGN KEY"
                    " (parent_id, site_id) REFERENCES system (id, site_id)"
                ),
            ],
            [
                "ALTER TABLE system DROP CONSTRAINT system_tied_by_parent",
                "ALTER TABLE system DROP CONSTRAINT system_in_site",
            ],
        ),
        *(tie_to(part, "system_id", "system", "site_id") for part in PARTS),
        migrations.RunSQL(
            [
                "ALTER TABLE device ADD CONSTRAINT device_in_system UNIQUE (id, system_id)",
                *(
                    f"ALTER TABLE {part} ADD CONSTRAINT {part}_tied_by_device FOREIGN KEY"
                    " (device_id, system_id) REFERENCES device (id, system_id)"
                    for part in OF_A_DEVICE
                ),
            ],
            [
                *(
                    f"ALTER TABLE {part} DROP CONSTRAINT {part}_tied_by_device"
                    for part in OF_A_DEVICE
                ),
                "ALTER TABLE device DROP CONSTRAINT device_in_system",
            ],
        ),
        *(raise_wall(table, *BOTH) for table in ("system", *PARTS)),
    ]
