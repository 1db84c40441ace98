"""改变位置、用途、使用范围 (changes of position, purpose or scope, arts. 23 (3) and 37) as data."""

from __future__ import annotations

from typing import Final

from jifang.domains.approvals.data import CHANGE, CHANGES, PROJECT, SYSTEM_CHANGE
from jifang.domains.approvals.documents import draft_granted, draft_refused
from jifang.domains.approvals.effects import enter_change
from jifang.domains.approvals.steps import (
    BUILDER,
    COUNTER,
    DEEMED,
    FINDING,
    NOTICE_USE,
    PARTY,
    SIGNER,
    TOLD,
    begin,
    decline,
    examine,
    make_acceptance,
    pick_states,
)
from jifang.foundation.cases.data import Clock, Field, Procedure, State, Transition
from jifang.foundation.cases.procedures import add_procedure
from jifang.law.errors import Text

RECEIVED: Final = Clock("start", "licence_notice")
FIELDS: Final = (
    Field("kinds", Text("改变什么", "what is changed"), "choices", CHANGES),
    Field("was", Text("改变之前", "before"), "text", longest=500, private=True),
    Field("becomes", Text("改变之后", "after"), "text", longest=500, private=True),
    Field("why", Text("理由", "why"), "text", longest=500, private=True),
)

add_procedure(Procedure(
    SYSTEM_CHANGE,
    Text("改变系统位置、用途、使用范围", "change of position, purpose or scope of a system"),
    SYSTEM_CHANGE, CHANGE,
    states=(
        *pick_states("received", "waiting", "review", "examined"),
        State("approved", Text("准予改变", "authorised"),
              Text("按准予的内容实施", "it is carried out as authorised"), ""),
        State("refused", Text("不予准许", "not authorised"),
              Text("不得改变；决定书写明了理由和救济途径",
                   "nothing is changed; the decision gives reasons and remedies"), ""),
        *pick_states("declined", "withdrawn"),
    ),
    transitions=(
        *begin(
            CHANGE, (),
            Transition("apply", Text("申请改变", "apply for a change"), "", "received",
                       (PARTY, COUNTER), CHANGE,
                       checks=("received_on", "project_party", "changing_organ", "change_changes"),
                       clock=(RECEIVED,), tells=("organ",), backdated=True, fields=FIELDS,
                       effect=enter_change),
            Transition("supply", Text("补交材料", "hand in what was missing"), "waiting",
                       "received", (PARTY, COUNTER), CHANGE, checks=("received_on",),
                       clock=(RECEIVED,),
                       tells=("holder",), backdated=True),
            make_acceptance(CHANGE, None, (TOLD,)),
        ),
        decline("notice_was_given"),
        *examine(CHANGE, FINDING),
        Transition("approve", Text("准予改变", "authorise"), "examined", "approved", (SIGNER,),
                   CHANGE, checks=("opinions_given", "changing_organ", "examination_met"),
                   second_to="examine", document="licence_granted", letter=draft_granted,
                   tells=("applicant",)),
        Transition("refuse", Text("不予准许", "do not authorise"), "examined", "refused",
                   (SIGNER,), CHANGE, checks=("opinions_given",), second_to="examine",
                   needs_reason=True, document="licence_refused", letter=draft_refused,
                   tells=("applicant",)),
    ),
    periods=(NOTICE_USE,), expiries=DEEMED, applicant=BUILDER, about=(PROJECT,),
))  # fmt: skip
