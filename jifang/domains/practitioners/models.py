"""What practitioners enter as evidence of their duties (art. 22), and how they stand by it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from jifang.foundation.history.models import ACTIVE, Indexes, Record, code_field


def tied_to(to: Any, **more: Any) -> Any:
    """A link whose key is a tie (jifang/foundation/history/ties.py), made in a migration."""
    return models.ForeignKey(to, models.PROTECT, related_name="+", db_constraint=False, **more)


class FirmPart(Record):
    """What a firm has; tied to it: same organ, same party. `until` is the last day; `endless` that
    there is none, while both empty is not known."""

    organisation: Any = tied_to("units.Organisation", db_index=False)
    documents = models.JSONField(default=list, blank=True)

    class Meta(Record.Meta):
        """Read by firm; lists of a territory stand firm by firm."""

        abstract = True
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organisation", "id"), name="%(class)s_by_body"),
            models.Index(fields=("organ_region", "organisation", "id"), name="%(class)s_by_region"),
            models.Index(fields=("party", "id"), name="%(class)s_by_party"),
        )


def ends_once(table: str) -> models.CheckConstraint:
    """A last day and no end at once cannot be."""
    return models.CheckConstraint(
        condition=Q(until__isnull=True) | Q(endless__isnull=True) | Q(endless=False),
        name=f"{table}_ends_once",
    )


class ServicePromise(FirmPart):
    """What a firm promises for a project or system: to which standard, from and until when.
    `project` is the public id of the project, where the platform has it."""

    project_name = models.CharField(max_length=200)
    project = code_field(36)
    double_key = code_field(64)
    works = models.JSONField(default=list)
    standards = models.CharField(max_length=300)
    promise = models.CharField(max_length=500)
    response_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    promised_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    endless = models.BooleanField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    video_system = models.BooleanField(null=True, blank=True)

    class Meta(FirmPart.Meta):
        """One of a project and day."""

        db_table = "service_promise"
        ordering = ("organisation", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "double_key"), condition=Q(state=ACTIVE),
                name="service_promise_once",
            ),
            ends_once("service_promise"),
        )  # fmt: skip


class PromiseCheck(FirmPart):
    """That somebody looked whether work under a promise is to standard, and the promise kept."""

    promise: Any = tied_to(ServicePromise)
    checker_kind = models.CharField(max_length=16, db_collation="C")
    checker = models.CharField(max_length=120, blank=True, default="")
    checked_on = models.DateField()
    to_standard = models.BooleanField(null=True, blank=True)
    promise_kept = models.BooleanField(null=True, blank=True)
    finding = models.CharField(max_length=500, blank=True, default="")
    until = models.DateField(null=True, blank=True)
    endless = models.BooleanField(null=True, blank=True)

    class Meta(FirmPart.Meta):
        """Says something of one of the two at least."""

        db_table = "promise_check"
        ordering = ("promise", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(to_standard__isnull=False) | Q(promise_kept__isnull=False),
                name="promise_check_says_something",
            ),
            ends_once("promise_check"),
        )


class FirmRule(FirmPart):
    """A rule of a firm's own for the papers of what it builds: secrecy, or archiving."""

    subject = models.CharField(max_length=12, db_collation="C")
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=96, blank=True, default="")
    adopted_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    endless = models.BooleanField(null=True, blank=True)
    keeper = models.CharField(max_length=60, blank=True, default="")

    class Meta(FirmPart.Meta):
        """Rules."""

        db_table = "firm_rule"
        ordering = ("organisation", "id")
        constraints = (ends_once("firm_rule"),)


