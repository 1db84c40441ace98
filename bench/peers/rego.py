"""Rego through regopy (rego-cpp): the policy compiled to a bundle once, an input per case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import regopy

from bench.peers import HERE, Answer, Peer
from bench.rules import ACCESS
from jifang.law.engine.types import NONE


def prepare(facts: Mapping[str, Any]) -> str:
    """The input document as JSON text, the form that costs regopy least."""
    return json.dumps({k: None if v is NONE else v for k, v in facts.items()})


def read_answer(output: Any) -> Answer:
    """The decision document."""
    (decision,) = json.loads(str(output))["expressions"]
    return Answer(decision["outcome"], (decision["provision"],))


def load(question: str) -> Peer:
    """The peer for a question."""
    package = "information_access" if question == ACCESS else "retention"
    entry = f"{package}/decision"
    builder = regopy.Interpreter()
    builder.add_module(package, (HERE / f"{package}.rego").read_text("utf-8"))
    bundle = builder.build(None, [entry])
    interpreter = regopy.Interpreter()

    def ask(document: str) -> Any:
        interpreter.set_input_term(document)
        return interpreter.query_bundle_entrypoint(bundle, entry)

    return Peer("rego", "outcome and provision, typed into the policy", prepare, ask, read_answer)
