"""The law book: what there is to know about a provision on a day.

The rules that rest on it, its dated numbers, the provisions of other instruments that meet it, and
which of them prevails: read off the questions, the parameters and the instrument files. It serves
the Measures and every other instrument alike; pages and the command show the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from jifang.law.engine.expr import TRUE, Expr, Lit
from jifang.law.engine.law import Law
from jifang.law.engine.prose import say_condition, say_value
from jifang.law.engine.question import Clause, Over, Question, Value
from jifang.law.errors import Lang, Text
from jifang.law.instruments import (
    Cite,
    Precedence,
    find_cited,
    list_touching,
    load_cited_instruments,
    load_precedence,
)
from jifang.law.parameters import UNITS, Parameter, Step
from jifang.law.texts import MEASURES, load_instrument

GENERATED = ("in_force.", "commencement.", "switched_off.")
"""Parameters made from the days of instruments: they are no numbers of the law."""


OTHERWISE = Text("其余情形", "in all other cases")
"""The condition of a clause that stands last and takes what the others leave."""


def is_related(one: Cite, other: Cite) -> bool:
    """The same provision, a part of it, or what it is part of; no provision: the whole."""
    if one.law != other.law:
        return False
    if not one.provision or not other.provision:
        return True
    mine, its = f"{one.provision}__", f"{other.provision}__"
    return mine.startswith(its) or its.startswith(mine)


def is_within(one: Cite, whole: Cite) -> bool:
    """The same provision or a part of it; of an instrument as a whole, every provision."""
    return one.law == whole.law and (
        not whole.provision or f"{one.provision}__".startswith(f"{whole.provision}__")
    )


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when something is law; None where the day is not recorded, or not set."""

    since: date | None
    until: date | None

    def is_in_force(self, on: date) -> bool:
        """Whether it is law on a day; what began on an unrecorded day counts as begun."""
        begun = self.since is None or self.since <= on
        return begun and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Rule:
    """One clause of a question under the law of a day."""

    question: Question
    clause: Clause
    condition: Expr
    """The condition with the numbers of the day in it."""
    parameters: Mapping[str, Any]

    @property
    def applies(self) -> bool:
        """The law of the day does not rule it out: its instrument is in force, say."""
        return not (isinstance(self.condition, Lit) and self.condition.value is False)

    def say_condition(self, lang: Lang) -> str:
        """When it leads to its answer, with the numbers of the day."""
        if self.clause.when is TRUE:
            return OTHERWISE.say(lang)
        return say_condition(self.clause.when, lang, self.parameters)

    def say_outcome(self, lang: Lang) -> str:
        """What it leads to."""
        return self.question.outcome(self.clause.then).label.say(lang)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of a parameter with the days it is in force."""

    parameter: Parameter
    step: Step
    until: date | None
    """The last day; None: no end is set."""

    @property
    def cite(self) -> Cite:
        """Where it stands."""
        return Cite(self.step.law, self.step.provision)

    @property
    def span(self) -> Span:
        """The days on which it is the value."""
        return Span(self.step.since, self.until)

    def say(self, lang: Lang) -> str:
        """The value with its unit."""
        unit = UNITS[self.parameter.unit][1]
        return say_value(self.step.value, self.parameter.type, lang, unit)


@dataclass(frozen=True)
class Meeting:
    """Provisions of two instruments that meet: which prevails, by what rule, in which questions."""

    prevails: Cite
    yields: Cite
    rule: Precedence
    overs: tuple[tuple[Rule, Over], ...]

    @property
    def applies(self) -> bool:
        """Some rule by which they meet is law on the day."""
        return any(rule.applies for rule, _ in self.overs)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions in which they meet."""
        return tuple({rule.question.name: rule.question for rule, _ in self.overs}.values())

    def say_where(self, lang: Lang) -> str:
        """Where they meet only in some cases, in which; empty where always."""
        if any(over.where is None for _, over in self.overs):
            return ""
        said = (
            say_condition(over.where, lang, rule.parameters)
            for rule, over in self.overs
            if over.where is not None
        )
        return ("；或者" if lang == "zh" else "; or ").join(dict.fromkeys(said))


def list_all_rules(law: Law, on: date) -> Iterator[Rule]:
    """Every clause of every question, with the numbers of a day."""
    for name, question in law.questions.items():
        compiled = law.compiled(name, on)
        for clause, condition in zip(question.clauses, compiled.conditions, strict=True):
            yield Rule(question, clause, condition, compiled.values)


