"""A list as a file: rows fetched in portions by place, so that a long list needs little memory."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jifang.foundation.accounts.selectors import choose_capacity, list_capacities
from jifang.foundation.demonstration.selectors import is_demonstration
from jifang.foundation.exports.models import Export
from jifang.foundation.exports.services import (
    MOST_ROWS,
    NOTE_EVERY,
    TooManyRowsError,
    WrongQueryError,
)
from jifang.portals.account.asking import Asking
from jifang.portals.tables.data import Column, Table
from jifang.portals.tables.page import list_columns, read_key
from jifang.portals.tables.query import Asked, narrow, read_asked, sort
from jifang.portals.tables.registry import TABLES

PORTION = 2_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Note = Callable[[int], None]
Line = list[str | int]


def write_csv(export: Export, path: Path, note: Note) -> int:
    """UTF-8 with a mark, as spreadsheet programs expect; no cell begins a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        written = -1
        for line in list_lines(export, note):
            out.writerow(line)
            written += 1
    return written


def write_xlsx(export: Export, path: Path, note: Note) -> int:
    """A workbook: the rows, and a sheet that says who took them, when and what for."""
    from openpyxl import Workbook  # every process would wait for it

    book = Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    written = -1
    for line in list_lines(export, note):
        sheet.append(line)
        written += 1
    about = book.create_sheet("about")
    with translation.override(export.language):
        for pair in describe(export, written):
            about.append(pair)
    book.save(path)
    return written


def describe(export: Export, rows: int) -> list[list[str]]:
    """Who, when, what for, how many."""
    when = timezone.localtime(export.asked_at).strftime("%Y-%m-%d %H:%M")
    return [
        [_("List"), str(TABLES[export.table].title)],
        [_("Asked for by"), export.account.username],
        [_("Asked for at"), when],
        [_("Purpose"), guard(export.purpose)],
        [_("Rows"), str(rows)],
        [_("Number of the export"), str(export.public_id)],
        *([[_("Demonstration data"), _("invented, without effect")]] if is_demonstration() else []),
    ]


def list_lines(export: Export, note: Note) -> Iterator[Line]:
    """The head, then the rows. Raises `TooManyRowsError`; `WrongQueryError` where a filter cannot
    be read any more: the record it named is gone, say."""
    table, asking = TABLES[export.table], find_asker(export)
    asked = read_asked(table, QueryDict(export.query))
    if asked.errors:
        raise WrongQueryError
    columns = list_columns(table, asked)
    with translation.override(export.language):
        yield [str(c.label) for c in columns]
    number = 0
    for portion in list_portions(table, asking, asked, columns):
        with translation.override(export.language):
            lines = list(write_lines(columns, portion))
        for line in lines:
            number += 1
            if number > MOST_ROWS:
                raise TooManyRowsError
            if number % NOTE_EVERY == 0:
                note(number)
            yield line


def find_asker(export: Export) -> Asking:
    """Whoever asked, in the role it was asked in."""
    held = tuple(list_capacities(export.account))
    chosen = choose_capacity(held, export.capacity)
    return Asking(export.account, held, chosen)


def list_portions(
    table: Table[Any], asking: Asking, asked: Asked, columns: Sequence[Column[Any]]
) -> Iterator[list[Any]]:
    """All rows of a list as it was asked for, in portions; of each row what the columns are made
    of, where all of them say it."""
    rows, order = sort(table, asking, narrow(table, asking, asked)[0], asked)
    if all(c.reads for c in columns):
        names = dict.fromkeys((*order.fields, *(name for c in columns for name in c.reads)))
        rows = rows.prefetch_related(None).values_list(*names, named=True)
    portion = list(rows[:PORTION])
    while portion:
        yield portion
        if len(portion) < PORTION:
            return
        place = [read_key(portion[-1], f) for f in order.fields]
        portion = list(rows.filter(order.find_after(place))[:PORTION])


def write_lines(columns: Sequence[Column[Any]], rows: Iterable[Any]) -> Iterator[Line]:
    """Rows as lines of cells; the same value of a column is put into words once."""
    said: list[dict[Any, str | int]] = [{} for _ in columns]
    for row in rows:
        line: Line = []
        for column, known in zip(columns, said, strict=True):
            value = column.value(row)
            cell = known.get(value)
            if cell is None:
                cell = known[value] = write_cell(column, value)
            line.append(cell)
        yield line


def write_cell(column: Column[Any], value: Any) -> str | int:
    """A cell: words in the reader's language, days as they are written everywhere."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and column.words is None:
        return value
    if isinstance(value, date):
        return value.isoformat()
    return guard(column.words(value) if column.words else str(value))


def guard(text: str) -> str:
    """Text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
