"""A code opens the case that was filed with it, and no other."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from jifang.domains.complaints.keep import guard_bearers
from jifang.foundation.accounts.powers import BEARER_PARTY
from jifang.foundation.walls.operations import RunStatements


def guard(apps: Any, schema_editor: Any) -> None:
    """Triggers for everyone."""
    for statement in guard_bearers():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_taken_back"), ("cases", "0004_leaves")]

    operations = [
        migrations.AddConstraint(
            "complaint",
            models.UniqueConstraint(
                fields=("party",),
                condition=Q(origin="", party__startswith=BEARER_PARTY),
                name="complaint_of_a_code_once",
            ),
        ),
        RunStatements(guard),
    ]
