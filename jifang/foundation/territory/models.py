"""Divisions with the days they exist; organs.

A code is never given to another division: what was abolished stays, and a renamed division keeps
its code as a further edition of the same one.
"""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models

LEVELS = (
    ("province", "province"),
    ("prefecture", "prefecture"),
    ("county", "county"),
    ("township", "township"),
)

ORGAN_KINDS = (
    ("public_security", "public security organ"),
    ("national_security", "national security organ"),
    ("sector_police", "sector police (rail, aviation, forest)"),
    ("department", "other department"),
    ("government", "people's government"),
    ("association", "industry association"),
)

SECTORS = (("", "none"), ("rail", "rail"), ("aviation", "aviation"), ("forest", "forest"))


class Division(models.Model):
    """One edition of a division: its name, its parent, and the days for which both hold."""

    code = models.CharField(max_length=9, db_collation="C")
    name_zh = models.CharField(max_length=64)
    name_en = models.CharField(max_length=96)
    pinyin = models.CharField(max_length=128, blank=True, default="", db_collation="C")
    parent = models.CharField(max_length=9, blank=True, db_collation="C")
    level = models.CharField(max_length=12, choices=LEVELS)
    valid = DateRangeField()
    source = models.CharField(max_length=200)

    class Meta:
        """A code has one edition on a day."""

        db_table = "division"
        ordering = ("code", "valid")
        indexes = (
            models.Index(fields=("code",), name="division_code"),
            models.Index(fields=("parent",), name="division_parent"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class Organ(models.Model):
    """An organ by what it is competent for: its kind, its division, or its sector's own area."""

    code = models.CharField(max_length=32, unique=True, db_collation="C")
    kind = models.CharField(max_length=20, choices=ORGAN_KINDS)
    sector = models.CharField(max_length=12, choices=SECTORS, blank=True, default="")
    level = models.CharField(max_length=12, choices=LEVELS)
    organ_region = models.CharField(max_length=9, db_collation="C")
    name_zh = models.CharField(max_length=96)
    name_en = models.CharField(max_length=128)
    name_derived = models.BooleanField(default=False)
    """The name is made of the division's and says what the organ is; it is not its official one."""
    valid = DateRangeField()
    demonstration = models.BooleanField(default=False)

    class Meta:
        """Found by the division it serves."""

        db_table = "organ"
        ordering = ("organ_region", "kind", "code")
        indexes = (models.Index(fields=("organ_region", "kind"), name="organ_by_region"),)

    def __str__(self) -> str:
        return self.name_zh
