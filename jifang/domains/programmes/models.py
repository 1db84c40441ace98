"""Plans and funding (art. 4), signs (art. 7 ¶3), connections (arts. 11, 25), training (6, 22)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from jifang.foundation.accounts.personal import SealedField
from jifang.foundation.history.models import Indexes, NamedRecord, Record, code_field


def tied_to(to: Any, **more: Any) -> Any:
    """A link whose key is a tie (jifang/foundation/history/ties.py), made in a migration."""
    return models.ForeignKey(to, models.PROTECT, related_name="+", db_constraint=False, **more)


def index_part(link: str) -> Indexes:
    """Read by what it is part of; lists of a territory stand in the same order."""
    return (
        models.Index(fields=(link, "id"), name=f"%(class)s_by_{link}"),
        models.Index(fields=("organ_region", link, "id"), name="%(class)s_by_region"),
        models.Index(fields=("party", "id"), name="%(class)s_by_party"),
    )


class Plan(NamedRecord):
    """That a government took technical protection into its development plan, by which paper."""

    government = models.CharField(max_length=120)
    level = models.CharField(max_length=12, db_collation="C")
    region = models.CharField(max_length=9, db_collation="C")
    number = models.CharField(max_length=96, blank=True, default="")
    adopted_on = models.DateField(null=True, blank=True)
    year_from = models.PositiveSmallIntegerField()
    year_until = models.PositiveSmallIntegerField()
    documents = models.JSONField(default=list, blank=True)

    class Meta(NamedRecord.Meta):
        """Years in order."""

        db_table = "plan"
        ordering = ("organ_region", "pinyin", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(year_until__gte=models.F("year_from")), name="plan_years_in_order"
            ),
        )


class Funding(Record):
    """What the budget of a year gives for one purpose, in yuan, and what was spent of it."""

    plan = tied_to(Plan, db_index=False)
    year = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=24, db_collation="C")
    budget = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    number = models.CharField(max_length=96, blank=True, default="")
    documents = models.JSONField(default=list, blank=True)

    class Meta(Record.Meta):
        """Once per plan, year and purpose."""

        db_table = "funding"
        ordering = ("plan", "year", "purpose")
        indexes: ClassVar[Indexes] = index_part("plan")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "year", "purpose"), name="funding_once",
                condition=Q(state="active"),
            ),
        )  # fmt: skip


class Sign(Record):
    """A sign that tells of a system in a public area: where it is, and whether it was found clearly
    visible and to the standard."""

    site = tied_to("units.Site", db_index=False)
    location = models.CharField(max_length=200)
    displayed_since = models.DateField(null=True, blank=True)
    clearly_visible = models.BooleanField(null=True, blank=True)
    meets_standard = models.BooleanField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    documents = models.JSONField(default=list, blank=True)

    class Meta(Record.Meta):
        """Signs of a site."""

        db_table = "sign"
        ordering = ("site", "id")
        indexes: ClassVar[Indexes] = index_part("site")


class Connection(Record):
    """Who connected to a site's systems or integrated them, on what basis, for which purpose. It
    costs the unit nothing: the database holds the fee at nought."""

    site = tied_to("units.Site", db_index=False)
    system = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=24, db_collation="C")
    body_kind = models.CharField(max_length=24, db_collation="C")
    body_name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=20, db_collation="C")
    basis = models.CharField(max_length=300)
    designation_number = models.CharField(max_length=96, blank=True, default="")
    connected_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    fee = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    documents = models.JSONField(default=list, blank=True)

    class Meta(Record.Meta):
        """Free of charge (art. 25 ¶¶2, 3)."""

        db_table = "connection"
        ordering = ("site", "connected_on", "id")
        indexes: ClassVar[Indexes] = index_part("site")
        constraints = (models.CheckConstraint(condition=Q(fee=0), name="connection_is_free"),)


class Course(NamedRecord):
    """A training that an association held for practitioners."""

    association = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, db_collation="C")
    held_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True, default="")
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    documents = models.JSONField(default=list, blank=True)

    class Meta(NamedRecord.Meta):
        """Found by name."""

        db_table = "course"
        ordering = ("organ_region", "pinyin", "id")


class Attendance(Record):
    """Someone who took part: the name sealed, the employer, the certificate given."""

    course = tied_to(Course, db_index=False)
    person_name = SealedField(sort="name")
    employer = models.CharField(max_length=200, blank=True, default="")
    employer_code = code_field(18)
    passed = models.BooleanField(null=True, blank=True)
    certificate_number = code_field(96)
    valid_until = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        """Found by course and by certificate."""

        db_table = "attendance"
        ordering = ("course", "id")
        indexes: ClassVar[Indexes] = (
            *index_part("course"),
            models.Index(
                fields=("certificate_number",), name="attendance_by_certificate",
                condition=~Q(certificate_number=""),
            ),
        )  # fmt: skip
