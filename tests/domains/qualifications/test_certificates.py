"""Certificates from application to register: each kind, its windows, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from jifang.domains.qualifications.data import Applied
from jifang.domains.qualifications.deeming import deem_renewals
from jifang.domains.qualifications.facts import ask_conditions, require_firm
from jifang.domains.qualifications.issuing import count_validity
from jifang.domains.qualifications.models import Certificate, Deemed, Extension
from jifang.domains.qualifications.selectors import (
    find_standing,
    search_certificates,
)
from jifang.domains.units.organisation_kinds import STAFF
from jifang.domains.units.organisation_services import (
    declare_belonging,
)
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, Given
from jifang.foundation.cases.letters import draft_letter
from jifang.foundation.cases.models import Case, CasePeriod, Event
from jifang.foundation.cases.services import Opening, open_case
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.documents.models import Letter
from jifang.foundation.documents.selectors import verify_number
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law import decide
from jifang.law.calendar import add_years
from jifang.ledger.entries import read_entry
from tests.domains.qualifications.world import (
    DEFECTS,
    FIRM,
    FIRM_CODE,
    OUTSIDE,
    PEOPLE,
    World,
    apply,
    build,
    certificates,
    do,
    drive,
    hold,
    reread,
    staff_up,
    today,
    within,
)

pytestmark = pytest.mark.django_db


def last_refusal() -> dict[str, Any]:
    with work_in(EVERYTHING):
        entry = Entry.objects.order_by("-pk").first()
        assert entry is not None
        return dict(read_entry(bytes(entry.bytes)))


class TestFirst:
    def test_from_application_to_certificate(self, world: World) -> None:
        staff_up(world.firm)
        case = drive(apply("initial", level="4"), to="issued")
        assert (case.procedure, case.state, case.organ) == ("certificate", "issued", "ps-440100")
        (row,) = certificates()
        assert (row.level, row.level_since, row.issued_on) == (4, today(), today())
        assert row.valid_until == add_years(today(), 2)
        assert find_standing(row).state == "valid"
        assert find_standing(row, today() - timedelta(days=1)).state == "not_yet"
        assert find_standing(row, row.valid_until).holds
        assert find_standing(row, row.valid_until + timedelta(days=1)).state == "expired"
        for query in (row.number, "示例安防", FIRM_CODE.lower()):
            assert search_certificates(query) == [row]
        assert search_certificates("") == search_certificates("\0") == []
        letter = verify_number(row.number)
        assert letter is not None
        assert (letter.state, letter.agrees) == ("in_force", True)
        periods = CasePeriod.objects.filter(case=case)
        assert {p.name: p.finished_on for p in periods} == dict.fromkeys(
            ("licence_notice", "licence_decision", "licence_delivery"), today()
        )

    def test_the_law_counts_validity(self) -> None:
        for issued, until in (
            (date(2018, 3, 31), date(2020, 3, 31)), (date(2020, 2, 29), date(2022, 2, 28)),
        ):  # fmt: skip
            assert count_validity("certificate_validity", issued) == until

    @pytest.mark.parametrize(
        ("kind", "more", "code", "provision"),
        [
            ("initial", {"level": "3"}, "law", "art_15__para_1"),
            ("promotion", {"level": "3"}, "law", "art_15__para_1"),
            ("renewal", {}, "law", "art_15__para_2"),
            ("extension", {"cause": True}, "law", "art_15__para_2"),
        ],
    )
    def test_a_firm_without_one_gets_level_4_only(
        self, world: World, kind: str, more: dict[str, Any], code: str, provision: str
    ) -> None:
        with pytest.raises(CaseError) as caught:
            apply(kind, **more)
        assert (caught.value.code, caught.value.basis[0].provision) == (code, provision)
        assert last_refusal()["kind"] == "case.apply.refused"
        assert not Case.objects.exists()

    def test_figures_of_the_register_decide(self, world: World) -> None:
        staff_up(world.firm, 3)
        case = drive(apply("initial", level="4"), to="examined")
        with pytest.raises(CaseError) as caught:
            do("approver", case, "grant")
        assert "条件" in caught.value.text.zh
        do("approver", case, "refuse", reason="职工人数不足")
        assert reread(case).state == "refused"
        assert not certificates()

    def test_what_was_found_stands_in_for_what_is_not_entered(self, world: World) -> None:
        case = drive(apply("initial", level="4"), to="accepted")
        firm = require_firm_of(PEOPLE["officer"])
        asked = ask_conditions(firm, Applied("initial", 4, None, today()), today())
        assert asked.outcome == "unknown"
        do("officer", case, "examine", more={"finding": "not_met"})
        with pytest.raises(CaseError, match="未达到") as caught:
            do("approver", case, "grant")
        assert caught.value.code == "finding"
        do("approver", case, "examine_again", reason="再查")
        do("officer", case, "examine", more={"finding": "met"})
        do("approver", case, "grant")
        assert reread(case).state == "granted"

    def test_a_certificate_says_what_follows(self, world: World) -> None:
        staff_up(world.firm)
        case = drive(apply("initial", level="4"), to="granted")
        with within(PEOPLE["approver"]):
            letter = draft_letter(PEOPLE["approver"], case.public_id, "issue")
        for wrong in (
            replace(letter, fields={**letter.fields, "level": "一级"}),
            replace(letter, fields={**letter.fields, "valid_until": "2099-01-01"}),
            replace(letter, addressee="别的公司"),
        ):
            with pytest.raises(CaseError) as caught:
                do("approver", case, "issue", letter=wrong)
            assert caught.value.code == "letter_differs"
        assert not certificates()

    def test_four_eyes_and_one_notice(self, world: World) -> None:
        case = apply("initial", level="4")
        do("officer", case, "claim")
        do("officer", case, "notify", defects=DEFECTS)
        do("firm", case, "supply")
        with pytest.raises(CaseError) as caught:
            do("officer", case, "notify", defects=DEFECTS)
        assert caught.value.code == "second_notice"
        assert caught.value.basis[0].provision == "art_32"
        with pytest.raises(CaseError) as twice:
            apply("initial", level="4")
        assert twice.value.code == "other_case"

    def test_a_notice_names_everything(self, world: World) -> None:
        case = apply("initial", level="4")
        do("officer", case, "claim")
        letter = draft_of("officer", case, "notify", "别的")
        with pytest.raises(CaseError) as caught:
            do("officer", case, "notify", defects=DEFECTS, letter=letter)
        assert caught.value.code == "letter_differs"

    def test_its_items_are_made_from_what_is_told(self, world: World) -> None:
        case = apply("initial", level="4")
        do("officer", case, "claim")
        event = do("officer", case, "notify", defects=DEFECTS,
                   letter=draft_of("officer", case, "notify", ""))  # fmt: skip
        with work_in(EVERYTHING):
            letter = Letter.objects.get(public_id=event.letter)
        assert letter.fields["items"] == f"{DEFECTS[0].item}：{DEFECTS[0].text}"


def require_firm_of(by: Any) -> Any:
    with within(by):
        return require_firm(FIRM)


def draft_of(who: str, case: Case, code: str, items: str) -> Any:
    with within(PEOPLE[who]):
        letter = draft_letter(PEOPLE[who], case.public_id, code)
    return replace(letter, fields={**letter.fields, "items": items})


class TestPlaces:
    """Trap 2: a certificate goes by the place of registration, and by its level."""

    @pytest.mark.parametrize(
        ("procedure", "organ", "code"),
        [
            ("certificate", "ps-440300", "organ"), ("certificate", "ps-440000", "organ"),
            ("certificate", "ps-440106", "organ"), ("certificate_first", "ps-440100", "procedure"),
        ],
    )  # fmt: skip
    def test_another_organ_takes_no_application(
        self, world: World, procedure: str, organ: str, code: str
    ) -> None:
        opening = Opening(procedure, "apply", organ, FIRM, "申请")
        given = Given(0, more={"kind": "initial", "level": "4"})
        # Within the bounds of the firm alone: as a web request would.
        with within(PEOPLE["firm"]), pytest.raises(CaseError) as caught:
            open_case(PEOPLE["firm"], opening, given)
        assert caught.value.code == code

    def test_upper_levels_are_examined_by_the_city_and_issued_by_the_province(
        self, world: World
    ) -> None:
        staff_up(world.firm, 20, 10)
        build(world.firm, "6000000", work="design", area="120")
        hold(3, since=add_years(today(), -1))
        case = apply("promotion", level="2")
        assert (case.procedure, case.organ) == ("certificate_first", "ps-440100")
        for code, who, more in (
            ("claim", "officer", {}), ("accept", "officer", {}),
            ("examine", "officer", {"more": {"finding": "met"}}), ("forward", "approver", {}),
        ):  # fmt: skip
            do(who, case, code, **more)
        assert reread(case).state == "forwarded"
        with work_in(Scope(*find_range("440000"))):
            upper = Case.objects.get(procedure="certificate_province")
        assert (upper.organ, upper.party, upper.about_id) == (
            "ps-440000", FIRM, str(case.public_id),
        )  # fmt: skip
        with within(PEOPLE["officer"]):
            assert not Case.objects.filter(pk=upper.pk).exists()  # the province's own case
        with pytest.raises(CaseError, match="条件"):
            # One senior title is asked for; none is entered, and titles are known.
            drive(upper, "province", "signer", to="granted")

    def test_the_province_issues(self, world: World) -> None:
        build(world.firm, "6000000", work="design", area="120")
        staff_up(world.firm, 19, 10)
        senior(world)
        hold(3, since=add_years(today(), -1))
        case = apply("promotion", level="2")
        for code, who, more in (
            ("claim", "officer", {}), ("accept", "officer", {}),
            ("examine", "officer", {"more": {"finding": "met"}}), ("forward", "approver", {}),
        ):  # fmt: skip
            do(who, case, code, **more)
        with work_in(Scope(*find_range("440000"))):
            upper = Case.objects.get(procedure="certificate_province")
        drive(upper, "province", "signer", to="issued")
        old, new = certificates()
        assert (new.level, new.organ_region, new.follows, new.level_since) == (
            2, "440000", old, today(),
        )  # fmt: skip
        assert find_standing(old).state == "replaced"
        assert find_standing(old).successor == new.number

    def test_sql_cannot_issue_for_another_organ(self, world: World) -> None:
        for level, region in ((2, "440100"), (4, "440000"), (4, "440300")):
            with pytest.raises(DatabaseError), transaction.atomic():
                make_by_sql(world, level=level, organ_region=region, how="paper")


def senior(world: World) -> None:
    by = PEOPLE["firm"]
    with within(by):
        declare_belonging(STAFF, by, world.firm, {
            "number": "S1", "person_name": "高工", "title_level": "senior", "is_technician": True,
        })  # fmt: skip


def make_by_sql(world: World, **more: Any) -> Certificate:
    """A certificate by a plain INSERT of the application's role, within the whole province."""
    values: dict[str, Any] = {
        "kind": "qualification", "organ_region": "440100", "organ": "ps-440100", "party": FIRM,
        "firm": str(world.firm.public_id), "firm_name": "甲", "firm_region": "440106",
        "number": "假1", "number_key": "假1", "how": "initial", "level": 4,
        "level_since": today(), "applied_on": today(), "issued_on": today(),
        "valid_until": add_years(today(), 2), "entry": 1, **more,
    }  # fmt: skip
    with work_in(Scope(*find_range("440000"))):
        return Certificate.objects.create(**values)


