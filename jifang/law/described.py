"""The law as plain data: provisions, instruments, parameters, questions and periods for JSON.

The command and the HTTP API give out the same; texts are in the reader's language.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from jifang.law import list_questions, load_law
from jifang.law.engine.question import Question
from jifang.law.errors import Lang
from jifang.law.instruments import (
    Cite,
    CitedInstrument,
    find_cited,
    load_cited_instruments,
)
from jifang.law.lawbook import (
    DatedValue,
    Meeting,
    Span,
    find_span,
    list_carriers,
    list_meetings,
    list_questions_on,
    list_touches,
    list_values,
)
from jifang.law.parameters import CONFIDENCE, UNITS
from jifang.law.periods import Period
from jifang.law.schema import write_value
from jifang.law.search_cited import label_cited
from jifang.law.texts import MEASURES, RANKS, Provision, load_instrument
from jifang.law.texts.model import Article, Chapter
from jifang.law.texts.notes import Note


def find_article(provision: Provision) -> Article | None:
    """The article a provision is or stands in; a chapter is in none."""
    at: Provision | None = provision
    while at is not None and not isinstance(at, Article):
        at = at.parent
    return at


def list_roots(found: Provision) -> list[str]:
    """The ids that the ids of a provision's parts begin with: a chapter's are its articles'."""
    return [a.eid for a in found.articles] if isinstance(found, Chapter) else [found.eid]


def is_part(eid: str, whole: str) -> bool:
    """Whether a provision is another one or stands in it."""
    return f"{eid}__".startswith(f"{whole}__")


def list_notes(found: Provision) -> list[Note]:
    """The notes on a provision and on its parts."""
    roots = list_roots(found)
    notes = load_instrument().notes
    return [n for n in notes if any(is_part(e, root) for e in n.eids for root in roots)]


def list_resting(found: Provision) -> list[str]:
    """The questions about a provision, a part of it, or what it is part of."""
    roots = list_roots(found)
    return [
        q.name
        for q in list_questions()
        if any(is_part(p, r) or is_part(r, p) for p in q.provisions for r in roots)
    ]


def describe_provision(found: Provision, lang: Lang, on: date) -> dict[str, object]:
    """A provision in its JSON form: both languages, our caption, notes, questions, other law."""
    article, here = find_article(found), Cite(MEASURES, found.eid)
    return {
        "law": load_instrument().id,
        "eid": found.eid,
        "label": found.label.say(lang),
        "caption": None if article is None else article.caption.say(lang),
        "caption_ours": True,
        "zh": found.full_text("zh"),
        "en": found.full_text("en"),
        "unofficial": {"zh": False, "en": True},
        "questions": list_resting(found),
        "on": on.isoformat(),
        "other_law": describe_touches(found.eid, lang, on),
        "meetings": [describe_meeting(m, lang) for m in list_meetings(load_law(), here, on)],
        "parameters": [describe_value(v, lang) for v in list_values(load_law(), here)],
        "notes": [
            {"kind": n.kind, "stands": n.stands, "meant": n.meant, "why": n.why.say(lang)}
            for n in list_notes(found)
        ],
    }


def describe_cite(cite: Cite, lang: Lang, on: date) -> dict[str, Any]:
    """Another instrument, or a provision of one, in its JSON form."""
    instrument = find_cited(cite.law)
    own = instrument.provisions.get(cite.provision)
    if own is None:
        return describe_instrument(instrument, lang, on)
    law = load_law()
    span = find_span(cite)
    return {
        "law": cite.law,
        "eid": cite.provision,
        "label": label_cited(cite).say(lang),
        "zh": own.says.zh,
        "en": own.says.en,
        "our_words": True,
        "confidence": own.confidence,
        **_describe_span(span, on),
        "touches": list(own.touches),
        "questions": [q.name for q in list_questions_on(law, cite)],
        "parameters": [describe_value(v, lang) for v in list_values(law, cite)],
        "meetings": [describe_meeting(m, lang) for m in list_meetings(law, cite, on)],
        "carried_by": list(list_carriers(law, cite)),
    }


def describe_instrument(instrument: CitedInstrument, lang: Lang, on: date) -> dict[str, Any]:
    """An instrument in its JSON form, with the ids of the provisions that are used."""
    return {
        "law": instrument.id,
        "title": instrument.title.say(lang),
        "short": instrument.short.say(lang),
        "number": instrument.number.say(lang),
        "rank": instrument.rank,
        "territory": instrument.territory,
        **_describe_span(find_span(Cite(instrument.id, "")), on),
        "confidence": instrument.confidence,
        "confidence_text": CONFIDENCE[instrument.confidence].say(lang),
        "note": instrument.note.say(lang),
        "text_held": False,
        "editions": [
            {
                "since": e.since.isoformat(),
                "note": e.note.say(lang),
                "confidence": e.confidence,
            }
            for e in instrument.editions
        ],
        "provisions": list(instrument.provisions),
    }


