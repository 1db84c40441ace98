"""What is read of a file before it is judged: cells, rows, headings; and how much one may hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jifang.law.errors import InputError, Problem, Text

MIB: Final = 1024 * 1024
MOST_BYTES: Final = 64 * MIB
"""Largest file as it is sent; settings.LARGE_BODIES lets a request carry it."""
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 32_767
"""As in the spreadsheet programs themselves."""
PORTION: Final = 1_000
"""Rows written in one transaction, under one leaf."""
MOST_OPEN: Final = 5
"""Imports of one person that wait or run at a time."""

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES: Final = {"csv": "text/csv", "xlsx": XLSX_TYPE}
ENCODINGS: Final = {"utf-8": "UTF-8", "gb18030": "GB18030"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that holds no value of its own: a formula, an error, a number that lost its tail."""

    shown: str
    text: Text


Cell = str | int | bool | Wrong | None
"""A day of a workbook is its text, `2026-11-26`; a number that is not whole, its decimal text."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number as a spreadsheet program shows it, from one."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file, read as they are asked for; `notes` are known once all were read."""

    rows: Iterator[Row]
    name: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a file may have: its technical name and what people call it."""

    name: str
    title: Text
    help: Text
    required: bool = False


def refuse(zh: str, en: str, value: object = None, field: str = "file") -> InputError:
    """The error for a file that is not read any further."""
    return InputError(Problem(field, value, Text(zh, en)))
