"""The procedures of arts. 14–16 as data.

`certificate`: levels 3 and 4, decided by the city. `certificate_first` and `certificate_province`:
levels 1 and 2, examined by the city and decided by the province, two cases that are linked (why:
docs/decisions/0026). `certificate_change`: changed particulars, loss. `filing`: firms from outside.
"""

from __future__ import annotations

from typing import Final

from jifang.domains.qualifications import checks as _checks  # noqa: F401 - the guards named below
from jifang.domains.qualifications.data import (
    APPLICATIONS,
    CERTIFICATE,
    CHANGE,
    CHANGES,
    DECIDE,
    EXAMINE,
    FILE,
    FILED,
    FILING,
    FINDINGS,
    FIRST,
    ISSUE,
    LEVELS,
    NOTICE,
    PAUSE,
    PROVINCE,
    STEPS,
    WINDOW,
)
from jifang.domains.qualifications.documents import (
    draft_acceptance,
    draft_certificate,
    draft_deficiency,
    draft_extended,
    draft_granted,
    draft_refused,
)
from jifang.domains.qualifications.effects import (
    enter_certificate,
    enter_extension,
    open_at_province,
)
from jifang.domains.qualifications.facts import (
    find_admission_facts,
    find_decision_facts,
    find_filing_facts,
)
from jifang.foundation.cases.data import (
    Clock,
    Expiry,
    Field,
    Guard,
    PeriodUse,
    Procedure,
    State,
    Transition,
    Who,
)
from jifang.foundation.cases.procedures import add_procedure
from jifang.law.errors import Text
from jifang.law.instruments import Cite

PARTY: Final = Who("applicant", "own_body")
COUNTER: Final = Who("organ", "handle_case")
HOLDER: Final = Who("holder", "handle_case")
SIGNER: Final = Who("organ", "decide_case")
PLATFORM: Final = Who("system")
ADMIT: Final = frozenset({"admit"})
ADMITTED: Final = Guard("certificate_application", find_admission_facts, ADMIT,
                        ("meets_conditions",))  # fmt: skip
REACHED: Final = Guard("certificate_application", find_decision_facts, ADMIT)
FILED_GUARD: Final = Guard("filing_application", find_filing_facts, ADMIT)

KIND: Final = Field("kind", Text("申请种类", "kind of application"), "choice", APPLICATIONS)
LEVEL: Final = Field(
    "level", Text("申请的等级", "level applied for"), "choice", LEVELS, required=False,
    help=Text("换证、延期按现持等级办理，可以不填", "for renewal and extension: the level held"),
)  # fmt: skip
CAUSE: Final = Field(
    "cause", Text("因故不能按期申请换证", "there is cause for not applying in time"), "yes_no",
    required=False, help=Text("只用于延期换证", "for an extension only"),
)  # fmt: skip
STAYS: Final = ("not_deemed_granted",)
"""What counts as granted is neither refused nor withdrawn any more."""
FINDING: Final = Field("finding", Text("审查结论", "finding"), "choice", FINDINGS)
DAYS: Final = Field(
    "days", Text("批准延期的日数", "days granted"), "whole",
    help=Text("超过最长日数的，按最长日数批准", "more than the law allows is cut to that"),
)  # fmt: skip
HOME: Final = (
    Field("home_number", Text("所在地资格证书编号", "number of the home certificate"), longest=96),
    Field("home_level", Text("所在地资格证书等级", "level of the home certificate"), "choice",
          LEVELS, required=False,
          help=Text("与本省四级不对应的不填", "left out where it does not match the four levels")),
    Field("home_valid_until", Text("所在地资格证书有效至", "home certificate valid until"), "date"),
)  # fmt: skip

