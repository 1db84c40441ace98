"""The tables of the ledger, for reading; their SQL is in `schema.py`.

Nothing here is written through the models: entries by `services.record_act`, the rest by the
sequencer and the signer.
"""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """An act, a refusal or a reveal, as bytes. What counts is `bytes`; the columns find it."""

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    organ = models.TextField()
    organ_region = models.TextField()
    kind = models.TextField()
    key = models.TextField(null=True)  # noqa: DJ001 - no key is not an empty key
    bytes = models.BinaryField()
    leaf_hash = models.BinaryField()

    class Meta:
        """Made by SQL."""

        managed = False
        db_table = "ledger_entry"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Leaf(models.Model):
    """The place of an entry in the log."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, db_column="entry", db_constraint=False, related_name="leaf"
    )
    leaf_hash = models.BinaryField()

    class Meta:
        """Made by SQL."""

        managed = False
        db_table = "ledger_leaf"
        ordering = ("index",)

    def __str__(self) -> str:
        return f"leaf {self.index}"


class Checkpoint(models.Model):
    """A size that the log had, with its root."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        """Made by SQL."""

        managed = False
        db_table = "ledger_checkpoint"
        ordering = ("size",)

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class Note(models.Model):
    """A checkpoint as it was signed and published."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """Made by SQL."""

        managed = False
        db_table = "ledger_note"
        ordering = ("size",)

    def __str__(self) -> str:
        return f"note {self.size}"
