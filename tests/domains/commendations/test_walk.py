"""Everyone tries every step in every state: what the table says succeeds, everything else is
refused with its provision and leaves nothing but the refusal."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from jifang.domains.commendations.models import Commendation, Consent, Publication
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, Given, NotFoundError
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.selectors import list_lawful_acts
from jifang.foundation.cases.services import carry_out
from jifang.foundation.cases.verbs import BY_CODE
from jifang.foundation.walls.scope import enter_scope, work_in
from tests.domains.commendations.world import (
    FOUND,
    NOTICE,
    REASON,
    SHOWN,
    agree,
    approve,
    examine,
    letter_of,
    propose,
    publish,
)
from tests.foundation.cases.procedure import act_as, do, lay_people, reread

pytestmark = pytest.mark.django_db
People = dict[str, Actor]
STATES = (
    "proposed", "waiting", "examined", "advised_against", "approved", "published", "taken_down",
    "withdrawn", "not_commended", "dropped",
)  # fmt: skip
ALLOWED: dict[str, dict[str, str]] = {
    "proposed": {
        "ask_more": "officer", "examine": "officer", "advise_against": "officer",
        "drop": "applicant", "record_consent": "officer colleague approver",
    },
    "waiting": {"supply": "applicant", "drop": "applicant",
                "go_on": "officer colleague approver"},
    "examined": {"reopen": "approver", "approve": "approver", "not_commend": "approver",
                 "record_consent": "officer colleague approver"},
    "advised_against": {"reopen": "approver", "not_commend": "approver"},
    "approved": {"publish": "officer approver", "withdraw": "approver",
                 "record_consent": "officer colleague approver"},
    "published": {"amend": "approver", "take_down": "approver", "withdraw": "approver",
                  "record_consent": "officer colleague approver"},
    "taken_down": {"publish": "approver", "withdraw": "approver",
                   "record_consent": "officer colleague approver"},
}  # fmt: skip
"""Who may do what, said a second time, apart from the procedure."""
SEES = {"officer", "colleague", "approver", "supervisor", "superior", "applicant"}
ACTS = sorted({code for code, _ in index_transitions("commendation")} - set(BY_CODE))
EVENT_LEAVES = "SELECT kind FROM ledger_entry WHERE id > %s AND kind LIKE 'case.%%' ORDER BY id"


def lay(state: str, people: People) -> Case:
    """A case in a state."""
    officer, approver = people["officer"], people["approver"]
    case = propose(people["applicant"])
    if state == "examined":
        examine(people, case)
    elif state in {"approved", "published", "taken_down", "withdrawn"}:
        approve(people, case)
    elif state == "dropped":
        do(people["applicant"], case, "drop")
    else:
        do(officer, case, "claim")
    if state in {"advised_against", "not_commended"}:
        do(officer, case, "advise_against", **REASON)
    if state == "not_commended":
        do(approver, case, "not_commend", **REASON)
    if state == "waiting":
        do(officer, case, "ask_more", **REASON)
    if state in {"published", "taken_down"}:
        publish(people, case)
    if state == "taken_down":
        do(approver, case, "take_down", more=NOTICE, **REASON)
    if state == "withdrawn":
        do(approver, case, "withdraw", more=NOTICE, **REASON)
    found = reread(case)
    assert found.state == state
    return found


def make_given(act: str, case: Case, letter: Any) -> Given:
    """Whatever a step asks for, so that nothing but right and state decides."""
    more: dict[str, Any] = {}
    private: dict[str, str] = {}
    match act:
        case "examine":
            more = dict(FOUND)
        case "record_consent":
            more, private = {"agrees": True, "given_on": "2026-01-03"}, {"note": "当面"}
        case "publish" | "amend":
            more, private = {"confirmed": True}, {"text": str(SHOWN["text"])}
        case "take_down" | "withdraw":
            more = dict(NOTICE)
        case "supply":
            private = {"story": "补充"}
    given = letter if act == "approve" and case.state == "examined" else None
    return Given(case.version, "理由", more=more, private=private, letter=given)


def read_all() -> tuple[Any, ...]:
    """What is there of cases and commendations."""
    with work_in(EVERYTHING):
        return tuple(
            tuple(model._default_manager.order_by("pk").values_list())
            for model in (Case, Event, Commendation, Consent, Publication)
        )


def last_leaf() -> int:
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM ledger_entry")
        return int(cursor.fetchone()[0])


def list_leaves(since: int) -> list[str]:
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute(EVENT_LEAVES, [since])
        return [kind for (kind,) in cursor.fetchall()]


class UndoneError(Exception):
    """What was done is not kept: the next one tries from the same ground."""


def try_act(case: Case, by: Actor, act: str, letter: Any, before: tuple[Any, ...]) -> str:
    """What becomes of it, checked for what it leaves."""
    since = last_leaf()
    with transaction.atomic():
        act_as(by)
        try:
            with transaction.atomic():
                carry_out(by, case.public_id, act, make_given(act, case, letter))
                assert list_leaves(since) == [f"case.{act}"]
                raise UndoneError
        except UndoneError:
            became = "done"
        except NotFoundError:
            became = "not_found"
            assert list_leaves(since) == []
        except CaseError as error:
            became = "refused" if error.basis else f"{error.code}, without a provision"
            assert list_leaves(since) == [f"case.{act}.refused"]
    enter_scope(EVERYTHING)
    assert read_all() == before, (act, by.role)
    return became


def expect(state: str, act: str, name: str) -> str:
    if name in ALLOWED.get(state, {}).get(act, "").split():
        return "done"
    return "refused" if name in SEES else "not_found"


def test_everyone_tries_everything() -> None:
    people, names = lay_people(), []
    names = list(people)
    wrong = {}
    for state in STATES:
        case = lay(state, people)
        letter = letter_of(people["approver"], case) if state == "examined" else None
        before = read_all()
        for at, act in enumerate(ACTS):
            may = ALLOWED.get(state, {}).get(act, "").split()
            for name in sorted({*may, names[at % len(names)], "officer"} if may else
                               {names[at % len(names)]}):  # fmt: skip
                became = try_act(case, people[name], act, letter, before)
                if became != expect(state, act, name):
                    wrong[state, act, name] = became
        for name in ("officer", "colleague", "approver", "superior", "applicant"):
            act_as(people[name])
            said = {a.transition.code for a in list_lawful_acts(case, people[name]) if a.allowed}
            assert said - set(BY_CODE) == {
                act for act in ACTS if expect(state, act, name) == "done"
            }, (state, name)
    assert not wrong


def test_consent_of_a_person_can_be_recorded_wherever_it_matters() -> None:
    people = lay_people()
    case = lay("published", people)
    agree(people["colleague"], case)
    assert Publication.objects.get(case=case).name == "", "agreeing publishes nothing by itself"
