"""`jifang law …`: texts, search, coverage, schemas, questions, parameters."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from jifang.cli import words
from jifang.cli.days import carry_problems, read_day
from jifang.cli.otherlaw import (
    cover_instrument,
    find_others,
    say_cite,
    say_state,
    say_touches,
)
from jifang.cli.output import OK, fail_field, write_json, write_lines, write_text
from jifang.cli.terminal import lay_table, paint
from jifang.law import list_questions, load_law
from jifang.law.described import (
    describe_cite,
    describe_parameters,
    describe_provision,
    describe_question,
    find_article,
    list_notes,
    list_resting,
    list_rows,
)
from jifang.law.errors import InputError, Lang
from jifang.law.instruments import RANK_NAMES, Cite
from jifang.law.lawbook import find_span
from jifang.law.schema import describe_facts
from jifang.law.search_cited import CitedHit, search_cited
from jifang.law.texts import MEASURES, Hit, Provision, load_instrument, search_text
from jifang.law.texts.notes import Note, NoteKind
from jifang.law.texts.search import find_citation

NOTES_SHOWN: tuple[NoteKind, ...] = ("wording", "source", "translation")
"""The notes that bear on the meaning; those on punctuation and layout are in the JSON only."""


def find_provision(ref: str) -> Provision:
    """A provision by eId, by a citation in words, or by an article number.

    Raises `InputError` naming what exists nearby.
    """
    measures = load_instrument()
    try:
        return measures.provision(measures.resolve(ref))
    except InputError:
        cited = find_citation(measures, ref)
        if not cited:
            raise
        if len(cited) > 1:
            raise fail_field("REF", ref, words.AMBIGUOUS.fill(eids=", ".join(cited))) from None
        return measures.provision(cited[0])


def show_provision(args: argparse.Namespace) -> int:
    """A provision on a day, of the Measures or of another instrument, or the contents."""
    on, problems = read_day(args.on)
    ref = " ".join(args.ref)
    with carry_problems(problems):
        others = find_others(ref) if args.ref else ()
        found = find_provision(ref) if args.ref and not others else None
    if others:
        return show_others(others, args, on)
    if found is None:
        return show_contents(args.lang, args.format)
    if args.format == "json":
        write_json(describe_provision(found, args.lang, on))
    else:
        write_lines(say_provision(found, args.lang, on))
    return OK


def show_others(cites: tuple[Cite, ...], args: argparse.Namespace, on: date) -> int:
    """Another instrument, or provisions of one."""
    if args.format == "json":
        described = [describe_cite(c, args.lang, on) for c in cites]
        write_json(described[0] if len(described) == 1 else described)
        return OK
    lines = [line for cite in cites for line in (*say_cite(cite, args.lang, on), "")]
    write_lines(lines[:-1])
    return OK


def say_provision(found: Provision, lang: Lang, on: date) -> list[str]:
    """A provision as lines: its heading, its words, what rests on it, what looks wrong in it."""
    article = find_article(found)
    head = f"{found.label.say(lang)}  {found.eid}"
    if article is not None:
        head += f"  {article.caption.say(lang)}{words.OUR_CAPTION.say(lang)}"
    lines = [paint(head, "ok"), found.full_text(lang)]
    if lang == "en":
        lines.append(paint(load_instrument().notice.en, "dim"))
    resting = list_resting(found)
    if resting:
        lines.append(words.RESTING.fill(names=", ".join(resting)).say(lang))
    lines += say_touches(found.eid, lang, on)
    notes = [n for n in list_notes(found) if n.kind in NOTES_SHOWN]
    return lines + [say_note(n, lang) for n in notes]


def say_note(note: Note, lang: Lang) -> str:
    """A note: what stands there, what we believe is meant, and why."""
    parts = [words.STANDS.fill(stands=note.stands)] if note.stands else []
    parts += [words.MEANT.fill(meant=note.meant)] if note.meant else []
    joint = "，" if lang == "zh" else ", "
    what = joint.join(p.say(lang) for p in parts)
    why = note.why.say(lang)
    end = "。" if lang == "zh" else ". "
    return words.NOTE.say(lang).format(why=f"{what}{end}{why}" if what else why)


def show_contents(lang: Lang, form: str) -> int:
    """Chapters and articles."""
    measures = load_instrument()
    if form == "json":
        write_json(
            [
                {
                    "eid": a.eid,
                    "label": a.label.say(lang),
                    "caption": a.caption.say(lang),
                    "chapter": None if a.chapter is None else a.chapter.eid,
                }
                for a in measures.articles()
            ]
        )
        return OK
    lines = [f"{measures.title.say(lang)}  {words.OUR_CAPTIONS.say(lang)}"]
    for chapter in measures.chapters:
        lines += ["", f"{chapter.label.say(lang)}  {chapter.heading.say(lang)}"]
        rows = [(a.eid, a.label.say(lang), a.caption.say(lang)) for a in chapter.articles]
        lines += [f"  {line}" for line in lay_table(rows)]
    write_lines(lines)
    return OK


def show_search(args: argparse.Namespace) -> int:
    """Where a word occurs, in the Measures and in what we say of other instruments."""
    query = " ".join(args.query)
    hits: list[Hit | CitedHit] = [*search_text(query, limit=50), *search_cited(query, limit=50)]
    if args.format == "json":
        rows = [
            {
                "law": read_hit(h).law,
                "eid": read_hit(h).provision,
                "label": h.label.say(args.lang),
                "found": h.found,
                "lang": h.lang,
                "snippet": h.snippet,
                "start": h.start,
                "end": h.end,
            }
            for h in hits
        ]
        write_json(rows)
    elif not hits:
        write_lines([words.NOTHING.say(args.lang)])
    else:
        write_lines(lay_table((str(read_hit(h)), h.label.say(args.lang), h.snippet) for h in hits))
    return OK


def read_hit(hit: Hit | CitedHit) -> Cite:
    """Which provision was found."""
    return hit.cite if isinstance(hit, CitedHit) else Cite(MEASURES, hit.eid)


def show_list(args: argparse.Namespace) -> int:
    """Every instrument by rank, with its days and what is used of it."""
    on, problems = read_day(args.on)
    with carry_problems(problems):
        rows = list_rows(args.lang, on)
    if args.format == "json":
        write_json(rows)
        return OK
    write_lines(
        lay_table(
            (
                row["law"],
                RANK_NAMES[row["rank"]].say(args.lang),
                row["since"] or words.NO_COMMENCEMENT.say(args.lang),
                say_state(find_span(Cite(row["law"], "")), on).say(args.lang),
                str(len(row["provisions"])),
                row["confidence_text"],
                row["title"],
            )
            for row in rows
        )
    )
    return OK


def show_coverage(args: argparse.Namespace) -> int:
    """What carries each paragraph."""
    from jifang.law.coverage import STATUSES, list_coverage

    lang: Lang = args.lang
    if args.law != MEASURES:
        return show_other_coverage(args)
    found = [c for c in list_coverage() if args.status in (None, c.status)]
    if args.format == "json":
        write_json([c.as_dict(lang) for c in found])
        return OK
    rows = [
        (
            c.provision,
            c.label.say(lang),
            STATUSES[c.status].say(lang),
            c.reason.say(lang) if c.reason else name_carriers(c.carried_by),
        )
        for c in found
    ]
    write_lines(lay_table(rows))
    return OK


CARRIERS_NAMED = 3


def name_carriers(carriers: Sequence[str]) -> str:
    """What carries a provision, the first few by name and how many there are besides."""
    named = ", ".join(carriers[:CARRIERS_NAMED])
    more = len(carriers) - CARRIERS_NAMED
    return f"{named} +{more}" if more > 0 else named


def show_other_coverage(args: argparse.Namespace) -> int:
    """What uses each recorded provision of another instrument."""
    rows = [r for r in cover_instrument(args.law, args.lang) if args.status in (None, r["status"])]
    if args.format == "json":
        write_json(rows)
        return OK
    write_lines(
        lay_table(
            (r["provision"], r["label"], r["reason"] or name_carriers(r["carried_by"]))
            for r in rows
        )
    )
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
        raise fail_field("QUESTION", args.question, words.NO_QUESTION.fill(names=names))
    write_json(describe_facts(question))
    return OK


def show_questions(args: argparse.Namespace) -> int:
    """Every question with what it asks."""
    lang: Lang = args.lang
    if args.format == "json":
        write_json([describe_question(q, lang) for q in list_questions()])
        return OK
    write_lines(lay_table((q.name, q.title.say(lang), q.asks.say(lang)) for q in list_questions()))
    return OK


def show_parameters(args: argparse.Namespace) -> int:
    """Every dated parameter with its citation and how sure it is."""
    rows = describe_parameters(args.lang)
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
        write_text(xml)
    return OK


TOPICS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "show": show_provision,
    "list": show_list,
    "search": show_search,
    "coverage": show_coverage,
    "schema": show_schema,
    "questions": show_questions,
    "parameters": show_parameters,
    "akn": show_akn,
}


def run_law(args: argparse.Namespace) -> int:
    """One topic of the law book."""
    return TOPICS[args.topic](args)
