"""Projects, who takes part in them, their equipment with its proofs, and what happened in them.

Every row bears the key of its project, by which its members see the shared file wherever they are.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from jifang.domains.projects.data import (
    BUILDINGS,
    PROOF_KINDS,
    ROLES,
    SETTINGS,
    UNIT_LEVELS,
    VERDICTS,
)
from jifang.foundation.history.models import Indexes, NamedRecord, Record, code_field
from jifang.law.errors import Text

KEY_BYTES = 16


def choices(of: Mapping[str, Text]) -> tuple[tuple[str, str], ...]:
    """A value list as Django takes it, in English as all messages are."""
    return tuple((code, said.en) for code, said in of.items())


def draw_key() -> str:
    """A key at random: it says nothing of the project."""
    return f"project-{secrets.token_hex(KEY_BYTES)}"


def tied_to(to: Any, **more: Any) -> Any:
    """A link whose key is a tie (jifang/foundation/history/ties.py), made in a migration."""
    return models.ForeignKey(to, models.PROTECT, related_name="+", db_constraint=False, **more)


class Project(NamedRecord):
    """The construction of a technical protection system; its party is the constructing unit
    建设单位.

    `unit_name` follows the unit's name by its foreign key. `stage` follows the steps of its case:
    empty before it is initiated. What is not known is null or empty.
    """

    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    unit_name = models.CharField(max_length=200)
    setting = code_field(12, choices=choices(SETTINGS))
    region = models.CharField(max_length=9, db_collation="C")
    address = models.CharField(max_length=300, blank=True, default="")
    site = models.UUIDField(null=True, blank=True)
    constructing_unit_level = code_field(12, choices=choices(UNIT_LEVELS))
    constructing_unit_region = code_field(9)
    system_kinds = models.JSONField(default=list, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    risk_level = models.PositiveSmallIntegerField(null=True, blank=True)
    counter_terrorism = models.BooleanField(null=True, blank=True)
    building = code_field(12, choices=choices(BUILDINGS))
    in_building_plan = models.BooleanField(null=True, blank=True)
    alarm_interface = models.BooleanField(null=True, blank=True)
    command_interface = models.BooleanField(null=True, blank=True)
    networked_with_police = models.BooleanField(null=True, blank=True)
    documents = models.JSONField(default=list, blank=True)
    grant_key = code_field(64, default=draw_key, unique=True)
    stage = code_field(16)

    class Meta(NamedRecord.Meta):
        """By territory, by party, and by stage within a territory."""

        db_table = "project"
        ordering = ("organ_region", "pinyin", "id")
        indexes: ClassVar[Indexes] = (
            *NamedRecord.Meta.indexes,
            models.Index(fields=("organ_region", "stage", "id"), name="project_by_stage"),
            models.Index(fields=("unit",), name="project_by_unit"),
        )


class Kept(models.Model):
    """A row of a project that is no record of a register: it is added, and hardly ever changed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    grant_key = code_field(64)
    project = tied_to(Project, db_index=False)
    at = models.DateTimeField(default=timezone.now)
    by = code_field(64)
    by_party = code_field(64)
    entry = models.BigIntegerField()

    class Meta:
        """Each names its own table."""

        abstract = True

    def __str__(self) -> str:
        return str(self.public_id)


class Member(Kept):
    """A body that takes part in a project, as what, since when.

    `undertaking` is the row of what covers a role of art. 14; without it the body was named alone
    and has taken nothing on yet.
    """

    body = models.UUIDField()
    member_party = models.CharField(max_length=64, db_collation="C")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16, db_collation="C", choices=choices(ROLES))
    work_from = models.DateField(null=True, blank=True)
    work_until = models.DateField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    undertaking = models.BigIntegerField(null=True, blank=True)
    undertaken_on = models.DateField(null=True, blank=True)
    certificate = models.CharField(max_length=96, blank=True, default="")
    demonstration = models.BooleanField(default=False)

    class Meta:
        """Once in each role at a time."""

        db_table = "project_member"
        ordering = ("project", "since", "id")
        indexes = (
            models.Index(fields=("project", "role"), name="project_member_project"),
            models.Index(fields=("organ_region",), name="project_member_region"),
            models.Index(fields=("party",), name="project_member_party"),
            models.Index(fields=("member_party",), name="project_member_own"),
            models.Index(fields=("grant_key",), name="project_member_key"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("project", "member_party", "role"), condition=Q(until=None),
                name="project_member_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="project_member_days_in_order",
            ),
        )  # fmt: skip


