"""Guards of procedure: who may, conflict of interest, the second signer, one notice, the organ
that approved; and what the verbs of handing over need.

Each raises `CaseError` with the provision it rests on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.accounts.models import Membership
from jifang.foundation.accounts.powers import BEARER_PARTY, ORGAN, POWERS, may
from jifang.foundation.audit.data import Basis
from jifang.foundation.cases.clocks import find_differences
from jifang.foundation.cases.data import (
    RELATIONS,
    CaseError,
    Given,
    Procedure,
    Transition,
    Who,
)
from jifang.foundation.cases.hands import find_former, find_recallable, list_pending
from jifang.foundation.cases.known import (
    find_organ_name,
    is_own_member,
    list_acts,
    list_officers_beside,
    list_recused,
    serves_all,
    was_sent,
)
from jifang.foundation.cases.models import Case, CasePeriod, Event, Recusal
from jifang.foundation.cases.standing import read_calendar, read_day
from jifang.foundation.notifications.services import Recipient
from jifang.foundation.territory.models import Organ
from jifang.foundation.territory.selectors import is_within
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.calendar import is_working_day
from jifang.law.errors import DefinitionError, Text
from jifang.law.instruments import Cite
from jifang.law.texts.loader import MEASURES

ONE_NOTICE: Final = Cite(MEASURES, "art_17__para_2")
LICENCE_NOTICE: Final = Cite("cn-licence-law", "art_32")
SAME_ORGAN: Final = Cite(MEASURES, "art_19__para_1")


@dataclass(frozen=True, slots=True)
class Step:
    """Someone who is about to take a step in a case; `given` is none while only asked whether."""

    by: Actor
    case: Case
    procedure: Procedure
    transition: Transition
    given: Given | None

    @property
    def basis(self) -> tuple[Basis, ...]:
        """The provision that the step rests on, else the procedure's."""
        return (as_basis(self.transition.provision or self.procedure.provision),)

    def refuse(self, code: str, zh: str, en: str, cite: Cite | None = None) -> CaseError:
        """A refusal by the step's provision, or another."""
        basis = self.basis if cite is None else (as_basis(cite),)
        return CaseError(code, Text(zh, en), basis)

    @property
    def persons(self) -> tuple[str, ...]:
        """Who acts: the person, and the one whose powers are lent."""
        return tuple(filter(None, (self.by.public_id, self.by.lender)))


def as_basis(cite: Cite) -> Basis:
    """A provision as the ledger holds it."""
    return Basis(cite.law, cite.provision)


# -- who -------------------------------------------------------------------------------------------


def is_related(step: Step, relation: str) -> bool:
    """Whether someone is this to the case."""
    by, case = step.by, step.case
    if relation == "system":
        return by is SYSTEM
    if by is SYSTEM:
        return False
    party = by.body.party
    if case._state.adding and relation not in {"applicant", "organ"}:
        return False
    match relation:
        case "applicant":
            return case.party != "" and party == case.party
        case "holder":
            return case.holder in step.persons and party == case.holder_party
        case "asked":
            return any(is_asked(step, event) for event in list_pending(case))
        case "sender":
            return find_recallable(case, step.persons) is not None
    return by.body.kind == ORGAN and is_organ(by, case, relation)


def is_organ(by: Actor, case: Case, relation: str) -> bool:
    """Whether an officer's organ keeps the case, decides it, or stands above."""
    party = by.body.party
    match relation:
        case "keeper":
            return party == case.holder_party
        case "organ":
            return party == case.organ
        case "superior":
            above = party != case.organ and is_above(by.body.organ_region, case.organ_region)
            return above and serves_all(by, case)
    raise ValueError(relation)


def is_above(region: str, below: str) -> bool:
    """Whether a territory holds another and is wider."""
    return region != below and is_within(below, region)


def is_asked(step: Step, event: Event) -> bool:
    """Whether a question was put to someone, or to anyone of the organ."""
    if event.to_party != step.by.body.party:
        return False
    return event.to_account in {"", *step.persons}


def fits(step: Step, who: Who) -> bool:
    """Whether someone is one of those who may."""
    if who.power and step.by is not SYSTEM and not may(step.by.role, who.power):
        return False
    return is_related(step, who.relation)


