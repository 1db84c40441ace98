"""What the law asks in a procedure: its questions, their rules, the papers they name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, Final

from jifang.domains.guide.data import Condition, Figure, Level, Paper, Papers, Rule
from jifang.domains.qualifications.data import LEVELS
from jifang.foundation.cases.data import Guard, Procedure
from jifang.law import decide, list_questions
from jifang.law.calendar import add_months
from jifang.law.engine.expr import facts_of
from jifang.law.engine.question import Gap, Question
from jifang.law.engine.types import Kind
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.places import PROVINCE_CODE
from jifang.law.texts import MEASURES

DOCUMENTS: Final = "documents"
"""The fact that holds what was handed in, in the questions that ask for papers."""
EMPTY: Final[dict[Kind, Any]] = {Kind.COUNT: 0, Kind.AMOUNT: 0, Kind.AMOUNTS: []}


def list_cites(procedure: Procedure) -> tuple[Cite, ...]:
    """What a procedure rests on: the provision of the whole, then those of its steps."""
    found = [procedure.provision]
    found += [t.provision for t in procedure.transitions if t.provision is not None]
    return tuple(dict.fromkeys(found))


def is_about(cite: Cite, provision: str) -> bool:
    """Whether a provision that a question names (of the Measures, or `law/eid`) is the same as one
    cited, a part of it, or what it is a part of."""
    law, _, eid = provision.rpartition("/")
    if (law or MEASURES) != cite.law or not cite.provision:
        return False
    one, other = f"{eid}__", f"{cite.provision}__"
    return one.startswith(other) or other.startswith(one)


def list_guards(procedure: Procedure) -> dict[str, list[tuple[Text, Guard]]]:
    """The questions that steps are guarded by, each with those steps."""
    found: dict[str, list[tuple[Text, Guard]]] = {}
    for step in procedure.transitions:
        if step.guard is not None:
            found.setdefault(step.guard.question, []).append((step.act, step.guard))
    return found


def list_related(procedure: Procedure) -> list[Question]:
    """The questions a procedure is guarded by; where it is by none, those that rest on the very
    provision on which the whole procedure rests."""
    questions = {q.name: q for q in list_questions()}
    names = list(list_guards(procedure)) or [
        q.name for q in questions.values()
        if any(is_about(procedure.provision, p) for p in q.provisions)
    ]  # fmt: skip
    return [questions[name] for name in names]


def list_conditions(procedure: Procedure, on: date) -> tuple[Condition, ...]:
    """What the law asks, question by question."""
    guards = list_guards(procedure)
    found = []
    for question in list_related(procedure):
        steps = guards.get(question.name, [])
        passes = dict.fromkeys(o for _, guard in steps for o in sorted(guard.passes))
        found.append(
            Condition(
                question, tuple(dict.fromkeys(act for act, _ in steps)),
                tuple(question.outcome(code).label for code in passes),
                tuple(list_rules(question)), find_levels(question.name, on),
            )
        )  # fmt: skip
    return tuple(found)


def list_rules(question: Question) -> Iterator[Rule]:
    """The rules of a question in the order in which they decide."""
    for clause in question.clauses:
        outcome = question.outcome(clause.then)
        reading = clause.reading.name if clause.reading else None
        yield Rule(clause.text, outcome.label, outcome.tone, clause.cites, reading)


@cache
def find_levels(name: str, on: date) -> tuple[Level, ...]:
    """What each level asks of figures: the law is asked as for a firm that has none of them, from
    the lowest level on. Nothing for a question without levels."""
    question = next(q for q in list_questions() if q.name == name)
    gap = next((v for v in question.values if isinstance(v, Gap)), None)
    if gap is None or not any(f.name == "level" for f in question.facts):
        return ()
    held = {f for m in gap.measures for f in facts_of(m.held)}
    nothing = {f.name: EMPTY[f.type.kind] for f in held if f.type.kind in EMPTY}
    found = []
    for level in (4, 3, 2, 1):
        facts = {**nothing, **assume_application(level, on)}
        asked: dict[str, Any] = decide(name, facts, on=on).values.get(gap.name) or {}
        units = {m.code: m.unit for m in gap.measures}
        figures = tuple(
            Figure(gap.domain.label(code), one["required"], units[code], one.get("each_at_least"))
            for code, one in asked.items()
        )
        if figures:
            found.append(Level(LEVELS[str(level)], figures, Cite(gap.law, gap.provision)))
    return tuple(found)


def assume_application(level: int, on: date) -> dict[str, Any]:
    """An application that only its conditions could decide: first for the lowest level, else a
    promotion after two years at the level below."""
    facts: dict[str, Any] = {
        "kind": "initial", "level": level, "applied_on": on, "registered_region": PROVINCE_CODE,
    }  # fmt: skip
    if level < 4:
        facts |= {
            "kind": "promotion", "held_level": level + 1, "held_since": add_months(on, -24),
            "expires_on": add_months(on, 12), "extended_to": None,
        }  # fmt: skip
    return facts


def find_papers(procedure: Procedure) -> Papers:
    """The papers that the law names for a procedure: by a question that it is guarded by, or that
    rests on its provision or that of its opening; none where no list is recorded."""
    cites = [procedure.provision]
    cites += [t.provision for t in procedure.transitions if not t.since and t.provision]
    guarded = list_guards(procedure)
    for question in list_questions():
        fact = next((f for f in question.facts if f.name == DOCUMENTS), None)
        about = [p for p in question.provisions if any(is_about(c, p) for c in cites)]
        if fact is None or fact.type.domain is None or not (about or question.name in guarded):
            continue
        law, _, eid = (about or list(question.provisions))[0].rpartition("/")
        items = tuple(Paper(c, fact.type.domain.label(c)) for c in fact.type.domain.codes)
        return Papers(items, Cite(law or MEASURES, eid), list_slots(procedure))
    return Papers((), procedure.provision, list_slots(procedure))


def list_slots(procedure: Procedure) -> tuple[Paper, ...]:
    """The classes in which the form of the application takes papers."""
    first = next((t for t in procedure.transitions if not t.since), None)
    return tuple(
        Paper(f.name, f.title, f.required)
        for f in (first.fields if first else ())
        if f.kind == "papers"
    )
