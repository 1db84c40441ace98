"""One's own alone."""

from __future__ import annotations

from django.db import migrations

from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import ByActor


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        raise_wall("import_file", ByActor()),
        raise_wall("import_portion", ByActor()),
        raise_wall("import_fault", ByActor()),
    ]
