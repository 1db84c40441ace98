"""The law book: instruments, provisions, dated parameters, search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404

from jifang.api.forms import Hits, InstrumentRow, Instruments, Parameters, ProvisionGiven
from jifang.api.problems import fail_field
from jifang.api.reading import read_on
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.law.described import (
    describe_cite,
    describe_parameters,
    describe_provision,
    list_rows,
)
from jifang.law.errors import InputError, Lang, Text
from jifang.law.instruments import Cite, load_cited_instruments
from jifang.law.search_cited import CitedHit, search_cited
from jifang.law.texts import MEASURES, Hit, load_instrument, search_text

TAG = "texts"
SAME = ("law", "eid", "label", "zh", "en", "on", "questions", "parameters", "meetings")
HITS = 50


@declare(
    "GET",
    "law/instruments",
    Instruments,
    Doc(
        "listInstruments",
        TAG,
        Text("列出全部文件", "List every instrument"),
        Text("按效力层级；on 那一天是否施行。", "By rank, and whether each is in force on a day."),
        cached=True,
    ),
)
def list_instruments(request: ApiRequest, on: str | None = None) -> Mapping[str, Any]:
    """Every instrument."""
    return {"items": list_rows(request.lang, read_on(on))}


@declare(
    "GET",
    "law/instruments/{law}",
    InstrumentRow,
    Doc(
        "readInstrument",
        TAG,
        Text("一个文件", "An instrument"),
        Text("其层级、施行日和收录的条款编号。",
             "Its rank, its days, and the ids of its provisions."),
        cached=True,
        arguments={"law": MEASURES},
    ),
)  # fmt: skip
def read_instrument(request: ApiRequest, law: str, on: str | None = None) -> Mapping[str, Any]:
    """One instrument."""
    for row in list_rows(request.lang, read_on(on)):
        if row["law"] == law:
            return row
    raise Http404


@declare(
    "GET",
    "law/instruments/{law}/provisions/{eid}",
    ProvisionGiven,
    Doc(
        "readProvision",
        TAG,
        Text("一条、一款或者一项", "A provision"),
        Text("《办法》为原文与译文，其他文件为本平台的表述（about.our_words）；"
             "另有依它提问的问题、其中的数字、与它相遇的其他法。",
             "Of the Measures the text and its translation, of other instruments our own words"
             " (about.our_words); the questions that rest on it, its dated numbers, and the other"
             " law it meets."),
        cached=True,
        arguments={"law": MEASURES, "eid": "art_20__para_1"},
    ),
)  # fmt: skip
def read_provision(
    request: ApiRequest, law: str, eid: str, on: str | None = None
) -> Mapping[str, Any]:
    """One provision on a day."""
    found = describe_any(law, eid, request.lang, on)
    return {
        **{name: found[name] for name in SAME},
        "about": {name: value for name, value in found.items() if name not in SAME},
    }


def describe_any(law: str, eid: str, lang: Lang, on: str | None) -> dict[str, Any]:
    """A provision of the Measures or of another instrument. Raises `Http404`."""
    day = read_on(on)
    if law == MEASURES:
        try:
            return dict(describe_provision(load_instrument().provision(eid), lang, day))
        except InputError:
            raise Http404 from None
    instrument = load_cited_instruments().get(law)
    if instrument is None or eid not in instrument.provisions:
        raise Http404
    return describe_cite(Cite(law, eid), lang, day)


@declare(
    "GET",
    "law/parameters",
    Parameters,
    Doc(
        "listParameters",
        TAG,
        Text("列出带日期的参数", "List the dated parameters"),
        Text("法定的数字，各自从哪一天起、依据哪一条。",
             "The numbers of the law, each with its day and its provision."),
        cached=True,
    ),
)  # fmt: skip
def list_parameters(request: ApiRequest) -> Mapping[str, Any]:
    """Every value of every dated parameter."""
    return {"items": describe_parameters(request.lang)}


@declare(
    "GET",
    "law/search",
    Hits,
    Doc(
        "searchLaw",
        TAG,
        Text("在条文中查找", "Search the texts"),
        Text("q 为词或者条款（第二十条、art. 20）；至多 50 处。",
             "q is words or a citation (art. 20); at most 50 places."),
        cached=True,
        arguments={"q": "存储"},
    ),
)  # fmt: skip
def search_law(request: ApiRequest, q: str) -> Mapping[str, Any]:
    """Where words occur."""
    try:
        hits: list[Hit | CitedHit] = [
            *search_text(q, limit=HITS),
            *search_cited(q, limit=HITS),
        ]
    except InputError as error:
        raise fail_field("q", q, error.problems[0].message) from None
    return {"items": [show_hit(hit, request.lang) for hit in hits[:HITS]]}


def show_hit(hit: Hit | CitedHit, lang: Lang) -> dict[str, Any]:
    """The JSON form of a place."""
    cite = hit.cite if isinstance(hit, CitedHit) else Cite(MEASURES, hit.eid)
    return {
        "law": cite.law,
        "eid": cite.provision,
        "label": hit.label.say(lang),
        "lang": hit.lang,
        "found": hit.found,
        "snippet": hit.snippet,
    }
