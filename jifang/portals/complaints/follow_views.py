"""Following a report without an account: by its code, which is entered and never in an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jifang.domains.complaints.api import as_bearer, open_by_code
from jifang.domains.complaints.data import LONGEST_REMARK, LONGEST_WHAT, MOST_PHOTOS, STARS, Tracked
from jifang.foundation.cases.data import CaseError
from jifang.foundation.documents.data import BlobDamagedError, DocumentError
from jifang.foundation.documents.downloads import serve_letter
from jifang.foundation.documents.selectors import find_letter
from jifang.law.errors import InputError, Problem
from jifang.portals.complaints import screens
from jifang.portals.complaints.follow_page import ACTS, Deed, FollowPage, find_deed, list_deeds
from jifang.portals.complaints.gate import SENDING, TRYING, refuse_often
from jifang.portals.complaints.key import Key, forget_key, keep_key, read_key
from jifang.portals.complaints.uploads import ACCEPT
from jifang.portals.public.errors import Failure, show_failure
from jifang.portals.wording import get_reader_lang

LONGEST_TYPED = 64
View = Callable[..., HttpResponse]


def require_key(view: View) -> View:
    """A view of whoever shows the code; everyone else is asked for it. The half hour begins anew
    with each page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = read_key(request)
        tracked = open_by_code(key.code) if key else None
        if key is None or tracked is None:
            return HttpResponseRedirect(reverse("report_follow"))
        answer = view(request, tracked, *args, **kwargs)
        if answer.status_code < 500:
            keep_key(answer, key)
        return answer

    return guarded


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with it, where the report stands, what happened and what may be done."""
    if request.method == "POST":
        return enter_code(request)
    key = read_key(request)
    tracked = open_by_code(key.code) if key else None
    if key is None or tracked is None:
        return ask_code(request)
    answer = render(
        request,
        "complaints/follow.html",
        {
            "page": FollowPage(tracked, get_reader_lang()),
            "deeds": list_deeds(tracked),
            "done": say_done(request.GET.get("done", "")),
        },
    )
    keep_key(answer, key)
    return answer


def enter_code(request: HttpRequest) -> HttpResponse:
    """Look a code up; one that is wrong and one that is none get the same answer."""
    refused = refuse_often(request, TRYING)
    if refused is not None:
        return refused
    code = request.POST.get("code", "").strip()[:LONGEST_TYPED]
    if open_by_code(code) is None:
        return ask_code(request, wrong=True)
    answer = HttpResponseRedirect(reverse("report_follow"))
    keep_key(answer, Key(code))
    return answer


def ask_code(request: HttpRequest, *, wrong: bool = False) -> HttpResponse:
    """The form that takes a code; what was typed is not shown again."""
    context = {"wrong": wrong, "ended": "ended" in request.GET, "longest": LONGEST_TYPED}
    return render(request, "complaints/code.html", context, status=404 if wrong else 200)


def say_done(act: str) -> str:
    """What was done just now."""
    said = {
        "supplement": _("What you added was handed in."),
        "withdraw": _("Your report was withdrawn."),
        "rate": _("Thank you: your rating was recorded."),
        "reopen": _("The case was taken up again."),
        "urge": _("The organ was reminded."),
        "unmerge": _("Your report is handled apart again."),
    }
    return said.get(act, "")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_key
def act(request: HttpRequest, tracked: Tracked, name: str) -> HttpResponse:
    """One thing that whoever reported may do: its form, and doing it."""
    if name not in ACTS:
        raise Http404
    deed = find_deed(tracked, name)
    if request.method != "POST" or deed.refusal is not None:
        return show_deed(request, tracked, deed, status=409 if request.method == "POST" else 200)
    refused = refuse_often(request, SENDING)
    if refused is not None:
        return refused
    try:
        ACTS[name].do(request, tracked)
    except InputError as error:
        return show_deed(request, tracked, deed, error.problems, 400)
    except (DocumentError, CaseError) as error:
        field = "photos" if isinstance(error, DocumentError) else ""
        return show_deed(request, tracked, deed, [Problem(field, None, error.text)], 409)
    return HttpResponseRedirect(f"{reverse('report_follow')}?done={name}")


def show_deed(
    request: HttpRequest, tracked: Tracked, deed: Deed, problems: Sequence[Problem] = (),
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The form of an act, or why it cannot be done now."""
    shown = screens.show_problems(problems)
    context = {
        "tracked": tracked,
        "deed": deed,
        "problems": shown,
        "errors": {p.field: p.text for p in reversed(shown)},
        "given": {k: request.POST.get(k, "") for k in ("text", "reason", "remark", "stars")},
        "stars": STARS.items(),
        "accept": ACCEPT,
        "most": MOST_PHOTOS,
        "longest": LONGEST_WHAT if deed.name == "supplement" else LONGEST_REMARK,
    }
    return render(request, "complaints/act.html", context, status=status)


DAMAGED = Failure(
    500,
    gettext_lazy("The letter cannot be handed out"),
    gettext_lazy("The platform's copy is not the one that was sent. Ask the organ for it."),
)


@never_cache
@require_safe
@require_key
def download_letter(request: HttpRequest, tracked: Tracked, letter: UUID) -> HttpResponse:
    """A letter of the own case as a file."""
    with as_bearer(tracked):
        found = find_letter(letter)
        if found is None or str(letter) not in FollowPage(tracked, get_reader_lang()).letters:
            raise Http404
        try:
            return serve_letter(found)
        except BlobDamagedError:
            return show_failure(request, DAMAGED)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Nobody follows the report in this browser any more."""
    answer = HttpResponseRedirect(f"{reverse('report_follow')}?ended")
    forget_key(answer)
    return answer


URLS: list[URLPattern] = [
    path("report/follow/", follow, name="report_follow"),
    path("report/follow/end/", end, name="report_end"),
    path("report/follow/letter/<uuid:letter>/", download_letter, name="report_letter"),
    path("report/follow/<slug:name>/", act, name="report_act"),
]
