"""Tokens: every pair of neighbouring characters of what is searched, with its record."""

from __future__ import annotations

from django.db import models


class Gram(models.Model):
    """A pair of characters (the last one alone, too) of a record's texts.

    Compared by equality, which leaks nothing and so may use its index before the walls are asked;
    the primary key is the look-up itself.
    """

    pk = models.CompositePrimaryKey("gram", "kind", "organ_region", "record")
    gram = models.CharField(max_length=2, db_collation="C")
    kind = models.CharField(max_length=16, db_collation="C")
    organ_region = models.CharField(max_length=9, db_collation="C")
    record = models.BigIntegerField()
    party = models.CharField(max_length=64, db_collation="C")

    class Meta:
        """Rows are added and taken away with the texts they come from."""

        db_table = "gram"

    def __str__(self) -> str:
        return f"{self.gram} {self.kind} {self.record}"
