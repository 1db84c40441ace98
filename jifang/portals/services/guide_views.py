"""办事指南 (the service guide): what can be applied for, and each procedure as it is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.views.decorators.http import require_safe

from jifang.domains.guide.api import (
    DOORS,
    Guide,
    Routed,
    find_guide,
    is_routed,
    list_guides,
    list_routes,
)
from jifang.domains.guide.data import Condition, GuidedPeriod, Remedy
from jifang.foundation.cases.procedures import find_procedure
from jifang.foundation.cases.standing import read_day
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.portals.account.asking import Asking, find_asking
from jifang.portals.citations import quote_provision
from jifang.portals.complaints.places import City, list_cities, name_place
from jifang.portals.deadline_links import link_period
from jifang.portals.services.starts import find_start
from jifang.portals.wording import get_reader_lang


@dataclass(frozen=True, slots=True)
class Quote:
    """What a provision says, and whether these are the law's own words."""

    cite: Cite
    text: str
    own_words: bool


@dataclass(frozen=True)
class GuidePage:
    """A procedure as the page shows it, for a place that was chosen or none."""

    guide: Guide
    on: date
    place: str
    wrong: bool
    asking: Asking

    @property
    def doors(self) -> list[Text]:
        """How a case is opened, in words."""
        return [DOORS[door] for door in self.guide.doors]

    @property
    def start(self) -> str:
        """Where to begin; nothing where nobody applies, or not whoever asks."""
        return find_start(self.guide.code, self.asking) if self.guide.is_applied_for else ""

    @property
    def quotes(self) -> list[Quote]:
        """What the provision says on which the whole rests."""
        cite = self.guide.papers.cite
        text, own = quote_provision(cite, get_reader_lang())
        return [Quote(cite, text, own)]

    @property
    def conditions(self) -> list[tuple[Condition, str]]:
        """What the law asks, each with the page on which one tries it."""
        return [(c, find_question(c.question.name)) for c in self.guide.conditions]

    @property
    def periods(self) -> list[tuple[GuidedPeriod, str]]:
        """The periods, each with its calculator."""
        return [(p, link_period(p.period.id, self.on, self.on)) for p in self.guide.periods]

    @property
    def remedies(self) -> list[tuple[Remedy, str]]:
        """How a decision is contested, each with its calculator."""
        return [(r, link_period(r.period.id, self.on, self.on)) for r in self.guide.remedies]

    @property
    def is_routed(self) -> bool:
        """Whether a rule says which organ it is."""
        return is_routed(find_procedure(self.guide.code))

    @property
    def routes(self) -> list[Routed]:
        """Which organ it is for the place that was chosen."""
        if not self.place:
            return []
        return list_routes(find_procedure(self.guide.code), self.place, self.on)

    @property
    def place_name(self) -> Text:
        """The place in words."""
        return name_place(self.place)


def find_question(name: str) -> str:
    """The page of a question to the law."""
    try:
        return reverse("question", args=[name])
    except NoReverseMatch:
        return ""


def read_place(request: HttpRequest, cities: Iterable[City]) -> tuple[str, bool]:
    """The place that was chosen, and whether it is none that may be."""
    given = request.GET.get("place", "")
    known = {place.code for city in cities for place in city.parts}
    return (given if given in known else ""), bool(given) and given not in known


@require_safe
def show_index(request: HttpRequest) -> HttpResponse:
    """Every procedure of this installation."""
    guides = list_guides()
    context = {
        "applied": [g for g in guides if g.is_applied_for],
        "others": [g for g in guides if not g.is_applied_for],
    }
    return render(request, "services/index.html", context)


@require_safe
def show_procedure(request: HttpRequest, procedure: str) -> HttpResponse:
    """One procedure: who, conditions, papers, steps, periods, basis, remedies, organ."""
    guide = find_guide(procedure)
    if guide is None:
        raise Http404
    cities = list_cities()
    place, wrong = read_place(request, cities)
    page = GuidePage(guide, read_day(), place, wrong, find_asking(request))
    keep = f"place={place}" if place else ""
    context = {"page": page, "guide": guide, "cities": cities, "keep_query": keep}
    return render(request, "services/procedure.html", context, status=400 if wrong else 200)


URLS: list[URLPattern] = [
    path("services/", show_index, name="services"),
    path("services/<slug:procedure>/", show_procedure, name="service"),
]
