"""Workbooks (XLSX) read as a stream: one sheet, row by row, whatever its size.

Cells are what they are: text, whole numbers, decimals, yes and no, days. A formula, an error value
and a number of which the spreadsheet has lost digits are no values, and say so.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from jifang.foundation.imports.data import (
    LONGEST_CELL,
    MOST_COLUMNS,
    Cell,
    Row,
    Sheet,
    Wrong,
    refuse,
)
from jifang.foundation.imports.package import (
    CONTENT_TYPES,
    MAIN,
    Watcher,
    broken,
    open_package,
    unpack,
)
from jifang.law.errors import Text

MOST_STRINGS: Final = 4_000_000
MOST_CHARACTERS: Final = 200_000_000
MOST_SHEET_ROWS: Final = 1_048_576
SAFE: Final = 10**15
"""Spreadsheets keep fifteen digits of a number."""
NOTES: Final = "#"
"""A sheet whose name begins so is for people."""

FORMULA: Final = Text(
    "单元格是公式；请复制后“选择性粘贴—数值”", "a formula; copy it and paste it as a value"
)
ERROR: Final = Text("单元格是错误值", "the cell holds an error value")
LOST: Final = Text(
    "数字超过 15 位，表格软件已丢失末位；请把该列设为文本后重新输入",
    "more than 15 digits: the spreadsheet has lost the last ones; format the column as text and"
    " type it again",
)
UNREADABLE: Final = Text("单元格无法读取", "the cell cannot be read")

_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class _Listed:
    name: str
    part: str
    hidden: bool


class _Types(Watcher):
    """The types that the package says its parts have."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.types: set[str] = set()

    def begin(self, tag: str, given: dict[str, str]) -> None:
        self.types.add(given.get("ContentType", ""))


