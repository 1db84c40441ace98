"""Cases, and everything that happens in them. What happened is added and never altered."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

Indexes = tuple[models.Index, ...]


def code_field(length: int, **more: object) -> models.CharField[str, str]:
    """A text of codes, compared byte by byte."""
    return models.CharField(max_length=length, db_collation="C", **more)  # type: ignore[arg-type]


def index_ways(name: str, *ways: str) -> Indexes:
    """An index for each way that leads to a row."""
    return tuple(models.Index(fields=(way,), name=f"{name}_{way}") for way in ways)


class LawfulMove(models.Model):
    """A change of state that a procedure allows; the database refuses every other.

    `letter`: a letter goes out with it; `system`: the platform may do it by itself."""

    procedure = code_field(40)
    act = code_field(40)
    from_state = code_field(40, blank=True, default="")
    to_state = code_field(40)
    acceptance = models.BooleanField(default=False)
    notice = code_field(24, blank=True, default="")
    letter = models.BooleanField(default=False)
    system = models.BooleanField(default=False)

    class Meta:
        """Written by the owner of the tables alone."""

        db_table = "case_transition"
        ordering = ("procedure", "from_state", "act")
        constraints = (
            models.UniqueConstraint(
                fields=("procedure", "act", "from_state"), name="case_transition_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.procedure}: {self.from_state} {self.act} {self.to_state}"


class Case(models.Model):
    """A case.

    `number` is one of the series of its procedure, organ and year. `party` applies; `organ`
    decides, `organ_region` is its division. `approved_by`: the organ that approved what is to be
    accepted, where that matters. `holder_party` holds it: the organ, or the applicant; `holder` is
    the public id of the person, empty while it lies in the pool. `version` counts its events.
    `target_on` is the organ's own aim for the case, never a day of the law.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    procedure = code_field(40)
    organ_region = code_field(9)
    party = code_field(64, blank=True, default="")
    grant_key = code_field(80, unique=True)
    organ = code_field(32)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    about_kind = code_field(32, blank=True, default="")
    about_id = code_field(64, blank=True, default="")
    subject = models.CharField(max_length=200)
    approved_by = code_field(32, blank=True, default="")
    state = code_field(40)
    version = models.PositiveIntegerField()
    holder_party = code_field(64, blank=True, default="")
    holder = code_field(64, blank=True, default="")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        """Found by territory and state, by party, by holder, by what it is about."""

        db_table = "case_file"
        ordering = ("-opened_at", "-pk")
        indexes = (
            models.Index(fields=("organ_region", "state", "id"), name="case_file_region"),
            models.Index(fields=("party", "id"), name="case_file_party"),
            models.Index(fields=("holder_party", "holder"), name="case_file_holder"),
            models.Index(fields=("about_id",), name="case_file_about"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("organ", "procedure", "year", "number"), name="case_file_number_once"
            ),
            models.CheckConstraint(condition=~Q(organ_region=""), name="case_file_has_a_region"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class Part(models.Model):
    """A row that belongs to a case and stands behind the same walls; `party` is empty for what is
    the organ's own business, which the applicant does not see."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    organ_region = code_field(9)
    party = code_field(64, blank=True, default="")
    grant_key = code_field(80)

    class Meta:
        """Each part names its own table."""

        abstract = True

    def __str__(self) -> str:
        return f"{self.case_id}: {self.pk}"


class Event(Part):
    """An act in a case: what was done, by whom, when, on which day of the law, why.

    `by` is the public id of the account (empty: the platform), `by_party` the body it acted for,
    `lent_by` whose powers they were. `decision` is the answer of the law as it was given, `digest`
    what the leaf of `entry` holds of the event.
    """

    version = models.PositiveIntegerField()
    procedure = code_field(40)
    act = code_field(40)
    from_state = code_field(40, blank=True, default="")
    to_state = code_field(40)
    by = code_field(64, blank=True, default="")
    by_party = code_field(64)
    role = code_field(24, blank=True, default="")
    lent_by = code_field(64, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    to_party = code_field(64, blank=True, default="")
    to_account = code_field(64, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)
    legal_day = models.DateField()
    documents = models.JSONField(default=list)
    letter = code_field(64, blank=True, default="")
    decision = models.JSONField(null=True, blank=True)
    details = models.JSONField(default=dict)
    acceptance = models.BooleanField(default=False)
    approved_by = code_field(32, blank=True, default="")
    digest = code_field(64)
    entry = models.BigIntegerField()

    class Meta:
        """One for each version of a case."""

        db_table = "case_event"
        ordering = ("case", "version")
        indexes = index_ways("case_event", "organ_region", "party", "grant_key")
        constraints = (
            models.UniqueConstraint(fields=("case", "version"), name="case_event_once"),
            models.CheckConstraint(
                condition=Q(acceptance=False) | Q(by_party=F("approved_by")),
                name="case_event_accepted_by_the_approving_organ",
            ),
        )


class Assignment(Part):
    """Who has held a case since when, and by which act it came to be so."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    to_party = code_field(64, blank=True, default="")
    to_account = code_field(64, blank=True, default="")
    how = code_field(40)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order in which it changed hands."""

        db_table = "case_assignment"
        ordering = ("case", "pk")
        indexes = index_ways("case_assignment", "organ_region", "party", "grant_key")


class Opinion(Part):
    """An opinion that somebody was asked for, signed by a person at a time."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    asked = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    kind = code_field(24)
    signer = code_field(64)
    signer_party = code_field(64)
    agrees = models.BooleanField()
    text = models.CharField(max_length=500)
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One to each question."""

        db_table = "case_opinion"
        ordering = ("case", "pk")
        indexes = index_ways("case_opinion", "organ_region", "party", "grant_key")


class Notice(Part):
    """A notice to the applicant with everything that is wanting; a kind is sent once in a case."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    kind = code_field(24)
    defects = models.JSONField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once of each kind: a second deficiency notice does not exist."""

        db_table = "case_notice"
        ordering = ("case", "pk")
        indexes = index_ways("case_notice", "organ_region", "party", "grant_key")
        constraints = (models.UniqueConstraint(fields=("case", "kind"), name="case_notice_once"),)


class CasePeriod(Part):
    """A period of the law that runs in a case, as it stands: its dates follow from its events.

    `due_on` is the day of the law, empty while the clock stands; `target_on` the organ's own aim.
    `provisional`: days off of a year that are not published yet could move it. `calendar_year` is
    the last year whose days off were known when it was computed. Of a finished one, for figures:
    `took` the working days on which it did not stand still, `withdrawn` that the applicant ended
    it; `procedure` is that of its case. The database sets these two.
    """

    name = code_field(40)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    alert_on = models.DateField(null=True, blank=True)
    opens_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    calendar_year = models.PositiveSmallIntegerField()
    target_on = models.DateField(null=True, blank=True)
    procedure = code_field(40, blank=True, default="")
    took = models.PositiveIntegerField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        """A period of a name runs once at a time."""

        db_table = "case_period"
        ordering = ("case", "pk")
        indexes = (
            *index_ways("case_period", "organ_region", "party", "grant_key"),
            models.Index(fields=("due_on",), name="case_period_due", condition=Q(finished_on=None)),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("case", "name"),
                condition=Q(finished_on=None),
                name="case_period_runs_once",
            ),
        )


class PeriodEvent(Part):
    """Something that happened to a period, with the dates that followed from it and the steps of
    the computation."""

    period = models.ForeignKey(CasePeriod, on_delete=models.PROTECT, related_name="events")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    act = code_field(24)
    on = models.DateField()
    reason = code_field(40, blank=True, default="")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    alert_on = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    steps = models.JSONField()

    class Meta:
        """In the order in which it happened."""

        db_table = "case_period_event"
        ordering = ("period", "pk")
        indexes = index_ways("case_period_event", "organ_region", "party", "grant_key")


class Recusal(Part):
    """A person who does nothing in a case any more, and why."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    person = code_field(64)
    reason = models.CharField(max_length=500)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once for each person."""

        db_table = "case_recusal"
        ordering = ("case", "pk")
        indexes = index_ways("case_recusal", "organ_region", "party", "grant_key")
        constraints = (
            models.UniqueConstraint(fields=("case", "person"), name="case_recusal_once"),
        )


class Look(models.Model):
    """How far someone has read a case: the version that was last looked at. A bookmark, no act."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="looks")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        """One for each reader and case."""

        db_table = "case_look"
        constraints = (models.UniqueConstraint(fields=("account", "case"), name="case_look_once"),)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.version}"
