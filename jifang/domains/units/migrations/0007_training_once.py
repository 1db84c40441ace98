"""One training of a person stands once in the register, whoever enters it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0006_staff_number"),
    ]

    operations = [
        migrations.AddField(
            model_name="credential",
            name="once_key",
            field=models.CharField(blank=True, db_collation="C", default="", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "active"), models.Q(("once_key", ""), _negated=True)),
                fields=("staff", "once_key"),
                name="credential_training_once",
            ),
        ),
    ]
