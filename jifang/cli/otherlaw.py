"""`jifang law show`, `list` and `coverage` for other instruments, and what meets a paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from jifang.cli import words
from jifang.cli.output import fail_field
from jifang.cli.terminal import paint
from jifang.law import load_law
from jifang.law.engine.prose import MEETS, name_provision
from jifang.law.errors import Lang, Text
from jifang.law.instruments import (
    Cite,
    CitedInstrument,
    UsedProvision,
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
from jifang.law.parameters import CONFIDENCE
from jifang.law.search_cited import find_cites, label_cited
from jifang.law.texts import MEASURES


def find_others(ref: str) -> tuple[Cite, ...]:
    """What a reference to another instrument stands for: it as a whole, or some provisions.

    Nothing where it names no other instrument. Raises `InputError` where it names one, but no
    provision that is recorded of it.
    """
    cites = find_cites(ref)
    law = ref.strip().partition("/")[0]
    if not cites and law in load_cited_instruments():
        raise fail_field("REF", ref, words.NOT_RECORDED.fill(law=law))
    return cites


# --- showing --------------------------------------------------------------------------------------


def say_cite(cite: Cite, lang: Lang, on: date) -> list[str]:
    """Another instrument, or a provision of one, as lines."""
    instrument = find_cited(cite.law)
    own = instrument.provisions.get(cite.provision)
    if own is None:
        return list(say_instrument(instrument, lang, on))
    head = f"{label_cited(cite).say(lang)}  {cite}"
    lines = [paint(head, "ok"), own.says.say(lang), paint(words.OUR_WORDS.say(lang), "dim")]
    lines.append(say_standing(find_span(cite), own.confidence, lang, on))
    if own.touches:
        named = join(lang, (name_provision(eid, lang) for eid in own.touches))
        lines.append(words.TOUCHES.fill(eids=named).say(lang))
    lines += say_uses(cite, lang, on)
    return lines


def say_uses(cite: Cite, lang: Lang, on: date) -> Iterator[str]:
    """The questions that rest on a provision, its numbers on a day, what prevails."""
    law = load_law()
    asked = [q.name for q in list_questions_on(law, cite)]
    if asked:
        yield words.RESTING.fill(names=", ".join(asked)).say(lang)
    yield from say_values(list_values(law, cite), lang, on)
    yield from say_meetings(list_meetings(law, cite, on), lang)


def say_values(values: tuple[DatedValue, ...], lang: Lang, on: date) -> Iterator[str]:
    """The numbers of a day."""
    for value in values:
        if value.span.is_in_force(on):
            sure = CONFIDENCE[value.step.confidence].say(lang)
            said = words.NUMBER.fill(
                title=value.parameter.title.say(lang),
                value=value.say(lang),
                since=value.step.since.isoformat(),
                sure=sure,
            )
            yield said.say(lang)


def say_meetings(meetings: tuple[Meeting, ...], lang: Lang) -> Iterator[str]:
    """What prevails over what, on the day and otherwise."""
    for met in meetings:
        first, second = (name_provision(str(c), lang) for c in (met.prevails, met.yields))
        said = MEETS[met.rule.beside].say(lang).format(a=first, b=second)
        where = met.say_where(lang)
        tail = words.ONLY_WHERE.fill(where=where).say(lang) if where else ""
        idle = "" if met.applies else words.NOT_THAT_DAY.say(lang)
        colon = "：" if lang == "zh" else ": "
        yield f"{said}{idle}{colon}{met.rule.name.say(lang)}{tail}"


def say_instrument(instrument: CitedInstrument, lang: Lang, on: date) -> Iterator[str]:
    """An instrument as lines: title, number, days, editions, the provisions used."""
    yield paint(f"{instrument.title.say(lang)}  {instrument.id}", "ok")
    if instrument.number.zh:
        yield instrument.number.say(lang)
    yield say_standing(find_span(Cite(instrument.id, "")), instrument.confidence, lang, on)
    for edition in instrument.editions:
        yield f"{edition.since}  {edition.note.say(lang)}"
    if instrument.note.zh:
        yield instrument.note.say(lang)
    yield paint(words.OUR_WORDS.say(lang), "dim")
    for provision in instrument.provisions.values():
        yield f"  {say_provision_line(provision, lang)}"


def say_provision_line(provision: UsedProvision, lang: Lang) -> str:
    """A provision on one line."""
    joint = "：" if lang == "zh" else ": "
    return f"{provision.eid}  {provision.label.say(lang)}{joint}{provision.says.say(lang)}"


def say_standing(span: Span, confidence: str, lang: Lang, on: date) -> str:
    """From when to when, whether in force on the day, how sure."""
    parts = (say_span(span), say_state(span, on), CONFIDENCE[confidence])
    return join(lang, (p.say(lang) for p in parts))


def say_state(span: Span, on: date) -> Text:
    """Whether something is law on a day; what began on an unrecorded day is taken to be."""
    if not span.is_in_force(on):
        return words.NOT_IN_FORCE.fill(on=on)
    state = words.TAKEN_IN_FORCE if span.since is None else words.IN_FORCE
    return state.fill(on=on)


def say_span(span: Span) -> Text:
    """From when to when something is law."""
    since = words.NO_COMMENCEMENT if span.since is None else words.SINCE.fill(day=span.since)
    if span.until is None:
        return since
    until = words.UNTIL.fill(day=span.until)
    return Text(f"{since.zh}，{until.zh}", f"{since.en}, {until.en}")


def join(lang: Lang, parts: Iterator[str] | list[str]) -> str:
    """Things in a row."""
    return ("；" if lang == "zh" else "; ").join(parts)


# --- what meets a paragraph of the Measures -------------------------------------------------------


def say_touches(eid: str, lang: Lang, on: date) -> list[str]:
    """The numbers of a day, the other law that meets a paragraph, and what prevails."""
    law, here = load_law(), Cite(MEASURES, eid)
    lines = list(say_values(list_values(law, here), lang, on))
    for cite in list_touches(law, eid, on):
        own = find_cited(cite.law).provisions[cite.provision]
        standing = say_standing(find_span(cite), own.confidence, lang, on)
        colon = "：" if lang == "zh" else ": "
        lines.append(f"{label_cited(cite).say(lang)}{colon}{own.says.say(lang)}  [{standing}]")
    return [*lines, *say_meetings(list_meetings(law, here, on), lang)]


# --- lists ----------------------------------------------------------------------------------------


def cover_instrument(law_id: str, lang: Lang) -> list[dict[str, Any]]:
    """What uses each recorded provision of another instrument; raises `InputError`."""
    instrument = load_cited_instruments().get(law_id)
    if instrument is None:
        raise fail_field("--law", law_id, words.NO_INSTRUMENT)
    rows = []
    for eid in instrument.provisions:
        cite = Cite(law_id, eid)
        by = list_carriers(load_law(), cite)
        rows.append(
            {
                "law": law_id,
                "provision": eid,
                "label": label_cited(cite).say(lang),
                "status": "carried" if by else "noted",
                "carried_by": list(by),
                "reason": None if by else words.NOTED.say(lang),
            }
        )
    return rows
