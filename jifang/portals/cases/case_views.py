"""The page of a case, its clocks, and the letters that went out."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jifang.foundation.cases.data import NotFoundError
from jifang.foundation.cases.looks import note_look
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.selectors import find_case
from jifang.foundation.documents.data import BlobDamagedError
from jifang.foundation.documents.selectors import PDF, find_letter, read_blob
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.cases.case_page import make_case_page
from jifang.portals.cases.clock_page import list_shown
from jifang.portals.cases.frame import make_frame
from jifang.portals.cases.words import say_number
from jifang.portals.wording import get_reader_lang

POWERS: Final = ("see_register", "handle_case", "decide_case", "own_body")
ONE: Final = "cases/<uuid:public_id>/"


def find_asked(public_id: UUID) -> Case:
    """A case within reach. Raises `Http404`, behind a wall too."""
    try:
        return find_case(public_id)
    except NotFoundError:
        raise Http404 from None


@require_safe
@require_signed_in(*POWERS)
def show_case(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """A case; that it was read is noted for its reader alone."""
    case = find_asked(public_id)
    page = make_case_page(request, asking, case)
    done = next((h for h in page.happened if str(h.event.version) == request.GET.get("done")), None)
    if request.method == "GET":
        note_look(asking.acting, case)
    shown = {"page": page, "done": done, **make_frame(asking, "case")}
    return render(request, "cases/case.html", shown)


@require_safe
@require_signed_in(*POWERS)
def show_clock(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """How every day of a case was counted."""
    case = find_asked(public_id)
    shown = {
        "case": case, "number": say_number(case), "periods": list_shown(case),
        "trail": make_trail(case, _("How it was counted")), **make_frame(asking, "case"),
    }  # fmt: skip
    return render(request, "cases/clock.html", shown)


@require_safe
@require_signed_in(*POWERS)
def read_letter(
    request: HttpRequest, asking: Asking, public_id: UUID, letter: UUID
) -> HttpResponse:
    """A letter of a case as it went out."""
    case, found = find_asked(public_id), find_letter(letter)
    if found is None or not Event.objects.filter(case=case, letter=str(letter)).exists():
        raise Http404
    try:
        content = read_blob(found)
    except BlobDamagedError as error:
        said = error.text.say(get_reader_lang())
        return HttpResponse(said, status=500, content_type="text/plain; charset=utf-8")
    return send_pdf(content, f"{found.number_text}.pdf")


def send_pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF, shown by the reader's own program."""
    answer = HttpResponse(content, content_type=PDF)
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def make_trail(case: Case, last: str) -> list[tuple[str, object]]:
    """Where a page about a case stands."""
    return [
        (reverse("work"), _("Work-basket")),
        (reverse("case", args=[case.public_id]), say_number(case)),
        ("", last),
    ]


URLS: list[URLPattern] = [
    path(ONE, show_case, name="case"),
    path(f"{ONE}clock/", show_clock, name="case_clock"),
    path(f"{ONE}letters/<uuid:letter>/", read_letter, name="case_sent"),
]
