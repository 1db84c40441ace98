"""What the guards read of a case: asked for one by one, or learnt at once for many.

A list shows for each of its cases what may be done next. `learn_cases` reads what that takes in a
fixed number of queries and leaves it with the cases; a case that nothing was learnt of is asked
about as it comes. What was learnt is as old as the case object it lies with: `carry_out` reads the
case anew and learns nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.models import Membership
from jifang.foundation.cases.models import Assignment, Case, Event, Notice, Opinion, Recusal
from jifang.foundation.territory.models import Organ
from jifang.law.errors import Text

SERVES = "public_security"
EVENT = ("case", "version", "act", "by", "lent_by", "to_party", "to_account", "details")


@dataclass(frozen=True, slots=True)
class Known:
    """What was learnt of a case, for one actor.

    events: what happened, in order; answered: the questions that were answered; assignments: who
    held it, the latest first; recused: who does nothing in it any more; notices: the kinds that
    were sent. bodies: whose member the actor is; serves: whether the actor's organ is competent
    for all of its division; organ: the name of the organ that decides.
    """

    account: int
    events: tuple[Event, ...]
    answered: frozenset[int]
    assignments: tuple[Assignment, ...]
    recused: frozenset[str]
    notices: frozenset[str]
    bodies: frozenset[str]
    serves: bool
    organ: Text | None


def read_known(case: Case) -> Known | None:
    """What was learnt of a case; nothing where it is to be asked."""
    found = case.__dict__.get("known")
    return found if isinstance(found, Known) else None


def learn_cases(cases: Iterable[Case], by: Actor) -> None:
    """Read what the guards need of some cases, within the bounds in force, in seven queries."""
    seen = list(cases)
    ids = [case.pk for case in seen]
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(case__in=ids).only(*EVENT).order_by("case", "version"):
        events[event.case_id].append(event)
    answered = frozenset(Opinion.objects.filter(case__in=ids).values_list("asked_id", flat=True))
    held: dict[int, list[Assignment]] = defaultdict(list)
    for row in Assignment.objects.filter(case__in=ids).order_by("-pk"):
        held[row.case_id].append(row)
    gone: dict[int, set[str]] = defaultdict(set)
    for pk, person in Recusal.objects.filter(case__in=ids).values_list("case", "person"):
        gone[pk].add(person)
    sent: dict[int, set[str]] = defaultdict(set)
    for pk, kind in Notice.objects.filter(case__in=ids).values_list("case", "kind"):
        sent[pk].add(kind)
    organs = read_organs({by.body.party, *(case.organ for case in seen)})
    bodies, serves = (
        list_own_bodies(by),
        any(o.kind == SERVES for o in organs if o.code == by.body.party),
    )
    names = name_organs(organs)
    for case in seen:
        case.__dict__["known"] = Known(
            by.account, tuple(events[case.pk]), answered, tuple(held[case.pk]),
            frozenset(gone[case.pk]), frozenset(sent[case.pk]), bodies, serves,
            names.get(case.organ),
        )  # fmt: skip


def list_own_bodies(by: Actor) -> frozenset[str]:
    """The bodies whose member the actor is today."""
    held = Membership.objects.filter(account_id=by.account, valid__contains=timezone.localdate())
    return frozenset(held.values_list("party", flat=True))


def serves_division(organ: str) -> bool:
    """Whether an organ is competent for all of its division: a public security organ."""
    return Organ.objects.filter(code=organ, kind=SERVES).exists()


def read_organs(codes: Iterable[str]) -> list[Organ]:
    """Some organs, of whatever time."""
    return list(Organ.objects.filter(code__in=set(codes)))


def name_organs(organs: Iterable[Organ]) -> dict[str, Text]:
    """What organs of today are called, by code."""
    today = timezone.localdate()
    return {o.code: Text(o.name_zh, o.name_en) for o in organs if today in o.valid}


def find_organ_name(case: Case) -> Text | None:
    """What the organ that decides is called."""
    known = read_known(case)
    if known is not None:
        return known.organ
    return name_organs(read_organs({case.organ})).get(case.organ)


def list_acts(case: Case, *acts: str) -> list[Event]:
    """The events of these acts, in order."""
    known = read_known(case)
    if known is not None:
        return [e for e in known.events if e.act in acts]
    return list(Event.objects.filter(case=case, act__in=acts).order_by("version"))


def list_answered(case: Case) -> frozenset[int]:
    """The questions for an opinion that were answered."""
    known = read_known(case)
    if known is not None:
        return known.answered
    return frozenset(Opinion.objects.filter(case=case).values_list("asked_id", flat=True))


def list_assignments(case: Case) -> list[Assignment]:
    """Who has held the case, the latest first."""
    known = read_known(case)
    if known is not None:
        return list(known.assignments)
    return list(Assignment.objects.filter(case=case).order_by("-pk"))


def list_recused(case: Case) -> frozenset[str]:
    """Who does nothing in the case any more."""
    known = read_known(case)
    if known is not None:
        return known.recused
    return frozenset(Recusal.objects.filter(case=case).values_list("person", flat=True))


def was_sent(case: Case, kind: str) -> bool:
    """Whether a notice of a kind was sent."""
    known = read_known(case)
    if known is not None:
        return kind in known.notices
    return Notice.objects.filter(case=case, kind=kind).exists()


def is_own_member(by: Actor, case: Case) -> bool:
    """Whether the actor is a member of the body that applies."""
    known = read_known(case)
    if known is not None and known.account == by.account:
        return case.party in known.bodies
    return case.party in list_own_bodies(by)


def serves_all(by: Actor, case: Case) -> bool:
    """Whether the actor's organ is competent for all of its division."""
    known = read_known(case)
    if known is not None and known.account == by.account:
        return known.serves
    return serves_division(by.body.party)
