"""What someone was told, and whether it was read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notification(models.Model):
    """Something that a body, or one person in it, is told. Its words name nobody.

    `party` is the body; `account` the person in it, none where the whole body is meant.
    `organ_region` is the territory of what it is about.
    """

    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300)
    about_kind = models.CharField(max_length=32, db_collation="C")
    about_id = models.CharField(max_length=64, db_collation="C")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.CharField(max_length=64, db_collation="C", blank=True, default="")
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Found by body and by person, unread ones first of all."""

        db_table = "notification"
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(fields=("party", "-created_at"), name="notification_party"),
            models.Index(fields=("account", "-created_at"), name="notification_account"),
            models.Index(fields=("party",), name="notification_unread", condition=Q(read_at=None)),
            models.Index(fields=("organ_region",), name="notification_region"),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.about_kind} {self.about_id}"
