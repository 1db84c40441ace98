"""Schemathesis against the real WSGI application: its engine, our limits, every check it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.db import DEFAULT_DB_ALIAS, connections
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import events, from_schema

from jifang.config.wsgi import application

# What is well written may still be no law's to answer (a division that does not exist): 422.
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
POSITIVE = ["2xx", "401", "403", "404", "409", "422"]


@dataclass
class Outcome:
    """What a run did: how many answers of each status, and what was wrong with them."""

    statuses: Counter[int] = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


@contextmanager
def serve() -> Iterator[Application]:
    """The application, to threads of the engine that work while this one waits.

    They ask by this thread's connection, kept from one request to the next as a worker keeps its
    own: a connection for each took longer than most answers, and theirs would end unclosed.
    """
    own = connections[DEFAULT_DB_ALIAS]
    held = own.settings_dict["CONN_MAX_AGE"]
    own.close()
    own.settings_dict["CONN_MAX_AGE"] = None
    own.inc_thread_sharing()

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        connections[DEFAULT_DB_ALIAS] = own
        found = application(environ, start)
        body = b"".join(found)
        found.close()
        return [body]

    try:
        yield answer
    finally:
        own.dec_thread_sharing()
        own.settings_dict["CONN_MAX_AGE"] = held
        own.close()


def fuzz(
    secret: str = "",
    *,
    of: Iterable[str],
    examples: int = 2,
    coverage: bool = True,
    words: bool = False,
) -> Outcome:
    """One run over the operations whose id is among those meant, anonymous or with a token.

    `coverage` has every constraint of every field tried from both sides, one after the other.
    `words`: the bodies hold free words, among which a control character may be drawn: 400.
    """
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "continue-on-failure": True,
            "headers": headers,
            "generation": {"max-examples": examples, "deterministic": True},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": [*POSITIVE, *["400"] * words]},
                # It cannot send over WSGI (a keyword that werkzeug does not take); test_gate asks
                # every operation without a token and with bad ones.
                "ignored_auth": {"enabled": False},
            },
            "phases": {"stateful": {"enabled": False}, "coverage": {"enabled": coverage}},
        }
    )
    outcome = Outcome()
    with serve() as served:
        schema = schemathesis.openapi.from_wsgi(
            "/api/v1/openapi.json?lang=en", served, config=config
        ).include(operation_id=sorted(of))
        for event in from_schema(schema).execute():
            read_event(event, outcome)
    return outcome


def read_event(event: Any, outcome: Outcome) -> None:
    """Take what an event says into the outcome."""
    if isinstance(event, events.NonFatalError):
        outcome.faults.append(f"{event.label}: {event.value!r}")
    if isinstance(event, events.FatalError):
        outcome.faults.append(repr(event.exception))
    if not isinstance(event, events.ScenarioFinished):
        return
    recorder = event.recorder
    if recorder.interactions:
        outcome.operations.add(str(recorder.label))
    for interaction in recorder.interactions.values():
        if interaction.response is not None:
            outcome.statuses[interaction.response.status_code] += 1
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                outcome.faults.append(say_failure(recorder, check))


def say_failure(recorder: Any, check: Any) -> str:
    """A failure with the request that made it."""
    failure: Failure = check.failure_info.failure
    return f"{recorder.label} · {check.name}: {failure}\n{check.failure_info.code_sample}"
