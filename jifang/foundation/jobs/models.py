"""Which jobs have had their effect."""

from __future__ import annotations

from django.db import models


class JobRun(models.Model):
    """A job whose effect stands: written in the transaction of the effect, so it has it once."""

    key = models.CharField(max_length=96, primary_key=True)
    name = models.CharField(max_length=96)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Found by its key; tidied by its day."""

        db_table = "job_run"
        indexes = (models.Index(fields=["at"], name="job_run_at"),)

    def __str__(self) -> str:
        return f"{self.name} {self.key}"
