"""Evidence that is added, and days that pass, move the verdict on a practitioner's duties only in
the lawful direction."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from jifang.domains.practitioners.data import DUTIES, HELD, LACKING, LAPSED, OPEN, Need, Proof
from jifang.domains.practitioners.judging import find_facts, stand_all
from jifang.domains.practitioners.needs import fold, freeze, stand
from jifang.law import decide

FIRST = date(2026, 1, 1)
RANK = {"breached": 0, "unknown": 1, "met": 2}
STATE_RANK = {LACKING: 0, LAPSED: 0, OPEN: 1, HELD: 2}
DAYS = st.integers(0, 60).map(lambda n: FIRST + timedelta(days=n))
EXAMPLES = 30 * (1 + int(os.environ.get("JIFANG_FUZZ", "0")))


@st.composite
def draw_proof(draw: st.DrawFn, *, positive: bool = False) -> Proof:
    held = positive or draw(st.booleans())
    since = draw(DAYS if positive else st.none() | DAYS)
    until = draw(st.none() | DAYS)
    if until is not None and since is not None and until < since:
        until = since
    return Proof("x", "x", held, since, until, until is None and draw(st.booleans()))


@st.composite
def draw_needs(draw: st.DrawFn) -> list[Need]:
    found = []
    for duty in DUTIES:
        for n in range(draw(st.integers(1, 2))):
            proofs = tuple(draw(st.lists(draw_proof(), max_size=3)))
            found.append(Need(duty, "x", str(n), proofs, lapses=draw(st.booleans())))
    return found


def judge(needs: list[Need], on: date) -> str:
    return decide("duties", find_facts(stand_all(needs, on), None), on=on).outcome


@settings(max_examples=EXAMPLES, deadline=None)
@given(draw_needs(), draw_proof(positive=True), st.integers(0, 99), DAYS)
def test_evidence_in_force_that_is_added_never_worsens(
    needs: list[Need], proof: Proof, at: int, on: date
) -> None:
    if proof.until is not None and proof.until < on:
        proof = replace(proof, until=on)
    where = at % len(needs)
    changed = list(needs)
    changed[where] = replace(needs[where], proofs=(*needs[where].proofs, proof))
    before, after = stand(needs[where], on), stand(changed[where], on)
    assert STATE_RANK[after.state] >= STATE_RANK[before.state]
    assert RANK[judge(changed, on)] >= RANK[judge(needs, on)]
    if before.until and after.state == before.state == HELD:
        assert after.until is None or after.until >= before.until


@settings(max_examples=EXAMPLES, deadline=None)
@given(draw_needs(), DAYS, st.integers(1, 30))
def test_days_that_pass_never_better_what_nothing_new_supports(
    needs: list[Need], on: date, days: int
) -> None:
    then = on + timedelta(days=days)
    known = [
        replace(n, proofs=tuple(p for p in n.proofs if p.since is None or p.since <= on))
        for n in needs
    ]
    for need in known:
        assert STATE_RANK[stand(need, then).state] <= STATE_RANK[stand(need, on).state]
    assert RANK[judge(known, then)] <= RANK[judge(known, on)]


@settings(max_examples=EXAMPLES, deadline=None)
@given(draw_needs(), draw_proof(), st.integers(0, 99), DAYS)
def test_a_finding_against_it_never_betters(
    needs: list[Need], proof: Proof, at: int, on: date
) -> None:
    where = at % len(needs)
    changed = list(needs)
    against = replace(proof, held=False)
    changed[where] = replace(needs[where], proofs=(*needs[where].proofs, against))
    assert RANK[judge(changed, on)] <= RANK[judge(needs, on)]


@settings(max_examples=EXAMPLES, deadline=None)
@given(draw_needs(), DAYS)
def test_the_law_says_of_each_duty_what_its_needs_say(needs: list[Need], on: date) -> None:
    stands = stand_all(needs, on)
    facts = find_facts(stands, None)
    statuses = decide("duties", facts, on=on).values.get("duties", {})
    for code, status in statuses.items():
        states = {s.state for s in stands if s.need.duty == code}
        expected = (
            "breached" if states & {LACKING, LAPSED} else "unknown" if OPEN in states else "met"
        )
        assert status == expected


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(draw_proof(), max_size=4), DAYS, DAYS, st.integers(1, 60))
def test_a_promise_that_ended_keeps_what_held_to_its_end(
    proofs: list[Proof], ended: date, on: date, days: int
) -> None:
    then = on + timedelta(days=days)
    begun = [p for p in proofs if p.since is None or p.since <= on]

    def rank(day: date) -> int:
        need = Need("service_promise", "check", "x", freeze(begun, ended, day))
        return STATE_RANK[stand(need, day).state]

    assert rank(then) <= rank(on)
    if on >= ended:
        assert rank(then) == rank(on), "after its end days change nothing"


def test_nothing_is_not_something() -> None:
    assert fold([]) == {}
    assert judge([], FIRST) == "unknown"
