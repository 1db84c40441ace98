"""A firm that was named anew for a project takes its work on anew."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("qualifications", "0005_paper_and_receipt")]

    operations = [
        migrations.RemoveConstraint("undertaking", "undertaking_once"),
        migrations.AddConstraint(
            "undertaking",
            models.UniqueConstraint(
                condition=models.Q(("project_kind", "project"), _negated=True),
                fields=("project_kind", "project_id", "party", "work"),
                name="undertaking_once",
            ),
        ),
    ]
