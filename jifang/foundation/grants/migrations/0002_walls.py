"""Who may read which keys are open, and who opens them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations

from jifang.foundation.walls.operations import RunStatements, raise_wall
from jifang.foundation.walls.policies import KEEP, ByTerritory, OpenToAll


def narrow(apps: Any, schema_editor: Any) -> None:
    """The application closes a grant; it alters nothing else of it and takes none away."""
    application = settings.DATABASES["default"]["USER"]
    if application and application != schema_editor.connection.settings_dict["USER"]:
        role = schema_editor.quote_name(application)
        schema_editor.execute(f"REVOKE UPDATE, DELETE ON grant_opened FROM {role}")
        schema_editor.execute(f"GRANT UPDATE (closed_at) ON grant_opened TO {role}")


class Migration(migrations.Migration):
    dependencies = [("grants", "0001_initial")]

    operations = [
        raise_wall("grant_opened", OpenToAll(), ByTerritory(commands=KEEP)),
        RunStatements(narrow),
    ]
