"""Random lawful and unlawful acts on certificates, with years passing over holidays: whatever
happens, no level is skipped, no number missing, every date follows from the events, and the ledger
agrees.

A few short sequences; `JIFANG_FUZZ=n` tries n long ones.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from jifang.domains.qualifications.data import TOGETHER
from jifang.domains.qualifications.deeming import deem_renewals
from jifang.domains.qualifications.facts import list_running
from jifang.domains.qualifications.models import Certificate, Extension
from jifang.domains.qualifications.selectors import find_end, find_standing
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.clocks import list_period_events, read_dates, run_period
from jifang.foundation.cases.clockwork import expire_cases
from jifang.foundation.cases.data import CaseError, NotFoundError
from jifang.foundation.cases.models import Case, CasePeriod, Event, Notice
from jifang.foundation.cases.proofs import find_faults
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.documents.numbers import find_gaps
from jifang.foundation.walls.scope import work_in
from jifang.law.calendar import add_years, load_calendar
from jifang.law.errors import InputError
from tests.domains.qualifications.world import (
    DEFECTS,
    FIRM,
    build,
    do,
    lay_world,
    open_organs,
    staff_up,
)
from tests.domains.qualifications.world import apply as apply_for

pytestmark = pytest.mark.django_db
LONG = int(os.environ.get("JIFANG_FUZZ", "0"))
FIRST = date(2025, 9, 24)
KINDS = ("initial", "promotion", "renewal", "extension", "change", "reissue")
WINDOW = timedelta(days=30)
OFFICERS = {"certificate_province": ("province", "signer")}
STRANGERS = ("firm", "outside", "stranger", "officer", "approver", "county", "shenzhen", "province")
ACTS = (
    "claim", "accept", "examine", "examine_again", "grant", "refuse", "issue", "extend", "forward",
    "notify", "supply", "withdraw", "pause", "resume", "prolong", "decline", "deem_accepted",
)  # fmt: skip
GIVEN: dict[str, dict[str, Any]] = {
    "examine": {"more": {"finding": "met"}}, "notify": {"defects": DEFECTS},
    "extend": {"more": {"days": 60}}, "pause": {"reason": "评审", "pause": "expert_review"},
    **{code: {"reason": "理由"} for code in ("refuse", "decline", "prolong", "examine_again")},
}  # fmt: skip
USUAL = {"received": "accept", "accepted": "examine", "granted": "issue", "paused": "resume"}


class Sequences(RuleBasedStateMachine):
    """A firm, its cases and certificates as they stand in the database."""

    def __init__(self) -> None:
        super().__init__()
        self.ground = transaction.atomic()
        self.ground.__enter__()
        open_organs()
        self.world = lay_world()
        self.day = FIRST
        self.refused = 0

    def teardown(self) -> None:
        """Whole cases agree with their leaves; nothing of it stays."""
        with work_in(EVERYTHING):
            assert [find_faults(case) for case in Case.objects.all()[:2]] in ([], [[]], [[], []])
        transaction.set_rollback(True)
        self.ground.__exit__(None, None, None)

    # -- what happens ----------------------------------------------------------------------------

    @initialize(kinds=st.permutations(("promotion", "extension", "renewal", "change")))
    def begin(self, kinds: list[str]) -> None:
        """A certificate of level 4, and two more turns in its life."""
        staff_up(self.world.firm, 10, 5)
        build(self.world.firm, "4000000")
        self.apply("initial", "4")
        self.work([2, 2, 2, 2, 2, 2])
        for kind in kinds[:2]:
            self.go_for(kind, 1, [2, 1, 2, 1, 2, 3])

    @rule(kind=st.sampled_from(KINDS), level=st.sampled_from(("1", "2", "3", "4", "")))
    def apply(self, kind: str, level: str) -> None:
        """Whatever comes to a firm's mind."""
        more: dict[str, Any] = (
            {"level": level} if level and kind in {"initial", "promotion"} else {}
        )
        if kind == "extension":
            more["cause"] = True
        self.tried(lambda: apply_for(kind, **more))

    @rule(name=st.sampled_from(STRANGERS), act=st.sampled_from(ACTS))
    def anything(self, name: str, act: str) -> None:
        """Any act by anyone on the case that is going on."""
        for case in self.list_open()[:1]:
            more = {} if case.procedure == "certificate_change" else GIVEN.get(act, {})
            if case.procedure == "certificate_change" and act != "examine":
                more = GIVEN.get(act, {})
            self.tried(lambda case=case, more=more: do(name, case, act, **more))

    @rule(picks=st.lists(st.integers(0, 9), min_size=3, max_size=7))
    def work(self, picks: list[int]) -> None:
        """Some days of proper work on what is going on."""
        for pick in picks:
            for case in self.list_open()[:1]:
                officer, approver = OFFICERS.get(case.procedure, ("officer", "approver"))
                act, name = self.choose(case, pick), officer
                if act in {"grant", "refuse", "forward", "extend", "issue", "examine_again"}:
                    name = approver
                if act == "supply":
                    name = "firm"
                self.anything(name, act)
            self.day += timedelta(days=pick % 4)

    def choose(self, case: Case, pick: int) -> str:
        """The usual next step."""
        if not case.holder and case.state in {"received", "accepted"}:
            return "claim"
        if case.state == "waiting":
            return "supply"
        if case.state == "examined":
            if case.procedure == "certificate_first":
                return "forward"
            with work_in(EVERYTHING):
                first = Event.objects.get(case=case, version=1)
            return "extend" if first.details.get("kind") == "extension" else "grant"
        if pick == 9:
            return {"received": "notify", "accepted": "pause"}.get(case.state, "withdraw")
        return USUAL.get(case.state, "claim")

    @rule(days=st.sampled_from((1, 3, 9, 29, 90, 335, 366, 700)))
    def time_passes(self, days: int) -> None:
        """And the platform does what the law makes happen by itself."""
        self.day += timedelta(days=days)
        with self.standing():
            expire_cases()
            with work_in(EVERYTHING):
                deem_renewals()

    @rule(
        kind=st.sampled_from(KINDS[1:]), off=st.sampled_from((-31, -1, 0, 0, 1, 12)),
        picks=st.lists(st.integers(0, 8), min_size=5, max_size=8),
    )  # fmt: skip
    def go_for(self, kind: str, off: int, picks: list[int]) -> None:
        """An application about when it becomes lawful, or ceases to be, and work on it."""
        held = self.find_latest()
        if held is None or held.level_since is None or held.level is None:
            return
        turns = {
            "promotion": add_years(held.level_since, 1), "renewal": find_end(held) - WINDOW,
            "extension": held.valid_until - WINDOW,
        }  # fmt: skip
        self.day = max(self.day, turns.get(kind, self.day) + timedelta(days=off))
        self.apply(kind, str(held.level - 1))
        self.work(picks)

    # -- how -------------------------------------------------------------------------------------

    @contextmanager
    def standing(self) -> Iterator[None]:
        """The day for everything that reads the clock: letters are dated today, too."""
        with stand_on(self.day, load_calendar()), pytest.MonkeyPatch.context() as clock:
            clock.setattr(timezone, "localdate", lambda *_: self.day)
            yield

    def tried(self, act: Any) -> None:
        """What is refused leaves its recorded refusal alone."""
        with self.standing():
            try:
                with transaction.atomic():
                    act()
            except (CaseError, NotFoundError, InputError):
                self.refused += 1

    def list_open(self) -> list[Case]:
        with work_in(EVERYTHING):
            return list(Case.objects.filter(closed_at=None, party=FIRM).order_by("-pk"))

    def list_issued(self) -> list[Certificate]:
        with work_in(EVERYTHING):
            found = Certificate.objects.filter(party=FIRM)
            return list(found.select_related("extension", "deemed", "follows").order_by("pk"))

    def find_latest(self) -> Certificate | None:
        return next(reversed(self.list_issued()), None)

    # -- what always holds -----------------------------------------------------------------------

    @invariant()
    def no_level_is_skipped(self) -> None:
        rows = self.list_issued()
        for row in rows:
            was = row.follows
            if row.how == "initial":
                assert (row.level, was) == (4, None)
                continue
            assert was is not None
            assert row.applied_on is not None
            if row.how == "promotion":
                assert was.level_since is not None
                assert row.level == (was.level or 0) - 1
                assert row.applied_on >= add_years(was.level_since, 1)
            elif row.how == "renewal":
                assert (row.level, row.level_since) == (was.level, was.level_since)
                assert was.valid_until - WINDOW <= row.applied_on <= find_end(was)
            else:
                assert (row.level, row.valid_until) == (was.level, was.valid_until)
        assert all(a.issued_on <= b.issued_on for a, b in pairwise(rows))
        assert sum(find_standing(row, self.day).holds for row in rows) <= 1
        with work_in(EVERYTHING):
            for one in Extension.objects.select_related("certificate"):
                assert (one.until - one.certificate.valid_until).days in range(1, 91)

    @invariant()
    def numbers_and_leaves_agree(self) -> None:
        rows = self.list_issued()
        with work_in(EVERYTHING):
            assert find_gaps() == []
            kinds = Counter(Entry.objects.values_list("kind", flat=True))
            notices = Counter(Notice.objects.values_list("case_id", flat=True))
            events = Event.objects.count()
        assert kinds["certificate.issued"] == len(rows) == kinds["case.issue"]
        assert set(notices.values()) <= {1}
        done = sum(n for k, n in kinds.items() if k.startswith("case.") and "refused" not in k)
        assert done == events

    @invariant()
    def one_application_at_a_time_and_dates_follow(self) -> None:
        with work_in(EVERYTHING):
            kinds = [kind for _, kind in list_running(FIRM)]
        assert all(frozenset(two) in TOGETHER for two in combinations(kinds, 2))
        with work_in(EVERYTHING):
            for period in CasePeriod.objects.filter(case__party=FIRM).order_by("-pk")[:3]:
                rows = list_period_events(period)
                book = load_calendar().known_through(period.calendar_year)
                again = read_dates(run_period(period.name, rows, book))
                assert (period.due_on, period.finished_on, period.provisional) == (
                    again.due_on, again.finished_on, again.provisional,
                )  # fmt: skip


@pytest.mark.usefixtures("publish")
def test_whatever_happens_the_rules_hold() -> None:
    run_machine(
        Sequences,
        settings=settings(
            max_examples=LONG or 3, stateful_step_count=60 if LONG else 8, deadline=None,
            suppress_health_check=list(HealthCheck), derandomize=not LONG,
        ),
    )  # fmt: skip
