"""A list as an account keeps it."""

from __future__ import annotations

from django.db import models

from jifang.foundation.accounts.models import Account


class SavedView(models.Model):
    """What is asked of a list (`query`: an address' query string), under a name of one's own."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="saved_views")
    table = models.CharField(max_length=48, db_collation="C")
    name = models.CharField(max_length=48)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A name is used once per list."""

        db_table = "saved_view"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("account", "table", "name"), name="saved_view_name"),
        )

    def __str__(self) -> str:
        return self.name
