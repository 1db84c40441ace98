"""窗口收件 (at the counter): an officer takes down what somebody reports in person or on paper.

A name that is to be sealed goes past the case, as it does on the public form; the walk-in leaves
with the tracking code on a printed receipt. The code is in this one answer and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jifang.domains.complaints.api import file_for, find_organ
from jifang.domains.complaints.data import LONGEST_WHAT, MOST_PHOTOS, NO_PERIOD, SUBJECTS, Filed
from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.data import CaseError
from jifang.foundation.documents.data import DocumentError
from jifang.foundation.history.data import WrongError
from jifang.foundation.history.readers import day
from jifang.law.errors import InputError, Problem, Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.complaints import screens
from jifang.portals.complaints.draft import FIELDS, LONGEST, ONCE, Draft, begin_draft
from jifang.portals.complaints.places import list_cities, name_place
from jifang.portals.complaints.uploads import ACCEPT, read_photos

ASKED: Final = (*(name for names in FIELDS.values() for name in names), ONCE, "received_on")
DONE: Final = "counter_done"
REMEMBERED: Final = 20
TWICE: Final = Text(
    "这份表已经提交过，没有再登记一次；查询码只在当时的回执上",
    "this form was sent already and is not entered again; the code stands on the receipt of then",
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_signed_in("handle_case")
def take_in(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The form on one page, and the receipt once it is filed."""
    if request.method != "POST":
        return show_form(request, begin_draft() | {"who": screens.SEALED})
    draft = read_draft(request)
    done = list(request.session.get(DONE, ()))
    if draft[ONCE] in done:
        return show_form(request, begin_draft() | {"who": screens.SEALED},
                         [Problem("", None, TWICE)], 409)  # fmt: skip
    try:
        filed = file_draft(request, asking.acting, draft)
    except InputError as error:
        return show_form(request, draft, error.problems, 400)
    except (CaseError, DocumentError) as error:
        field = "photos" if isinstance(error, DocumentError) else ""
        return show_form(request, draft, [Problem(field, None, error.text)], 400)
    request.session[DONE] = [*done, draft[ONCE]][-REMEMBERED:]
    return show_receipt(request, draft, filed)


def read_draft(request: HttpRequest) -> Draft:
    """What was entered; line ends as they are everywhere else."""
    post = request.POST
    return {n: post.get(n, "").replace("\r\n", "\n").strip()[: LONGEST + 1] for n in ASKED}


def file_draft(request: HttpRequest, by: Actor, draft: Draft) -> Filed:
    """File it for the person at the counter. Raises `InputError` with every problem, `CaseError`,
    `DocumentError`."""
    problems = [
        found for step, check in screens.CHECKS.items() if step != "nearby"
        for found in check(draft)
    ]  # fmt: skip
    received, wrong = read_received(draft)
    if problems or wrong:
        raise InputError([*problems, *wrong])
    return file_for(by, screens.build_report(draft, read_photos(request), None), received)


def read_received(draft: Draft) -> tuple[date | None, list[Problem]]:
    """The day the paper came in, and what is wrong with it; today where none is given."""
    given = draft.get("received_on", "")
    if not given:
        return None, []
    try:
        return day(given), []
    except WrongError as error:
        return None, [Problem("received_on", given, error.text)]


def show_form(
    request: HttpRequest, draft: Draft, problems: Sequence[Problem] = (), status: int = 200
) -> HttpResponse:
    """The form with what was entered and what is wrong with it."""
    shown = screens.show_problems(problems)
    context = {
        "draft": draft, "problems": shown, "errors": {p.field: p.text for p in reversed(shown)},
        "subjects": SUBJECTS.values(), "cities": list_cities(whole=True), "accept": ACCEPT,
        "most": MOST_PHOTOS, "longest": LONGEST_WHAT,
    }  # fmt: skip
    return render(request, "complaints/counter.html", context, status=status)


def show_receipt(request: HttpRequest, draft: Draft, filed: Filed) -> HttpResponse:
    """What the walk-in takes along."""
    context = {
        "filed": filed, "sealed": draft.get("who") == screens.SEALED,
        "subject": SUBJECTS[draft["subject"]], "place": name_place(draft["division"]),
        "route": find_organ(draft["subject"], draft["division"]), "no_period": NO_PERIOD,
        "follow_url": request.build_absolute_uri(reverse("report_follow")),
    }  # fmt: skip
    return render(request, "complaints/receipt.html", context)


URLS: list[URLPattern] = [path("report/counter/", take_in, name="report_counter")]
