"""What every record of a register has, and the history of them all."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

Indexes = tuple[models.Index, ...]
ACTIVE, RETIRED = "active", "retired"
STATES = ((ACTIVE, "in the register"), (RETIRED, "retired"))
ACTS = (
    ("declared", "declared"),
    ("changed", "changed"),
    ("retired", "retired"),
    ("reinstated", "reinstated"),
    ("moved", "moved to another organ"),
)


def code_field(length: int, **more: object) -> models.CharField[str, str]:
    """A text of codes, compared byte by byte; empty where it is not known."""
    more.setdefault("blank", True)
    more.setdefault("default", "")
    return models.CharField(max_length=length, db_collation="C", **more)  # type: ignore[arg-type]


class Record(models.Model):
    """A row of a register. `party` is whose it is, `organ_region` the division of the organ that
    keeps it; `version` counts its changes, so that two editors do not overwrite each other."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=STATES, default=ACTIVE, db_collation="C")
    retired_on = models.DateField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)
    declared_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Each register names its own table and indexes."""

        abstract = True

    def __str__(self) -> str:
        return str(self.public_id)


class NamedRecord(Record):
    """A record with a name, found and sorted by it. Lists stand in the order (organ's division,
    pinyin, id), so that a page of any territory is one stretch of one index."""

    name = models.CharField(max_length=200)
    pinyin = models.CharField(max_length=255, blank=True, default="", db_collation="C")
    initials = models.CharField(max_length=200, blank=True, default="", db_collation="C")

    class Meta(Record.Meta):
        """Two ways to a list: by territory and by party."""

        abstract = True
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organ_region", "pinyin", "id"), name="%(class)s_by_region"),
            models.Index(fields=("party", "pinyin", "id"), name="%(class)s_by_party"),
        )

    def __str__(self) -> str:
        return self.name


class Change(models.Model):
    """One change of one record. `before` and `after` hold the fields that changed, personal data
    only as the marks of what was sealed; `digest` is that of the whole record afterwards.

    `root` is the record that takes this one along when its competent organ changes (a site for its
    systems and devices); `holds_from` the day from which the change is true, `at` when it was
    recorded; `entry` the leaf that covers it, alone or with others of the same act.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=32, db_collation="C")
    record = models.UUIDField()
    root = models.UUIDField()
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    version = models.PositiveIntegerField()
    act = models.CharField(max_length=12, choices=ACTS, db_collation="C")
    holds_from = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by = code_field(64)
    role = code_field(24)
    reason = models.CharField(max_length=500, blank=True, default="")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, db_collation="C")
    entry = models.BigIntegerField()

    class Meta:
        """A version of a record has one change."""

        db_table = "record_change"
        ordering = ("record", "version")
        constraints = (
            models.UniqueConstraint(fields=("record", "version"), name="record_change_once"),
            models.CheckConstraint(condition=~Q(organ_region=""), name="record_change_has_region"),
        )
        indexes = (
            models.Index(fields=("root",), name="record_change_root"),
            models.Index(fields=("organ_region", "id"), name="record_change_region"),
            models.Index(fields=("party", "id"), name="record_change_party"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.record} {self.version}"
