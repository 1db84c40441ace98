"""What a complaint keeps besides its case. Words of people are sealed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from jifang.foundation.accounts.personal import SealedField
from jifang.foundation.accounts.powers import BEARER_PARTY
from jifang.foundation.cases.models import Case, Event, Indexes, Part, code_field, index_ways


class Complaint(Part):
    """What was reported. The words and the place in words are sealed; `address_key` and the point
    on the grid (`near_lat`, `near_lon`) serve only to find others nearby.

    `sealed`: not offered to others nearby, and who complained lies apart, if it was said
    (`has_identity`).
    `about_organ`: the organ complained of; `site`, `about_party`: the site and whose it is, once it
    is known. `main`: the case it was merged into. `origin`: the public id of the case from which it
    was referred.
    """

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    subject = code_field(24)
    division = code_field(9)
    address = SealedField()
    address_key = code_field(64, blank=True, default="")
    place_note = SealedField()
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    near_lat = models.FloatField(null=True, blank=True)
    near_lon = models.FloatField(null=True, blank=True)
    what = SealedField()
    contact_name = SealedField(sort="name")
    contact = SealedField(sort="number")
    sealed = models.BooleanField(default=False)
    has_identity = models.BooleanField(default=False)
    about_organ = code_field(32, blank=True, default="")
    site = code_field(36, blank=True, default="")
    about_party = code_field(64, blank=True, default="")
    main = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    origin = code_field(36, blank=True, default="")

    class Meta:
        """One for each case; found by place, by address, by the case it follows."""

        db_table = "complaint"
        ordering = ("pk",)
        indexes: ClassVar[Indexes] = (
            *index_ways("complaint", "party", "grant_key"),
            models.Index(fields=("organ_region", "near_lat", "near_lon"), name="complaint_near"),
            models.Index(fields=("organ_region", "address_key"), name="complaint_address"),
        )
        constraints = (
            models.UniqueConstraint(fields=("case",), name="complaint_once"),
            models.UniqueConstraint(  # a code opens what was filed with it, and nothing else
                fields=("party",), condition=Q(origin="", party__startswith=BEARER_PARTY),
                name="complaint_of_a_code_once",
            ),
            models.CheckConstraint(
                condition=Q(main=None) | ~Q(main=F("case")), name="complaint_follows_another"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None, near_lat=None, near_lon=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180,
                    near_lat__isnull=False, near_lon__isnull=False),
                name="complaint_point_whole",
            ),
        )  # fmt: skip


NOTES = (("supplement", "by the complainant"), ("inspection", "by an officer"))


class ComplaintNote(Part):
    """Words added to a case: by the complainant, or by an officer on what was found (`party` empty:
    the complainant does not see it). The papers are those of its event."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    kind = code_field(12, choices=NOTES)
    text = SealedField()

    class Meta:
        """In the order in which they were added."""

        db_table = "complaint_note"
        ordering = ("case", "pk")
        indexes: ClassVar[Indexes] = index_ways(
            "complaint_note", "organ_region", "party", "grant_key"
        )


class ComplaintRating(Part):
    """How satisfied the complainant was with a reply; each reply is rated once."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    reply = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()
    remark = SealedField()

    class Meta:
        """One to five."""

        db_table = "complaint_rating"
        ordering = ("case", "pk")
        indexes: ClassVar[Indexes] = index_ways(
            "complaint_rating", "organ_region", "party", "grant_key"
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="complaint_rating_one_to_five"
            ),
        )


class ComplaintIdentity(models.Model):
    """Who complained, sealed; only ever reached by a key that stands in no table (`sealing.py`)."""

    grant_key = models.CharField(max_length=80, primary_key=True, db_collation="C")
    party = code_field(64)
    name = models.TextField()
    contact = models.TextField()

    class Meta:
        """Added by the complainant, read by whoever has the key, never changed."""

        db_table = "complaint_identity"

    def __str__(self) -> str:
        return "sealed"


class Unsealing(Part):
    """That an officer asked for the identity, and that another agreed or refused.

    `asked_by` and `decided_by` are public ids of accounts, `…_lender` whose powers were lent. It is
    open until `until` to `asked_account` alone; `looks` counts how often it was looked at.
    """

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    purpose = code_field(16)
    asked_by = code_field(64)
    asked_lender = code_field(64, blank=True, default="")
    asked_account = models.BigIntegerField()
    asked_at = models.DateTimeField(auto_now_add=True)
    decision = models.OneToOneField(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = code_field(64, blank=True, default="")
    decided_lender = code_field(64, blank=True, default="")
    agreed = models.BooleanField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    looks = models.PositiveIntegerField(default=0)

    class Meta:
        """Two persons, by themselves and by whom they act for; one question at a time."""

        db_table = "complaint_unsealing"
        ordering = ("case", "pk")
        indexes: ClassVar[Indexes] = index_ways("unsealing", "organ_region", "party")
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by="")
                | Q(agreed=False, decided_by=F("asked_by"))  # taken back
                | (
                    ~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("asked_lender"))
                    & ~Q(decided_lender=F("asked_by"))
                    & (Q(decided_lender="") | ~Q(decided_lender=F("asked_lender")))
                ),
                name="complaint_unsealing_by_two",
            ),
            models.CheckConstraint(
                condition=Q(agreed=None, decided_by="", decided_at=None, until=None, looks=0)
                | Q(agreed=False, decided_at__isnull=False, until=None, looks=0)
                & ~Q(decided_by="")
                | Q(agreed=True, decided_at__isnull=False, until__isnull=False)
                & ~Q(decided_by=""),
                name="complaint_unsealing_whole",
            ),
            models.UniqueConstraint(
                fields=("case",), condition=Q(agreed=None), name="complaint_unsealing_pending"
            ),
        )  # fmt: skip
