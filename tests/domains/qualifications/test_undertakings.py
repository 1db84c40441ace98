"""What a firm takes on: covered on its days or refused, for the application and for plain SQL; and
the reminders of what ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from jifang.domains.qualifications.data import REMIND_BEFORE, Work
from jifang.domains.qualifications.models import Certificate, Reminder, Undertaking
from jifang.domains.qualifications.reminders import find_notice, remind
from jifang.domains.qualifications.undertakings import enter_undertaking
from jifang.foundation.audit.data import Target
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError
from jifang.foundation.notifications.models import Notification
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law.calendar import add_years
from jifang.law.errors import InputError
from jifang.ledger.entries import read_entry
from tests.domains.qualifications.world import (
    FIRM,
    OUTSIDE,
    PEOPLE,
    TIANHE,
    World,
    apply,
    drive,
    hold,
    today,
    within,
)

pytestmark = pytest.mark.django_db


def make_work(**more: Any) -> Work:
    day = today()
    return replace(
        Work(FIRM, Target("example", "p-1"), "示例工程", TIANHE, "construction", day, day,
             day + timedelta(days=60), Decimal(900_000)),
        **more,
    )  # fmt: skip


def enter(who: str = "firm", **more: Any) -> Undertaking:
    with within(PEOPLE[who]):
        return enter_undertaking(PEOPLE[who], make_work(**more))


def count() -> int:
    with work_in(EVERYTHING):
        return Undertaking.objects.count()


class TestUndertaking:
    def test_covered(self, world: World) -> None:
        held = hold(4)
        row = enter()
        assert (row.certificate, row.filing, row.required_level) == (held, None, 4)
        assert row.decision["answer"]["outcome"] == "may"
        with pytest.raises(CaseError) as caught:
            enter()
        assert caught.value.code == "twice"
        assert enter("county", work="design").work == "design"
        for who in ("stranger", "shenzhen"):
            with pytest.raises(CaseError):
                enter(who, work="maintenance")

    @pytest.mark.parametrize(
        ("level", "ends_in", "more", "provision"),
        [
            (0, 0, {}, "art_14__para_2"),
            (4, -1, {}, "art_14__para_2"),
            (4, 10, {"work_from": 11}, "art_14__para_2"),
            (4, 400, {"amount": "1000000.01"}, "art_14__para_2"),
            (3, 400, {"amount": "5000000.01"}, "art_14__para_2"),
            (4, 400, {"amount": None}, "art_14__para_2"),
        ],
    )
    def test_refused_with_the_ground_and_recorded(
        self, world: World, level: int, ends_in: int, more: dict[str, Any], provision: str
    ) -> None:
        if level:
            hold(level, ends_in=ends_in)
        given: dict[str, Any] = dict(more)
        if "work_from" in given:
            given["work_from"] = today() + timedelta(days=given["work_from"])
        if given.get("amount"):
            given["amount"] = Decimal(given["amount"])
        with pytest.raises(CaseError) as caught:
            enter(**given)
        assert caught.value.basis[0].provision == provision
        with work_in(EVERYTHING):
            entry = Entry.objects.order_by("-pk")[0]
        said = read_entry(bytes(entry.bytes))
        assert said["kind"] == "undertaking.entered.refused"
        assert count() == 0

    @pytest.mark.parametrize(("ends_in", "amount"), [(0, "1000000"), (5, "0.01")])
    def test_on_the_last_day_and_at_the_ceiling(
        self, world: World, ends_in: int, amount: str
    ) -> None:
        hold(4, ends_in=ends_in)
        row = enter(amount=Decimal(amount))
        duties = row.decision["answer"]["duties"]
        assert any(d["provision"] == "art_15__para_2" for d in duties)  # renewed before it ends

    def test_a_firm_from_outside_needs_its_filing(self, world: World) -> None:
        with pytest.raises(CaseError) as caught:
            enter("outside", party=OUTSIDE)
        assert "art_1" in caught.value.basis[0].provision
        case = apply("filing", "outside", OUTSIDE, home_number="湘-1", home_level="3",
                     home_valid_until=(today() + timedelta(days=100)).isoformat())  # fmt: skip
        drive(case, "province", "signer", to="issued")
        row = enter("outside", party=OUTSIDE, amount=Decimal(4_000_000))
        assert row.filing is not None
        with pytest.raises(CaseError):
            enter("outside", party=OUTSIDE, work="design", amount=Decimal(6_000_000))

    def test_what_cannot_be(self, world: World) -> None:
        hold(4)
        for more in (
            {"work": "selling"}, {"region": "999999"}, {"project_name": " "},
            {"undertaken_on": today() + timedelta(days=1)},
            {"work_until": today() - timedelta(days=1)}, {"work_until": add_years(today(), 11)},
            {"region": "110000"}, {"undertaken_on": today() - timedelta(days=1)},
            {"project": Target("zz", "1")}, {"project": Target("project", "none")},
            {"project": Target("site", "none")},
        ):  # fmt: skip
            with pytest.raises(InputError):
                enter(**more)

    def test_sql_enters_nothing_that_is_not_covered(self, world: World) -> None:
        held, day = hold(4, ends_in=10), today()
        values: dict[str, Any] = {
            "organ_region": "440106", "party": FIRM, "firm": str(world.firm.public_id),
            "firm_name": "甲", "firm_region": "440106", "project_kind": "example",
            "project_id": "p-9", "project_name": "甲", "region": TIANHE, "work": "design",
            "undertaken_on": day, "work_from": day, "work_until": day, "amount": 1,
            "required_level": 4, "certificate": held, "decision": {}, "entered_by": "x",
            "entry": 1,
        }  # fmt: skip
        nothing, above = "nothing covers the work", "above the level held"
        for more, said in (
            ({"project_kind": "project"}, "named for"),
            ({"certificate": None}, nothing), ({"party": "firm-other"}, nothing),
            ({"amount": 1_000_001}, above), ({"required_level": 3}, above),
            ({"amount": None}, "not known"),
            ({"amount": None, "required_level": None}, "not known"),
            ({"firm_region": "430100"}, nothing),
            ({"work_from": day + timedelta(days=11), "work_until": day + timedelta(days=12)},
             nothing),
            ({"undertaken_on": add_years(day, -9)}, nothing),
        ):  # fmt: skip
            refused = pytest.raises(DatabaseError, match=said)
            with refused, transaction.atomic(), work_in(EVERYTHING):
                Undertaking.objects.create(**{**values, **more})
        with work_in(Scope(*find_range("440000"))):
            row = Undertaking.objects.create(**values)
            with pytest.raises(DatabaseError), transaction.atomic():
                Undertaking.objects.filter(pk=row.pk).update(amount=9_999_999)


class TestReminders:
    def test_the_shortest_that_is_reached(self) -> None:
        days = {91: None, 90: 90, 31: 90, 30: 30, 8: 30, 7: 7, 2: 7, 1: 1, 0: 1}
        assert {d: find_notice(d) for d in days} == days

    def test_each_once(self, world: World) -> None:
        row = hold(4, ends_in=200)
        ends = row.valid_until
        with work_in(Scope(*find_range("440000"))):
            nights = (91, 90, 90, 45, 30, 7, 6, 1, 1, 0)
            told = [remind(ends - timedelta(days=left))[0] for left in nights]
            assert told == [0, 1, 0, 0, 1, 1, 0, 1, 0, 0]
            days = Reminder.objects.order_by("-days").values_list("days", flat=True)
            assert tuple(days) == REMIND_BEFORE
            assert remind(ends + timedelta(days=1)) == (0, 0)
        with within(PEOPLE["firm"]):
            found = Notification.objects.filter(about_kind="certificate", party=FIRM)
            assert found.count() == 4
            assert row.number in found[0].title_zh

    def test_not_of_one_that_was_replaced(self, world: World) -> None:
        hold(4, ends_in=10, since=add_years(today(), -1))
        drive(apply("renewal"), to="issued")
        with work_in(Scope(*find_range("440000"))):
            assert remind() == (0, 0)
        assert Certificate.objects.count() == 2
