"""An import: one file into one register, its portions, and what is wrong with its rows."""

from __future__ import annotations

import uuid

from django.db import models

from jifang.foundation.accounts.models import Account

FORMATS = (("csv", "CSV"), ("xlsx", "XLSX"))
STATES = (
    ("asked", "being read"),
    ("refused", "cannot be read"),
    ("checked", "read, to be confirmed"),
    ("running", "being entered"),
    ("done", "entered"),
    ("cancelled", "cancelled"),
    ("stopped", "stopped"),
)
OPEN = ("asked", "checked", "running")
WORKING = ("asked", "running")
LEVELS = (("bad", "cannot be entered"), ("double", "in the register"), ("warning", "odd"))


def code(length: int, **more: object) -> models.CharField[str, str]:
    """A text of codes."""
    return models.CharField(max_length=length, db_collation="C", **more)  # type: ignore[arg-type]


class Import(models.Model):
    """What was handed in, in which role, into which register; how far it is.

    `attempt` counts how often the reading was begun: only the last one's results stand. `parent`
    is the record that the whole file goes into; without it each row names its own. `done` counts
    the rows that were written, `late` those that no longer could be when their turn came.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="imports")
    capacity = code(24)
    register = code(32)
    parent = models.UUIDField(null=True, blank=True)
    parent_name = models.CharField(max_length=200, blank=True, default="")
    file_name = models.CharField(max_length=120)
    format = code(8, choices=FORMATS)
    encoding = code(8, blank=True, default="")
    encoding_said = models.BooleanField(default=False)
    sheet = models.CharField(max_length=64, blank=True, default="")
    columns = models.JSONField(default=list)
    reason = models.CharField(max_length=200, blank=True, default="")
    sha256 = code(64)
    size = models.PositiveIntegerField()
    state = code(10, choices=STATES, default="asked")
    why = code(16, blank=True, default="")
    attempt = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    doubles = models.PositiveIntegerField(default=0)
    warned = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    leaves = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        db_table = "import_file"
        ordering = ("-asked_at",)
        indexes = (models.Index(fields=("account", "-asked_at"), name="import_of_account"),)

    def __str__(self) -> str:
        return f"{self.register} {self.format} {self.state}"


class Portion(models.Model):
    """Rows that are written together. `place` and `length` say where they are kept, sealed, in the
    file of rows; once `written_at` is set, in the transaction that wrote them, they are done."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="portions")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    good = models.BooleanField()
    place = models.BigIntegerField()
    length = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    written = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order of the file; those of rows that cannot be entered apart."""

        db_table = "import_portion"
        ordering = ("of", "number")
        constraints = (
            models.UniqueConstraint(fields=("of", "good", "number"), name="import_portion_once"),
        )

    def __str__(self) -> str:
        return f"{self.of_id} {self.number}"


class Fault(models.Model):
    """What is wrong or odd in a row: which field, what was given, what is allowed. Row nought is
    the file itself; `late` was found when the row was to be written."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="faults")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=80)
    value = models.CharField(max_length=80, blank=True, default="")
    zh = models.TextField()
    en = models.TextField()
    level = code(8, choices=LEVELS)
    late = models.BooleanField(default=False)

    class Meta:
        """In the order of the file."""

        db_table = "import_fault"
        ordering = ("of", "row", "id")
        indexes = (models.Index(fields=("of", "level", "row", "id"), name="import_fault_by_row"),)

    def __str__(self) -> str:
        return f"{self.row} {self.field}"
