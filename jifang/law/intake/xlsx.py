"""Workbooks (XLSX) read into plain data, and empty workbooks to fill in.

**Facts.** One sheet named `facts` (or else the first sheet) with the columns `field` and `value`
(`字段`, `值`). One row a fact.

**Dossiers.** The sheet `site` (fields of the site) and, if wanted, `dossier` (fields of the dossier
itself) have the columns `field` and `value`. Every other sheet whose name is made of small letters
and underscores (`units`, `systems`, …) is a list: the first row holds the field names, every
further row one entry. A list sheet without entries says nothing about the list; a single entry
with `无` in its first cell and nothing else says that the list is empty.

**Names.** `organ.level` is the field `level` inside `organ`. A name ending in `[]` holds a list
whose items a comma (`,` `，`), `、` or `;` separates; `[]` as the value is the empty list.

**Values.** An empty cell is an unknown: the field is absent. `无` or `null` is "known to be none".
Dates, truth values and numbers of the spreadsheet are taken as they are; text is read as a bare
YAML scalar would be (`yaml12`): `2026-11-22` is a date, `true` a truth value, `440106` a number,
`on` text. Text in double quotes is text whatever it looks like: `"440106"`.

**Notes.** A row whose first cell begins with `#`, a column whose heading begins with `#`, and a
sheet whose name begins with `#` are for people and are not read.

Refused: formulas, error values, times of day, numbers of more than 15 digits (a spreadsheet has
already lost their tail: write them as text), macros, links to other workbooks, embedded objects,
encrypted files, document type definitions, and anything that unpacks to more than it should.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal

from jifang.law.errors import InputError, Text, shorten_value
from jifang.law.intake.limits import (
    MAX_DEPTH,
    MIB,
    Findings,
    ScalarError,
    check_characters,
    read_decimal,
)
from jifang.law.intake.package import check_package
from jifang.law.intake.yaml12 import resolve_plain

Expect = Literal["facts", "dossier"]
Sheets = dict[str, list[tuple[str, str]]]

MAX_CELL_CHARACTERS = 32_767
"""Most characters in one cell, as in the spreadsheet programs themselves."""
MAX_VALUE_CHARACTERS = 4 * MIB
"""Most characters in all cells together; one long shared text can stand in many cells."""
SAFE_INTEGER = 10**15
"""Spreadsheets keep fifteen digits of a number."""

_FIELD_HEADINGS = frozenset({"field", "字段"})
_VALUE_HEADINGS = frozenset({"value", "值"})
_PAIR_SHEETS = frozenset({"facts", "site", "dossier"})
_LIST_SHEET = re.compile(r"[a-z_]+", re.ASCII)
_SEPARATORS = re.compile(r"[,，、;；]")
_NONE = "无"


@dataclass(frozen=True, slots=True)
class _Cell:
    """One filled cell: its address (`site!B3`) and its value as the spreadsheet holds it."""

    where: str
    value: Any
    kind: str


_Row = dict[int, _Cell]


def parse_xlsx(data: bytes, name: str = "", expect: Expect = "facts") -> dict[str, Any]:
    """Plain data of a workbook laid out as this module's text says.

    Raises:
        InputError: naming the sheet and cell, what was found and what is allowed.
    """
    check_package(data, name)
    findings = Findings(name)
    sheets = _load_sheets(data, findings)
    read = _read_facts if expect == "facts" else _read_dossier
    result = read(sheets, findings)
    findings.settle()
    return result


def _load_sheets(data: bytes, findings: Findings) -> dict[str, list[_Row]]:
    # Imported only for a workbook: it takes longer than answering a question from YAML.
    import openpyxl

    try:
        with warnings.catch_warnings():
            # openpyxl warns about parts of a workbook it drops; none of them holds a value.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=False, keep_links=False
            )
            try:
                return _collect_sheets(book, findings)
            finally:
                book.close()
    except InputError:
        raise
    except Exception as error:
        # A broken package makes openpyxl raise almost anything; to the sender it is one thing.
        broken = Text(
            "工作簿已损坏或不是 XLSX；请重新保存。",
            "the workbook is damaged or is not XLSX; save it again",
        )
        raise findings.fail("", "", broken) from error


def _collect_sheets(book: Any, findings: Findings) -> dict[str, list[_Row]]:
    sheets: dict[str, list[_Row]] = {}
    characters = 0
    for sheet in book.worksheets:
        if sheet.title.startswith("#"):
            continue
        # The declared size of a sheet may be anything; only the cells count.
        sheet.reset_dimensions()
        rows: list[_Row] = []
        for cells in sheet.iter_rows():
            row = _collect_row(sheet.title, cells)
            characters += sum(_measure_cell(cell, findings) for cell in row.values())
            if characters > MAX_VALUE_CHARACTERS:
                findings.stop(
                    sheet.title, "", Text("单元格文字总量过大。", "too much text in the cells")
                )
            if row and not _is_note(row[min(row)]):
                rows.append(row)
        sheets[sheet.title] = rows
    return sheets


def _collect_row(title: str, cells: Iterable[Any]) -> _Row:
    row: _Row = {}
    for cell in cells:
        value = cell.value
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        row[cell.column] = _Cell(f"{title}!{cell.coordinate}", value, cell.data_type)
    return row


def _measure_cell(cell: _Cell, findings: Findings) -> int:
    size = len(cell.value) if isinstance(cell.value, str) else 0
    if size > MAX_CELL_CHARACTERS:
        findings.stop(
            cell.where,
            "",
            Text(
                f"单元格文字过长：至多 {MAX_CELL_CHARACTERS} 字。",
                f"too much text in a cell: at most {MAX_CELL_CHARACTERS} characters",
            ),
        )
    return size


def _is_note(cell: _Cell) -> bool:
    return isinstance(cell.value, str) and cell.value.lstrip().startswith("#")


def _read_facts(sheets: dict[str, list[_Row]], findings: Findings) -> dict[str, Any]:
    title = "facts" if "facts" in sheets else next(iter(sheets), None)
    if title is None or not sheets[title]:
        findings.stop(title or "", "", Text("工作表为空。", "the sheet is empty"))
    return _read_pairs(title, sheets[title], findings)


def _read_dossier(sheets: dict[str, list[_Row]], findings: Findings) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for title, rows in sheets.items():
        if not rows:
            continue
        if title in _PAIR_SHEETS:
            fields = _read_pairs(title, rows, findings)
            if title == "dossier":
                _merge_fields(result, fields, findings)
            else:
                _merge_fields(result, {title: fields}, findings)
        elif _LIST_SHEET.fullmatch(title):
            entries = _read_list(title, rows, findings)
            if entries is not None:
                _merge_fields(result, {title: entries}, findings)
        else:
            findings.add(
                title,
                title,
                Text(
                    "工作表名应为小写字母和下划线，或以 # 开头（说明，不读取）。",
                    "a sheet is named in small letters and underscores,"
                    " or begins with # (notes, not read)",
                ),
            )
    if not result:
        findings.stop("", "", Text("工作簿中没有数据。", "the workbook holds no data"))
    return result


def _merge_fields(result: dict[str, Any], fields: dict[str, Any], findings: Findings) -> None:
    for key, value in fields.items():
        if key in result:
            findings.add(key, key, Text(f"字段“{key}”重复。", f"the field “{key}” is given twice"))
        result[key] = value


def _read_pairs(title: str, rows: list[_Row], findings: Findings) -> dict[str, Any]:
    """A sheet of the columns field and value as one mapping."""
    head = {column: cell for column, cell in rows[0].items() if not _is_note(cell)}
    named = {str(cell.value).strip().lower(): column for column, cell in head.items()}
    fields = [column for word, column in named.items() if word in _FIELD_HEADINGS]
    values = [column for word, column in named.items() if word in _VALUE_HEADINGS]
    if len(fields) != 1 or len(values) != 1 or len(head) != 2:
        findings.stop(
            title,
            "、".join(shorten_value(cell.value) for cell in head.values()),
            Text(
                "第一行应为两列：字段（field）和值（value）；以 # 开头的列为说明。",
                "the first row has two columns, field and value;"
                " a column whose heading begins with # holds notes",
            ),
        )
    allowed = {fields[0], values[0]} | (set(rows[0]) - set(head))
    result: dict[str, Any] = {}
    for row in rows[1:]:
        _refuse_unheaded(row, allowed, findings)
        key, value = row.get(fields[0]), row.get(values[0])
        if key is not None:
            _set_field(result, key, value, findings)
        elif value is not None:
            findings.add(
                value.where, value.value, Text("此值没有字段名。", "this value has no field name")
            )
    return result


def _read_list(title: str, rows: list[_Row], findings: Findings) -> list[dict[str, Any]] | None:
    """A sheet of one entry a row; None if it has no entry and so says nothing."""
    head = {column: cell for column, cell in rows[0].items() if not _is_note(cell)}
    if len(rows) == 1:
        return None
    if len(rows) == 2 and len(rows[1]) == 1:
        only = rows[1].get(min(head, default=0))
        if only is not None and isinstance(only.value, str) and only.value.strip() == _NONE:
            return []
    entries: list[dict[str, Any]] = []
    for row in rows[1:]:
        _refuse_unheaded(row, set(rows[0]), findings)
        entry: dict[str, Any] = {}
        for column, key in head.items():
            _set_field(entry, key, row.get(column), findings)
        entries.append(entry)
    return entries


def _refuse_unheaded(row: _Row, allowed: set[int], findings: Findings) -> None:
    for column, cell in row.items():
        if column not in allowed:
            findings.add(
                cell.where,
                cell.value,
                Text("此列第一行没有字段名。", "this column has no field name in the first row"),
            )


def _set_field(
    target: dict[str, Any], key_cell: _Cell, cell: _Cell | None, findings: Findings
) -> None:
    """Put a cell under its (dotted) name; checks the name even where the cell is empty."""
    written = str(key_cell.value).strip()
    name = written.removesuffix("[]")
    parts = name.split(".")
    if not isinstance(key_cell.value, str) or not all(parts) or len(parts) > MAX_DEPTH // 2:
        findings.add(
            key_cell.where,
            key_cell.value,
            Text(
                "字段名应为文本，各级以点分隔。", "a field name is text, its levels joined by dots"
            ),
        )
        return
    if cell is None:
        return
    for part in parts[:-1]:
        inner = target.setdefault(part, {})
        if not isinstance(inner, dict):
            _refuse_clash(key_cell, written, findings)
            return
        target = inner
    if parts[-1] in target:
        _refuse_clash(key_cell, written, findings)
        return
    try:
        target[parts[-1]] = _read_items(cell) if written.endswith("[]") else _read_cell(cell)
    except ScalarError as refused:
        findings.add(cell.where, cell.value, refused.text)


def _refuse_clash(key_cell: _Cell, written: str, findings: Findings) -> None:
    shown = shorten_value(written)
    findings.add(
        key_cell.where,
        written,
        Text(f"字段“{shown}”重复或与上级字段冲突。", f"the field “{shown}” is given twice"),
    )


def _read_items(cell: _Cell) -> list[Any] | None:
    """A list-valued cell; `无` is none, `[]` the empty list."""
    if cell.kind == "f" or not isinstance(cell.value, str):
        return [_read_cell(cell)]
    written = cell.value.strip()
    if written == "[]":
        return []
    items = [item.strip() for item in _SEPARATORS.split(written)]
    if not all(items):
        raise ScalarError("列表中有空项。", "the list has an empty item")
    values = [_read_word(item) for item in items]
    return None if values == [None] else values


def _read_cell(cell: _Cell) -> Any:
    """The plain value of a cell; raises `ScalarError` with what is allowed."""
    value = cell.value
    if cell.kind == "f":
        raise ScalarError(
            "不接受公式；请粘贴为数值。", "formulas are not accepted; paste the value instead"
        )
    if cell.kind == "e":
        raise ScalarError("单元格是错误值。", "the cell holds an error value")
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _read_number(value)
    if isinstance(value, str):
        return _read_word(value.strip())
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date()
    elif isinstance(value, date):
        return value
    raise ScalarError(
        "只接受日期，不接受时刻或时长。", "only a date is accepted, not a time of day or a duration"
    )


def _read_number(value: float) -> int | Decimal:
    if not -SAFE_INTEGER < value < SAFE_INTEGER:
        raise ScalarError(
            "数字超过 15 位，电子表格已丢失尾数；请以文本填写。",
            "a number of more than 15 digits has lost its tail in the spreadsheet;"
            " write it as text",
        )
    if isinstance(value, int):
        return value
    return int(value) if value.is_integer() else read_decimal(repr(value))


def _read_word(written: str) -> Any:
    """Text of a cell, read as a bare YAML scalar; `无` is none, double quotes make text."""
    if written == _NONE:
        return None
    if len(written) >= 2 and written[0] == written[-1] == '"':
        return check_characters(written[1:-1])
    return resolve_plain(written)


def build_workbook(sheets: Sheets, guide: Iterable[Text] = ()) -> bytes:
    """An empty workbook to fill in, which `parse_xlsx` reads back.

    Args:
        sheets: per sheet its field names, each with a note for the person who fills it in.
            `facts`, `site` and `dossier` are laid out downwards, every other sheet as a list.
        guide: further lines for the sheet of notes.
    """
    import openpyxl

    book = openpyxl.Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    for title, fields in sheets.items():
        sheet = book.create_sheet(title)
        lay = _lay_pairs if title in _PAIR_SHEETS else _lay_list
        for number, row in enumerate(lay(fields), start=1):
            for column, written in enumerate(row, start=1):
                _write_text(sheet.cell(number, column), written, bold=number == 1)
        sheet.freeze_panes = "A2"
        for letter, width in (("A", 32), ("B", 32), ("C", 80)):
            sheet.column_dimensions[letter].width = width
    notes = book.create_sheet("#")
    for number, line in enumerate((*_GUIDE, *guide), start=1):
        _write_text(notes.cell(number, 1), line.zh)
        _write_text(notes.cell(number, 2), line.en)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _lay_pairs(fields: list[tuple[str, str]]) -> Iterator[list[str]]:
    yield ["field", "value", "# 说明 notes"]
    for name, note in fields:
        yield [name, "", note]


def _lay_list(fields: list[tuple[str, str]]) -> Iterator[list[str]]:
    yield [name for name, _ in fields]
    yield [f"# {note}" if not column else note for column, (_, note) in enumerate(fields)]


def _write_text(cell: Any, written: str, bold: bool = False) -> None:
    if not written:
        return
    cell.value = written
    # A note that begins with "=" must not become a formula.
    cell.data_type = "s"
    if bold:
        from openpyxl.styles import Font

        cell.font = Font(bold=True)


_GUIDE = (
    Text("空格表示“不知道”，不表示“没有”。", "An empty cell means unknown, not none."),
    Text("填“无”表示确知没有。", "Write 无 or null for what is known to be none."),
    Text("日期写作 2026-11-22。", "Write dates as 2026-11-22."),
    Text("真、假写作 true、false。", "Write true or false."),
    Text(
        "名称以 [] 结尾的列可填多项，用逗号分隔。",
        "A field whose name ends in [] takes several items, separated by commas.",
    ),
    Text(
        "以 # 开头的行、列、表不读取。", "Rows, columns and sheets that begin with # are not read."
    ),
)
