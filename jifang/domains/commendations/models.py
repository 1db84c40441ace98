"""Commendations: what is proposed and found, who agreed to be named, what is public.

Rows are written by the steps of the procedure alone; the database refuses them without one.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from jifang.domains.commendations.data import CONTRIBUTIONS, PERSON, STANDINGS, SUBJECTS
from jifang.foundation.accounts.personal import SealedField
from jifang.foundation.cases.models import Indexes, Part, code_field, index_ways


class Commendation(Part):
    """Whom a case is about and for what.

    `place` is the division where it happened. Proposed: `claimed`, the contribution as the proposer
    sees it. Found by the examiner: `contribution`, `important`, `used_captured_information`; null
    or empty is not known. `unit_party` is whose the commended unit is among parties and
    `person_account` the commended person's account, where there is one: they stand aside.
    `unit_kind` and `unit_id` name the unit in the register. `source` says in words which system
    captured what was used; what was captured is never kept here.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = code_field(8)
    unit_name = models.CharField(max_length=200, blank=True, default="")
    unit_party = code_field(64, blank=True, default="")
    unit_kind = code_field(16, blank=True, default="")
    unit_id = code_field(64, blank=True, default="")
    person_name = SealedField(sort="name")
    person_account = code_field(64, blank=True, default="")
    story = SealedField(sort="words")
    place = code_field(9)
    happened_on = models.DateField(null=True, blank=True)
    claimed = code_field(16, blank=True, default="")
    contribution = code_field(16, blank=True, default="")
    important = models.BooleanField(null=True, blank=True)
    used_captured_information = models.BooleanField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True, default="")
    kinds = models.JSONField(default=list, blank=True)
    honour = models.CharField(max_length=200, blank=True, default="")
    demonstration = models.BooleanField(default=False)

    class Meta:
        """One for each case."""

        db_table = "commendation"
        ordering = ("pk",)
        indexes = index_ways("commendation", "organ_region", "party", "grant_key")
        constraints = (
            models.UniqueConstraint(fields=("case",), name="commendation_once"),
            models.CheckConstraint(
                condition=Q(subject__in=list(SUBJECTS)), name="commendation_subject"
            ),
            models.CheckConstraint(
                condition=Q(contribution__in=["", *CONTRIBUTIONS])
                & Q(claimed__in=["", *CONTRIBUTIONS]),
                name="commendation_contribution",
            ),
        )


class Consent(Part):
    """What a commended person said about being named in public: agrees, or does not (any more).

    Kept as it was said, on a day, on a paper (`documents`) or as noted; the latest one counts.
    """

    agrees = models.BooleanField()
    given_on = models.DateField()
    note = SealedField(sort="words")
    documents = models.JSONField(default=list, blank=True)
    by = code_field(64)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The latest last."""

        db_table = "commendation_consent"
        ordering = ("case", "pk")
        indexes = (
            *index_ways("commend_consent", "organ_region", "party", "grant_key"),
            models.Index(fields=("case", "id"), name="commendation_consent_case"),
        )


class Publication(models.Model):
    """A commendation in public: nothing stands here that is not shown to everyone.

    `name` is the unit's, or that of a person whose `consent` is recorded. What was taken down or
    withdrawn keeps its page; its text is gone.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case: Any = models.OneToOneField("cases.Case", models.PROTECT, related_name="+")
    consent: Any = models.ForeignKey(
        Consent, models.PROTECT, related_name="+", null=True, blank=True
    )
    organ = code_field(32)
    organ_region = code_field(9)
    place = code_field(9)
    year = models.PositiveSmallIntegerField()
    subject = code_field(8)
    name = models.CharField(max_length=200, blank=True, default="")
    contribution = code_field(16)
    kinds = models.JSONField(default=list)
    honour = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    number = models.CharField(max_length=120)
    decided_on = models.DateField()
    published_on = models.DateField()
    state = code_field(16)
    changed_on = models.DateField()
    notice = models.CharField(max_length=200, blank=True, default="")
    demonstration = models.BooleanField(default=False)

    class Meta:
        """The newest first, by year or by place."""

        db_table = "commendation_publication"
        ordering = ("-published_on", "-pk")
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("-published_on", "-id"), name="commendation_publication_new"),
            models.Index(fields=("organ_region",), name="commendation_publication_wall"),
            models.Index(fields=("place",), name="commendation_publication_at"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=list(STANDINGS)), name="commendation_publication_state"
            ),
            models.CheckConstraint(
                condition=~Q(subject=PERSON) | Q(name="") | Q(consent__isnull=False),
                name="commendation_named_with_consent",
            ),
        )

    def __str__(self) -> str:
        return str(self.public_id)
