"""Files to fill in, and the rows that could not be entered, to be mended and handed in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from jifang.foundation.history.data import Field, WrongError
from jifang.foundation.history.readers import yes_no
from jifang.foundation.history.registers import Register, find_register
from jifang.foundation.imports.data import MOST_ROWS, Column
from jifang.foundation.imports.headings import list_columns
from jifang.foundation.imports.keep import list_rows
from jifang.foundation.imports.models import Import
from jifang.law.errors import Lang, Text

if TYPE_CHECKING:  # a heavy library, loaded only where it is used: every process would wait for it
    from openpyxl import Workbook

VALUES, GUIDE = "#values", "#help"
AS_TEXT: Final = "@"
"""Cells are text: what is typed stays as it was typed, zeros in front and twenty digits too."""
BAD_ROWS: Final = 10_000
"""Rows in one file of what could not be entered."""
NOTE_HEADINGS: Final = ("#row", "#原因", "#reason")

WORDS: Final = {
    "column": Text("列", "column"),
    "name": Text("技术名称", "technical name"),
    "required": Text("必填", "required"),
    "help": Text("说明", "help"),
    "allowed": Text("可填", "may be"),
    "several": Text("可填多个，用逗号分隔", "several, with commas"),
    "code": Text("代码", "code"),
    "meaning": Text("含义", "meaning"),
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
}


def write_csv_template(register: Register, lang: Lang, *, into: bool = False) -> bytes:
    """The headings alone, UTF-8 with a mark, as spreadsheet programs expect."""
    out = io.StringIO()
    titles = [_head(c, lang) for c in list_columns(register, into=into)]
    csv.writer(out).writerow(titles)
    return out.getvalue().encode("utf-8-sig")


def write_template(register: Register, lang: Lang, *, into: bool = False) -> bytes:
    """A workbook to fill in: headings with their technical names, value lists, help."""
    columns = list_columns(register, into=into)
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    fields = {f.name: f for f in register.kind.fields}
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = register.kind.name
    sheet.append([_head(c, lang) for c in columns])
    sheet.append([c.name for c in columns])
    sheet.freeze_panes = "A3"
    lists = book.create_sheet(VALUES)
    for at, column in enumerate(columns, start=1):
        letter = get_column_letter(at)
        sheet[f"{letter}1"].font = Font(bold=True)
        dimension = sheet.column_dimensions[letter]
        dimension.width, dimension.number_format = max(12, 2 * len(column.title.say(lang))), AS_TEXT
        field = fields.get(column.name)
        if field is not None:
            _add_list(sheet, lists, letter, field, lang)
    _write_guide(book, columns, fields, lang)
    return _save(book)


def _head(column: Column, lang: Lang) -> str:
    return f"{column.title.say(lang)}{' *' if column.required else ''}"


def _add_list(sheet: Any, lists: Any, letter: str, field: Field, lang: Lang) -> None:
    """The values of a field on the second sheet, and a list to choose from in its cells."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if field.read is yes_no:
        source = f'"{WORDS["yes"].say(lang)},{WORDS["no"].say(lang)}"'
    elif field.choices:
        at = lists.max_column + 2 if lists.max_row > 1 else 1
        lists.cell(1, at, f"{field.title.say(lang)} ({field.name})")
        lists.cell(1, at + 1, WORDS["code"].say(lang))
        for row, (code, said) in enumerate(field.choices.items(), start=2):
            lists.cell(row, at, said.say(lang))
            lists.cell(row, at + 1, code)
        if takes_many(field):
            return
        where = get_column_letter(at)
        source = f"='{VALUES}'!${where}$2:${where}${len(field.choices) + 1}"
    else:
        return
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    rule.add(f"{letter}3:{letter}{MOST_ROWS + 2}")
    sheet.add_data_validation(rule)


def takes_many(field: Field) -> bool:
    """Whether a field takes several of its values."""
    try:
        return bool(field.choices) and isinstance(field.read([next(iter(field.choices))]), list)
    except WrongError:
        return False


def _write_guide(
    book: Workbook, columns: Sequence[Column], fields: Mapping[str, Field], lang: Lang
) -> None:
    guide = book.create_sheet(GUIDE)
    heads = ("column", "name", "required", "help", "allowed")
    guide.append([WORDS[h].say(lang) for h in heads])
    for column in columns:
        field = fields.get(column.name)
        guide.append([
            column.title.say(lang), column.name,
            WORDS["yes" if column.required else "no"].say(lang),
            column.help.say(lang), _say_allowed(field, lang) if field else "",
        ])  # fmt: skip
    for letter, width in zip("ABCDE", (28, 24, 10, 60, 60), strict=True):
        guide.column_dimensions[letter].width = width


def _say_allowed(field: Field, lang: Lang) -> str:
    """What a field's reader says that it takes; asked by giving it what nothing takes."""
    if takes_many(field):
        return WORDS["several"].say(lang)
    try:
        field.read("\x01")
    except WrongError as wrong:
        return wrong.text.say(lang)
    return ""


def count_parts(of: Import) -> int:
    """In how many files the rows that cannot be entered are handed out."""
    return -(-(of.bad + of.doubles + of.late) // BAD_ROWS)


def write_bad_rows(of: Import, lang: Lang, part: int = 1) -> bytes:
    """The rows that cannot be entered, as they were handed in, with what is wrong beside them.

    The columns of reasons are for people: the file can be mended and handed in as it is. Raises
    `OSError` where the rows are not kept any more.
    """
    known = {c.name: c for c in list_columns(find_register(of.register))}
    names = [n for n in of.columns if n in known]
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(of.register)
    sheet.append([*NOTE_HEADINGS, *(_head(known[n], lang) for n in names)])
    sheet.append(["", "", "", *names])
    start = (part - 1) * BAD_ROWS
    for number, cells in islice(_list_bad(of), start, start + BAD_ROWS):
        faults = [f for f in of.faults.filter(row=number) if f.level != "warning"]
        zh = "；".join(f"{f.field}：{f.zh}" for f in faults)
        en = "; ".join(f"{f.field}: {f.en}" for f in faults)
        values = [_as_typed(sheet, cells.get(name)) for name in names]
        sheet.append([number, _as_typed(sheet, zh), _as_typed(sheet, en), *values])
    return _save(book)


def _list_bad(of: Import) -> Iterable[tuple[int, dict[str, Any]]]:
    yield from list_rows(of, good=False)
    if of.late:
        late = set(of.faults.filter(late=True).values_list("row", flat=True))
        yield from (row for row in list_rows(of, good=True) if row[0] in late)


def _as_typed(sheet: Any, value: Any) -> Any:
    """A cell that holds a text and never a formula."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value="".join(c for c in value if c.isprintable() or c == "\n"))
    cell.data_type = "s"
    return cell


def _save(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
