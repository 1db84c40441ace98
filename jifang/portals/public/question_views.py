"""Asking the law one question: a form made from its facts, the answer on the same page.

Facts may name persons: they travel in the body of the request, are answered, and are forgotten.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jifang.law import InputError, Question, list_questions, load_law
from jifang.law.schema import describe_facts, read_day_text
from jifang.portals.public.decision_page import DecisionPage
from jifang.portals.public.fact_fields import Field, attach_errors, make_fields, read_fields
from jifang.portals.public.question_forms import group_fields, show_problems
from jifang.portals.wording import get_reader_lang


@require_safe
def show_questions(request: HttpRequest) -> HttpResponse:
    """Every question with what it asks and what it rests on."""
    return render(request, "public/questions/index.html", {"questions": list_questions()})


def find_question(name: str) -> Question:
    """A question by name, or the page is not found."""
    question = load_law().questions.get(name)
    if question is None:
        raise Http404
    return question


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_question(request: HttpRequest, name: str) -> HttpResponse:
    """The form of a question; when it is sent, its answer beside it."""
    question = find_question(name)
    entered = request.POST if request.method == "POST" else None
    fields = make_fields(question.facts, entered)
    day = timezone.localdate().isoformat() if entered is None else entered.get("on", "").strip()
    context: dict[str, Any] = {
        "question": question,
        "day": day,
        "page": None,
        "problems": [],
        "day_error": "",
    }
    status = 200
    if entered is not None:
        status = answer_question(question, fields, day[:40], context)
        page = context["page"]
        if entered.get("format") == "json" and page is not None:
            return reply_json(page)
    context["groups"] = group_fields(fields, list_asked_for(context["page"]))
    return render(request, "public/questions/question.html", context, status=status)


def answer_question(
    question: Question, fields: list[Field], day: str, context: dict[str, Any]
) -> int:
    """Decide with what was entered, or collect everything that is wrong; the HTTP status."""
    raw, problems = read_fields(fields)
    try:
        on = read_day_text(day)
    except InputError as error:
        context["day_error"] = error.problems[0].message.say(get_reader_lang())
        problems.extend(error.problems)
        on = timezone.localdate()
    try:
        decision = load_law().decide(question.name, raw, on=on)
    except InputError as error:
        problems.extend(error.problems)
    if problems:
        context["problems"] = show_problems(question.facts, problems)
        attach_errors(fields, problems)
        return 400
    context["page"] = DecisionPage(decision, get_reader_lang())
    return 200


def list_asked_for(page: DecisionPage | None) -> set[str]:
    """The facts that the answer asks for, for its outcome or for a value."""
    if page is None:
        return set()
    decision = page.decision
    return {*decision.missing, *(f for facts in decision.values_missing.values() for f in facts)}


def reply_json(page: DecisionPage) -> HttpResponse:
    """The decision as JSON."""
    body = json.dumps(page.decision.as_dict(page.lang), ensure_ascii=False, indent=2)
    return HttpResponse(body, content_type="application/json; charset=utf-8")


@require_safe
def show_schema(request: HttpRequest, name: str) -> HttpResponse:
    """The JSON Schema of a question's facts."""
    body = json.dumps(describe_facts(find_question(name)), ensure_ascii=False, indent=2)
    return HttpResponse(body, content_type="application/schema+json; charset=utf-8")


URLS: list[URLPattern] = [
    path("questions/", show_questions, name="questions"),
    path("questions/<slug:name>/", ask_question, name="question"),
    path("questions/<slug:name>/schema.json", show_schema, name="question_schema"),
]
