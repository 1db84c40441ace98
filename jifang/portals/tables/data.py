"""What a list declares: its columns, how they are filtered and sorted, what is done with rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.forms import Form
from django.urls import reverse
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
    """`choice`, `prefix`, `days`, `numbers`; `record` for one that only links lead to."""
    options: Callable[[], Sequence[Option]] | None = None
    path: str = ""
    """The field of the query, where it is not the column's."""
    pattern: str = ""
    """What a prefix or the name of a record must look like."""
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    """How rows are narrowed by a value, where that is not equality."""
    say: Callable[[str], str] | None = None
    """What the record of a value is called; `None` of it where there is none within reach."""
    default: str = ""
    """The value that holds while none is asked for."""
    main: bool = True
    """Whether it stands in front; the others unfold."""
    moments: bool = False
    """Whether the days are asked of a column of moments."""
    read: Callable[[str], Any] | None = None
    """How a number is read where it need not be whole; raises `WrongError`."""
    divisions: bool = False
    """Whether a prefix is that of division codes: 440100 is then the whole city, 440000 the
    province."""


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
    order: tuple[str, ...] = ()
    """The fields of an index, after the table's `lead`, that it is sorted by instead of `field`."""
    chosen: bool = True
    """Whether it can be shown; some are there for their filter alone."""
    number_like: bool = False
    reads: tuple[str, ...] = ()
    """The fields it is made of, where it needs no more of a row: an export fetches only these."""

    @property
    def is_sorted(self) -> bool:
        """Whether the list can be sorted by it."""
        return bool(self.order or self.field)

    def say(self, row: M) -> str:
        """The cell in the reader's language."""
        value = self.value(row)
        if value is None or value == "":
            return "—"
        return self.words(value) if self.words else str(value)


@dataclass(frozen=True, slots=True)
class BulkAct(Generic[M]):
    """Something done to many rows at once; each row is an act of its own.

    page: the name of an address that does it, with the table's name as its argument; without one,
        `form` and `act` say what is asked and done.
    asks_first: whether it is asked again before it is done; not for what is as easily undone.
    """

    code: str
    label: Label
    text: Label = ""
    power: str = ""
    form: Callable[..., Form] | None = None
    act: Callable[[Actor, M, dict[str, Any]], None] | None = None
    page: str = ""
    may: Callable[[Asking], bool] | None = None
    asks_first: bool = True

    def is_open_to(self, asking: Asking) -> bool:
        """Whether whoever asks may do it at all."""
        return self.may(asking) if self.may else asking.may(self.power)

    def find_url(self, table: str) -> str:
        """Where the rows that were ticked are sent."""
        if self.page:
            return reverse(self.page, args=[table])
        return reverse("list_act", args=[table, self.code])


@dataclass(frozen=True, slots=True)
class Table(Generic[M]):
    """A list.

    name: its name in addresses, saved views and exports.
    rows: the rows the asker may see, without order.
    order: the column it is sorted by unless asked otherwise.
    search: narrows the rows to what fits a text.
    find: the keys of the rows that fit a text, and whether there may be more.
    lead: the first field of the index whose stretch the asker reads, before a column's `order`.
    link: where a row's own page is.
    sees: whether whoever asks sees the list at all, beside `powers`.
    actions: links to what else can be done here; trail: where the list stands.
    """

    name: str
    title: Label
    rows: Callable[[Asking], QuerySet[M]]
    columns: tuple[Column[M], ...]
    order: str
    search: Callable[[QuerySet[M], str], QuerySet[M]] | None = None
    search_hint: Label = ""
    find: Callable[[Asking, str], tuple[Sequence[int], bool]] | None = None
    lead: Callable[[Asking], str] | None = None
    sees: Callable[[Asking], bool] | None = None
    actions: Callable[[Asking], Sequence[tuple[str, Label]]] | None = None
    trail: Callable[[Asking], Sequence[tuple[str, Any]]] | None = None
    note: Label = ""
    link: Callable[[M], str] | None = None
    bulk: tuple[BulkAct[M], ...] = field(default_factory=tuple)
    powers: tuple[str, ...] = ()
    """One of these is needed to see the list at all."""
    page: str = ""
    """The name of the address that shows it, where it has a page of its own."""

    @property
    def url(self) -> str:
        """Where it is shown."""
        return reverse(self.page) if self.page else reverse("list", args=[self.name])

    @property
    def is_searched(self) -> bool:
        """Whether there is a search."""
        return self.search is not None or self.find is not None

    def find_column(self, code: str) -> Column[M] | None:
        """The column of a code."""
        return next((c for c in self.columns if c.code == code), None)

    def find_bulk(self, code: str) -> BulkAct[M] | None:
        """The act of a code."""
        return next((a for a in self.bulk if a.code == code), None)
