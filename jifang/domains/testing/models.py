"""Commissions of tests and what came of them. What is answered or locked is never altered."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from jifang.domains.testing.data import ANSWERS, DRAFT, LOCKED, RESULTS, STATES, VERDICTS
from jifang.foundation.history.models import Indexes, code_field
from jifang.law.errors import Text


def choices(of: Mapping[str, Text]) -> tuple[tuple[str, str], ...]:
    """A value list as Django takes it."""
    return tuple((code, said.en) for code, said in of.items())


def index_ways(name: str) -> Indexes:
    """An index for each way that leads to a row."""
    ways = ("organ_region", "party", "body", "grant_key")
    return tuple(models.Index(fields=(way,), name=f"{name}_{way}") for way in ways)


class Shared(models.Model):
    """A row that four sorts of readers see: the organs of the project's place (`organ_region`), the
    constructing unit (`party`), the testing body (`body`), members of the project by its grant."""

    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    body = models.CharField(max_length=64, db_collation="C")
    grant_key = code_field(80)
    entry = models.BigIntegerField()

    class Meta:
        """Each names its own table."""

        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class Commission(Shared):
    """That a constructing unit commissions a test of a project (art. 18).

    Names are those of the day. `system_kinds` are what is to be tested, `planned_on` the day on
    which the test is to be; `organisation` is the public id of the body's record.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.CharField(max_length=64, db_collation="C")
    project_name = models.CharField(max_length=200)
    region = models.CharField(max_length=9, db_collation="C")
    unit_name = models.CharField(max_length=200)
    body_name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=36, db_collation="C")
    setting = models.CharField(max_length=16, db_collation="C")
    system_kinds = models.JSONField()
    planned_on = models.DateField()
    remark = models.CharField(max_length=500, blank=True, default="")
    commissioned_by = models.CharField(max_length=64, db_collation="C")
    commissioned_at = models.DateTimeField(auto_now_add=True)
    decision = models.JSONField()
    demonstration = models.BooleanField(default=False)

    class Meta:
        """Found by project, by body, by unit, by territory."""

        db_table = "test_commission"
        ordering = ("-commissioned_at", "-id")
        indexes: ClassVar[Indexes] = (
            *index_ways("test_commission"),
            models.Index(fields=("project",), name="test_commission_project"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(party=F("body")), name="test_commission_two_sides"),
        )


class Answer(Shared):
    """What became of a commission: taken with a declaration, declined, or withdrawn; once."""

    commission: Any = models.OneToOneField(Commission, models.PROTECT, related_name="answered")
    answer = models.CharField(max_length=12, choices=choices(ANSWERS), db_collation="C")
    no_conflict = models.BooleanField(null=True, blank=True)
    declaration = models.CharField(max_length=1000, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    answered_by = models.CharField(max_length=64, db_collation="C")
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Taken only with a declaration that there is no conflict; else with a reason."""

        db_table = "test_answer"
        ordering = ("commission",)
        indexes: ClassVar[Indexes] = index_ways("test_answer")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="taken", no_conflict=True) & ~Q(declaration="")
                | ~Q(answer="taken") & ~Q(reason=""),
                name="test_answer_says_why",
            ),
        )


class Report(Shared):
    """A report: a draft of the body's, until a second person of it locks it.

    `edition` counts what was written into the draft. `corrects` is the version before, `why` what
    was wrong with it. `accredited_until`, `scope_covers`, `decision`: what held on the days of the
    test. `letter` is the public id of the sealed PDF, `digest` the SHA-256 of the clauses.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commission: Any = models.ForeignKey(Commission, models.PROTECT, related_name="reports")
    version = models.PositiveSmallIntegerField()
    corrects: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    why = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(
        max_length=12, choices=choices(STATES), db_collation="C", default=DRAFT
    )
    edition = models.PositiveIntegerField(default=0)
    tested_from = models.DateField(null=True, blank=True)
    tested_on = models.DateField(null=True, blank=True)
    remark = models.CharField(max_length=1000, blank=True, default="")
    verdict = models.CharField(
        max_length=8, choices=choices(VERDICTS), db_collation="C", blank=True, default=""
    )
    accreditations = models.JSONField(default=list)
    accredited_until = models.DateField(null=True, blank=True)
    scope_covers = models.BooleanField(null=True, blank=True)
    decision = models.JSONField(null=True, blank=True)
    digest = code_field(64)
    letter = code_field(36)
    number = models.CharField(max_length=96, blank=True, default="")
    drafted_by = models.CharField(max_length=64, db_collation="C")
    drafted_at = models.DateTimeField(auto_now_add=True)
    locked_by = code_field(64)
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A version is locked once; one draft at a time; a version is corrected once."""

        db_table = "test_report"
        ordering = ("-drafted_at", "-id")
        indexes: ClassVar[Indexes] = index_ways("test_report")
        constraints = (
            models.UniqueConstraint(
                fields=("commission", "version"), condition=Q(state=LOCKED),
                name="test_report_version_once",
            ),
            models.UniqueConstraint(
                fields=("commission",), condition=Q(state=DRAFT), name="test_report_one_draft"
            ),
            models.UniqueConstraint(
                fields=("corrects",), condition=Q(state=LOCKED), name="test_report_corrected_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=LOCKED)
                | Q(locked_at__isnull=False, tested_on__gte=F("tested_from"), scope_covers=True)
                & Q(accredited_until__gte=F("tested_on"))
                & ~Q(verdict="") & ~Q(letter="") & ~Q(digest="") & ~Q(locked_by=""),
                name="test_report_locked_whole",
            ),
        )  # fmt: skip


class Clause(Shared):
    """What was found under a clause of a standard. Fields as in `data.ClauseGiven`."""

    report: Any = models.ForeignKey(Report, models.PROTECT, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=60)
    clause = models.CharField(max_length=40)
    requirement = models.CharField(max_length=500)
    result = models.CharField(max_length=16, choices=choices(RESULTS), db_collation="C")
    known = code_field(96)
    measured = models.CharField(max_length=60, blank=True, default="")
    unit = models.CharField(max_length=24, blank=True, default="")
    instrument = models.CharField(max_length=200, blank=True, default="")
    instrument_certificate = models.CharField(max_length=96, blank=True, default="")
    instrument_until = models.DateField(null=True, blank=True)
    evidence = models.JSONField(default=list, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    sampled = models.PositiveIntegerField(null=True, blank=True)
    failed = models.PositiveIntegerField(null=True, blank=True)
    resampled = models.PositiveIntegerField(null=True, blank=True)
    failed_again = models.PositiveIntegerField(null=True, blank=True)
    remark = models.CharField(max_length=500, blank=True, default="")
    written_by = models.CharField(max_length=64, db_collation="C")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order of the report."""

        db_table = "test_clause"
        ordering = ("report", "position")
        indexes: ClassVar[Indexes] = index_ways("test_clause")
        constraints = (
            models.UniqueConstraint(fields=("report", "position"), name="test_clause_once"),
            models.CheckConstraint(
                condition=(Q(sampled__isnull=True) | Q(sampled__lte=F("population")))
                & (Q(failed__isnull=True) | Q(failed__lte=F("sampled")))
                & (Q(failed_again__isnull=True) | Q(failed_again__lte=F("resampled"))),
                name="test_clause_counts_in_order",
            ),
        )