def check_who(step: Step) -> None:
    """Relation and power. Raises `CaseError` naming who may."""
    if any(fits(step, who) for who in step.transition.who):
        return
    words = list(dict.fromkeys(name_who(step, who) for who in step.transition.who))
    zh, en = "、".join(w.zh for w in words), "; ".join(w.en for w in words)
    act = step.transition.act
    raise step.refuse("who", f"“{act.zh}”限：{zh}", f"“{act.en}” is for: {en}")


def name_who(step: Step, who: Who) -> Text:
    """Who may: the applicant by what the procedure calls them; the organ that decides by its name,
    which stays so wherever the case lies; anyone else by relation and power."""
    if who.relation == "applicant":
        return step.procedure.applicant
    said, power = RELATIONS[who.relation], POWERS[who.power] if who.power else None
    if who.relation == "organ":
        said = name_organ(step.case, said)
    if power is None:
        return said
    return Text(f"{said.zh}（{power.zh}）", f"{said.en} ({power.en})")


def name_organ(case: Case, said: Text) -> Text:
    """The deciding organ by name; that it still decides, where another has the case."""
    organ = find_organ_name(case) if case.pk else None
    if organ is None:
        return said
    if case.holder_party in {case.organ, case.party, ""}:
        return Text(f"{said.zh}{organ.zh}", f"{said.en}, {organ.en}")
    return Text(
        f"{said.zh}{organ.zh}（案件转出后仍由其决定）",
        f"{said.en}, {organ.en} (it still decides the case that was handed over)",
    )


def check_bearer(step: Step) -> None:
    """The party of whoever holds a code applies only where the procedure knows such people."""
    if step.case.party.startswith(BEARER_PARTY) and not step.procedure.bearers:
        raise step.refuse(
            "party",
            "本程序不接受查询码持有人的申请",
            "whoever holds a code applies for nothing in this procedure",
        )


def check_conflict(step: Step) -> None:
    """Recused persons do nothing; nor does an officer who is a member of the applicant's body."""
    if step.by is SYSTEM:
        return
    if step.case.pk and list_recused(step.case) & set(step.persons):
        raise step.refuse("recused", "您已回避本案", "you are recused from this case")
    if step.by.body.kind != ORGAN or not step.case.party:
        return
    if step.by.body.party != step.case.party and is_own_member(step.by, step.case):
        raise step.refuse(
            "conflict",
            "您是申请单位的成员，应当回避",
            "you are a member of the applicant's body and must stand aside",
        )


def check_second(step: Step) -> None:
    """Four eyes: the second signer is another person than the first, who must have signed."""
    wanted = step.transition.second_to
    if not wanted:
        return
    signed = list_acts(step.case, wanted) if step.case.pk else []
    if not signed:
        raise step.refuse(
            "first_signature", "须先由一人签署", "somebody else must have signed first"
        )
    if {signed[-1].by, signed[-1].lent_by} & set(step.persons):
        raise step.refuse(
            "four_eyes", "须由另一人复核签署", "the second signer must be another person"
        )


def check_expired(step: Step) -> None:
    """What the law makes happen by itself happens only when its period is over: after the last day,
    and where no calendar could still move it. Raises `CaseError`."""
    here = (step.transition.code, step.transition.since)
    wanted = {e.period for e in step.procedure.expiries if (e.act, e.state) == here}
    if not wanted or step.by is not SYSTEM:
        return
    over = CasePeriod.objects.filter(
        case=step.case, name__in=wanted, finished_on=None, provisional=False,
        due_on__lt=read_day(),
    )  # fmt: skip
    if not over.exists():
        raise step.refuse("not_expired", "期限尚未届满", "the period is not over yet")


# -- by name ---------------------------------------------------------------------------------------


def cite_once(transition: Transition) -> Cite:
    """Why a notice is given once: the Measures of a review before construction, the Licence Law of
    everything else."""
    return ONE_NOTICE if transition.provision == ONE_NOTICE else LICENCE_NOTICE


