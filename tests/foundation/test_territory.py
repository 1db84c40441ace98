"""Divisions: editions by day, yearly lists, codes that are never given again; organs."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from psycopg.types.range import Range

from jifang.foundation.territory.models import Division, Organ
from jifang.foundation.territory.selectors import (
    find_division,
    list_editions,
    list_organs,
    list_parts,
)
from jifang.foundation.territory.services import (
    Row,
    import_divisions,
    load_official_divisions,
    open_public_security_organs,
)
from jifang.foundation.walls.scope import Scope, enter_scope
from jifang.law.errors import InputError

pytestmark = pytest.mark.django_db
SOURCE = "test"
YEAR = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def official() -> None:
    enter_scope(Scope(administration="system_admin"))
    load_official_divisions()


def list_rows() -> list[Row]:
    return [
        Row(d.code, d.name_zh, d.name_en, d.parent, d.level)
        for d in Division.objects.filter(valid__contains=date(2025, 12, 31))
    ]


def test_the_shipped_list_is_loaded_once() -> None:
    number = Division.objects.count()
    assert Division.objects.filter(level="prefecture").count() == 21
    assert load_official_divisions().kept == number
    assert Division.objects.count() == number


def test_dongguan_and_zhongshan_have_no_counties() -> None:
    assert list_parts("441900") == []
    assert list_parts("442000") == []
    assert len(list_parts("440100")) == 11


def test_a_new_name_is_a_new_edition_of_the_same_code() -> None:
    rows = [r if r.code != "440106" else Row(r.code, "新名区", "New", r.parent, r.level)
            for r in list_rows()]  # fmt: skip
    report = import_divisions(rows, since=YEAR, source=SOURCE)
    assert (report.renamed, report.added, report.abolished) == (["440106"], [], [])
    assert find_division("440106", date(2025, 12, 31)).name_zh == "天河区"  # type: ignore[union-attr]
    assert find_division("440106", YEAR).name_zh == "新名区"  # type: ignore[union-attr]
    assert len(list_editions("440106")) == 2


def test_what_is_no_longer_listed_ends_and_its_code_is_never_given_again() -> None:
    rows = [r for r in list_rows() if r.code != "440106"]
    assert import_divisions(rows, since=YEAR, source=SOURCE).abolished == ["440106"]
    assert find_division("440106", YEAR) is None
    later = [*rows, Row("440106", "别区", "Other", "440100", "county")]
    with pytest.raises(InputError, match="not given again"):
        import_divisions(later, since=date(2027, 1, 1), source=SOURCE)
    with pytest.raises(DatabaseError, match="not given again"), transaction.atomic():
        Division.objects.create(
            code="440106", name_zh="别区", name_en="Other", parent="440100", level="county",
            valid=Range(date(2027, 1, 1), None), source=SOURCE,
        )  # fmt: skip


def test_two_editions_do_not_hold_on_one_day() -> None:
    with pytest.raises(DatabaseError, match="division_one_edition"), transaction.atomic():
        Division.objects.create(
            code="440106", name_zh="甲", name_en="A", parent="440100", level="county",
            valid=Range(YEAR, None), source=SOURCE,
        )  # fmt: skip


def test_townships_are_loaded_into_what_is_there() -> None:
    row = Row("440106001", "五山街道", "Wushan Subdistrict", "440106", "township")
    report = import_divisions([row], since=YEAR, source=SOURCE, complete=False)
    assert report.added == ["440106001"]
    assert [d.code for d in list_parts("440106", YEAR)] == ["440106001"]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (Row("44010", "甲", "A", "440100", "county"), "44010.code"),
        (Row("440106", "甲", "A", "440106", "township"), "440106.code"),
        (Row("440199", "", "A", "440100", "county"), "440199.name_zh"),
        (Row("440199", "甲", "A", "449900", "county"), "440199.parent"),
    ],
)
def test_a_wrong_row_is_named(row: Row, field: str) -> None:
    with pytest.raises(InputError) as caught:
        import_divisions([row], since=YEAR, source=SOURCE, complete=False)
    assert [p.field for p in caught.value] == [field]


def test_nobody_else_writes_divisions() -> None:
    enter_scope(Scope("44", "45"))
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Division.objects.create(
            code="440199", name_zh="甲", name_en="A", parent="440100", level="county",
            valid=Range(YEAR, None), source=SOURCE,
        )  # fmt: skip
    assert Division.objects.filter(code="440106").update(name_zh="乙") == 0


def test_every_division_down_to_the_county_has_its_public_security_organ() -> None:
    made = open_public_security_organs()
    assert made == Division.objects.count()
    assert open_public_security_organs() == 0
    assert [o.level for o in list_organs("440106")] == ["county"]
    assert (
        not Organ.objects.filter(organ_region__startswith="4419")
        .exclude(level="prefecture")
        .exists()
    )
