"""A number is one member of staff's within a body."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0005_said_walls"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="staff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "active"), models.Q(("number", ""), _negated=True)),
                fields=("organisation", "number"),
                name="staff_number_once",
            ),
        ),
    ]
