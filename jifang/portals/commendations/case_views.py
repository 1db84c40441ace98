"""Looking at what a commendation keeps sealed, for a purpose that is recorded first."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.views.decorators.cache import never_cache

from jifang.domains.commendations.data import PROCEDURE
from jifang.domains.commendations.services import reveal
from jifang.foundation.cases.data import CaseError, NotFoundError
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.selectors import find_case
from jifang.law.errors import InputError, Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.wording import get_reader_lang

TITLES: Final = {
    "person_name": Text("被表彰人姓名", "name of the commended"),
    "story": Text("事迹", "what was done"),
}


def find_own(public_id: UUID, field: str) -> Case:
    """A case of a commendation within reach. Raises `Http404`, behind a wall too."""
    try:
        case = find_case(public_id)
    except NotFoundError:
        raise Http404 from None
    if case.procedure != PROCEDURE or field not in TITLES:
        raise Http404
    return case


@never_cache
@require_signed_in("reveal_personal", "own_body")
def look(request: HttpRequest, asking: Asking, public_id: UUID, field: str) -> HttpResponse:
    """A name or what was done, in clear, once, after a purpose was given."""
    case = find_own(public_id, field)
    purpose, clear, error, status = request.POST.get("purpose", ""), "", "", 200
    lang = get_reader_lang()
    if request.method == "POST":
        try:
            clear = reveal(asking.acting, case.public_id, field, purpose)
        except NotFoundError:
            raise Http404 from None
        except InputError as wrong:
            error, status = next(iter(wrong)).message.say(lang), 400
        except CaseError as refused:
            error, status = refused.text.say(lang), 403
    shown = {
        "case": case, "title": TITLES[field], "clear": clear, "error": error, "purpose": purpose,
        "back": find_case_url(case),
    }  # fmt: skip
    return render(request, "commendations/reveal.html", shown, status=status)


def find_case_url(case: Case) -> str:
    """Where the case's own page is; the public list where the site has none."""
    try:
        return reverse("case", args=[case.public_id])
    except NoReverseMatch:
        return reverse("commendations")


URLS: list[URLPattern] = [
    path("commendations/cases/<uuid:public_id>/<slug:field>/", look, name="commendation_reveal"),
]
