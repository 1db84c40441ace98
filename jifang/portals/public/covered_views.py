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
from jifang.law.places import find_place_setting
from jifang.law.rules.duties import STANDING, USER
from jifang.law.schema import read_facts
from jifang.portals.citations import quote_provision, read_cite
from jifang.portals.public.decision_page import DecisionPage
from jifang.portals.public.fact_fields import Field, attach_errors, make_fields, read_fields
from jifang.portals.wording import get_reader_lang


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
        Text("装在哪里？", "Where would it stand?"),
        (_fact("siting", "public_area"), _fact("siting", "public_part")),
    ),
    Step(
        Text("有没有隐私？拍什么？", "Is there a private spot, and what is captured?"),
        (_fact("siting", "privacy_place"), _fact("siting", "captures")),
    ),
    Step(
        Text("是不是防范恐怖袭击重点目标？", "Is it a counter-terrorism key target?"),
        (_fact("retention", "counter_terrorism_target"),),
    ),
    Step(
        Text("在哪个县区？录像存多少天？", "In which county, and how many days are stored?"),
        (_fact("design_approval", "site_region"), _fact("retention", "effective_storage_days")),
    ),
)
FACTS = tuple(f for step in STEPS for f in step.facts)


@dataclass(frozen=True, slots=True)
class Topic:
    """One answer of the guide, with its article quoted."""

    page: DecisionPage
    eid: str
    quoted: str


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
        "problems": [Problem(p.field, None, p.message) for p in problems],
    }
    status = 400 if problems else 200
    return render(request, "public/covered/step.html", context, status=status)


def show_result(request: HttpRequest, entered: QueryDict) -> HttpResponse:
    """What is required, topic by topic, and how each answer could still be changed."""
    fields = make_fields(FACTS, entered)
    raw, _ = read_fields(fields)
    facts = read_facts(FACTS, raw)
    topics = answer_topics(facts)
    context = {
        "topics": topics,
        "main": topics[0].page,
        "changes": [
            (n, step.title, say_entries(make_fields(step.facts, entered)))
            for n, step in enumerate(STEPS)
        ],
        "carried": list_carried(entered, ()),
        "duties": list_duties(facts) if is_governed(facts) else [],
    }
    return render(request, "public/covered/result.html", context)


def say_entries(fields: Sequence[Field]) -> list[str]:
    """What was answered on a screen, in words."""
    said = []
    for each in fields:
        if each.widget in ("region", "text"):
            said.append(each.value or next(o.label for o in each.options if o.chosen))
        else:
            said += [o.label for o in each.options if o.chosen]
    return said


def find_setting(facts: Mapping[str, Any]) -> str | None:
    """What the place counts as, as far as its kind says it."""
    kind = facts.get("place_kind")
    if kind is None:
        return None
    setting = find_place_setting(kind)
    if setting == "other" and facts.get("public_area") is True:
        return "public_area"
    if setting == "other" and "public_area" not in facts:
        return None
    return setting


def is_governed(facts: Mapping[str, Any]) -> bool:
    """A public area or a key unit, so that the standing duties apply."""
    return find_setting(facts) in ("public_area", "key_unit")


def answer_topics(facts: Mapping[str, Any]) -> list[Topic]:
    """The law asked topic by topic."""
    on, setting = timezone.localdate(), find_setting(facts)
    placed = {**facts, **({"setting": setting} if setting else {})}
    asked = ["siting", "retention", "design_approval", "putting_into_use"]
    return [answer_topic(name, placed, on) for name in asked]


def answer_topic(name: str, facts: Mapping[str, Any], on: Any) -> Topic:
    """One question with the facts it declares, and its paragraph quoted."""
    law, lang = load_law(), get_reader_lang()
    declared = {f.name for f in law.questions[name].facts}
    decision = law.judge(name, {k: v for k, v in facts.items() if k in declared}, on)
    cite = decision.decided_cite or read_cite(law.questions[name].provisions[0])
    quoted, _ = quote_provision(cite, lang)
    return Topic(DecisionPage(decision, lang), str(cite), quoted)


def list_duties(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The standing duties of a using unit: words and provision."""
    lang = get_reader_lang()
    return [(Text(d.zh, d.en).say(lang), d.provision) for d in STANDING if USER in d.roles]


URLS: list[URLPattern] = [path("covered/", guide, name="covered")]
