"""Documents handed in, numbers drawn, letters sent. What is written of them is never changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

SCANS = (("clean", "no malware found"), ("not_scanned", "not scanned"))
ENDS = (("withdrawn", "withdrawn"), ("superseded", "superseded"))


def code_field(length: int, **more: object) -> models.CharField[str, str]:
    """A text of codes, compared byte by byte."""
    return models.CharField(max_length=length, db_collation="C", **more)  # type: ignore[arg-type]


class Document(models.Model):
    """A file that was handed in and passed every check; its bytes lie in the store, by digest.

    `original_sha256` and `original_size` are those of the file as it was received, before it was
    rebuilt. `uploaded_by` is the account's public id; empty for the platform itself.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organ_region = code_field(9)
    party = code_field(64, blank=True, default="")
    grant_key = code_field(80, blank=True, default="")
    kind = code_field(64)
    name = models.CharField(max_length=150)
    media_type = code_field(96)
    size = models.BigIntegerField()
    pages = models.PositiveIntegerField(default=0)
    sha256 = code_field(64)
    original_sha256 = code_field(64)
    original_size = models.BigIntegerField()
    rebuilt = models.BooleanField(default=True)
    scan = models.CharField(max_length=16, choices=SCANS)
    scanner = models.CharField(max_length=120, blank=True, default="")
    uploaded_by = code_field(64, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Found by its public id, by party, by content."""

        db_table = "document"
        ordering = ("created_at", "id")
        indexes = (
            models.Index(fields=("organ_region", "created_at"), name="document_region"),
            models.Index(fields=("party", "created_at"), name="document_party"),
            models.Index(fields=("sha256",), name="document_sha256"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(organ_region=""), name="document_has_a_region"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="document_has_a_digest"
            ),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class NumberSeries(models.Model):
    """The last number of a series: one per organ, kind and year. Its row is the lock."""

    organ_region = code_field(9)
    organ = code_field(32)
    kind = code_field(64)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        """One row per series."""

        db_table = "number_series"
        ordering = ("organ", "kind", "year")
        constraints = (
            models.UniqueConstraint(fields=("organ", "kind", "year"), name="number_series_once"),
        )

    def __str__(self) -> str:
        return f"{self.organ} {self.kind} {self.year}"


class Number(models.Model):
    """A number that was drawn, so that a gap or a double would show."""

    organ_region = code_field(9)
    organ = code_field(32)
    kind = code_field(64)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    drawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Each number once."""

        db_table = "number_drawn"
        ordering = ("organ", "kind", "year", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("organ", "kind", "year", "number"), name="number_drawn_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organ} {self.kind} {self.year} {self.number}"


class Letter(models.Model):
    """A letter as it was sent. `code` opens its public verification page; `entry` is its entry in
    the ledger; `template_digest` says from which text of the template it was made."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organ_region = code_field(9)
    party = code_field(64, blank=True, default="")
    grant_key = code_field(80, blank=True, default="")
    organ = code_field(32)
    organ_name_zh = models.CharField(max_length=96)
    organ_name_en = models.CharField(max_length=128)
    template = code_field(64)
    template_digest = code_field(64)
    series = code_field(64)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    number_text = models.CharField(max_length=96)
    number_key = code_field(96, unique=True)
    code = code_field(32, unique=True)
    subject = models.CharField(max_length=120)
    addressee = models.CharField(max_length=120)
    basis = models.JSONField()
    fields = models.JSONField()
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = code_field(64, blank=True, default="")
    sha256 = code_field(64)
    size = models.BigIntegerField()
    entry = models.BigIntegerField()
    demonstration = models.BooleanField(default=False)

    class Meta:
        """A number is one letter's."""

        db_table = "letter"
        ordering = ("issued_at", "id")
        indexes = (
            models.Index(fields=("organ_region", "issued_at"), name="letter_region"),
            models.Index(fields=("party", "issued_at"), name="letter_party"),
            models.Index(fields=("sha256",), name="letter_sha256"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("organ", "series", "year", "number"), name="letter_number_once"
            ),
            models.CheckConstraint(condition=~Q(organ_region=""), name="letter_has_a_region"),
        )

    def __str__(self) -> str:
        return self.number_text


class LetterEnd(models.Model):
    """That a letter holds no longer: withdrawn, or replaced by another. It happens once."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="end")
    organ_region = code_field(9)
    party = code_field(64, blank=True, default="")
    state = models.CharField(max_length=16, choices=ENDS)
    replaced_by = models.ForeignKey(
        Letter, on_delete=models.PROTECT, related_name="replaces", null=True, blank=True
    )
    reason = models.CharField(max_length=500)
    ended_at = models.DateTimeField()
    ended_by = code_field(64, blank=True, default="")
    entry = models.BigIntegerField()

    class Meta:
        """A replaced letter names the one that replaces it."""

        db_table = "letter_end"
        ordering = ("ended_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="superseded", replaced_by__isnull=False)
                | Q(state="withdrawn", replaced_by__isnull=True),
                name="letter_end_names_its_successor",
            ),
        )

    def __str__(self) -> str:
        return f"{self.letter_id} {self.state}"
