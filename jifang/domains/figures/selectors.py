"""Reading standings and counts, within the reader's reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from jifang.domains.figures.models import Figure, SiteDue, SiteStanding
from jifang.domains.figures.standings import filter_due
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ROLES
from jifang.foundation.history.models import ACTIVE, RETIRED
from jifang.foundation.walls.scope import find_range


def find_standings(sites: Iterable[int]) -> dict[int, SiteStanding]:
    """The stored answers of some sites, by the site's row."""
    return {s.site_id: s for s in SiteStanding.objects.filter(site_id__in=list(sites))}


def list_standings(by: Actor) -> QuerySet[SiteStanding]:
    """What was found of the sites within reach; the walls say the same again. A site that was
    retired is not among them, also before its answer has followed."""
    found = SiteStanding.objects.exclude(outcome="retired").filter(site__state=ACTIVE)
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
    """Every count of a territory, by the division of the organ and measure. Answers about sites
    that were retired are not counted, also before they have followed."""
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
    for organ_region, leaving in _count_leaving(lo, hi).items():
        counts = found.setdefault(organ_region, {})
        for measure, number in leaving.items():
            counts[measure] = counts.get(measure, 0) - number
    return found


def _count_leaving(lo: str, hi: str) -> dict[str, dict[str, int]]:
    """What the answers count of sites that were retired and wait for their answer to follow: the
    register counts a site no longer from its retirement on, its answer is put right by a job."""
    waiting = SiteDue.objects.filter(organ_region__gte=lo, organ_region__lt=hi)
    rows = (
        SiteStanding.objects.exclude(outcome=RETIRED)
        .filter(
            organ_region__gte=lo, organ_region__lt=hi, site__state=RETIRED,
            site_id__in=waiting.order_by().values("site_number"),
        )
        .order_by("organ_region")
        .values("organ_region")
        .annotate(
            assessed=Count("id"), breached_sites=Count("id", filter=Q(breaches__gt=0)),
            number=Sum("breaches"), open_sites=Count("id", filter=Q(open__gt=0)),
            short_sites=Count("id", filter=Q(short__gt=0)),
        )
    )  # fmt: skip
    return {
        row["organ_region"]: {
            "assessed": row["assessed"], "breached_sites": row["breached_sites"],
            "breaches": row["number"], "open_sites": row["open_sites"],
            "short_sites": row["short_sites"],
        }
        for row in rows
    }  # fmt: skip


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