STATES: Final = {
    state.code: state
    for state in (
        State("received", Text("已收件", "received"),
              Text("公安机关在查看申请材料是否齐全", "the organ looks for missing papers"),
              next=("accept",)),
        State("waiting", Text("待补正", "to be completed"),
              Text("请按一次性告知补齐材料", "hand in what the one notice names"), "applicant",
              next=("supply",)),
        State("accepted", Text("已受理", "accepted"),
              Text("公安机关在审查", "the organ examines the application"), next=("examine",)),
        State("paused", Text("听证、检验、检测、专家评审中", "hearing, inspection, test or review"),
              Text("所需时间依法不计入期限", "by law the time it takes does not count"),
              next=("resume",)),
        State("examined", Text("已审查", "examined"),
              Text("由另一人复核后作出决定", "another person checks it and decides"),
              next=("grant", "forward")),
        State("granted", Text("已准予，待发证", "granted, to be issued"),
              Text("证件在决定之后的期限内颁发", "the certificate follows within its period")),
        State("issued", Text("已发证", "issued"),
              Text("证件可以公开查询、核验", "the certificate can be looked up and verified"), ""),
        State("extended", Text("已准予延期", "extended"),
              Text("在延期截止日前申请换证", "renewal is applied for before the day it ends"), ""),
        State("forwarded", Text("已报省级机关", "sent to the province"),
              Text("初审已经完成，由省公安机关决定", "examined; the provincial organ decides"), ""),
        State("refused", Text("不予准许", "refused"),
              Text("决定书写明了理由和救济途径", "the decision gives reasons and remedies"), ""),
        State("not_accepted", Text("不予受理", "not accepted"),
              Text("决定书写明了理由和救济途径", "the decision gives reasons and remedies"), ""),
        State("withdrawn", Text("已撤回", "withdrawn"),
              Text("申请人撤回了申请", "the applicant withdrew it"), ""),
    )
}  # fmt: skip


def pick_states(*codes: str) -> tuple[State, ...]:
    """Some of the states, in order."""
    return tuple(STATES[code] for code in codes)


def begin(
    cite: Cite,
    fields: tuple[Field, ...],
    checks: tuple[str, ...],
    guard: Guard | None,
    period: str,
) -> tuple[Transition, ...]:
    """From the application to its acceptance: the one notice, deemed acceptance, withdrawal."""
    notice, start = Clock("finish", "licence_notice"), Clock("start", period)
    return (
        Transition("apply", Text("申请", "apply"), "", "received", (PARTY, COUNTER), cite,
                   guard=guard, checks=("received_on", *checks),
                   clock=(Clock("start", "licence_notice"),),
                   tells=("organ",), backdated=True, fields=fields),
        Transition("notify", Text("一次性告知补正", "give the one notice"), "received", "waiting",
                   (HOLDER,), NOTICE, notice="deficiency", document="deficiency",
                   letter=draft_deficiency, derives=("items",), clock=(notice,),
                   tells=("applicant",)),
        Transition("supply", Text("补正", "hand in what was missing"), "waiting", "received",
                   (PARTY, COUNTER), NOTICE, clock=(Clock("start", "licence_notice"),),
                   tells=("holder",)),
        Transition("accept", Text("受理", "accept"), "received", "accepted", (HOLDER,), NOTICE,
                   guard=guard, document="acceptance", letter=draft_acceptance,
                   clock=(notice, start), tells=("applicant",)),
        Transition("deem_accepted", Text("视为受理", "deemed accepted"), "received", "accepted",
                   (PLATFORM,), NOTICE,
                   clock=(notice, Clock("start", period, since="licence_notice")),
                   tells=("applicant", "organ")),
        Transition("decline", Text("不予受理", "not accept"), "received", "not_accepted",
                   (SIGNER,), NOTICE, needs_reason=True, document="not_accepted",
                   letter=draft_refused, tells=("applicant",)),
        *(
            Transition("withdraw", Text("撤回申请", "withdraw"), since, "withdrawn", (PARTY,), cite,
                       checks=STAYS if since == "accepted" else (), tells=("holder",))
            for since in ("received", "waiting", "accepted")
        ),
    )  # fmt: skip


def examine(cite: Cite, *fields: Field) -> tuple[Transition, ...]:
    """Examined by one person; sent back to be examined again."""
    return (
        Transition("examine", Text("审查", "examine"), "accepted", "examined", (HOLDER,), cite,
                   fields=fields),
        Transition("examine_again", Text("退回审查", "have it examined again"), "examined",
                   "accepted", (SIGNER,), cite, needs_reason=True, tells=("holder",)),
    )  # fmt: skip


def pause(period: str, cite: Cite) -> tuple[Transition, ...]:
    """A hearing, inspection, test or expert review: the period stands meanwhile, and the applicant
    is told why and how long (Licence Law, art. 45)."""
    return (
        Transition("pause", Text("送听证、检验、检测、专家评审", "have a hearing, test or review"),
                   "accepted", "paused", (HOLDER,), PAUSE, needs_reason=True,
                   clock=(Clock("pause", period),), tells=("applicant",), hands="nobody"),
        Transition("resume", Text("恢复审查", "go on with the examination"), "paused", "accepted",
                   (HOLDER, SIGNER), PAUSE, clock=(Clock("resume", period),),
                   tells=("applicant",), hands="nobody"),
        Transition("withdraw", Text("撤回申请", "withdraw"), "paused", "withdrawn", (PARTY,), cite,
                   checks=STAYS, tells=("holder",)),
    )  # fmt: skip


