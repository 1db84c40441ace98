"""办案统计 (figures of cases): of one's own territory for officers, of the province for all."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jifang.domains.statistics.api import (
    LEAST,
    Line,
    PublicCell,
    PublicFigures,
    Wanted,
    read_figures,
    read_public,
)
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.cases.standing import read_day
from jifang.foundation.territory.selectors import find_division, is_within
from jifang.law.calendar import add_months
from jifang.law.periods import say_cite
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.services.figures_page import (
    MONTHS,
    MOST_MONTHS,
    FiguresPage,
    format_month,
    read_month,
    say_matter,
    say_median,
    say_share,
)
from jifang.portals.wording import format_number, get_reader_lang

CODE_LENGTH: Final = 6


class NoRegionError(Exception):
    """The territory has no such region: there is none, or it lies elsewhere."""


def read_wanted(request: HttpRequest, region: str) -> tuple[Wanted, bool]:
    """What is asked, and whether all of it could be read; what could not is left at its usual
    value, and the page says so."""
    today = read_day()
    this = today.replace(day=1)
    since, right = read_month(request.GET.get("since", ""), add_months(this, 1 - MONTHS))
    last, also = read_month(request.GET.get("until", ""), this)
    procedure = request.GET.get("procedure", "")
    known = not procedure or procedure in PROCEDURES
    right = right and also and known and since <= last < add_months(since, MOST_MONTHS)
    if not since <= last < add_months(since, MOST_MONTHS):
        since, last = add_months(this, 1 - MONTHS), this
    until = add_months(last, 1) - timedelta(days=1)
    return Wanted(region, since, until, today, procedure if known else ""), right


def find_page(request: HttpRequest, asking: Asking, code: str) -> tuple[FiguresPage, bool]:
    """The figures of a region. Raises `NoRegionError`: for what there is not, and for what lies
    outside the territory."""
    by = asking.acting
    if not (code.isascii() and code.isdigit() and len(code) == CODE_LENGTH):
        raise NoRegionError
    division = find_division(code)
    if division is None or not is_within(code, by.body.organ_region):
        raise NoRegionError
    above = find_division(division.parent) if division.parent else None
    if above is not None and not is_within(above.code, by.body.organ_region):
        above = None
    wanted, right = read_wanted(request, code)
    return FiguresPage(division, above, read_figures(wanted), get_reader_lang()), right


@require_safe
@require_signed_in("see_register")
def show_own(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The figures of the territory that the role reaches, or of the part that is asked for."""
    return show_of(request, asking, request.GET.get("region") or asking.acting.body.organ_region)


@require_safe
@require_signed_in("see_register")
def show_region(request: HttpRequest, asking: Asking, code: str) -> HttpResponse:
    """The figures of a part of it."""
    return show_of(request, asking, code)


def show_of(request: HttpRequest, asking: Asking, code: str) -> HttpResponse:
    """The page of a region; 404 that says so where the territory has none such."""
    try:
        return show(request, *find_page(request, asking, code))
    except NoRegionError:
        return render(request, "services/no_region.html", status=404)


def show(request: HttpRequest, page: FiguresPage, right: bool) -> HttpResponse:
    """The page."""
    lang, this = get_reader_lang(), read_day().replace(day=1)
    months = [format_month(add_months(this, -n)) for n in range(MOST_MONTHS)]
    query = (
        f"since={format_month(page.wanted.since)}&until={format_month(page.wanted.until)}"
        f"&procedure={page.wanted.procedure}"
    )
    context = {
        "page": page, "right": right, "months": months, "query": query, "keep_query": query,
        "since": format_month(page.wanted.since), "until": format_month(page.wanted.until),
        "procedures": [(code, say_matter(code, lang)) for code in PROCEDURES],
    }  # fmt: skip
    return render(request, "services/figures.html", context, status=200 if right else 400)


