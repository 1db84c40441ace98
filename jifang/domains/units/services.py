"""Writing units, sites and designating acts. Each is an act and a leaf; nothing is deleted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from jifang.domains.units.keepers import find_keeper
from jifang.domains.units.kinds import DESIGNATION, SITE, UNIT
from jifang.domains.units.models import Designation, Site, Unit
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.history.data import Place
from jifang.foundation.history.services import (
    Draft,
    change_record,
    declare_record,
    declare_records,
    draft_record,
    reinstate_record,
    retire_record,
    reveal_field,
)

PARTY_BYTES = 12


def make_party(kind: str) -> str:
    """A new random id among parties: it says nothing of the body."""
    return f"{kind}-{secrets.token_hex(PARTY_BYTES)}"


def draft_unit(by: Actor, given: Mapping[str, Any], *, demonstration: bool = False) -> Draft[Unit]:
    """Read and check a unit without writing it: the member's own body, or, for an officer, a new
    one. `warnings` tell of a credit code whose check characters do not agree."""
    own = may(by.role, "own_body")
    party = by.body.party if own else make_party("unit")
    keeper = find_keeper(str(given.get("region") or "").strip()[:9]) or by.body.organ_region
    return draft_record(UNIT, Place(party, keeper), given, demonstration=demonstration)


def declare_unit(
    by: Actor, given: Mapping[str, Any], *, reason: str = "", holds_from: date | None = None
) -> Unit:
    """Enter a unit. Raises `InputError` with every problem, `RecordError` for the right."""
    return declare_record(UNIT, by, draft_unit(by, given), reason=reason, holds_from=holds_from)


def declare_units(by: Actor, drafts: Sequence[Draft[Unit]], *, reason: str = "") -> list[Unit]:
    """Enter many units that were drafted, all or none, with one leaf."""
    return declare_records(UNIT, by, drafts, reason=reason)


def change_unit(
    by: Actor, public_id: UUID | str, version: int, given: Mapping[str, Any], *, reason: str,
    holds_from: date | None = None,
) -> Unit:  # fmt: skip
    """Change fields of a unit. Raises `StaleError` where someone else was faster."""
    return change_record(UNIT, by, public_id, version, given, reason=reason, holds_from=holds_from)


def retire_unit(
    by: Actor, public_id: UUID | str, version: int, *, reason: str, on: date | None = None
) -> Unit:
    """Take a unit out of the register; it stays, with its history."""
    return retire_record(UNIT, by, public_id, version, reason=reason, on=on)


def reinstate_unit(by: Actor, public_id: UUID | str, version: int, *, reason: str) -> Unit:
    """Put a unit back that was retired by mistake."""
    return reinstate_record(UNIT, by, public_id, version, reason=reason)


# -- sites -----------------------------------------------------------------------------------------


def draft_site(
    by: Actor, unit: Unit, given: Mapping[str, Any], *, demonstration: bool = False
) -> Draft[Site]:
    """Read and check a site of a unit without writing it. The organ that keeps it follows from
    where it is, not from where the unit is registered."""
    keeper = find_keeper(str(given.get("region") or "").strip()[:9]) or by.body.organ_region
    links = {"unit": unit}
    draft = draft_record(
        SITE, Place(unit.party, keeper), given, links=links,
        demonstration=demonstration or unit.demonstration,
    )  # fmt: skip
    draft.record.unit_name = unit.name
    return draft


def declare_site(
    by: Actor, unit: Unit, given: Mapping[str, Any], *, reason: str = "",
    holds_from: date | None = None,
) -> Site:  # fmt: skip
    """Enter a site. Raises `InputError` with every problem, `RecordError` for the right."""
    draft = draft_site(by, unit, given)
    return declare_record(SITE, by, draft, reason=reason, holds_from=holds_from)


def declare_sites(by: Actor, drafts: Sequence[Draft[Site]], *, reason: str = "") -> list[Site]:
    """Enter many sites that were drafted, all or none, with one leaf."""
    return declare_records(SITE, by, drafts, reason=reason)


def change_site(
    by: Actor, public_id: UUID | str, version: int, given: Mapping[str, Any], *, reason: str,
    holds_from: date | None = None,
) -> Site:  # fmt: skip
    """Change fields of a site. Where the place moves to another organ's division, an officer above
    both moves it, and its systems, devices, acts and history go along in the same transaction."""
    return change_record(SITE, by, public_id, version, given, reason=reason, holds_from=holds_from)


def retire_site(
    by: Actor, public_id: UUID | str, version: int, *, reason: str, on: date | None = None
) -> Site:
    """Take a site out of the register; it stays, with its history."""
    return retire_record(SITE, by, public_id, version, reason=reason, on=on)


def reinstate_site(by: Actor, public_id: UUID | str, version: int, *, reason: str) -> Site:
    """Put a site back that was retired by mistake."""
    return reinstate_record(SITE, by, public_id, version, reason=reason)


# -- designations ----------------------------------------------------------------------------------


def draft_designation(site: Site, given: Mapping[str, Any]) -> Draft[Designation]:
    """Read and check a designating act of a site without writing it."""
    place = Place(site.party, site.organ_region, str(site.public_id))
    return draft_record(
        DESIGNATION, place, given, links={"site": site}, demonstration=site.demonstration
    )


def declare_designation(
    by: Actor, site: Site, given: Mapping[str, Any], *, reason: str = ""
) -> Designation:
    """Enter the act that puts a site on a list, or finds that it is not on it; officers alone.

    Art. 9 of the Measures, art. 13 of the internal-security regulation and art. 31 of the
    Counter-Terrorism Law are three lists: each has its own act.
    """
    return declare_record(DESIGNATION, by, draft_designation(site, given), reason=reason)


def retire_designation(
    by: Actor, public_id: UUID | str, version: int, *, reason: str, on: date | None = None
) -> Designation:
    """The act was withdrawn on a day: from then on it does not hold."""
    return retire_record(DESIGNATION, by, public_id, version, reason=reason, on=on)


__all__ = [
    "change_site",
    "change_unit",
    "declare_designation",
    "declare_site",
    "declare_sites",
    "declare_unit",
    "declare_units",
    "draft_designation",
    "draft_site",
    "draft_unit",
    "make_party",
    "reinstate_site",
    "reinstate_unit",
    "retire_designation",
    "retire_site",
    "retire_unit",
    "reveal_field",
]
