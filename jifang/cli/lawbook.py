"""`jifang law …`: texts, search, coverage, schemas, questions, parameters."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping

from jifang.cli import words
from jifang.cli.main import BAD_INPUT, OK, write_json
from jifang.cli.terminal import lay_table, paint
from jifang.law import list_questions, load_law
from jifang.law.errors import InputError, Lang, Problem, Text
from jifang.law.schema import describe_facts, write_value
from jifang.law.texts import Provision, load_instrument, search_text
from jifang.law.texts.search import find_citation


def write_lines(lines: list[str]) -> None:
    """Lines on standard output."""
    sys.stdout.write("\n".join(lines) + "\n")


def find_provision(ref: str) -> Provision:
    """A provision by eId, by a citation in words, or by an article number."""
    measures = load_instrument()
    try:
        return measures.provision(measures.resolve(ref))
    except InputError:
        cited = find_citation(measures, ref)
        if not cited:
            raise
        return measures.provision(cited[0])


def show_provision(args: argparse.Namespace) -> int:
    """A provision, or the contents."""
    lang: Lang = args.lang
    if args.ref is None:
        return show_contents(lang, args.format)
    found = find_provision(args.ref)
    resting = [q.name for q in list_questions() if rests_on(q.provisions, found.eid)]
    notes = load_instrument().notes_on(found.eid)
    if args.format == "json":
        write_json(
            {
                "eid": found.eid,
                "label": found.label.say(lang),
                "zh": found.full_text("zh"),
                "en": found.full_text("en"),
                "unofficial": {"zh": False, "en": True},
                "questions": resting,
            }
        )
        return OK
    lines = [f"{paint(found.label.say(lang), 'ok')}  {found.eid}", found.full_text(lang)]
    if lang == "en":
        lines.append(paint(words.UNOFFICIAL.en, "dim"))
    if resting:
        lines.append(words.RESTING.say(lang) + ", ".join(resting))
    lines.extend(words.DEFECT.say(lang) + n.why.say(lang) for n in notes)
    write_lines(lines)
    return OK


def rests_on(provisions: tuple[str, ...], eid: str) -> bool:
    """Whether a question is about a provision, a part of it, or what it is part of."""
    return any(
        f"{p}__".startswith(f"{eid}__") or f"{eid}__".startswith(f"{p}__") for p in provisions
    )


def show_contents(lang: Lang, form: str) -> int:
    """Chapters and articles."""
    measures = load_instrument()
    if form == "json":
        write_json(
            [
                {"eid": a.eid, "label": a.label.say(lang), "caption": a.caption.say(lang)}
                for a in measures.articles()
            ]
        )
        return OK
    lines = [f"{measures.title.say(lang)} {words.OUR_CAPTION.say(lang)}"]
    for chapter in measures.chapters:
        lines += ["", chapter.heading.say(lang)]
        rows = [(a.eid, a.label.say(lang), a.caption.say(lang)) for a in chapter.articles]
        lines += [f"  {line}" for line in lay_table(rows)]
    write_lines(lines)
    return OK


def show_search(args: argparse.Namespace) -> int:
    """Where a word occurs."""
    hits = search_text(args.query, limit=50)
    if args.format == "json":
        write_json([{"eid": h.eid, "lang": h.lang, "snippet": h.snippet} for h in hits])
    elif not hits:
        write_lines([words.NOTHING.say(args.lang)])
    else:
        write_lines(lay_table((h.eid, h.label.say(args.lang), h.snippet) for h in hits))
    return OK


def show_coverage(args: argparse.Namespace) -> int:
    """What carries each paragraph."""
    from jifang.law.coverage import STATUSES, list_coverage

    lang: Lang = args.lang
    found = [c for c in list_coverage() if args.status in (None, c.status)]
    if args.format == "json":
        write_json([c.as_dict(lang) for c in found])
        return OK
    rows = [
        (
            c.provision,
            c.label.say(lang),
            STATUSES[c.status].say(lang),
            c.reason.say(lang) if c.reason else ", ".join(c.carried_by[:3]),
        )
        for c in found
    ]
    write_lines(lay_table(rows))
    return OK


def show_schema(args: argparse.Namespace) -> int:
    """The JSON Schema of a question's facts, or of the dossier."""
    from jifang.law.assessment import describe_dossier

    if args.question in ("dossier", "assessment"):
        write_json(describe_dossier())
        return OK
    question = load_law().questions.get(args.question)
    if question is None:
        names = ", ".join(["dossier", *load_law().questions])
        message = Text(f"没有这个问题；有：{names}", f"unknown question; there are: {names}")
        raise InputError(Problem("question", args.question, message))
    write_json(describe_facts(question))
    return OK


def show_questions(args: argparse.Namespace) -> int:
    """Every question with what it asks."""
    lang: Lang = args.lang
    if args.format == "json":
        write_json(
            [
                {
                    "name": q.name,
                    "title": q.title.say(lang),
                    "asks": q.asks.say(lang),
                    "provisions": list(q.provisions),
                    "outcomes": [o.code for o in q.outcomes],
                    "facts": [f.name for f in q.facts],
                    "batchable": q.batchable,
                }
                for q in list_questions()
            ]
        )
        return OK
    write_lines(lay_table((q.name, q.title.say(lang), q.asks.say(lang)) for q in list_questions()))
    return OK


def show_parameters(args: argparse.Namespace) -> int:
    """Every dated parameter with its citation and how sure it is."""
    from jifang.law.parameters import CONFIDENCE, UNITS

    lang: Lang = args.lang
    rows = [
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
    if args.format == "json":
        write_json(rows)
        return OK
    keys = ("id", "since", "value", "unit", "provision", "confidence_text", "title")
    write_lines(lay_table(tuple(str(r[k]) for k in keys) for r in rows))
    return OK


def show_akn(args: argparse.Namespace) -> int:
    """The instrument as Akoma Ntoso XML."""
    from jifang.law.texts.akn import render_akn

    xml = render_akn(load_instrument(), args.lang)
    if args.format == "json":
        write_json({"law": load_instrument().id, "lang": args.lang, "akn": xml})
    else:
        sys.stdout.write(xml)
    return OK


TOPICS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "show": show_provision,
    "search": show_search,
    "coverage": show_coverage,
    "schema": show_schema,
    "questions": show_questions,
    "parameters": show_parameters,
    "akn": show_akn,
}


def run_law(args: argparse.Namespace) -> int:
    """One topic of the law book."""
    topic = TOPICS.get(args.topic)
    return BAD_INPUT if topic is None else topic(args)
