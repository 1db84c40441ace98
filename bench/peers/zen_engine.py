"""ZEN (GoRules): terms as expressions, clauses as a decision table, first hit, with its trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import zen

from bench.peers import HERE, Answer, Peer
from bench.rules import ACCESS
from jifang.law.engine.types import NONE


def prepare(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The context; what is known to be none is null."""
    return {k: None if v is NONE else v for k, v in facts.items()}


def read_answer(output: Mapping[str, Any]) -> Answer:
    """The columns of the row that was hit."""
    found = output["result"]
    return Answer(found["outcome"], (found["provision"],))


def load(question: str) -> Peer:
    """The peer for a question; `ZenEngine.evaluate` is its fastest way in."""
    name = "information_access" if question == ACCESS else "retention"
    content = zen.ZenDecisionContent((HERE / f"{name}.jdm.json").read_text("utf-8"))
    engine = zen.ZenEngine({"loader": lambda _: content})
    return Peer(
        "zen",
        "the row that was hit, its inputs, every node's output",
        prepare,
        lambda context: engine.evaluate(name, context, {"trace": True}),
        read_answer,
    )
