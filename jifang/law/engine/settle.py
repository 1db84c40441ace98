"""The only place that knows what exceptions mean.

Clauses stand from the most special to the most general. The first that holds decides. A clause
above it that is still open matters only if it would lead to another outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settled:
    """What the answers of a question's clauses amount to."""

    outcome: str | None  # None: not decided by what is known
    decider: int | None  # index of the clause that decides
    open: tuple[int, ...]  # clauses whose answer is not known and stands above the decider
    rejected: tuple[int, ...]  # clauses above the decider that do not hold


def settle(outcomes: Sequence[str], answers: Sequence[bool | None]) -> Settled:
    """Settle the answers of all clauses; the last clause is the general rule and always holds.

    An outcome is given only if every completion of the open clauses would give the same one.
    """
    open_: list[int] = []
    rejected: list[int] = []
    for index, answer in enumerate(answers):
        if answer is None:
            open_.append(index)
        elif answer:
            clash = any(outcomes[i] != outcomes[index] for i in open_)
            if clash:
                while outcomes[open_[-1]] == outcomes[index]:
                    open_.pop()  # whether it holds or the rule below decides comes to the same
                return Settled(None, None, (*open_, index), tuple(rejected))
            return Settled(outcomes[index], index, tuple(open_), tuple(rejected))
        else:
            rejected.append(index)
    raise AssertionError("the general rule always holds")
