"""The peers: each the same two rules in its own language, written as its users would write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent


class Answer(NamedTuple):
    """What a peer says of a case: the outcome, and the provisions it names for it (maybe none)."""

    outcome: str
    provisions: tuple[str, ...]


@dataclass(frozen=True)
class Peer:
    """A peer that holds one rule.

    `prepare` turns the facts of a case into the request it takes, outside the time measured;
    `ask` gives the raw answer with all the explanation the peer has; `read` reads it, outside.
    """

    name: str
    gives: str  # what its explanation holds
    prepare: Callable[[Mapping[str, Any]], Any]
    ask: Callable[[Any], Any]
    read: Callable[[Any], Answer]
