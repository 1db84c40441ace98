"""证书查询 (look-up of certificates): by number, firm or credit code; what one is on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jifang.domains.qualifications.data import FILING, HOW, KINDS, LEVELS, Standing
from jifang.domains.qualifications.models import Certificate, Extension
from jifang.domains.qualifications.selectors import (
    LONGEST_QUERY,
    MOST_FOUND,
    find_certificate,
    find_extension,
    find_paper_check,
    find_standing,
    list_of_party,
    search_certificates,
)
from jifang.domains.qualifications.services import CHECKS, check_entered
from jifang.foundation.cases.data import CaseError
from jifang.foundation.territory.models import Organ
from jifang.foundation.territory.selectors import say_organ
from jifang.law.errors import Text
from jifang.law.places import name_region
from jifang.portals.account.asking import Asking, find_asking, require_signed_in
from jifang.portals.qualifications.days import read_day
from jifang.portals.wording import format_date, get_reader_lang

MARKS: Final = {
    "valid": "ok", "extended": "ok", "deemed": "ok", "not_yet": "open", "replaced": "warn",
    "expired": "stop", "unconfirmed": "warn", "taken_back": "stop",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate with what it is on a day."""

    row: Certificate
    standing: Standing
    on: date

    @property
    def kind(self) -> Text:
        """What it is."""
        return KINDS[self.row.kind]

    @property
    def level(self) -> Text | None:
        """Its level."""
        return LEVELS[str(self.row.level)] if self.row.level else None

    @property
    def held_before(self) -> bool:
        """Whether its level is held since an earlier certificate."""
        since = self.row.level_since
        return since is not None and since < self.row.issued_on

    @property
    def how(self) -> Text:
        """Upon what it was issued."""
        return HOW[self.row.how]

    @property
    def place(self) -> Text:
        """Where the firm is registered."""
        return name_region(self.row.firm_region)

    @property
    def organ(self) -> Text:
        """Who issued it, by the name of the day of issue."""
        found = Organ.objects.filter(code=self.row.organ, valid__contains=self.row.issued_on)
        organ = found.first() or Organ.objects.filter(code=self.row.organ).first()
        return Text("", "") if organ is None else say_organ(organ, self.row.issued_on)

    @property
    def extension(self) -> Extension | None:
        """The extension, if it was granted by the day that is asked for."""
        found = find_extension(self.row)
        return found if found and found.granted_on <= self.on else None

    @property
    def confirmed_on(self) -> date | None:
        """When a second officer confirmed what was entered from paper."""
        check = find_paper_check(self.row)
        return check.checked_on if check and check.confirmed else None

    @property
    def mark(self) -> str:
        """The mark of its state."""
        return MARKS[self.standing.state]

    @property
    def is_filing(self) -> bool:
        """Whether it is the filing of a firm from outside."""
        return self.row.kind == FILING


def show_row(row: Certificate, on: date) -> Shown:
    """A certificate on a day."""
    return Shown(row, find_standing(row, on), on)


def say_standing(shown: Shown) -> str:
    """The state on the day in one sentence."""
    lang = get_reader_lang()
    day = format_date(shown.on, lang)
    words = {"day": day, "end": format_date(shown.standing.ends_on, lang)}
    match shown.standing.state:
        case "valid":
            return _("On %(day)s it is valid, until %(end)s") % words
        case "extended":
            return _("On %(day)s it is valid: extended until %(end)s") % words
        case "deemed":
            return _("On %(day)s it counts as renewed: it ended on %(end)s undecided") % words
        case "expired":
            return _("On %(day)s it is not valid: it ended on %(end)s") % words
        case "unconfirmed":
            return _("It cannot be relied on yet: no second officer has confirmed the entry")
        case "taken_back":
            return _("It does not count: the entry from paper was taken back")
        case "replaced":
            return _("On %(day)s it is not valid: a later certificate replaced it") % words
    return _("On %(day)s it was not issued yet") % words


@never_cache
@require_safe
def show_index(request: HttpRequest) -> HttpResponse:
    """Find certificates."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    today = timezone.localdate()
    found = [show_row(row, today) for row in search_certificates(query)]
    context = {
        "query": query, "found": found, "today": today, "longest": LONGEST_QUERY,
        "is_cut": len(found) == MOST_FOUND,
    }  # fmt: skip
    return render(request, "qualifications/index.html", context)


@never_cache
@require_safe
def show_certificate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The permanent page of a certificate: what it is today, or was on another day."""
    row = find_certificate(public_id)
    if row is None:
        raise Http404
    return show_page(request, row)


def show_page(request: HttpRequest, row: Certificate, refused: str = "") -> HttpResponse:
    """The page, with what an act was refused for."""
    given = request.GET.get("on", "")
    on, wrong = read_day(given)
    shown = show_row(row, on)
    others = [show_row(o, on) for o in list_of_party(row.party, row.kind) if o.pk != row.pk]
    context = {
        "shown": shown, "said": say_standing(shown), "others": others,
        "given": given[:20] or on.isoformat(), "day_error": wrong,
        "keep_query": f"on={on.isoformat()}" if given and not wrong else "",
        "to_check": find_check(find_asking(request), row), "refused": refused,
    }  # fmt: skip
    status = 422 if refused else 200
    return render(request, "qualifications/certificate.html", context, status=status)


def find_check(asking: Asking, row: Certificate) -> str:
    """What whoever asks may do about an entry from paper: `both`, `back`, or nothing."""
    if not any(asking.may(p) for p in CHECKS) or asking.acting.body.party != row.organ:
        return ""
    if row.how != "paper" or find_paper_check(row) is not None:
        return ""
    return "back" if row.entered_by == asking.acting.public_id else "both"


@require_POST
@require_signed_in(*CHECKS)
def check(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Confirm what another officer entered from paper, or take it back."""
    row = find_certificate(public_id)
    if row is None or request.POST.get("do") not in ("confirm", "back"):
        raise Http404
    try:
        check_entered(asking.acting, row, confirmed=request.POST["do"] == "confirm")
    except CaseError as error:
        return show_page(request, row, error.text.say(get_reader_lang()))
    return HttpResponseRedirect(reverse("certificate", args=[public_id]))


URLS: list[URLPattern] = [
    path("certificates/", show_index, name="certificates"),
    path("certificates/<uuid:public_id>/check/", check, name="certificate_check"),
    path("certificates/<uuid:public_id>/", show_certificate, name="certificate"),
]
