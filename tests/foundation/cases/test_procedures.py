"""What cannot stand in a procedure is refused when it is registered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jifang.foundation.cases.data import (
    Clock,
    Expiry,
    Guard,
    PeriodUse,
    Procedure,
    Transition,
    Who,
)
from jifang.foundation.cases.procedures import (
    PROCEDURES,
    add_procedure,
    check_procedure,
    index_transitions,
    list_moves,
)
from jifang.foundation.cases.verbs import VERBS
from jifang.law.errors import DefinitionError, InputError
from jifang.law.instruments import Cite
from tests.foundation.cases.procedure import DRILL, PARTY, REVIEW, read_facts, say, state


def change(name: str, /, **more: Any) -> Procedure:
    """The procedure with one of its steps otherwise."""
    steps = tuple(replace(t, **more) if t.code == name else t for t in DRILL.transitions)
    return replace(DRILL, transitions=steps)


def add(step: Transition) -> Procedure:
    return replace(DRILL, transitions=(*DRILL.transitions, step))


WRONG: dict[str, Procedure] = {
    "an unknown provision": change("accept", provision=Cite("gd-decree-238", "art_99")),
    "a provision of the whole": replace(DRILL, provision=Cite("gd-decree-238", "art_99")),
    "an unknown state": change("accept", to="nowhere"),
    "a step out of a final state": add(
        Transition("again", say("再来"), "approved", "review", (PARTY,), REVIEW)
    ),
    "the name of a verb": change("supply", code="transfer"),
    "a step twice": add(DRILL.transitions[1]),
    "an unknown power": change("accept", who=(Who("holder", "fly"),)),
    "an unknown check": change("accept", checks=("luck",)),
    "an unknown question": change("accept", guard=Guard("luck", read_facts, frozenset({"ok"}))),
    "an unknown outcome": change(
        "accept", guard=Guard("preconstruction_review", read_facts, frozenset({"fine"}))
    ),
    "an unknown letter": change("approve", document="poem"),
    "an unknown first signer": change("approve", second_to="dream"),
    "a period that is not its own": change("accept", clock=(Clock("start", "trial_run"),)),
    "an unlawful pause": change(
        "send_to_test", clock=(Clock("pause", "design_review", "holiday"),)
    ),
    "a pause of what nothing stops": change(
        "send_to_test", clock=(Clock("pause", "licence_notice", "test"),)
    ),
    "an unknown period": replace(DRILL, periods=(*DRILL.periods, PeriodUse("siesta"))),
    "an expiry by hand": replace(DRILL, expiries=(Expiry("licence_notice", "received", "accept"),)),
    "an expiry of nothing": replace(DRILL, expiries=(Expiry("trial_run", "received", "deem"),)),
    "an expiry that needs words": change("deem", needs_reason=True),
    "a state twice": replace(DRILL, states=(*DRILL.states, state("review"))),
    "a state that nothing leads to": replace(DRILL, states=(*DRILL.states, state("limbo"))),
    "a state that nothing leads out of": replace(
        add(Transition("stop", say("停"), "review", "limbo", (PARTY,), REVIEW)),
        states=(*DRILL.states, state("limbo")),
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_it_is_refused(what: str) -> None:
    with pytest.raises((DefinitionError, InputError)):
        check_procedure(WRONG[what])


def test_a_code_and_a_series_are_one_procedure_s() -> None:
    for other in (DRILL, replace(DRILL, code="drill_two")):
        with pytest.raises(DefinitionError):
            add_procedure(other)
    assert "drill_two" not in PROCEDURES
    check_procedure(DRILL)


def test_verbs_leave_the_state_and_every_clock_alone() -> None:
    open_states = {s.code for s in DRILL.states if not s.is_final}
    verbs = {v.code for v in VERBS}
    made = [t for t in index_transitions("drill").values() if t.code in verbs]
    assert {(t.code, t.since) for t in made} == {(v, s) for v in verbs for s in open_states}
    assert all(t.since == t.to and not t.clock and not t.notice for t in made)
    moves = [m for m in list_moves() if m.procedure == "drill"]
    assert len(moves) == len(DRILL.transitions) + len(made)
