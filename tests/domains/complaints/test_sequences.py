"""Random lawful and unlawful acts on complaints that merge, are referred, reopened, unsealed.

A few short sequences; `JIFANG_FUZZ=n` tries n long ones.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from jifang.domains.complaints.codes import make_bearer
from jifang.domains.complaints.models import Complaint, ComplaintRating, Unsealing
from jifang.domains.complaints.services import read_identity
from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, Given, NotFoundError
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.proofs import find_faults
from jifang.foundation.cases.services import carry_out
from jifang.foundation.cases.verbs import VERBS
from jifang.foundation.documents.numbers import find_gaps
from jifang.foundation.notifications.services import Recipient
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import InputError
from tests.domains.complaints.people import (
    CONTACT,
    NAME,
    TIANHE,
    YUEXIU,
    file,
    give,
    lay_people,
    within,
)

pytestmark = pytest.mark.django_db
LONG = int(os.environ.get("JIFANG_FUZZ", "0"))
NAMES = ("officer", "colleague", "approver", "second", "superior", "neighbour", "bearer", "SYSTEM")
OWN = sorted({code for code, since in index_transitions("complaint") if since})
COMMON = ("claim", "accept", "reply", "merge", "reopen", "ask_to_unseal", "agree_to_unseal", "rate")
HANDING_OVER = tuple(verb.code for verb in VERBS)
MOST = 4


class Sequences(RuleBasedStateMachine):
    """Complaints as they stand in the database, beside what was done to them."""

    def __init__(self) -> None:
        super().__init__()
        self.ground = transaction.atomic()
        self.ground.__enter__()
        self.people: dict[str, Actor] = {**lay_people(), "SYSTEM": SYSTEM}
        self.cases: list[UUID] = []
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def teardown(self) -> None:
        """Nothing stays."""
        transaction.set_rollback(True)
        self.ground.__exit__(None, None, None)

    # -- what happens ----------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        for _ in range(2):
            self.file_one(sealed=True, joins=False)

    @precondition(lambda self: len(self.cases) < MOST)
    @rule(sealed=st.booleans(), joins=st.booleans())
    def file_one(self, sealed: bool, joins: bool) -> None:
        more: dict[str, Any] = {"name": NAME, "contact": CONTACT, "sealed": sealed}
        if joins and self.cases:
            more["same_as"] = self.cases[0]
        try:
            filed, _ = file(**more)
        except (CaseError, InputError):
            assert joins  # what is over cannot be joined
            return
        self.cases.append(filed.case)

    @rule(
        at=st.integers(0, MOST), name=st.sampled_from(NAMES),
        act=st.sampled_from((*OWN, *HANDING_OVER, *COMMON, *COMMON)), other=st.integers(0, MOST),
        stale=st.integers(0, 9), to=st.sampled_from(NAMES[:6]),
    )  # fmt: skip
    def anything(self, at: int, name: str, act: str, **more: Any) -> None:
        """Whatever comes to mind, lawful or not."""
        self.try_act(at, name, act, more["other"], more["to"], stale=more["stale"] == 0)

    @rule(
        at=st.integers(0, MOST), picks=st.lists(st.integers(0, 40), min_size=3, max_size=6),
        other=st.integers(0, MOST),
    )  # fmt: skip
    def work(self, at: int, picks: list[int], other: int) -> None:
        """Proper work by whoever it is in the hands of."""
        for pick in picks:
            case = self.find(at)
            found = [c for c, since in index_transitions("complaint") if since == case.state]
            own = [c for c in found if c not in HANDING_OVER and c != "withdraw"]
            holders = [n for n, a in self.people.items() if a.public_id == case.holder != ""]
            if not holders and case.holder_party.startswith("ps-"):
                self.try_act(at, "officer", "claim", other, "colleague")
            elif own:
                name = (*holders, "approver", "bearer", "second")[pick % (len(holders) + 3)]
                self.try_act(at, name, own[pick % len(own)], other, "colleague")

    @rule(at=st.integers(0, MOST), name=st.sampled_from(NAMES[:6]))
    def look_who_it_was(self, at: int, name: str) -> None:
        """An identity opens to the one it was opened to, and to nobody else."""
        case, by = self.find(at), self.people[name]
        with work_in(EVERYTHING):
            open_ = Unsealing.objects.filter(
                case=case, agreed=True, asked_account=by.account, until__gt=timezone.now()
            ).exists()
        try:
            with within(by):
                found = read_identity(by, case.public_id)
        except CaseError:
            return
        assert open_
        assert (found.name, found.contact) == (NAME, CONTACT)

    def try_act(
        self, at: int, name: str, act: str, other: int, to: str, *, stale: bool = False
    ) -> None:
        """One try; whatever is refused changes nothing."""
        case = self.find(at)
        key, before = str(case.public_id), self.count(case)
        by = make_bearer(case.party, case.organ_region) if name == "bearer" else self.people[name]
        more = give(act, case)
        if act == "merge":
            more["more"] = {"main": str(self.cases[other % len(self.cases)])}
        if act == "refer" and other % 2:
            more["more"] = {"to_organ": f"ps-{YUEXIU}"}
        if act == "set_target":
            more["more"] = {"target_on": "2026-12-01"}
        one = self.people[to]
        given = Given(
            case.version - stale, reason="理由", agrees=True, person=one.public_id,
            to=Recipient(one.body.party, one.public_id), **more,
        )  # fmt: skip
        try:
            with within(by):
                event = carry_out(by, case.public_id, act, given)
        except NotFoundError:
            assert self.count(case) == before
        except (CaseError, InputError):
            self.refused[key] += 1
            assert self.count(case) == before
        else:
            self.done[act] += 1
            assert event.version == case.version + 1

    # -- what always holds -----------------------------------------------------------------------

    def find(self, at: int) -> Case:
        with work_in(EVERYTHING):
            return Case.objects.get(public_id=self.cases[at % len(self.cases)])

    def count(self, case: Case) -> tuple[Any, ...]:
        with work_in(EVERYTHING):
            row = Case.objects.filter(pk=case.pk).values_list().get()
            return (*row, Event.objects.count(), Unsealing.objects.count(), Case.objects.count())

    @invariant()
    def every_case_agrees_with_its_events_and_leaves(self) -> None:
        with work_in(EVERYTHING):
            for case in Case.objects.filter(procedure="complaint"):
                assert find_faults(case) == []
                side = case.state in {"replied", "referred", "merged", "withdrawn", "rejected"}
                assert (case.holder_party == "") is side
                assert (case.closed_at is not None) is side

    @invariant()
    def each_act_is_one_leaf_and_numbers_follow_each_other(self) -> None:
        with work_in(EVERYTHING):
            events = Event.objects.count()
            leaves = Entry.objects.filter(kind__startswith="case.", organ__startswith="ps-44")
            assert leaves.exclude(kind__endswith=".refused").count() == events
            refusals = leaves.filter(kind__endswith=".refused").values_list("bytes", flat=True)
            told = Counter(
                key for data in refusals for key in self.refused if key.encode() in bytes(data)
            )
            assert told == self.refused
            assert find_gaps() == []
            for organ in (f"ps-{TIANHE}", f"ps-{YUEXIU}"):
                rows = Case.objects.filter(organ=organ).order_by("number")
                numbers = list(rows.values_list("number", flat=True))
                assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def what_follows_another_leads_to_one_that_follows_none(self) -> None:
        with work_in(EVERYTHING):
            rows = {c.case_id: c for c in Complaint.objects.select_related("case")}
            for row in rows.values():
                assert (row.main_id is not None) is (row.case.state == "merged")
                if row.main_id is not None:
                    main = rows[row.main_id]
                    assert main.main_id is None
                    assert main.case.organ == row.case.organ

    @invariant()
    def two_persons_open_an_identity_and_an_answer_is_rated_once(self) -> None:
        with work_in(EVERYTHING):
            for row in Unsealing.objects.exclude(agreed=None):
                assert row.decided_by not in {"", row.asked_by}
            rated = Counter(ComplaintRating.objects.values_list("reply", flat=True))
            assert not rated or max(rated.values()) == 1

    @invariant()
    def nobody_is_named_in_the_ledger(self) -> None:
        fresh = timezone.now() - timedelta(minutes=10)
        with work_in(EVERYTHING):
            for data in Entry.objects.filter(at__gte=fresh).values_list("bytes", flat=True)[:400]:
                assert NAME.encode() not in bytes(data)
                assert CONTACT.encode() not in bytes(data)


def test_whatever_happens_the_rules_hold() -> None:
    run_machine(
        Sequences,
        settings=settings(
            max_examples=LONG or 3, stateful_step_count=60 if LONG else 16, deadline=None,
            suppress_health_check=list(HealthCheck), derandomize=not LONG,
            phases=tuple(Phase) if LONG else (Phase.generate,),
        ),
    )  # fmt: skip
