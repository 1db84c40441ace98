"""Practitioners, testing bodies and associations, with what they consist of."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from jifang.foundation.accounts.personal import SealedField
from jifang.foundation.history.models import ACTIVE, Indexes, NamedRecord, Record, code_field


class Organisation(NamedRecord):
    """A firm that designs, builds or maintains systems, a body that tests them, or an association
    of the trade. Kept by the organ of the city where it is registered (art. 14); one seated outside
    the province by the provincial organ (art. 16)."""

    kind = models.CharField(max_length=16, db_collation="C")
    credit_code = code_field(18)
    credit_code_right = models.BooleanField(null=True, blank=True)
    region = models.CharField(max_length=9, db_collation="C")
    address = models.CharField(max_length=300, blank=True, default="")
    legal_person = models.BooleanField(null=True, blank=True)
    established_on = models.DateField(null=True, blank=True)
    contact_name = SealedField(sort="name")
    contact_phone = SealedField(sort="number")

    class Meta(NamedRecord.Meta):
        """One row per code and kind: a firm may test nothing, but a group may do both."""

        db_table = "organisation"
        ordering = ("organ_region", "pinyin", "id")
        indexes: ClassVar[Indexes] = (
            *NamedRecord.Meta.indexes,
            models.Index(fields=("credit_code",), name="organisation_credit_code"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("credit_code", "kind"), name="organisation_credit_code_once",
                condition=Q(state=ACTIVE) & ~Q(credit_code=""),
            ),
            models.UniqueConstraint(fields=("party",), name="organisation_party_once"),
        )  # fmt: skip


class OrganisationPart(Record):
    """What an organisation has; tied to it: same organ, same party."""

    organisation: Any = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta(Record.Meta):
        """Read by organisation; lists of a territory stand organisation by organisation."""

        abstract = True
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organisation", "id"), name="%(class)s_by_body"),
            models.Index(fields=("organ_region", "organisation", "id"), name="%(class)s_by_region"),
            models.Index(fields=("party", "id"), name="%(class)s_by_party"),
        )


class Staff(OrganisationPart):
    """A person who works for it: sealed by name, known in lists by the number within the body."""

    number = code_field(32)
    person_name = SealedField(sort="name")
    post = models.CharField(max_length=60, blank=True, default="")
    title_level = code_field(16)
    is_technician = models.BooleanField(null=True, blank=True)
    employed_since = models.DateField(null=True, blank=True)
    employed_until = models.DateField(null=True, blank=True)

    class Meta(OrganisationPart.Meta):
        """A number once within a body."""

        db_table = "staff"
        ordering = ("organisation", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "number"), name="staff_number_once",
                condition=Q(state=ACTIVE) & ~Q(number=""),
            ),
        )  # fmt: skip


class Credential(OrganisationPart):
    """A certificate or training of a member of staff, with its end. `once_key` is what two entries
    of one training have in common; empty for what is no training, or of no known day."""

    staff: Any = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=24, db_collation="C")
    name = models.CharField(max_length=200)
    number = code_field(96)
    issued_by = models.CharField(max_length=200, blank=True, default="")
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    documents = models.JSONField(default=list, blank=True)
    once_key = code_field(64)

    class Meta(OrganisationPart.Meta):
        """Certificates and trainings; one training of a person once."""

        db_table = "credential"
        ordering = ("staff", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("staff", "once_key"), name="credential_training_once",
                condition=Q(state=ACTIVE) & ~Q(once_key=""),
            ),
        )  # fmt: skip


class Tool(OrganisationPart):
    """Equipment that it works with: for design, construction, commissioning, repair, testing."""

    name = models.CharField(max_length=200)
    purpose = code_field(16)
    model = models.CharField(max_length=120, blank=True, default="")
    serial_number = code_field(64)
    quantity = models.PositiveIntegerField(null=True, blank=True)
    calibrated_until = models.DateField(null=True, blank=True)

    class Meta(OrganisationPart.Meta):
        """Equipment of organisations."""

        db_table = "tool"
        ordering = ("organisation", "id")


class Premises(OrganisationPart):
    """Where it works: floor space in square metres, owned or leased until a day."""

    address = models.CharField(max_length=300)
    area_m2 = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    tenure = code_field(8)
    until = models.DateField(null=True, blank=True)

    class Meta(OrganisationPart.Meta):
        """Premises."""

        db_table = "premises"
        ordering = ("organisation", "id")


class FirmProject(OrganisationPart):
    """Work that a firm has done, as it declares it: what, for whom, for how much in yuan, when."""

    name = models.CharField(max_length=200)
    work = models.CharField(max_length=16, db_collation="C")
    client = models.CharField(max_length=200, blank=True, default="")
    region = code_field(9)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    documents = models.JSONField(default=list, blank=True)

    class Meta(OrganisationPart.Meta):
        """Declared projects."""

        db_table = "firm_project"
        ordering = ("organisation", "completed_on", "id")


class Accreditation(OrganisationPart):
    """What a testing body is accredited for (art. 18): by whom, for which kinds of system, from
    when until when."""

    level = models.CharField(max_length=12, db_collation="C")
    number = models.CharField(max_length=96)
    accredited_by = models.CharField(max_length=200)
    scope = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_until = models.DateField()
    documents = models.JSONField(default=list, blank=True)

    class Meta(OrganisationPart.Meta):
        """Accreditations; days in order."""

        db_table = "accreditation"
        ordering = ("organisation", "valid_from", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("valid_from")),
                name="accreditation_days_in_order",
            ),
        )
