"""Asking the law whether a step may be taken; its answer is kept as it was given."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jifang.foundation.audit.data import Basis
from jifang.foundation.cases.checks import Step
from jifang.foundation.cases.data import CaseError, Given
from jifang.foundation.cases.standing import read_day
from jifang.law import Decision, decide
from jifang.law.errors import Text
from jifang.law.schema import write_value


@dataclass(frozen=True, slots=True)
class Answered:
    """What the law was asked and what it answered."""

    question: str
    outcome: str
    basis: tuple[Basis, ...]
    kept: dict[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256 of the facts and the answer."""
        text = json.dumps(self.kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def keep_decision(decision: Decision) -> dict[str, Any]:
    """A decision as an event keeps it: the facts it was asked with, and all of the answer."""
    facts = {name: write_value(value) for name, value in decision.facts.items()}
    return {"facts": facts, "answer": decision.as_dict("zh")}


def hear_law(step: Step) -> Decision | None:
    """What the law says of a step now, whether it lets pass or not; none where it is not asked."""
    guard = step.transition.guard
    if guard is None:
        return None
    given = step.given or Given(step.case.version)
    return decide(guard.question, guard.facts(step.case, given), on=given.on or read_day())


def ask_law(step: Step) -> Answered | None:
    """The law's answer; none where the step asks nothing.

    While only asked whether one may, what the step itself asks for is not held against it: it is
    judged when it is given.

    Raises `CaseError` where the outcome does not let the step pass: an unknown fact does not, and
    is named.
    """
    guard, decision = step.transition.guard, hear_law(step)
    if guard is None or decision is None:
        return None
    cite = decision.decided_cite
    basis = step.basis if cite is None else (Basis(cite.law, cite.provision),)
    if decision.outcome not in guard.passes:
        if step.given is None and asks_for(step, decision.missing):
            return None
        raise CaseError("law", say_refusal(decision), basis, decision.outcome)
    return Answered(guard.question, decision.outcome, basis, keep_decision(decision))


def asks_for(step: Step, missing: Iterable[str]) -> bool:
    """Whether a fact that is wanting is one of the step's own fields."""
    return not {f.name for f in step.transition.fields}.isdisjoint(missing)


def say_refusal(decision: Decision) -> Text:
    """Why the law does not let a step pass."""
    label = decision.result.label
    if not decision.missing:
        at = decision.settled.decider
        if at is None:
            return Text(f"法定结论：{label.zh}", f"the law's answer: {label.en}")
        why = decision.asked.clauses[at].text
        return Text(f"法定结论：{label.zh}。{why.zh}", f"the law's answer: {label.en}. {why.en}")
    names = [decision.asked.fact(name).label for name in decision.missing]
    return Text(
        f"{label.zh}；还须知道：{'、'.join(n.zh for n in names)}",
        f"{label.en}; still to be known: {', '.join(n.en for n in names)}",
    )
