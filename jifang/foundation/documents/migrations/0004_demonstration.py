"""A letter says whether it is of the demonstration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_ways_indexed"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="demonstration",
            field=models.BooleanField(default=False),
        ),
    ]
