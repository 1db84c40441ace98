"""验收 (acceptance, arts. 18, 19 and 36) as data: by the organ that approved the design alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from jifang.domains.approvals.data import ACCEPT, ACCEPTANCE, PROJECT, VERDICTS
from jifang.domains.approvals.documents import draft_opinion
from jifang.domains.approvals.effects import enter_acceptance, enter_confirmation
from jifang.domains.approvals.facts import find_use_facts
from jifang.domains.approvals.steps import (
    BUILDER,
    BUILT,
    COUNTER,
    DEEMED,
    NOTICE_USE,
    PARTY,
    SIGNER,
    STATES,
    TOLD,
    begin,
    decline,
    examine,
    make_acceptance,
    pick_states,
)
from jifang.foundation.cases.data import (
    Clock,
    Field,
    Guard,
    Procedure,
    State,
    Transition,
)
from jifang.foundation.cases.procedures import add_procedure
from jifang.law.errors import Text

USABLE: Final = Guard("putting_into_use", find_use_facts, frozenset({"may"}))
LATER: Final = replace(USABLE, assumed=("accepted", "accepted_by", "accepted_on"))
"""The same while the acceptance itself is still to be decided, or to be confirmed."""
RECEIVED: Final = Clock("start", "licence_notice")
PROPOSED: Final = Field(
    "verdict", Text("验收组的意见", "opinion of the acceptance group"), "choice", VERDICTS
)
GROUP: Final = (
    Field("group", Text("验收组人数", "members of the group"), "whole", required=False),
    Field("experts", Text("其中技术专家", "technical experts among them"), "whole",
          required=False,
          help=Text("GB 50348-2018 第 10.1.4 条：不少于 50%（转引，可信度 C），只作提示",
                    "GB 50348-2018, 10.1.4: at least 50 % (as reported, confidence C), a note")),
)  # fmt: skip
DERIVED: Final = ("design", "report", "verdict")
"""What of the opinion nobody types."""
ADMITTED: Final = ("received_on", "project_party", "accepting_organ", "preliminary_done")


def conclude(code: str, act: Text, to: str, guard: Guard | None, *, reason: bool) -> Transition:
    """A verdict, by the approving organ alone and a second person."""
    return Transition(
        code, act, "examined", to, (SIGNER,), ACCEPT, guard=guard,
        checks=("opinions_given", "accepting_organ"), second_to="examine",
        needs_reason=reason, acceptance=True, document="acceptance_opinion",
        letter=draft_opinion, derives=DERIVED, tells=("applicant",), effect=enter_acceptance,
    )  # fmt: skip


add_procedure(Procedure(
    ACCEPTANCE, Text("验收", "acceptance"), ACCEPTANCE, ACCEPT,
    states=(
        *pick_states("received", "waiting", "review"),
        replace(STATES["examined"], next=("pass", "pass_basic", "fail")),
        State("rectifying", Text("基本通过，待整改", "passed in the main, to be put right"),
              Text("请按验收意见书整改后报告；确认之前不得投入使用",
                   "put right what the opinion names and report; not to be used until confirmed"),
              "applicant", next=("report_rectified",)),
        State("rectified", Text("已报整改", "reported as put right"),
              Text("原核准机关在复核", "the organ that approved looks again"), next=("confirm",)),
        State("accepted", Text("验收合格", "accepted"),
              Text("可以投入使用", "it may be put into use"), ""),
        State("failed", Text("验收不通过", "not accepted"),
              Text("不得投入使用；意见书写明了理由和救济途径",
                   "not to be used; the opinion gives reasons and remedies"), ""),
        *pick_states("declined", "withdrawn"),
    ),
    transitions=(
        *begin(
            ACCEPT, ("defects_told",),
            Transition("apply", Text("申请验收", "apply for acceptance"), "", "received",
                       (PARTY, COUNTER), ACCEPT, guard=LATER,
                       checks=(*ADMITTED, "project_alone"),
                       clock=(RECEIVED,), tells=("organ",), backdated=True, fields=BUILT),
            Transition("supply", Text("补交材料", "hand in what was missing"), "waiting",
                       "received", (PARTY, COUNTER), ACCEPT,
                       checks=("received_on", "papers_supplied"), clock=(RECEIVED,),
                       tells=("holder",), backdated=True, fields=BUILT),
            make_acceptance(ACCEPT, LATER, (TOLD,), "no_open_defects", "accepting_organ"),
        ),
        decline("told_before_declining"),
        *examine(ACCEPT, PROPOSED, *GROUP),
        conclude("pass", Text("验收通过", "pass"), "accepted", USABLE, reason=False),
        conclude("pass_basic", Text("基本通过", "pass in the main"), "rectifying", LATER,
                 reason=True),
        conclude("fail", Text("验收不通过", "do not pass"), "failed", None, reason=True),
        Transition("report_rectified", Text("报告整改", "report what was put right"),
                   "rectifying", "rectified", (PARTY, COUNTER), ACCEPT,
                   tells=("holder",), fields=BUILT),
        Transition("not_rectified", Text("整改未到位，退回", "not put right, give it back"),
                   "rectified", "rectifying", (SIGNER,), ACCEPT, needs_reason=True,
                   tells=("applicant",)),
        Transition("confirm", Text("确认整改，验收合格", "confirm, accepted"), "rectified",
                   "accepted", (SIGNER,), ACCEPT, guard=USABLE,
                   checks=("accepting_organ",), acceptance=True,
                   document="acceptance_opinion", letter=draft_opinion, derives=DERIVED,
                   tells=("applicant",), effect=enter_confirmation),
    ),
    periods=(NOTICE_USE,), expiries=DEEMED, applicant=BUILDER, about=(PROJECT,),
    approving="derived",
))  # fmt: skip
