"""Steps that all three procedures have: from the application to its acceptance, with the one
notice; examined by one, decided by another."""

from __future__ import annotations

from typing import Final

from jifang.domains.approvals import checks as _checks  # noqa: F401 - the guards named below
from jifang.domains.approvals.data import FINDINGS, NOTICE, SLOTS
from jifang.domains.approvals.documents import (
    draft_acceptance,
    draft_declined,
    draft_defects,
    draft_deficiency,
)
from jifang.domains.approvals.effects import clear_check
from jifang.domains.approvals.selectors import prefer_found
from jifang.foundation.cases.data import (
    Clock,
    Expiry,
    Field,
    Guard,
    PeriodUse,
    State,
    Transition,
    Who,
)
from jifang.law.errors import Text
from jifang.law.instruments import Cite

PARTY: Final = Who("applicant", "own_body")
COUNTER: Final = Who("organ", "handle_case")
HOLDER: Final = Who("holder", "handle_case")
SIGNER: Final = Who("organ", "decide_case")
PLATFORM: Final = Who("system")
BUILDER: Final = Text("建设单位", "the constructing unit")
TOLD: Final = Clock("finish", "licence_notice")
NOTICE_USE: Final = PeriodUse("licence_notice")
DEEMED: Final = (Expiry("licence_notice", "received", "deem_accepted"),)

PAPERS: Final = tuple(Field(code, title, "papers", required=False) for code, title in SLOTS.items())
"""A slot for each class of document."""
BUILT: Final = tuple(
    Field(code, title, "papers", required=False, help=Text(
        "没有规定列明验收须交的材料；与核准时相同的不必再交，竣工时有变动的交竣工文件",
        "no provision lists the papers of an acceptance; hand in what differs from the approved",
    )) for code, title in SLOTS.items()
)  # fmt: skip
"""The same as built, which no provision asks for."""
CHECKED: Final = Field(
    "checked", Text("核对齐全的文档", "classes found complete"), "choices", SLOTS,
    help=Text("逐类核对，五类都齐全才能受理", "class by class; all five, or it is not accepted"),
)  # fmt: skip
FINDING: Final = Field("finding", Text("审查结论", "finding"), "choice", FINDINGS)

STATES: Final = {
    state.code: state
    for state in (
        State("received", Text("已收件", "received"),
              Text("公安机关在逐类核对材料", "the organ checks the papers, class by class"),
              next=("accept", "notify")),
        State("waiting", Text("待补正", "to be completed"),
              Text("请按一次性告知补齐材料", "hand in what the one notice names"), "applicant",
              next=("supply",)),
        State("review", Text("审核中", "under review"),
              Text("公安机关在审核", "the organ reviews it"), next=("examine",)),
        State("paused", Text("听证、检验、检测、专家评审中", "hearing, inspection, test or review"),
              Text("所需时间依法不计入期限", "by law the time it takes does not count"),
              next=("resume",)),
        State("examined", Text("已审查", "examined"),
              Text("由另一人复核后作出决定", "another person checks it and decides"),
              next=("approve", "refuse"), prefers=prefer_found),
        State("declined", Text("不予受理", "not accepted for review"),
              Text("决定书写明了理由和救济途径", "the decision gives reasons and remedies"), ""),
        State("withdrawn", Text("已撤回", "withdrawn"),
              Text("建设单位撤回了申请", "the constructing unit withdrew it"), ""),
    )
}  # fmt: skip


def pick_states(*codes: str) -> tuple[State, ...]:
    """Some of the states, in order."""
    return tuple(STATES[code] for code in codes)


def begin(cite: Cite, checks: tuple[str, ...], apply: Transition,
          supply: Transition, accept: Transition) -> tuple[Transition, ...]:  # fmt: skip
    """From the application on: each procedure gives the three steps that differ."""
    return (
        apply,
        Transition("notify", Text("一次性告知补正", "give the one notice"), "received", "waiting",
                   (HOLDER,), cite, notice="deficiency", checks=checks, document="deficiency",
                   letter=draft_deficiency, defects=draft_defects, derives=("items",),
                   clock=(TOLD,), tells=("applicant",), effect=clear_check),
        supply, accept,
        Transition("deem_accepted", Text("视为受理", "deemed accepted"), "received", "review",
                   (PLATFORM,), NOTICE, clock=accept.clock, tells=("applicant", "organ")),
        *(
            Transition("withdraw", Text("撤回申请", "withdraw"), since, "withdrawn", (PARTY,), cite,
                       tells=("holder",))
            for since in ("received", "waiting", "review")
        ),
    )  # fmt: skip


def decline(*checks: str) -> Transition:
    """Not accepted for review, after the one notice."""
    return Transition(
        "decline", Text("不予受理", "not accept"), "received", "declined", (SIGNER,), NOTICE,
        checks=checks, needs_reason=True, document="not_accepted", letter=draft_declined,
        tells=("applicant",),
    )  # fmt: skip


def examine(cite: Cite, *fields: Field) -> tuple[Transition, ...]:
    """Examined by one person; sent back to be examined again."""
    return (
        Transition("examine", Text("审查", "examine"), "review", "examined", (HOLDER,), cite,
                   fields=fields),
        Transition("examine_again", Text("退回审查", "have it examined again"), "examined",
                   "review", (SIGNER,), cite, needs_reason=True, tells=("holder",)),
    )  # fmt: skip


def make_acceptance(cite: Cite, guard: Guard | None, clock: tuple[Clock, ...], *checks: str,
                    fields: tuple[Field, ...] = ()) -> Transition:  # fmt: skip
    """Taken up for review."""
    return Transition(
        "accept", Text("受理", "accept"), "received", "review", (HOLDER,), cite, guard=guard,
        checks=checks, document="acceptance", letter=draft_acceptance, clock=clock,
        tells=("applicant",), fields=fields,
    )  # fmt: skip
