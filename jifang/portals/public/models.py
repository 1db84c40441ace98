"""What the public pages keep: assessed dossiers, for a time, under a link nobody can guess."""

from __future__ import annotations

from django.db import models


class StoredAssessment(models.Model):
    """A dossier as it was given, kept for 30 days. Only the hash of its link's token is stored."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    dossier = models.TextField()
    on = models.DateField()
    law_version = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        """Table name and order."""

        db_table = "stored_assessment"
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"assessment kept until {self.expires_at:%Y-%m-%d}"