def prolong(period: str) -> Transition:
    """The one extension of the period of decision; the applicant is told why."""
    return Transition(
        "prolong", Text("延长决定期限", "extend the period of decision"), "accepted", "accepted",
        (SIGNER,), DECIDE, needs_reason=True, clock=(Clock("extend", period),),
        tells=("applicant",), hands="nobody",
    )  # fmt: skip


def decide_it(cite: Cite, guard: Guard, checks: tuple[str, ...]) -> tuple[Transition, ...]:
    """Granted or refused by a second person, then issued."""
    end = Clock("finish", "licence_decision")
    return (
        Transition("grant", Text("准予", "grant"), "examined", "granted", (SIGNER,), cite,
                   guard=guard, checks=("opinions_given", *checks), second_to="examine",
                   document="licence_granted", letter=draft_granted,
                   clock=(end, Clock("start", "licence_delivery")), tells=("applicant",)),
        Transition("refuse", Text("不予准许", "refuse"), "examined", "refused", (SIGNER,), cite,
                   checks=("opinions_given", "not_deemed_granted"), second_to="examine",
                   needs_reason=True, document="licence_refused", letter=draft_refused,
                   clock=(end,), tells=("applicant",)),
    )  # fmt: skip


def issue(document: str, cite: Cite, *checks: str) -> Transition:
    """The certificate goes out, within the period of delivery, and is entered."""
    return Transition(
        "issue", Text("发证", "issue the certificate"), "granted", "issued", (SIGNER,), cite,
        checks=(*checks, "certificate_letter"), document=document, letter=draft_certificate,
        clock=(Clock("finish", "licence_delivery"),), tells=("applicant",),
        effect=enter_certificate,
    )  # fmt: skip


EXTEND: Final = Transition(
    "extend", Text("准予延期", "grant the extension"), "examined", "extended", (SIGNER,), WINDOW,
    guard=REACHED, checks=("opinions_given", "for_extension", "admissible"), second_to="examine",
    document="licence_granted", letter=draft_extended, fields=(DAYS,), tells=("applicant",),
    clock=(Clock("finish", "licence_decision"),), effect=enter_extension,
)  # fmt: skip
APPLICATION: Final = (KIND, LEVEL, CAUSE)
APPLY_CHECKS: Final = ("admissible", "one_application")
GRANT_CHECKS: Final = ("for_certificate", "admissible", "figures_reached")
DEEMED: Final = (Expiry("licence_notice", "received", "deem_accepted"),)
DECISION: Final = (PeriodUse("licence_decision"), PeriodUse("licence_delivery"))

add_procedure(Procedure(
    CERTIFICATE, Text("资格证（三、四级）", "qualification certificate (levels 3–4)"), CERTIFICATE,
    ISSUE,
    states=pick_states("received", "waiting", "accepted", "paused", "examined", "granted",
                       "issued", "extended", "refused", "not_accepted", "withdrawn"),
    transitions=(
        *begin(STEPS, APPLICATION, APPLY_CHECKS, ADMITTED, "licence_decision"),
        prolong("licence_decision"), *pause("licence_decision", STEPS),
        *examine(ISSUE, FINDING),
        *decide_it(ISSUE, REACHED, GRANT_CHECKS), EXTEND,
        issue("certificate", ISSUE, "admissible", "renewal_first"),
    ),
    periods=(PeriodUse("licence_notice"), *DECISION),
    expiries=DEEMED,
))  # fmt: skip

add_procedure(Procedure(
    FIRST,
    Text("资格证（一、二级）初审", "qualification certificate (levels 1–2), first examination"),
    FIRST, ISSUE,
    states=pick_states("received", "waiting", "accepted", "paused", "examined", "forwarded",
                       "not_accepted", "withdrawn"),
    transitions=(
        *begin(STEPS, APPLICATION, APPLY_CHECKS, ADMITTED, "licence_first_examination"),
        *pause("licence_first_examination", STEPS), *examine(EXAMINE, FINDING),
        Transition("forward", Text("报省级机关", "send to the province"), "examined", "forwarded",
                   (SIGNER,), EXAMINE, checks=("opinions_given",), second_to="examine",
                   clock=(Clock("finish", "licence_first_examination"),), tells=("applicant",),
                   effect=open_at_province),
    ),
    periods=(PeriodUse("licence_notice"), PeriodUse("licence_first_examination")),
    expiries=DEEMED,
))  # fmt: skip

