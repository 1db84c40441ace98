"""The list of what the law found of each site: the list behind figures that rest on findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jifang.domains.figures.data import AskedDays
from jifang.domains.figures.models import SiteStanding
from jifang.domains.figures.selectors import list_standings
from jifang.domains.units.data import PLACE_KINDS
from jifang.foundation.history.registers import find_register, list_registers
from jifang.law.assessment import OUTCOMES
from jifang.portals.account.asking import Asking
from jifang.portals.registers.lists import DIVISION_BEGINS, list_begins
from jifang.portals.registers.words import say_value
from jifang.portals.sites.drawings import Asked
from jifang.portals.sites.links import link_record
from jifang.portals.tables.data import Column, Filter, Option, Table
from jifang.portals.tables.registry import add_table
from jifang.portals.wording import get_reader_lang

TITLE = _("What the law found of sites")


def read_standings(asking: Asking) -> QuerySet[SiteStanding]:
    """What was found of the sites within reach."""
    return list_standings(asking.acting).select_related("site")


def list_outcomes() -> Sequence[Option]:
    """What an assessment may come to."""
    lang = get_reader_lang()
    return [Option(code, said.say(lang)) for code, said in OUTCOMES.items()]


def say_outcome(code: str) -> str:
    """An outcome in words."""
    return OUTCOMES[code].say(get_reader_lang())


def say_place(code: str) -> str:
    """A kind of place in words."""
    return PLACE_KINDS[code].say(get_reader_lang())


def say_organ(code: str) -> str:
    """The division of an organ by name and code."""
    return say_value(find_register("site").kind, "organ_region", code, get_reader_lang())


def read_asked_days(row: SiteStanding) -> int | str | None:
    """The days the law asks; both numbers where it is open which; nothing where it does not say."""
    if row.asked_days is None or row.asked_at_most is None:
        return None
    if row.asked_days == row.asked_at_most:
        return row.asked_days
    return Asked(AskedDays(row.asked_days, row.asked_at_most)).say


def sees_sites(asking: Asking) -> bool:
    """Whether whoever asks reads the register of sites: what was found of them is theirs too."""
    return asking.actor is not None and find_register("site") in list_registers(asking.actor)


def make_trail(asking: Asking) -> Sequence[tuple[str, Any]]:
    """Where the list stands."""
    return [(reverse("registers"), _("Registers")), ("", TITLE)]


STANDINGS = add_table(
    Table(
        name="standings",
        title=TITLE,
        rows=read_standings,
        columns=(
            Column("site", _("Site"), lambda s: s.site.name),
            Column("unit", _("Unit"), lambda s: s.site.unit_name),
            Column("place", _("Kind of place"), lambda s: s.site.place_kind, words=say_place),
            Column("organ", _("Kept by the organ of"), lambda s: s.organ_region,
                   field="organ_region", words=say_organ,
                   filter=Filter("prefix", list_begins, path="organ_region",
                                 pattern=DIVISION_BEGINS, divisions=True)),
            Column("outcome", _("Outcome"), lambda s: s.outcome, words=say_outcome,
                   filter=Filter("choice", list_outcomes, path="outcome")),
            Column("short", _("Storage too short"), lambda s: s.short,
                   filter=Filter("numbers", path="short")),
            Column("breaches", _("Breaches"), lambda s: s.breaches),
            Column("open", _("Not known"), lambda s: s.open),
            Column("declared", _("Declared, days"), lambda s: s.least_days),
            Column("asked", _("Asked, days"), read_asked_days),
            Column("on", _("Assessed for"), lambda s: s.on),
        ),
        order="organ",
        sees=sees_sites,
        trail=make_trail,
        note=_("— is not known"),
        link=lambda s: link_record("site", s.site.public_id),
    )
)  # fmt: skip