def check_one_notice(step: Step) -> None:
    """Whatever is missing is told once, all of it."""
    kind = step.transition.notice
    if kind and was_sent(step.case, kind):
        raise step.refuse(
            "second_notice",
            "需要补正的内容只能一次性告知，本案已经告知",
            "what is wanting is told once; in this case it was told",
            cite_once(step.transition),
        )


def check_approving_organ(step: Step) -> None:
    """Accepted only by the organ that approved the design."""
    wanted = step.case.approved_by
    if not wanted or step.by.body.party != wanted:
        raise step.refuse(
            "approving_organ",
            f"只能由原核准机关（{wanted or '未知'}）验收",
            f"accepted only by the organ that approved ({wanted or 'unknown'})",
            SAME_ORGAN,
        )


def check_opinions(step: Step) -> None:
    """Every opinion that was asked for has been given."""
    open_ = list_pending(step.case)
    if open_:
        n = len(open_)
        raise step.refuse(
            "opinions", f"还有 {n} 份意见未签署", f"{n} opinion(s) asked for are not given"
        )


def check_received_on(step: Step) -> None:
    """Papers count from an earlier day only where they came in at the counter: what one hands in
    oneself counts from the day it is handed in."""
    day = step.given.on if step.given else None
    if day is not None and day < read_day() and step.by.body.party == step.case.party:
        raise step.refuse(
            "backdated", "自行在平台提交的，自提交之日起计算",
            "what one hands in oneself counts from the day it is handed in",
        )  # fmt: skip


def check_in_pool(step: Step) -> None:
    """The case lies in the pool of the organ."""
    case = step.case
    if case.holder or case.holder_party != step.by.body.party:
        raise step.refuse("in_pool", "案件不在待办池中", "the case does not lie in the pool")


def check_in_hand(step: Step) -> None:
    """Somebody has the case in hand, or it lies with another organ."""
    case = step.case
    if not case.holder and case.holder_party == case.organ:
        raise step.refuse("in_hand", "案件已在待办池中", "the case lies in the pool already")


def check_organ_holds(step: Step) -> None:
    """The case lies with an organ, not with the applicant."""
    if step.procedure.find_state(step.case.state).holder != "organ":
        raise step.refuse("organ_holds", "案件在申请人处", "the case lies with the applicant")


def check_held_before(step: Step) -> None:
    """Somebody held the case before."""
    if find_former(step.case) is None:
        raise step.refuse("held_before", "此前没有经办人", "nobody held the case before")


def check_can_recall(step: Step) -> None:
    """What was given away has not been taken up yet."""
    if find_recallable(step.case, step.persons) is None:
        raise step.refuse("recall", "没有可以撤回的", "there is nothing to take back")


def _read_to(step: Step) -> Recipient | None:
    """To whom; none while only asked whether one may."""
    if step.given is None:
        return None
    if step.given.to is None or not step.given.to.party:
        raise step.refuse("to", "须写明转给谁", "say to whom")
    return step.given.to


def check_to_organ(step: Step) -> None:
    """To an organ there is, or to an officer of one who handles cases; not to oneself."""
    to = _read_to(step)
    if to is None:
        return
    held = (step.case.holder_party, step.case.holder)
    if to.account in step.persons or (to.party, to.account) == held:
        raise step.refuse("to", "不能转给自己或者现经办人", "not to oneself or the present holder")
    today = timezone.localdate()
    if not Organ.objects.filter(code=to.party, valid__contains=today).exists():
        raise step.refuse("to", f"没有这个机关：{to.party}", f"there is no such organ: {to.party}")
    if to.account:
        _check_officer(step, to)


def _check_officer(step: Step, to: Recipient) -> None:
    """A person who handles cases in a body, and is not recused."""
    with work_in(Scope(parties=(to.party,))):
        found = Membership.objects.filter(
            party=to.party, account__public_id=to.account, valid__contains=timezone.localdate()
        )
        roles = list(found.values_list("role", flat=True))
    if not any(may(role, "handle_case") for role in roles):
        raise step.refuse(
            "to", "该人不在该机关办理案件", "this person does not handle cases in that organ"
        )
    if Recusal.objects.filter(case=step.case, person=to.account).exists():
        raise step.refuse("recused", "该人已回避本案", "this person is recused from the case")


