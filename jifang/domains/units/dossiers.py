"""A site put to the law: every domain adds its sections, the law judges them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from jifang.domains.units.data import SiteRef
from jifang.domains.units.facts import find_site_facts
from jifang.domains.units.models import Site
from jifang.domains.units.selectors import find_site
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


def refer_to(site: Site) -> SiteRef:
    """The frozen values of a site."""
    return SiteRef(
        pk=site.pk, public_id=str(site.public_id), name=site.name, party=site.party,
        organ_region=site.organ_region, region=site.region, setting=site.setting,
        place_kind=site.place_kind, state=site.state, demonstration=site.demonstration,
    )  # fmt: skip


def build_dossier(public_id: UUID | str, on: date) -> dict[str, Any]:
    """The dossier of a site on a day, in the plain form that the law reads. Raises
    `NotFoundError`, behind a wall too."""
    site = find_site(public_id)
    dossier: dict[str, Any] = {"site": find_site_facts(site, on)}
    for find in _CONTRIBUTIONS.values():
        for name, given in find(refer_to(site), on).items():
            if isinstance(given, list):
                dossier[name] = [*dossier.get(name, []), *given]
            else:
                dossier[name] = {**dossier.get(name, {}), **given}
    return dossier


def assess_site(public_id: UUID | str, on: date) -> Assessment:
    """What the law says of a site on a day: a finding with its decision, remedy and exposure for
    every question that its facts are put to. What is not known stays unknown, and each finding
    names what would decide it. Raises `NotFoundError`."""
    return decide("assessment", build_dossier(public_id, on), on=on)
