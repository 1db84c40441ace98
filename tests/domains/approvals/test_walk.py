"""Everyone tries every act in every state of each procedure: what the table says is offered to
them, everything else is refused with its reason; trying leaves nothing but the refusal. Of what is
refused a sample is tried, all of it with `JIFANG_FUZZ`: every act of the procedure in every state,
by everyone."""

from __future__ import annotations

import os
from typing import Any

import pytest

from jifang.domains.approvals.data import ACCEPTANCE, DESIGN_REVIEW, SYSTEM_CHANGE
from jifang.domains.approvals.models import Acceptance, DesignApproval
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, Given, NotFoundError
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.procedures import find_procedure, index_transitions
from jifang.foundation.cases.selectors import list_lawful_acts
from jifang.foundation.cases.services import carry_out
from jifang.foundation.cases.verbs import BY_CODE
from jifang.foundation.walls.scope import work_in
from tests.domains.approvals.conftest import Bench
from tests.domains.approvals.world import (
    CLASSES,
    DEFECTS,
    PEOPLE,
    World,
    apply,
    approve_design,
    do,
    reread,
    within,
)

pytestmark = pytest.mark.django_db
LONG = bool(int(os.environ.get("JIFANG_FUZZ", "0")))
Step = tuple[str, str, dict[str, Any]]
EXAMINED = {"approver": "examine_again"}
WAITING = {"owner": "supply withdraw", "officer": "supply", "approver": "supply"}
TABLE: dict[str, dict[str, dict[str, str]]] = {
    DESIGN_REVIEW: {
        "received": {"owner": "withdraw", "officer": "notify accept"},
        "waiting": WAITING,
        "review": {"owner": "withdraw", "officer": "pause examine"},
        "paused": {"officer": "resume", "approver": "resume"},
        "examined": {"approver": "examine_again approve refuse"},
        "passed": {},
    },
    ACCEPTANCE: {
        "received": {"owner": "withdraw", "officer": "notify accept"},
        "waiting": WAITING,
        "review": {"owner": "withdraw", "officer": "examine"},
        "examined": {"approver": "examine_again pass pass_basic fail"},
        "rectifying": {
            "owner": "report_rectified", "officer": "report_rectified",
            "approver": "report_rectified",
        },
        "rectified": {"approver": "not_rectified confirm"},
        "accepted": {},
    },
    SYSTEM_CHANGE: {
        "received": {"owner": "withdraw", "officer": "notify accept"},
        "waiting": WAITING,
        "review": {"owner": "withdraw", "officer": "examine"},
        "examined": {"approver": "examine_again approve refuse"},
        "approved": {},
    },
}  # fmt: skip
"""What each may do in a state, but for handing over; nobody else may do anything."""
ACCEPTED: dict[str, Any] = {"more": {"checked": CLASSES}}
FOUND: dict[str, Any] = {"more": {"finding": "met"}}
WAYS: dict[str, list[Step]] = {
    DESIGN_REVIEW: [
        ("officer", "notify", {"defects": DEFECTS}),
        ("officer", "accept", ACCEPTED),
        ("officer", "pause", {"pause": "test", "reason": "送检"}),
        ("officer", "resume", {}),
        ("officer", "examine", FOUND),
        ("approver", "approve", {}),
    ],
    ACCEPTANCE: [
        ("officer", "notify", {"defects": DEFECTS}),
        ("officer", "accept", {}),
        ("officer", "examine", {"more": {"verdict": "basically_passed"}}),
        ("approver", "pass_basic", {"reason": "控制室未接入"}),
        ("owner", "report_rectified", {}),
        ("approver", "confirm", {}),
    ],
    SYSTEM_CHANGE: [
        ("officer", "notify", {"defects": DEFECTS}),
        ("officer", "accept", {}),
        ("officer", "examine", FOUND),
        ("approver", "approve", {}),
    ],
}
"""Through every state, one step each."""


def find_allowed(case: Case, who: str) -> set[str]:
    """The acts of the procedure itself that someone may take now."""
    by = PEOPLE[who]
    with within(by):
        seen = Case.objects.filter(pk=case.pk).first()
        if seen is None:
            return set()
        acts = list_lawful_acts(seen, by)
    return {a.transition.code for a in acts if a.allowed and a.transition.code not in BY_CODE}


def look(case: Case) -> None:
    """The present state against the table."""
    now = reread(case)
    table = TABLE[case.procedure][now.state]
    wanted = {who: set(table.get(who, "").split()) for who in PEOPLE}
    if Event.objects.filter(case=case, act="notify").exists():
        wanted["officer"] -= {"notify"}  # a second one is open to nobody
        if (case.procedure, now.state) == (SYSTEM_CHANGE, "received"):
            wanted["approver"] |= {"decline"}
    assert {who: find_allowed(case, who) for who in PEOPLE} == wanted, now.state
    refuse_others(now, wanted)


def count_rows() -> tuple[int, ...]:
    with work_in(EVERYTHING):
        return tuple(
            m.objects.count() for m in (Event, DesignApproval, Acceptance, Entry)
        )  # fmt: skip


def refuse_others(now: Case, wanted: dict[str, set[str]]) -> None:
    """Whoever may not is refused when trying, and nothing but a refusal stays of it."""
    every = index_transitions(now.procedure)
    codes = {t for t, since in every if since == now.state or (LONG and since)} - BY_CODE.keys()
    before, tried = count_rows(), 0
    for who in PEOPLE if LONG else ("owner", "officer", "mayor", "shenzhen", "stranger"):
        for code in sorted(codes - wanted[who])[: None if LONG else 2]:
            with within(PEOPLE[who]), pytest.raises((CaseError, NotFoundError)) as caught:
                carry_out(PEOPLE[who], now.public_id, code, Given(now.version))
            tried += not isinstance(caught.value, NotFoundError)
    assert count_rows() == (*before[:-1], before[-1] + tried)
    assert reread(now) == now


@pytest.mark.parametrize("procedure", list(TABLE))
def test_who_may_do_what(world: World, bench: Bench, procedure: str) -> None:
    if procedure == ACCEPTANCE:
        approve_design(world)
    case, walked = apply(world, procedure), set()
    do("officer", case, "claim")
    for who, code, more in WAYS[procedure]:
        with work_in(EVERYTHING):
            look(case)
        walked.add(reread(case).state)
        do(who, case, code, **more)
        if code == "notify":
            with work_in(EVERYTHING):
                look(case)
            walked.add("waiting")
            supply(case)
    with work_in(EVERYTHING):
        look(case)
    walked.add(reread(case).state)
    known = {s.code for s in find_procedure(procedure).states if not s.is_final}
    assert known <= walked
    assert walked == set(TABLE[procedure])


def supply(case: Case) -> None:
    from tests.domains.approvals.world import hand_in

    if case.procedure == SYSTEM_CHANGE:
        do("owner", case, "supply")
        return
    with within(PEOPLE["owner"]):
        papers = hand_in(PEOPLE["owner"], "contract", "construction_drawings")
    do("owner", case, "supply", **papers)