def _describe_span(span: Span, on: date) -> dict[str, Any]:
    return {
        "since": span.since.isoformat() if span.since else None,
        "until": span.until.isoformat() if span.until else None,
        "on": on.isoformat(),
        "in_force": span.is_in_force(on),
    }


def describe_value(value: DatedValue, lang: Lang) -> dict[str, Any]:
    """A dated value in its JSON form."""
    return {
        "id": value.parameter.id,
        "title": value.parameter.title.say(lang),
        "value": write_value(value.step.value),
        "since": value.step.since.isoformat(),
        "until": value.until.isoformat() if value.until else None,
        "law": value.cite.law,
        "provision": value.cite.provision,
        "confidence": value.step.confidence,
    }


def describe_meeting(met: Meeting, lang: Lang) -> dict[str, Any]:
    """Which of two provisions prevails, in its JSON form."""
    rule = met.rule
    return {
        "prevails": met.prevails._asdict(),
        "yields": met.yields._asdict(),
        "beside": rule.beside,
        "applies": met.applies,
        "where": met.say_where(lang),
        "rule": rule.id,
        "why": rule.reason.say(lang),
        "rule_law": rule.law,
        "rule_provision": rule.provision,
        "confidence": rule.confidence,
        "questions": [q.name for q in met.questions],
    }


def describe_touches(eid: str, lang: Lang, on: date) -> list[dict[str, Any]]:
    """The provisions of other instruments that meet a paragraph, in their JSON form."""
    law = load_law()
    return [
        {
            "law": cite.law,
            "provision": cite.provision,
            "label": label_cited(cite).say(lang),
            "says": find_cited(cite.law).provisions[cite.provision].says.say(lang),
            "confidence": find_cited(cite.law).provisions[cite.provision].confidence,
            **_describe_span(find_span(cite), on),
        }
        for cite in list_touches(law, eid, on)
    ]


def list_rows(lang: Lang, on: date) -> list[dict[str, Any]]:
    """Every instrument, the Measures at their rank among them, in its JSON form."""
    measures = load_instrument()
    own = {
        "law": measures.id,
        "title": measures.title.say(lang),
        "short": measures.short.say(lang),
        "number": measures.number.say(lang),
        "rank": measures.rank,
        "territory": "44",
        **_describe_span(find_span(Cite(MEASURES, "")), on),
        "confidence": "S",
        "confidence_text": CONFIDENCE["S"].say(lang),
        "note": "",
        "text_held": True,
        "editions": [],
        "provisions": [u.eid for u in measures.units()],
    }
    others = [describe_instrument(i, lang, on) for i in load_cited_instruments().values()]
    above = [r for r in others if is_above(r["rank"], measures.rank)]
    return [*above, own, *others[len(above) :]]


def is_above(rank: str, other: str) -> bool:
    """Whether a rank stands above another."""
    order: tuple[str, ...] = RANKS
    return order.index(rank) < order.index(other)


def describe_period(period: Period, lang: Lang) -> dict[str, object]:
    """A named period in its JSON form, with every dated length."""
    return {
        "id": period.id,
        "title": period.title.say(lang),
        "starts": period.starts.say(lang) if period.starts else None,
        "meaning": period.meaning,
        "rolls": period.rolls,
        "both_readings": period.both is not None,
        "pauses": [reason.id for reason in period.pauses],
        "values": [
            {
                "from": value.since.isoformat() if value.since else None,
                "until": value.until.isoformat() if value.until else None,
                "length": value.length,
                "unit": value.unit,
                "law": value.cite.law if value.cite else None,
                "provision": value.cite.provision if value.cite else None,
                "confidence": value.confidence,
                "extension": None
                if value.extension is None
                else {"length": value.extension.length, "times": value.extension.times},
            }
            for value in period.values
        ],
        "note": period.note.say(lang) if period.note else None,
    }


def describe_question(question: Question, lang: Lang) -> dict[str, Any]:
    """A question in its JSON form: what it asks, of which facts, with which outcomes."""
    return {
        "name": question.name,
        "title": question.title.say(lang),
        "asks": question.asks.say(lang),
        "provisions": list(question.provisions),
        "outcomes": [o.code for o in question.outcomes],
        "facts": [f.name for f in question.facts],
        "batchable": question.batchable,
    }


def describe_parameters(lang: Lang) -> list[dict[str, Any]]:
    """Every value that a dated parameter has had, in its JSON form."""
    return [
        {
            "id": p.id,
            "title": p.title.say(lang),
            "unit": UNITS[p.unit][1].say(lang),
            "since": s.since.isoformat(),
            "value": write_value(s.value),
            "law": s.law,
            "provision": s.provision,
            "confidence": s.confidence,
            "confidence_text": CONFIDENCE[s.confidence].say(lang),
        }
        for p in load_law().parameters.values()
        for s in p.steps
    ]
