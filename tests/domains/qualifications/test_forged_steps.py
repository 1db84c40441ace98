"""Certificates that a proper step issues, of a case that is whole, but for what the law does not
allow: here nothing but the guard of level, day and place itself stands in the way (traps 2, 3, 4).

The application's own guards are lifted, so the case says of itself what is unlawful; or they stand
and the row is bent. It is written by plain SQL, and by an admin that somebody attaches.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models import Model

from jifang.domains.qualifications import effects
from jifang.domains.qualifications.models import Certificate, Extension
from jifang.foundation.audit.data import Basis
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases import services as case_services
from jifang.foundation.cases.checks import CHECKS
from jifang.foundation.cases.guards import Answered
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.walls.scope import work_in
from jifang.law.calendar import add_years
from tests.domains.qualifications.world import (
    OUTSIDE,
    World,
    apply,
    do,
    drive,
    hold,
    reread,
    staff_up,
    today,
)
from tests.foundation.cases.test_doors import SITE, Plain

pytestmark = pytest.mark.django_db
LIFTED = ("admissible", "one_application", "figures_reached", "renewal_first", "certificate_letter")
LEVEL_4, STEP = "a first application is for level 4", "one level, after a year"
WINDOW, PLACE = "renewal within its window", "another organ issues this level"
APPLIED = "not what was applied for"
DAY = timedelta(days=1)


def write_sql(row: Model) -> None:
    """The row by plain SQL of the application's role."""
    fields = [f for f in row._meta.concrete_fields if not f.primary_key]
    columns, marks = ", ".join(f.column for f in fields), ", ".join(["%s"] * len(fields))
    values = [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
    statement = f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def write_admin(row: Model) -> None:
    """The row by an admin that somebody attaches."""
    request: Any = None
    Plain(type(row), SITE).save_model(request, row, None, change=False)


DOORS: dict[str, Callable[[Model], None]] = {"sql": write_sql, "admin": write_admin}


@pytest.fixture
def lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the domain holds back is let through: the database stands alone."""
    until = (today() + timedelta(days=60)).isoformat()
    kept = {"facts": {}, "answer": {"values": {"valid_until": until}}}
    answered = Answered("certificate_application", "admit", (Basis("x", "y"),), kept)
    monkeypatch.setattr(case_services, "ask_law", lambda _: answered)
    for name in LIFTED:
        monkeypatch.setitem(CHECKS, name, lambda _: None)


def refuse(
    monkeypatch: pytest.MonkeyPatch, case: Case, said: str, who: str = "approver",
    door: str = "sql", **bent: Any,
) -> None:  # fmt: skip
    """The certificate of the issuing step, bent, is refused; and the step with it."""
    made = effects.make_certificate

    def bend(*given: Any) -> Certificate:
        row = made(*given)
        for name, value in bent.items():
            setattr(row, name, value)
        row.entry = 1
        DOORS[door](row)
        raise AssertionError(f"{bent}: it was entered")

    before = count()
    with monkeypatch.context() as patched:
        patched.setattr(effects, "make_certificate", bend)
        with pytest.raises(DatabaseError, match=said):
            do(who, case, "issue")
    assert (count(), reread(case).state) == (before, "granted")


def count() -> tuple[int, int]:
    with work_in(EVERYTHING):
        return Certificate.objects.count(), Event.objects.count()


@pytest.fixture
def first(world: World) -> Case:
    """A first application that was granted, as it should be."""
    staff_up(world.firm)
    return drive(apply("initial", level="4"), to="granted")


BENT: dict[str, tuple[dict[str, Any], str]] = {
    "issued by another city (2)": ({"organ_region": "440300", "organ": "ps-440300"}, PLACE),
    "issued by the province (2)": ({"organ_region": "440000", "organ": "ps-440000"}, PLACE),
    "of a firm of another city (2)": ({"firm_region": "440305"}, PLACE),
    "level 1 of the city's (2, 4)": ({"level": 1}, PLACE),
    "level 3 at first (4)": ({"level": 3}, LEVEL_4),
    "held since years ago (4)": ({"level_since": today() - 700 * DAY}, LEVEL_4),
    "promoted from nothing (4)": ({"how": "promotion", "level": 3}, "follows no certificate"),
    "renewed from nothing (3)": ({"how": "renewal"}, "follows no certificate"),
    "for three years (3)": ({"valid_until": add_years(today(), 3)}, "valid for two years"),
    "issued on another day (3)": ({"issued_on": today() - DAY}, "without the step that issues"),
    "applied for on another day (3)": ({"applied_on": today() - DAY}, APPLIED),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_a_first_certificate(monkeypatch: pytest.MonkeyPatch, first: Case, door: str) -> None:
    for name, (bent, said) in list(BENT.items())[:: 1 if door == "sql" else 4]:
        refuse(monkeypatch, first, said, door=door, **bent)
        assert name
    do("approver", first, "issue")  # unbent it is issued
    assert reread(first).state == "issued"


def lay_upper(level: str, kind: str) -> Case:
    """What the city examined and the province granted."""
    below = apply(kind, level=level)
    for code, who, more in (
        ("claim", "officer", {}), ("accept", "officer", {}),
        ("examine", "officer", {"more": {"finding": "met"}}), ("forward", "approver", {}),
    ):  # fmt: skip
        do(who, below, code, **more)
    with work_in(EVERYTHING):
        above = Case.objects.get(procedure="certificate_province", about_id=str(below.public_id))
    return drive(above, "province", "signer", to="granted")


@pytest.mark.usefixtures("lifted")
class TestLifted:
    """The case itself asks for what is unlawful, and was granted all the same."""

    def test_level_1_at_first(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        refuse(monkeypatch, lay_upper("1", "initial"), LEVEL_4, "signer")

    def test_level_3_at_first(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        case = drive(apply("initial", level="3"), to="granted")
        refuse(monkeypatch, case, LEVEL_4)
        refuse(monkeypatch, case, "another level than was applied for", level=4)

    def test_two_levels_up(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        held = hold(4, since=add_years(today(), -1))
        case = lay_upper("2", "promotion")
        refuse(monkeypatch, case, STEP, "signer")
        refuse(monkeypatch, case, STEP, "signer", door="admin")
        three: dict[str, Any] = {"level": 3, "organ_region": "440100", "organ": "ps-440100"}
        refuse(monkeypatch, case, "without the step", "signer", **three)
        refuse(monkeypatch, case, STEP, "signer", level=1)
        other: dict[str, Any] = {"how": "renewal", "level": 4, "level_since": held.level_since}
        refuse(monkeypatch, case, PLACE, "signer", **other)

    def test_a_day_before_the_year(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        hold(4, since=add_years(today(), -1) + DAY)
        case = drive(apply("promotion", level="3"), to="granted")
        refuse(monkeypatch, case, STEP)
        refuse(monkeypatch, case, APPLIED, applied_on=today() + DAY)

    @pytest.mark.parametrize(("ends_in", "forged"), [(-1, -1), (60, 60 - 30)])
    def test_renewed_late_or_early(
        self, world: World, monkeypatch: pytest.MonkeyPatch, ends_in: int, forged: int
    ) -> None:
        """On its own day it is out of the window; another day is not that of the application."""
        hold(4, ends_in=ends_in)
        case = drive(apply("renewal"), to="granted")
        refuse(monkeypatch, case, WINDOW)
        refuse(monkeypatch, case, WINDOW, door="admin")
        refuse(monkeypatch, case, WINDOW, level=3)
        refuse(monkeypatch, case, APPLIED, applied_on=today() + forged * DAY)

    @pytest.mark.parametrize(
        ("ends_in", "bent", "said"),
        [
            (20, {"until": 91}, "at most 90 days"), (20, {"until": 0}, "at most 90 days"),
            (-1, {"until": 60}, "at most 90 days"), (31, {"until": 60}, "at most 90 days"),
            (31, {"until": 60, "applied_on": 1}, APPLIED),
        ],
    )  # fmt: skip
    def test_an_extension(
        self, world: World, monkeypatch: pytest.MonkeyPatch, ends_in: int, bent: dict[str, int],
        said: str,
    ) -> None:  # fmt: skip
        """Of more days than 90, or applied for out of its window."""
        held = hold(4, ends_in=ends_in)
        case = drive(apply("extension", cause=True), to="examined")

        class Bent:
            @staticmethod
            def create(**row: Any) -> None:
                row["until"] = held.valid_until + bent["until"] * DAY
                row["applied_on"] = today() + bent.get("applied_on", 0) * DAY
                write_sql(Extension(**row))

        class Shim:
            objects = Bent

        monkeypatch.setattr(effects, "Extension", Shim)
        with pytest.raises(DatabaseError, match=said):
            do("approver", case, "extend", more={"days": 60})
        with work_in(EVERYTHING):
            assert not Extension.objects.exists()
        assert reread(case).state == "examined"


def test_a_filing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the province alone, for a year, upon a home certificate that is valid."""
    until = (today() + timedelta(days=90)).isoformat()
    case = apply("filing", "outside", OUTSIDE, home_number="湘-1", home_valid_until=until)
    case = drive(case, "province", "signer", to="granted")
    for bent, said in (
        ({"organ_region": "440100", "organ": "ps-440100"}, "file with the province"),
        ({"firm_region": "440106"}, "file with the province"),
        ({"valid_until": add_years(today(), 1) + DAY}, "the days of the filing"),
        ({"home_valid_until": today() - DAY}, "the days of the filing"),
        ({"applied_on": today() - DAY}, APPLIED),
        ({"kind": "qualification", "level": 1, "home_number": ""}, PLACE),
    ):
        refuse(monkeypatch, case, said, "signer", **bent)