class TestPromotion:
    """Trap 4: one level, a year after that level's certificate."""

    def test_not_by_two_levels(self, world: World) -> None:
        hold(4, since=add_years(today(), -1))
        for level in ("2", "1", "4"):
            with pytest.raises(CaseError) as caught:
                apply("promotion", level=level)
            assert caught.value.basis[0].provision == "art_15__para_1"
            assert "逐级" in caught.value.text.zh

    @pytest.mark.parametrize("days", [0, 1])
    def test_the_year_is_that_of_the_level(self, world: World, days: int) -> None:
        hold(3, since=add_years(today(), -1) + timedelta(days=days))
        if days == 0:
            assert apply("promotion", level="2").state == "received"
            return
        with pytest.raises(CaseError) as caught:
            apply("promotion", level="2")
        assert caught.value.outcome == "too_early"

    def test_a_renewal_does_not_start_the_year_anew(self, world: World) -> None:
        since = add_years(today(), -1)
        hold(4, ends_in=10, since=since)
        drive(apply("renewal"), to="issued")
        old, new = certificates()
        assert (new.how, new.level, new.level_since, new.follows) == ("renewal", 4, since, old)
        assert new.valid_until == add_years(today(), 2)
        assert apply("promotion", level="3").state == "received"

    def test_leap_years(self) -> None:
        facts: dict[str, Any] = {
            "kind": "promotion", "level": 3, "held_level": 4, "held_since": date(2024, 2, 29),
            "expires_on": date(2026, 2, 28), "extended_to": None, "meets_conditions": True,
            "registered_region": "440106",
        }  # fmt: skip
        for day, outcome in ((date(2025, 2, 27), "too_early"), (date(2025, 2, 28), "admit")):
            asked = decide("certificate_application", {**facts, "applied_on": day}, on=day)
            assert asked.outcome == outcome


