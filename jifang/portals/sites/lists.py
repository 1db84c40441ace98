"""The list of what the law found of each site: the list behind figures that rest on findings."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jifang.domains.figures.models import SiteStanding
from jifang.domains.figures.selectors import list_standings
from jifang.domains.units.data import PLACE_KINDS
from jifang.law.assessment import OUTCOMES
from jifang.portals.account.asking import Asking
from jifang.portals.sites.links import link_record
from jifang.portals.tables.data import Column, Filter, Option, Table
from jifang.portals.tables.registry import add_table
from jifang.portals.wording import get_reader_lang

CODE = r"[0-9]{1,9}"


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


STANDINGS = add_table(
    Table(
        name="standings",
        title=_("What the law found of sites"),
        rows=read_standings,
        columns=(
            Column("site", _("Site"), lambda s: s.site.name),
            Column("unit", _("Unit"), lambda s: s.site.unit_name),
            Column("place", _("Kind of place"), lambda s: s.site.place_kind, words=say_place),
            Column("organ", _("Kept by"), lambda s: s.organ_region, field="organ_region",
                   filter=Filter("prefix", pattern=CODE), code_like=True),
            Column("outcome", _("Outcome"), lambda s: s.outcome, words=say_outcome,
                   filter=Filter("choice", list_outcomes, path="outcome")),
            Column("short", _("Storage too short"), lambda s: s.short,
                   filter=Filter("numbers", path="short")),
            Column("breaches", _("Breaches"), lambda s: s.breaches),
            Column("open", _("Not known"), lambda s: s.open),
            Column("declared", _("Declared, days"), lambda s: s.least_days),
            Column("asked", _("Asked, days"), lambda s: s.asked_days),
            Column("on", _("Assessed for"), lambda s: s.on),
        ),
        order="organ",
        link=lambda s: link_record("site", s.site.public_id),
    )
)  # fmt: skip
