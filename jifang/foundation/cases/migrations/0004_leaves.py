"""An event and its leaf belong together, and nobody acts without a name."""

from __future__ import annotations

from django.db import migrations, models

from jifang.foundation.cases.keep_leaves import ONCE, STAMP


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_targets_and_looks"),
        ("audit", "0001_initial"),
        ("documents", "0004_demonstration"),
    ]

    operations = [
        migrations.AddField("lawfulmove", "letter", models.BooleanField(default=False)),
        migrations.AddField("lawfulmove", "system", models.BooleanField(default=False)),
        migrations.RunSQL(STAMP, migrations.RunSQL.noop),
        migrations.RunSQL(ONCE, "DROP INDEX case_event_leaf_once"),
    ]
