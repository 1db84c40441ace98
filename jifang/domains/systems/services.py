"""Writing systems and what they are made of. Each is an act and a leaf; nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

from jifang.domains.systems.kinds import CHANNEL, DEVICE, PROOF, STORE, SYSTEM
from jifang.domains.systems.models import Channel, Device, Part, QualityProof, Store, System
from jifang.domains.units.api import SiteRef
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.data import Place
from jifang.foundation.history.kinds import Kind
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.services import (
    Draft,
    change_record,
    declare_record,
    declare_records,
    draft_record,
    reinstate_record,
    retire_record,
)
from jifang.law.errors import InputError, Problem, Text

P = TypeVar("P", bound=Part)
ELSEWHERE: Final = Text("不属于同一场所、同一系统", "of another site or system")
RETIRED: Final = Text("已注销，不能再登记新的内容", "retired: nothing more is entered into it")


def draft_system(
    site: SiteRef, given: Mapping[str, Any], *, parent: System | None = None
) -> Draft[System]:
    """Read and check a system of a site, or a subsystem of one of its systems, without writing."""
    if parent is not None and parent.site_id != site.pk:
        raise InputError(Problem("parent", str(parent.public_id), ELSEWHERE))
    if site.state != ACTIVE:
        raise InputError(Problem("site", site.public_id, RETIRED))
    place = Place(site.party, site.organ_region, site.public_id)
    return draft_record(
        SYSTEM, place, given, links={"site_id": site.pk, "parent": parent},
        demonstration=site.demonstration,
    )  # fmt: skip


def declare_system(
    by: Actor, site: SiteRef, given: Mapping[str, Any], *, parent: System | None = None,
    reason: str = "", holds_from: date | None = None,
) -> System:  # fmt: skip
    """Enter a system. Raises `InputError` with every problem, `RecordError` for the right."""
    draft = draft_system(site, given, parent=parent)
    return declare_record(SYSTEM, by, draft, reason=reason, holds_from=holds_from)


def change_system(
    by: Actor, public_id: UUID | str, version: int, given: Mapping[str, Any], *, reason: str,
    holds_from: date | None = None,
) -> System:  # fmt: skip
    """Change fields of a system. Raises `StaleError` where someone else was faster."""
    return change_record(
        SYSTEM, by, public_id, version, given, reason=reason, holds_from=holds_from
    )


def retire_system(
    by: Actor, public_id: UUID | str, version: int, *, reason: str, on: date | None = None
) -> System:
    """Take a system out of the register; it stays, with its history."""
    return retire_record(SYSTEM, by, public_id, version, reason=reason, on=on)


# -- parts -----------------------------------------------------------------------------------------


def draft_part(
    kind: Kind[P], system: System, root: str, given: Mapping[str, Any], **links: Any
) -> Draft[P]:
    """Read and check a part of a system without writing it; `root` is the site's public id."""
    if system.state != ACTIVE:
        raise InputError(Problem("system", str(system.public_id), RETIRED))
    device = links.get("device")
    if device is not None and device.system_id != system.pk:
        raise InputError(Problem("device", str(device.public_id), ELSEWHERE))
    place = Place(system.party, system.organ_region, root)
    return draft_record(
        kind, place, given, links={"system": system, "site_id": system.site_id, **links},
        demonstration=system.demonstration,
    )  # fmt: skip


def draft_device(system: System, site: SiteRef, given: Mapping[str, Any]) -> Draft[Device]:
    """Read and check a device; `warnings` name parts of its code that are odd by the tables."""
    return draft_part(DEVICE, system, site.public_id, given)


def declare_device(
    by: Actor, system: System, site: SiteRef, given: Mapping[str, Any], *, reason: str = ""
) -> Device:
    """Enter a device of a system. Raises `InputError`, `RecordError`."""
    return declare_record(DEVICE, by, draft_device(system, site, given), reason=reason)


def draft_channel(
    system: System, site: SiteRef, given: Mapping[str, Any], *, device: Device | None = None
) -> Draft[Channel]:
    """Read and check a channel: a camera, zone, door or spot, of a device if it is known."""
    return draft_part(CHANNEL, system, site.public_id, given, device=device)


def declare_channel(
    by: Actor, system: System, site: SiteRef, given: Mapping[str, Any], *,
    device: Device | None = None, reason: str = "",
) -> Channel:  # fmt: skip
    """Enter a channel. What the one-camera-one-file record still lacks is in `gaps` and does not
    hinder. Raises `InputError`, `RecordError`."""
    draft = draft_channel(system, site, given, device=device)
    return declare_record(CHANNEL, by, draft, reason=reason)


def declare_channels(
    by: Actor, drafts: Sequence[Draft[Channel]], *, reason: str = ""
) -> list[Channel]:
    """Enter many channels that were drafted, all or none, with one leaf."""
    return declare_records(CHANNEL, by, drafts, reason=reason)


def declare_proof(
    by: Actor, system: System, site: SiteRef, given: Mapping[str, Any], *,
    device: Device | None = None, reason: str = "",
) -> QualityProof:  # fmt: skip
    """Enter a quality proof (arts. 13, 17) of a device, or of a model throughout a system."""
    draft = draft_part(PROOF, system, site.public_id, given, device=device)
    return declare_record(PROOF, by, draft, reason=reason)


def declare_store(
    by: Actor, system: System, site: SiteRef, given: Mapping[str, Any], *,
    device: Device | None = None, reason: str = "",
) -> Store:  # fmt: skip
    """Enter where captured information is kept."""
    draft = draft_part(STORE, system, site.public_id, given, device=device)
    return declare_record(STORE, by, draft, reason=reason)


def change_part(
    kind: Kind[P], by: Actor, public_id: UUID | str, version: int, given: Mapping[str, Any], *,
    reason: str, holds_from: date | None = None,
) -> P:  # fmt: skip
    """Change fields of a device, channel, proof or store."""
    return change_record(kind, by, public_id, version, given, reason=reason, holds_from=holds_from)


def retire_part(
    kind: Kind[P], by: Actor, public_id: UUID | str, version: int, *, reason: str,
    on: date | None = None,
) -> P:  # fmt: skip
    """Take a part out of the register; it stays, with its history."""
    return retire_record(kind, by, public_id, version, reason=reason, on=on)


def reinstate_part(
    kind: Kind[P], by: Actor, public_id: UUID | str, version: int, *, reason: str
) -> P:
    """Put a part back that was retired by mistake."""
    return reinstate_record(kind, by, public_id, version, reason=reason)
