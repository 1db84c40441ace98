"""One page of a list, with everything its template shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from jifang.foundation.saved_views.selectors import list_views
from jifang.foundation.walls.paging import (
    PlaceError,
    name_list,
    read_place,
    write_place,
)
from jifang.portals.account.asking import Asking
from jifang.portals.tables.data import BulkAct, Column, Option, Table
from jifang.portals.tables.query import Asked, list_keys, narrow, read_asked, sort

M = TypeVar("M", bound=Model)
PER_PAGE = 50
COUNTED = 10_000
"""Rows are counted up to here; beyond, the page says that there are more."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is shown."""

    column: Column[Any]
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is shown."""

    key: str
    link: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the filter form."""

    name: str
    label: str
    kind: str
    value: str
    error: str
    options: Sequence[Option] = ()
    default: str = ""
    main: bool = True
    said: str = ""
    hint: str = ""

    @property
    def is_listed(self) -> bool:
        """Whether its value is one of the options: what was typed stays beside its error."""
        return not self.value or any(o.value == self.value for o in self.options)


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: sorted by it or not, and where sorting leads."""

    column: Column[Any]
    sorted: str
    query: str


@dataclass(frozen=True, slots=True)
class ListPage(Generic[M]):
    """A list as its template shows it."""

    table: Table[M]
    asked: Asked
    rows: tuple[Row, ...]
    records: tuple[M, ...]
    heads: tuple[Head, ...]
    fields: tuple[Field, ...]
    count: int
    more: bool
    next: str
    choices: tuple[tuple[Column[M], bool], ...]
    views: Sequence[Any]
    bulk: tuple[tuple[BulkAct[M], str], ...]
    may_export: bool
    cut: bool = False
    actions: Sequence[tuple[str, Any]] = ()
    trail: Sequence[tuple[str, Any]] = ()

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """What cannot be read: the id of its field, its label, what is wrong."""
        labels = {f.name.removeprefix("f."): f for f in self.fields}
        return [
            (labels[key].name, labels[key].label, said) if key in labels else ("", "", said)
            for key, said in self.asked.errors.items()
        ]

    @property
    def typed_search(self) -> str:
        """What was searched for, as it was typed where it cannot be read."""
        return self.asked.text or self.asked.wrong.get("q", ("",))[-1]

    @property
    def main_fields(self) -> list[Field]:
        """The filters that stand in front."""
        return [f for f in self.fields if f.main and f.kind != "record"]

    @property
    def more_fields(self) -> list[Field]:
        """The filters that unfold."""
        return [f for f in self.fields if not f.main and f.kind != "record"]

    @property
    def more_open(self) -> bool:
        """Whether one of those is asked for."""
        return any(f.value or f.error for f in self.more_fields)

    @property
    def within(self) -> list[Field]:
        """The records that the list was narrowed to by a link."""
        return [f for f in self.fields if f.kind == "record" and f.value]


def list_columns(table: Table[M], asked: Asked) -> tuple[Column[M], ...]:
    """The columns shown: those chosen, in the order of the list, else the usual ones."""
    if asked.columns:
        return tuple(c for c in table.columns if c.code in asked.columns and c.chosen)
    return tuple(c for c in table.columns if c.shown and c.chosen)


def count_rows(rows: QuerySet[M], most: int = COUNTED) -> tuple[int, bool]:
    """How many rows there are, and whether there are more than were counted."""
    number = rows.order_by()[: most + 1].count()
    return min(number, most), number > most


def fetch_page(
    table: Table[M], asking: Asking, rows: QuerySet[M], asked: Asked
) -> tuple[list[M], str]:
    """The rows of the page, and the place where the next one begins."""
    ordered, order = sort(table, asking, rows, asked)
    of = name_list(table.name, asked.as_query())
    if asked.after:
        place = read_place(of, asked.after, len(order.fields))
        ordered = ordered.filter(order.find_after(place))
    found = list(ordered[: PER_PAGE + 1])
    if len(found) <= PER_PAGE:
        return found, ""
    last = found[PER_PAGE - 1]
    return found[:PER_PAGE], write_place(of, [read_key(last, f) for f in order.fields])


def read_key(row: Model, path: str) -> str | int:
    """A sort key of a row, as it goes into a place."""
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value if isinstance(value, int) else (
        value.isoformat() if isinstance(value, date) else str(value)
    )  # fmt: skip


def make_fields(table: Table[M], asked: Asked) -> tuple[Field, ...]:
    """The fields of the filter form."""
    found = []
    for column in table.columns:
        if column.filter is None:
            continue
        keys = list_keys(column)
        for key in keys:
            label = str(column.label)
            if len(keys) == 2:
                form = _("%(column)s from") if key.endswith(".from") else _("%(column)s to")
                label = form % {"column": label}
            by = column.filter
            value = asked.filters.get(key, "")
            said = by.say(value) if by.say and value else ""
            value = value or asked.wrong.get(f"f.{key}", ("",))[-1]
            hint = _("4401 or 440100: the whole city") if by.divisions else ""
            found.append(
                Field(
                    f"f.{key}", label, by.kind, value, asked.errors.get(key, ""),
                    by.options() if by.options else (), by.default, by.main, said, hint,
                )
            )  # fmt: skip
    return tuple(found)


def make_heads(columns: Sequence[Column[M]], table: Table[M], asked: Asked) -> tuple[Head, ...]:
    """The heads of the columns shown."""
    now = asked.sort or table.order
    heads = []
    for column in columns:
        state = ("descending" if asked.down else "ascending") if column.code == now else ""
        other = "-" if column.code == now and not asked.down else ""
        wrong = {name: values for name, values in asked.wrong.items() if name != "sort"}
        query = replace(asked, sort=column.code, down=bool(other), wrong=wrong)
        heads.append(Head(column, state if column.is_sorted else "", query.as_query()))
    return tuple(heads)


def make_page(table: Table[M], asking: Asking, given: Any) -> ListPage[M]:
    """A page of a list as it is asked for."""
    asked = read_asked(table, given)
    rows, cut = narrow(table, asking, asked)
    try:
        found, place = fetch_page(table, asking, rows, asked)
    except PlaceError:
        errors = {**asked.errors, "after": _("The list was asked for anew.")}
        asked = replace(asked, after="", errors=errors)
        found, place = fetch_page(table, asking, rows, asked)
    columns = list_columns(table, asked)
    whole = not place and not asked.after
    count, more = (len(found), False) if whole else count_rows(rows)
    shown = tuple(
        Row(
            str(row.pk),
            table.link(row) if table.link else "",
            tuple(Cell(c, c.say(row)) for c in columns),
        )
        for row in found
    )
    return ListPage(
        table, asked, shown, tuple(found), make_heads(columns, table, asked),
        make_fields(table, asked),
        count, more, place, tuple((c, c in columns) for c in table.columns if c.chosen),
        list_views(asking.account, table.name) if asking.account else (),
        tuple((a, a.find_url(table.name)) for a in table.bulk if a.is_open_to(asking)),
        asking.may("export"), cut,
        table.actions(asking) if table.actions else (),
        table.trail(asking) if table.trail else (),
    )  # fmt: skip


def show_list(
    request: HttpRequest, asking: Asking, table: Table[M], template: str = "tables/list.html",
    status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page of a list."""
    page = make_page(table, asking, request.GET)
    return render(request, template, {"page": page, **more}, status=status)


def refuse_list(
    request: HttpRequest, asking: Asking, table: Table[M], query: str, why: str
) -> HttpResponse:
    """Back at the list as it was asked for, with 400: nothing was done, and why. What of the
    query cannot be read is said there filter by filter."""
    request.GET = QueryDict(query)
    return show_list(request, asking, table, status=400, refused=why)
