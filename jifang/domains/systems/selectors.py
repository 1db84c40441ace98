"""Reading systems, devices and channels: within reach, in the order of an index, bounded."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet

from jifang.domains.systems.kinds import CHANNEL, DEVICE, PROOF, SYSTEM
from jifang.domains.systems.models import Channel, Device, QualityProof, Store, System
from jifang.domains.units.api import SiteRef
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.selectors import Found, find_record, list_records, search_records
from jifang.foundation.search.grams import is_found

CODES: Final = ("code",)


def list_systems(by: Actor, *, retired: bool = False) -> QuerySet[System]:
    """The systems within reach."""
    return list_records(SYSTEM, by, retired=retired)


def list_systems_of(site: SiteRef, *, retired: bool = False) -> list[System]:
    """The systems of a site, main systems before their subsystems."""
    found = System.objects.filter(site=site.pk).order_by("parent_id", "pinyin", "id")
    rows = list(found if retired else found.filter(state=ACTIVE))
    return sorted(rows, key=lambda s: s.parent_id is not None)


def list_devices(by: Actor, *, retired: bool = False) -> QuerySet[Device]:
    """The devices within reach."""
    return list_records(DEVICE, by, retired=retired)


def list_channels(by: Actor, *, retired: bool = False) -> QuerySet[Channel]:
    """The channels within reach, site by site."""
    return list_records(CHANNEL, by, retired=retired)


def list_parts_of(
    site: SiteRef,
) -> tuple[list[Device], list[QualityProof], list[Store]]:
    """Devices, proofs and stores of a site, by system."""
    return (
        list(Device.objects.filter(site=site.pk, state=ACTIVE).order_by("system_id", "id")),
        list(QualityProof.objects.filter(site=site.pk, state=ACTIVE).order_by("system_id", "id")),
        list(Store.objects.filter(site=site.pk, state=ACTIVE).order_by("system_id", "id")),
    )


def count_channels(site: SiteRef) -> dict[int, int]:
    """How many channels each system of a site has."""
    rows = Channel.objects.filter(site=site.pk, state=ACTIVE).values("system").order_by("system")
    return {row["system"]: row["number"] for row in rows.annotate(number=Count("id"))}


def find_system(public_id: UUID | str) -> System:
    """A system. Raises `NotFoundError`, behind a wall too."""
    return find_record(SYSTEM, public_id)


def find_device(public_id: UUID | str) -> Device:
    """A device. Raises `NotFoundError`, behind a wall too."""
    return find_record(DEVICE, public_id)


def find_channel(public_id: UUID | str) -> Channel:
    """A channel. Raises `NotFoundError`, behind a wall too."""
    return find_record(CHANNEL, public_id)


def find_proof(public_id: UUID | str) -> QualityProof:
    """A quality proof. Raises `NotFoundError`, behind a wall too."""
    return find_record(PROOF, public_id)


def search_systems(by: Actor, query: str, limit: int = 50) -> Found[System]:
    """Systems by a part of the name or by pinyin initials."""
    return search_records(SYSTEM, by, query, limit=limit)


def search_devices(by: Actor, query: str, limit: int = 50) -> Found[Device]:
    """Devices by the beginning of their code."""
    return search_records(DEVICE, by, query, code_columns=CODES, limit=limit)


def search_channels(by: Actor, query: str, limit: int = 50) -> Found[Channel]:
    """Channels by the beginning of their code. Names are searched within a site: there are ten
    channels to a site, and their names say little outside of it."""
    return search_records(CHANNEL, by, query, code_columns=CODES, limit=limit)


def search_channels_of(site: SiteRef, query: str) -> list[Channel]:
    """Channels of a site by a part of name, common name or address."""
    rows = Channel.objects.filter(site=site.pk, state=ACTIVE).order_by("system_id", "id")
    return [c for c in rows if is_found(query, (c.name, c.common_name, c.address, c.code))]
