"""My sites: a row for each site of one's own, with its findings and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from jifang.domains.figures.data import AskedDays
from jifang.domains.figures.models import SiteStanding
from jifang.domains.figures.selectors import find_standings, find_waiting
from jifang.domains.figures.standings import examine_site, is_fresh, write_standing
from jifang.domains.units.data import PLACE_KINDS
from jifang.domains.units.models import Site, Unit
from jifang.domains.units.selectors import find_own_unit, list_sites
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import UNIT
from jifang.law.assessment import SEVERITIES, Severity
from jifang.law.errors import Lang
from jifang.portals.public.assess_page import MARKS
from jifang.portals.sites.drawings import Asked
from jifang.portals.sites.links import find_link, link_new, link_record

PER_PAGE: Final = 30


@dataclass(frozen=True)
class OwnSite:
    """A site of one's own as a row."""

    site: Site
    standing: SiteStanding | None
    lang: Lang

    @property
    def url(self) -> str:
        """Its page."""
        return link_record("site", self.site.public_id)

    @property
    def place_kind(self) -> str:
        """The kind of place in words."""
        return PLACE_KINDS[self.site.place_kind].say(self.lang)

    @property
    def counts(self) -> list[tuple[str, int, str]]:
        """Mark, number and words for each severity that occurs."""
        if self.standing is None:
            return []
        numbers = {name: getattr(self.standing, name) for name in SEVERITIES}
        return [(MARKS[s], n, SEVERITIES[s].say(self.lang)) for s, n in numbers.items() if n]

    @property
    def next(self) -> Mapping[str, Any] | None:
        """The weightiest answer that asks for something."""
        answers = self.standing.answers if self.standing else ()
        return next((a for a in answers if a["severity"] != "ok"), None)

    @property
    def next_said(self) -> str:
        """It, in the reader's language."""
        if self.next is None:
            return ""
        ask = self.next.get("ask")
        if self.next["severity"] == "open" and ask:
            return _("Find out: %(fact)s") % {"fact": ask[self.lang]}
        return str(self.next[self.lang])

    @property
    def next_mark(self) -> str:
        """Its mark."""
        severity: Severity = self.next["severity"] if self.next else "ok"
        return MARKS[severity]

    @property
    def asked(self) -> str:
        """The days that the law asks, where it says."""
        s = self.standing
        if s is None or s.asked_days is None or s.asked_at_most is None:
            return "?"
        return Asked(AskedDays(s.asked_days, s.asked_at_most)).say

    @property
    def is_short(self) -> bool:
        """Whether even what is declared falls short of what is asked."""
        return self.standing is not None and self.standing.short > 0


@dataclass(frozen=True)
class OwnPage:
    """What my sites show."""

    by: Actor
    lang: Lang
    unit: Unit | None
    rows: list[OwnSite]
    next: str
    today: date

    @property
    def breaches(self) -> int:
        """How many findings are breaches, over the sites shown."""
        return sum(r.standing.breaches for r in self.rows if r.standing)

    @property
    def unknown(self) -> int:
        """How many answers are still open."""
        return sum(r.standing.open for r in self.rows if r.standing)

    @property
    def short(self) -> int:
        """At how many sites the declared days fall short."""
        return sum(1 for r in self.rows if r.is_short)

    @property
    def has_demonstration(self) -> bool:
        """Whether any of them is demonstration data."""
        return any(r.site.demonstration for r in self.rows)

    @cached_property
    def links(self) -> Mapping[str, str]:
        """Where a unit and a site are entered, and the registers."""
        new_unit = find_link("record_new", "unit") if self.by.body.kind == UNIT else ""
        return {
            "new_unit": new_unit if self.unit is None else "",
            "new_site": link_new("site", self.by, self.unit) if self.unit else "",
            "unit": link_record("unit", self.unit.public_id) if self.unit else "",
            "import": find_link("import_new", "site") if self.unit else "",
        }


def make_own(by: Actor, lang: Lang, after: str) -> OwnPage:
    """My sites, thirty at a time in the order of their names. What is stored of a site and no
    longer holds is asked anew: nothing old is shown."""
    today = timezone.localdate()
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0
    sites = list(list_sites(by)[start : start + PER_PAGE + 1])
    shown, more = sites[:PER_PAGE], len(sites) > PER_PAGE
    numbers = [s.pk for s in shown]
    stored, waiting = find_standings(numbers), find_waiting(numbers)
    rows = []
    for site in shown:
        standing = stored.get(site.pk)
        if not is_fresh(standing, today, due=site.pk in waiting):
            values = write_standing(examine_site(site.public_id, today))
            standing = SiteStanding(site_id=site.pk, **values)
        rows.append(OwnSite(site, standing, lang))
    following = str(start + PER_PAGE) if more else ""
    return OwnPage(by, lang, find_own_unit(by), rows, following, today)
