"""Reading cases, as far as the reader's scope reaches."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.models import Membership
from jifang.foundation.accounts.powers import ORGAN, may
from jifang.foundation.accounts.selectors import list_members
from jifang.foundation.cases.checks import Step, check_step, check_who
from jifang.foundation.cases.data import CaseError, LawfulAct, Procedure, State, Transition
from jifang.foundation.cases.guards import ask_law, hear_law
from jifang.foundation.cases.known import keep, learn_cases, recall
from jifang.foundation.cases.models import Case, CasePeriod, Event, Notice, PeriodEvent
from jifang.foundation.cases.procedures import (
    PROCEDURES,
    find_procedure,
    index_transitions,
    list_from,
)
from jifang.foundation.cases.services import find_visible, look_at, refuse_state, widen_scope
from jifang.foundation.cases.standing import read_day
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law import Decision


def find_case(public_id: UUID | str) -> Case:
    """A case. Raises `NotFoundError`, behind a wall too."""
    return find_visible(public_id)


def list_cases(procedure: str = "", *, closed: bool = False) -> QuerySet[Case]:
    """Cases within reach, the newest first; those that go on, unless closed ones are wanted too."""
    found = Case.objects.filter(procedure=procedure) if procedure else Case.objects.all()
    return found if closed else found.filter(closed_at=None)


def list_held(by: Actor) -> QuerySet[Case]:
    """What the actor has in hand."""
    persons = [p for p in (by.public_id, by.lender) if p]
    return list_cases().filter(holder_party=by.body.party, holder__in=persons)


def list_pool(by: Actor) -> QuerySet[Case]:
    """What lies in the pool of the actor's body."""
    return list_cases().filter(holder_party=by.body.party, holder="")


def list_due(cases: QuerySet[Case], until: date) -> QuerySet[Case]:
    """Those of some cases in which a running period of the law ends on a day or before."""
    running = CasePeriod.objects.filter(
        case=OuterRef("pk"), finished_on=None, due_on__isnull=False, due_on__lte=until
    )
    return cases.filter(Exists(running))


def describe_state(case: Case) -> State:
    """The state in words: its name, who holds it, what happens next."""
    return find_procedure(case.procedure).find_state(case.state)


def list_events(case: Case) -> QuerySet[Event]:
    """What happened, in order; the applicant does not see the organ's own business."""
    return Event.objects.filter(case=case).order_by("version")


def list_periods(case: Case) -> QuerySet[CasePeriod]:
    """The periods of a case, in the order in which they were started."""
    return CasePeriod.objects.filter(case=case).order_by("pk")


def list_steps(period: CasePeriod) -> list[dict[str, str]]:
    """How the dates of a period were computed, in sentences of both languages."""
    last = PeriodEvent.objects.filter(period=period).order_by("-pk").first()
    return [] if last is None else list(last.steps)


def find_notice(case: Case, kind: str = "deficiency") -> Notice | None:
    """The notice of a kind that was sent."""
    return Notice.objects.filter(case=case, kind=kind).first()


def list_lawful_acts(case: Case, by: Actor) -> list[LawfulAct]:
    """Every step from the present state: whether the actor may take it now, and if not, why not
    and by which provision. What a step is given is judged when it is taken."""
    held = recall(case, by, "lawful")
    if held is not None:
        return list(held)
    procedure = find_procedure(case.procedure)
    found = []
    with look_at(by, case):
        learn_cases([case], by)
        for transition in list_from(procedure.code, case.state):
            if all(who.relation == "system" for who in transition.who):
                continue
            step = Step(by, case, procedure, transition, None)
            found.append(LawfulAct(transition, find_refusal(step)))
    return found


def learn_lawful_acts(case: Case, by: Actor) -> list[LawfulAct]:
    """The same, left with a case that was just read, for a page whose parts ask for it again; it
    holds for that case object, that actor and the case as it stands. Elsewhere it is asked anew."""
    found = list_lawful_acts(case, by)
    keep(case, by, "lawful", tuple(found))
    return found


def find_act(case: Case, by: Actor, code: str) -> LawfulAct:
    """The step of a name from the present state, and whether the actor may take it now.

    Raises `CaseError` where the present state has no such step.
    """
    procedure = find_procedure(case.procedure)
    found = index_transitions(procedure.code).get((code, case.state))
    if found is None:
        raise refuse_state(procedure, case, code)
    with work_in(widen_scope(by, case)):
        return LawfulAct(found, find_refusal(Step(by, case, procedure, found, None)))


def hear_guards(case: Case, by: Actor) -> list[tuple[Transition, Decision]]:
    """What the law says now of the steps from the present state that it is asked about, each
    question once."""
    procedure = find_procedure(case.procedure)
    found: dict[str, tuple[Transition, Decision]] = {}
    steps = [t for t in list_from(procedure.code, case.state) if t.guard is not None]
    if not steps:
        return []
    with look_at(by, case):
        for transition in steps:
            decision = hear_law(Step(by, case, procedure, transition, None))
            if decision is not None:
                found.setdefault(decision.question, (transition, decision))
    return list(found.values())


def list_openings(procedure: Procedure, by: Actor, party: str = "") -> list[LawfulAct]:
    """The steps that open a case of a procedure before the actor's own organ, or for their own
    body, and whether they may take them."""
    organ = by.body.party if by.body.kind == ORGAN else ""
    case = Case(
        procedure=procedure.code, organ=organ, organ_region=by.body.organ_region, state="",
        party=party or ("" if organ else by.body.party),
    )  # fmt: skip
    steps = (Step(by, case, procedure, t, None) for t in list_from(procedure.code, ""))
    return [LawfulAct(step.transition, find_who(step)) for step in steps]


def find_who(step: Step) -> CaseError | None:
    """Why someone is not one of those who may take a step; none where they are."""
    try:
        check_who(step)
    except CaseError as error:
        return error
    return None


def list_officers(party: str) -> list[Membership]:
    """Who handles cases in an organ today, by sign-in name; for whoever hands a case over."""
    with work_in(Scope(parties=(party,))):
        held = list_members(party)
        return [m for m in held if m.body_kind == ORGAN and may(m.role, "handle_case")]


def find_refusal(step: Step) -> CaseError | None:
    """Why a step may not be taken; none where it may."""
    try:
        check_step(step)
        ask_law(step)
    except CaseError as error:
        return error
    return None


def list_expired(day: date | None = None) -> list[tuple[Case, str]]:
    """Cases in which the law makes something happen by itself now, with the step it makes happen.

    A date that is only provisional makes nothing happen.
    """
    today = day or read_day()
    names = {e.period for p in PROCEDURES.values() for e in p.expiries}
    over = CasePeriod.objects.filter(
        name__in=names, finished_on=None, provisional=False, due_on__lt=today
    )
    found: list[tuple[Case, str]] = []
    for period in over.select_related("case").order_by("pk"):
        case = period.case
        found += [
            (case, expiry.act)
            for expiry in find_procedure(case.procedure).expiries
            if (expiry.period, expiry.state) == (period.name, case.state)
        ]
    return found
