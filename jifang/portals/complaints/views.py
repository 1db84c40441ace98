"""投诉举报 (complaints and reports): what it is for, and one screen after the other until it is
sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jifang.domains.complaints.api import file_report, find_organ, open_by_code
from jifang.domains.complaints.data import LONGEST_WHAT, MOST_PHOTOS, NO_PERIOD, SUBJECTS
from jifang.foundation.cases.data import CaseError
from jifang.foundation.documents.data import DocumentError
from jifang.law.errors import InputError, Problem, Text
from jifang.law.texts import load_instrument
from jifang.portals.complaints import screens
from jifang.portals.complaints.draft import ONCE, STEPS, Draft, begin_draft, read_draft, sign_draft
from jifang.portals.complaints.gate import LOOKING, SENDING, refuse_often
from jifang.portals.complaints.key import Key, keep_key, read_key, stop_showing
from jifang.portals.complaints.places import list_cities, name_place
from jifang.portals.complaints.sketch import draw_distances
from jifang.portals.complaints.uploads import ACCEPT, read_photos
from jifang.portals.public.errors import bad_request
from jifang.portals.wording import get_reader_lang


@require_safe
def show_start(request: HttpRequest) -> HttpResponse:
    """What can be reported, by which article; what cannot; what becomes of it."""
    provision = load_instrument().provision("art_30__para_1")
    context = {
        "subjects": SUBJECTS.values(),
        "no_period": NO_PERIOD,
        "duty": Text(provision.full_text("zh"), provision.full_text("en")),
        "reader_is_english": get_reader_lang() == "en",
    }
    return render(request, "complaints/start.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_report(request: HttpRequest) -> HttpResponse:
    """The screen asked for; the one that is not in order comes first."""
    if request.method != "POST":
        return show_screen(request, begin_draft(), "subject")
    draft, at = read_draft(request), request.POST.get("at", "")
    if draft is None or at not in STEPS:
        return bad_request(request)
    to = request.POST.get("to", "")
    if to == "send":
        return send_report(request, draft)
    if at == "place":
        refused = refuse_often(request, LOOKING)
        if refused is not None:
            return refused
    wanted = find_wanted(draft, at, to)
    wrong = screens.find_faults(draft, wanted)
    return show_screen(request, draft, *wrong) if wrong else show_screen(request, draft, wanted)


def find_wanted(draft: Draft, at: str, to: str) -> str:
    """The screen that a button leads to."""
    if to in STEPS:
        return to
    return screens.find_next(draft, at, -1 if to == "back" else 1)


def show_screen(
    request: HttpRequest, draft: Draft, step: str, problems: Sequence[Problem] = ()
) -> HttpResponse:
    """One screen with what was entered on it before."""
    shown = screens.show_problems(problems)
    context = {
        "step": step,
        "title": screens.TITLES[step].say(get_reader_lang()),
        "number": screens.NUMBERS[step],
        "draft": draft,
        "kept": sign_draft(draft),
        "problems": shown,
        "errors": {p.field: p.text for p in reversed(shown)},
        **describe_screen(draft, step),
    }
    answer = render(request, f"complaints/{step}.html", context, status=400 if problems else 200)
    if step == "place":  # the one page whose reader may let the browser say where it is
        answer["Permissions-Policy"] = (
            "camera=(), microphone=(), geolocation=(self), browsing-topics=()"
        )
    return answer


def describe_screen(draft: Draft, step: str) -> dict[str, Any]:
    """What a screen shows besides what was entered."""
    match step:
        case "subject":
            return {"subjects": SUBJECTS.values()}
        case "place":
            official = screens.is_official(draft)
            return {"cities": list_cities(whole=official), "official": official,
                    "placeless": screens.has_no_place(draft)}  # fmt: skip
        case "nearby":
            found = screens.find_nearby(draft)
            numbered = [(n, one, SUBJECTS[one.subject]) for n, one in enumerate(found, 1)]
            far = [(n, one.metres) for n, one, _ in numbered if one.metres is not None]
            return {"nearby": numbered, "line": draw_distances(far) if far else None,
                    "mine": screens.MINE}  # fmt: skip
        case "what":
            return {"longest": LONGEST_WHAT, "joins": screens.read_same(draft) is not None}
        case "check":
            return describe_answers(draft)
    return {}


def describe_answers(draft: Draft) -> dict[str, Any]:
    """Everything that was entered, and where it will go."""
    return {
        "subject": SUBJECTS[draft["subject"]],
        "place": name_place(draft["division"]),
        "route": find_organ(draft["subject"], draft["division"]),
        "official": screens.is_official(draft),
        "joins": screens.read_same(draft) is not None,
        "offered": bool(screens.find_nearby(draft)),
        "accept": ACCEPT,
        "most": MOST_PHOTOS,
    }


def send_report(request: HttpRequest, draft: Draft) -> HttpResponse:
    """File it, once; the same form sent again leads to what it became."""
    held = read_key(request)
    if held is not None and held.fresh and held.fresh == draft.get(ONCE):
        return HttpResponseRedirect(reverse("report_sent"))
    wrong = screens.find_faults(draft, "check", sending=True)
    if wrong is not None:
        return show_screen(request, draft, *wrong)
    refused = refuse_often(request, SENDING)
    if refused is not None:
        return refused
    try:
        photos = read_photos(request)
        same_as = screens.read_same(draft) if screens.find_nearby(draft) else None
        filed = file_report(screens.build_report(draft, photos, same_as))
    except InputError as error:
        return show_refused(request, draft, error.problems)
    except (DocumentError, CaseError) as error:
        field = "photos" if isinstance(error, DocumentError) else ""
        return show_refused(request, draft, [Problem(field, None, error.text)])
    answer = HttpResponseRedirect(reverse("report_sent"))
    keep_key(answer, Key(filed.code, fresh=draft.get(ONCE, "")))
    return answer


def show_refused(request: HttpRequest, draft: Draft, problems: Sequence[Problem]) -> HttpResponse:
    """The screen on which the first of the problems can be mended."""
    places = [screens.HOME.get(p.field.partition("[")[0], "check") for p in problems]
    return show_screen(request, draft, min(places, key=STEPS.index), problems)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_sent(request: HttpRequest) -> HttpResponse:
    """The number, the organ and why it is; and the code, until its bearer says it is noted."""
    key = read_key(request)
    tracked = open_by_code(key.code) if key and key.fresh else None
    if key is None or tracked is None:
        return HttpResponseRedirect(reverse("report_follow"))
    if request.method == "POST":
        answer = HttpResponseRedirect(reverse("report_follow"))
        keep_key(answer, stop_showing(key))
        return answer
    complaint = tracked.complaint
    context = {
        "tracked": tracked,
        "code": key.code,
        "route": find_organ(complaint.subject, complaint.division),
        "place": name_place(complaint.division),
        "no_period": NO_PERIOD,
        "follow_url": request.build_absolute_uri(reverse("report_follow")),
    }
    return render(request, "complaints/sent.html", context)


URLS: list[URLPattern] = [
    path("report/", show_start, name="report"),
    path("report/new/", write_report, name="report_new"),
    path("report/sent/", show_sent, name="report_sent"),
]
