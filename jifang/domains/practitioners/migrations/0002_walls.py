"""Whose evidence may be seen; each tied to its firm, checks to their promise as well."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.history.ties import PLACE, tie_to
from jifang.foundation.walls.operations import let_selectors_say, raise_wall
from jifang.foundation.walls.policies import ByParty, ByTerritory, Command

KEEP: tuple[Command, ...] = ("SELECT", "INSERT", "UPDATE")
READ: tuple[Command, ...] = ("SELECT",)
BOTH = (ByTerritory(commands=KEEP), ByParty(commands=KEEP))
PARTS = (
    "service_promise", "promise_check", "firm_rule", "secrecy_agreement", "paper_archive",
    "other_duty",
)  # fmt: skip
TIE = ", ".join(PLACE)


def follow(table: str) -> migrations.RunSQL:
    """What the platform keeps of a firm: moves with it, and goes with it."""
    name = f"{table}_tied_by_organisation_id"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (organisation_id, {TIE})"
        f" REFERENCES organisation (id, {TIE}) ON UPDATE CASCADE ON DELETE CASCADE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("practitioners", "0001_initial"), ("units", "0007_training_once")]

    operations = [
        *(tie_to(part, "organisation_id", "organisation") for part in PARTS),
        migrations.RunSQL(
            [
                (
                    "ALTER TABLE service_promise ADD CONSTRAINT service_promise_in_body UNIQUE"
                    " (id, organisation_id)"
                ),
                (
                    "ALTER TABLE promise_check ADD CONSTRAINT promise_check_tied_by_promise FOREIGN"
                    " KEY (promise_id, organisation_id) REFERENCES service_promise"
                    " (id, organisation_id)"
                ),
            ],
            [
                "ALTER TABLE promise_check DROP CONSTRAINT promise_check_tied_by_promise",
                "ALTER TABLE service_promise DROP CONSTRAINT service_promise_in_body",
            ],
        ),
        follow("duty_standing"),
        follow("duty_reminder"),
        *(raise_wall(table, *BOTH) for table in PARTS),
        *(let_selectors_say(table, *BOTH) for table in PARTS),
        raise_wall("duty_standing", ByTerritory(commands=KEEP), ByParty(commands=READ)),
        raise_wall(
            "duty_reminder", ByTerritory(commands=("SELECT", "INSERT")), ByParty(commands=READ)
        ),
    ]
