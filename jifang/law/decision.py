"""A Decision: what the law of a day answers, on what ground, and what is missing.

A decision keeps the clause answers and renders the rest when it is read; nothing in it depends
on when it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from jifang.law.engine.compile import Answers, encode_pattern
from jifang.law.engine.explain import Ground, list_deciders
from jifang.law.engine.expr import Expr, Par, walk_expr
from jifang.law.engine.question import (
    NOT_IN_FORCE,
    UNKNOWN,
    Duty,
    Gap,
    Listing,
    Measure,
    Nested,
    Outcome,
    Question,
    Spec,
    Statuses,
    Value,
    list_exprs,
)
from jifang.law.engine.settle import Settled
from jifang.law.engine.types import NONE
from jifang.law.errors import Lang, Text
from jifang.law.instruments import Cite, Precedence, load_precedence, rank_of
from jifang.law.schema import write_value
from jifang.law.texts import MEASURES, RANKS

if TYPE_CHECKING:
    from jifang.law.engine.law import Compiled


class Conflict(NamedTuple):
    """Two provisions of different instruments that meet in the case: which prevails, and why."""

    prevails: Cite
    yields: Cite
    rule: Precedence

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """The JSON form; `rule_provision` is null where its article is not recorded."""
        rule = self.rule
        return {
            "prevails": self.prevails._asdict(),
            "yields": self.yields._asdict(),
            "rule": rule.id,
            "name": rule.name.say(lang),
            "why": rule.reason.say(lang),
            "rule_law": rule.law,
            "rule_provision": rule.provision,
            "confidence": rule.confidence,
        }


@dataclass(frozen=True, slots=True)
class DutyNow:
    """What someone must now do."""

    who: Text
    what: Text
    by: date | None
    provision: str
    law: str = MEASURES

    @property
    def cite(self) -> Cite:
        """The provision with its instrument."""
        return Cite(self.law, self.provision)

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """The JSON form; `by` is null where the law sets no day."""
        return {
            "who": self.who.say(lang),
            "what": self.what.say(lang),
            "by": self.by.isoformat() if self.by else None,
            "provision": self.provision,
            "law": self.law,
        }


@dataclass(eq=False)
class Decision:
    """The answer to one question for one case on one day. Not to be changed once it is given."""

    compiled: Compiled
    facts: Mapping[str, Any]
    on: date
    answers: Answers
    settled: Settled
    in_force: bool = True
    _basis: tuple[Ground, ...] | None = field(default=None, init=False, repr=False)

    @property
    def asked(self) -> Question:
        """The question that was asked."""
        return self.compiled.question

    @property
    def question(self) -> str:
        """The name of the question."""
        return self.asked.name

    @property
    def outcome(self) -> str:
        """One word: an outcome of the question, `unknown`, or `not_in_force`."""
        decided = self.settled.outcome
        if decided is not None:
            return decided
        return UNKNOWN if self.in_force else NOT_IN_FORCE

    @property
    def pattern(self) -> int | None:
        """The clause answers as one integer, the same on every engine."""
        return encode_pattern(self.answers) if self.in_force else None

    @property
    def decided_by(self) -> str | None:
        """The paragraph that decides, or `None` where nothing is decided."""
        if not self.in_force:
            return COMMENCEMENT
        at = self.settled.decider
        return None if at is None else self.asked.clauses[at].provision

    @property
    def decided_by_law(self) -> str | None:
        """The instrument of the paragraph that decides."""
        if not self.in_force:
            return MEASURES
        at = self.settled.decider
        return None if at is None else self.asked.clauses[at].law

    @property
    def decided_cite(self) -> Cite | None:
        """The paragraph that decides, with its instrument."""
        eid, law = self.decided_by, self.decided_by_law
        return None if eid is None or law is None else Cite(law, eid)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Where provisions of two instruments meet in this case: which prevails, and why."""
        if not self.in_force or self.settled.decider is None:
            return ()
        found = {}
        clauses = self.asked.clauses
        for clause in (clauses[i] for i in list_deciders(clauses, self.answers, self.settled)):
            for over in clause.over:
                if self._holds(over.where):
                    met = [clause.cites[0], over.cite]
                    rule = load_precedence()[over.rule]
                    if rule.beside:
                        met.sort(key=_rank)
                    found[met[0], met[1]] = Conflict(met[0], met[1], rule)
        return tuple(found.values())

    @cached_property
    def result(self) -> Outcome:
        """The outcome in words."""
        return self.asked.outcome(self.outcome)

    @property
    def basis(self) -> tuple[Ground, ...]:
        """The provisions applied: those that decide first, then those that do not apply."""
        if self._basis is None:
            self._basis = self._explain()
        return self._basis

    def _explain(self) -> tuple[Ground, ...]:
        if not self.in_force:
            return (not_in_force_ground(self.on),)
        return self.compiled.explainer.explain(self.facts, self.on, self.answers, self.settled)

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """What the outcome fixes, by name: numbers, dates, organs, lists of codes."""
        if self.settled.outcome is None or not self.in_force:
            return {}
        found: dict[str, Any] = {}
        for spec in self.asked.values:
            if not spec.when or self.outcome in spec.when:
                found.update(self._render(spec))
        return found

    def _render(self, spec: Spec) -> dict[str, Any]:
        if isinstance(spec, Listing):
            return self._list(spec)
        if isinstance(spec, Gap):
            return self._measure_gap(spec)
        if isinstance(spec, Statuses):
            states = {True: "breached", False: "met", None: "unknown"}
            return {
                spec.name: {
                    code: states[self.evaluate(breached)]
                    for code, applies, breached in spec.items
                    if self.evaluate(applies) is True
                }
            }
        if isinstance(spec, Nested):
            groups = {
                key: {k: v for value in values for k, v in self._render(value).items()}
                for key, where, values in spec.groups
                if self._is_shown(where, spec.only_open)
            }
            groups = {k: v for k, v in groups.items() if v}
            return {spec.name: groups} if groups else {}
        if not self._holds(spec.where):
            return {}
        got = self.evaluate(spec.expr)
        return {} if got is None else {spec.name: None if got is NONE else got}

    @cached_property
    def values_missing(self) -> Mapping[str, tuple[str, ...]]:
        """Values of the outcome that are still open, each with the facts that would fix it."""
        if self.settled.outcome is None or not self.in_force:
            return {}
        found = {}
        for spec in self.asked.values:
            if not isinstance(spec, Value) or spec.remark:
                continue
            if spec.when and self.outcome not in spec.when:
                continue
            if spec.where is not None and self.evaluate(spec.where) is False:
                continue  # the value has no place in this case
            names = self.compiled.find_missing(list_exprs(spec), self.facts, self.on)
            if names and spec.name not in self.values:
                found[spec.name] = names
        return found

    def _list(self, listing: Listing) -> dict[str, Any]:
        answers = [(code, self.evaluate(e)) for code, e in listing.items]
        found: dict[str, Any] = {listing.name: tuple(c for c, a in answers if a is True)}
        if listing.remarks:
            return {name: codes for name, codes in found.items() if codes}
        open_ = tuple(c for c, a in answers if a is None)
        if open_:
            found[f"{listing.name}_unknown"] = open_
        return found

    def _is_shown(self, where: Expr, only_open: bool) -> bool:
        holds = self.evaluate(where)
        return holds is None if only_open else holds is not False

    def _measures(self, gap: Gap) -> Iterator[Measure]:
        """The figures asked for in this case; met ones too, waived ones only where they are met."""
        for measure in gap.measures:
            if self.evaluate(measure.where) is not True:
                continue
            lacking = self._lacking(measure)
            if lacking == 0 or self.evaluate(measure.waived) is not True:
                yield measure

    def _lacking(self, measure: Measure) -> Any:
        """What is wanting; nothing where it is met, `None` where it is not known."""
        required, held = self.evaluate(measure.required), self.evaluate(measure.held)
        return None if held is None else max(required - held, 0)

    def _measure_gap(self, gap: Gap) -> dict[str, Any]:
        rows: dict[str, Any] = {}
        open_: list[str] = []
        for measure in self._measures(gap):
            row = rows[measure.code] = {"required": self.evaluate(measure.required)}
            if measure.each is not None:
                row["each_at_least"] = self.evaluate(measure.each)
            lacking = self._lacking(measure)
            if lacking is None:
                open_.append(measure.code)
            else:
                row |= {"held": self.evaluate(measure.held), "lacking": lacking}
        found: dict[str, Any] = {gap.name: rows} if rows else {}
        if open_:
            found[f"{gap.name}_unknown"] = tuple(open_)
        return found

    def _holds(self, where: Expr | None) -> bool:
        return where is None or self.evaluate(where) is True

    def evaluate(self, expr: Expr) -> Any:
        """The value of an expression of the question for this case; `None` if unknown."""
        return self.compiled.function(expr)(self.facts.get, self.on)[0]

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts not given that would have decided it; empty unless `unknown`."""
        if self.settled.outcome is not None:
            return ()
        clauses = self.asked.clauses
        open_ = tuple([clauses[i].when for i in self.settled.open])
        return self.compiled.find_missing(open_, self.facts, self.on)

    @cached_property
    def duties(self) -> tuple[DutyNow, ...]:
        """What someone must now do."""
        if not self.in_force or self.settled.outcome is None:
            return ()
        return tuple(
            DutyNow(d.who, d.what, self._due(d), d.provision, d.law)
            for d in self.asked.duties
            if self.outcome in d.when and self._binds(d) and self._holds(d.where)
        )

    def _binds(self, duty: Duty) -> bool:
        decides = (self.decided_by_law, self.decided_by) == (duty.law, duty.provision)
        return decides or not duty.of_decider

    def _due(self, duty: Duty) -> date | None:
        by = None if duty.by is None else self.evaluate(duty.by)
        return None if by is NONE else by

    @cached_property
    def liability(self) -> Decision | None:
        """What the breach exposes to, or would: the answer to `liability`; `None` if nothing.

        Asked as for a breach found that day: no order given yet, no serious consequences known.
        """
        if not self.in_force or self.settled.outcome is None:
            return None
        for exposure in self.asked.exposures:
            if self.outcome in exposure.when and self._holds(exposure.where):
                facts = {"breach": exposure.breach, **FOUND_TODAY, **exposure.facts}
                return self.compiled.law.judge("liability", facts, self.on)
        return None

    @property
    def is_adverse(self) -> bool:
        """The outcome is a breach, a refusal or falls short."""
        return self.outcome in self.asked.adverse

    def as_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """The JSON form, with its texts in one language."""
        liability = self.liability
        return {
            "question": self.question,
            "on": self.on.isoformat(),
            "outcome": self.outcome,
            "outcome_text": self.result.label.say(lang),
            "decided_by": self.decided_by,
            "decided_by_law": self.decided_by_law,
            "pattern": self.pattern,
            "values": {k: write_value(v) for k, v in self.values.items()},
            "values_missing": {k: list(v) for k, v in self.values_missing.items()},
            "basis": [g.as_dict(lang) for g in self.basis],
            "conflicts": [c.as_dict(lang) for c in self.conflicts],
            "missing": list(self.missing),
            "duties": [d.as_dict(lang) for d in self.duties],
            "liability": {} if liability is None else liability.as_dict(lang),
        }

    def say(self, lang: Lang = "zh") -> str:
        """The decision explained in prose."""
        from jifang.law.engine.prose import say_decision

        return say_decision(self, lang)


COMMENCEMENT = "art_42__para_1"

FOUND_TODAY: Mapping[str, Any] = {
    "ordered_on": NONE,
    "correct_by": NONE,
    "corrected_on": NONE,
    "refused": False,
    "serious_consequences": False,
}
"""The premises of an exposure: nobody has ordered correction yet."""


def not_in_force_ground(on: date) -> Ground:
    """Why nothing is decided for a day before the Measures were in force (art. 42)."""
    return Ground(
        COMMENCEMENT,
        MEASURES,
        Text("本办法自 2017 年 8 月 1 日起施行", "the Measures are in force from 1 August 2017"),
        True,
        {"on": on},
    )


def _rank(cite: Cite) -> int:
    """How high the instrument of a provision stands; the lower the number, the higher."""
    return RANKS.index(rank_of(cite.law))


def cite_parameters(expr: Expr) -> tuple[str, ...]:
    """The parameters an expression reads, each once."""
    return tuple(dict.fromkeys(n.name for n in walk_expr(expr) if isinstance(n, Par)))


__all__ = [
    "COMMENCEMENT",
    "FOUND_TODAY",
    "Conflict",
    "Decision",
    "DutyNow",
    "Ground",
    "cite_parameters",
    "not_in_force_ground",
]
