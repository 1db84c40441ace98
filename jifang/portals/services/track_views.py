"""办件查询 (the tracker): where a case stands, by its number and a code or a credit code.

Nothing of it stands in an address, a log or a cookie: the answer is that of the form itself.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jifang.domains.guide.api import track_cases
from jifang.domains.guide.data import TrackedPeriod
from jifang.foundation.access_tokens.limits import Limit, draw
from jifang.foundation.accounts.sign_in import digest
from jifang.foundation.cases.standing import read_day
from jifang.foundation.documents.codes import LONGEST_TYPED
from jifang.foundation.network import find_network
from jifang.foundation.watch.security import log_security
from jifang.law.clock import ADVERSE
from jifang.portals.deadline_links import link_period
from jifang.portals.public.errors import Failure, show_failure

TRYING: Final = Limit(*settings.REPORT_LIMITS["track"])
"""Of one network: codes cannot be guessed, and who tries numbers shall not get far."""
TOO_OFTEN = Failure(
    429,
    _("Too many attempts from this network"),
    _("Nothing was looked up. Wait a minute and try again."),
)
MARKS: Final = {
    "done": "ok", "done_late": "stop", "overdue": "stop", "paused": "open", "reminder": "warn",
    "running": "act",
}  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for a number and a code; with both, where the case stands."""
    if request.method != "POST":
        return show_form(request)
    drawn = draw(digest(TRYING.name, find_network(request)), TRYING)
    if not drawn.allowed:
        log_security("rate.limited", reason=TRYING.name)
        answer = show_failure(request, TOO_OFTEN)
        answer["Retry-After"] = str(drawn.wait)
        return answer
    number, proof = (
        request.POST.get(name, "").replace("\0", "").strip()[:LONGEST_TYPED]
        for name in ("number", "proof")
    )
    found = track_cases(number, proof)
    if not found:
        return show_form(request, number, wrong=True)
    shown = [(case, [show_period(one) for one in case.periods]) for case in found]
    return render(request, "services/tracked.html", {"found": shown, "on": read_day()})


def show_form(request: HttpRequest, number: str = "", *, wrong: bool = False) -> HttpResponse:
    """The form; a code that was typed is not shown again."""
    context = {"number": number, "wrong": wrong, "longest": LONGEST_TYPED}
    return render(request, "services/track.html", context, status=404 if wrong else 200)


def show_period(period: TrackedPeriod) -> tuple[TrackedPeriod, str, str]:
    """A period with its mark and its calculator."""
    mark = MARKS.get(period.state, "stop" if period.state in ADVERSE else "none")
    at = period.finished_on or read_day()
    return period, mark, link_period(period.name, period.started_on, max(at, period.started_on))


URLS: list[URLPattern] = [path("track/", track, name="track")]
