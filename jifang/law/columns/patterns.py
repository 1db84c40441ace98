"""From a pattern to what it means: outcome, provision, instrument, what is open.

A pattern is settled in Python by the same `settle` as a single case, once per pattern that
occurs. Engines compute it in parts of at most 39 clauses, each a signed integer of 64 bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jifang.law.columns.plan import PART, Plan
from jifang.law.decision import COMMENCEMENT
from jifang.law.engine.compile import Answers, encode_pattern
from jifang.law.engine.question import NOT_IN_FORCE, UNKNOWN
from jifang.law.engine.settle import settle
from jifang.law.errors import Lang, Text
from jifang.law.instruments import label_provision, name_instrument
from jifang.law.texts import MEASURES

Parts = tuple[int | None, ...]
"""The integers of a pattern as the engines give them, the lowest first; null: not in force."""

WEIGHT = 3**PART


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a pattern amounts to."""

    pattern: int | None  # as `Decision.pattern`; None: not in force
    outcome: str
    provision: str | None
    law: str | None
    open: tuple[int, ...] = ()  # clauses that keep it undecided


def join_parts(parts: Parts) -> int | None:
    """The pattern as one Python integer."""
    found = 0
    for part in reversed(parts):
        if part is None:
            return None
        found = found * WEIGHT + part
    return found


def split_pattern(pattern: int, count: int) -> tuple[int, ...]:
    """The integers that engines compute a pattern of `count` clauses in."""
    parts = []
    for _ in range(0, count, PART):
        pattern, part = divmod(pattern, WEIGHT)
        parts.append(part)
    return tuple(parts)


def decode_pattern(pattern: int, count: int) -> Answers:
    """The answers of `count` clauses; the inverse of `encode_pattern`."""
    answers: list[bool | None] = []
    for _ in range(count):
        pattern, digit = divmod(pattern, 3)
        answers.append((False, True, None)[digit])
    return tuple(answers)


def rule_pattern(plan: Plan, pattern: int | None) -> Ruling:
    """Settle one pattern."""
    if pattern is None:
        return Ruling(None, NOT_IN_FORCE, COMMENCEMENT, MEASURES)
    clauses = plan.question.clauses
    answers = decode_pattern(pattern, len(clauses))
    settled = settle(tuple(c.then for c in clauses), answers)
    if settled.outcome is None or settled.decider is None:
        open_ = tuple(i for i in settled.open if answers[i] is None)
        return Ruling(pattern, UNKNOWN, None, None, open_)
    decider = clauses[settled.decider]
    return Ruling(pattern, settled.outcome, decider.provision, decider.law)


def rule_parts(plan: Plan, found: Iterable[Parts]) -> dict[Parts, Ruling]:
    """Settle every pattern that occurs."""
    return {parts: rule_pattern(plan, join_parts(parts)) for parts in dict.fromkeys(found)}


NOTHING = Text("未施行，不判断", "not in force: nothing is decided")
ANSWERS = {
    True: Text("成立", "holds"),
    False: Text("不成立", "does not hold"),
    None: Text("缺事实，未定", "open, facts are missing"),
}


def explain_pattern(plan: Plan, pattern: int | None, lang: Lang) -> str:
    """A pattern in words: the outcome, then every clause up to the one that decides.

    The same for every row of the pattern. What the row's own facts add, values, dates and
    duties, is said by the scalar decision of the row.
    """
    ruling = rule_pattern(plan, pattern)
    outcome = plan.question.outcome(ruling.outcome).label.say(lang)
    if pattern is None:
        return f"{outcome}：{NOTHING.zh}" if lang == "zh" else f"{outcome}: {NOTHING.en}"
    lines = [outcome]
    answers = decode_pattern(pattern, len(plan.question.clauses))
    for at in list_told(answers):
        clause = plan.question.clauses[at]
        label = label_provision(clause.law, clause.provision).say(lang)
        if clause.law != MEASURES:
            label = f"{name_instrument(clause.law).say(lang)} {label}"
        answer = ANSWERS[answers[at]].say(lang)
        said = clause.text.say(lang)
        lines.append(
            f"{label}（{answer}）：{said}" if lang == "zh" else f"{label} ({answer}): {said}"
        )
    return "\n".join(lines)


def list_told(answers: Sequence[bool | None]) -> list[int]:
    """The clauses worth a word: those that hold or are open, up to the one that decides."""
    told = []
    for at, answer in enumerate(answers):
        if answer is not False:
            told.append(at)
        if answer is True:
            break
    return told


__all__ = [
    "Parts",
    "Ruling",
    "decode_pattern",
    "encode_pattern",
    "explain_pattern",
    "join_parts",
    "rule_parts",
    "rule_pattern",
    "split_pattern",
]
