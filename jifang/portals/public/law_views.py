"""The law, paragraph by paragraph: Chinese and English side by side, with the rules on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from jifang.law import InputError, list_questions, load_law
from jifang.law.coverage import STATUSES, Coverage, list_coverage
from jifang.law.engine.law import IN_FORCE_FROM
from jifang.law.engine.prose import say_condition, say_value
from jifang.law.engine.question import Clause, Question
from jifang.law.errors import Lang, Text
from jifang.law.parameters import CONFIDENCE, UNITS, Parameter, Step
from jifang.law.texts import (
    MEASURES,
    Article,
    Instrument,
    Paragraph,
    Provision,
    list_instruments,
    load_instrument,
    search_text,
)
from jifang.law.texts.akn import render_akn
from jifang.portals.wording import get_reader_lang

MAX_QUERY = 80


@dataclass(frozen=True, slots=True)
class ShownRule:
    """One clause of a question as the law page lists it."""

    question: Question
    clause: Clause
    condition: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One dated value of a parameter."""

    parameter: Parameter
    step: Step
    value: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carries a provision: a question, a dated number, or the assessment, with its page."""

    title: Text
    url: str


@dataclass(frozen=True, slots=True)
class ShownCoverage:
    """One row of the coverage with its carriers by name."""

    row: Coverage
    carriers: tuple[Carrier, ...]


PARAMETER = "parameter:"
ASSESSMENT = Text("场所评估", "assessment of a site")


def find_carrier(code: str) -> Carrier:
    """The carrier that the coverage names by its code."""
    law = load_law()
    if code.startswith(PARAMETER):
        parameter = law.parameters[code.removeprefix(PARAMETER)]
        return Carrier(parameter.title, reverse("law_parameters"))
    if code in law.questions:
        return Carrier(law.questions[code].title, reverse("question", kwargs={"name": code}))
    return Carrier(ASSESSMENT, reverse("assess"))


def show_rows(rows: Iterable[Coverage]) -> list[ShownCoverage]:
    """Rows of the coverage with their carriers by name."""
    return [ShownCoverage(r, tuple(find_carrier(c) for c in r.carried_by)) for r in rows]


def list_units(provision: Provision) -> tuple[Provision, ...]:
    """The paragraphs and items of a provision in the order of the text; itself where it has none.

    A paragraph that leads to items comes before them, so that text and translation stay level.
    """
    units: list[Provision] = []
    for part in provision.paragraphs if isinstance(provision, Article) else (provision,):
        units += [part, *part.items] if isinstance(part, Paragraph) else [part]
    return tuple(units)


def find_instrument(law: str) -> Instrument:
    """An instrument by id, or the page is not found."""
    if law not in {i.id for i in list_instruments()}:
        raise Http404
    return load_instrument(law)


@require_safe
def show_index(request: HttpRequest) -> HttpResponse:
    """The contents of the Measures."""
    return render(request, "public/law/index.html", {"law": load_instrument()})


@require_safe
def show_search(request: HttpRequest) -> HttpResponse:
    """Where a word stands in the law."""
    query = " ".join(request.GET.get("q", "").split())[:MAX_QUERY]
    hits = search_text(query, limit=50) if query and query.isprintable() else []
    shown = [
        (h, h.snippet[: h.start], h.snippet[h.start : h.end], h.snippet[h.end :]) for h in hits
    ]
    context = {"query": query, "hits": shown, "law": load_instrument()}
    context["keep_query"] = urlencode({"q": query}) if query else ""
    return render(request, "public/law/search.html", context)


def is_related(eid: str, other: str) -> bool:
    """The same provision, a part of it, or what it is part of."""
    return f"{eid}__".startswith(f"{other}__") or f"{other}__".startswith(f"{eid}__")


@cache
def list_rules(eid: str, lang: Lang) -> tuple[ShownRule, ...]:
    """Every clause that rests on a provision, with the parameters of the law in force."""
    law = load_law()
    found = []
    for question in list_questions():
        values = law.compiled(question.name, IN_FORCE_FROM).values
        for clause in question.clauses:
            own = (c.provision for c in clause.cites if c.law == MEASURES)
            if any(is_related(eid, p) for p in own):
                said = say_condition(clause.when, lang, values)
                label = question.outcome(clause.then).label.say(lang)
                found.append(ShownRule(question, clause, said, label))
    return tuple(found)


@cache
def list_steps(eid: str | None, lang: Lang) -> tuple[ShownStep, ...]:
    """The dated parameters that rest on a provision, or all of them."""
    return tuple(
        ShownStep(
            parameter,
            step,
            say_value(step.value, parameter.type, lang, UNITS[parameter.unit][1]),
            CONFIDENCE[step.confidence].say(lang),
        )
        for parameter in load_law().parameters.values()
        if not parameter.id.startswith(("in_force.", "commencement."))
        for step in parameter.steps
        if eid is None or (step.law == MEASURES and is_related(eid, step.provision))
    )


def list_articles_around(law: Instrument, eid: str) -> tuple[Provision | None, Provision | None]:
    """The article before and the one after."""
    articles = list(law.articles())
    at = next(i for i, a in enumerate(articles) if a.eid == eid.split("__", maxsplit=1)[0])
    return (articles[at - 1] if at else None, articles[at + 1] if at + 1 < len(articles) else None)


@require_safe
def show_provision(request: HttpRequest, law: str, eid: str) -> HttpResponse:
    """An article, a paragraph or an item: text, translation, rules, parameters, coverage."""
    instrument = find_instrument(law)
    try:
        provision = instrument.provision(eid)
    except InputError:
        raise Http404 from None
    if provision.kind == "chapter":
        raise Http404
    lang = get_reader_lang()
    article = next(a for a in instrument.articles() if a.eid == eid.split("__", maxsplit=1)[0])
    before, after = list_articles_around(instrument, eid)
    rules = list_rules(eid, lang)
    context = {
        "law": instrument,
        "provision": provision,
        "article": article,
        "chapter": article.chapter,
        "before": before,
        "after": after,
        "rules": rules,
        "ours": sum(1 for r in rules if r.clause.reading),
        "asked": list({r.question.name: r.question for r in rules}.values()),
        "steps": list_steps(eid, lang),
        "notes": instrument.notes_on(eid),
        "units": list_units(provision),
        "coverage": show_rows(
            c for c in list_coverage() if f"{c.provision}__".startswith(f"{eid}__")
        ),
    }
    return render(request, "public/law/provision.html", context)


@require_safe
def show_coverage(request: HttpRequest) -> HttpResponse:
    """Which paragraph is carried by what, and why the others are not."""
    found = list_coverage()
    status = request.GET.get("status", "")
    if status not in STATUSES:
        status = ""
    rows: list[Coverage] = [c for c in found if status in ("", c.status)]
    counts = Counter(c.status for c in found)
    context = {
        "rows": show_rows(rows),
        "status": status,
        "counts": [(code, label, counts[code]) for code, label in STATUSES.items()],
        "total": len(found),
        "keep_query": urlencode({"status": status}) if status else "",
    }
    return render(request, "public/law/coverage.html", context)


@require_safe
def show_parameters(request: HttpRequest) -> HttpResponse:
    """Every dated number and choice of the law with its citation."""
    return render(
        request, "public/law/parameters.html", {"steps": list_steps(None, get_reader_lang())}
    )


@require_safe
def show_akn(request: HttpRequest, law: str, lang: Lang) -> HttpResponse:
    """The instrument as Akoma Ntoso XML."""
    body = render_akn(find_instrument(law), lang)
    return HttpResponse(body, content_type="application/akn+xml; charset=utf-8")


URLS: list[URLPattern] = [
    path("law/", show_index, name="law_index"),
    path("law/search/", show_search, name="law_search"),
    path("law/coverage/", show_coverage, name="law_coverage"),
    path("law/parameters/", show_parameters, name="law_parameters"),
    path("law/<slug:law>/akn.zh.xml", show_akn, {"lang": "zh"}, name="law_akn_zh"),
    path("law/<slug:law>/akn.en.xml", show_akn, {"lang": "en"}, name="law_akn_en"),
    path("law/<slug:law>/<slug:eid>/", show_provision, name="law_provision"),
]