@require_safe
@require_signed_in("see_register")
def take_out(request: HttpRequest, asking: Asking, code: str) -> HttpResponse:
    """The figures of a region as a file: every line of every table."""
    try:
        page, right = find_page(request, asking, code)
    except NoRegionError:
        raise Http404 from None
    if not right:
        raise Http404
    lines: list[list[Any]] = [[
        _("By"), _("Code"), _("Name"), _("Periods"), _("In time"), _("In time, earlier reading"),
        _("Done late"), _("Past its day"), _("Ended by the applicant"), _("Median, working days"),
        _("Cases opened"), _("Cases ended"), _("Notices of what is missing"), _("Refusals"),
    ]]  # fmt: skip
    figures = page.figures
    lines.append([_("all"), code, page.name, *list_numbers(figures.total)])
    for kind, rows, found in (
        (_("Region"), page.parts, figures.parts), (_("Matter"), page.matters, figures.matters),
    ):  # fmt: skip
        lines += [
            [kind, row.code, row.name, *list_numbers(line)]
            for row, line in zip(rows, found.values(), strict=False)
        ]
    lines += [
        [_("Period"), f"{matter}/{name}", row.name, *list_numbers(Line(served))[:7]]
        for row, ((matter, name), served) in zip(
            page.periods, sorted(figures.periods.items()), strict=True
        )
    ]
    lines += [
        [_("Month"), format_month(m), format_month(m), *list_numbers(figures.months.get(m, Line()))]
        for m in page.span
    ]
    for cite, number in figures.grounds.items():
        named = say_cite(cite).say(get_reader_lang())
        lines.append([_("Ground of refusal"), f"{cite.law}/{cite.provision}", named,
                      *[""] * 10, number])  # fmt: skip
    return write_file(lines, f"jifang-cases-{code}-{page.wanted.until.isoformat()}.csv")


def list_numbers(line: Line) -> list[Any]:
    """A line of figures."""
    served, flow = line.served, line.flow
    return [
        served.number, served.in_time, served.early, served.late, served.running,
        served.withdrawn, say_median(served.median), flow.opened, flow.closed, flow.notices,
        flow.refused,
    ]  # fmt: skip


def write_file(lines: list[list[Any]], name: str) -> HttpResponse:
    """UTF-8 with a mark, as spreadsheet programs expect."""
    out = StringIO()
    csv.writer(out).writerows(lines)
    answer = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# -- for everyone ----------------------------------------------------------------------------------


def say_cell(cell: PublicCell) -> tuple[str, str, str]:
    """How many, the share in time, the median; a figure that is held back says so."""
    if cell.number is None:
        return _("under %(number)s, or held back with one that is") % {"number": LEAST}, "—", "—"
    return format_number(cell.number), say_share(cell.in_time), say_median(cell.median)


@require_safe
def show_public(request: HttpRequest) -> HttpResponse:
    """The figures of the province, small numbers held back."""
    public, lang = read_public(read_day()), get_reader_lang()
    context = {
        "public": public,
        "least": LEAST,
        "total": say_cell(public.total),
        "cities": [
            (name.say(lang), public.by_city[code],
             [public.cells[code, matter] for matter, _title in public.matters])
            for code, name in public.cities
        ],
        "matters": [(t.say(lang), say_cell(public.by_matter[m])) for m, t in public.matters],
        "months": [(format_month(month), say_cell(cell)) for month, cell in public.months],
    }  # fmt: skip
    return render(request, "services/public_figures.html", context)


@require_safe
def take_out_public(request: HttpRequest) -> HttpResponse:
    """The same as a file; what is held back is empty."""
    public, lang = read_public(read_day()), get_reader_lang()
    lines: list[list[Any]] = [[
        _("Region"), _("Matter"), _("Periods"), _("In time"), _("Median, working days"),
    ]]  # fmt: skip
    for (city, matter), cell in public.cells.items():
        place = dict(public.cities)[city].say(lang)
        lines.append([place, say_matter(matter, lang), *write_cell(cell)])
    lines += [["", say_matter(m, lang), *write_cell(c)] for m, c in public.by_matter.items()]
    lines += [[dict(public.cities)[k].say(lang), "", *write_cell(c)]
              for k, c in public.by_city.items()]  # fmt: skip
    return write_file(lines, f"jifang-cases-{find_name(public)}.csv")


def write_cell(cell: PublicCell) -> list[Any]:
    """A figure in a file."""
    if cell.number is None:
        return ["", "", ""]
    return [cell.number, say_share(cell.in_time), say_median(cell.median)]


def find_name(public: PublicFigures) -> str:
    """The months in the name of a file."""
    return f"{format_month(public.since)}-{format_month(public.until)}"


URLS: list[URLPattern] = [
    path("statistics/", show_own, name="statistics"),
    path("statistics/public/", show_public, name="statistics_public"),
    path("statistics/public/figures.csv", take_out_public, name="statistics_public_csv"),
    path("statistics/<str:code>/", show_region, name="statistics_region"),
    path("statistics/<str:code>/figures.csv", take_out, name="statistics_csv"),
]
