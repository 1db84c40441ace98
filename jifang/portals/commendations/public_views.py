"""表彰公布 (commendations in public): the list, its figures, a file of it, a page for each."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jifang.domains.commendations.data import (
    CONTRIBUTIONS,
    KINDS,
    STANDINGS,
    SUBJECTS,
    Published,
    Wanted,
)
from jifang.domains.commendations.selectors import (
    count_published,
    find_published,
    list_every_published,
    list_published,
    list_years,
)
from jifang.law.errors import Text
from jifang.law.places import load_divisions
from jifang.portals.account.asking import find_asking
from jifang.portals.wording import get_reader_lang, join_list

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
MARKS: Final = {"published": "ok", "taken_down": "open", "withdrawn": "stop"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that the list is narrowed by."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A commendation in the reader's words."""

    row: Published

    @property
    def mark(self) -> str:
        """The state mark beside the words."""
        return MARKS[self.row.state]

    @property
    def standing(self) -> Text:
        """Whether it stands, in words."""
        return STANDINGS[self.row.state]

    @property
    def subject(self) -> Text:
        """A unit or a person."""
        return SUBJECTS[self.row.subject]

    @property
    def contribution(self) -> Text:
        """What for, in the words of art. 28."""
        return CONTRIBUTIONS[self.row.contribution]

    @property
    def kinds(self) -> str:
        """What was given: the words of art. 28."""
        return join_list([KINDS[k] for k in self.row.kinds], get_reader_lang())


def read_wanted(request: HttpRequest) -> tuple[Wanted, bool]:
    """What the list is narrowed by, and whether all of it could be read."""
    year, place = request.GET.get("year", ""), request.GET.get("place", "")
    contribution, subject = request.GET.get("for", ""), request.GET.get("who", "")
    wanted = Wanted(
        int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        place if place in load_divisions() else "",
        contribution if contribution in CONTRIBUTIONS else "",
        subject if subject in SUBJECTS else "",
    )
    kept = (str(wanted.year or ""), wanted.place, wanted.contribution, wanted.subject)
    return wanted, kept == (year, place, contribution, subject)


def write_query(wanted: Wanted) -> str:
    """The part of an address that narrows the list so."""
    given = {"year": wanted.year, "place": wanted.place, "for": wanted.contribution,
             "who": wanted.subject}  # fmt: skip
    return urlencode({name: value for name, value in given.items() if value})


def offer(values: Mapping[str, Text], chosen: str) -> list[Choice]:
    """The values of a list to open, in the reader's language."""
    lang = get_reader_lang()
    return [Choice(value, said.say(lang), value == chosen) for value, said in values.items()]


def name_place(code: str) -> Text:
    """A division by its present name."""
    division = load_divisions().get(code)
    return division.name if division else Text(code, code)


@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """What was published, the newest first; how many, by year and by what for."""
    wanted, readable = read_wanted(request)
    asking = find_asking(request)
    before = request.GET.get("before", "")
    key = int(before[:18]) if before.isascii() and before.isdigit() else 0
    rows, more = list_published(wanted, key)
    counts = count_published()
    places = {code: name_place(code) for code in counts.by_city}
    if wanted.place:
        places.setdefault(wanted.place, name_place(wanted.place))
    query = write_query(wanted)
    page = {
        "rows": [Shown(row) for row in rows], "last": rows[-1].key if more else None,
        "wanted": wanted, "readable": readable, "query": query, "keep_query": query,
        "counts": counts, "older": key > 0,
        "years": [Choice(str(y), str(y), y == wanted.year) for y in list_years()],
        "places": offer(places, wanted.place),
        "contributions": offer(CONTRIBUTIONS, wanted.contribution),
        "subjects": offer(SUBJECTS, wanted.subject),
        "figures": [(CONTRIBUTIONS[c], n) for c, n in counts.by_contribution.items()],
        "may_propose": asking.account is None or asking.may("own_body")
        or asking.may("handle_case"),
    }  # fmt: skip
    return render(request, "commendations/list.html", page)


@require_safe
def show_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A commendation at its permanent address; what was withdrawn says so."""
    row = find_published(public_id)
    if row is None:
        raise Http404
    return render(request, "commendations/one.html", {"shown": Shown(row), "row": row})


@require_safe
def take_out(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, as a file: open data."""
    wanted, _readable = read_wanted(request)
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([
        _("Address"), _("State"), _("Number of the decision"), _("Who"), _("Unit or person"),
        _("Division code"), _("Organ"), _("For what"), _("What was given"), _("What precisely"),
        _("What was done"), _("Decided on"), _("Published on"), _("Since"),
        _("What the public is told"), _("Demonstration data"),
    ])  # fmt: skip
    for row in list_every_published(wanted):
        writer.writerow([guard(cell) for cell in list_cells(request, Shown(row))])
    answer = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    name = f"commendations-{timezone.localdate().isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def list_cells(request: HttpRequest, shown: Shown) -> Sequence[Any]:
    """One line of the file."""
    row, lang = shown.row, get_reader_lang()
    return (
        row.public_id, shown.standing.say(lang), row.number, row.who.say(lang),
        shown.subject.say(lang), row.place, row.organ_name.say(lang),
        shown.contribution.say(lang), shown.kinds, row.honour, row.text,
        row.decided_on.isoformat(), row.published_on.isoformat(), row.changed_on.isoformat(),
        row.notice, _("invented, without effect") if row.demonstration else "",
    )  # fmt: skip


def guard(cell: Any) -> Any:
    """No cell begins a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


URLS: list[URLPattern] = [
    path("commendations/", show_list, name="commendations"),
    path("commendations/data.csv", take_out, name="commendations_csv"),
    path("commendations/<uuid:public_id>/", show_one, name="commendation"),
]