class Stage(Kept):
    """That a project reached a stage, on which day of the law, by which event of its case."""

    act = models.CharField(max_length=24, db_collation="C")
    stage = models.CharField(max_length=16, db_collation="C")
    legal_day = models.DateField()
    event = models.BigIntegerField(unique=True, db_column="event_id")

    class Meta:
        """In the order in which they were reached."""

        db_table = "project_stage"
        ordering = ("project", "id")
        indexes = (
            models.Index(fields=("project", "id"), name="project_stage_project"),
            models.Index(fields=("organ_region",), name="project_stage_region"),
            models.Index(fields=("party",), name="project_stage_party"),
            models.Index(fields=("grant_key",), name="project_stage_key"),
        )


class TrialEntry(Kept):
    """One day of a trial run's log: what was found, whether the alarm was tried. Never changed."""

    on = models.DateField()
    normal = models.BooleanField()
    alarm_tested = models.BooleanField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        """One entry a day."""

        db_table = "project_trial_entry"
        ordering = ("project", "on")
        indexes = (
            models.Index(fields=("organ_region",), name="project_trial_entry_region"),
            models.Index(fields=("party",), name="project_trial_entry_party"),
            models.Index(fields=("grant_key",), name="project_trial_entry_key"),
        )
        constraints = (
            models.UniqueConstraint(fields=("project", "on"), name="project_trial_entry_once"),
        )


class Paper(Kept):
    """A paper that somebody who takes part put into the file, seen by all who take part and by the
    organs of the place. The file itself is a document that bears the key of the project."""

    document = models.UUIDField(unique=True)
    title = models.CharField(max_length=200)
    by_name = models.CharField(max_length=200)

    class Meta:
        """In the order in which they came."""

        db_table = "project_paper"
        ordering = ("project", "id")
        indexes = (
            models.Index(fields=("project", "id"), name="project_paper_project"),
            models.Index(fields=("organ_region",), name="project_paper_region"),
            models.Index(fields=("party",), name="project_paper_party"),
            models.Index(fields=("grant_key",), name="project_paper_key"),
        )


class Preliminary(Kept):
    """The record of a preliminary acceptance 初验: when, by whom it was held, with what verdict."""

    held_on = models.DateField()
    verdict = models.CharField(max_length=8, db_collation="C", choices=choices(VERDICTS))
    held_by = models.CharField(max_length=200)
    findings = models.CharField(max_length=500, blank=True, default="")
    documents = models.JSONField(default=list, blank=True)
    event = models.BigIntegerField(unique=True, db_column="event_id")

    class Meta:
        """In the order in which they were held."""

        db_table = "project_preliminary"
        ordering = ("project", "id")
        indexes = (
            models.Index(fields=("project", "id"), name="project_preliminary_project"),
            models.Index(fields=("organ_region",), name="project_preliminary_region"),
            models.Index(fields=("party",), name="project_preliminary_party"),
            models.Index(fields=("grant_key",), name="project_preliminary_key"),
        )


def index_part(link: str) -> Indexes:
    """Read by what it is part of; lists of a territory stand in the same order."""
    return (
        models.Index(fields=(link, "id"), name=f"%(class)s_by_{link}"),
        models.Index(fields=("organ_region", link, "id"), name="%(class)s_by_region"),
        models.Index(fields=("party", "id"), name="%(class)s_by_party"),
        models.Index(fields=("grant_key",), name="%(class)s_by_key"),
    )


class Equipment(Record):
    """Equipment or a product of a project; `main` is whether art. 13 asks for its quality proof."""

    project = tied_to(Project, db_index=False)
    grant_key = code_field(64)
    name = models.CharField(max_length=200)
    vendor = models.CharField(max_length=200, blank=True, default="")
    model = models.CharField(max_length=120, blank=True, default="")
    quantity = models.PositiveIntegerField(null=True, blank=True)
    main = models.BooleanField(null=True, blank=True)

    class Meta(Record.Meta):
        """The list of a project."""

        db_table = "project_equipment"
        ordering = ("project", "id")
        indexes: ClassVar[Indexes] = index_part("project")


class EquipmentProof(Record):
    """A paper that proves the quality of equipment (arts. 13, 17)."""

    project = tied_to(Project, db_index=False)
    equipment = tied_to(Equipment, db_index=False)
    grant_key = code_field(64)
    kind = models.CharField(max_length=32, db_collation="C", choices=choices(PROOF_KINDS))
    number = code_field(96)
    issued_by = models.CharField(max_length=200, blank=True, default="")
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    documents = models.JSONField(default=list, blank=True)

    class Meta(Record.Meta):
        """The papers of an item."""

        db_table = "project_equipment_proof"
        ordering = ("equipment", "id")
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("equipment", "id"), name="%(class)s_by_equipment"),
            *index_part("project"),
        )
