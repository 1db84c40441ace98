from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("public", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="storedassessment",
            name="law_version",
            field=models.CharField(default="", max_length=64),
        ),
    ]
