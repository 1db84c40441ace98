"""Forms of pages keep what they led to: answers without a token."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("access_tokens", "0002_walls"),
    ]

    operations = [
        migrations.AlterField(
            model_name="keptanswer",
            name="token",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="access_tokens.accesstoken",
            ),
        ),
        migrations.AddConstraint(
            model_name="keptanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token", None)),
                fields=("account", "key_digest"),
                name="kept_answer_form_once",
            ),
        ),
    ]
