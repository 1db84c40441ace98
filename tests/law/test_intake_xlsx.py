"""Workbooks: what a cell means, and how facts and dossiers are laid out."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from jifang.law.errors import InputError, Text
from jifang.law.intake import build_workbook, read_bytes

Rows = Iterable[Iterable[Any]]
HEAD = ("field", "value")


def save(**sheets: Rows) -> bytes:
    return save_named(sheets)


def save_named(sheets: dict[str, Rows]) -> bytes:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_facts(*rows: Iterable[Any]) -> dict[str, Any]:
    return read_bytes(save(facts=[HEAD, *rows]), "facts.xlsx")


def read_dossier(**sheets: Rows) -> dict[str, Any]:
    return read_bytes(save(**sheets), "dossier.xlsx", expect="dossier")


def refuse(data: bytes, expect: Any = "facts") -> InputError:
    with pytest.raises(InputError) as caught:
        read_bytes(data, "book.xlsx", expect=expect)
    return caught.value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("key_unit", "key_unit"),
        ("  key_unit　", "key_unit"),
        ("on", "on"),
        ("true", True),
        (True, True),
        (False, False),
        (90, 90),
        (90.0, 90),
        (0.1, Decimal("0.1")),
        (5000000.01, Decimal("5000000.01")),
        (-1.5, Decimal("-1.5")),
        ("1.50", Decimal("1.50")),
        ("017", 17),
        ('"017"', "017"),
        ('"440106"', "440106"),
        ("440106", 440106),
        (440106, 440106),
        ("2026-11-22", date(2026, 11, 22)),
        (date(2026, 11, 22), date(2026, 11, 22)),
        (datetime.fromisoformat("2026-11-22T00:00"), date(2026, 11, 22)),
        ("null", None),
        ("无", None),
        ("无锡", "无锡"),
        ("99 至 100", "99 至 100"),
        (999_999_999_999_999, 999_999_999_999_999),
    ],
)
def test_a_cell_means_one_value(cell: Any, value: Any) -> None:
    read_value = read_facts(("fact", cell))["fact"]
    assert read_value == value
    assert type(read_value) is type(value)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("=1+1", "formulas"),
        ("2026-02-30", "no such day"),
        ("2026-11-22 10:00", "time of day"),
        (datetime.fromisoformat("2026-11-22T10:00"), "time of day"),
        (time(10, 30), "time of day"),
        (timedelta(hours=30), "time of day"),
        ("#N/A", "error value"),
        (1_000_000_000_000_000, "15 digits"),
        (9.11101066976941872e17, "15 digits"),
        (1e-20, "too long"),
        ("1" * 19, "18 digits"),
        (".inf", "finite"),
        ("x" * 32_767, None),
    ],
)
def test_a_cell_is_refused_by_its_address(cell: Any, says: str | None) -> None:
    data = save(facts=[HEAD, ("a", 1), ("fact", cell)])
    if says is None:
        assert read_bytes(data)["fact"] == cell
        return
    error = refuse(data)
    assert error.problems[0].field == "facts!B3"
    assert says in error.say("en")
    assert error.problems[0].message.zh


def test_a_formula_is_refused_even_with_a_stored_result() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD)
    sheet.append(("fact", "=HYPERLINK(1)"))
    stream = io.BytesIO()
    book.save(stream)
    assert "formulas" in refuse(stream.getvalue()).say("en")


def test_an_empty_cell_is_unknown_and_wu_is_none() -> None:
    assert read_facts(("agreed_party", None), ("owner", "无"), ("note", "  ")) == {"owner": None}


def test_chinese_headings_and_the_first_sheet() -> None:
    data = save(Sheet1=[("字段", "值"), ("setting", "key_unit")], other=[("x",)])
    assert read_bytes(data) == {"setting": "key_unit"}


def test_the_sheet_named_facts_goes_before_the_first() -> None:
    assert read_bytes(save(notes=[("x", "y")], facts=[HEAD, ("a", 1)])) == {"a": 1}


def test_columns_are_found_by_heading_not_by_order() -> None:
    data = save(facts=[("value", "# note", "field"), ("key_unit", "not read", "setting")])
    assert read_bytes(data) == {"setting": "key_unit"}


def test_dotted_names_nest_and_brackets_make_lists() -> None:
    assert read_facts(
        ("organ.level", "county"),
        ("organ.region", "440106"),
        ("captures[]", "video， audio"),
        ("documents[]", "contract、design_scheme;quality_proofs"),
        ("project_amounts_2y[]", 1_500_000),
        ("days[]", "2026-01-01, 2026-01-02"),
        ("empty[]", "[]"),
        ("none[]", "无"),
        ("absent[]", None),
        ("deep.list[]", "a"),
    ) == {
        "organ": {"level": "county", "region": 440106},
        "captures": ["video", "audio"],
        "documents": ["contract", "design_scheme", "quality_proofs"],
        "project_amounts_2y": [1_500_000],
        "days": [date(2026, 1, 1), date(2026, 1, 2)],
        "empty": [],
        "none": None,
        "deep": {"list": ["a"]},
    }


@pytest.mark.parametrize(
    ("rows", "field", "says"),
    [
        ([("a", 1), ("a", 2)], "facts!A3", "given twice"),
        ([("a", 1), ("a.b", 2)], "facts!A3", "given twice"),
        ([("a.b", 1), ("a", 2)], "facts!A3", "given twice"),
        ([("a[]", "x"), ("a", 2)], "facts!A3", "given twice"),
        ([("a.", 1)], "facts!A2", "levels joined by dots"),
        ([(".a", 1)], "facts!A2", "levels joined by dots"),
        ([("[]", 1)], "facts!A2", "levels joined by dots"),
        ([(3, 1)], "facts!A2", "levels joined by dots"),
        ([(".".join("a" * 40), 1)], "facts!A2", "levels joined by dots"),
        ([(None, 1)], "facts!B2", "no field name"),
        ([("a", 1, "stray")], "facts!C2", "no field name"),
        ([("a[]", "x,,y")], "facts!B2", "empty item"),
        ([("a[]", "=1")], "facts!B2", "formulas"),
    ],
)
def test_a_slip_in_the_layout_is_named_by_its_cell(
    rows: list[tuple[Any, ...]], field: str, says: str
) -> None:
    error = refuse(save(facts=[HEAD, *rows]))
    assert error.problems[0].field == field
    assert says in error.say("en")


@pytest.mark.parametrize(
    "head", [("name", "value"), ("field",), ("field", "value", "unit"), ("field", "字段")]
)
def test_facts_need_their_two_columns(head: tuple[str, ...]) -> None:
    assert "two columns" in refuse(save(facts=[head, ("a", 1)])).say("en")


def test_an_empty_sheet_holds_no_facts() -> None:
    assert "empty" in refuse(save(facts=[])).say("en")
    assert "empty" in refuse(save(**{"#": [("a",)]})).say("en")
    assert read_bytes(save(facts=[HEAD])) == {}


def test_a_dossier_has_a_site_and_lists() -> None:
    assert read_dossier(
        site=[HEAD, ("region", '"440106"'), ("place_kind", "school")],
        systems=[
            ("id", "setting", "organ.level", "captures[]", "# note"),
            ("# 编号", "公共区域或重点单位"),
            ("s1", "key_unit", "county", "video", "not read"),
            ("s2", None, None, "video,audio"),
        ],
        storage=[("system", "effective_storage_days"), ("s1", 89)],
    ) == {
        "site": {"region": "440106", "place_kind": "school"},
        "systems": [
            {
                "id": "s1",
                "setting": "key_unit",
                "organ": {"level": "county"},
                "captures": ["video"],
            },
            {"id": "s2", "captures": ["video", "audio"]},
        ],
        "storage": [{"system": "s1", "effective_storage_days": 89}],
    }


def test_fields_of_the_dossier_itself_stand_on_top() -> None:
    dossier = read_dossier(dossier=[HEAD, ("title", "t")], site=[HEAD, ("a", 1)])
    assert dossier == {"title": "t", "site": {"a": 1}}
    error = refuse(save(dossier=[HEAD, ("site", "t")], site=[HEAD, ("a", 1)]), "dossier")
    assert "given twice" in error.say("en")


def test_a_list_without_entries_says_nothing_and_wu_says_there_are_none() -> None:
    assert read_dossier(site=[HEAD, ("a", 1)], projects=[("id", "setting")], works=[]) == {
        "site": {"a": 1}
    }
    assert read_dossier(projects=[("id", "setting"), ("无",)]) == {"projects": []}


def test_an_unknown_list_is_left_to_the_schema() -> None:
    assert read_dossier(gadgets=[("id",), ("g1",)]) == {"gadgets": [{"id": "g1"}]}


def test_sheets_of_notes_are_not_read_and_other_names_are_refused() -> None:
    data = save_named({"#说明": [("=1+1",)], "site": [HEAD, ("a", 1)], "Sheet2": []})
    assert read_bytes(data, expect="dossier") == {"site": {"a": 1}}
    error = refuse(save_named({"站点": [("a", "b")], "site": [HEAD, ("a", 1)]}), "dossier")
    assert error.problems[0].field == "站点"


def test_a_dossier_without_data_is_refused() -> None:
    assert "no data" in refuse(save(site=[]), "dossier").say("en")


def test_a_value_under_no_heading_is_refused() -> None:
    error = refuse(save(units=[("id",), ("u1", "stray")]), "dossier")
    assert error.problems[0].field == "units!B2"


def test_every_problem_is_reported() -> None:
    error = refuse(save(facts=[HEAD, ("a", "=1"), ("b", "2026-02-30"), ("a", 2)]))
    assert [p.field for p in error] == ["facts!B2", "facts!B3"]


def test_a_blank_workbook_reads_back_as_knowing_nothing() -> None:
    data = build_workbook(
        {
            "site": [("region", "六位代码 six digits"), ("captures[]", "=not a formula")],
            "systems": [("id", "编号"), ("organ.level", "级别")],
        },
        guide=[Text("见说明。", "See the notes.")],
    )
    assert read_bytes(data, "dossier.xlsx", expect="dossier") == {"site": {}}


def test_a_blank_workbook_filled_in_reads_back() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(
            build_workbook(
                {"site": [("region", "n"), ("days", "n")], "systems": [("id", "n"), ("x[]", "n")]}
            )
        )
    )
    book["site"]["B2"] = "440106"
    book["systems"].append(["s1", "video"])
    stream = io.BytesIO()
    book.save(stream)
    assert read_bytes(stream.getvalue(), expect="dossier") == {
        "site": {"region": 440106},
        "systems": [{"id": "s1", "x": ["video"]}],
    }
