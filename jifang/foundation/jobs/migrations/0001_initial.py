"""Which jobs have had their effect."""

from __future__ import annotations

from django.db import migrations, models

from jifang.foundation.walls.operations import raise_wall
from jifang.foundation.walls.policies import Keyed


class Migration(migrations.Migration):
    initial = True

    dependencies = [("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                (
                    "key",
                    models.CharField(max_length=96, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=96)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "job_run",
                "indexes": [models.Index(fields=["at"], name="job_run_at")],
            },
        ),
        raise_wall("job_run", Keyed("keys of jobs that ran; drawn at random, nothing else in it")),
    ]
