"""The law as a whole: questions and parameters, compiled per version and asked for a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from jifang.law.decision import Decision, cite_parameters
from jifang.law.engine.binding import Binder
from jifang.law.engine.compile import Answers, Run, compile_missing, compile_run
from jifang.law.engine.explain import Explainer
from jifang.law.engine.expr import Expr, facts_of
from jifang.law.engine.question import Question
from jifang.law.engine.settle import Settled, settle
from jifang.law.errors import InputError, Problem, Text
from jifang.law.parameters import CONFIDENCE, Parameter
from jifang.law.schema import read_facts

IN_FORCE_FROM = date(2017, 8, 1)
MOST_RUNS = 2_048
"""So many compiled functions of one kind are kept for a question."""


@dataclass(eq=False)
class Compiled:
    """One question under the parameter values of one stretch of time."""

    law: Law
    question: Question
    epoch: date
    values: Mapping[str, Any]
    _settled: dict[Answers, Settled] = field(default_factory=dict)
    _functions: dict[int, tuple[Expr, Run]] = field(default_factory=dict)
    _missing: dict[tuple[Expr, ...], Run] = field(default_factory=dict)
    _named: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _binder(self) -> Binder:
        return Binder(self.values)

    def bind(self, expr: Expr) -> Expr:
        """An expression of the question with the parameters of this time in it."""
        return self._binder.bind(expr)

    @cached_property
    def conditions(self) -> tuple[Expr, ...]:
        """The bound condition of every clause."""
        return tuple(self.bind(c.when) for c in self.question.clauses)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The outcome of every clause."""
        return tuple(c.then for c in self.question.clauses)

    @cached_property
    def run(self) -> Run:
        """`(get, on) -> clause answers`, straight Python."""
        return compile_run(self.conditions, f"{self.question.name}@{self.epoch}")

    @cached_property
    def reads(self) -> tuple[tuple[str, ...], ...]:
        """The facts every clause reads, parameters being what they are at this time."""
        return tuple(tuple(f.name for f in facts_of(c)) for c in self.conditions)

    @cached_property
    def cites(self) -> tuple[Mapping[str, Any], ...]:
        """The parameters every clause rests on."""
        return tuple(self.cite_parameters(c.when) for c in self.question.clauses)

    @cached_property
    def explainer(self) -> Explainer:
        """What gives the basis of a decision."""
        return Explainer(self)

    def find_missing(
        self, exprs: tuple[Expr, ...], facts: Mapping[str, Any], on: date
    ) -> tuple[str, ...]:
        """The facts that keep expressions of the question unknown, in the order of the question,
        with those from which the law itself would supply them."""
        mask, before = self._lacks(exprs)(facts.get, on)[0], -1
        while mask != before and self.question.defaults:
            before = mask
            for name, expr in self.question.defaults.items():
                if mask & self._bits[name]:
                    mask |= self._lacks((expr,))(facts.get, on)[0]
        found = self._named.get(mask)
        if found is None:
            found = self._named[mask] = tuple(n for n, bit in self._bits.items() if mask & bit)
        return found

    def _lacks(self, exprs: tuple[Expr, ...]) -> Run:
        """`(get, on) -> (mask,)`: which facts keep any of these expressions unknown."""
        found = self._missing.get(exprs)
        if found is None:
            if len(self._missing) >= MOST_RUNS:
                self._missing.clear()
            title = f"{self.question.name}:missing@{self.epoch}"
            run = compile_missing(map(self.bind, exprs), self._bits, title)
            found = self._missing[exprs] = run
        return found

    @cached_property
    def _bits(self) -> dict[str, int]:
        return {f.name: 1 << at for at, f in enumerate(self.question.facts)}

    def function(self, expr: Expr) -> Run:
        """`(get, on) -> (value,)` of an expression of the question, compiled once."""
        found = self._functions.get(id(expr))
        if found is None:
            run = compile_run((self.bind(expr),), f"{self.question.name}:value@{self.epoch}")
            found = self._functions[id(expr)] = (expr, run)
        return found[1]

    def supply(self, facts: Mapping[str, Any], on: date) -> Mapping[str, Any]:
        """The facts with those that the law itself supplies where they are left out."""
        for name, expr in self.question.defaults.items():
            if name not in facts:
                value = self.function(expr)(facts.get, on)[0]
                if value is not None:
                    facts = {**facts, name: value}
        return facts

    def settle(self, answers: Answers) -> Settled:
        """Settle a pattern of answers, once per pattern that occurs."""
        found = self._settled.get(answers)
        if found is None:
            found = self._settled[answers] = settle(self.outcomes, answers)
        return found

    def judge(self, facts: Mapping[str, Any], on: date) -> Decision:
        """Decide for facts that have already been read."""
        answers = self.run(facts.get, on)
        settled = self._settled.get(answers) or self.settle(answers)
        return Decision(self, facts, on, answers, settled)

    def cite_parameters(self, expr: Expr) -> dict[str, Any]:
        """The parameters of an expression: value, since when, from where, how sure.

        Those without a value at this time stand behind an instrument that is not in force.
        """
        cited = {}
        for name in (n for n in cite_parameters(expr) if n in self.values):
            step = self.law.parameters[name].at(self.epoch)
            cited[name] = {
                "value": step.value,
                "since": step.since,
                "law": step.law,
                "provision": step.provision,
                "confidence": step.confidence,
                "confidence_text": CONFIDENCE[step.confidence].zh,
            }
        return cited


