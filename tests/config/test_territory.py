"""`python -m jifang.config.territory`: lists from files, whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.db import connection

from jifang.config import prepare
from jifang.config.territory import run
from jifang.foundation.audit.models import Entry
from jifang.foundation.territory.models import Division, Organ
from jifang.foundation.territory.selectors import (
    find_competent_organ,
    find_division,
    find_superior_organ,
    has_no_counties,
    is_within,
    list_divisions,
    list_editions,
    list_public_security_organs,
    say_organ,
    search_divisions,
)
from jifang.foundation.walls.scope import NOBODY, Scope, enter_scope, work_in
from jifang.law.places import load_divisions

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2026, 1, 1)
Row = dict[str, str]
Write = Callable[[Iterable[Row]], Path]


@pytest.fixture(autouse=True)
def territory() -> None:
    prepare.load_territory()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_csv(rows: Iterable[Row]) -> Path:
        path, given = tmp_path / "list.csv", list(rows)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(given[0]))
            writer.writeheader()
            writer.writerows(given)
        return path

    return write_csv


def official(**changed: str) -> list[Row]:
    """The official list with other Chinese names; an empty one leaves the division out."""
    names = {d.code: changed.get(f"c{d.code}", d.name.zh) for d in load_divisions().values()}
    return [
        {"code": c, "name_zh": n, "name_en": f"New {c}" if f"c{c}" in changed else ""}
        for c, n in names.items()
        if n
    ]


def count_leaves(kind: str) -> int:
    with work_in(Scope("0", ":")):
        return Entry.objects.filter(kind=kind).count()


def test_loading_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = count_leaves("divisions.imported"), count_leaves("organs.opened")
    assert before == (1, 1)
    assert run(["load"]) == 0
    assert "144 kept" in capsys.readouterr().out
    assert (count_leaves("divisions.imported"), count_leaves("organs.opened")) == before


def test_a_dry_run_reports_and_writes_nothing(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(official(c440106="新名区", c440103=""))
    assert run(["import", str(path), "--since", "2026-01-01", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "更名 1 / 1 renamed: 440106" in said
    assert "撤销 1 / 1 abolished: 440103" in said
    assert find_division("440103", NEW_YEAR) is not None
    assert count_leaves("divisions.imported") == 1


def test_what_ends_must_be_said(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(official(c440103=""))
    asked = ["import", str(path), "--since", "2026-01-01"]
    assert run(asked) == 2
    assert "say --abolishes 1" in capsys.readouterr().out
    assert find_division("440103", NEW_YEAR) is not None
    assert run([*asked, "--abolishes", "1"]) == 0
    assert find_division("440103", NEW_YEAR) is None
    assert find_division("440103", date(2025, 12, 31)) is not None
    assert "440103" not in list_public_security_organs(NEW_YEAR)
    assert "440103" in list_public_security_organs(date(2025, 12, 31))
    assert count_leaves("divisions.imported") == 2
    # The same list again is no act.
    assert run(asked) == 0
    assert count_leaves("divisions.imported") == 2


def test_a_made_name_follows_the_division_and_its_days(write: Write) -> None:
    path = write(official(c440106="新名区"))
    assert run(["import", str(path), "--since", "2026-01-01"]) == 0
    organ = find_competent_organ("440106", NEW_YEAR)
    assert organ is not None
    assert organ.name_derived
    assert organ.name_zh == "新名区公安机关"
    assert say_organ(organ, date(2025, 12, 31)).zh == "天河区公安机关"
    assert [d.name_zh for d in list_editions("440106")] == ["天河区", "新名区"]


def test_the_entry_names_the_list_by_its_digest(write: Write) -> None:
    path = write(official(c440106="新名区"))
    run(["import", str(path), "--since", "2026-01-01"])
    with work_in(Scope("0", ":")):
        entry = Entry.objects.filter(kind="divisions.imported").latest("id")
    import hashlib

    assert hashlib.sha256(path.read_bytes()).hexdigest() in bytes(entry.bytes).decode()


def test_every_wrong_row_is_named_and_nothing_is_written(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = official(c440106="新名区")
    rows += [
        {"code": "44019", "name_zh": "甲", "name_en": "A"},
        {"code": "449901", "name_zh": "乙", "name_en": "B"},
        {"code": "440190", "name_zh": "丙", "name_en": ""},
        {"code": "440103", "name_zh": "荔湾区", "name_en": ""},
        {"code": "110101", "name_zh": "丁", "name_en": "D"},
    ]
    assert run(["import", str(write(rows)), "--since", "2026-01-01"]) == 1
    said = capsys.readouterr().err
    for part in ("rows[146].code", "rows[147].parent", "rows[148].name_en", "440103.code",
                 "rows[150].code：不是广东省的代码"):  # fmt: skip
        assert part in said
    assert "must be 6 digits" in said
    assert find_division("440106", NEW_YEAR).name_zh == "天河区"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"code,name_zh,colour\n440100,x,y\n", "unknown or twice"),
        (b"code\n440100\n", "no column name_zh"),
        (b"code,name_zh\n", "cities, counties"),
        ("code,name_zh\n440100,广州市".encode("gb18030"), "GBK"),
        (b"code,name_zh\n440100,x,y\n", "more cells than headings"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    asked = ["import", str(path), "--since", "2026-01-01"]
    assert run(asked) == 1
    assert said in capsys.readouterr().err


def test_a_file_must_be_there_and_a_day_a_day(
    tmp_path: Path, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(tmp_path / "none.csv"), "--since", "2026-01-01"]) == 1
    assert run(["import", str(write(official())), "--since", "1 Jan"]) == 1
    assert run(["import", str(tmp_path / "a.ods"), "--since", "2026-01-01"]) == 1
    assert "2026-01-01" in capsys.readouterr().err
    assert run(["import", str(write(official()[1:])), "--since", "2026-01-01"]) == 1


def write_workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    return path


TOWNS: list[list[object]] = [
    ["代码", "名称", "英文名称"],
    [440106001, "五山街道", "Wushan Subdistrict"],
    ["441900003", "东城街道", "Dongcheng Subdistrict"],
]
"""As spreadsheets hold them: one code as a number, one as text."""


def test_townships_from_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_workbook(tmp_path / "towns.xlsx", TOWNS)
    assert run(["townships", str(path), "--since", "2026-01-01"]) == 0
    # A township belongs to its county; in a city without counties, to the city.
    for code, organ in (("440106001", "ps-440106"), ("441900003", "ps-441900")):
        found = find_competent_organ(code, NEW_YEAR)
        assert found is not None
        assert found.code == organ
    assert find_competent_organ("440106001", date(2025, 12, 31)) is None
    fewer = write_workbook(tmp_path / "fewer.xlsx", [TOWNS[0], TOWNS[2]])
    assert run(["townships", str(fewer), "--since", "2027-01-01"]) == 0
    assert find_division("440106001", date(2027, 1, 1)) is not None, "another county's"
    county = write_workbook(
        tmp_path / "county.xlsx", [TOWNS[0], [440106002, "石牌街道", "Shipai Subdistrict"]]
    )
    assert run(["townships", str(county), "--since", "2027-01-01", "--abolishes", "1"]) == 0
    assert find_division("440106001", date(2027, 1, 1)) is None
    cities = write_workbook(tmp_path / "cities.xlsx", [TOWNS[0], [440100, "广州市", "Guangzhou"]])
    assert run(["townships", str(cities), "--since", "2027-01-01"]) == 1


def test_a_township_ends_with_its_county(tmp_path: Path, write: Write) -> None:
    path = write_workbook(tmp_path / "towns.xlsx", TOWNS)
    assert run(["townships", str(path), "--since", "2026-01-01"]) == 0
    ended = write(official(c440106=""))
    assert run(["import", str(ended), "--since", "2027-01-01", "--abolishes", "2"]) == 0
    assert find_division("440106001", date(2027, 1, 1)) is None
    assert find_division("441900003", date(2027, 1, 1)) is not None


def test_an_earlier_list_is_not_taken_over_a_later_one(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(write(official(c440106="新名区"))), "--since", "2026-01-01"]) == 0
    again = write(official(c440106="又名区"))
    assert run(["import", str(again), "--since", "2025-01-01"]) == 1
    assert run(["import", str(again), "--since", "2026-01-01"]) == 1
    assert "begins on 2026-01-01" in capsys.readouterr().err


def test_a_damaged_workbook_and_a_formula_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04")
    assert run(["townships", str(path), "--since", "2026-01-01"]) == 1
    formula = write_workbook(tmp_path / "f.xlsx", [TOWNS[0], ["=1+1", "甲", "A"]])
    assert run(["townships", str(formula), "--since", "2026-01-01"]) == 1
    assert "rows[2]" in capsys.readouterr().err


def test_a_city_is_competent_only_where_it_has_no_counties() -> None:
    assert find_competent_organ("440100") is None
    assert find_competent_organ("999999") is None
    for city in ("441900", "442000"):
        found = find_competent_organ(city)
        assert found is not None
        assert found.code == f"ps-{city}"
        assert has_no_counties(find_division(city), NEW_YEAR)  # type: ignore[arg-type]
    above = find_superior_organ(find_competent_organ("440106"))  # type: ignore[arg-type]
    assert above is not None
    assert above.code == "ps-440100"
    assert find_superior_organ(Organ.objects.get(code="ps-440000")) is None
    assert is_within("440106", "440100")
    assert not is_within("440106", "440300")


ORGANS = [
    {"code": "rail-gz", "kind": "sector_police", "sector": "rail", "organ_region": "440100",
     "name_zh": "", "name_en": "", "demonstration": "是"},
    {"code": "ns-440000", "kind": "national_security", "sector": "", "organ_region": "440000",
     "name_zh": "", "name_en": "", "demonstration": ""},
    {"code": "gov-440106", "kind": "government", "sector": "", "organ_region": "440106",
     "name_zh": "", "name_en": "", "demonstration": ""},
    {"code": "dep-1", "kind": "department", "sector": "", "organ_region": "440100",
     "name_zh": "演示部门", "name_en": "Demonstration department", "demonstration": "yes"},
    {"code": "as-1", "kind": "association", "sector": "", "organ_region": "440000",
     "name_zh": "演示协会", "name_en": "Demonstration association", "demonstration": "yes"},
]  # fmt: skip


def test_organs_of_other_kinds_serve_their_own_areas(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(ORGANS)
    assert run(["organs", str(path), "--since", "2020-01-01", "--dry-run"]) == 0
    assert not Organ.objects.filter(code="rail-gz").exists()
    assert run(["organs", str(path), "--since", "2020-01-01"]) == 0
    rail = find_competent_organ("440106", NEW_YEAR, "rail")
    assert rail is not None
    assert (rail.code, rail.name_derived, rail.demonstration) == ("rail-gz", True, True)
    assert say_organ(rail).zh == "铁路公安机关（广州市）"
    assert find_competent_organ("440303", NEW_YEAR, "rail") is None, "not recorded, not guessed"
    assert find_competent_organ("440106", date(2019, 1, 1), "rail") is None
    security = find_competent_organ("440303", NEW_YEAR, kind="national_security")
    assert security is not None
    assert security.code == "ns-440000"
    department = find_competent_organ("440106", NEW_YEAR, kind="department")
    assert department is not None
    assert say_organ(department).en == "Demonstration department"
    assert run(["organs", str(path), "--since", "2020-01-01"]) == 0
    assert count_leaves("organs.imported") == 1, "the same file again is no act"


def test_an_official_name_takes_the_place_of_a_made_one(write: Write) -> None:
    named = [{"code": "ps-440106", "kind": "public_security", "organ_region": "440106",
              "name_zh": "某分局", "name_en": "Some branch"}]  # fmt: skip
    assert run(["organs", str(write(named)), "--since", "2026-01-01"]) == 0
    organ = Organ.objects.get(code="ps-440106")
    assert (organ.name_zh, organ.name_derived) == ("某分局", False)
    assert say_organ(organ).zh == "某分局"
    assert run(["organs"]) == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "police"}, "kind"),
        ({"code": ""}, "code"),
        ({"sector": ""}, "sector"),
        ({"organ_region": "440199"}, "organ_region"),
        ({"name_zh": "甲"}, "name_en"),
        ({"kind": "department", "sector": ""}, "name_zh"),
        ({"code": "ps-440106"}, "code"),
        ({"demonstration": "maybe"}, "demonstration"),
    ],
)
def test_a_wrong_organ_is_named(
    write: Write, capsys: pytest.CaptureFixture[str], change: Row, field: str
) -> None:
    path = write([ORGANS[1], ORGANS[0] | change])
    assert run(["organs", str(path), "--since", "2020-01-01"]) == 1
    assert f"rows[3].{field}" in capsys.readouterr().err
    assert not Organ.objects.filter(code="ns-440000").exists()


@pytest.mark.parametrize(
    ("query", "code"),
    [("天河", "440106"), ("tianhe", "440106"), ("Tian He", "440106"), ("440106", "440106"),
     ("ruyuan", "440232"), ("东莞", "441900")],
)  # fmt: skip
def test_a_division_is_found_by_name_pinyin_or_code(query: str, code: str) -> None:
    assert code in {d.code for d in search_divisions(query)}


def test_what_is_not_there_is_not_found() -> None:
    enter_scope(NOBODY)
    assert search_divisions("") == []
    assert search_divisions("zz") == []
    assert search_divisions("%") == []
    assert len(list_divisions()) == Division.objects.count()


def test_an_import_runs_only_within_the_system_administration(write: Write) -> None:
    rows = official(c440106="新名区")
    assert run(["import", str(write(rows)), "--since", "2026-01-01"]) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('jifang.administration', true)")
        assert cursor.fetchone() == ("",)
