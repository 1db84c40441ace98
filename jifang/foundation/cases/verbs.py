"""Handing over: one small table of reassign, consult and return, made into transitions.

None of them stops a clock of the law. Each leaves the state as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from jifang.foundation.cases.data import Field, Hands, Procedure, Relation, State, Transition, Who
from jifang.law.errors import Text

Sort = Literal["reassign", "consult", "return", "note"]


@dataclass(frozen=True, slots=True)
class Verb:
    """A way to hand over: what it is called, who may, whom it gives the case to, who is told.

    checks: what must hold besides, by name (`checks.CHECKS`).
    """

    code: str
    act: Text
    sort: Sort
    who: tuple[Who, ...]
    hands: Hands
    tells: tuple[Relation, ...] = ()
    checks: tuple[str, ...] = ()
    needs_reason: bool = True
    internal: bool = True
    fields: tuple[Field, ...] = ()


HANDLE, DECIDE = "handle_case", "decide_case"
HOLDER = Who("holder", HANDLE)
LEADERS = (Who("organ", DECIDE), Who("superior", DECIDE))

TARGET = Field(
    "target_on", Text("内部目标日", "internal target"), "date", required=False,
    help=Text("机关自定，不是法定期限；留空即取消",
              "the organ's own aim, not a day of the law; left empty, there is none"),
)  # fmt: skip

VERBS: Final = (
    Verb("claim", Text("领取", "take from the pool"), "reassign",
         (Who("keeper", HANDLE),), "actor", checks=("in_pool",), needs_reason=False),
    Verb("transfer", Text("转办", "transfer"), "reassign",
         (HOLDER, *LEADERS), "given", ("holder",), ("organ_holds", "to_organ")),
    Verb("delegate", Text("委托", "delegate"), "reassign",
         (Who("holder", "delegate"),), "given", ("holder",), ("organ_holds", "to_colleague")),
    Verb("joint_opinion", Text("会签", "ask for a joint opinion"), "consult",
         (HOLDER, Who("organ", DECIDE)), "nobody", ("asked",), ("organ_holds", "to_organ")),
    Verb("add_signer", Text("加签", "add a signer"), "consult",
         (HOLDER, Who("organ", DECIDE)), "nobody", ("asked",), ("organ_holds", "to_colleague")),
    Verb("give_opinion", Text("签署意见", "give one's opinion"), "consult",
         (Who("asked", HANDLE),), "nobody", ("holder",), ("opinion",)),
    Verb("return_to_pool", Text("退回待办池", "return to the pool"), "return",
         (HOLDER, Who("organ", DECIDE)), "pool", (), ("organ_holds", "in_hand")),
    Verb("send_back", Text("退回", "send back"), "return",
         (HOLDER,), "back", ("holder",), ("organ_holds", "held_before")),
    Verb("recall", Text("撤回", "recall"), "return",
         (Who("sender", HANDLE),), "actor", (), ("can_recall",)),
    Verb("urge", Text("催办", "urge"), "note",
         (Who("applicant", "own_body"), *LEADERS), "nobody", ("holder",), ("not_urged",),
         internal=False),
    Verb("recuse", Text("回避", "recuse"), "return",
         (Who("organ", HANDLE), HOLDER, *LEADERS), "nobody", (), ("person", "recuse_right")),
    Verb("set_target", Text("定内部目标日", "set the internal target"), "note",
         (HOLDER, *LEADERS), "nobody", ("holder",), ("organ_holds", "target"), needs_reason=False,
         fields=(TARGET,)),
    Verb("recompute", Text("重算期限", "compute the periods again"), "note",
         (Who("system"),), "nobody", (), ("dates_differ",), needs_reason=False, internal=False),
)  # fmt: skip
"""The table. What a verb does to opinions and grants: `jifang.foundation.cases.hands`."""

ASKS: Final = frozenset({"joint_opinion", "add_signer"})
"""Verbs that put a question to someone."""
BY_CODE: Final = {verb.code: verb for verb in VERBS}


def make_transition(verb: Verb, state: State) -> Transition:
    """A verb in a state."""
    return Transition(
        verb.code, verb.act, state.code, state.code, verb.who, None, checks=verb.checks,
        tells=verb.tells, hands=verb.hands, needs_reason=verb.needs_reason,
        internal=verb.internal, asks=verb.code in ASKS, fields=verb.fields,
    )  # fmt: skip


def list_transitions(procedure: Procedure) -> Iterator[Transition]:
    """The steps of a procedure itself, then handing over in every state that is not final."""
    yield from procedure.transitions
    for state in procedure.states:
        if not state.is_final:
            yield from (make_transition(verb, state) for verb in VERBS)
