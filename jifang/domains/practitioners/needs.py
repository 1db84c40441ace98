"""From evidence to the facts of the law: what each duty needs, and how it stands on a day.

Nothing here reads a table. Evidence that is added and in force never makes a need stand worse, and
time that passes never makes it stand better: an end that comes, a finding against it, a project
that is completed only ever lead downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from jifang.domains.practitioners.data import (
    HELD,
    LACKING,
    LAPSED,
    OPEN,
    STATES,
    Need,
    Proof,
    Stand,
)
from jifang.law.errors import Text

NOTHING: Final = Text("没有登记", "nothing is entered")
NO_END: Final = Text(
    "没有写明有效期，也没有写明不设期限", "neither an end is given, nor that there is none"
)
NO_DAY: Final = Text("没有写明日期", "no day is given")
NEGATIVE: Final = Text("最近的结论是没有做到", "the latest finding is against it")


def stand(need: Need, on: date) -> Stand:
    """How a need stands on a day, by its proofs.

    A finding against it holds until one for it that is as late or later; of those for it any that
    is in force suffices.
    """
    begun = [p for p in need.proofs if p.since is not None and p.since <= on]
    against = [p for p in begun if not p.held]
    last = max(against, key=lambda p: p.since or on, default=None)
    counted = [
        p for p in begun if p.held and (last is None or (p.since or on) >= (last.since or on))
    ]
    if last is not None and not counted:
        return Stand(need, LACKING, None, last, NEGATIVE)
    return find_best(need, counted, on) or Stand(need, OPEN, None, None, explain_gap(need))


def find_best(need: Need, counted: Sequence[Proof], on: date) -> Stand | None:
    """The best of the proofs for a need; none where there are none."""
    for proof in counted:
        if proof.endless:
            return Stand(need, HELD, None, proof)
    dated = [p for p in counted if p.until is not None]
    latest = max(dated, key=lambda p: p.until or on, default=None)
    if latest is not None and (latest.until or on) >= on:
        return Stand(need, HELD, latest.until, latest)
    unknown = next((p for p in counted if p.until is None), None)
    if unknown is not None:
        return Stand(need, OPEN, None, unknown, NO_END)
    if latest is None:
        return None
    said = Text(f"已于 {latest.until} 到期", f"ended on {latest.until}")
    return Stand(need, LAPSED if need.lapses else OPEN, latest.until, latest, said)


def explain_gap(need: Need) -> Text:
    """Why nothing is known: nothing entered, or without its day."""
    return NO_DAY if any(p.since is None for p in need.proofs) else NOTHING


def fold(stands: Sequence[Stand]) -> Mapping[str, Any]:
    """The evidence of one duty as the law takes it: what is not done, what lapsed first, else what
    is not known, else until when all of it holds. What is left out is unknown."""
    states = {s.state for s in stands}
    if LACKING in states:
        return {"held": False}
    if LAPSED in states:
        return {
            "held": True,
            "until": min(s.until for s in stands if s.state == LAPSED and s.until),
        }
    if OPEN in states or not stands:
        known = bool(stands) and all(s.proof is not None for s in stands if s.state == OPEN)
        return {"held": True} if known else {}
    return {"held": True, "until": min((s.until for s in stands if s.until), default=None)}


def find_end(stands: Iterable[Stand]) -> date | None:
    """Until when all needs of a duty hold together; none where something is wanting or endless."""
    found = list(stands)
    if any(s.state != HELD for s in found):
        return None
    return min((s.until for s in found if s.until), default=None)


def freeze(proofs: Sequence[Proof], ended_on: date | None, on: date) -> tuple[Proof, ...]:
    """Findings about a promise that has ended: what held to its last day stays so."""
    if ended_on is None or ended_on >= on:
        return tuple(proofs)
    return tuple(
        replace(p, endless=True) if p.held and p.until is not None and p.until >= ended_on else p
        for p in proofs
    )


def say_state(state: str) -> Text:
    """A state in words."""
    return STATES[state]
