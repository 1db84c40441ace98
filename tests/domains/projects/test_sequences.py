"""Random lawful and unlawful acts over the whole life of a project, with time passing over
holidays: whatever happens, nothing is built before an approved review, nothing is used before an
acceptance, one organ approves and accepts, a case has one notice, every date follows from the
events, no number is missing, and the ledger agrees.

A few short sequences; `JIFANG_FUZZ=n` tries n long ones.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from jifang.domains.approvals.data import ACCEPTANCE, DESIGN_REVIEW, SYSTEM_CHANGE
from jifang.domains.approvals.gates import FITS, LATER
from jifang.domains.approvals.models import Acceptance, Confirmation, DesignApproval, SystemChange
from jifang.domains.projects.data import ACTS
from jifang.domains.projects.models import Member, Preliminary, Stage, TrialEntry
from jifang.domains.qualifications.models import Undertaking
from jifang.domains.testing.models import Report
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.clocks import list_period_events, read_dates, run_period
from jifang.foundation.cases.models import Case, CasePeriod, Event, Notice
from jifang.foundation.cases.procedures import find_procedure
from jifang.foundation.cases.proofs import find_faults
from jifang.foundation.documents.models import Letter
from jifang.foundation.documents.numbers import find_gaps
from jifang.foundation.walls.scope import work_in
from jifang.law.calendar import load_calendar
from tests.domains.approvals.world import CLASSES
from tests.domains.projects.life import FIRM_NAMES, SETTINGS, Life, find_competent, is_covered
from tests.domains.testing.world import BAD

pytestmark = pytest.mark.django_db
LONG = int(os.environ.get("JIFANG_FUZZ", "0"))
STARTS = (date(2024, 9, 23), date(2025, 1, 13))
"""Before the National Day and before the Spring Festival: both lie within the first periods."""
EXAMINING = (DESIGN_REVIEW, ACCEPTANCE)
CASES = (*EXAMINING, SYSTEM_CHANGE)
NAMES = (
    "owner", "stranger", "firm", "officer", "approver", "city", "mayor", "shenzhen", "province",
    "outside", "tester",
)  # fmt: skip
CODES = sorted({t.code for p in CASES for t in find_procedure(p).transitions if t.since})
STEPS = sorted({t.code for t in find_procedure("project").transitions if t.since} - {"end"})
ORGANS = ("", "ps-440106", "ps-440100", "ps-440300", "ps-440000")
CHANGED: tuple[tuple[str, Any], ...] = (
    ("system_kinds", ["video_surveillance"]), ("amount", "3000000"), ("amount", "900000000"),
    ("amount", None), ("setting", "public_area"), ("constructing_unit_level", "prefecture"),
    ("system_kinds", ["video_surveillance", "access_control"]), ("region", "440300"),
    ("amount", "800000"), ("risk_level", 1),
)  # fmt: skip
ROLES = ("design", "construction", "maintenance", "supervision", "testing")
picks = st.integers(0, 9)


class Sequences(RuleBasedStateMachine):
    """The life of a project beside what the law makes of it."""

    def __init__(self) -> None:
        super().__init__()
        self.ground = transaction.atomic()
        self.ground.__enter__()
        self.life: Life

    def teardown(self) -> None:
        """Whole cases agree with their leaves; nothing of it stays."""
        try:
            if hasattr(self, "life"):
                with self.life.standing(), work_in(EVERYTHING):
                    faults = {str(case): find_faults(case) for case in Case.objects.all()}
                assert not any(faults.values()), faults
        finally:
            transaction.set_rollback(True)
            self.ground.__exit__(None, None, None)

    # -- what happens ----------------------------------------------------------------------------

    @initialize(
        start=st.sampled_from(STARTS), setting=st.sampled_from(sorted(SETTINGS)),
        level=st.sampled_from((4, 4, 3, 1)), length=st.integers(4, 45),
        tries=st.lists(st.integers(0, 10**6), min_size=8, max_size=8),
    )  # fmt: skip
    def begin(self, start: date, setting: str, level: int, length: int, tries: list[int]) -> None:
        """A life some way on, with something else tried every few steps."""
        self.life = Life(start, setting, level)
        for at in range(length):
            self.life.go(at % 3)
            if at % 5 == 2:
                self.intrude(tries[at // 5 % len(tries)])

    @rule(picks=st.lists(picks, min_size=3, max_size=8))
    def go_on(self, picks: list[int]) -> None:
        """Some days of proper work on what comes next."""
        for pick in picks:
            self.life.go(pick)

    @rule(tries=st.lists(st.integers(0, 10**6), min_size=1, max_size=3))
    def something(self, tries: list[int]) -> None:
        """Whatever comes to mind, lawful or not."""
        for one in tries:
            self.intrude(one)

    @rule(days=st.sampled_from((1, 3, 8, 16, 45)))
    def time_passes(self, days: int) -> None:
        self.life.pass_time(days)

    def intrude(self, number: int) -> None:
        """One of the ways of getting in its way, chosen by a number."""
        ways = (self.anything, self.anything, self.step, self.apply, self.meddle, self.join)
        number, way = divmod(number, len(ways))
        number, who = divmod(number, len(NAMES))
        ways[way](NAMES[who], number)

    def anything(self, who: str, number: int) -> None:
        """Any act by anyone on a case of the project, one that has ended, too."""
        code, cases = CODES[number % len(CODES)], self.life.list_cases(*CASES)
        known = [c for c in cases if (code, c.state) in reach(c.procedure)]
        for case in (known or cases)[:1]:
            self.life.act(who, case, code, number % 10)

    def step(self, who: str, number: int) -> None:
        """Any step of the stages by anyone."""
        self.life.act(who, self.life.find_stages(), STEPS[number % len(STEPS)])

    def apply(self, who: str, number: int) -> None:
        """An application at whatever organ, received today or before."""
        ago = number % 7 if number % 2 else 0
        classes = CLASSES[:1] if ago else ()
        number, at = divmod(number, len(CASES))
        number, organ = divmod(number, len(ORGANS))
        by = ORGANS[number % len(ORGANS)] if number % 3 == 0 else ""
        self.life.open(CASES[at], who, ORGANS[organ], classes=classes, approved_by=by, ago=ago)

    def meddle(self, who: str, number: int) -> None:
        """The register, the log, the test otherwise than they should be."""
        number, at = divmod(number, 6)
        match at:
            case 0 | 1 | 2:
                name, value = CHANGED[number % len(CHANGED)]
                self.life.change(name, value, who)
            case 3:
                self.life.log(self.life.day + timedelta(days=number % 3 - 1), who)
            case 4:
                self.life.test(("tester", "slim")[number % 2], BAD)
            case _:
                self.life.equip(proved=False)

    def join(self, who: str, number: int) -> None:
        """Firms that are covered and firms that are not."""
        number, role = divmod(number, len(ROLES))
        number, body = divmod(number, len(FIRM_NAMES))
        match number % 4:
            case 0 | 1:
                self.life.name(ROLES[role], FIRM_NAMES[body], who)
            case 2:
                self.life.take_on(ROLES[role], who)
            case _:
                self.life.leave(ROLES[role], who)

    # -- what always holds -----------------------------------------------------------------------

    @invariant()
    def nothing_comes_before_its_time(self) -> None:
        """Stages in their order; construction after the approval, use after the acceptance."""
        life = self.life
        with work_in(EVERYTHING):
            reached = list(Stage.objects.filter(project=life.pk).order_by("id"))
            approved = list(DesignApproval.objects.filter(project=life.public_id).order_by("id"))
            accepted = list(Acceptance.objects.select_related("approval").order_by("id"))
            confirmed = list(Confirmation.objects.values_list("acceptance_id", flat=True))
            logged = set(TrialEntry.objects.filter(project=life.pk).values_list("on", flat=True))
        assert [s.stage for s in reached] == list(ACTS.values())[: len(reached)]
        assert life.project.stage == reached[-1].stage
        assert all(a.legal_day <= b.legal_day for a, b in pairwise(reached))
        days = {s.stage: s for s in reached}
        if "constructing" in days:
            assert min(a.approved_on for a in approved) <= days["constructing"].legal_day
        if "completed" in days:
            begun, ended = days["trial"].legal_day, days["completed"].legal_day
            assert sum(begun <= on <= ended for on in logged) >= 30
        holds = [a for a in accepted if a.verdict == "passed" or a.pk in confirmed]
        for stage in {"accepted", "in_use"} & days.keys():
            assert min(a.concluded_on for a in holds) <= days[stage].legal_day
        assert all(a.organ == find_competent(a.as_approved) for a in approved)
        assert all(a.organ == a.approval.organ for a in accepted)

    @invariant()
    def it_stays_what_was_approved(self) -> None:
        """While an organ examines, and at every stage from construction on."""
        now = self.life.describe()
        for case in self.life.list_cases(*EXAMINING, running=True):
            was = self.life.examined[case.pk]
            assert {n: now[n] for n in FITS} == {n: was[n] for n in FITS}
        for stage, (then, approved) in self.life.built_as.items():
            if stage in LATER:
                assert {n: then[n] for n in FITS} == {n: approved[n] for n in FITS}
        with work_in(EVERYTHING):
            for procedure in EXAMINING:
                running = Case.objects.filter(procedure=procedure, closed_at=None)
                assert running.count() <= 1

    @invariant()
    def one_organ_decides(self) -> None:
        """That which art. 17 names, and for acceptance the one that approved."""
        with work_in(EVERYTHING):
            for case in Case.objects.filter(procedure__in=CASES):
                assert case.organ == self.life.belongs[case.pk]
                assert case.approved_by == (case.organ if case.procedure == ACCEPTANCE else "")
            for event in Event.objects.filter(acceptance=True):
                assert event.by_party == event.approved_by == self.life.belongs[event.case_id]
            notices = Counter(Notice.objects.values_list("case_id", flat=True))
        assert set(notices.values()) <= {1}

    @invariant()
    def firms_are_covered(self) -> None:
        """On the day, by level and amount; and by the amount of now as long as they take part."""
        amount = self.life.project.amount
        with work_in(EVERYTHING):
            for row in Undertaking.objects.select_related("certificate"):
                held = row.certificate
                assert held is not None
                assert held.issued_on <= row.undertaken_on <= row.work_from <= held.valid_until
                assert row.amount is not None
                assert is_covered(held, row.amount)
                if Member.objects.filter(undertaking=row.pk, until=None).exists():
                    assert amount is not None
                    assert is_covered(held, amount)
            bound = Member.objects.filter(role__in=ROLES[:3])
            assert {m.name for m in bound} <= {"示例安防工程公司（演示）"}

    @invariant()
    def numbers_and_leaves_agree(self) -> None:
        """Each act is one leaf, and each leaf one act."""
        with work_in(EVERYTHING):
            assert find_gaps() == []
            found = Entry.objects.filter(pk__gt=0).values_list("kind", flat=True)
            kinds = Counter(kind for kind in found if not kind.endswith(".refused"))
            rows = {
                "letter.issued": Letter.objects.count(),
                "design.approved": DesignApproval.objects.count(),
                "system.change_applied": SystemChange.objects.count(),
                "undertaking.entered": Undertaking.objects.count(),
                "project.member_named": Member.objects.count(),
                "project.member_left": Member.objects.exclude(until=None).count(),
                "project.trial_logged": TrialEntry.objects.count(),
                "test_report.locked": Report.objects.filter(state="locked").count(),
            }
            events, concluded = Event.objects.count(), Acceptance.objects.count()
            confirmed, held = Confirmation.objects.count(), Preliminary.objects.count()
        assert {kind: kinds[kind] for kind in rows} == rows
        assert sum(n for kind, n in kinds.items() if kind.startswith("case.")) == events
        accepted = kinds["system.accepted"] + kinds["acceptance.concluded"]
        assert accepted == concluded + confirmed
        assert kinds["case.pre_accept"] + kinds["case.fail_preliminary"] == held

    @invariant()
    def dates_follow_from_events(self) -> None:
        with work_in(EVERYTHING):
            for period in CasePeriod.objects.order_by("-pk")[:4]:
                book = load_calendar().known_through(period.calendar_year)
                again = read_dates(run_period(period.name, list_period_events(period), book))
                held = (period.due_on, period.alert_on, period.finished_on, period.provisional)
                assert held == (
                    again.due_on, again.alert_on, again.finished_on, again.provisional
                )  # fmt: skip


def reach(procedure: str) -> set[tuple[str, str]]:
    return {(t.code, t.since) for t in find_procedure(procedure).transitions}


@pytest.mark.usefixtures("publish")
def test_whatever_happens_the_rules_hold() -> None:
    run_machine(
        Sequences,
        settings=settings(
            max_examples=LONG or 2, stateful_step_count=40 if LONG else 6, deadline=None,
            suppress_health_check=list(HealthCheck), derandomize=not LONG,
            phases=tuple(Phase) if LONG else (Phase.generate,),
        ),
    )  # fmt: skip
