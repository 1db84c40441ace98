"""A site put to the law: every domain adds its sections, the law judges them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from jifang.domains.units.data import SiteRef
from jifang.domains.units.facts import find_site_facts
from jifang.domains.units.kinds import SITE, derive_setting
from jifang.domains.units.models import Site
from jifang.domains.units.selectors import find_site
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.history.selectors import rewind_records
from jifang.law import decide
from jifang.law.assessment import Assessment

Sections = Mapping[str, Any]
Contribution = Callable[[SiteRef, date], Sections]

_CONTRIBUTIONS: Final[dict[str, Contribution]] = {}


def contribute_sections(name: str, find: Contribution) -> None:
    """Let a domain add its sections of the dossier (`systems`, `projects`, …) for a site and day.

    A list that several domains give is joined. What is not known is left out.
    """
    _CONTRIBUTIONS[name] = find


def refer_to(site: Site, *, as_then: bool = False) -> SiteRef:
    """The frozen values of a site; `as_then` where they are those of the day that is asked for."""
    return SiteRef(
        pk=site.pk, public_id=str(site.public_id), name=site.name, party=site.party,
        organ_region=site.organ_region, region=site.region, setting=site.setting,
        place_kind=site.place_kind, state=site.state, demonstration=site.demonstration,
        as_then=as_then,
    )  # fmt: skip


def rewind_site(site: Site, on: date) -> Site:
    """A site as it was on a day. Raises `NotFoundError` where it was not yet in the register."""
    found = rewind_records(SITE, [site], site.public_id, on)
    if not found:
        raise NotFoundError
    derive_setting(found[0])
    return found[0]


def build_dossier(public_id: UUID | str, on: date, *, as_then: bool = False) -> dict[str, Any]:
    """The dossier of a site on a day, in the plain form that the law reads: of what the registers
    say now, or, `as_then`, of what was true on that day by what is known now.

    Raises `NotFoundError`, behind a wall too; as it was then, also for a day before the site was in
    the register.
    """
    site = find_site(public_id)
    if as_then:
        site = rewind_site(site, on)
    return describe_site(site, on, as_then=as_then)


def describe_site(site: Site, on: date, *, as_then: bool = False) -> dict[str, Any]:
    """The same of a site that was read already."""
    dossier: dict[str, Any] = {"site": find_site_facts(site, on)}
    for find in _CONTRIBUTIONS.values():
        for name, given in find(refer_to(site, as_then=as_then), on).items():
            if isinstance(given, list):
                dossier[name] = [*dossier.get(name, []), *given]
            else:
                dossier[name] = {**dossier.get(name, {}), **given}
    return dossier


def assess_site(public_id: UUID | str, on: date, *, as_then: bool = False) -> Assessment:
    """What the law says of a site on a day: a finding with its decision, remedy and exposure for
    every question that its facts are put to. What is not known stays unknown, and each finding
    names what would decide it. Raises `NotFoundError`; `as_then` as for `build_dossier`."""
    return decide("assessment", build_dossier(public_id, on, as_then=as_then), on=on)
