"""Everyone may know; the system administration alone keeps it."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import ByAdministration, OpenToAll


class Migration(migrations.Migration):
    dependencies = [("demonstration", "0001_initial")]

    operations = [
        raise_wall(
            "demonstration",
            OpenToAll(),
            ByAdministration("system_admin", ("INSERT", "UPDATE", "DELETE")),
        ),
    ]
