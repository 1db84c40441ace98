"""Which keys are opened to which organ."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Grant(models.Model):
    """A key opened to a body: rows that bear it are seen by the body, wherever they lie.

    The key is drawn at random and says nothing of what it opens. `organ_region` is the territory
    that opened it.
    """

    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    grant_key = models.CharField(max_length=80, db_collation="C")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Opened once to each body at a time."""

        db_table = "grant_opened"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("party",), name="grant_opened_party", condition=Q(closed_at=None)),
            models.Index(fields=("organ_region",), name="grant_opened_region"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("grant_key", "party"),
                condition=Q(closed_at=None),
                name="grant_opened_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.grant_key} → {self.party}"
