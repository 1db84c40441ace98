"""Reading commendations: what is public, and for officers what a case is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from jifang.domains.commendations.data import (
    PUBLISHED,
    TAKEN_DOWN,
    WITHDRAWN,
    Counts,
    Published,
    Wanted,
)
from jifang.domains.commendations.effects import find_consent
from jifang.domains.commendations.facts import find_row
from jifang.domains.commendations.models import Commendation, Consent, Publication
from jifang.foundation.cases.models import Case
from jifang.foundation.territory.models import Division, Organ
from jifang.foundation.walls.scope import find_range
from jifang.law.errors import Text

PAGE: Final = 50
MOST: Final = 50_000
CITY: Final = 4
"""Digits of a division code that name the city."""


def select_published(wanted: Wanted) -> QuerySet[Publication]:
    """What is public, narrowed, the newest first; what was taken down or withdrawn is among it."""
    found = Publication.objects.order_by("-published_on", "-pk")
    if wanted.year is not None:
        found = found.filter(year=wanted.year)
    if wanted.place:
        lo, hi = find_range(wanted.place)
        found = found.filter(place__gte=lo, place__lt=hi)
    if wanted.contribution:
        found = found.filter(contribution=wanted.contribution)
    if wanted.subject:
        found = found.filter(subject=wanted.subject)
    return found


def list_published(wanted: Wanted, before: int = 0, limit: int = PAGE) -> tuple[
    list[Published], bool
]:  # fmt: skip
    """A page of the public list, and whether there is more.

    before: the key of the last one of the page before.
    """
    found = select_published(wanted)
    last = Publication.objects.filter(pk=before).first() if before else None
    if last is not None:
        older = Q(published_on__lt=last.published_on)
        found = found.filter(older | Q(published_on=last.published_on, pk__lt=last.pk))
    rows = list(found[: limit + 1])
    return show_all(rows[:limit]), len(rows) > limit


def list_every_published(wanted: Wanted) -> list[Published]:
    """All that is public, narrowed, for a file."""
    return show_all(select_published(wanted)[:MOST])


def find_published(public_id: UUID) -> Published | None:
    """A commendation by its permanent address."""
    row = Publication.objects.filter(public_id=public_id).first()
    return None if row is None else show_all([row])[0]


def find_publication_of(case: Case) -> Published | None:
    """What is public of a case."""
    row = Publication.objects.filter(case=case).first()
    return None if row is None else show_all([row])[0]


def show_all(rows: Iterable[Publication]) -> list[Published]:
    """Rows with the names of their places and organs."""
    held = list(rows)
    places = {
        d.code: Text(d.name_zh, d.name_en)
        for d in Division.objects.filter(code__in={r.place for r in held}).order_by("valid")
    }
    organs = {
        o.code: Text(o.name_zh, o.name_en)
        for o in Organ.objects.filter(code__in={r.organ for r in held}).order_by("valid")
    }
    return [show(r, places, organs) for r in held]


def show(row: Publication, places: dict[str, Text], organs: dict[str, Text]) -> Published:
    """One row as anyone may see it."""
    return Published(
        key=row.pk, public_id=str(row.public_id), subject=row.subject, name=row.name,
        place=row.place, place_name=places.get(row.place, Text(row.place, row.place)),
        organ=row.organ, organ_name=organs.get(row.organ, Text(row.organ, row.organ)),
        contribution=row.contribution, kinds=tuple(row.kinds), honour=row.honour, text=row.text,
        number=row.number, decided_on=row.decided_on, published_on=row.published_on,
        state=row.state, changed_on=row.changed_on, notice=row.notice,
        demonstration=row.demonstration,
    )  # fmt: skip


def count_published() -> Counts:
    """How many there are, by year, contribution and city; only what stands is counted there."""
    states: dict[str, int] = {}
    years: dict[int, int] = {}
    contributions: dict[str, int] = {}
    cities: dict[str, int] = {}
    rows = Publication.objects.order_by().values_list("state", "year", "contribution", "place")
    for state, year, contribution, place, number in rows.annotate(Count("pk")):
        states[state] = states.get(state, 0) + number
        if state != PUBLISHED:
            continue
        years[year] = years.get(year, 0) + number
        contributions[contribution] = contributions.get(contribution, 0) + number
        city = f"{place[:CITY]}00"
        cities[city] = cities.get(city, 0) + number
    return Counts(
        states.get(PUBLISHED, 0), states.get(WITHDRAWN, 0), states.get(TAKEN_DOWN, 0),
        dict(sorted(years.items(), reverse=True)), contributions, dict(sorted(cities.items())),
    )  # fmt: skip


def list_years() -> list[int]:
    """The years in which something was published, the latest first."""
    years = Publication.objects.order_by("-year").values_list("year", flat=True)
    return list(years.distinct())


def find_commendation(case: Case) -> Commendation | None:
    """What a case is about, within the reader's scope."""
    return find_row(case)


def find_last_consent(case: Case) -> Consent | None:
    """What the commended person said last about being named."""
    row = find_row(case)
    return None if row is None else find_consent(row)
