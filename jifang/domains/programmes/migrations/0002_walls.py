"""Whose plans, signs, connections and trainings may be seen; each tied to what it is part of."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.history.ties import let_carry, tie_to
from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import ByParty, ByTerritory, Command

KEEP: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")
BOTH = (ByTerritory(commands=KEEP), ByParty(commands=KEEP))


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial"), ("units", "0004_organisation_walls")]

    operations = [
        let_carry("plan"),
        let_carry("course"),
        tie_to("funding", "plan_id", "plan"),
        tie_to("sign", "site_id", "site"),
        tie_to("connection", "site_id", "site"),
        tie_to("attendance", "course_id", "course"),
        *(
            raise_wall(table, *BOTH)
            for table in ("plan", "funding", "sign", "connection", "course", "attendance")
        ),
    ]
