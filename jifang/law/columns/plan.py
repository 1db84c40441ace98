"""A question made ready for columns: one tree per clause, under the law of a day or of each row.

The answers of all clauses are one integer, the pattern (`Decision.pattern`): base 3, the first
clause in the lowest digit, 0 no, 1 yes, 2 unknown. Outcome, deciding provision and explanation
follow from the pattern by look-up, settled once per pattern that occurs: a row costs its pattern.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jifang.law.columns.fold import check_supported
from jifang.law.columns.shape import Shaper
from jifang.law.engine.expr import Expr, Fact, facts_of
from jifang.law.engine.law import IN_FORCE_FROM, Law
from jifang.law.engine.question import Question
from jifang.law.errors import DefinitionError, InputError, Problem, Text

PART = 39
"""So many clauses fit one signed integer of 64 bits: 3**39 < 2**63 < 3**40."""

MOST_CLAUSES = 2 * PART
"""So many fit a decimal of 38 digits."""

NOT_BATCHABLE = Text(
    "“{name}”不能成批判断：{why}；请逐案用 jifang decide",
    "`{name}` is not answered in batches: {why}; ask it case by case with jifang decide",
)
WHY_NOT: dict[str, Text] = {
    "assessment": Text("它要的是一份材料，不是一行事实", "it takes a dossier, not a row of facts"),
    "duties": Text(
        "它的事实是每项职责的凭据，不是单个的值",
        "its facts are the evidence of every duty, not single values",
    ),
    "penalty_procedure": Text(
        "它的期日要按案件的经过逐步推算",
        "its dates follow step by step from the course of the case",
    ),
}
NO_COLUMNS = Text("它的事实不是单个的值", "its facts are not single values")


@dataclass(frozen=True, eq=False)
class Plan:
    """A question ready for columns. `on` is the day asked, or `day` names its column."""

    law: Law
    question: Question
    on: date | None
    day: str | None
    conditions: tuple[Expr, ...]
    readings: Mapping[str, Expr]
    """How each fact that a clause reads is read: itself or, if not given, what the law supplies."""
    reads: tuple[frozenset[str], ...]
    """The facts every clause reads, with those from which the law would supply them."""
    feeds: Mapping[str, tuple[str, ...]]
    """Facts that no clause reads itself: the facts that the law supplies from them."""

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts the conditions and readings read, in the question's order."""
        trees = (*self.conditions, *self.readings.values())
        names = {f.name for tree in trees for f in facts_of(tree)}
        return tuple(f for f in self.question.facts if f.name in names)

    @property
    def parts(self) -> tuple[range, ...]:
        """The clauses of every integer that the pattern is computed in, the lowest first."""
        count = len(self.conditions)
        return tuple(range(i, min(i + PART, count)) for i in range(0, count, PART))

    @property
    def in_force(self) -> bool:
        """Whether any row can be answered; a single day may lie before commencement."""
        return self.on is None or self.question.always_asked or self.on >= IN_FORCE_FROM

    @property
    def force_from(self) -> date | None:
        """The day before which rows are `not_in_force`, where the day asked is a column."""
        return IN_FORCE_FROM if self.on is None and not self.question.always_asked else None

    def shape_for(self, columns: Iterable[str]) -> tuple[tuple[Expr, ...], Mapping[str, Expr]]:
        """Conditions and readings where only these columns are given: other facts are unknown."""
        absent = frozenset(f.name for f in self.facts) - frozenset(columns)
        if not absent:
            return self.conditions, self.readings
        shaper = Shaper(self.on, absent)
        readings = {name: shaper.shape(reading) for name, reading in self.readings.items()}
        return tuple(shaper.shape(c) for c in self.conditions), readings