add_procedure(Procedure(
    PROVINCE, Text("资格证（一、二级）核发", "qualification certificate (levels 1–2), decision"),
    PROVINCE, ISSUE,
    states=pick_states("accepted", "paused", "examined", "granted", "issued", "extended",
                       "refused", "withdrawn"),
    transitions=(
        Transition("receive", Text("收到初审材料", "receive what was examined"), "", "accepted",
                   (PLATFORM,), EXAMINE, guard=ADMITTED,
                   fields=(*APPLICATION,
                           Field("applied_on", Text("申请日期", "applied on"), "date"),
                           Field("finding", Text("初审意见", "finding of the first examination"),
                                 "choice", FINDINGS),
                           Field("first_case", Text("初审案件", "case of the first examination"),
                                 "case")),
                   clock=(Clock("start", "licence_decision"),), tells=("organ", "applicant")),
        Transition("withdraw", Text("撤回申请", "withdraw"), "accepted", "withdrawn", (PARTY,),
                   STEPS, checks=STAYS, tells=("holder",)),
        prolong("licence_decision"), *pause("licence_decision", STEPS),
        *examine(ISSUE, FINDING),
        *decide_it(ISSUE, REACHED, GRANT_CHECKS), EXTEND,
        issue("certificate", ISSUE, "admissible", "renewal_first"),
    ),
    periods=DECISION,
))  # fmt: skip

add_procedure(Procedure(
    CHANGE, Text("资格证变更、补发", "change or reissue of a certificate"), CHANGE, ISSUE,
    states=pick_states("received", "waiting", "accepted", "paused", "examined", "granted",
                       "issued", "refused", "not_accepted", "withdrawn"),
    transitions=(
        *begin(ISSUE, (Field("kind", Text("办理种类", "what is applied for"), "choice", CHANGES),),
               ("change_organ", "one_application"), None, "licence_decision"),
        prolong("licence_decision"), *pause("licence_decision", ISSUE), *examine(ISSUE),
        Transition("grant", Text("准予", "grant"), "examined", "granted", (SIGNER,), ISSUE,
                   checks=("opinions_given", "change_organ"), second_to="examine",
                   document="licence_granted", letter=draft_granted,
                   clock=(Clock("finish", "licence_decision"), Clock("start", "licence_delivery")),
                   tells=("applicant",)),
        Transition("refuse", Text("不予准许", "refuse"), "examined", "refused", (SIGNER,), ISSUE,
                   checks=("opinions_given",), second_to="examine", needs_reason=True,
                   document="licence_refused", letter=draft_refused,
                   clock=(Clock("finish", "licence_decision"),), tells=("applicant",)),
        issue("certificate", ISSUE),
    ),
    periods=(PeriodUse("licence_notice"), *DECISION),
    expiries=DEEMED,
))  # fmt: skip

add_procedure(Procedure(
    FILING, Text("省外从业单位资格备案", "filing of a firm from outside the province"), FILING,
    FILE,
    states=pick_states("received", "waiting", "accepted", "paused", "examined", "granted",
                       "issued", "refused", "not_accepted", "withdrawn"),
    transitions=(
        *begin(FILE, HOME, ("filing_organ",), FILED_GUARD, "licence_decision"),
        prolong("licence_decision"), *pause("licence_decision", FILE), *examine(FILE, FINDING),
        Transition("grant", Text("准予备案", "admit the filing"), "examined", "granted", (SIGNER,),
                   FILE, guard=FILED_GUARD, checks=("opinions_given",), second_to="examine",
                   document="licence_granted", letter=draft_granted,
                   clock=(Clock("finish", "licence_decision"), Clock("start", "licence_delivery")),
                   tells=("applicant",)),
        Transition("refuse", Text("不予备案", "refuse the filing"), "examined", "refused",
                   (SIGNER,), FILE, checks=("opinions_given",), second_to="examine",
                   needs_reason=True, document="licence_refused", letter=draft_refused,
                   clock=(Clock("finish", "licence_decision"),), tells=("applicant",)),
        issue("filing_certificate", FILED),
    ),
    periods=(PeriodUse("licence_notice"), *DECISION),
    expiries=DEEMED,
))  # fmt: skip
