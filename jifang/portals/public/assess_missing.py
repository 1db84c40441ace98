"""A fact that is missing: what is asked, why it matters, whom to ask.

Why it matters is found by putting the question again with each value the fact could have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jifang.law.assessment import SECTIONS, Finding
from jifang.law.decision import Decision
from jifang.law.engine.expr import Fact
from jifang.law.engine.prose import ask_fact
from jifang.law.engine.types import NONE, Kind
from jifang.law.errors import Lang

MAX_CHOICES = 6
"""Values a fact may have for each to be tried out in words; a longer list would not be read."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One value the fact could have, and what would follow."""

    value: str
    result: str
    settled: bool


@dataclass(frozen=True, slots=True)
class MissingFact:
    """One fact that is asked for."""

    ask: str
    help: str
    effects: tuple[Effect, ...]


def show_missing(finding: Finding, lang: Lang) -> list[MissingFact]:
    """The facts that would decide a finding, in the order of its question."""
    exposed = finding.exposure
    if finding.breached and exposed is not None:
        return [_show_fact(exposed, name, lang) for name in exposed.missing]
    return [_show_fact(finding.decision, name, lang) for name in finding.missing]


def _show_fact(decision: Decision, name: str, lang: Lang) -> MissingFact:
    declared = {f.name: f for f in decision.asked.facts}
    own = {f.name: f for section in SECTIONS for f in section.facts}
    fact = declared[name] if name in declared else own[name]
    tried = list(_try_values(decision, fact, lang)) if name in declared else []
    settles = any(effect.settled for effect in tried)
    return MissingFact(ask_fact(fact, lang), fact.help.say(lang), tuple(tried) if settles else ())


def _list_values(fact: Fact, lang: Lang) -> Iterator[tuple[Any, str]]:
    if fact.type.kind is Kind.BOOL:  # asked as "whether …"
        yield True, _("yes")
        yield False, _("no")
    elif fact.type.domain is not None and fact.type.kind is Kind.CODE:
        choices = fact.type.domain.choices
        if len(choices) <= MAX_CHOICES:
            yield from ((c.code, c.label.say(lang)) for c in choices)
    if fact.type.nullable and fact.none.en:
        yield NONE, fact.none.say(lang)


def _try_values(decision: Decision, fact: Fact, lang: Lang) -> Iterator[Effect]:
    law, asked = decision.compiled.law, decision.question
    for value, said in _list_values(fact, lang):
        then = law.judge(asked, {**decision.facts, fact.name: value}, decision.on)
        open_ = then.outcome == "unknown"
        result = _("depends on the other facts") if open_ else then.result.label.say(lang)
        yield Effect(said, result, not open_)
