"""工作台 (the work-basket): whose a case is to work on, what is due, what may be done next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import (
    BooleanField,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Least

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ORGAN, may
from jifang.foundation.cases.checks import Step
from jifang.foundation.cases.data import LawfulAct
from jifang.foundation.cases.hands import ASKS
from jifang.foundation.cases.known import learn_cases
from jifang.foundation.cases.looks import mark_news
from jifang.foundation.cases.models import Case, CasePeriod, Event, Opinion
from jifang.foundation.cases.procedures import PROCEDURES, find_procedure, list_from, list_leading
from jifang.foundation.cases.selectors import find_refusal, list_cases
from jifang.foundation.walls.scope import Scope, look_in, read_scope

NEVER: Final = date(9999, 12, 31)
"""Where no day of the law is running: such cases come last."""
PROVINCE: Final = ("44", "45")
FIRST: Final = ("give_opinion", "claim")
"""Handing over that comes before any step of the procedure."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The four counts of a work-basket."""

    due_today: int
    overdue: int
    news: int
    unassigned: int
    mine: int
    oldest: date | None
    """The day on which the oldest of the unassigned was opened."""


def list_basket(by: Actor, *, closed: bool = False) -> QuerySet[Case]:
    """Cases within reach, each with whose it is and what is due in it.

    is_mine: in the actor's hands, or waiting for their opinion or decision; of a body that applies,
    its own. is_ours: held by the actor's body. is_pool: there, and taken up by nobody. is_below:
    decided by another organ within the actor's territory. has_news: see `looks`. due_on: the
    earliest day of the law that is running, `NEVER` where none is; target_day: the organ's own aim.
    """
    party = by.body.party
    running = CasePeriod.objects.filter(case=OuterRef("pk"), finished_on=None)
    due = running.filter(due_on__isnull=False).order_by("due_on").values("due_on")[:1]
    aim = running.filter(target_on__isnull=False).order_by("target_on").values("target_on")[:1]
    ours = Q(holder_party=party)
    pool = ours & Q(holder="") if by.body.kind == ORGAN else ours
    below = ~Q(organ=party) if by.body.kind == ORGAN else Q(pk__lt=0)
    cases = list_cases(closed=closed).annotate(
        is_mine=decide_whose(by), is_ours=_whether(ours), is_pool=_whether(pool),
        is_below=_whether(below), due_on=Coalesce(Subquery(due), Value(NEVER)),
        target_day=Least(F("target_on"), Subquery(aim), output_field=DateField(null=True)),
    )  # fmt: skip
    return mark_news(cases, by)


def _whether(condition: Any) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


def decide_whose(by: Actor) -> Any:
    """Whether a case waits for the actor."""
    if by.body.kind != ORGAN:
        return _whether(Q(party=by.body.party))
    persons = [p for p in (by.public_id, by.lender) if p]
    mine = Q(holder_party=by.body.party, holder__in=persons)
    for procedure, state in list_decidable(by.role):
        taken = Q(holder_party=by.body.party) & ~Q(holder="")  # the pool is a view of its own
        mine |= taken & Q(procedure=procedure, state=state, organ=by.body.party)
    return _whether(mine | Q(Exists(_select_asked(by.body.party, persons))))


def _select_asked(party: str, persons: Sequence[str]) -> QuerySet[Event]:
    """Questions to someone, of a case, that were neither answered nor taken back."""
    recalls = Event.objects.filter(case=OuterRef("case"), act="recall").annotate(
        of=Cast(KeyTextTransform("recalls", "details"), IntegerField())
    )
    recalled = recalls.filter(of=OuterRef("version"))
    answered = Opinion.objects.filter(asked=OuterRef("pk"))
    return Event.objects.filter(
        ~Exists(answered), ~Exists(recalled), case=OuterRef("pk"), act__in=ASKS, to_party=party,
        to_account__in=["", *persons],
    )  # fmt: skip


def list_decidable(role: str) -> list[tuple[str, str]]:
    """The states in which a case waits for a decision that a role may sign."""
    return [
        (procedure.code, step.since)
        for procedure in PROCEDURES.values()
        for step in procedure.transitions
        if step.since and may(role, "decide_case")
        and any((w.relation, w.power) == ("organ", "decide_case") for w in step.who)
    ]  # fmt: skip


def count_basket(by: Actor, today: date) -> Counts:
    """The counts above the list, in two queries."""
    rows = list_basket(by)
    mine, pool = Q(is_mine=True), Q(is_pool=True)
    found = rows.filter(mine | pool).aggregate(
        due_today=Count("pk", filter=mine & Q(due_on=today)),
        overdue=Count("pk", filter=mine & Q(due_on__lt=today)),
        news=Count("pk", filter=mine & Q(has_news=True)),
        unassigned=Count("pk", filter=pool),
        mine=Count("pk", filter=mine),
    )
    oldest = rows.filter(pool).order_by("opened_at").values_list("opened_at", flat=True).first()
    return Counts(**found, oldest=oldest.date() if oldest else None)


# -- what may be done next -------------------------------------------------------------------------


def find_next_acts(cases: Sequence[Case], by: Actor) -> dict[int, LawfulAct]:
    """For each case what the actor may do next: give the opinion that was asked for; take it from
    the pool; the first main step of its state (`State.next`). Where none may be taken, the first
    that is theirs and is held up, with what holds it up; else, in a case of their own hands, the
    first that another signs, with who that is. Other handing over is no next step.

    As many queries for many cases as for one, besides what a procedure's own guards ask.
    """
    own = read_scope()
    with look_in(widen(own), own):
        learn_cases(cases, by)
        found = {case.pk: _find_next(case, by) for case in cases}
    return {pk: act for pk, act in found.items() if act is not None}


def widen(own: Scope) -> Scope:
    """What is read of cases that were found within the actor's own bounds: all of their parts."""
    return Scope(*PROVINCE, own.parties, own.grants, own.actor)


def _find_next(case: Case, by: Actor) -> LawfulAct | None:
    procedure, held_up = find_procedure(case.procedure), None
    waits = (
        case.holder == by.public_id and procedure.find_state(case.state).next is not None
        and procedure.find_state(case.state).holder == "organ"
    )  # fmt: skip
    steps = list_from(procedure.code, case.state)
    for code in FIRST:
        for step in (s for s in steps if s.code == code):
            if find_refusal(Step(by, case, procedure, step, None)) is None:
                return LawfulAct(step, None)
    for step in list_leading(case):
        refusal = find_refusal(Step(by, case, procedure, step, None))
        if refusal is None:
            return LawfulAct(step, None)
        if (refusal.code != "who" or waits) and held_up is None:
            held_up = LawfulAct(step, refusal)
    return held_up
