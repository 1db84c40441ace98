"""Everyone tries every act in every state of each procedure: what the table says is offered to
them, everything else is refused with its reason; trying leaves nothing but the refusal. Of what is
refused a sample is tried, all of it with `JIFANG_FUZZ`."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest

from jifang.domains.qualifications.data import CERTIFICATE, CHANGE, FILING, FIRST, PROVINCE
from jifang.domains.qualifications.models import Certificate
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, Given, NotFoundError
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.procedures import find_procedure, index_transitions
from jifang.foundation.cases.selectors import list_lawful_acts
from jifang.foundation.cases.services import carry_out
from jifang.foundation.cases.verbs import BY_CODE
from jifang.foundation.walls.scope import work_in
from jifang.law.calendar import add_years
from tests.domains.qualifications.world import (
    DEFECTS,
    OUTSIDE,
    PEOPLE,
    World,
    apply,
    build,
    do,
    hold,
    reread,
    staff_up,
    today,
    within,
)

pytestmark = pytest.mark.django_db
LONG = bool(int(os.environ.get("JIFANG_FUZZ", "0")))
RECEIVED = {"firm": "withdraw", "officer": "notify accept", "approver": "decline"}
ACCEPTED = {"firm": "withdraw", "officer": "examine pause", "approver": "prolong"}
PAUSED = {"firm": "withdraw", "officer": "resume", "approver": "resume"}
CITY: dict[str, dict[str, str]] = {
    "received": RECEIVED,
    "waiting": {"firm": "withdraw supply", "officer": "supply", "approver": "supply"},
    "accepted": ACCEPTED,
    "paused": PAUSED,
    "examined": {"approver": "examine_again grant refuse"},
    "granted": {"approver": "issue"},
    "issued": {},
}
TABLE: dict[str, dict[str, dict[str, str]]] = {
    CERTIFICATE: CITY,
    FIRST: {
        "received": RECEIVED,
        "accepted": {"firm": "withdraw", "officer": "examine pause"},
        "paused": PAUSED,
        "examined": {"approver": "examine_again forward"},
        "forwarded": {},
    },
    PROVINCE: {
        "accepted": {"firm": "withdraw", "province": "examine pause", "signer": "prolong"},
        "paused": {"firm": "withdraw", "province": "resume", "signer": "resume"},
        "examined": {"signer": "examine_again grant refuse"},
        "granted": {"signer": "issue"},
    },
    CHANGE: CITY,
    FILING: {
        "received": {"outside": "withdraw", "province": "notify accept", "signer": "decline"},
        "accepted": {"outside": "withdraw", "province": "examine pause", "signer": "prolong"},
        "paused": {"outside": "withdraw", "province": "resume", "signer": "resume"},
        "examined": {"signer": "examine_again grant refuse"},
        "granted": {"signer": "issue"},
        "issued": {},
    },
}
"""What each may do in a state, but for handing over; nobody else may do anything."""
PAUSE: dict[str, Any] = {"reason": "专家评审约十日", "pause": "expert_review"}


def open_one(world: World, procedure: str) -> Case:
    """A case in the hands of an officer, in its first state."""
    if procedure == FILING:
        until = (today() + timedelta(days=90)).isoformat()
        case = apply("filing", "outside", OUTSIDE, home_number="湘-1", home_valid_until=until)
        do("province", case, "claim")
        return case
    if procedure in {FIRST, PROVINCE}:
        hold(3, since=add_years(today(), -1))
        build(world.firm, "6000000", work="design", area="120")
        case = apply("promotion", level="2")
    elif procedure == CHANGE:
        hold(4)
        case = apply("change")
    else:
        staff_up(world.firm)
        case = apply("initial", level="4")
    do("officer", case, "claim")
    if procedure == PROVINCE:
        do("officer", case, "accept")
        do("officer", case, "examine", more={"finding": "met"})
        do("approver", case, "forward")
        with work_in(EVERYTHING):
            case = Case.objects.get(procedure=PROVINCE)
        do("province", case, "claim")
    return case


def move_to(case: Case, state: str) -> None:
    """The ordinary way from the first state."""
    officer, approver = ("officer", "approver")
    if case.procedure in {PROVINCE, FILING}:
        officer, approver = ("province", "signer")
    more = {} if case.procedure == CHANGE else {"more": {"finding": "met"}}
    ways: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
        "waiting": [(officer, "notify", {"defects": DEFECTS})],
        "accepted": [(officer, "accept", {})],
        "paused": [(officer, "accept", {}), (officer, "pause", PAUSE)],
        "examined": [(officer, "accept", {}), (officer, "examine", more)],
    }
    ways["granted"] = [*ways["examined"], (approver, "grant", {})]
    ways["issued"] = [*ways["granted"], (approver, "issue", {})]
    ways["forwarded"] = [*ways["examined"], (approver, "forward", {})]
    for who, code, given in ways.get(state, []):
        if case.procedure == PROVINCE and code == "accept":
            continue
        do(who, case, code, **given)


def find_allowed(case: Case, who: str) -> set[str]:
    """The acts of the procedure itself that someone may take now."""
    by = PEOPLE[who]
    with within(by):
        seen = Case.objects.filter(pk=case.pk).first()
        if seen is None:
            return set()
        acts = list_lawful_acts(seen, by)
    return {a.transition.code for a in acts if a.allowed and a.transition.code not in BY_CODE}


CASES = [(p, s) for p, states in TABLE.items() for s in states]


@pytest.mark.parametrize(("procedure", "state"), CASES)
def test_who_may_do_what(world: World, procedure: str, state: str) -> None:
    case = open_one(world, procedure)
    move_to(case, state)
    assert reread(case).state == state
    wanted = {who: set(TABLE[procedure][state].get(who, "").split()) for who in PEOPLE}
    assert {who: find_allowed(case, who) for who in PEOPLE} == wanted
    refuse_others(case, wanted)


def refuse_others(case: Case, wanted: dict[str, set[str]]) -> None:
    """Whoever may not is refused when trying, and nothing but a refusal stays of it."""
    now = reread(case)
    every = index_transitions(case.procedure)
    codes = {t for t, since in every if since == now.state or (LONG and since)} - BY_CODE.keys()
    with work_in(EVERYTHING):
        before = (Event.objects.count(), Certificate.objects.count(), Entry.objects.count())
    tried = 0
    some = None if LONG else 2
    for who in PEOPLE if LONG else ("firm", "officer", "stranger", "shenzhen"):
        for code in sorted(codes - wanted[who])[:some]:
            with within(PEOPLE[who]), pytest.raises((CaseError, NotFoundError)) as caught:
                carry_out(PEOPLE[who], now.public_id, code, Given(now.version))
            tried += not isinstance(caught.value, NotFoundError)
    with work_in(EVERYTHING):
        after = (Event.objects.count(), Certificate.objects.count(), Entry.objects.count())
    assert after == (before[0], before[1], before[2] + tried)
    assert reread(case) == now


def test_every_state_is_walked_or_final() -> None:
    for procedure, states in TABLE.items():
        known = {s.code: s.is_final for s in find_procedure(procedure).states}
        unwalked = {code for code, final in known.items() if not final} - set(states)
        assert unwalked <= {"waiting"}, procedure
