"""Small numbers are held back: of fewer than `LEAST` the public is told nothing.

A number that is held back must not come out of the others by subtraction. So in each row and each
column of a table with sums, where one number is held back, at least two are, and together they come
to `LEAST` or more; a further one, the smallest, is held back until that is so.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from jifang.domains.statistics.data import LEAST

K = TypeVar("K", bound=Hashable)


def is_small(number: int) -> bool:
    """Whether a number is too small to be told; nought tells of nobody."""
    return 0 < number < LEAST


def hold_back(numbers: Mapping[K, int]) -> frozenset[K]:
    """Which of some numbers, whose sum is told, are held back."""
    held = {key for key, number in numbers.items() if is_small(number)}
    while (more := find_next(numbers, held)) is not None:
        held.add(more)
    return frozenset(held)


def find_next(numbers: Mapping[K, int], held: Iterable[K]) -> K | None:
    """A further number that must be held back with those that are: the smallest, nought at last."""
    now = set(held)
    if not now or (len(now) > 1 and sum(numbers[k] for k in now) >= LEAST):
        return None
    rest = [k for k in numbers if k not in now]
    return min(rest, key=lambda k: (numbers[k] == 0, numbers[k]), default=None)


@dataclass(frozen=True, slots=True)
class Held:
    """What is held back of a table: cells by row and column, sums of rows, sums of columns."""

    cells: frozenset[tuple[str, str]]
    rows: frozenset[str]
    columns: frozenset[str]


def hold_back_table(
    numbers: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str]
) -> Held:
    """What is held back of a table whose sums by row, by column and in all are told."""
    whole = {(r, c): numbers.get((r, c), 0) for r in rows for c in columns}
    held_rows = hold_back({r: sum(whole[r, c] for c in columns) for r in rows})
    held_columns = hold_back({c: sum(whole[r, c] for r in rows) for c in columns})
    held = {
        (r, c) for (r, c), number in whole.items()
        if is_small(number) or r in held_rows or c in held_columns
    }  # fmt: skip
    lines = [[(r, c) for c in columns] for r in rows if r not in held_rows]
    lines += [[(r, c) for r in rows] for c in columns if c not in held_columns]
    moved = True
    while moved:
        moved = False
        for line in lines:
            more = find_next({key: whole[key] for key in line}, held & set(line))
            if more is not None:
                held.add(more)
                moved = True
    return Held(frozenset(held), held_rows, held_columns)
