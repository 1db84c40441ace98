"""Assessing a dossier: upload it, see what was found, come back to it for 30 days."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jifang.law import InputError
from jifang.law.assessment import assess, describe_dossier, read_dossier, write_template
from jifang.law.assessment.dossier import restore_dossier
from jifang.law.errors import Problem, Text
from jifang.law.intake import read_stream
from jifang.law.schema import read_day_text
from jifang.portals.public.assess_page import AssessmentPage
from jifang.portals.public.assess_store import (
    Kept,
    delete_assessment,
    find_assessment,
    store_assessment,
)
from jifang.portals.public.examples import find_example, list_examples
from jifang.portals.wording import get_reader_lang

NO_FILE = Text("请选择一个文件", "choose a file")
ONE_FILE = Text("一次只能上传一个文件", "one file at a time")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_start(request: HttpRequest, problems: list[Problem], status: int = 200) -> HttpResponse:
    """The start page, with what was wrong with the last try."""
    context = {
        "problems": problems,
        "day": request.POST.get("on", "")[:40] or timezone.localdate().isoformat(),
        "examples": list_examples(),
    }
    return render(request, "public/assess/start.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start_assessment(request: HttpRequest) -> HttpResponse:
    """Choose a way in; a file that was sent, or an example, is assessed at once."""
    if request.method != "POST":
        return show_start(request, [])
    try:
        raw, from_workbook = read_request(request)
        on = read_day_text(request.POST.get("on", "").strip()[:40])
        return redirect_to_result(raw, on, from_workbook)
    except InputError as error:
        return show_start(request, list(error.problems), 400)


def read_request(request: HttpRequest) -> tuple[Mapping[str, Any], bool]:
    """The dossier that was sent, as plain data, and whether it came as a workbook."""
    name = request.POST.get("example")
    if name:
        example = find_example(name)
        if example is None:
            raise Http404
        return example, False
    files = request.FILES.getlist("dossier")
    if not files:
        raise InputError(Problem("", None, NO_FILE))
    if len(files) > 1:
        raise InputError(Problem("", None, ONE_FILE))
    upload = files[0]
    file_name = (upload.name or "")[-100:]
    raw = read_stream(cast("BinaryIO", upload), file_name, expect="dossier")
    return raw, file_name.lower().endswith(".xlsx")


def redirect_to_result(
    raw: Mapping[str, Any], on: date, from_workbook: bool = False
) -> HttpResponse:
    """Check the dossier, keep it, and lead to its result. Raises `InputError`."""
    if from_workbook:
        raw = restore_dossier(raw)
    read_dossier(raw)
    assess(raw, on=on)
    token = store_assessment(raw, on)
    return HttpResponseRedirect(reverse("assess_result", kwargs={"token": token}))


def find_kept(token: str) -> Kept:
    """A kept assessment, or the page is not found."""
    kept = find_assessment(token)
    if kept is None:
        raise Http404
    return kept


def guard(response: HttpResponse) -> HttpResponse:
    """Keep a result out of caches, search engines and the addresses sent on to others."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"  # `no-referrer` would spoil the delete form
    return response


@require_safe
def show_result(request: HttpRequest, token: str) -> HttpResponse:
    """What was found."""
    kept = find_kept(token)
    page = AssessmentPage(kept.assessment, get_reader_lang())
    context = {"page": page, "token": token, "expires_at": kept.expires_at}
    return guard(render(request, "public/assess/result.html", context))


@require_safe
def show_result_json(request: HttpRequest, token: str) -> HttpResponse:
    """What was found, as JSON."""
    shown = find_kept(token).assessment.as_dict(get_reader_lang())
    body = json.dumps(shown, ensure_ascii=False, indent=2)
    return guard(HttpResponse(body, content_type="application/json; charset=utf-8"))


@require_POST
def delete_result(request: HttpRequest, token: str) -> HttpResponse:
    """Delete a result now."""
    find_kept(token)
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
    path("assess/r/<str:token>/result.json", show_result_json, name="assess_result_json"),
    path("assess/r/<str:token>/delete", delete_result, name="assess_delete"),
]
