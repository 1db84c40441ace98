"""What is asked of a list: read from an address, checked, and made a query.

    q        search text
    f.CODE   a filter; `f.CODE.from` and `f.CODE.to` for ranges
    sort     a column's code, with a minus before it for the other direction
    cols     codes of columns with commas
    after    where the page before ended

What cannot be read is said beside its field, and the rest is shown without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jifang.foundation.walls.paging import find_after, find_past
from jifang.portals.account.asking import Asking
from jifang.portals.tables.data import Column, Filter, Table

M = TypeVar("M", bound=Model)
LONGEST_SEARCH = 64
LONGEST_VALUE = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a list."""

    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    down: bool = False
    columns: tuple[str, ...] = ()
    after: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    def as_query(self, *, paging: bool = False) -> str:
        """The same as a query string, without what is wrong and without the place."""
        given: dict[str, str] = {}
        if self.text:
            given["q"] = self.text
        given |= {f"f.{k}": v for k, v in self.filters.items()}
        if self.sort:
            given["sort"] = f"-{self.sort}" if self.down else self.sort
        if self.columns:
            given["cols"] = ",".join(self.columns)
        if paging and self.after:
            given["after"] = self.after
        return urlencode(given)

    @property
    def narrows(self) -> bool:
        """Whether anything was searched or filtered."""
        return bool(self.text or self.filters)


def read_asked(table: Table[M], given: Mapping[str, Any]) -> Asked:
    """What is asked, with what is wrong named."""
    errors: dict[str, str] = {}
    text = " ".join(str(given.get("q", "")).split())
    if len(text) > LONGEST_SEARCH:
        errors["q"] = _("A search has at most %(number)s characters.") % {"number": LONGEST_SEARCH}
        text = ""
    sort = str(given.get("sort", ""))
    column = table.find_column(sort.removeprefix("-"))
    if sort and (column is None or not column.is_sorted):
        errors["sort"] = _("The list is not sorted by this.")
        column = None
    ticked = given.getlist("col") if hasattr(given, "getlist") else []
    named = [*str(given.get("cols", "")).split(","), *ticked]
    wanted = tuple(c.code for c in table.columns if c.code in named)
    filters = read_filters(table, given, errors)
    return Asked(
        text if table.is_searched else "",
        filters,
        column.code if sort and column else "",
        sort.startswith("-") and column is not None,
        wanted,
        str(given.get("after", ""))[:512],
        errors,
    )


def read_filters(
    table: Table[M], given: Mapping[str, Any], errors: dict[str, str]
) -> dict[str, str]:
    """The filters that can be read; the others are named in `errors`."""
    found: dict[str, str] = {}
    for column in table.columns:
        if column.filter is None:
            continue
        for key in list_keys(column):
            value = str(given.get(f"f.{key}", "")).strip()
            if not value:
                continue
            error = check_value(column.filter, value)
            if error:
                errors[key] = error
            else:
                found[key] = value
    return found


def list_keys(column: Column[M]) -> tuple[str, ...]:
    """The names a column's filter has in an address."""
    if column.filter and column.filter.kind in ("days", "numbers"):
        return (f"{column.code}.from", f"{column.code}.to")
    return (column.code,)


def check_value(by: Filter, value: str) -> str:
    """What is wrong with a filter's value; nothing if it is right."""
    if len(value) > LONGEST_VALUE:
        return _("This is too long.")
    if by.kind == "choice":
        known = {o.value for o in (by.options() if by.options else ())}
        return "" if value in known else _("This is none of the values to choose from.")
    if by.kind == "record":
        named = re.fullmatch(by.pattern, value) and (by.say is None or by.say(value))
        return "" if named else _("This is no record that you can see.")
    if by.kind == "prefix":
        return "" if re.fullmatch(by.pattern, value) else _("This is not how such a code begins.")
    if by.kind == "days":
        return "" if read_day(value) else _("A day is written 2026-11-26.")
    whole = value.isascii() and value.isdigit() and len(value) < 10
    return "" if whole else _("This must be a whole number.")


def read_day(value: str) -> date | None:
    """A day as it is written everywhere."""
    try:
        return date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None


def narrow(table: Table[M], asking: Asking, asked: Asked) -> tuple[QuerySet[M], bool]:
    """The rows that fit, and whether a search left some out."""
    rows, cut = table.rows(asking), False
    if asked.text and table.find:
        keys, cut = table.find(asking, asked.text)
        rows = rows.filter(pk__in=keys)
    elif asked.text and table.search:
        rows = table.search(rows, asked.text)
    for column in table.columns:
        if column.filter is not None:
            rows = narrow_by(column, column.filter, rows, asked.filters)
    return rows, cut


def narrow_by(
    column: Column[M], by: Filter, rows: QuerySet[M], given: Mapping[str, str]
) -> QuerySet[M]:
    """The rows that fit one column's filter. Prefixes are half-open ranges: an index serves them,
    and no pattern is matched."""
    path = by.path or column.field
    if by.kind in ("days", "numbers"):
        low, high = (given.get(k) for k in list_keys(column))
        if by.moments:
            return narrow_moments(rows, path, low, high)
        if low:
            rows = rows.filter(**{f"{path}__gte": low})
        return rows.filter(**{f"{path}__lte": high}) if high else rows
    value = given.get(column.code) or by.default
    if not value:
        return rows
    if by.narrow is not None:
        return by.narrow(rows, value)
    if by.kind == "prefix":
        above = value[:-1] + chr(ord(value[-1]) + 1)
        return rows.filter(**{f"{path}__gte": value, f"{path}__lt": above})
    return rows.filter(**{path: value})


def narrow_moments(rows: QuerySet[M], path: str, low: str | None, high: str | None) -> QuerySet[M]:
    """The rows whose moment lies on one of some days, in the platform's own zone."""
    if low:
        rows = rows.filter(**{f"{path}__gte": find_midnight(date.fromisoformat(low))})
    if high and (last := date.fromisoformat(high)) < date.max:
        rows = rows.filter(**{f"{path}__lt": find_midnight(last + timedelta(days=1))})
    return rows


def find_midnight(day: date) -> datetime:
    """When a day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: its fields, the last of them unique, and its direction. `indexed` where
    the fields are those of an index, so that a page begins at its place in it."""

    fields: tuple[str, ...]
    down: bool
    indexed: bool = False

    def find_after(self, place: Sequence[str | int]) -> Any:
        """The rows past a place."""
        if self.indexed:
            return find_past(self.fields, place, down=self.down)
        return find_after(self.fields, place, down=self.down)


def sort(
    table: Table[M], asking: Asking, rows: QuerySet[M], asked: Asked
) -> tuple[QuerySet[M], Order]:
    """The rows in order."""
    column = table.find_column(asked.sort or table.order)
    if column and column.order and table.lead:
        order = Order((table.lead(asking), *column.order, "pk"), asked.down, indexed=True)
    else:
        order = Order((column.field, "pk") if column and column.field else ("pk",), asked.down)
    sign = "-" if asked.down else ""
    return rows.order_by(*(f"{sign}{f}" for f in order.fields)), order
