"""期限计算 (deadline calculator): a period of the law counted day by day, with its steps."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jifang.law.clock_words import describe_clock
from jifang.law.period_book import load_periods
from jifang.portals.public.deadline_form import DeadlineForm
from jifang.portals.public.deadline_page import DeadlinePage

OFTEN = ("design_review", "renewal_window", "system_filing", "licence_decision", "fine_payment")
"""The periods offered before anything was chosen."""


@never_cache
@require_safe
def count_deadline(request: HttpRequest) -> HttpResponse:
    """The form; where a start was entered, the answer beside it.

    Nothing in the query says who someone is, so it is kept when the language is switched.
    """
    form = DeadlineForm(request.GET, timezone.localdate())
    found = form.read() if form.is_sent else None
    page = None if found is None else DeadlinePage(*found, form.today)
    if page is not None and request.GET.get("format") == "json":
        return reply_json(page)
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "begin": [load_periods()[name] for name in OFTEN],
        "keep_query": form.kept,
    }
    status = 400 if form.problems else 200
    return render(request, "public/deadlines/deadline.html", context, status=status)


def reply_json(page: DeadlinePage) -> HttpResponse:
    """The clock as JSON."""
    described = describe_clock(page.clock, page.lang, page.at)
    body = json.dumps(described, ensure_ascii=False, indent=2)
    return HttpResponse(body, content_type="application/json; charset=utf-8")


URLS: list[URLPattern] = [path("deadlines/", count_deadline, name="deadlines")]