def find_question(law: Law, name: str) -> Question:
    """A question that is answered in batches. Raises `InputError` naming why it is not."""
    question = law.questions.get(name)
    if question is not None and question.batchable:
        return question
    names = ", ".join(q.name for q in law.questions.values() if q.batchable)
    if question is not None or name in WHY_NOT:
        why = WHY_NOT.get(name, NO_COLUMNS)
        raise InputError(Problem("question", name, NOT_BATCHABLE.fill(name=name, why=why)))
    raise InputError(
        Problem(
            "question",
            name,
            Text(
                f"没有这个问题；可成批判断的有：{names}",
                f"unknown question; answered in batches: {names}",
            ),
        )
    )


def plan_question(law: Law, name: str, *, on: date | None = None, day: str | None = None) -> Plan:
    """Make a question ready, for the law of one day (`on`) or of each row's day (column `day`).

    Raises `InputError` where the question is not answered in batches and `DefinitionError` where
    a condition holds something that columns cannot compute.
    """
    question = find_question(law, name)
    if (on is None) is (day is None):
        raise DefinitionError("a plan needs either a day or the column of the day")
    if len(question.clauses) > MOST_CLAUSES:
        raise DefinitionError(f"`{name}` has more than {MOST_CLAUSES} clauses")
    epochs = law.epochs if on is None else (find_epoch(law, on),)
    shaper = Shaper(on)
    for fact_name, default in question.defaults.items():
        supplied = shape_versions(shaper, law, name, epochs, [default])[0]
        shaper.supply(question.fact(fact_name), supplied)
    conditions = shape_versions(shaper, law, name, epochs, [c.when for c in question.clauses])
    for clause, condition in zip(question.clauses, conditions, strict=True):
        check_supported(f"`{name}`: {clause.provision}", condition)
    direct = list_reads(law, name, epochs)
    sources = list_sources(law, name, epochs)
    reads = tuple(close_reads(facts, sources) for facts in direct)
    read = frozenset().union(*reads)
    readings = {f.name: shaper.shape(f) for f in question.facts if f.name in read}
    fed = read - frozenset().union(*direct)
    feeds = {n: tuple(f for f in readings if n in sources.get(f, ())) for n in readings if n in fed}
    return Plan(law, question, on, day, conditions, readings, reads, feeds)


def list_reads(law: Law, name: str, epochs: Sequence[date]) -> tuple[frozenset[str], ...]:
    """The facts every clause reads, at some time."""
    by_epoch = [law.compiled(name, epoch).reads for epoch in epochs]
    return tuple(
        frozenset(fact for facts in versions for fact in facts)
        for versions in zip(*by_epoch, strict=True)
    )


def list_sources(law: Law, name: str, epochs: Sequence[date]) -> dict[str, frozenset[str]]:
    """For every fact that the law supplies where it is left out, the facts it is supplied from."""
    found: dict[str, frozenset[str]] = {}
    for epoch in epochs:
        compiled = law.compiled(name, epoch)
        for fact, default in compiled.question.defaults.items():
            read = frozenset(f.name for f in facts_of(compiled.bind(default)))
            found[fact] = found.get(fact, frozenset()) | read
    return found


def close_reads(facts: frozenset[str], sources: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The facts a clause reads with those from which the law would supply them."""
    while True:
        more = facts.union(*(sources.get(f, frozenset()) for f in facts))
        if more == facts:
            return facts
        facts = more


def find_epoch(law: Law, on: date) -> date:
    """The first day of the stretch of time in which the law is as it is on a day."""
    position = bisect_right(law.epochs, on)
    return law.epochs[position - 1] if position else law.epochs[0]


def shape_versions(
    shaper: Shaper, law: Law, name: str, epochs: Sequence[date], exprs: Sequence[Expr]
) -> tuple[Expr, ...]:
    """Every tree under the law of each stretch of time, as one tree that chooses by the day.

    A parameter that changes becomes a chain of `pick(day < next step, older, newer)`; where a
    condition has another shape altogether under the later law, the choice is between conditions.
    """
    found = []
    for expr in exprs:
        versions = [(epoch, shaper.shape(law.compiled(name, epoch).bind(expr))) for epoch in epochs]
        found.append(shaper.shape(shaper.merge_versions(versions)))
    return tuple(found)
