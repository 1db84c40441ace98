"""施工前审核 (review before construction, arts. 17 and 36) as data."""

from __future__ import annotations

from jifang.domains.approvals.data import APPROVE, DESIGN_REVIEW, PAUSE, PROJECT, REVIEW
from jifang.domains.approvals.documents import draft_not_passed, draft_passed
from jifang.domains.approvals.effects import enter_approval
from jifang.domains.approvals.facts import find_design_facts, find_review_facts
from jifang.domains.approvals.steps import (
    BUILDER,
    CHECKED,
    COUNTER,
    DEEMED,
    FINDING,
    HOLDER,
    NOTICE_USE,
    PAPERS,
    PARTY,
    SIGNER,
    TOLD,
    begin,
    decline,
    examine,
    make_acceptance,
    pick_states,
)
from jifang.foundation.cases.data import Clock, Guard, PeriodUse, Procedure, State, Transition
from jifang.foundation.cases.procedures import add_procedure
from jifang.law.errors import Text

ORGAN = Guard("design_approval", find_design_facts, frozenset({"organ"}))
COMPLETE = Guard(
    "preconstruction_review", find_review_facts, frozenset({"complete", "second_notice_barred"})
)
"""What the notice did not name is not asked for any more: such a case goes on."""
RECEIVED = Clock("start", "licence_notice")
REVIEWED = (TOLD, Clock("start", "design_review", since="licence_notice"))
OVER = (Clock("finish", "design_review"),)

add_procedure(Procedure(
    DESIGN_REVIEW,
    Text("施工前审核（设计方案核准）", "review before construction (design approval)"),
    DESIGN_REVIEW, REVIEW,
    states=(
        *pick_states("received", "waiting", "review", "paused", "examined"),
        State("passed", Text("审核通过", "passed"),
              Text("可以施工；竣工后向本机关申请验收",
                   "construction may begin; acceptance is applied for to this organ"), ""),
        State("not_passed", Text("审核不通过", "not passed"),
              Text("不得施工；决定书写明了理由和救济途径",
                   "no construction; the decision gives reasons and remedies"), ""),
        *pick_states("declined", "withdrawn"),
    ),
    transitions=(
        *begin(
            REVIEW, ("defects_told",),
            Transition("apply", Text("申报审核", "apply for review"), "", "received",
                       (PARTY, COUNTER), APPROVE, guard=ORGAN,
                       checks=("received_on", "project_party", "routed_by_law", "project_alone"),
                       clock=(RECEIVED,), tells=("organ",), backdated=True, fields=PAPERS),
            Transition("supply", Text("补交材料", "hand in what was missing"), "waiting",
                       "received", (PARTY, COUNTER), REVIEW,
                       checks=("received_on", "papers_supplied"), clock=(RECEIVED,),
                       tells=("holder",), backdated=True, fields=PAPERS),
            make_acceptance(REVIEW, COMPLETE, REVIEWED, "no_open_defects", "all_handed_in",
                            fields=(CHECKED,)),
        ),
        Transition("return_unsupplied", Text("未补齐，退回补正", "still wanting, give it back"),
                   "received", "waiting", (HOLDER,), REVIEW, checks=("still_wanting",),
                   clock=(TOLD,), tells=("applicant",)),
        decline("told_before_declining"),
        Transition("pause", Text("送听证、检验、检测、专家评审", "have a hearing, test or review"),
                   "review", "paused", (HOLDER,), PAUSE, needs_reason=True,
                   clock=(Clock("pause", "design_review"),), tells=("applicant",),
                   hands="nobody"),
        Transition("resume", Text("恢复审核", "go on with the review"), "paused", "review",
                   (HOLDER, SIGNER), PAUSE, clock=(Clock("resume", "design_review"),),
                   tells=("applicant",), hands="nobody"),
        *examine(REVIEW, FINDING),
        Transition("approve", Text("审核通过", "approve the design"), "examined", "passed",
                   (SIGNER,), APPROVE, guard=ORGAN,
                   checks=("opinions_given", "routed_by_law", "examination_met"),
                   second_to="examine", document="design_approved", letter=draft_passed,
                   clock=OVER, tells=("applicant",), effect=enter_approval),
        Transition("refuse", Text("审核不通过", "do not approve"), "examined", "not_passed",
                   (SIGNER,), REVIEW, checks=("opinions_given",), second_to="examine",
                   needs_reason=True, document="design_refused", letter=draft_not_passed,
                   clock=OVER, tells=("applicant",)),
    ),
    periods=(NOTICE_USE, PeriodUse("design_review", target_days=10)),
    expiries=DEEMED, applicant=BUILDER, about=(PROJECT,),
))  # fmt: skip
