"""The page of a site, and the sites of one's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jifang.foundation.accounts.powers import UNIT
from jifang.foundation.history.data import NotFoundError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.sites.mine import make_own
from jifang.portals.sites.site_page import make_page
from jifang.portals.wording import get_reader_lang

BEGIN: Final = date(2017, 8, 1)
"""The Measures are in force from this day on (art. 42)."""
FARTHEST: Final = timedelta(days=366 * 2)


def read_day(given: str) -> tuple[date, str]:
    """The day that is asked for, today where none is; and what is wrong with it."""
    today = timezone.localdate()
    if not given.strip():
        return today, ""
    try:
        day = date.fromisoformat(given.strip()) if len(given.strip()) == 10 else None
    except ValueError:
        day = None
    if day is None:
        return today, _("A day is written 2026-11-26.")
    if not BEGIN <= day <= today + FARTHEST:
        return today, _("From 2017-08-01 to two years from now.")
    return day, ""


@require_safe
@require_signed_in("see_register", "own_body")
def show_site(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Everything the registers and the law say of a site, today or on another day."""
    given = request.GET.get("on", "")
    on, wrong = read_day(given)
    try:
        page = make_page(public_id, on, asking.acting, get_reader_lang())
    except NotFoundError:
        raise Http404 from None
    keep = f"on={on.isoformat()}" if on != page.today else ""
    shown = {"page": page, "given": given[:20], "day_error": wrong, "keep_query": keep}
    return render(request, "sites/site.html", shown)


@require_safe
@require_signed_in("own_body")
def show_own(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The sites of the body that is acted for, and what is to be done at each."""
    if asking.acting.body.kind != UNIT:
        raise Http404
    page = make_own(asking.acting, get_reader_lang(), request.GET.get("after", ""))
    return render(request, "sites/mine.html", {"page": page})


URLS: list[URLPattern] = [
    path("sites/<uuid:public_id>/", show_site, name="site"),
    path("my-sites/", show_own, name="my_sites"),
]
