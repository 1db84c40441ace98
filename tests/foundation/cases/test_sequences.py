"""Random lawful and unlawful acts, with time passing over holidays and calendars coming out.

A few short sequences; `JIFANG_FUZZ=n` tries n long ones.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases import clockwork
from jifang.foundation.cases.clocks import list_period_events, read_dates, run_period
from jifang.foundation.cases.data import CaseError, Given, NotFoundError
from jifang.foundation.cases.models import Case, CasePeriod, Event, Notice
from jifang.foundation.cases.proofs import find_faults
from jifang.foundation.cases.services import carry_out
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.documents.numbers import find_gaps
from jifang.foundation.notifications.services import Recipient
from jifang.foundation.walls.scope import work_in
from jifang.law.calendar import load_calendar
from jifang.law.errors import InputError
from tests.foundation.cases.procedure import (
    DEFECTS,
    DRILL,
    NANSHAN,
    PEOPLE,
    TIANHE,
    UNIT,
    act_as,
    apply,
    lay_people,
)

pytestmark = pytest.mark.django_db
LONG = int(os.environ.get("JIFANG_FUZZ", "0"))
ACTS = ("apply", *(t.code for t in DRILL.transitions if t.since))
VERBS = (
    "claim", "transfer", "delegate", "joint_opinion", "add_signer", "give_opinion",
    "return_to_pool", "send_back", "recall", "urge", "recuse", "recompute",
)  # fmt: skip
NAMES = ("officer", "colleague", "approver", "far", "superior", "applicant", "stranger", "SYSTEM")
PAUSES = ("hearing", "inspection", "test", "expert_review", "", "holiday")
FIRST = date(2025, 12, 22)
KNOWN = (2025, 2026)


class Sequences(RuleBasedStateMachine):
    """Cases as they stand in the database, beside what was done to them."""

    def __init__(self) -> None:
        super().__init__()
        self.ground = transaction.atomic()
        self.ground.__enter__()
        self.people: dict[str, Actor] = {**lay_people(), "SYSTEM": SYSTEM}
        self.day, self.known = FIRST, KNOWN[0]
        self.cases: list[Case] = []
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def teardown(self) -> None:
        """Nothing stays but what was recorded apart."""
        transaction.set_rollback(True)
        self.ground.__exit__(None, None, None)

    def standing(self) -> Any:
        return stand_on(self.day, load_calendar().known_through(self.known))

    # -- what happens ----------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        self.open_one("applicant", 0)

    @precondition(lambda self: len(self.cases) < 4)
    @rule(name=st.sampled_from(NAMES[:6]), ago=st.integers(0, 3))
    def open_one(self, name: str, ago: int) -> None:
        with self.standing():
            try:
                case = apply(self.people[name], on=self.day - timedelta(days=ago))
            except CaseError:
                return
        self.cases.append(case)
        self.done[str(case.public_id)] += 1

    @rule(
        at=st.integers(0, 3), name=st.sampled_from(NAMES), other=st.sampled_from(tuple(PEOPLE)),
        act=st.sampled_from(ACTS + VERBS), pause=st.sampled_from(PAUSES),
        stale=st.integers(0, 9), told=st.booleans(),
    )  # fmt: skip
    def anything(self, at: int, name: str, act: str, **more: Any) -> None:
        """Whatever comes to mind, lawful or not."""
        self.act(self.cases[at % len(self.cases)], name, act, **more)

    @rule(
        at=st.integers(0, 3), picks=st.lists(st.integers(0, 30), min_size=3, max_size=6),
        other=st.sampled_from(("colleague", "far", "approver")), pause=st.sampled_from(PAUSES[:4]),
    )  # fmt: skip
    def work(self, at: int, picks: list[int], other: str, pause: str) -> None:
        """Some days of proper work on a case, by whoever it is in the hands of."""
        for pick in picks:
            case = self.read(self.cases[at % len(self.cases)])
            act, name = self.choose(case, pick)
            if act:
                self.act(case, name, act, other=other, pause=pause)
            self.day += timedelta(days=pick % 3)

    def choose(self, case: Case, pick: int) -> tuple[str, str]:
        """A step of the present state that is somebody's, and that somebody."""
        state = DRILL.find_state(case.state)
        if state.is_final:
            return "", ""
        if state.holder == "applicant":
            return "supply", "applicant"
        holders = [n for n, a in self.people.items() if a.public_id == case.holder != ""]
        if not holders:
            return "claim", ("officer", "colleague", "approver")[pick % 3]
        if case.state == "examined":
            return ("reopen", "approve", "refuse", "approve")[pick % 4], "approver"
        own = [t.code for t in DRILL.transitions if t.since == case.state]
        wanted = [*own, "joint_opinion", "transfer", "return_to_pool"]
        return wanted[pick % len(wanted)], holders[0]

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days=days)

    @precondition(lambda self: self.known < KNOWN[-1])
    @rule()
    def a_calendar_comes_out(self) -> None:
        self.known = KNOWN[-1]

    @rule()
    def a_night_passes(self) -> None:
        with self.standing(), work_in(EVERYTHING):
            before = {c.pk: self.read(c).version for c in self.cases}
            clockwork.recompute_cases()
            clockwork.expire_cases()
            for case in self.cases:
                self.done[str(case.public_id)] += self.read(case).version - before[case.pk]
            assert clockwork.recompute_cases() == 0
            assert [find_faults(self.read(case)) for case in self.cases] == [[]] * len(self.cases)

    def act(
        self, case: Case, name: str, act: str, *, other: str, pause: str, stale: int = 1,
        told: bool = True,
    ) -> None:  # fmt: skip
        """One try; whatever is refused changes nothing."""
        by, to, key = self.people[name], self.people[other], str(case.public_id)
        version, before = self.read(case).version, self.count(case)
        given = Given(
            version - (stale == 0), reason="理由" if told else "", pause=pause,
            to=Recipient(f"ps-{NANSHAN}") if other == "far"
            else Recipient(to.body.party, to.public_id),
            defects=DEFECTS if act == "notify" else (), agrees=True if told else None,
            person=to.public_id,
        )  # fmt: skip
        act_as(by)
        try:
            with self.standing():
                event = carry_out(by, case.public_id, act, given)
        except NotFoundError:
            assert self.count(case) == before
        except (CaseError, InputError):
            self.refused[key] += 1
            assert self.count(case) == before
        else:
            self.done[key] += 1
            assert event.version == version + 1

    # -- what always holds -----------------------------------------------------------------------

    def read(self, case: Case) -> Case:
        with work_in(EVERYTHING):
            return Case.objects.get(pk=case.pk)

    def count(self, case: Case) -> tuple[Any, ...]:
        with work_in(EVERYTHING):
            row = Case.objects.filter(pk=case.pk).values_list().get()
            return (*row, Event.objects.count())

    @invariant()
    def one_notice_and_numbers_in_order(self) -> None:
        with work_in(EVERYTHING):
            notices = Counter(Notice.objects.values_list("case", "kind"))
            assert not notices or max(notices.values()) == 1
            assert find_gaps() == []
            rows = Case.objects.order_by("year", "number").values_list("year", "number")
            for year in {y for y, _ in rows}:
                numbers = [n for y, n in rows if y == year]
                assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def each_act_is_one_leaf(self) -> None:
        keys = {str(c.public_id) for c in self.cases}
        acts: Counter[str] = Counter()
        refusals: Counter[str] = Counter()
        with work_in(EVERYTHING):
            for kind, data in Entry.objects.filter(
                kind__startswith="case.", organ=f"ps-{TIANHE}"
            ).values_list("kind", "bytes"):
                for key in keys:
                    if key.encode() in bytes(data):
                        (refusals if kind.endswith(".refused") else acts)[key] += 1
            versions = {str(c.public_id): c.version for c in Case.objects.all()}
        assert acts == self.done == Counter(versions)
        assert refusals == self.refused

    @invariant()
    def events_follow_each_other_and_somebody_holds_it(self) -> None:
        with work_in(EVERYTHING):
            for case in Case.objects.all():
                events = list(Event.objects.filter(case=case).order_by("version"))
                assert [e.version for e in events] == list(range(1, case.version + 1))
                ends = ["", *(e.to_state for e in events)]
                assert [e.from_state for e in events] == ends[:-1]
                assert ends[-1] == case.state
                final = DRILL.find_state(case.state).is_final
                assert (case.holder_party == "") is final
                assert (case.closed_at is not None) is final
                running = CasePeriod.objects.filter(case=case, finished_on=None)
                assert not (final and running.exists())
                if not final:
                    side = DRILL.find_state(case.state).holder
                    assert (case.holder_party == UNIT) is (side == "applicant")

    @invariant()
    def dates_follow_from_events(self) -> None:
        with work_in(EVERYTHING):
            for period in CasePeriod.objects.all():
                rows = list_period_events(period)
                book = load_calendar().known_through(period.calendar_year)
                again = read_dates(run_period(period.name, rows, book))
                held = (period.due_on, period.alert_on, period.finished_on, period.provisional)
                assert held == (
                    again.due_on, again.alert_on, again.finished_on, again.provisional,
                )  # fmt: skip
                last = rows[-1]
                assert (last.due_on, last.provisional) == (period.due_on, period.provisional)


def test_whatever_happens_the_rules_hold() -> None:
    run_machine(
        Sequences,
        settings=settings(
            max_examples=LONG or 6, stateful_step_count=60 if LONG else 20, deadline=None,
            suppress_health_check=list(HealthCheck), derandomize=not LONG,
        ),
    )  # fmt: skip
