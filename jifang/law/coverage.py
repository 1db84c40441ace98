"""Which paragraph of the Measures is carried by what, and why the others are not.

What carries a provision is read off the rules themselves: clauses, values, duties, closed lists
and parameters that cite it. Every paragraph and item without a carrier must have a written
reason in `data/coverage.yaml`; `list_coverage` refuses to leave one out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from jifang.law.engine.expr import Expr, Lit, Op, walk_expr
from jifang.law.engine.question import Question, Value, list_exprs
from jifang.law.errors import DefinitionError, Lang, Text
from jifang.law.instruments import Cite
from jifang.law.intake.yaml12 import parse_yaml
from jifang.law.parameters import load_parameters
from jifang.law.places import load_place_kinds
from jifang.law.rules import QUESTIONS
from jifang.law.texts import MEASURES, Provision, load_instrument

Status = Literal["carried", "not_yet", "not_software"]

STATUSES: dict[Status, Text] = {
    "carried": Text("已由规则承载", "carried by rules"),
    "not_yet": Text("尚未实现", "not yet"),
    "not_software": Text("无需软件", "nothing for software"),
}

CARRIED_BY_DOSSIER = ("art_40__para_2",)
"""The ten kinds of system are the closed list of the dossier."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One provision: its status, what carries it, and the reason where nothing (fully) does."""

    provision: str
    label: Text
    status: Status
    carried_by: tuple[str, ...]
    reason: Text | None

    def as_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """The JSON form."""
        return {
            "provision": self.provision,
            "label": self.label.say(lang),
            "status": self.status,
            "carried_by": list(self.carried_by),
            "reason": None if self.reason is None else self.reason.say(lang),
        }


def _cited_by(question: Question) -> Iterator[str]:
    """The provisions of the Measures that a question rests on."""
    cites = [cite for clause in question.clauses for cite in clause.cites]
    cites += [Cite(v.law, v.provision) for v in question.values if isinstance(v, Value)]
    cites += [Cite(duty.law, duty.provision) for duty in question.duties]
    yield from (c.provision for c in cites if c.law == MEASURES and c.provision)
    yield from (p for p in question.provisions if "/" not in p)


def _wholes_of(question: Question) -> Iterator[str]:
    """Provisions that conditions test for, parts included (`breach.within(…)`)."""
    exprs: list[Expr] = [c.when for c in question.clauses]
    exprs += [e for v in question.values for e in list_exprs(v)]
    for expr in exprs:
        for node in walk_expr(expr):
            if isinstance(node, Op) and node.fn == "within" and isinstance(node.args[1], Lit):
                yield from node.args[1].value


@cache
def find_carriers() -> dict[str, tuple[str, ...]]:
    """For every provision, the questions and data that carry it."""
    units = [p.eid for p in load_instrument().units()]
    carriers: dict[str, list[str]] = {eid: [] for eid in units}

    def carry(eid: str, by: str) -> None:
        if eid in carriers and by not in carriers[eid]:
            carriers[eid].append(by)

    for question in QUESTIONS:
        wholes = tuple(f"{w}__" for w in _wholes_of(question))
        parts = (eid for eid in units if f"{eid}__".startswith(wholes))
        for eid in (*_cited_by(question), *parts):
            carry(eid, question.name)
    for kind in load_place_kinds().values():
        carry(kind.provision, "siting")
    for eid in CARRIED_BY_DOSSIER:
        carry(eid, "assessment")
    for parameter in load_parameters().values():
        for step in parameter.steps:
            if step.law == MEASURES:
                carry(step.provision, f"parameter:{parameter.id}")
    return {eid: tuple(by) for eid, by in carriers.items()}


@cache
def _load_reasons() -> dict[str, tuple[Status, Text]]:
    text = (files("jifang.law") / "data" / "coverage.yaml").read_text("utf-8")
    found: dict[str, tuple[Status, Text]] = {}
    for row in parse_yaml(text, "coverage.yaml"):
        eid, status = row["provision"], row["status"]
        if status not in ("not_yet", "not_software") or eid in found:
            raise DefinitionError(f"coverage.yaml: `{eid}` has a wrong status or stands twice")
        found[eid] = (status, Text(row["reason"]["zh"], row["reason"]["en"]))
    return found


@cache
def list_coverage() -> tuple[Coverage, ...]:
    """Every paragraph and item of the Measures, in order."""
    reasons = dict(_load_reasons())
    found = tuple(_cover(p, reasons.pop(p.eid, None)) for p in load_instrument().units())
    if reasons:
        raise DefinitionError(f"coverage.yaml names unknown provisions: {', '.join(reasons)}")
    return found


def _cover(provision: Provision, given: tuple[Status, Text] | None) -> Coverage:
    by = find_carriers()[provision.eid]
    if given is not None:
        return Coverage(provision.eid, provision.label, given[0], by, given[1])
    if not by:
        raise DefinitionError(f"`{provision.eid}` is neither carried nor has a reason why not")
    return Coverage(provision.eid, provision.label, "carried", by, None)
