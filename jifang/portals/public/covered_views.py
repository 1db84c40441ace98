"""Am I covered? Five questions, one a screen; then what is required, by which article.

The answers travel in the form from screen to screen; nothing is kept and nothing is in the address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jifang.law import InputError, load_law
from jifang.law.engine.expr import Fact
from jifang.law.errors import Problem, Text
from jifang.law.schema import read_facts
from jifang.portals.public.covered_answers import answer_guide
from jifang.portals.public.fact_fields import Field, attach_errors, make_fields, read_fields
from jifang.portals.public.question_forms import say_answer, show_problems


@dataclass(frozen=True, slots=True)
class Step:
    """One screen: what is asked, and the facts it gives."""

    title: Text
    facts: tuple[Fact, ...]


def _fact(question: str, name: str) -> Fact:
    return load_law().questions[question].fact(name)


STEPS = (
    Step(Text("这是什么样的地方？", "What kind of place is it?"), (_fact("siting", "place_kind"),)),
    Step(
        Text("装在哪里，有没有权装？", "Where would it stand, and by what authority?"),
        (
            _fact("siting", "public_area"),
            _fact("siting", "authorized"),
            _fact("siting", "public_part"),
        ),
    ),
    Step(
        Text(
            "有没有隐私，拍什么，拍多宽？",
            "Is it a private spot, what is captured, and how widely?",
        ),
        (
            _fact("siting", "privacy_place"),
            _fact("siting", "captures"),
            _fact("siting", "coverage_within_need"),
        ),
    ),
    Step(
        Text(
            "是不是特别目标，录像存多少天？",
            "Is it a special target, and how many days are stored?",
        ),
        (
            _fact("retention", "counter_terrorism_target"),
            _fact("scope", "special_domain"),
            _fact("retention", "effective_storage_days"),
        ),
    ),
    Step(
        Text("在哪个县区，由谁建设？", "In which county, and who builds it?"),
        (
            _fact("design_approval", "site_region"),
            _fact("design_approval", "constructing_unit_level"),
            _fact("design_approval", "constructing_unit_region"),
        ),
    ),
)
FACTS = tuple(f for step in STEPS for f in step.facts)


def find_step(entered: QueryDict | None) -> int:
    """The screen asked for; the first where nothing sensible was asked."""
    asked = "" if entered is None else entered.get("to", "")
    return int(asked) if asked in {str(n) for n in range(len(STEPS) + 1)} else 0


def list_carried(entered: QueryDict | None, shown: Sequence[Field]) -> list[tuple[str, str]]:
    """What the other screens were told, to be carried along."""
    here = {f.name for f in shown}
    carried = []
    for each in make_fields(FACTS, entered):
        if entered is not None and each.name not in here:
            carried += [(each.name, value) for value in each.entered]
    return carried


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: HttpRequest) -> HttpResponse:
    """The screen asked for, or the result after the last one."""
    entered = request.POST if request.method == "POST" else None
    to = find_step(entered)
    wrong = first_wrong_step(entered) if to else None
    if wrong is not None:
        return show_step(request, entered, wrong[0], wrong[1])
    if to == len(STEPS) and entered is not None:
        return show_result(request, entered)
    return show_step(request, entered, to, [])


def first_wrong_step(entered: QueryDict | None) -> tuple[int, list[Problem]] | None:
    """The first screen whose answers cannot be read, with the reasons."""
    for number, step in enumerate(STEPS):
        raw, problems = read_fields(make_fields(step.facts, entered))
        try:
            read_facts(step.facts, raw)
        except InputError as error:
            problems.extend(error.problems)
        if problems:
            return number, problems
    return None


def show_step(
    request: HttpRequest, entered: QueryDict | None, number: int, problems: list[Problem]
) -> HttpResponse:
    """One screen with what was entered on it before."""
    step = STEPS[number]
    fields = make_fields(step.facts, entered)
    attach_errors(fields, problems)
    context = {
        "step": step,
        "number": number + 1,
        "total": len(STEPS),
        "next": number + 1,
        "back": number - 1,
        "fields": fields,
        "carried": list_carried(entered, fields),
        "problems": show_problems(step.facts, problems),
    }
    status = 400 if problems else 200
    return render(request, "public/covered/step.html", context, status=status)


def show_result(request: HttpRequest, entered: QueryDict) -> HttpResponse:
    """What is required, topic by topic, and how each answer could still be changed."""
    raw, _ = read_fields(make_fields(FACTS, entered))
    facts = read_facts(FACTS, raw)
    answers = answer_guide(facts, timezone.localdate())
    context = {
        "answers": answers,
        "main": answers.topics[0],
        "changes": [
            (n, step.title, list_answers(step, entered, facts)) for n, step in enumerate(STEPS)
        ],
        "carried": list_carried(entered, ()),
    }
    return render(request, "public/covered/result.html", context)


def list_answers(step: Step, entered: QueryDict, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was answered on a screen: label and words of each field."""
    return [(f.label, say_answer(f, facts)) for f in make_fields(step.facts, entered)]


URLS: list[URLPattern] = [path("covered/", guide, name="covered")]
