"""Filling in a dossier on the page, and taking up again one that was assessed before."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jifang.law import InputError
from jifang.law.assessment import read_dossier
from jifang.law.errors import Problem
from jifang.law.schema import read_day_text
from jifang.portals.public.assess_forms import (
    Form,
    attach_problems,
    build_form,
    fill_form,
    read_form,
)
from jifang.portals.public.assess_problems import DAY, show_problems
from jifang.portals.public.assess_views import find_or_404, guard, redirect_to_result
from jifang.portals.public.context import find_other_language_path
from jifang.portals.wording import get_reader_lang

DAY_LENGTH = 40


def show_form(
    request: HttpRequest, form: Form, day: str, problems: list[Problem], status: int = 200
) -> HttpResponse:
    """The form, with what is wrong above it and again beside each field."""
    anchors = attach_problems(form, problems) | {DAY: "f-on"}
    lang = get_reader_lang()
    context: dict[str, Any] = {
        "form": form,
        "day": day,
        "day_error": " ".join(p.message.say(lang) for p in problems if p.field == DAY),
        "problems": show_problems(problems, anchors),
        "other_form": find_other_language_path(reverse("assess_form")),
    }
    return render(request, "public/assess/form.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill_in_dossier(request: HttpRequest) -> HttpResponse:
    """The form; adding or removing a row shows it again, sending it leads to the result."""
    if request.method != "POST":
        return show_form(request, build_form(None), timezone.localdate().isoformat(), [])
    form, day = build_form(request.POST), request.POST.get("on", "").strip()[:DAY_LENGTH]
    if request.POST.get("act") != "assess":
        return show_form(request, form, day, [])
    raw, problems = read_form(form)
    try:
        on = read_day_text(day)
    except InputError as error:
        problems.extend(error.problems)
    try:
        if not problems:
            return redirect_to_result(request, raw, on)
        read_dossier(raw)  # so that everything that is wrong is said together
    except InputError as error:
        problems.extend(error.problems)
    return show_form(request, form, day, problems, 400)


@require_safe
def take_up_dossier(request: HttpRequest, token: str) -> HttpResponse:
    """The form with a kept dossier in it, to fill in what is missing and assess it anew."""
    kept = find_or_404(token)
    form = fill_form(kept.raw)
    if form is None:
        raise Http404
    # The form is sent from here, so the browser must be able to say which site it comes from.
    return guard(show_form(request, form, kept.on.isoformat(), []), referrer="strict-origin")


URLS: list[URLPattern] = [
    path("assess/form/", fill_in_dossier, name="assess_form"),
    path("assess/r/<str:token>/form/", take_up_dossier, name="assess_take_up"),
]
