"""Assessing a dossier: upload it, see what was found, come back to it for 30 days.

A dossier may name persons. It travels in the body of a request, is kept under a link that nobody
can guess, and is in no address, log or cache.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jifang.law import InputError
from jifang.law.assessment import assess, describe_dossier, read_dossier, write_template
from jifang.law.assessment.dossier import restore_dossier
from jifang.law.errors import Problem, Text
from jifang.law.intake import read_stream
from jifang.law.intake.limits import MAX_TEXT_BYTES, MAX_XLSX_BYTES, MIB
from jifang.law.schema import read_day_text, write_value
from jifang.portals.public.assess_forms import fill_form
from jifang.portals.public.assess_page import AssessmentPage
from jifang.portals.public.assess_problems import DAY, show_problems
from jifang.portals.public.assess_store import (
    MAX_ROWS,
    Kept,
    StoreFullError,
    check_size,
    delete_assessment,
    find_kept,
    store_assessment,
)
from jifang.portals.public.errors import Failure, show_failure
from jifang.portals.public.examples import find_example, list_examples
from jifang.portals.wording import get_reader_lang

NO_FILE = Text("请选择一个文件", "choose a file")
ONE_FILE = Text("一次只能上传一个文件", "one file at a time")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PACKAGE_MARK = b"PK"

STORE_FULL = Failure(
    503,
    _("No more assessments can be kept right now"),
    _("Nothing was saved. Please try again later; older ones are deleted every hour."),
)


def show_start(request: HttpRequest, problems: list[Problem], status: int = 200) -> HttpResponse:
    """The start page, with what was wrong with the last try."""
    lang = get_reader_lang()
    context = {
        "problems": show_problems(problems, {DAY: "f-on", "": "f-dossier"}),
        "day": request.POST.get("on", "")[:40] or timezone.localdate().isoformat(),
        "day_error": " ".join(p.message.say(lang) for p in problems if p.field == DAY),
        "examples": list_examples(),
        "text_limit": MAX_TEXT_BYTES // MIB,
        "workbook_limit": MAX_XLSX_BYTES // MIB,
        "row_limit": MAX_ROWS,
    }
    return render(request, "public/assess/start.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start_assessment(request: HttpRequest) -> HttpResponse:
    """Choose a way in; a file that was sent, or an example, is assessed at once."""
    if request.method != "POST":
        return show_start(request, [])
    problems: list[Problem] = []
    try:
        on = read_day_text(request.POST.get("on", "").strip()[:40])
    except InputError as error:
        problems.extend(error.problems)
    try:
        raw = read_request(request)
        if not problems:
            return redirect_to_result(request, raw, on)
        read_dossier(raw)  # so that what is wrong with it is said together with the day
    except InputError as error:
        problems.extend(error.problems)
    return show_start(request, problems, 400)


def read_request(request: HttpRequest) -> Mapping[str, Any]:
    """The dossier that was sent, as plain data. Raises `InputError`."""
    name = request.POST.get("example")
    if name:
        example = find_example(name)
        if example is None:
            raise Http404
        return example
    files = request.FILES.getlist("dossier")
    if not files:
        raise InputError(Problem("", None, NO_FILE))
    if len(files) > 1:
        raise InputError(Problem("", None, ONE_FILE))
    upload = cast("BinaryIO", files[0])
    is_workbook = upload.read(len(PACKAGE_MARK)) == PACKAGE_MARK
    upload.seek(0)
    raw = read_stream(upload, (files[0].name or "")[-100:], expect="dossier")
    return restore_dossier(raw) if is_workbook else raw


def redirect_to_result(request: HttpRequest, raw: Mapping[str, Any], on: date) -> HttpResponse:
    """Check the dossier, keep it, and lead to its result. Raises `InputError`."""
    check_size(raw)
    assess(raw, on=on)
    try:
        token = store_assessment(raw, on)
    except StoreFullError:
        return show_failure(request, STORE_FULL)
    return HttpResponseRedirect(reverse("assess_result", kwargs={"token": token}))


def find_or_404(token: str) -> Kept:
    """A kept dossier, or the page is not found."""
    kept = find_kept(token)
    if kept is None:
        raise Http404
    return kept


def guard(response: HttpResponse, referrer: str = "no-referrer") -> HttpResponse:
    """Keep a result out of caches, search engines and the addresses told to others."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = referrer
    return response


@require_safe
def show_result(request: HttpRequest, token: str) -> HttpResponse:
    """What was found; 409 if the rules have come to read the dossier differently."""
    kept = find_or_404(token)
    try:
        page = AssessmentPage(kept.assess(), get_reader_lang())
    except InputError as error:
        context = {"problems": show_problems(error.problems), "token": token, "kept": kept}
        return guard(render(request, "public/assess/outdated.html", context, status=409))
    can_take_up = fill_form(kept.raw) is not None
    context = {"page": page, "token": token, "kept": kept, "can_take_up": can_take_up}
    return guard(render(request, "public/assess/result.html", context))


def reply_file(content: Any, name: str) -> HttpResponse:
    """Something as a JSON file to keep; its name tells nothing about the site."""
    body = json.dumps(content, ensure_ascii=False, indent=2)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return guard(response)


@require_safe
def download_result(request: HttpRequest, token: str) -> HttpResponse:
    """What was found, as JSON."""
    kept = find_or_404(token)
    try:
        content = kept.assess().as_dict(get_reader_lang())
    except InputError:
        raise Http404 from None
    return reply_file(content, f"jifang-assessment-{kept.on}.json")


@require_safe
def download_dossier(request: HttpRequest, token: str) -> HttpResponse:
    """The dossier as it was given, as JSON, to be completed and uploaded again."""
    kept = find_or_404(token)
    return reply_file(write_value(kept.raw), f"jifang-dossier-{kept.on}.json")


# Whoever knows the link may delete: there is no login that another site could ride on, and a page
# under `no-referrer` could not pass the check for forged requests.
@csrf_exempt
@require_POST
def delete_result(request: HttpRequest, token: str) -> HttpResponse:
    """Delete a result now."""
    find_or_404(token)
    delete_assessment(token)
    return guard(render(request, "public/assess/deleted.html"))


@require_safe
def download_template(request: HttpRequest) -> HttpResponse:
    """The empty workbook."""
    answer = HttpResponse(write_template(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="jifang-dossier.xlsx"'
    return answer


@require_safe
def show_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of a dossier."""
    body = json.dumps(describe_dossier(), ensure_ascii=False, indent=2)
    return HttpResponse(body, content_type="application/schema+json; charset=utf-8")


URLS: list[URLPattern] = [
    path("assess/", start_assessment, name="assess"),
    path("assess/dossier.xlsx", download_template, name="assess_template"),
    path("assess/dossier.schema.json", show_schema, name="assess_schema"),
    path("assess/r/<str:token>/", show_result, name="assess_result"),
    path("assess/r/<str:token>/result.json", download_result, name="assess_result_json"),
    path("assess/r/<str:token>/dossier.json", download_dossier, name="assess_dossier_json"),
    path("assess/r/<str:token>/delete", delete_result, name="assess_delete"),
]
