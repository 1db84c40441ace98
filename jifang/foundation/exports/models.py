"""An export: asked for, being made, there for seven days."""

from __future__ import annotations

import uuid

from django.db import models

from jifang.foundation.accounts.models import Account

FORMATS = (("csv", "CSV"), ("xlsx", "XLSX"))
STATES = (("asked", "asked"), ("done", "done"), ("failed", "failed"), ("over", "over"))


class Export(models.Model):
    """What was asked of which list, in which role, and what came of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="exports")
    capacity = models.CharField(max_length=24, db_collation="C")
    table = models.CharField(max_length=48, db_collation="C")
    query = models.CharField(max_length=1000)
    language = models.CharField(max_length=8)
    format = models.CharField(max_length=8, choices=FORMATS)
    purpose = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=STATES, default="asked")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=48, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="", db_collation="C")
    asked_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        db_table = "export"
        ordering = ("-asked_at",)
        indexes = (models.Index(fields=("account", "-asked_at"), name="export_of_account"),)

    def __str__(self) -> str:
        return f"{self.table} {self.format} {self.state}"
