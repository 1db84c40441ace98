"""Who holds a case, who was asked, and what can be taken back: read off what happened."""

from __future__ import annotations

from dataclasses import dataclass

from jifang.foundation.cases.data import Given, Procedure, Transition
from jifang.foundation.cases.known import (
    list_acts,
    list_answered,
    list_assignments,
    list_recused,
)
from jifang.foundation.cases.models import Assignment, Case, Event
from jifang.foundation.notifications.services import Recipient

ASKS = ("joint_opinion", "add_signer")
GIVES = ("transfer", "delegate")


def list_pending(case: Case) -> list[Event]:
    """Questions for an opinion that were neither answered nor taken back, in order."""
    answered, recalled = list_answered(case), list_recalled(case)
    asked = list_acts(case, *ASKS)
    return [e for e in asked if e.pk not in answered and e.version not in recalled]


def list_recalled(case: Case) -> set[int]:
    """The versions of acts that were taken back."""
    return {int(event.details["recalls"]) for event in list_acts(case, "recall")}


def find_recallable(case: Case, persons: tuple[str, ...]) -> Event | None:
    """The latest act of these persons that may be taken back: a question that was not answered, or
    a hand-over while the case lies where it put it and nothing was done since."""
    if not any(persons):
        return None
    recalled = list_recalled(case)
    pending = {e.pk for e in list_pending(case)}
    latest = next(iter(list_assignments(case)), None)
    for event in reversed([e for e in list_acts(case, *ASKS, *GIVES) if e.by in persons]):
        if event.version in recalled:
            continue
        if event.act in ASKS and event.pk in pending:
            return event
        if event.act in GIVES and latest is not None and latest.event_id == event.pk:
            later = Event.objects.filter(case=case, version__gt=event.version, by=event.to_account)
            if not (event.to_account and later.exists()):
                return event
    return None


def find_former(case: Case) -> Recipient | None:
    """Who of an organ held the case before the one who holds it now."""
    for row in list_held(case):
        if row.to_account not in {"", case.holder}:
            return Recipient(row.to_party, row.to_account)
    return None


def list_held(case: Case) -> list[Assignment]:
    """Who of an organ has held the case, the latest first; recused persons do not any more."""
    gone, party = list_recused(case), case.party
    held = [row for row in list_assignments(case) if row.to_account not in gone]
    return [row for row in held if (row.to_party, row.to_account) != (party, "")]


def find_last_officer(case: Case) -> Recipient:
    """Who of an organ held the case last; the pool of the deciding organ, if nobody did."""
    if case._state.adding:
        return Recipient(case.organ)
    last = next(iter(list_held(case)), None)
    return Recipient(last.to_party, last.to_account) if last else Recipient(case.organ)


@dataclass(frozen=True, slots=True)
class Mover:
    """Who takes a step, as far as holding goes."""

    party: str
    person: str


def choose_holder(
    case: Case, procedure: Procedure, step: Transition, given: Given, mover: Mover
) -> Recipient | None:
    """Who holds the case after a step; none where nobody does any more. Where the step does not
    say, it stays on its side, else it goes to whoever held it there last."""
    state = procedure.find_state(step.to)
    if state.is_final:
        return None
    match step.hands:
        case "actor":
            return Recipient(mover.party, mover.person)
        case "pool":
            return Recipient(case.organ)
        case "back":
            return find_former(case) or Recipient(case.organ)
        case "given":
            return given.to or Recipient(case.organ)
    if step.code == "recuse" and given.person == case.holder:
        return Recipient(case.organ)
    if step.since and procedure.find_state(step.since).holder == state.holder:
        return Recipient(case.holder_party, case.holder)
    return Recipient(case.party) if state.holder == "applicant" else find_last_officer(case)
