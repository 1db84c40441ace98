"""A name that is made of the division's says so."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territory", "0002_walls")]

    operations = [
        migrations.AddField("organ", "name_derived", models.BooleanField(default=False)),
    ]
