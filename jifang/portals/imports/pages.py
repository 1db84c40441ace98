"""What the pages of imports show: columns, problems of rows, records as they would be entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jifang.foundation.history.data import Field
from jifang.foundation.history.registers import Register
from jifang.foundation.imports.headings import list_columns
from jifang.foundation.imports.models import Fault
from jifang.portals.wording import get_reader_lang


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column that a file may have."""

    name: str
    title: str
    help: str
    required: bool


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A problem of a row, in the reader's words."""

    row: int
    level: str
    late: bool
    title: str
    name: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class First:
    """The first records as a table: the heads of its columns, and rows with their numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]


def name_columns(register: Register, *, into: bool) -> list[ShownColumn]:
    """The columns that a file of a register may have."""
    lang = get_reader_lang()
    return [
        ShownColumn(c.name, c.title.say(lang), c.help.say(lang), c.required)
        for c in list_columns(register, into=into)
    ]


def show_faults(register: Register, faults: Sequence[Fault]) -> list[ShownFault]:
    """What is wrong with rows."""
    lang = get_reader_lang()
    titles = {c.name: c.title.say(lang) for c in list_columns(register)}
    titles |= {"file": _("file"), "heading": _("heading"), "row": _("row"), "parent": _("parent")}
    return [
        ShownFault(
            f.row, f.level, f.late, titles.get(f.field, f.field), f.field, f.value,
            f.zh if lang == "zh" else f.en,
        )
        for f in faults
    ]  # fmt: skip


def list_first(register: Register, names: Sequence[str], first: Sequence[Any]) -> First | None:
    """The first records, in the columns that the file has; personal data masked."""
    if not first:
        return None
    lang = get_reader_lang()
    fields = [f for f in register.kind.fields if f.name in names]
    rows = tuple(
        (number, tuple((f.title.say(lang), say_value(f, getattr(record, f.name))) for f in fields))
        for number, record in first
    )
    return First(tuple(f.title.say(lang) for f in fields), rows)


def say_value(field: Field, value: Any) -> str:
    """A value of a record in the reader's words."""
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    lang = get_reader_lang()
    parts = [str(v) for v in (value if isinstance(value, list) else [value])]
    return ", ".join(field.choices[p].say(lang) if p in field.choices else p for p in parts)
