"""What a list declares: its columns, how they are filtered and sorted, what is done with rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.forms import Form
from django.utils.functional import Promise

from jifang.foundation.accounts.data import Actor
from jifang.portals.account.asking import Asking

M = TypeVar("M", bound=Model)
Label = str | Promise
Value = str | int | date | bool | None


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values that a column is filtered by, in the reader's words."""

    value: str
    label: Label


@dataclass(frozen=True, slots=True)
class Filter:
    """How a column is filtered: by one of some values, a prefix of a code, a range of days or
    numbers.

    `options` are asked for when the page is made; they may depend on the language.
    """

    kind: str
    """`choice`, `prefix`, `days`, `numbers`."""
    options: Callable[[], Sequence[Option]] | None = None
    path: str = ""
    """The field of the query, where it is not the column's."""
    pattern: str = ""
    """What a prefix must look like."""


@dataclass(frozen=True, slots=True)
class Column(Generic[M]):
    """A column of a list.

    code: its name in addresses and exports.
    value: what stands in a row, as it is exported.
    field: the field of the query that it is sorted by; empty where it is not sorted. Its values
        are never empty in the database.
    words: the value in the reader's words, where that is not the value itself.
    shown: whether it is shown before anyone chooses.
    """

    code: str
    label: Label
    value: Callable[[M], Value]
    field: str = ""
    filter: Filter | None = None
    words: Callable[[Any], str] | None = None
    shown: bool = True
    code_like: bool = False

    def say(self, row: M) -> str:
        """The cell in the reader's language."""
        value = self.value(row)
        if value is None or value == "":
            return "—"
        return self.words(value) if self.words else str(value)


@dataclass(frozen=True, slots=True)
class BulkAct(Generic[M]):
    """Something done to many rows at once; each row is an act of its own."""

    code: str
    label: Label
    text: Label
    power: str
    form: Callable[..., Form]
    act: Callable[[Actor, M, dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Table(Generic[M]):
    """A list.

    name: its name in addresses, saved views and exports.
    rows: the rows the asker may see, without order.
    order: the column it is sorted by unless asked otherwise.
    search: narrows the rows to what fits a text.
    link: where a row's own page is.
    """

    name: str
    title: Label
    rows: Callable[[Asking], QuerySet[M]]
    columns: tuple[Column[M], ...]
    order: str
    search: Callable[[QuerySet[M], str], QuerySet[M]] | None = None
    search_hint: Label = ""
    link: Callable[[M], str] | None = None
    bulk: tuple[BulkAct[M], ...] = field(default_factory=tuple)
    powers: tuple[str, ...] = ()
    """One of these is needed to see the list at all."""

    def find(self, code: str) -> Column[M] | None:
        """The column of a code."""
        return next((c for c in self.columns if c.code == code), None)

    def find_bulk(self, code: str) -> BulkAct[M] | None:
        """The act of a code."""
        return next((a for a in self.bulk if a.code == code), None)
