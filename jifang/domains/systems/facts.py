"""Rows as facts of the law's questions: the sections `systems`, `spots` and `storage` of a dossier.

What is not known is left out. Days are those that were declared: evidence of what is really kept
comes from elsewhere and is no matter of the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from jifang.domains.systems.kinds import CHANNEL, SYSTEM
from jifang.domains.systems.models import Channel, System
from jifang.domains.units.api import SiteRef
from jifang.foundation.history.kinds import Kind, R
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.selectors import rewind_records
from jifang.law.assessment.dossier import MAX_ROWS

NOT_YET: Final = frozenset(
    {"initiation", "tendering", "design", "construction", "trial_run", "completion",
     "preliminary_acceptance", "testing", "acceptance"}
)  # fmt: skip
"""Stages of art. 12 before use: a system in one of them is known not to be in use."""

SPOT_FACTS: Final = (
    "privacy_place", "public_part", "authorized", "sign_displayed", "coverage_within_need",
    "near_protected_unit", "neighbour_consents",
)  # fmt: skip


def find_system_sections(site: SiteRef, on: date) -> Mapping[str, Any]:
    """The sections of a site's systems and channels, on a day."""
    systems = list(_list_holding(SYSTEM, System.objects.filter(site=site.pk), site, on))
    names = {s.pk: s.name for s in systems}
    of_these = Channel.objects.filter(site=site.pk, system__in=names) if names else ()
    channels = list(_list_holding(CHANNEL, of_these, site, on))
    numbers: dict[int, int] = {}
    for channel in channels:
        numbers[channel.system_id] = numbers.get(channel.system_id, 0) + 1
    found: dict[str, Any] = {"systems": [find_system_facts(s, numbers.get(s.pk)) for s in systems]}
    spots = [find_spot_facts(c, names[c.system_id]) for c in channels if _is_spot(c)]
    storage = [
        {"system": names[c.system_id], "channel": c.name, "effective_storage_days": c.kept_days}
        for c in channels
        if c.kept_days is not None
    ]
    found |= {"spots": spots[:MAX_ROWS], "storage": storage[:MAX_ROWS]}
    if systems:
        found["site"] = {"system_installed": True}
    return {name: rows for name, rows in found.items() if rows}


def _list_holding(
    kind: Kind[R], rows: QuerySet[R] | tuple[()], site: SiteRef, on: date
) -> Iterable[R]:  # fmt: skip
    """Rows that were not yet retired on the day; where it is asked for, as they were on it."""
    found: Iterable[R] = rows.order_by("id") if isinstance(rows, QuerySet) else rows
    if site.as_then:
        found = rewind_records(kind, found, UUID(site.public_id), on)
    for row in found:
        if row.state == ACTIVE or (row.retired_on is not None and str(row.retired_on) > str(on)):
            yield row


def find_system_facts(system: System, channels: int | None) -> dict[str, Any]:
    """A row of `systems`."""
    facts: dict[str, Any] = {"name": system.name, "kind": system.kind}
    if channels is not None:
        facts["channels"] = channels
    if system.in_use_since is not None:
        facts["in_use_since"] = system.in_use_since
    elif system.stage in NOT_YET:
        facts["in_use_since"] = None  # known not to be in use
    told = {
        "effective_storage_days": system.declared_days,
        "system_of_art_7": system.system_of_art_7,
        "filed_on": system.filed_on,
        "changed_on": system.changed_on,
    }
    return facts | {name: value for name, value in told.items() if value is not None}


def _is_spot(channel: Channel) -> bool:
    """Something is known of the spot that the law asks of."""
    asked = (*SPOT_FACTS, "captures_video", "captures_audio")
    return any(getattr(channel, name) is not None for name in asked)


def find_spot_facts(channel: Channel, system: str) -> dict[str, Any]:
    """A row of `spots`: arts. 7 to 10 for where a device stands."""
    facts: dict[str, Any] = {"name": channel.name, "system": system}
    for name in SPOT_FACTS:
        value = getattr(channel, name)
        if value is not None:
            facts[name] = value
    captures = {"video": channel.captures_video, "audio": channel.captures_audio}
    if None not in captures.values() or True in captures.values():
        facts["captures"] = [name for name, value in captures.items() if value]
    return facts
