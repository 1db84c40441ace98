"""Systems and what they are made of. Every row is tied to its site: same organ, same party."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from jifang.domains.systems.data import SYSTEM_KINDS
from jifang.foundation.accounts.personal import SealedField
from jifang.foundation.history.models import (
    ACTIVE,
    RETIRED,
    Indexes,
    NamedRecord,
    Record,
    code_field,
)

Constraints = tuple[models.BaseConstraint, ...]
KIND_CHOICES = tuple((code, said.en) for code, said in SYSTEM_KINDS.items())


def tied_to(to: Any, **more: Any) -> Any:
    """A link whose key is a tie (jifang/foundation/history/ties.py), made in a migration."""
    more.setdefault("related_name", "+")
    return models.ForeignKey(to, models.PROTECT, db_constraint=False, **more)


class System(NamedRecord):
    """A system of a site, or a subsystem of one: its kind (art. 40 ¶2), where it stands in its life
    (art. 12), and what it is connected to (art. 11). `declared_days` is how long captured
    information is said to be kept; evidence of it is another matter."""

    site = tied_to("units.Site", db_index=False)  # first in `system_by_site`
    parent = tied_to("self", db_index=False, related_name="subsystems", null=True, blank=True)
    kind = models.CharField(max_length=32, choices=KIND_CHOICES, db_collation="C")
    stage = code_field(24)
    in_use_since = models.DateField(null=True, blank=True)
    network = code_field(16)
    alarm_interface = models.BooleanField(null=True, blank=True)
    command_interface = models.BooleanField(null=True, blank=True)
    networked_with_police = models.BooleanField(null=True, blank=True)
    system_of_art_7 = models.BooleanField(null=True, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    changed_on = models.DateField(null=True, blank=True)
    declared_days = models.PositiveIntegerField(null=True, blank=True)
    constructing_unit = models.CharField(max_length=200, blank=True, default="")
    installer = models.CharField(max_length=200, blank=True, default="")
    maintainer = models.CharField(max_length=200, blank=True, default="")

    class Meta(NamedRecord.Meta):
        """A name once within a site: channels and evidence name their system."""

        db_table = "system"
        ordering = ("site", "pinyin", "id")
        indexes: ClassVar[Indexes] = (
            *NamedRecord.Meta.indexes,
            models.Index(fields=("site", "kind"), name="system_by_site"),
            models.Index(fields=("organ_region", "kind", "site"), name="system_by_kind"),
            models.Index(
                fields=("parent",), name="system_by_parent", condition=Q(parent__isnull=False)
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("site", "name"), name="system_once", condition=Q(state=ACTIVE)
            ),
        )


class Part(Record):
    """A part of a system; it carries the site, so that a site's parts are found without it."""

    name = models.CharField(max_length=200)
    system = tied_to(System, db_index=False)  # first in `…_by_system`
    site = tied_to("units.Site")

    class Meta(Record.Meta):
        """Lists stand in the order of sites."""

        abstract = True
        indexes: ClassVar[Indexes] = (
            models.Index(fields=("organ_region", "site", "id"), name="%(class)s_by_region"),
            models.Index(fields=("party", "site", "id"), name="%(class)s_by_party"),
            models.Index(fields=("system", "id"), name="%(class)s_by_system"),
        )

    def __str__(self) -> str:
        return self.name


class CodedPart(Part):
    """A part with a code of GB/T 28181; `code_doubts` are its parts that are odd by the tables."""

    code = code_field(20)
    code_edition = code_field(4)
    code_doubts = models.JSONField(default=list, blank=True)
    vendor = models.CharField(max_length=120, blank=True, default="")
    model = models.CharField(max_length=120, blank=True, default="")
    installed_on = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=300, blank=True, default="")
    ipv4 = code_field(15)
    ipv6 = code_field(45)
    mac = code_field(17)

    class Meta(Part.Meta):
        """A code once in the register of an organ; in front, so that its beginning is a range."""

        abstract = True
        indexes: ClassVar[Indexes] = (
            *Part.Meta.indexes,
            models.Index(
                fields=("code",), name="%(class)s_code_retired", condition=Q(state=RETIRED)
            ),
        )
        constraints: ClassVar[Constraints] = (
            models.UniqueConstraint(
                fields=("code", "organ_region"), name="%(class)s_code_once",
                condition=Q(state=ACTIVE) & ~Q(code=""),
            ),
        )  # fmt: skip


