"""The law, paragraph by paragraph: Chinese and English side by side, with the rules on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from jifang.law import InputError, load_law
from jifang.law.coverage import STATUSES, Coverage, list_coverage
from jifang.law.errors import Lang, Text
from jifang.law.instruments import Cite, CitedInstrument, load_cited_instruments
from jifang.law.lawbook import Span, find_span, list_values
from jifang.law.search_cited import CitedHit, search_cited
from jifang.law.texts import (
    MEASURES,
    Article,
    Hit,
    Instrument,
    Paragraph,
    Provision,
    list_instruments,
    load_instrument,
    search_text,
)
from jifang.law.texts.akn import render_akn
from jifang.portals.citations import find_provision_url
from jifang.portals.public.instrument_views import find_other
from jifang.portals.public.law_history import (
    describe_provision,
    name_territory,
    read_asked_day,
    show_values,
)
from jifang.portals.wording import get_reader_lang

MAX_QUERY = 80
MOST_HITS = 50


@dataclass(frozen=True, slots=True)
class ShownOther:
    """Another instrument as the contents list it."""

    instrument: CitedInstrument
    territory: Text
    span: Span


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


def is_part(eid: str, whole: str) -> bool:
    """Whether a provision is another one or stands in it."""
    return f"{eid}__".startswith(f"{whole}__")


def find_instrument(law: str) -> Instrument:
    """An instrument by id, or the page is not found."""
    if law not in {i.id for i in list_instruments()}:
        raise Http404
    return load_instrument(law)


@require_safe
def show_index(request: HttpRequest) -> HttpResponse:
    """The contents of the Measures, and the other instruments that meet them."""
    others = [
        ShownOther(cited, name_territory(cited), find_span(Cite(cited.id, "")))
        for cited in load_cited_instruments().values()
    ]
    return render(request, "public/law/index.html", {"law": load_instrument(), "others": others})


@require_safe
def show_search(request: HttpRequest) -> HttpResponse:
    """Where a word stands in the Measures, and in what we say of other instruments."""
    entered = " ".join(request.GET.get("q", "").split())
    query = entered[:MAX_QUERY]
    searched = bool(query) and query.isprintable()
    hits = search_text(query, limit=MOST_HITS) if searched else []
    cited = search_cited(query, limit=MOST_HITS) if searched else []
    context = {
        "query": query,
        "is_cut": len(entered) > MAX_QUERY,
        "longest": MAX_QUERY,
        "hits": [(h, *cut_hit(h)) for h in hits],
        "cited": [(h, *cut_hit(h)) for h in cited],
        "found": len(hits) + len(cited),
        "law": load_instrument(),
        "keep_query": urlencode({"q": query}) if query else "",
    }
    return render(request, "public/law/search.html", context)


def cut_hit(hit: Hit | CitedHit) -> tuple[str, str, str]:
    """The snippet of a hit before, in and after what matched."""
    return (
        hit.snippet[: hit.start],
        hit.snippet[hit.start : hit.end],
        hit.snippet[hit.end :],
    )


def list_articles_around(law: Instrument, eid: str) -> tuple[Provision | None, Provision | None]:
    """The article before and the one after."""
    articles = list(law.articles())
    at = next(i for i, a in enumerate(articles) if a.eid == eid.split("__", maxsplit=1)[0])
    return (articles[at - 1] if at else None, articles[at + 1] if at + 1 < len(articles) else None)


@require_safe
def show_provision(request: HttpRequest, law: str, eid: str) -> HttpResponse:
    """An article, a paragraph or an item on a day: text, life, rules, numbers, other law.

    A provision of another instrument stands on the page of that instrument.
    """
    if law != MEASURES and eid in find_other(law).provisions:
        return redirect(find_provision_url(law, eid))
    instrument = find_instrument(law)
    try:
        provision = instrument.provision(eid)
    except InputError:
        raise Http404 from None
    if provision.kind == "chapter":
        raise Http404
    day = read_asked_day(request)
    article = next(a for a in instrument.articles() if a.eid == eid.split("__", maxsplit=1)[0])
    before, after = list_articles_around(instrument, eid)
    context = {
        "law": instrument,
        "provision": provision,
        "article": article,
        "chapter": article.chapter,
        "before": before,
        "after": after,
        "day": day,
        "about": describe_provision(eid, day),
        "keep_query": day.query,
        "notes": [n for n in instrument.notes if any(is_part(e, eid) for e in n.eids)],
        "units": list_units(provision),
        "coverage": show_rows(c for c in list_coverage() if is_part(c.provision, eid)),
    }
    status = 400 if day.problem else 200
    return render(request, "public/law/provision.html", context, status=status)


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
    day = read_asked_day(request)
    values = show_values(list_values(load_law()), day.on, get_reader_lang())
    context = {"values": values, "day": day, "keep_query": day.query}
    status = 400 if day.problem else 200
    return render(request, "public/law/parameters.html", context, status=status)


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
