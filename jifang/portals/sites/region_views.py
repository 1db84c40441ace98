"""The dashboard of one's own territory, and of each part of it."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.sites.measures import MEASURES
from jifang.portals.sites.region_page import RegionPage, make_region
from jifang.portals.wording import get_reader_lang

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DIGITS: Final = 6


def find_page(request: HttpRequest, asking: Asking, code: str) -> RegionPage:
    """The dashboard of a region. Raises `Http404`: for what there is not, and for what lies outside
    the territory."""
    if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
        raise Http404
    measure = request.GET.get("measure", "")
    itself = _("kept by its own organ")
    page = make_region(code, measure, asking.acting, get_reader_lang(), itself)
    if page is None:
        raise Http404
    return page


@require_safe
@require_signed_in("see_register")
def show_own_region(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The dashboard of the territory that the role reaches."""
    return show(request, find_page(request, asking, asking.acting.body.organ_region))


@require_safe
@require_signed_in("see_register")
def show_region(request: HttpRequest, asking: Asking, code: str) -> HttpResponse:
    """The dashboard of a part of it."""
    return show(request, find_page(request, asking, code))


def show(request: HttpRequest, page: RegionPage) -> HttpResponse:
    """The page."""
    keep = f"measure={page.measure.code}"
    return render(request, "sites/region.html", {"page": page, "keep_query": keep})


@require_safe
@require_signed_in("see_register")
def take_out(request: HttpRequest, asking: Asking, code: str, form: str) -> HttpResponse:
    """The table of a region as a file: every part with every figure."""
    page = find_page(request, asking, code)
    lines = list_lines(page)
    name = f"jifang-{page.code}-{timezone.localdate().isoformat()}.{form}"
    content = write_xlsx(lines) if form == "xlsx" else write_csv(lines)
    answer = HttpResponse(
        content, content_type=XLSX if form == "xlsx" else "text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def list_lines(page: RegionPage) -> list[list[str | int]]:
    """The table as lines: a head, a line for each part, the whole last."""
    head: list[str | int] = [_("Division code"), _("Name")]
    for measure in MEASURES:
        head.append(str(measure.label))
        if measure.of:
            head.append(_("%(measure)s: of") % {"measure": measure.label})
    lines = [head]
    for part in (*page.parts, page.total):
        line: list[str | int] = [part.code, part.name]
        for value, _url in part.values:
            line.append(value.number)
            if value.of is not None:
                line.append(value.of)
        lines.append(line)
    return lines


def write_csv(lines: list[list[str | int]]) -> bytes:
    """UTF-8 with a mark, as spreadsheet programs expect."""
    out = StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(lines: list[list[str | int]]) -> bytes:
    """A workbook of one sheet."""
    from openpyxl import Workbook  # every process would wait for it

    book = Workbook(write_only=True)
    sheet = book.create_sheet("figures")
    for line in lines:
        sheet.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


URLS: list[URLPattern] = [
    path("regions/", show_own_region, name="regions"),
    path("regions/<str:code>/", show_region, name="region"),
    path("regions/<str:code>/figures.csv", take_out, {"form": "csv"}, name="region_csv"),
    path("regions/<str:code>/figures.xlsx", take_out, {"form": "xlsx"}, name="region_xlsx"),
]