class SecrecyAgreement(FirmPart):
    """That somebody is bound to secrecy about construction papers: a member of staff by the number
    within the body, or another body."""

    with_whom = models.CharField(max_length=16, db_collation="C")
    staff_number = code_field(32)
    other_party = models.CharField(max_length=200, blank=True, default="")
    signed_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    endless = models.BooleanField(null=True, blank=True)
    covers = models.CharField(max_length=300, blank=True, default="")

    class Meta(FirmPart.Meta):
        """With somebody."""

        db_table = "secrecy_agreement"
        ordering = ("organisation", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(with_whom="staff") & ~Q(staff_number="")
                | ~Q(with_whom="staff") & ~Q(other_party=""),
                name="secrecy_agreement_with_somebody",
            ),
            ends_once("secrecy_agreement"),
        )


class PaperArchive(FirmPart):
    """Which papers of a project are kept where, and how long as the firm itself decided."""

    project_name = models.CharField(max_length=200)
    project = code_field(36)
    papers = models.JSONField(default=list)
    form = code_field(12)
    kept_at = models.CharField(max_length=200)
    keeper = models.CharField(max_length=60, blank=True, default="")
    archived_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    endless = models.BooleanField(null=True, blank=True)

    class Meta(FirmPart.Meta):
        """Archives."""

        db_table = "paper_archive"
        ordering = ("organisation", "id")
        constraints = (ends_once("paper_archive"),)


class OtherDuty(FirmPart):
    """A duty that another instrument lays on the firm (art. 22 (4)), named by it, and whether it
    is done."""

    instrument = models.CharField(max_length=200)
    provision = models.CharField(max_length=100)
    duty = models.CharField(max_length=300)
    held = models.BooleanField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    endless = models.BooleanField(null=True, blank=True)

    class Meta(FirmPart.Meta):
        """Other duties."""

        db_table = "other_duty"
        ordering = ("organisation", "id")
        constraints = (ends_once("other_duty"),)


class DutyStanding(models.Model):
    """How a firm stood when it was last judged; made by the platform from the registers, so that a
    territory can be listed. `next_end` is the year 9999 where nothing ends."""

    organisation: Any = models.OneToOneField(
        "units.Organisation", models.DO_NOTHING, related_name="duty_standing", db_constraint=False
    )
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    outcome = models.CharField(max_length=16, db_collation="C")
    work_to_standard = models.CharField(max_length=8, db_collation="C")
    service_promise = models.CharField(max_length=8, db_collation="C")
    secrecy_and_archive = models.CharField(max_length=8, db_collation="C")
    staff_training = models.CharField(max_length=8, db_collation="C")
    staff_confidentiality = models.CharField(max_length=8, db_collation="C")
    missing = models.PositiveIntegerField()
    next_end = models.DateField()
    judged_on = models.DateField()
    judged_at = models.DateTimeField()

    class Meta:
        """Listed by territory, what is worst or ends first in front."""

        db_table = "duty_standing"
        ordering = ("organ_region", "id")
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organ_region", "next_end"), name="duty_standing_by_end"),
            models.Index(fields=("organ_region", "outcome"), name="duty_standing_by_outcome"),
            models.Index(fields=("party",), name="duty_standing_by_party"),
        )

    def __str__(self) -> str:
        return f"{self.party} {self.outcome}"


class DutyReminder(models.Model):
    """That a firm was told, so many days before, that evidence of a duty ends on a day."""

    organisation: Any = models.ForeignKey(
        "units.Organisation", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    organ_region = models.CharField(max_length=9, db_collation="C")
    party = models.CharField(max_length=64, db_collation="C")
    duty = models.CharField(max_length=24, db_collation="C")
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    told_on = models.DateField()

    class Meta:
        """Told once of each."""

        db_table = "duty_reminder"
        ordering = ("ends_on", "-days")
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organ_region",), name="duty_reminder_region"),
            models.Index(fields=("party",), name="duty_reminder_party"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "duty", "ends_on", "days"), name="duty_told_once"
            ),
            models.CheckConstraint(condition=Q(told_on__lte=F("ends_on")), name="duty_told_before"),
        )

    def __str__(self) -> str:
        return f"{self.party} {self.duty} {self.ends_on} {self.days}"
