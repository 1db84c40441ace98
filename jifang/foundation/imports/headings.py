"""The head of a file: which of its columns are which fields. Nothing is guessed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from jifang.foundation.history.registers import Register
from jifang.foundation.imports.data import Cell, Column, Row
from jifang.foundation.imports.naming import list_parent_columns
from jifang.law.errors import InputError, Problem, Text

NOTES: Final = "#"
"""A column whose heading begins so is for people; the file of bad rows has such."""
NO_HEADING: Final = Text(
    "第 {row} 行第 {column} 列有内容，但没有列标题",
    "row {row}, column {column}: no heading above it",
)


def list_columns(register: Register, *, into: bool = False) -> list[Column]:
    """The columns a file of a register may have; `into` where the whole file goes into one record
    that was chosen, and the rows name none."""
    parents = [] if into else list_parent_columns(register)
    fields = [Column(f.name, f.title, f.help, f.required) for f in register.kind.fields]
    return [*parents, *fields]


def fold_heading(text: str) -> str:
    """A heading as it is compared: width, case and blanks do not count, nor the mark of what is
    required."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split()).removesuffix("*")


def list_names(columns: Iterable[Column]) -> dict[str, str]:
    """What each column may be headed by: its technical name, its Chinese and its English title."""
    names: dict[str, str] = {}
    for column in columns:
        for said in (column.name, column.title.zh, column.title.en):
            names.setdefault(fold_heading(said), column.name)
    return names


def read_headings(columns: Sequence[Column], first: Row) -> list[str]:
    """The column of each cell of the head: `#` for one that is for people, empty for none.

    Raises `InputError`, naming every heading that is unknown or stands twice, and every required
    column that is missing.
    """
    names, found = list_names(columns), list[str]()
    problems: list[Problem] = []
    for cell in first.cells:
        said = "" if cell is None else str(cell).strip()
        if not isinstance(cell, str | None):
            problems.append(_say_unknown(said, names))
            found.append("")
            continue
        name = NOTES if said.startswith(NOTES) else names.get(fold_heading(said), "")
        if said and not name:
            problems.append(_say_unknown(said, names))
        elif name not in {"", NOTES} and name in found:
            text = Text("这一列出现了两次", "this column stands twice")
            problems.append(Problem(name, said, text))
        found.append(name)
    if not set(found) - {"", NOTES} and not problems:
        text = Text("没有列标题", "there are no headings")
        problems.append(Problem("file", None, text))
    if not problems:
        problems += _list_missing(columns, found)
    if problems:
        raise InputError(problems)
    return found


def _say_unknown(said: str, names: dict[str, str]) -> Problem:
    if said.count(";") > 2 or "\t" in said:
        text = Text("各列须以逗号分隔", "columns are separated by commas")
        return Problem("file", said, text)
    if "." in said or said.startswith(("所属", "part of", "parent")):
        text = Text(
            "没有这一列；整个文件已经指定所属的记录时，不再写所属的列",
            "there is no such column; a file that goes into one record has none that names it",
        )
        return Problem("heading", said, text)
    near = get_close_matches(fold_heading(said), list(names), n=1, cutoff=0.6)
    hint = f"；是否指 {names[near[0]]}？" if near else ""
    hint_en = f"; do you mean {names[near[0]]}?" if near else ""
    text = Text(f"没有这一列{hint}", f"there is no such column{hint_en}")
    return Problem("heading", said, text)


def _list_missing(columns: Sequence[Column], found: Sequence[str]) -> list[Problem]:
    text = Text("缺少必填的列", "a required column is missing")
    return [
        Problem(c.name, c.title.zh, text) for c in columns if c.required and c.name not in found
    ]


def is_second_head(headings: Sequence[str], row: Row) -> bool:
    """Whether a row only repeats the technical names, as the second row of our templates does."""
    said = [("" if c is None else str(c).strip()) for c in row.cells]
    pairs = [(h, s) for h, s in zip(headings, said, strict=False) if h != NOTES and (h or s)]
    return bool(pairs) and all(h == s for h, s in pairs)


def pair_cells(headings: Sequence[str], row: Row) -> tuple[dict[str, Cell], list[Problem]]:
    """The cells of a row by their column; what stands under no heading is a problem."""
    cells: dict[str, Cell] = {}
    problems = []
    for at, cell in enumerate(row.cells):
        if cell is None:
            continue
        name = headings[at] if at < len(headings) else ""
        if name:
            if name != NOTES:
                cells[name] = cell
            continue
        text = NO_HEADING.fill(row=row.number, column=at + 1)
        problems.append(Problem("heading", None, text))
    return cells, problems
