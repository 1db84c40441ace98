"""The basis of a decision: which provisions were applied, and to which facts of the case.

Which provisions are told follows from the clause answers, from whether the clauses that do not
hold speak of the case at all, and from which facts are given. All cases alike in that share one
outline; what is left to do for a case is to fill in its facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from jifang.law.engine.compile import Answers, Run, compile_tests
from jifang.law.engine.expr import FALSE, TRUE, Expr, Lit, Op, facts_of
from jifang.law.engine.question import Clause, Gap, Reading, Spec, Value
from jifang.law.engine.settle import Settled
from jifang.law.engine.types import LEFT_TO_LAW
from jifang.law.errors import Lang, Text
from jifang.law.instruments import Cite
from jifang.law.parameters import CONFIDENCE
from jifang.law.schema import write_value

if TYPE_CHECKING:
    from datetime import date

    from jifang.law.engine.law import Compiled

MOST_OUTLINES = 2_048


class Ground(NamedTuple):
    """One provision of the basis: what it says, whether it holds, and the facts it was held to."""

    provision: str
    law: str
    text: Text
    holds: bool | None  # None: open, because facts are missing
    facts: Mapping[str, Any]
    interpretation: Reading | None = None
    parameters: Mapping[str, Any] = MappingProxyType({})

    @property
    def cite(self) -> Cite:
        """The provision with its instrument."""
        return Cite(self.law, self.provision)

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """The JSON form."""
        reading = self.interpretation
        return {
            "provision": self.provision,
            "law": self.law,
            "text": self.text.say(lang),
            "holds": self.holds,
            "facts": {k: write_value(v) for k, v in self.facts.items() if v != LEFT_TO_LAW},
            "parameters": {k: say_parameter(v, lang) for k, v in self.parameters.items()},
            "interpretation": None
            if reading is None
            else {
                "id": reading.id,
                "name": reading.name.say(lang),
                "reason": reading.reason.say(lang),
                "other_reading": reading.other.say(lang),
            },
        }


def say_parameter(cited: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """A parameter that was applied, in its JSON form; how sure it is, in words."""
    return {**write_value(cited), "confidence_text": CONFIDENCE[cited["confidence"]].say(lang)}


@dataclass(frozen=True, slots=True)
class Told:
    """A value that rests on a paragraph or a reading of its own, as the basis tells of it."""

    provision: str
    law: str
    label: Text
    reading: Reading | None
    where: Expr
    said: Expr
    """Told where this is known and is not no."""
    reads: tuple[Expr, ...]
    """Where its facts and parameters are taken from."""


def list_told(spec: Spec) -> Iterator[Told]:
    """What the basis tells of a value: one ground, or one per case in which figures are asked."""
    if isinstance(spec, Value) and spec.provision:
        where = TRUE if spec.where is None else spec.where
        own = (spec.provision, spec.law, spec.label, spec.reading)
        yield Told(*own, where, spec.expr, (spec.expr,))
    if isinstance(spec, Gap):
        cases = {id(m.where): m.where for m in spec.measures}
        for key, where in cases.items():
            asked = [m for m in spec.measures if id(m.where) == key]
            reads = tuple(e for m in asked for e in (m.required, m.held, m.each) if e is not None)
            own = (spec.provision, spec.law, spec.label, spec.reading)
            yield Told(*own, where, TRUE, reads)


Given = Sequence[str]
Fill = Callable[[Mapping[str, Any]], tuple[Ground, ...]]


def find_about(clause: Clause) -> Expr:
    """Which cases a clause speaks of: as it says, or the first of its joined conditions."""
    if clause.about is not None:
        return clause.about
    when = clause.when
    return when.args[0] if isinstance(when, Op) and when.fn == "and" else TRUE


@dataclass(eq=False)
class Explainer:
    """Explains the decisions of one question under the law of one stretch of time."""

    compiled: Compiled
    _tests: dict[str | None, Run] = field(default_factory=dict)
    _fills: dict[tuple[Any, ...], Fill] = field(default_factory=dict)

    def explain(
        self, facts: Mapping[str, Any], on: date, answers: Answers, settled: Settled
    ) -> tuple[Ground, ...]:
        """The provisions applied: those that decide first, then those that do not apply."""
        tests = self._tests.get(settled.outcome) or self._compile_tests(settled.outcome)
        states = tests(facts.get, on)
        key = (answers, states, tuple(facts))
        fill = self._fills.get(key)
        if fill is None:
            if len(self._fills) >= MOST_OUTLINES:
                self._fills.clear()
            fill = self._fills[key] = compile_fill(self._outline(key, settled))
        return fill(facts)

    def _compile_tests(self, outcome: str | None) -> Run:
        """Per clause, whether it may speak of the case; per value with a paragraph of its own,
        whether it has a place in the case and says anything but no."""
        question, bind = self.compiled.question, self.compiled.bind
        shown = []
        for told in self._list_told(outcome):
            where = bind(told.where)
            # Where it has no place at this time, it may read parameters that have no value yet.
            never = isinstance(where, Lit) and where.value is False
            said = FALSE if never else bind(told.said)
            if isinstance(said, Lit):
                said = FALSE if said.value is False else TRUE
            shown.append((where, said))
        speaks = [bind(find_about(c)) for c in question.clauses]
        title = f"{question.name}:basis@{self.compiled.epoch}"
        run = self._tests[outcome] = compile_tests(speaks, shown, title)
        return run

    def _list_told(self, outcome: str | None) -> list[Told]:
        """The values of an outcome that rest on a paragraph or a reading of their own."""
        values = (v for v in self.compiled.question.values if not v.when or outcome in v.when)
        return [t for v in values for t in list_told(v)] if outcome is not None else []

    def _outline(self, key: tuple[Any, ...], settled: Settled) -> tuple[Ground, ...]:
        """The grounds of all cases with these answers, states and facts given."""
        answers, states, given = key
        deciders = list_deciders(self.compiled.question.clauses, answers, settled)
        holding = [g for i in deciders for g in self._clause(i, True, given)]
        for at, told in enumerate(self._list_told(settled.outcome)):
            if states[len(answers) + at]:
                holding.append(self._value(told, given))
        rejected = [g for i in settled.rejected if states[i] for g in self._clause(i, False, given)]
        left = (i for i in settled.open if answers[i] is None)
        open_ = [g for i in left for g in self._clause(i, None, given)]
        return (*holding, *rejected, *open_) if holding else (*open_, *rejected)

    def _clause(self, index: int, holds: bool | None, given: Given) -> Iterator[Ground]:
        """A clause that holds cites all its provisions, another one only its own."""
        clause = self.compiled.question.clauses[index]
        facts = dict.fromkeys(n for n in self.compiled.reads[index] if n in given)
        parameters = self.compiled.cites[index]
        for law, provision in clause.cites if holds else clause.cites[:1]:
            yield Ground(provision, law, clause.text, holds, facts, clause.reading, parameters)

    def _value(self, told: Told, given: Given) -> Ground:
        names = (f.name for e in told.reads for f in facts_of(e))
        facts = dict.fromkeys(n for n in names if n in given)
        parameters = {n: p for e in told.reads for n, p in self.compiled.cite_parameters(e).items()}
        return Ground(told.provision, told.law, told.label, True, facts, told.reading, parameters)


def list_deciders(clauses: Sequence[Clause], answers: Answers, settled: Settled) -> Iterator[int]:
    """The clause that decides, then those of the same outcome that are grounds of their own."""
    if settled.decider is None:
        return
    yield settled.decider
    for index in range(settled.decider + 1, len(clauses)):
        clause = clauses[index]
        if clause.cumulative and answers[index] is True and clause.then == settled.outcome:
            yield index


def compile_fill(outline: Sequence[Ground]) -> Fill:
    """Straight Python that fills the facts of a case into the grounds of an outline."""
    # A named tuple made by `Ground(...)` costs twice as much; all its fields are given here.
    scope: dict[str, Any] = {"new": tuple.__new__, "Ground": Ground}
    names = dict.fromkeys(n for ground in outline for n in ground.facts)
    local = {name: f"f{number}" for number, name in enumerate(names)}
    records: dict[str, str] = {}
    lines = [f"{local[name]} = facts[{name!r}]" for name in names]
    grounds = []
    for number, ground in enumerate(outline):
        record = ", ".join(f"{n!r}: {local[n]}" for n in ground.facts)
        if record not in records:
            records[record] = f"r{len(records)}"
            lines.append(f"{records[record]} = {{{record}}}")
        rest = {
            f"{f}{number}": getattr(ground, f) for f in ("text", "interpretation", "parameters")
        }
        scope |= rest
        text, reading, parameters = rest
        grounds.append(
            f"new(Ground, ({ground.provision!r}, {ground.law!r}, {text}, {ground.holds}, "
            f"{records[record]}, {reading}, {parameters})),"
        )
    source = "def fill(facts):\n" + "".join(f"    {line}\n" for line in lines)
    source += f"    return ({' '.join(grounds)})\n"
    exec(compile(source, "<law:basis>", "exec"), scope)  # noqa: S102 - our own names, no input
    fill: Fill = scope["fill"]
    return fill
