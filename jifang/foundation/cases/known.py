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
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value
from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.models import Membership
from jifang.foundation.accounts.powers import ORGAN, may
from jifang.foundation.cases.models import Assignment, Case, Event, Notice, Opinion, Recusal
from jifang.foundation.territory.models import Organ
from jifang.law.errors import Text

SERVES = "public_security"
EVENT = (
    "case", "version", "act", "at", "by", "by_party", "lent_by", "to_party", "to_account",
    "details",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What was learnt of a case, for one actor.

    events: what happened, in order; answered: the questions that were answered; assignments: who
    held it, the latest first; recused: who does nothing in it any more; notices: the kinds that
    were sent. bodies: whose member the actor is; officers: who handles cases in the actor's organ;
    serves: whether that organ is competent for all of its division; organ: the name of the organ
    that decides.
    """

    account: int
    events: tuple[Event, ...]
    answered: frozenset[int]
    assignments: tuple[Assignment, ...]
    recused: frozenset[str]
    notices: frozenset[str]
    bodies: frozenset[str]
    officers: frozenset[str]
    serves: bool
    organ: Text | None


def keep(case: Case, by: Actor, name: str, value: Any) -> None:
    """Leave something that was learnt of a case with it, for one actor."""
    case.__dict__.setdefault("learnt", {})[(name, by.public_id, by.role, by.body.party)] = (
        case.version, value,
    )  # fmt: skip


def recall(case: Case, by: Actor, name: str) -> Any | None:
    """What was left with a case as it stands; nothing where nothing was."""
    found = case.__dict__.get("learnt", {}).get((name, by.public_id, by.role, by.body.party))
    return found[1] if found is not None and found[0] == case.version else None


def read_known(case: Case) -> Known | None:
    """What was learnt of a case; nothing where it is to be asked."""
    found = case.__dict__.get("known")
    return found if isinstance(found, Known) else None


def learn_cases(cases: Iterable[Case], by: Actor) -> None:
    """Read what the guards need of some cases, within the bounds in force, in five queries."""
    seen = list(cases)
    ids = [case.pk for case in seen]
    events: dict[int, list[Event]] = defaultdict(list)
    opinions = Exists(Opinion.objects.filter(asked=OuterRef("pk")))
    rows: Any = Event.objects.filter(case__in=ids).annotate(is_answered=opinions)
    answered = set()
    for event in rows.only(*EVENT).order_by("case_id", "version"):
        events[event.case_id].append(event)
        if event.is_answered:
            answered.add(event.pk)
    held: dict[int, list[Assignment]] = defaultdict(list)
    for row in Assignment.objects.filter(case__in=ids).order_by("-pk"):
        held[row.case_id].append(row)
    gone: dict[int, set[str]] = defaultdict(set)
    sent: dict[int, set[str]] = defaultdict(set)
    recused = Recusal.objects.filter(case__in=ids).values_list("case", "person", Value(True))
    notices = Notice.objects.filter(case__in=ids).values_list("case", "kind", Value(False))
    for pk, value, is_person in recused.union(notices, all=True):
        (gone if is_person else sent)[pk].add(value)
    organs = read_organs({by.body.party, *(case.organ for case in seen)})
    bodies, officers = read_members(by)
    serves = any(o.kind == SERVES for o in organs if o.code == by.body.party)
    names = name_organs(organs)
    for case in seen:
        case.__dict__["known"] = Known(
            by.account, tuple(events[case.pk]), frozenset(answered), tuple(held[case.pk]),
            frozenset(gone[case.pk]), frozenset(sent[case.pk]), bodies, officers, serves,
            names.get(case.organ),
        )  # fmt: skip


def read_members(by: Actor) -> tuple[frozenset[str], frozenset[str]]:
    """The bodies whose member the actor is today, and who handles cases in the actor's organ, as
    far as the bounds in force show it."""
    own = Q(account_id=by.account)
    wanted = own | Q(party=by.body.party) if by.body.kind == ORGAN else own
    held = Membership.objects.filter(wanted, valid__contains=timezone.localdate())
    rows = list(held.order_by().values_list("account_id", "party", "role", "account__public_id"))
    bodies = frozenset(party for account, party, _role, _id in rows if account == by.account)
    officers = frozenset(
        str(public_id) for _account, party, role, public_id in rows
        if party == by.body.party and may(role, "handle_case")
    )  # fmt: skip
    return bodies, officers


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
    return case.party in read_members(by)[0]


def list_officers_beside(by: Actor, case: Case) -> frozenset[str]:
    """Who handles cases in the actor's organ today."""
    known = read_known(case)
    if known is not None and known.account == by.account:
        return known.officers
    return read_members(by)[1]


def serves_all(by: Actor, case: Case) -> bool:
    """Whether the actor's organ is competent for all of its division."""
    known = read_known(case)
    if known is not None and known.account == by.account:
        return known.serves
    return serves_division(by.body.party)
