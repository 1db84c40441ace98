"""Pages of a list by place: after the last row of the page before, signed, stable under inserts.

A page asks for the rows after a place in the order of the list (sort keys, the last one unique),
never for a number of rows to skip: what is added meanwhile neither repeats nor hides another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.db.models import BooleanField, Func, Q, Value

LONGEST = 512
SALT = "jifang.place"


class PlaceError(ValueError):
    """A place that we did not write, or for another list."""


def name_list(*parts: str) -> str:
    """A list as it is asked for: a place goes with its filters and its order."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:16]


def write_place(of: str, place: Sequence[str | int]) -> str:
    """The place after a row, as it goes into an address."""
    return signing.dumps([of, list(place)], salt=SALT, compress=False)


def read_place(of: str, given: str, width: int) -> list[str | int]:
    """The place again. Raises `PlaceError`."""
    try:
        if len(given) > LONGEST:
            raise signing.BadSignature
        name, place = signing.loads(given, salt=SALT)
        if name != of or len(place) != width:
            raise signing.BadSignature
    except (signing.BadSignature, ValueError, TypeError):
        raise PlaceError(given) from None
    return list(place)


def find_after(fields: Sequence[str], place: Sequence[str | int], *, down: bool) -> Q:
    """The rows past a place: the first key beyond it, or equal and the next one beyond, …"""
    word = "lt" if down else "gt"
    first, value = fields[0], place[0]
    if len(fields) == 1:
        return Q(**{f"{first}__{word}": value})
    rest = find_after(fields[1:], place[1:], down=down)
    # The bound on the first key alone lets an index begin at the place.
    return Q(**{f"{first}__{word}e": value}) & (Q(**{f"{first}__{word}": value}) | rest)


def find_past(fields: Sequence[str], place: Sequence[str | int], *, down: bool) -> Func:
    """The rows past a place in an index of exactly these fields: compared as a row, so that the
    index is entered at the place however many rows share its first keys."""
    return RowPast(*fields, *(Value(v) for v in place), down=down)


class RowPast(Func):
    """`(a, b, c) > (x, y, z)` of PostgreSQL."""

    output_field = BooleanField()

    def __init__(self, *expressions: object, down: bool) -> None:
        super().__init__(*expressions)
        self.down = down

    def as_sql(  # type: ignore[override]  # there is nothing to choose: no template, no function
        self, compiler: Any, connection: Any, **_: Any
    ) -> tuple[str, list[Any]]:
        """Both rows, half of the expressions each."""
        parts = [compiler.compile(e) for e in self.source_expressions]
        half = len(parts) // 2
        left, right = (", ".join(sql for sql, _ in side) for side in (parts[:half], parts[half:]))
        given = [value for _, values in parts for value in values]
        return f"({left}) {'<' if self.down else '>'} ({right})", given
