"""What procedures of approval write besides their cases. Rows are added by lawful acts and never
altered; the working notes of an intake check alone are."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from jifang.domains.approvals.data import VERDICTS
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.history.models import Indexes, code_field


class Kept(models.Model):
    """A row that a step of a case made: of which project, by which organ, for which party."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = code_field(36)
    organ = code_field(32)
    organ_region = code_field(9)
    party = code_field(64)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    entry = models.BigIntegerField()
    demonstration = models.BooleanField(default=False)

    class Meta:
        """Each names its own table."""

        abstract = True

    def __str__(self) -> str:
        return str(self.public_id)


def index_kept(name: str) -> Indexes:
    """Found by territory, party, project."""
    return tuple(
        models.Index(fields=(way, "id"), name=f"{name}_{way}")
        for way in ("organ_region", "party", "project")
    )


class DesignApproval(Kept):
    """A design scheme that was approved (arts. 17, 36). `as_approved` is what the register said of
    the project then: what is accepted later is compared with it."""

    approved_on = models.DateField()
    letter = code_field(36)
    as_approved = models.JSONField()

    class Meta:
        """The latest of a project is the one that holds."""

        db_table = "design_approval"
        ordering = ("-id",)
        indexes = index_kept("design_approval")


class Acceptance(Kept):
    """An acceptance that was concluded (art. 19). `report` is the test report it rests on, by id
    and version; empty where it was not passed without one."""

    approval = models.ForeignKey(DesignApproval, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(
        max_length=16, choices=[(c, t.en) for c, t in VERDICTS.items()], db_collation="C"
    )
    concluded_on = models.DateField()
    letter = code_field(36)
    report = code_field(48, blank=True, default="")

    class Meta:
        """The latest of a project is the one that holds."""

        db_table = "system_acceptance"
        ordering = ("-id",)
        indexes = index_kept("system_acceptance")
        constraints: ClassVar[tuple[models.CheckConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(verdict__in=list(VERDICTS)), name="system_acceptance_verdict"
            ),
        )


class Confirmation(Kept):
    """That what passed in the main was put right, confirmed by the organ that accepted."""

    acceptance = models.OneToOneField(
        Acceptance, on_delete=models.PROTECT, related_name="confirmation"
    )
    confirmed_on = models.DateField()

    class Meta:
        """Once for an acceptance."""

        db_table = "acceptance_confirmation"
        ordering = ("-id",)
        indexes = index_kept("confirmation")


class SystemChange(Kept):
    """A change of position, purpose or scope that was applied for (art. 23 (3)): what of it, from
    what, to what. What became of it is the state of its case."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    kinds = models.JSONField()
    was = models.CharField(max_length=500)
    becomes = models.CharField(max_length=500)
    why = models.CharField(max_length=500)

    class Meta:
        """One for each case."""

        db_table = "system_change"
        ordering = ("-id",)
        indexes = index_kept("system_change")


class IntakeCheck(models.Model):
    """What the officer has found so far of the papers of a case, class by class: the draft of the
    one notice. The organ's own working notes, which the applicant does not see.

    `marks`: by class, `{"mark": "ok" | "defect" | "", "defects": [what must be done, …]}`.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    organ_region = code_field(9)
    marks = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    by = code_field(64)
    at = models.DateTimeField(auto_now=True)
    entry = models.BigIntegerField()

    class Meta:
        """One for each case."""

        db_table = "intake_check"
        indexes = (models.Index(fields=("organ_region",), name="intake_check_region"),)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.version}"