def list_rules(law: Law, cite: Cite, on: date) -> tuple[Rule, ...]:
    """The clauses that rest on a provision, a part of it, or what it is part of.

    Those of other instruments that prevail over it are among them.
    """
    return tuple(
        rule
        for rule in list_all_rules(law, on)
        if any(is_related(cite, c) for c in rule.clause.cites)
        or any(is_related(cite, over.cite) for over in rule.clause.over)
    )


def list_questions_on(law: Law, cite: Cite) -> tuple[Question, ...]:
    """The questions that rest on a provision in a clause, a value or a duty."""
    return tuple(
        q for q in law.questions.values() if any(is_related(cite, c) for c in list_cites(q))
    )


def list_cites(question: Question) -> Iterator[Cite]:
    """Every provision that a question rests on or meets."""
    for clause in question.clauses:
        yield from clause.cites
        yield from (over.cite for over in clause.over)
    for value in question.values:
        if isinstance(value, Value) and value.provision:
            yield Cite(value.law, value.provision)
    yield from (Cite(duty.law, duty.provision) for duty in question.duties)


def list_values(law: Law, cite: Cite | None = None) -> tuple[DatedValue, ...]:
    """The dated numbers and choices that rest on a provision, or all of them."""
    return tuple(
        dated
        for parameter in law.parameters.values()
        if not parameter.id.startswith(GENERATED)
        for dated in date_steps(parameter)
        if cite is None or is_related(cite, dated.cite)
    )


def date_steps(parameter: Parameter) -> Iterator[DatedValue]:
    """The values of a parameter, each with its last day."""
    followers = [*parameter.steps[1:], None]
    for step, after in zip(parameter.steps, followers, strict=True):
        ends = None if after is None else after.since - timedelta(days=1)
        yield DatedValue(parameter, step, step.until or ends)


def find_span(cite: Cite) -> Span:
    """The days on which a provision is law; those of its instrument where it has none of its own.

    Raises `DefinitionError` for an instrument that is not there.
    """
    if cite.law == MEASURES:
        measures = load_instrument()
        return Span(measures.in_force_from, measures.in_force_until)
    instrument = find_cited(cite.law)
    provision = instrument.provisions.get(cite.provision)
    since = provision.since if provision else None
    until = provision.until if provision else None
    return Span(since or instrument.in_force_from, until or instrument.in_force_until)


def list_meetings(law: Law, cite: Cite, on: date) -> tuple[Meeting, ...]:
    """Where a provision meets one of another instrument, and which of the two prevails."""
    found: dict[tuple[Cite, Cite, str], list[tuple[Rule, Over]]] = {}
    for rule in list_all_rules(law, on):
        prevails = rule.clause.cites[0]
        for over in rule.clause.over:
            if is_related(cite, prevails) or is_related(cite, over.cite):
                found.setdefault((prevails, over.cite, over.rule), []).append((rule, over))
    return tuple(
        Meeting(first, second, load_precedence()[rule], tuple(overs))
        for (first, second, rule), overs in found.items()
    )


def list_touches(law: Law, eid: str, on: date) -> tuple[Cite, ...]:
    """The provisions of other instruments that meet a provision of the Measures, by rank.

    As recorded in the instrument files, and as the clauses say.
    """
    here = Cite(MEASURES, eid)
    found = {Cite(instrument.id, p.eid) for instrument, p in list_touching(eid)}
    for rule in list_rules(law, here, on):
        found.update(c for c in rule.clause.cites if c.law != MEASURES)
        if any(is_related(here, c) for c in rule.clause.cites):
            found.update(o.cite for o in rule.clause.over if o.cite.law != MEASURES)
    return tuple(
        Cite(law_id, own)
        for law_id, instrument in load_cited_instruments().items()
        for own in instrument.provisions
        if Cite(law_id, own) in found
    )


def list_carriers(law: Law, cite: Cite) -> tuple[str, ...]:
    """What uses a provision of another instrument, or a part of it: questions, numbers, rules.

    Question names; `parameter:` and `precedence:` with an id.
    """
    asked = [
        q.name for q in law.questions.values() if any(is_within(c, cite) for c in list_cites(q))
    ]
    numbers = [f"parameter:{d.parameter.id}" for d in list_values(law) if is_within(d.cite, cite)]
    rules = [
        f"precedence:{rule.id}"
        for rule in load_precedence().values()
        if rule.provision is not None and is_within(Cite(rule.law, rule.provision), cite)
    ]
    return (*asked, *dict.fromkeys(numbers), *rules)
