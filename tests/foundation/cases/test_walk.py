"""Everyone tries every act in every situation: what the table says succeeds, everything else is
refused, with its provision, and leaves nothing but the refusal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, Given, NotFoundError, Transition
from jifang.foundation.cases.models import Case, CasePeriod
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.proofs import find_faults
from jifang.foundation.cases.selectors import list_lawful_acts
from jifang.foundation.cases.services import carry_out
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.notifications.services import Recipient
from jifang.foundation.walls.scope import enter_scope, work_in
from jifang.law.calendar import load_calendar
from tests.foundation.cases.procedure import (
    DEFECTS,
    NANSHAN,
    YUEXIU,
    act_as,
    apply,
    do,
    lay_people,
    reread,
)

pytestmark = pytest.mark.django_db
People = dict[str, Actor]
DAY = date(2026, 1, 6)
LONG = bool(int(os.environ.get("JIFANG_FUZZ", "0")))
ENDS = ("refused", "withdrawn")
"""Final like `approved`: walked with JIFANG_FUZZ."""

# How a case comes to be where it is tried, step by step.
RECEIVED = ("officer claim",)
REVIEW = (*RECEIVED, "officer accept")
EXAMINED = (*REVIEW, "officer examine")
PATHS = {
    "pool": (),
    "received": RECEIVED,
    "waiting": (*RECEIVED, "officer notify"),
    "noticed": (*RECEIVED, "officer notify", "applicant supply"),
    "review": REVIEW,
    "asked": (*REVIEW, "officer joint_opinion"),
    "transferred": (*REVIEW, "officer transfer"),
    "testing": (*REVIEW, "officer send_to_test"),
    "examined": EXAMINED,
    "approved": (*EXAMINED, "approver approve"),
    "refused": (*EXAMINED, "approver refuse"),
    "withdrawn": ("applicant withdraw",),
}
LEADERS = "approver superior"
NOTES = {"urge": f"applicant {LEADERS}", "recuse": f"officer colleague {LEADERS}"}
HELD = {
    **NOTES, "transfer": f"officer {LEADERS}", "delegate": "officer",
    "joint_opinion": "officer approver", "add_signer": "officer approver",
    "return_to_pool": "officer approver", "set_target": f"officer {LEADERS}",
}  # fmt: skip
IN_RECEIVED = {"accept": "officer", "withdraw": "applicant"}
IN_REVIEW = {"examine": "officer", "send_to_test": "officer"}
ALLOWED: dict[str, dict[str, str]] = {
    "pool": {
        **NOTES, "claim": "officer colleague approver", "withdraw": "applicant",
        "transfer": LEADERS, "joint_opinion": "approver", "add_signer": "approver",
        "set_target": LEADERS,
    },
    "received": {**HELD, **IN_RECEIVED, "notify": "officer"},
    "waiting": {**NOTES, "supply": "applicant", "withdraw": "applicant"},
    "noticed": {**HELD, **IN_RECEIVED},  # no second notice
    "review": {**HELD, **IN_REVIEW},
    "asked": {**HELD, **IN_REVIEW, "give_opinion": "far", "recall": "officer"},
    "transferred": {
        **NOTES, "transfer": f"colleague {LEADERS}", "delegate": "colleague",
        "joint_opinion": "colleague approver", "add_signer": "colleague approver",
        "return_to_pool": "colleague approver", "send_back": "colleague", "recall": "officer",
        "examine": "colleague", "send_to_test": "colleague",
        "set_target": f"colleague {LEADERS}",
    },
    "testing": {**HELD, "tested": "officer", "notify": "officer"},
    "examined": {**HELD, "reopen": "approver", "approve": "approver", "refuse": "approver"},
    "approved": {}, "refused": {}, "withdrawn": {},
}  # fmt: skip
"""Who may do what, said a second time, apart from the procedure."""


def make_given(act: str, by: Actor, people: People, version: int, held: str = "") -> Given:
    """Whatever an act asks for, so that nothing but right and state decides."""
    spare = people[
        "officer" if people["colleague"].public_id in {by.public_id, held} else "colleague"
    ]
    to = Recipient(spare.body.party, spare.public_id)
    if act == "joint_opinion":
        to = Recipient(f"ps-{NANSHAN}" if by is people["officer"] else f"ps-{YUEXIU}")
    return Given(
        version, reason="理由", to=to, person=by.public_id or "nobody", agrees=True,
        more={"target_on": "2099-01-01"} if act == "set_target" else {},
        pause="test" if act == "send_to_test" else "",
        defects=DEFECTS if act == "notify" else (),
    )  # fmt: skip


def lay_case(path: tuple[str, ...], people: People) -> Case:
    case = apply(people["applicant"])
    for line in path:
        name, act = line.split()
        given = make_given(act, people[name], people, 0)
        do(people[name], case, act, **{
            field: getattr(given, field)
            for field in ("reason", "to", "person", "agrees", "pause", "defects")
        })  # fmt: skip
    return reread(case)


COUNTS = (
    "SELECT (SELECT count(*) FROM case_event), (SELECT count(*) FROM case_assignment),"
    " (SELECT count(*) FROM case_opinion), (SELECT count(*) FROM case_notice),"
    " (SELECT count(*) FROM case_period_event), (SELECT count(*) FROM case_recusal),"
    " (SELECT count(*) FROM grant_opened WHERE closed_at IS NULL),"
    " (SELECT string_agg(c::text, '|' ORDER BY id) FROM case_file c),"
    " (SELECT string_agg(p::text, '|' ORDER BY id) FROM case_period p)"
)
LEAVES = "SELECT kind FROM ledger_entry WHERE id > %s ORDER BY id"


def read_all() -> tuple[Any, ...]:
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute(COUNTS)
        found: tuple[Any, ...] = cursor.fetchone()
        return found


def last_leaf() -> int:
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM ledger_entry")
        return int(cursor.fetchone()[0])


def list_leaves(since: int) -> list[str]:
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute(LEAVES, [since])
        return [kind for (kind,) in cursor.fetchall()]


def list_acts() -> list[str]:
    return sorted({t.code for t in index_transitions("drill").values()})


class UndoneError(Exception):
    """What was done is not kept: the next one tries from the same ground."""


def try_act(case: Case, by: Actor, act: str, people: People, before: tuple[Any, ...]) -> str:
    """What becomes of it: done, refused, or not found; checked for what it leaves."""
    since = last_leaf()
    given = make_given(act, by, people, case.version, case.holder)
    with transaction.atomic():
        act_as(by)
        try:
            with transaction.atomic():
                event = carry_out(by, case.public_id, act, given)
                assert list_leaves(since) == [f"case.{act}"]
                assert (event.version, reread(case).version) == (case.version + 1,) * 2
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


def expect(situation: str, act: str, name: str) -> str:
    sees = {"officer", "colleague", "approver", "supervisor", "superior", "applicant", "SYSTEM"}
    if name in ALLOWED[situation].get(act, "").split():
        return "done"
    return "refused" if name in sees or (name, situation) == ("far", "asked") else "not_found"


def choose_people(situation: str, act: str, at: int, names: list[str]) -> list[str]:
    """Everyone with JIFANG_FUZZ; else whoever may, the usual ones, and the others in turn. What is
    lawful for everyone is always looked at in the list of lawful acts."""
    if LONG:
        return names
    usual = {"officer", names[at % len(names)]}
    may = ALLOWED[situation].get(act, "").split()
    return [name for name in names if name in usual or name in may]


@pytest.mark.parametrize("situation", PATHS if LONG else [p for p in PATHS if p not in ENDS])
def test_everyone_tries_everything(situation: str) -> None:
    people = lay_people()
    with stand_on(DAY):
        case = lay_case(PATHS[situation], people)
        everyone = {**people, "SYSTEM": SYSTEM}
        before = read_all()
        found = {
            (act, name): try_act(case, everyone[name], act, people, before)
            for at, act in enumerate(list_acts())
            for name in choose_people(situation, act, at, list(everyone))
        }
    wrong = {k: v for k, v in found.items() if v != expect(situation, *k)}
    assert not wrong
    check_listing(case, situation, people)


def check_listing(case: Case, situation: str, people: People) -> None:
    """What the list of lawful acts says is what happens."""
    with stand_on(DAY):
        for name in people:
            if expect(situation, "claim", name) == "not_found":
                continue
            act_as(people[name])
            said = {a.transition.code for a in list_lawful_acts(case, people[name]) if a.allowed}
            done = {a for a in list_acts() if expect(situation, a, name) == "done"}
            assert said == done, name


def list_unopened() -> Iterator[Transition]:
    return (t for t in index_transitions("drill").values() if t.since == "")


def test_the_walk_reaches_every_state() -> None:
    people = lay_people()
    with stand_on(DAY):
        reached = {lay_case(path, people).state for path in PATHS.values()}
    assert reached == {t.to for t in index_transitions("drill").values()}
    assert [t.code for t in list_unopened()] == ["apply"]


LAST, NEXT_YEAR = date(2026, 1, 13), date(2027, 1, 4)
"""Received on 2026-01-06: the one notice is due within five working days."""
POSITIONS = {
    # what the platform may do by itself, and which days stand in the calendar
    "on the first day": (DAY, None, "refused"),
    "on the last day": (LAST, None, "refused"),
    "on the day after": (date(2026, 1, 14), None, "done"),
    "long after, by a calendar not yet published": (NEXT_YEAR, 2025, "refused"),
    "long after": (NEXT_YEAR, None, "done"),
}


@pytest.mark.parametrize("position", POSITIONS)
def test_the_clock_decides_what_happens_by_itself_and_nothing_else(position: str) -> None:
    day, known, wanted = POSITIONS[position]
    people = lay_people()
    calendar = load_calendar().known_through(known) if known else load_calendar()
    with stand_on(DAY, calendar):
        case = lay_case(PATHS["received"], people)
        period = CasePeriod.objects.get(case=case)
        assert (period.due_on, period.provisional) == (LAST, known is not None)
    with stand_on(day, calendar):
        before = read_all()
        assert try_act(case, SYSTEM, "deem", people, before) == wanted
        for name, act in (("officer", "accept"), ("officer", "notify"), ("applicant", "withdraw")):
            assert try_act(case, people[name], act, people, before) == "done"  # late is still due
            assert try_act(case, people["approver"], act, people, before) == "refused"


def test_what_is_deemed_accepted_is_so_from_its_receipt() -> None:
    people = lay_people()
    with stand_on(DAY):
        case = lay_case(PATHS["received"], people)
    with stand_on(LAST + timedelta(days=4)):
        act_as(SYSTEM)
        carry_out(SYSTEM, case.public_id, "deem", Given(reread(case).version))
        review = CasePeriod.objects.get(case=case, name="design_review")
        assert review.started_on == DAY
        assert find_faults(reread(case)) == []
