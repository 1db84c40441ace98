"""Rows as facts of the law's questions. What is not known is left out, never guessed."""

from __future__ import annotations

from datetime import date
from typing import Any

from jifang.domains.units.models import Designation, Site


def find_responsible_facts(site: Site) -> dict[str, Any]:
    """Art. 9 ¶3: the facts of `responsible_party`."""
    facts: dict[str, Any] = {}
    for name, there_is in (
        ("agreed_party", site.has_agreement),
        ("owner", site.has_owner),
        ("right_holder", site.has_right_holder),
    ):
        said = getattr(site, name)
        if said:
            facts[name] = said
        elif there_is is False:
            facts[name] = None  # known to be none
    if site.state_owned is not None:
        facts["state_owned"] = site.state_owned
    return facts


def find_site_facts(site: Site, on: date) -> dict[str, Any]:
    """The section `site` of a dossier, on a day."""
    facts: dict[str, Any] = {
        "name": site.name,
        "demonstration": site.demonstration,
        "region": site.region,
        "place_kind": site.place_kind,
        **find_responsible_facts(site),
    }
    for name in ("public_area", "system_installed"):
        value = getattr(site, name)
        if value is not None:
            facts[name] = value
    if site.special_domain:
        facts["special_domain"] = site.special_domain
    target = find_current(site, "counter_terrorism_target", on)
    if target is not None:
        facts["counter_terrorism_target"] = target.holds
    return facts


def find_current(site: Site, which: str, on: date) -> Designation | None:
    """The act of one list that holds on a day: the last one decided by then that has not ended or
    been withdrawn."""
    return find_all_current(site, on, roll=which).get(which)


def find_all_current(site: Site, on: date, **only: str) -> dict[str, Designation]:
    """The act that holds on a day, of each list that has one, in one query."""
    found: dict[str, Designation] = {}
    acts = Designation.objects.filter(site=site, decided_on__lte=on, **only)
    for act in acts.order_by("-decided_on", "-id"):
        ended = act.until is not None and act.until < on
        withdrawn = act.retired_on is not None and act.retired_on <= on
        if not ended and not withdrawn:
            found.setdefault(act.roll, act)
    return found
