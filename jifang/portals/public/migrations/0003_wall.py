"""A kept assessment is reached only by its link."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import Keyed


class Migration(migrations.Migration):
    dependencies = [("public", "0002_law_version")]

    operations = [
        raise_wall(
            "stored_assessment", Keyed("reached only by the hash of a link nobody can guess")
        )
    ]
