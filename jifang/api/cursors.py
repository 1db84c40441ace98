"""Pages of a list by cursor: where the last page ended, signed, stable under inserts.

A page asks for the rows after the last one in the order of the list (a sort key and an id), never
for a number of rows to skip: what is added or removed meanwhile neither repeats nor hides another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet

from jifang.api.problems import fail_field
from jifang.law.errors import Text

M = TypeVar("M", bound=Model)
LONGEST = 512
SALT = "jifang.api.cursor"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is asked for: after which place, how many rows."""

    limit: int
    cursor: str | None = None


def name_list(name: str, **filters: object) -> str:
    """The name of a list as it is asked for: a cursor goes with its filters."""
    whole = json.dumps([name, sorted(filters.items())], default=str)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def write_cursor(of: str, place: Sequence[str | int]) -> str:
    """The cursor after a place."""
    return signing.dumps([of, list(place)], salt=SALT, compress=False)


def read_cursor(of: str, cursor: str, width: int) -> list[str | int]:
    """The place of a cursor. Raises `ApiError` for one that we did not write for this list."""
    try:
        if len(cursor) > LONGEST:
            raise signing.BadSignature
        name, place = signing.loads(cursor, salt=SALT)
        if name != of or len(place) != width:
            raise signing.BadSignature
    except (signing.BadSignature, ValueError, TypeError):
        said = Text(
            "不是这个列表（同样的筛选）所给的游标", "not a cursor that this list gave, so filtered"
        )
        allowed = Text("上一页 next 的值，原样", "the value of next on the page before, as it is")
        raise fail_field("cursor", cursor, said, allowed) from None
    return list(place)


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
        rows = rows.filter(after(fields, read_cursor(of, page.cursor, len(fields)), down))
    found = list(rows.order_by(*keys)[: page.limit + 1])
    shown = found[: page.limit]
    more = len(found) > page.limit
    place = [getattr(shown[-1], f) for f in fields] if more else None
    return {
        "items": [show(row) for row in shown],
        "next": write_cursor(of, place) if place else None,
    }


def after(fields: Sequence[str], place: Sequence[str | int], down: bool) -> Q:
    """The rows past a place: the first key beyond it, or equal and the next one beyond, …"""
    word = "lt" if down else "gt"
    found, equal = Q(), Q()
    for field, value in zip(fields, place, strict=True):
        found |= equal & Q(**{f"{field}__{word}": value})
        equal &= Q(**{field: value})
    return found
