"""Every way to a row has its index: one that has none makes a search of them all a full scan."""

from __future__ import annotations

from django.db import migrations

WAYS = (
    ("document", "grant_key"),
    ("letter", "grant_key"),
    ("letter_end", "organ_region"),
    ("letter_end", "party"),
    ("number_series", "organ_region"),
    ("number_drawn", "organ_region"),
)


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_walls")]

    operations = [
        migrations.RunSQL(
            [f"CREATE INDEX {table}_way_{column} ON {table} ({column})" for table, column in WAYS],
            [f"DROP INDEX {table}_way_{column}" for table, column in WAYS],
        )
    ]
