"""Units, their sites, and the acts that designate a site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q

from jifang.domains.units.data import DATUMS, DESIGNATIONS, SETTINGS, SPECIAL_DOMAINS
from jifang.domains.units.organisation_models import (
    Accreditation,
    Credential,
    FirmProject,
    Organisation,
    Premises,
    Staff,
    Tool,
)
from jifang.foundation.accounts.personal import SealedField
from jifang.foundation.history.models import ACTIVE, Indexes, NamedRecord, Record, code_field
from jifang.law.errors import Text


def choices(of: Mapping[str, Text]) -> tuple[tuple[str, str], ...]:
    """A value list as Django takes it, in English as all messages are."""
    return tuple((code, said.en) for code, said in of.items())


class Unit(NamedRecord):
    """A body that has sites: operating, managing or constructing. `credit_code_right` is whether
    the check characters agree; no where they do not, unknown where there is no code."""

    credit_code = code_field(18)
    credit_code_right = models.BooleanField(null=True, blank=True)
    region = models.CharField(max_length=9, db_collation="C")
    address = models.CharField(max_length=300, blank=True, default="")
    contact_name = SealedField(sort="name")
    contact_phone = SealedField(sort="number")

    class Meta(NamedRecord.Meta):
        """One unit per code in use."""

        db_table = "unit"
        ordering = ("organ_region", "pinyin", "id")
        indexes: ClassVar[Indexes] = (
            *NamedRecord.Meta.indexes,
            models.Index(fields=("credit_code",), name="unit_credit_code"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("credit_code",), name="unit_credit_code_once",
                condition=Q(state=ACTIVE) & ~Q(credit_code=""),
            ),
            models.UniqueConstraint(fields=("party",), name="unit_party_once"),
        )  # fmt: skip


class Site(NamedRecord):
    """A place of a unit: where it is, what kind, who answers for it and why.

    `unit_name` follows the unit's name by its foreign key: the organ of the place may not see the
    unit, whose own organ is another. What is not known is null or empty; for the parties of art.
    9 ¶3 `has_…` says that there is none.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sites", db_constraint=False)
    unit_name = models.CharField(max_length=200)
    place_kind = models.CharField(max_length=48, db_collation="C")
    public_area = models.BooleanField(null=True, blank=True)
    setting = code_field(12, choices=choices(SETTINGS))
    special_domain = code_field(20, choices=choices(SPECIAL_DOMAINS))
    region = models.CharField(max_length=9, db_collation="C")
    address = models.CharField(max_length=300)
    longitude = models.DecimalField(max_digits=10, decimal_places=7, null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=7, null=True, blank=True)
    datum = code_field(8, choices=choices(DATUMS))
    system_installed = models.BooleanField(null=True, blank=True)
    has_agreement = models.BooleanField(null=True, blank=True)
    agreed_party = models.CharField(max_length=200, blank=True, default="")
    has_owner = models.BooleanField(null=True, blank=True)
    owner = models.CharField(max_length=200, blank=True, default="")
    state_owned = models.BooleanField(null=True, blank=True)
    has_right_holder = models.BooleanField(null=True, blank=True)
    right_holder = models.CharField(max_length=200, blank=True, default="")
    responsible_outcome = code_field(16)
    responsible_party = models.CharField(max_length=200, blank=True, default="")
    responsible_ground = code_field(32)
    responsible_basis = models.JSONField(default=list)
    responsible_missing = models.JSONField(default=list)
    responsible_on = models.DateField(null=True, blank=True)
    contact_name = SealedField(sort="name")
    contact_phone = SealedField(sort="number")
    double_key = models.CharField(max_length=64, db_collation="C")

    class Meta(NamedRecord.Meta):
        """The same name and address once within a unit; a coordinate with all its parts."""

        db_table = "site"
        ordering = ("organ_region", "pinyin", "id")
        indexes: ClassVar[Indexes] = (
            *NamedRecord.Meta.indexes,
            models.Index(
                fields=("organ_region", "place_kind", "pinyin", "id"), name="site_by_kind"
            ),
            models.Index(fields=("organ_region", "changed_at", "id"), name="site_by_change"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "double_key"), name="site_once", condition=Q(state=ACTIVE)
            ),
            models.CheckConstraint(
                name="site_coordinate_whole",
                condition=Q(longitude__isnull=True, latitude__isnull=True, datum="")
                | (Q(longitude__isnull=False, latitude__isnull=False) & ~Q(datum="")),
            ),
        )


class Designation(Record):
    """An act by which an organ puts a site on one of three lists, or says that it is not on it."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="designations", db_constraint=False)
    roll = models.CharField(max_length=32, choices=choices(DESIGNATIONS), db_collation="C")
    holds = models.BooleanField()
    organ_name = models.CharField(max_length=120)
    number = models.CharField(max_length=96)
    decided_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    documents = models.JSONField(default=list, blank=True)

    class Meta(Record.Meta):
        """Found by site, and by list within a territory."""

        db_table = "designation"
        ordering = ("site", "roll", "decided_on", "id")
        indexes = (
            models.Index(fields=("site", "roll", "decided_on"), name="designation_by_site"),
            models.Index(fields=("organ_region", "roll", "site"), name="designation_by_region"),
            models.Index(fields=("party", "roll"), name="designation_by_party"),
        )
        constraints = (
            models.CheckConstraint(
                name="designation_days_in_order",
                condition=Q(until__isnull=True) | Q(until__gte=models.F("decided_on")),
            ),
        )


__all__ = [
    "Accreditation",
    "Credential",
    "Designation",
    "FirmProject",
    "Organisation",
    "Premises",
    "Site",
    "Staff",
    "Tool",
    "Unit",
]
