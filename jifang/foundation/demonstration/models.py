"""That the demonstration province was loaded."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Demonstration(models.Model):
    """The demonstration province: since when it is there, and what is in it by kind of record.

    `loaded_at` is empty while it is being loaded; a load that was cut short is removed first.
    """

    id = models.BigIntegerField(primary_key=True, default=1)
    begun_at = models.DateTimeField(default=timezone.now)
    loaded_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)

    class Meta:
        """There is one at most: a second one would have the same key."""

        db_table = "demonstration"

    def __str__(self) -> str:
        return "loaded" if self.loaded_at else "being loaded"
