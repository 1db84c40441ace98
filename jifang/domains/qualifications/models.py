"""Certificates and what rests on them. Rows are added by lawful acts and never altered."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from jifang.domains.qualifications.data import FILING, HOW, KINDS, QUALIFICATION
from jifang.domains.units.data import WORKS
from jifang.foundation.cases.models import Event
from jifang.foundation.history.models import Indexes, code_field
from jifang.law.errors import Text

WORK_CHOICES: Mapping[str, Text] = {"bid": Text("投标", "bidding"), **WORKS}


def choices(of: Mapping[str, Text]) -> tuple[tuple[str, str], ...]:
    """A value list as Django takes it."""
    return tuple((code, said.en) for code, said in of.items())


class Certificate(models.Model):
    """A certificate as it was issued: everything of it is public, nothing is personal.

    `organ_region` is the division of the organ that issued it, `firm` the public id of the firm's
    record, whose name, code and place are those of the day of issue. `level_since` is the day since
    which the level is held without a break: what promotion counts from. `follows` is what this one
    replaces. `event` is the step that issued it, `letter` its PDF; a certificate that was entered
    from paper has neither, but names who entered it (`entered_by`, a public id), and counts once a
    second person has confirmed it (`PaperCheck`). `take` counts how often its number was entered
    and taken back before.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=choices(KINDS), db_collation="C")
    organ_region = models.CharField(max_length=9, db_collation="C")
    organ = models.CharField(max_length=32, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    firm = models.CharField(max_length=36, db_collation="C")
    firm_name = models.CharField(max_length=200)
    credit_code = code_field(18)
    firm_region = models.CharField(max_length=9, db_collation="C")
    number = models.CharField(max_length=96)
    number_key = models.CharField(max_length=96, db_collation="C")
    take = models.PositiveSmallIntegerField(default=0)
    how = models.CharField(max_length=12, choices=choices(HOW), db_collation="C")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    level_since = models.DateField(null=True, blank=True)
    applied_on = models.DateField(null=True, blank=True)
    issued_on = models.DateField()
    valid_until = models.DateField()
    home_number = models.CharField(max_length=96, blank=True, default="")
    home_level = models.PositiveSmallIntegerField(null=True, blank=True)
    home_valid_until = models.DateField(null=True, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    event = models.OneToOneField(Event, models.PROTECT, null=True, blank=True, related_name="+")
    letter = code_field(36)
    entered_by = code_field(64)
    entry = models.BigIntegerField()
    demonstration = models.BooleanField(default=False)

    class Meta:
        """One successor at most; a level for what has one; days in order."""

        db_table = "certificate"
        ordering = ("-issued_on", "-id")
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("party", "kind", "issued_on"), name="certificate_by_party"),
            models.Index(fields=("organ_region", "valid_until"), name="certificate_by_region"),
            models.Index(fields=("credit_code",), name="certificate_by_code"),
            models.Index(fields=("valid_until",), name="certificate_by_end"),
        )
        constraints = (
            models.UniqueConstraint(fields=("number_key", "take"), name="certificate_number_once"),
            models.UniqueConstraint(
                fields=("follows",), condition=Q(follows__isnull=False),
                name="certificate_replaced_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=QUALIFICATION, level__range=(1, 4), level_since__isnull=False)
                | Q(kind=FILING, level__isnull=True, home_valid_until__isnull=False),
                name="certificate_has_its_level",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("issued_on")), name="certificate_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(how="paper", event__isnull=True, letter="")
                | (~Q(how="paper") & Q(event__isnull=False) & ~Q(letter="")),
                name="certificate_comes_of_a_step",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Extension(models.Model):
    """That a certificate stays valid until a later day (art. 15 ¶2): once at most."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="extension")
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    applied_on = models.DateField()
    granted_on = models.DateField()
    until = models.DateField()
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    entry = models.BigIntegerField()

    class Meta:
        """One for a certificate."""

        db_table = "certificate_extension"
        ordering = ("certificate",)
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organ_region",), name="certificate_extension_region"),
        )

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.until}"


class PaperCheck(models.Model):
    """What a second person of the organ found of a certificate that was entered from paper: that it
    is so, or that the entry is taken back. Until then it counts for nothing."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="paper_check")
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    confirmed = models.BooleanField()
    checked_by = models.CharField(max_length=64, db_collation="C")
    checked_on = models.DateField()
    entry = models.BigIntegerField()

    class Meta:
        """One for a certificate."""

        db_table = "certificate_paper_check"
        ordering = ("certificate",)
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organ_region",), name="certificate_paper_check_region"),
        )

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.confirmed}"


class Deemed(models.Model):
    """That a renewal counts as granted since it was not decided before the certificate ended
    (Licence Law, art. 50). `event` is the step by which it was applied for."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="deemed")
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    applied_on = models.DateField()
    since = models.DateField()
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    entry = models.BigIntegerField()

    class Meta:
        """One for a certificate."""

        db_table = "certificate_deemed"
        ordering = ("certificate",)
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organ_region",), name="certificate_deemed_region"),
        )

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.since}"


class Undertaking(models.Model):
    """That a firm takes on work on a project: the certificate and the filing that covered it on its
    days, and the law's answer as it was given. `project_kind`, `project_id` name the project."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    firm = models.CharField(max_length=36, db_collation="C")
    firm_name = models.CharField(max_length=200)
    firm_region = models.CharField(max_length=9, db_collation="C")
    project_kind = models.CharField(max_length=32, db_collation="C")
    project_id = models.CharField(max_length=64, db_collation="C")
    project_name = models.CharField(max_length=200)
    region = models.CharField(max_length=9, db_collation="C")
    work = models.CharField(max_length=16, choices=choices(WORK_CHOICES), db_collation="C")
    undertaken_on = models.DateField()
    work_from = models.DateField()
    work_until = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    risk_level = models.PositiveSmallIntegerField(null=True, blank=True)
    required_level = models.PositiveSmallIntegerField(null=True, blank=True)
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="+"
    )
    filing = models.ForeignKey(Certificate, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.JSONField()
    entered_by = models.CharField(max_length=64, db_collation="C")
    entered_at = models.DateTimeField(auto_now_add=True)
    entry = models.BigIntegerField()
    demonstration = models.BooleanField(default=False)

    class Meta:
        """Found by project, by firm, by territory."""

        db_table = "undertaking"
        ordering = ("-undertaken_on", "-id")
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organ_region", "undertaken_on"), name="undertaking_by_region"),
            models.Index(fields=("party", "undertaken_on"), name="undertaking_by_party"),
            models.Index(fields=("project_kind", "project_id"), name="undertaking_by_project"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("project_kind", "project_id", "party", "work"),
                condition=~Q(project_kind="project"),
                name="undertaking_once",
            ),
            models.CheckConstraint(
                condition=Q(work_from__gte=F("undertaken_on"), work_until__gte=F("work_from")),
                name="undertaking_days_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.party} {self.project_name}"


class Reminder(models.Model):
    """That the holder was told, so many days before, that a certificate ends on a day."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+")
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    told_on = models.DateField()

    class Meta:
        """Told once of each."""

        db_table = "certificate_reminder"
        ordering = ("ends_on", "-days")
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organ_region",), name="certificate_reminder_region"),
            models.Index(fields=("party",), name="certificate_reminder_party"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("certificate", "ends_on", "days"), name="certificate_told_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.ends_on} {self.days}"