@dataclass(frozen=True, eq=False)
class Law:
    """Questions and dated parameters. Immutable; `amend` gives another law."""

    questions: Mapping[str, Question]
    parameters: Mapping[str, Parameter]
    _compiled: dict[tuple[str, date], Compiled] = field(default_factory=dict, repr=False)

    @cached_property
    def epochs(self) -> tuple[date, ...]:
        """The days on which some parameter takes a new value, in order."""
        days = {IN_FORCE_FROM}
        for parameter in self.parameters.values():
            for step in parameter.steps:
                days.add(max(step.since, IN_FORCE_FROM))
                if step.until is not None:
                    days.add(date.fromordinal(step.until.toordinal() + 1))
        return tuple(sorted(days))

    def compiled(self, name: str, on: date) -> Compiled:
        """A question under the law of a day."""
        position = bisect_right(self.epochs, on)
        epoch = self.epochs[position - 1] if position else IN_FORCE_FROM
        key = (name, epoch)
        found = self._compiled.get(key)
        if found is None:
            values = self._values_at(epoch)
            found = self._compiled[key] = Compiled(self, self.questions[name], epoch, values)
        return found

    def _values_at(self, on: date) -> dict[str, Any]:
        values = {}
        for name, parameter in self.parameters.items():
            try:
                values[name] = parameter.at(on).value
            except LookupError:
                continue
        return values

    def judge(self, name: str, facts: Mapping[str, Any], on: date) -> Decision:
        """Decide for facts that have already been read."""
        compiled = self.compiled(name, on)
        if on < IN_FORCE_FROM and not compiled.question.always_asked:
            return Decision(compiled, facts, on, (), Settled(None, None, (), ()), False)
        return compiled.judge(compiled.supply(facts, on), on)

    def decide(self, name: str, facts: Mapping[str, Any], *, on: date) -> Decision:
        """Read the facts and decide; raises `InputError` where they cannot be read."""
        question = self.questions.get(name)
        if question is None:
            names = ", ".join(self.questions)
            raise InputError(
                Problem(
                    "question",
                    name,
                    Text(f"没有这个问题；有：{names}", f"unknown question; there are: {names}"),
                )
            )
        if isinstance(on, datetime) or not isinstance(on, date):
            raise InputError(Problem("on", on, Text("应为日期", "must be a date")))
        found = read_facts(question.facts, facts)
        problems = tuple(question.check(found)) if question.check else ()
        if problems:
            raise InputError(problems)
        return self.judge(name, found, on)

    def amend(
        self, *, questions: Iterable[Question] = (), parameters: Iterable[Parameter] = ()
    ) -> Law:
        """Another law in which some questions or parameters are replaced."""
        return replace(
            self,
            questions={**self.questions, **{q.name: q for q in questions}},
            parameters={**self.parameters, **{p.id: p for p in parameters}},
            _compiled={},
        )