class _Links(Watcher):
    """The parts that the workbook's links lead to."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.targets: dict[str, str] = {}

    def begin(self, tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship" and given.get("TargetMode", "").lower() != "external":
            target = given.get("Target", "")
            where = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            self.targets[given.get("Id", "")] = where


class _Book(Watcher):
    """The sheets of a workbook, and from when it counts its days."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.sheets: list[tuple[str, str, bool]] = []
        self.mac = False

    def begin(self, tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            link = next((v for k, v in given.items() if k.rpartition(" ")[2] == "id"), "")
            hidden = given.get("state", "visible") != "visible"
            self.sheets.append((given.get("name", ""), link, hidden))
        elif tag == "workbookPr":
            self.mac = given.get("date1904", "") in {"1", "true"}


class _Styles(Watcher):
    """Which styles are days."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.formats: dict[int, str] = {}
        self.days: list[bool] = []
        self.inside = False

    def begin(self, tag: str, given: dict[str, str]) -> None:
        if tag == "numFmt":
            self.formats[int(given.get("numFmtId", "0"))] = given.get("formatCode", "")
        elif tag == "cellXfs":
            self.inside = True
        elif tag == "xf" and self.inside:
            number = int(given.get("numFmtId", "0"))
            code = self.formats.get(number) or BUILTIN_FORMATS.get(number, "")
            self.days.append(bool(is_date_format(code)))

    def end(self, tag: str) -> None:
        self.inside = self.inside and tag != "cellXfs"


class _Strings(Watcher):
    """The texts that cells share; readings above Chinese characters left out."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.found: list[str] = []
        self.now: list[str] = []
        self.on, self.aside, self.characters = False, 0, 0

    def begin(self, tag: str, given: dict[str, str]) -> None:
        if tag == "si":
            self.now = []
        elif tag == "rPh":
            self.aside += 1
        self.on = tag == "t" and not self.aside

    def take(self, text: str) -> None:
        if self.on:
            self.now.append(text)

    def end(self, tag: str) -> None:
        self.on = False
        if tag == "rPh":
            self.aside -= 1
        elif tag == "si":
            whole = "".join(self.now)
            self.found.append(whole)
            self.characters += len(whole)
            if len(self.found) > MOST_STRINGS or self.characters > MOST_CHARACTERS:
                raise refuse("工作簿文字过多", "too much text in the workbook")


class _Cells(Watcher):
    """The cells of a sheet, gathered row by row."""

    def __init__(self, part: str, strings: list[str], days: list[bool], *, mac: bool) -> None:
        super().__init__(part)
        self.strings, self.days = strings, days
        self.epoch = CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900
        self.ready: list[Row] = []
        self.cells: list[Cell] = []
        self.row, self.column, self.sort, self.style = 0, 0, "", 0
        self.text: list[str] = []
        self.formula, self.on, self.aside, self.in_cell = False, False, 0, False
        self.is_sheet, self.merged = False, ""

    def begin(self, tag: str, given: dict[str, str]) -> None:
        if tag == "c":
            self._begin_cell(given)
        elif tag in {"v", "t"}:
            self.on = self.in_cell and not self.aside
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            self._begin_row(given)
        elif tag == "rPh":
            self.aside += 1
        elif tag == "worksheet":
            self.is_sheet = True
        elif tag == "mergeCell":
            self.merged = self.merged or given.get("ref", "?")

    def _begin_row(self, given: dict[str, str]) -> None:
        said = given.get("r", "")
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 8 else self.row + 1
        if not self.row < number <= MOST_SHEET_ROWS:
            raise broken()
        self.row, self.column, self.cells = number, 0, []

    def _begin_cell(self, given: dict[str, str]) -> None:
        self.column += 1
        found = _PLACE.fullmatch(given.get("r", ""))
        if found:
            column = 0
            for letter in found[1]:
                column = column * 26 + ord(letter) - 64
            if column < self.column:
                raise broken()
            self.column = column
        self.sort, self.style = given.get("t", "n"), int(given.get("s") or "0")
        self.text, self.formula, self.in_cell = [], False, True

    def take(self, text: str) -> None:
        if self.on:
            self.text.append(text)

    def end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self.on = False
        elif tag == "c":
            self.in_cell = False
            value = self._read()
            if value is not None:
                self._put(value)
        elif tag == "row":
            if self.cells:
                self.ready.append(Row(self.row, tuple(self.cells)))
        elif tag == "rPh":
            self.aside -= 1

    def _put(self, value: Cell) -> None:
        if self.column > MOST_COLUMNS:
            raise refuse(
                f"第 {self.row} 行超过 {MOST_COLUMNS} 列",
                f"row {self.row} has more than {MOST_COLUMNS} columns",
            )
        while len(self.cells) < self.column - 1:
            self.cells.append(None)
        self.cells.append(value)

    def _read(self) -> Cell:
        text = "".join(self.text)
        if self.formula:
            return Wrong(text, FORMULA)
        if not text:
            return None
        if self.sort == "s":
            return self._find_shared(text)
        if self.sort in {"inlineStr", "str"}:
            return clean_text(text)
        if self.sort == "b":
            return text == "1"
        if self.sort == "e":
            return Wrong(text, ERROR)
        if self.sort == "d":
            return text.removesuffix("T00:00:00")
        is_day = self.style < len(self.days) and self.days[self.style]
        return read_day(text, self.epoch) if is_day else read_number(text)

    def _find_shared(self, text: str) -> Cell:
        if not text.isdigit() or int(text) >= len(self.strings):
            raise broken()
        return clean_text(self.strings[int(text)])


def clean_text(text: str) -> Cell:
    """A text of a cell; blank is nothing. What programs escape (`_x000D_`) is put back."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
    text = text.replace("\r\n", "\n")
    if len(text) > LONGEST_CELL:
        return Wrong(text[:40], Text("单元格文字过长", "too much text in the cell"))
    return text if text.strip() else None


def read_number(text: str) -> Cell:
    """A number as it was typed: whole, or the shortest decimal that is the same number."""
    try:
        value = float(text)
    except ValueError:
        return Wrong(text, UNREADABLE)
    if not abs(value) < SAFE:  # nor one that is no number
        return Wrong(text, LOST)
    return int(value) if value.is_integer() else repr(value)


def read_day(text: str, epoch: datetime) -> Cell:
    """A day; with its time where it has one, which no field takes for a day."""
    try:
        found = from_excel(float(text), epoch)
    except (ValueError, OverflowError, TypeError):
        return Wrong(text, UNREADABLE)
    if isinstance(found, datetime):
        whole = (found.hour, found.minute, found.second) == (0, 0, 0)
        return found.date().isoformat() if whole else found.isoformat(sep=" ")
    return str(found)


def read_workbook(path: Path, wanted: str) -> Sheet:
    """The rows of the sheet called `wanted`, or else of the only one that is shown.

    Raises `InputError`, also while rows are read.
    """
    package = open_package(path)
    try:
        types = _Types(CONTENT_TYPES)
        types.read(package)
        if MAIN not in types.types or any("macroenabled" in t.lower() for t in types.types):
            raise refuse("不是普通的 XLSX 工作簿", "not a plain XLSX workbook")
        links, book = _Links("xl/_rels/workbook.xml.rels"), _Book("xl/workbook.xml")
        links.read(package)
        book.read(package)
        sheets = [_Listed(n, links.targets.get(i, ""), h) for n, i, h in book.sheets]
        chosen = choose_sheet(sheets, wanted)
        names = set(package.namelist())
        strings, styles = _Strings("xl/sharedStrings.xml"), _Styles("xl/styles.xml")
        for part in (strings, styles):
            if part.part in names:
                part.read(package)
    except BaseException:
        package.close()
        raise
    cells = _Cells(chosen.part, strings.found, styles.days, mac=book.mac)
    return Sheet(_list_rows(package, cells), chosen.name)


def choose_sheet(sheets: list[_Listed], wanted: str) -> _Listed:
    """The sheet to read. Raises `InputError`, naming the sheets."""
    shown = [s for s in sheets if not s.hidden and not s.name.startswith(NOTES)]
    named = [s for s in sheets if s.name == wanted]
    if named and named[0].hidden:
        raise refuse(
            f"工作表“{wanted}”是隐藏的，请先显示", f"the sheet “{wanted}” is hidden; show it first"
        )
    if named or len(shown) == 1:
        return (named or shown)[0]
    names = "、".join(s.name for s in sheets) or "—"
    raise refuse(
        f"请把要导入的工作表命名为 {wanted}，或者只留一个可见的工作表；现有：{names}",
        f"name the sheet {wanted}, or leave only one that is shown; there are: {names}",
    )


def _list_rows(package: zipfile.ZipFile, cells: _Cells) -> Iterator[Row]:
    with package:
        for piece in unpack(package, cells.part):
            cells.feed(piece)
            if cells.ready:
                ready, cells.ready = cells.ready, []
                yield from ready
        cells.feed(b"", last=True)
        yield from cells.ready
    if not cells.is_sheet:
        raise broken()
    if cells.merged:
        raise refuse(
            f"有合并的单元格（{cells.merged}），请先取消合并",
            f"there are merged cells ({cells.merged}); unmerge them",
        )