class TestSideBySide:
    """A pending promotion does not shut the window of art. 15, para. 2."""

    @pytest.fixture
    def pending(self, world: World) -> tuple[Case, Case]:
        staff_up(world.firm, 10, 5)
        build(world.firm, "4000000")
        hold(4, ends_in=5, since=add_years(today(), -1))
        promotion = apply("promotion", level="3")
        return promotion, apply("renewal", "officer", on=today() - timedelta(days=1))

    def test_one_of_each_kind(self, pending: tuple[Case, Case]) -> None:
        for kind, more in (
            ("renewal", {}), ("promotion", {"level": "3"}), ("extension", {"cause": True}),
            ("change", {}),
        ):  # fmt: skip
            with pytest.raises(CaseError) as caught:
                apply(kind, **dict[str, Any](more))
            assert caught.value.code == "other_case"
            assert "撤回" in caught.value.text.zh

    def test_the_renewal_goes_out_first(self, pending: tuple[Case, Case]) -> None:
        promotion, renewal = pending
        promotion = drive(promotion, to="granted")
        renewal = drive(renewal, to="granted")
        with pytest.raises(CaseError) as caught:
            do("approver", promotion, "issue")
        assert caught.value.code == "renewal_first"
        do("approver", renewal, "issue")
        do("approver", promotion, "issue")
        _, second, third = certificates()
        assert (second.level, third.level, third.follows) == (4, 3, second)

    def test_a_promotion_leaves_nothing_to_renew(self, pending: tuple[Case, Case]) -> None:
        promotion, renewal = pending
        renewal = drive(renewal, to="examined")
        drive(promotion, to="issued")
        with pytest.raises(CaseError) as caught:
            do("approver", renewal, "grant")
        assert caught.value.code == "replaced"
        do("approver", renewal, "refuse", reason="已晋级")
        assert [c.how for c in certificates()] == ["paper", "promotion"]


