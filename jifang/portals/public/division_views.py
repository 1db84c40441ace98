"""区划 (divisions): the tree by city, the editions of a code, and which organ is competent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jifang.foundation.territory.models import Division, Organ
from jifang.foundation.territory.selectors import (
    LONGEST_QUERY,
    find_competent_organ,
    find_division,
    find_own_organ,
    find_superior_organ,
    list_divisions,
    list_editions,
    list_parts,
    list_public_security_organs,
    say_organ,
    search_divisions,
)
from jifang.law.errors import Text


@dataclass(frozen=True, slots=True)
class Shown:
    """A division of a day with the organ competent for it, as a row shows them."""

    division: Division
    name: Text
    organ: Text | None
    parts: tuple[Shown, ...] = ()


def read_day(request: HttpRequest) -> tuple[date, str, str]:
    """The day asked for (today), as it was written, and what is wrong with it."""
    written = request.GET.get("on", "").strip()
    try:
        return (date.fromisoformat(written) if written else timezone.localdate()), written, ""
    except ValueError:
        return timezone.localdate(), written[:20], _("A day is written 2026-11-26.")


def show_rows(
    found: Iterable[Division], organs: dict[str, Organ], day: date, parts: dict[str, list[Division]]
) -> tuple[Shown, ...]:
    """Rows with their organs and what lies in them. A township is its county's."""
    shown = []
    for division in found:
        organ = organs.get(division.parent if division.level == "township" else division.code)
        below = show_rows(parts.get(division.code, ()), organs, day, {})
        name = Text(division.name_zh, division.name_en)
        shown.append(Shown(division, name, say_quickly(organ), below))
    return tuple(shown)


def say_quickly(organ: Organ | None) -> Text | None:
    """The organ's present name, without looking for the edition of a day."""
    return Text(organ.name_zh, organ.name_en) if organ else None


@require_safe
def show_index(request: HttpRequest) -> HttpResponse:
    """The cities with their counties on a day, or what a search finds."""
    day, written, error = read_day(request)
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY].replace("\0", "")
    organs = list_public_security_organs(day)
    context: dict[str, object] = {"query": query, "day": day, "on": written, "error": error,
                                  "longest": LONGEST_QUERY}  # fmt: skip
    if query:
        context["found"] = show_rows(search_divisions(query, day), organs, day, {})
    else:
        parts: dict[str, list[Division]] = {}
        divisions = list_divisions(day)
        for division in divisions:
            parts.setdefault(division.parent, []).append(division)
        cities = show_rows(parts.get("440000", ()), organs, day, parts)
        province = next((d for d in divisions if d.level == "province"), None)
        context |= {"cities": cities, "province": province,
                    "counties": sum(len(c.parts) for c in cities)}  # fmt: skip
    return render(request, "public/divisions/index.html", context)


@require_safe
def show_division(request: HttpRequest, code: str) -> HttpResponse:
    """The editions of a code, its competent organ and that above, what lies in it."""
    editions = list_editions(code)
    if not editions:
        raise Http404
    day, written, error = read_day(request)
    now = find_division(code, day)
    shown = now or editions[-1]
    competent = find_competent_organ(code, day)
    organ = competent or find_own_organ(code, day)
    above = find_superior_organ(organ, day) if organ else None
    parent = find_division(shown.parent, day) if shown.parent else None
    parts = list_parts(code, day)
    context = {
        "division": shown,
        "name": Text(shown.name_zh, shown.name_en),
        "now": now,
        "day": day,
        "on": written,
        "error": error,
        "editions": [(d, Text(d.name_zh, d.name_en)) for d in reversed(editions)],
        "organ": organ,
        "organ_name": say_organ(organ, day) if organ else None,
        "is_competent": competent is not None,
        "above": say_organ(above, day) if above else None,
        "parent": parent,
        "parent_name": Text(parent.name_zh, parent.name_en) if parent else None,
        "parts": show_rows(parts, list_public_security_organs(day), day, {}),
    }
    return render(request, "public/divisions/division.html", context)


URLS: list[URLPattern] = [
    path("divisions/", show_index, name="divisions"),
    path("divisions/<slug:code>/", show_division, name="division"),
]
"""Pages, in both languages."""
