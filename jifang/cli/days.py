"""The day of `--on`, and problems that are reported together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from jifang.law.errors import InputError, Problem
from jifang.law.schema import read_day_text


@contextmanager
def carry_problems(found: list[Problem]) -> Iterator[None]:
    """Report the problems found before together with those that are found inside."""
    try:
        yield
    except InputError as error:
        raise InputError([*found, *error.problems]) from None
    if found:
        raise InputError(found)


def read_day(written: str | None) -> tuple[date, list[Problem]]:
    """The day of `--on`, today where it is left out; a wrong day is kept as a problem."""
    today = date.today()  # noqa: DTZ011 - the reader's own day
    if written is None:
        return today, []
    try:
        return read_day_text(written), []
    except InputError as error:
        return today, [Problem("--on", written, error.problems[0].message)]
