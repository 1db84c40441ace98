"""Pages of a list by cursor: where the last page ended, signed, stable under inserts.

A page asks for the rows after the last one in the order of the list (a sort key and an id), never
for a number of rows to skip: what is added or removed meanwhile neither repeats nor hides another.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from jifang.api.problems import fail_field
from jifang.foundation.walls import paging
from jifang.law.errors import Text

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is asked for: after which place, how many rows."""

    limit: int
    cursor: str | None = None


def name_list(name: str, **filters: object) -> str:
    """The name of a list as it is asked for: a cursor goes with its filters."""
    return paging.name_list(json.dumps([name, sorted(filters.items())], default=str))


def read_cursor(of: str, cursor: str, width: int) -> list[str | int]:
    """The place of a cursor. Raises `ApiError` for one that we did not write for this list."""
    try:
        return paging.read_place(of, cursor, width)
    except paging.PlaceError:
        said = Text(
            "不是这个列表（同样的筛选）所给的游标", "not a cursor that this list gave, so filtered"
        )
        allowed = Text("上一页 next 的值，原样", "the value of next on the page before, as it is")
        raise fail_field("cursor", cursor, said, allowed) from None


def cut_page(
    rows: QuerySet[M],
    page: Page,
    of: str,
    keys: Sequence[str],
    show: Callable[[M], dict[str, Any]],
) -> dict[str, Any]:
    """One page of a query.

    Args:
        rows: the query, filtered; its order is set here.
        page: which page.
        of: the list with its filters (`name_list`).
        keys: the fields of the order, the last of them unique; a minus before each means from the
            last on. Their values must be text or whole numbers and never empty.
        show: the JSON form of a row.
    """
    down = keys[0].startswith("-")
    if any(k.startswith("-") is not down for k in keys):
        raise ValueError("the keys of an order go one way")
    fields = [k.removeprefix("-") for k in keys]
    if page.cursor is not None:
        rows = rows.filter(
            paging.find_after(fields, read_cursor(of, page.cursor, len(fields)), down=down)
        )
    found = list(rows.order_by(*keys)[: page.limit + 1])
    shown = found[: page.limit]
    more = len(found) > page.limit
    place = [getattr(shown[-1], f) for f in fields] if more else None
    return {
        "items": [show(row) for row in shown],
        "next": paging.write_place(of, place) if place else None,
    }