class Device(CodedPart):
    """A piece of equipment."""

    kind = models.CharField(max_length=24, db_collation="C")
    serial_number = code_field(64)
    main_equipment = models.BooleanField(null=True, blank=True)
    condition = code_field(2)

    class Meta(CodedPart.Meta):
        """Equipment of a system."""

        db_table = "device"
        ordering = ("site", "id")


class Channel(CodedPart):
    """A camera, zone, door, lane or spot: what the one-camera-one-file record holds, and what the
    law asks of the spot (arts. 7 to 10)."""

    device = tied_to(Device, db_index=False, null=True, blank=True)
    kind = models.CharField(max_length=16, db_collation="C")
    common_name = models.CharField(max_length=200, blank=True, default="")
    region = code_field(9)
    grassroots_code = code_field(6)
    point_class = code_field(2)
    camera_type = code_field(2)
    functions = models.JSONField(default=list, blank=True)
    function_types = models.JSONField(default=list, blank=True)
    light = code_field(2)
    encoding = code_field(2)
    mount_height = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    longitude = models.DecimalField(max_digits=10, decimal_places=7, null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=7, null=True, blank=True)
    datum = code_field(8)
    visible_range = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    positions = models.JSONField(default=list, blank=True)
    direction = code_field(2)
    networked = code_field(2)
    police_organ = models.CharField(max_length=120, blank=True, default="")
    manager = models.CharField(max_length=200, blank=True, default="")
    manager_contact = SealedField(sort="number")
    kept_days = models.PositiveIntegerField(null=True, blank=True)
    condition = code_field(2)
    sector = models.CharField(max_length=60, blank=True, default="")
    economy_code = code_field(8)
    built_for = models.CharField(max_length=60, blank=True, default="")
    shared = models.BooleanField(null=True, blank=True)
    on_level_3_platform = models.BooleanField(null=True, blank=True)
    captures_video = models.BooleanField(null=True, blank=True)
    captures_audio = models.BooleanField(null=True, blank=True)
    privacy_place = models.BooleanField(null=True, blank=True)
    public_part = models.BooleanField(null=True, blank=True)
    authorized = models.BooleanField(null=True, blank=True)
    sign_displayed = models.BooleanField(null=True, blank=True)
    coverage_within_need = models.BooleanField(null=True, blank=True)
    near_protected_unit = models.BooleanField(null=True, blank=True)
    neighbour_consents = models.BooleanField(null=True, blank=True)
    gaps = models.JSONField(default=list, blank=True)
    is_complete = models.BooleanField(default=False)

    class Meta(CodedPart.Meta):
        """Millions of rows: by site, by system, by code; nothing that these do not serve."""

        db_table = "channel"
        ordering = ("site", "id")
        constraints: ClassVar[Constraints] = (
            *CodedPart.Meta.constraints,
            models.CheckConstraint(
                name="channel_coordinate_whole",
                condition=Q(longitude__isnull=True, latitude__isnull=True, datum="")
                | (Q(longitude__isnull=False, latitude__isnull=False) & ~Q(datum="")),
            ),
        )


class QualityProof(Part):
    """A paper that proves the quality of equipment (arts. 13, 17): of one device, or of a model
    throughout a system."""

    device = tied_to(Device, db_index=False, null=True, blank=True)
    kind = models.CharField(max_length=32, db_collation="C")
    model = models.CharField(max_length=120, blank=True, default="")
    number = code_field(96)
    issued_by = models.CharField(max_length=200, blank=True, default="")
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    documents = models.JSONField(default=list, blank=True)

    class Meta(Part.Meta):
        """Papers of a system's equipment."""

        db_table = "quality_proof"
        ordering = ("site", "id")


class Store(Part):
    """Where captured information is kept: capacity in gigabytes, days as configured."""

    capacity_gb = models.PositiveBigIntegerField(null=True, blank=True)
    configured_days = models.PositiveIntegerField(null=True, blank=True)
    off_site = models.BooleanField(null=True, blank=True)
    device = tied_to(Device, db_index=False, null=True, blank=True)

    class Meta(Part.Meta):
        """Stores of a system."""

        db_table = "store"
        ordering = ("site", "id")
