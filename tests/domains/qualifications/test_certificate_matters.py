"""Certificates: their clock, changes and reissue, entries from paper, filings, who is competent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jifang.domains.qualifications.models import Certificate
from jifang.domains.qualifications.selectors import (
    find_end,
    list_expiring,
)
from jifang.domains.qualifications.services import Paper, enter_paper
from jifang.domains.units.organisation_services import (
    change_organisation,
)
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.clockwork import expire_cases
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.models import CasePeriod, Event
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.documents.models import LetterEnd
from jifang.foundation.documents.numbers import find_gaps
from jifang.foundation.documents.selectors import verify_number
from jifang.foundation.walls.scope import work_in
from jifang.law.calendar import add_years
from jifang.law.errors import InputError
from tests.domains.qualifications.world import (
    FIRM,
    OUTSIDE,
    PEOPLE,
    World,
    apply,
    certificates,
    do,
    drive,
    hold,
    staff_up,
    today,
    within,
)

pytestmark = pytest.mark.django_db


class TestClock:
    def test_deemed_accepted_from_its_receipt(self, world: World) -> None:
        case = apply("initial", level="4")
        with stand_on(today() + timedelta(days=20)):
            assert expire_cases() >= 1
        event = Event.objects.filter(case=case).order_by("-version")[0]
        assert (event.act, event.to_state, event.by) == ("deem_accepted", "accepted", "")
        with work_in(EVERYTHING):
            started = CasePeriod.objects.get(case=case, name="licence_decision").started_on
        assert started == today()

    def test_a_review_by_experts_does_not_count(self, world: World) -> None:
        case = drive(apply("initial", level="4"), to="accepted")
        with work_in(EVERYTHING):
            before = CasePeriod.objects.get(case=case, name="licence_decision").due_on
        for wrong in ("", "holiday"):
            with pytest.raises((CaseError, InputError)):
                do("officer", case, "pause", reason="评审约十日", pause=wrong)
        do("officer", case, "pause", reason="评审约十日", pause="expert_review")
        with pytest.raises(CaseError):
            do("officer", case, "examine", more={"finding": "met"})
        later = today() + timedelta(days=14)
        with stand_on(later):
            do("officer", case, "resume")
        with work_in(EVERYTHING):
            after = CasePeriod.objects.get(case=case, name="licence_decision").due_on
        assert before is not None
        assert after is not None
        assert after > before + timedelta(days=9)

    def test_the_period_of_decision_is_extended_once(self, world: World) -> None:
        case = drive(apply("initial", level="4"), to="accepted")
        with work_in(EVERYTHING):
            before = CasePeriod.objects.get(case=case, name="licence_decision").due_on
        do("approver", case, "prolong", reason="案情复杂")
        with work_in(EVERYTHING):
            after = CasePeriod.objects.get(case=case, name="licence_decision").due_on
        assert before is not None
        assert after is not None
        assert after > before
        with pytest.raises((CaseError, InputError)):
            do("approver", case, "prolong", reason="再次")


class TestChanges:
    def test_reissue_keeps_level_and_days(self, world: World) -> None:
        staff_up(world.firm)
        drive(apply("initial", level="4"), to="issued")
        (old,) = certificates()
        drive(apply("reissue"), to="issued")
        old, new = certificates()
        assert (new.how, new.level, new.valid_until, new.level_since) == (
            "reissue", 4, old.valid_until, old.level_since,
        )  # fmt: skip
        assert new.number != old.number
        ended = verify_number(old.number)
        assert ended is not None
        assert (ended.state, ended.replaced_by) == ("superseded", new.number)
        assert LetterEnd.objects.count() == 1
        with pytest.raises(CaseError):
            apply("renewal")  # more than 30 days to go

    def test_numbers_have_no_gap(self, world: World) -> None:
        staff_up(world.firm)
        drive(apply("initial", level="4"), to="issued")
        drive(apply("change"), to="issued")
        numbers = [c.number.rpartition("第")[2] for c in certificates()]
        first = int(numbers[0].removesuffix("号"))
        assert numbers == [f"{first}号", f"{first + 1}号"]
        with work_in(EVERYTHING):
            assert find_gaps() == []


class TestPaper:
    def test_only_the_issuing_organ_enters_it(self, world: World) -> None:
        paper = Paper(FIRM, "纸1", today(), add_years(today(), 2), 4, today())
        for who in ("firm", "shenzhen", "province", "approver"):
            with within(PEOPLE[who]), pytest.raises((CaseError, InputError)):
                enter_paper(PEOPLE[who], paper)
        assert not certificates()
        hold(4)
        with pytest.raises(InputError):
            hold(4)

    def test_expiring_ones_are_listed(self, world: World) -> None:
        row = hold(4, ends_in=29)
        assert list(list_expiring("4401", "4402", today() + timedelta(days=30))) == [row]
        assert not list_expiring("4401", "4402", today() + timedelta(days=28)).exists()
        assert not list_expiring("4403", "4404", today() + timedelta(days=30)).exists()
        assert find_end(row) == today() + timedelta(days=29)


class TestFiling:
    HOME: dict[str, Any] = {"home_number": "湘-1", "home_level": "2"}  # noqa: RUF012

    def until(self, days: int) -> dict[str, Any]:
        return {**self.HOME, "home_valid_until": (today() + timedelta(days=days)).isoformat()}

    def test_a_year_from_the_province(self, world: World) -> None:
        case = apply("filing", "outside", OUTSIDE, **self.until(100))
        assert (case.procedure, case.organ) == ("filing", "ps-440000")
        drive(case, "province", "signer", to="issued")
        row = Certificate.objects.get(party=OUTSIDE)
        assert (row.kind, row.valid_until, row.level, row.home_level) == (
            "filing", add_years(today(), 1), None, 2,
        )  # fmt: skip

    def test_not_with_an_expired_home_certificate_nor_from_inside(self, world: World) -> None:
        with pytest.raises(CaseError) as late:
            apply("filing", "outside", OUTSIDE, **self.until(-1))
        assert (late.value.outcome, late.value.basis[0].provision) == ("refuse", "art_16__para_1")
        assert "所在地资格证书有效至" in late.value.text.zh
        assert apply("filing", "outside", OUTSIDE, **self.until(0)).state == "received"
        for who, party, more in (
            ("firm", FIRM, self.until(10)), ("outside", OUTSIDE, self.until(10)),
        ):  # fmt: skip
            with pytest.raises(CaseError):
                apply("filing", who, party, **more)
        with pytest.raises(CaseError) as caught:
            apply("initial", "outside", OUTSIDE, level="4")
        assert caught.value.basis[0].provision == "art_16__para_1"

    def test_an_expired_home_certificate(self, world: World) -> None:
        with pytest.raises(CaseError) as caught:
            apply("filing", "outside", OUTSIDE, **self.until(-1))
        assert caught.value.basis[0].provision == "art_16__para_1"


class TestCompetence:
    def test_a_firm_that_moved_away_is_not_decided_here(self, world: World) -> None:
        staff_up(world.firm)
        case = drive(apply("initial", level="4"), to="examined")
        with within(PEOPLE["signer"]):
            clerk = replace(PEOPLE["signer"], role="officer")
            change_organisation(
                clerk, world.firm.public_id, world.firm.version, {"region": "440305"},
                reason="迁址",
            )  # fmt: skip
        with pytest.raises(CaseError) as caught:
            do("approver", case, "grant")
        assert caught.value.code in {"organ", "not_registered"}
        assert not certificates()

    def test_a_level_held_since_before_the_measures_counts(self, world: World) -> None:
        hold(4, ends_in=30, since=date(2016, 5, 1))
        assert apply("promotion", level="3").state == "received"
