"""Reading standings and counts, within the reader's reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet, Sum

from jifang.domains.figures.models import Figure, SiteDue, SiteStanding
from jifang.domains.figures.standings import filter_due
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ROLES
from jifang.foundation.walls.scope import find_range


def find_standings(sites: Iterable[int]) -> dict[int, SiteStanding]:
    """The stored answers of some sites, by the site's row."""
    return {s.site_id: s for s in SiteStanding.objects.filter(site_id__in=list(sites))}


def list_standings(by: Actor) -> QuerySet[SiteStanding]:
    """What was found of the sites within reach; the walls say the same again."""
    found = SiteStanding.objects.exclude(outcome="retired")
    role = ROLES.get(by.role)
    if role is None or not role.sees_territory:
        return found.filter(party=by.body.party)
    lo, hi = find_range(by.body.organ_region)
    return found.filter(organ_region__gte=lo, organ_region__lt=hi)


def find_waiting(sites: Iterable[int]) -> set[int]:
    """Which of some sites were changed since they were assessed."""
    return filter_due(sites)


def count_waiting(region: str) -> int:
    """How many changes of sites of a territory wait to be assessed; counted up to a thousand."""
    lo, hi = find_range(region)
    return SiteDue.objects.filter(organ_region__gte=lo, organ_region__lt=hi)[:1_000].count()


def read_figures(region: str) -> dict[str, dict[str, int]]:
    """Every count of a territory, by the division of the organ and measure."""
    lo, hi = find_range(region)
    rows = (
        Figure.objects.filter(organ_region__gte=lo, organ_region__lt=hi, month=None)
        .order_by("organ_region", "measure")
        .values_list("organ_region", "measure")
        .annotate(total=Sum("number"))
    )
    found: dict[str, dict[str, int]] = {}
    for organ_region, measure, total in rows:
        found.setdefault(organ_region, {})[measure] = int(total)
    return found


def read_months(region: str, measure: str, since: date) -> dict[date, int]:
    """A count by month of a territory, from a month on."""
    lo, hi = find_range(region)
    rows = (
        Figure.objects.filter(
            organ_region__gte=lo, organ_region__lt=hi, measure=measure, month__gte=since
        )
        .order_by("month")
        .values_list("month")
        .annotate(total=Sum("number"))
    )
    return {month: int(total) for month, total in rows if month is not None}
