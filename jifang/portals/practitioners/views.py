"""我的职责 (a firm's own duties), and a firm's duties as the organs of its territory see them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from jifang.domains.practitioners.selectors import find_own_firm
from jifang.domains.units.api import FirmRef, find_firm_record
from jifang.foundation.accounts.powers import FIRM
from jifang.foundation.history.data import NotFoundError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.practitioners.pages import make_page
from jifang.portals.qualifications.days import read_day


@require_safe
@require_signed_in("own_body")
def show_own(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The duties of the firm that is acted for."""
    if asking.acting.body.kind != FIRM:
        raise Http404
    firm = find_own_firm(asking.acting)
    if firm is None:
        return render(request, "practitioners/unknown.html", {"new": reverse("registers")})
    return show(request, asking, firm)


@require_safe
@require_signed_in("see_register")
def show_firm(request: HttpRequest, asking: Asking, public_id: str) -> HttpResponse:
    """The duties of a firm of the territory; another one is not there."""
    try:
        firm = find_firm_record(public_id)
    except NotFoundError:
        raise Http404 from None
    return show(request, asking, firm)


def show(request: HttpRequest, asking: Asking, firm: FirmRef) -> HttpResponse:
    """The page, of the day that is asked for."""
    on, wrong = read_day(request.GET.get("on", ""))
    context = {
        "page": make_page(asking.acting, firm, on), "wrong": wrong,
        "asked": request.GET.get("on", "") if wrong else on.isoformat(),
        "own": asking.acting.body.party == firm.party,
        "record": reverse("record", args=["organisation", firm.public_id]),
    }  # fmt: skip
    return render(request, "practitioners/duties.html", context, status=400 if wrong else 200)


URLS: list[URLPattern] = [
    path("my-duties/", show_own, name="my_duties"),
    path("duties/<uuid:public_id>/", show_firm, name="duties_of"),
]
