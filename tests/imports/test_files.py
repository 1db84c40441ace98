"""Files as people send them: every value as it is, everything else a clear error."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from jifang.foundation.imports.data import Cell, Row, Wrong
from jifang.foundation.imports.text_table import read_text_table
from jifang.foundation.imports.workbook import read_workbook
from jifang.law.errors import InputError

Make = Callable[[Workbook], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


def save(path: Path, make: Make) -> Path:
    book = Workbook()
    make(book)
    book.save(path)
    return path


def fill(*rows: list[Any], title: str = "site") -> Make:
    def make(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.title = title
        for row in rows:
            sheet.append(row)

    return make


def read(path: Path) -> list[Row]:
    return list(read_workbook(path, "site").rows)


def repack(path: Path, change: Callable[[str, bytes], bytes], *more: tuple[str, bytes]) -> Path:
    """The same package with parts changed or added."""
    held = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in more:
            new.writestr(name, data)
    return path


def say(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.say("en")


class TestCells:
    def test_each_value_is_what_it_is(self, path: Path) -> None:
        made = [
            "文字", " ", None, 12, 12.5, 0.1, True, date(2026, 11, 26),
            datetime(2026, 11, 26, 8, 30),  # noqa: DTZ001 - a workbook knows no zone
            "2026-11-26", "00123", -3, 1e-7, time(8, 0),
        ]  # fmt: skip
        [row] = read(save(path, fill(made)))
        cells: list[Cell] = [
            "文字", None, None, 12, "12.5", "0.1", True, "2026-11-26", "2026-11-26 08:30:00",
            "2026-11-26", "00123", -3, "1e-07", "08:00:00",
        ]  # fmt: skip
        assert list(row.cells) == cells

    def test_a_serial_number_is_a_number_and_not_a_day(self, path: Path) -> None:
        [row] = read(save(path, fill([46352])))
        assert row.cells == (46352,)

    def test_rows_keep_their_numbers_and_empty_ones_are_none(self, path: Path) -> None:
        rows = read(save(path, fill(["a"], [], [None, "b"], [" "], ["c"])))
        assert [(r.number, r.cells) for r in rows] == [
            (1, ("a",)), (3, (None, "b")), (5, ("c",)),
        ]  # fmt: skip

    def test_formulas_errors_and_lost_digits_are_no_values(self, path: Path) -> None:
        def make(book: Workbook) -> None:
            fill([1234567890123456789, 10**15, 999999999999999])(book)
            sheet = book["site"]
            sheet["D1"] = "=1+1"
            sheet["E1"] = "#N/A"
            sheet["E1"].data_type = "e"

        [row] = read(save(path, make))
        said = [c.text.en if isinstance(c, Wrong) else c for c in row.cells]
        assert [str(s)[:20] for s in said] == [
            "more than 15 digits:", "more than 15 digits:", "999999999999999",
            "a formula; copy it a", "the cell holds an er",
        ]  # fmt: skip

    def test_rich_text_keeps_its_words_and_not_the_readings_above(self, path: Path) -> None:
        save(path, fill(["x"]))

        def change(name: str, data: bytes) -> bytes:
            shared = b'<c r="A1" t="s"><v>0</v></c>'
            return re.sub(rb"<c .*</c>", shared, data) if name.endswith("sheet1.xml") else data

        strings = (
            "<sst xmlns='x'><si><r><t>东</t></r><r><t xml:space='preserve'> 门_x000A_</t></r>"
            "<rPh><t>d</t></rPh></si></sst>"
        )
        more = ("xl/sharedStrings.xml", strings.encode())
        [row] = read(repack(path, change, more))
        assert row.cells == ("东 门\n",)


class TestSheets:
    def test_the_named_sheet_is_read_else_the_only_one(self, path: Path) -> None:
        def two(book: Workbook) -> None:
            fill(["here"])(book)
            book.create_sheet("other", 0).append(["there"])

        assert read(save(path, two))[0].cells == ("here",)
        assert read(save(path, fill(["only"], title="表一")))[0].cells == ("only",)

        def notes(book: Workbook) -> None:
            fill(["here"], title="数据")(book)
            book.create_sheet("#说明").append(["there"])
            book.create_sheet("old").sheet_state = "hidden"

        assert read(save(path, notes))[0].cells == ("here",)

    def test_several_sheets_or_a_hidden_one_are_refused_by_name(self, path: Path) -> None:
        def several(book: Workbook) -> None:
            fill(["a"], title="甲")(book)
            book.create_sheet("乙").append(["b"])

        with pytest.raises(InputError) as error:
            read(save(path, several))
        assert "there are: 甲、乙" in say(error)

        def hidden(book: Workbook) -> None:
            fill(["a"])(book)
            book.create_sheet("乙").append(["b"])
            book["site"].sheet_state = "hidden"

        with pytest.raises(InputError) as error:
            read(save(path, hidden))
        assert "hidden; show it first" in say(error)

    def test_merged_cells_are_refused(self, path: Path) -> None:
        def make(book: Workbook) -> None:
            fill(["a"], ["b", "c"])(book)
            book["site"].merge_cells("A2:B2")

        with pytest.raises(InputError) as error:
            read(save(path, make))
        assert "merged cells (A2:B2)" in say(error)

    def test_more_columns_than_there_can_be(self, path: Path) -> None:
        with pytest.raises(InputError) as error:
            read(save(path, fill(["x"] * 300)))
        assert "row 1 has more than 200 columns" in say(error)


def keep(name: str, data: bytes) -> bytes:
    return data


class TestPackages:
    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "no XLSX workbook"),
            (b"a,b\n1,2\n", "a text file is named .csv"),
            (b"PK\x03\x04" + b"x" * 100, "damaged"),
            (b"%PDF-1.7", "no XLSX workbook"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "the old format"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
                + b"\0" * 600
                + "EncryptedPackage".encode("utf-16-le"),
                "protected by a password",
            ),
        ],
    )
    def test_what_is_no_workbook_is_told_what_it_is(
        self, path: Path, content: bytes, said: str
    ) -> None:
        path.write_bytes(content)
        with pytest.raises(InputError) as error:
            read(path)
        assert said in say(error)

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("xl/vbaProject.bin", "macros"),
            ("xl/externalLinks/externalLink1.xml", "link elsewhere"),
            ("xl/embeddings/x.bin", "embedded objects"),
            ("xl/worksheets/SHEET1.xml", "two of a name"),
        ],
    )
    def test_parts_that_do_something_are_refused(self, path: Path, name: str, said: str) -> None:
        repack(save(path, fill(["a"])), keep, (name, b"<x/>"))
        with pytest.raises(InputError) as error:
            read(path)
        assert said in say(error)

    def test_bombs_and_document_types_are_refused(self, path: Path) -> None:
        repack(save(path, fill(["a"])), keep, ("xl/media/a.png", b"\0" * 40_000_000))
        with pytest.raises(InputError) as error:
            read(path)
        assert "zip bomb" in say(error)
        doctype = b'<!DOCTYPE a [<!ENTITY b "c">]>'

        def change(name: str, data: bytes) -> bytes:
            return doctype + data if name.endswith("sheet1.xml") else data

        with pytest.raises(InputError) as error:
            read(repack(save(path, fill(["a"])), change))
        assert "document type" in say(error)

    def test_a_workbook_cut_short_is_damaged(self, path: Path) -> None:
        whole = save(path, fill(*[[f"r{n}"] for n in range(500)])).read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(InputError, match="damaged"):
            read(path)

        def change(name: str, data: bytes) -> bytes:
            return data[: len(data) // 2] if name.endswith("sheet1.xml") else data

        with pytest.raises(InputError, match="damaged"):
            read(repack(save(path, fill(["a"], ["b"])), change))


def read_text(path: Path, content: bytes, said: str = "") -> tuple[str, list[tuple[Cell, ...]]]:
    path.write_bytes(content)
    sheet = read_text_table(path, said)
    return sheet.encoding, [r.cells for r in sheet.rows]


TEXT = "名称,地址\n天河区第一小学,天河路 1 号\n"


class TestText:
    @pytest.mark.parametrize("said", ["", "utf-8", "gb18030"])
    def test_both_encodings_are_read_and_told(self, path: Path, said: str) -> None:
        for encoding in ("utf-8", "utf-8-sig", "gb18030"):
            plain = encoding.removesuffix("-sig")
            if said not in {"", plain}:
                with pytest.raises(InputError):
                    read_text(path, TEXT.encode(encoding), said)
                continue
            found, rows = read_text(path, TEXT.encode(encoding), said)
            assert found == plain
            assert rows == [("名称", "地址"), ("天河区第一小学", "天河路 1 号")]

    def test_quotes_commas_and_lines_inside(self, path: Path) -> None:
        _, rows = read_text(path, b'a,"b, ""c""\nd"\r\n\r\n,x\r\n')
        assert rows == [("a", 'b, "c"\nd'), (None, "x")]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"a\x00b,c\n", "line 1 holds a NUL"),
            ("名称\n".encode("utf-16"), "the encoding is UTF-16"),
            (b'a,"b\n', "line 1: quotes do not pair"),
            (b'a,"b"c\n', "line 1: quotes do not pair"),
            (b"a\n" + b"x" * 40_000, "line 2: too much text"),
            (b"a\n" + b",".join([b"x"] * 300), "row 2 has more than 200 columns"),
            (b"PK\x03\x04....", "a workbook is named .xlsx"),
            ("名称\n".encode() + b"\xff\xff\n", "neither UTF-8 (line 2) nor GB18030 (line 2)"),
            (
                "名称\n天河区第一小学\n".encode() + "越秀区第二小学校\n".encode("gb18030"),
                "line 2 is UTF-8, line 3 is not",
            ),
        ],
    )
    def test_what_cannot_be_read_is_named_with_its_line(
        self, path: Path, content: bytes, said: str
    ) -> None:
        with pytest.raises(InputError) as error:
            read_text(path, content)
        assert said in say(error)

    def test_what_was_said_must_hold(self, path: Path) -> None:
        with pytest.raises(InputError) as error:
            read_text(path, TEXT.encode("gb18030"), "utf-8")
        assert "line 1 is not UTF-8" in say(error)
        with pytest.raises(InputError) as error:
            read_text(path, TEXT.encode(), "gb18030")
        assert "not GB18030" in say(error)
