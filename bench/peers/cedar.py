"""Cedar through cedarpy: policies and entities parsed once, a request per case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import cedarpy

from bench.peers import HERE, Answer, Peer
from bench.rules import ACCESS
from jifang.law.engine.types import NONE
from jifang.law.rules.access_terms import REQUESTER

GROUPS = {
    "public_security": ("police", "official"),
    "national_security": ("police", "official"),
    "emergency_department": ("department", "official"),
    "other_department": ("department", "official"),
}


def list_entities() -> list[dict[str, Any]]:
    """Every kind of requester in its groups."""
    groups = [{"type": "Group", "id": g} for g in ("police", "department", "official")]
    found: list[dict[str, Any]] = [{"uid": g, "attrs": {}, "parents": []} for g in groups]
    for code in REQUESTER.codes:
        parents = [{"type": "Group", "id": g} for g in GROUPS.get(code, ())]
        uid = {"type": "Requester", "id": code}
        found.append({"uid": uid, "attrs": {}, "parents": parents})
    return found


def prepare_retention(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A request; what is known to be none is left out of the context."""
    context = {k: v for k, v in facts.items() if v is not NONE}
    return {
        "principal": {"type": "Unit", "id": "any"},
        "action": {"type": "Action", "id": "store"},
        "resource": {"type": "System", "id": "any"},
        "context": context,
    }


def prepare_access(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A request: who asks is the principal, what they want to do the action."""
    context = {k: v for k, v in facts.items() if v is not NONE}
    return {
        "principal": {"type": "Requester", "id": context.pop("requester")},
        "action": {"type": "Action", "id": context.pop("action")},
        "resource": {"type": "System", "id": "any"},
        "context": context,
    }


def read_answer(result: cedarpy.AuthzResult) -> Answer:
    """The outcome is the first word of the policies that decided; by default it is denied."""
    if result.diagnostics.errors:
        raise ValueError(result.diagnostics.errors)
    said = [i.split() for i in result.diagnostics.id_annotations_by_reason.values()]
    (outcome,) = {words[0] for words in said} or {"deny"}
    return Answer(outcome, tuple(words[1] for words in said))


def load(question: str) -> Peer:
    """The peer for a question."""
    file = "information_access.cedar" if question == ACCESS else "retention.cedar"
    policies = cedarpy.PolicySet.from_str((HERE / file).read_text("utf-8"))
    entities = cedarpy.Entities.from_json_str(json.dumps(list_entities()))
    prepare = prepare_access if question == ACCESS else prepare_retention
    return Peer(
        "cedar",
        "allow or deny, ids of the policies that decided",
        prepare,
        lambda request: cedarpy.is_authorized(request, policies, entities),
        read_answer,
    )