def check_to_colleague(step: Step) -> None:
    """To a person of one's own organ, if there is any besides oneself."""
    to = _read_to(step)
    if to is None:
        gone = {*step.persons, *list_recused(step.case)}
        if not list_officers_beside(step.by, step.case) - gone:
            raise step.refuse(
                "colleague",
                "本机关没有其他人员办理案件",
                "nobody else of your organ handles cases",
            )
        return
    if to.party != step.by.body.party or not to.account or to.account in step.persons:
        raise step.refuse(
            "to", "须为本机关的另一人", "it must be another person of one's own organ"
        )
    _check_officer(step, to)


def check_opinion(step: Step) -> None:
    """An opinion says whether one agrees."""
    if step.given is not None and step.given.agrees is None:
        raise step.refuse("agrees", "须写明是否同意", "say whether one agrees")


def check_person(step: Step) -> None:
    """Who is recused."""
    if step.given is None:
        return
    person = step.given.person
    if not person or len(person) > 64:
        raise step.refuse("person", "须写明回避的人", "say who is recused")
    if Recusal.objects.filter(case=step.case, person=person).exists():
        raise step.refuse("person", "该人已回避", "this person is recused already")


def check_dates_differ(step: Step) -> None:
    """The calendar in force gives other dates than those that stand."""
    if next(find_differences(step.case), None) is None:
        raise step.refuse("dates", "各期限没有变化", "no date comes out otherwise")


def check_target(step: Step) -> None:
    """A day is set, or there is one to cancel."""
    given = step.given
    if given is not None and not given.more.get("target_on") and step.case.target_on is None:
        raise step.refuse(
            "target_on",
            "没有可以取消的目标日，请填写日期",
            "there is no target to cancel; give a day",
        )


def check_recuse_right(step: Step) -> None:
    """Oneself, or by someone who decides."""
    given = step.given
    if given is None or given.person in step.persons:
        return
    if not may(step.by.role, "decide_case"):
        raise step.refuse(
            "recuse_right",
            "他人的回避由审批负责人决定",
            "whether another stands aside is decided by an approving officer",
        )


def check_not_urged(step: Step) -> None:
    """Once a working day by each body that may urge: the applicant, the organ, each organ above.

    A rule of the platform, of no provision; days off count with the working day before.
    """
    since, calendar = read_day(), read_calendar()
    while not is_working_day(since, calendar):
        since -= timedelta(days=1)
    party = step.by.body.party
    for event in list_acts(step.case, "urge"):
        if event.by_party == party and timezone.localdate(event.at) >= since:
            raise CaseError("urged", Text(
                "今天已经催办过；同一单位每个工作日催办一次（平台规则）",
                "urged already: once a working day by each body (a rule of the platform)",
            ))  # fmt: skip


CHECKS: Final[dict[str, Callable[[Step], None]]] = {
    "one_notice": check_one_notice,
    "approving_organ": check_approving_organ,
    "opinions_given": check_opinions,
    "received_on": check_received_on,
    "in_pool": check_in_pool,
    "in_hand": check_in_hand,
    "organ_holds": check_organ_holds,
    "held_before": check_held_before,
    "can_recall": check_can_recall,
    "to_organ": check_to_organ,
    "to_colleague": check_to_colleague,
    "opinion": check_opinion,
    "person": check_person,
    "recuse_right": check_recuse_right,
    "dates_differ": check_dates_differ,
    "target": check_target,
    "not_urged": check_not_urged,
}
"""Guards that a transition names."""


def add_check(name: str, check: Callable[[Step], None]) -> None:
    """A guard of a domain's own: it raises `CaseError`. Raises `DefinitionError` for a name that is
    taken."""
    if CHECKS.setdefault(name, check) is not check:
        raise DefinitionError(f"there is a check {name} already")


def check_step(step: Step) -> None:
    """Everything but the law's own question. Raises `CaseError`."""
    check_who(step)
    check_bearer(step)
    check_conflict(step)
    for name in step.transition.before:
        CHECKS[name](step)
    check_second(step)
    check_expired(step)
    if step.transition.notice:
        check_one_notice(step)
    if step.transition.acceptance:
        check_approving_organ(step)
    for name in (*step.procedure.checks, *step.transition.checks):
        CHECKS[name](step)