class TestWindows:
    """Trap 3: the 30 days before expiry, both ends; a day late is late."""

    @pytest.mark.parametrize("kind", ["renewal", "extension"])
    @pytest.mark.parametrize(
        ("ends_in", "outcome"),
        [(31, "too_early"), (30, "admit"), (0, "admit"), (-1, "not_accepted"),
         (60, "too_early")],
    )  # fmt: skip
    def test_its_edges(self, world: World, kind: str, ends_in: int, outcome: str) -> None:
        hold(4, ends_in=ends_in)
        more: dict[str, Any] = {"cause": True} if kind == "extension" else {}
        if outcome == "admit":
            assert apply(kind, **more).state == "received"
            return
        with pytest.raises(CaseError) as caught:
            apply(kind, **more)
        assert (caught.value.outcome, caught.value.basis[0].provision) == (
            outcome, "art_15__para_2",
        )  # fmt: skip
        assert not Case.objects.exists()

    def test_an_extension_lets_renew_later_and_is_given_once(self, world: World) -> None:
        row = hold(4, ends_in=0)
        with pytest.raises(CaseError):
            apply("extension")  # without cause nothing is decided
        case = drive(apply("extension", cause=True), to="examined")
        with pytest.raises(CaseError) as caught:
            do("approver", case, "grant")
        assert caught.value.code == "kind"
        do("approver", case, "extend", more={"days": 120})
        made = Extension.objects.get(certificate=row)
        assert made.until == row.valid_until + timedelta(days=90)
        row = Certificate.objects.get(pk=row.pk)
        assert find_standing(row, row.valid_until + timedelta(days=90)).state == "extended"
        assert find_standing(row, row.valid_until + timedelta(days=91)).state == "expired"
        with pytest.raises(CaseError) as again:
            apply("extension", cause=True)
        assert again.value.basis[0].provision == "art_15__para_2"
        with pytest.raises(CaseError) as changed:
            apply("change")
        assert changed.value.code == "extended"
        assert apply("renewal").state == "received"

    def test_a_firm_cannot_put_its_own_application_back(self, world: World) -> None:
        """Too late is too late: only papers that came in at the counter count from then."""
        hold(4, ends_in=-3)
        with pytest.raises(CaseError) as caught:
            apply("renewal", on=today() - timedelta(days=5))
        assert caught.value.code == "backdated"
        assert apply("renewal", "officer", on=today() - timedelta(days=5)).state == "received"

    def test_a_renewal_that_was_not_decided_is_not_refused(self, world: World) -> None:
        hold(4, ends_in=3)
        case = drive(apply("renewal"), to="examined")
        with stand_on(today() + timedelta(days=4)), pytest.raises(CaseError) as caught:
            do("approver", case, "refuse", reason="迟")
        assert caught.value.code == "deemed_granted"
        do("approver", case, "grant")
        do("approver", case, "issue")
        assert [c.how for c in certificates()] == ["paper", "renewal"]

    def test_what_was_not_decided_in_time_counts_as_renewed(self, world: World) -> None:
        row = hold(4, ends_in=1)
        case, then = apply("renewal"), today() + timedelta(days=2)
        with stand_on(then), work_in(EVERYTHING):
            assert deem_renewals() == (0, 0)  # not accepted yet
        drive(case, to="examined")
        with stand_on(then):
            with work_in(EVERYTHING):
                assert deem_renewals() == (1, 0)
                assert deem_renewals() == (0, 0)
            found = certificates()[0]
            assert (find_standing(found, then).state, find_standing(found, then).holds) == (
                "deemed", True,
            )  # fmt: skip
            assert find_standing(found, row.valid_until).state == "valid"
            for who, code in (("firm", "withdraw"), ("approver", "refuse")):
                with pytest.raises(CaseError):
                    do(who, case, code, reason="迟")
        do("approver", case, "grant")
        do("approver", case, "issue")
        old, new = certificates()
        assert (find_standing(old, then).state, find_standing(new, then).state) == (
            "replaced", "valid",
        )  # fmt: skip

    def test_sql_deems_nothing(self, world: World) -> None:
        row = hold(4, ends_in=1)
        case = apply("renewal")
        values = {
            "certificate": row, "organ_region": "440100", "party": FIRM, "entry": 1,
            "applied_on": today(), "since": today() + timedelta(days=2),
        }  # fmt: skip
        with work_in(EVERYTHING):
            event = Event.objects.get(case=case)
            for more in ({}, {"since": today() + timedelta(days=1)}, {"party": OUTSIDE}):
                with pytest.raises(DatabaseError), transaction.atomic():
                    Deemed.objects.create(event=event, **{**values, **more})

    def test_sql_cannot_renew_late_or_skip(self, world: World) -> None:
        held = hold(4, ends_in=-1)
        for more in (
            {"how": "renewal", "follows": held}, {"how": "promotion", "level": 2},
            {"how": "initial", "level": 3}, {"how": "initial"},
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                make_by_sql(world, **more)
        with pytest.raises(DatabaseError), transaction.atomic():
            Certificate.objects.filter(pk=held.pk).update(level=1)
        assert certificates()[0].level == 4
