"""What follows from the registers and is kept ready: nothing here is entered by anybody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from jifang.foundation.history.models import Indexes, code_field

OUTCOMES = (
    ("breaches", "breaches were found"),
    ("unknown", "cannot be decided yet"),
    ("compliant", "no breach was found"),
    ("not_applicable", "the Measures do not apply"),
    ("not_in_force", "the Measures were not in force"),
    ("retired", "no longer in the register"),
)


class Figure(models.Model):
    """A part of a count: what one statement added or took away, or what a fold made of many.

    A count is the sum of its rows. Nobody changes a row, so nobody waits for another's count.
    `party` is whose act it was where no territory was entered; `month` the first day of a month,
    for what is counted by month.
    """

    id = models.BigAutoField(primary_key=True)
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = code_field(64)
    measure = models.CharField(max_length=24, db_collation="C")
    month = models.DateField(null=True, blank=True)
    number = models.BigIntegerField()

    class Meta:
        """Read by territory."""

        db_table = "figure"
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organ_region", "measure"), name="figure_by_region"),
            models.Index(fields=("party",), name="figure_by_party"),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.organ_region} {self.number:+}"


class SiteDue(models.Model):
    """A site that was changed, or a part of it, and is to be put to the law again.

    Written by the database in the transaction of the change; taken away by whoever assesses.
    """

    id = models.BigAutoField(primary_key=True)
    site_number = models.BigIntegerField()
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    transaction = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """A site stands here once for each transaction that changed it."""

        db_table = "site_due"
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("site_number", "transaction"), name="site_due_by_site"),
            models.Index(fields=("organ_region", "id"), name="site_due_by_region"),
            models.Index(fields=("party",), name="site_due_by_party"),
        )

    def __str__(self) -> str:
        return str(self.site_number)


class SiteStanding(models.Model):
    """What the law said of a site when it was last asked: on which day, of which facts (their
    SHA-256), by which version of the law.

    `answers` holds the outcome of every question; `short` counts the answers on storage that fall
    short; `asked_days` is what the law asks in any case, `asked_at_most` what it asks if open facts
    turn out so, `least_days` the least that is declared.
    """

    id = models.BigAutoField(primary_key=True)
    site = models.OneToOneField("units.Site", models.CASCADE, db_constraint=False, related_name="+")
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64, db_collation="C")
    law = models.CharField(max_length=64, db_collation="C")
    outcome = models.CharField(max_length=16, choices=OUTCOMES, db_collation="C")
    breaches = models.PositiveIntegerField(default=0)
    serious = models.PositiveIntegerField(default=0)
    ordinary = models.PositiveIntegerField(default=0)
    minor = models.PositiveIntegerField(default=0)
    open = models.PositiveIntegerField(default=0)
    ok = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    short = models.PositiveIntegerField(default=0)
    asked_days = models.PositiveIntegerField(null=True, blank=True)
    asked_at_most = models.PositiveIntegerField(null=True, blank=True)
    least_days = models.PositiveIntegerField(null=True, blank=True)
    answers = models.JSONField(default=list)

    class Meta:
        """Found by site; listed by territory; the oldest day first at night."""

        db_table = "site_standing"
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organ_region", "id"), name="standing_by_region"),
            models.Index(fields=("on", "id"), name="standing_by_day"),
            models.Index(fields=("party",), name="standing_by_party"),
        )

    def __str__(self) -> str:
        return f"{self.site_id} {self.outcome}"
