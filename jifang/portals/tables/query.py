"""What is asked of a list: read from an address, checked, and made a query.

    q        search text
    f.CODE   a filter; `f.CODE.from` and `f.CODE.to` for ranges
    sort     a column's code, with a minus before it for the other direction
    cols     codes of columns with commas
    after    where the page before ended

What cannot be read is said beside its field, and the rest is shown without it. It stays in the
query: what acts on all that fit, or takes them out, refuses such a query instead of widening it.
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

from jifang.foundation.history.data import WrongError
from jifang.foundation.walls.paging import find_after, find_past
from jifang.foundation.walls.scope import find_range
from jifang.portals.account.asking import Asking
from jifang.portals.tables.data import Column, Filter, Table
from jifang.portals.wording import get_reader_lang

M = TypeVar("M", bound=Model)
LONGEST_SEARCH = 64
LONGEST_VALUE = 64
LONGEST_KEPT = 200
"""How much of what cannot be read is kept beside its error; longer than what can be read."""
MOST_KEPT = 20
"""How many unknown filters are named, and how many values of one that was given more than once."""


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
    wrong: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What cannot be read, as it was given, by its name in the address."""

    def as_query(self, *, paging: bool = False) -> str:
        """The same as a query string, without the place. What is wrong stays in it, and stays
        wrong: without it the query would ask for more."""
        given: list[tuple[str, str]] = []
        if self.text:
            given.append(("q", self.text))
        given += [(f"f.{k}", v) for k, v in self.filters.items()]
        given += self.list_wrong()
        if self.sort:
            given.append(("sort", f"-{self.sort}" if self.down else self.sort))
        if self.columns:
            given.append(("cols", ",".join(self.columns)))
        if paging and self.after:
            given.append(("after", self.after))
        return urlencode(given)

    def list_wrong(self) -> list[tuple[str, str]]:
        """What cannot be read, value by value."""
        return [(name, value) for name, values in self.wrong.items() for value in values]

    @property
    def narrows(self) -> bool:
        """Whether anything was searched or filtered."""
        return bool(self.text or self.filters or self.wrong)


def read_asked(table: Table[M], given: Mapping[str, Any]) -> Asked:
    """What is asked, with what is wrong named."""
    errors: dict[str, str] = {}
    wrong: dict[str, tuple[str, ...]] = {}
    text = read_search(given, errors, wrong)
    sort = str(given.get("sort", ""))
    column = table.find_column(sort.removeprefix("-"))
    if sort and (column is None or not column.is_sorted):
        errors["sort"], wrong["sort"] = _("The list is not sorted by this."), keep([sort])
        column = None
    ticked = given.getlist("col") if hasattr(given, "getlist") else []
    named = [*str(given.get("cols", "")).split(","), *ticked]
    wanted = tuple(c.code for c in table.columns if c.code in named)
    filters = read_filters(table, given, errors, wrong)
    name_unknown(table, given, errors, wrong)
    return Asked(
        text if table.is_searched else "",
        filters,
        column.code if sort and column else "",
        sort.startswith("-") and column is not None,
        wanted,
        str(given.get("after", ""))[:512],
        errors,
        wrong,
    )


def list_given(given: Mapping[str, Any], name: str) -> list[str]:
    """What was given under a name, without what is empty."""
    values = given.getlist(name) if hasattr(given, "getlist") else [given.get(name, "")]
    return [said for said in (str(v).strip() for v in values) if said]


def keep(values: Sequence[str]) -> tuple[str, ...]:
    """What was typed, as far as it is kept."""
    return tuple(v[:LONGEST_KEPT] for v in values[:MOST_KEPT])


def read_search(
    given: Mapping[str, Any], errors: dict[str, str], wrong: dict[str, tuple[str, ...]]
) -> str:
    """The text that is searched for."""
    values = [" ".join(v.split()) for v in list_given(given, "q")]
    if not values:
        return ""
    if len(values) > 1:
        errors["q"] = _("The search was given more than once: only one can be asked.")
    elif len(values[0]) > LONGEST_SEARCH:
        errors["q"] = _("A search has at most %(number)s characters.") % {"number": LONGEST_SEARCH}
    else:
        return values[0]
    wrong["q"] = keep(values)
    return ""


def name_unknown(
    table: Table[M], given: Mapping[str, Any], errors: dict[str, str],
    wrong: dict[str, tuple[str, ...]],
) -> None:  # fmt: skip
    """Name the filters that the list does not have."""
    known = {f"f.{key}" for c in table.columns if c.filter for key in list_keys(c)}
    unknown = [name for name in given if name.startswith("f.") and name not in known]
    for name in unknown[:MOST_KEPT]:
        short = name[:LONGEST_VALUE]
        errors[short] = _("The list has no filter “%(name)s”.") % {"name": short}
        wrong[short] = keep(list_given(given, name)) or ("",)


def read_filters(
    table: Table[M], given: Mapping[str, Any], errors: dict[str, str],
    wrong: dict[str, tuple[str, ...]],
) -> dict[str, str]:  # fmt: skip
    """The filters that can be read; the others are named in `errors` and kept in `wrong`."""
    found: dict[str, str] = {}
    for column in table.columns:
        if column.filter is None:
            continue
        for key in list_keys(column):
            values = list_given(given, f"f.{key}")
            if not values:
                continue
            if len(values) > 1:
                error = _("This was given more than once: only one value can be asked.")
            else:
                error = check_value(column.filter, values[0])
            if error:
                errors[key], wrong[f"f.{key}"] = error, keep(values)
            else:
                found[key] = values[0]
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
    if by.read is not None:
        try:
            by.read(value)
        except WrongError as wrong:
            return wrong.text.say(get_reader_lang())
        return ""
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
        low, above = find_bounds(by, value)
        return rows.filter(**{f"{path}__gte": low, f"{path}__lt": above})
    return rows.filter(**{path: value})


def find_bounds(by: Filter, value: str) -> tuple[str, str]:
    """The half-open range of the codes that begin so; of a whole division its territory."""
    if by.divisions and len(value) == 6:
        return find_range(value)
    return value, value[:-1] + chr(ord(value[-1]) + 1)


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
