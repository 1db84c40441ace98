"""The figures of a region within the reader's reach, and those that everyone may see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.core.cache import cache

from jifang.domains.statistics.counting import read_flow, read_grounds, read_served
from jifang.domains.statistics.data import (
    PUBLIC_MONTHS,
    Figures,
    Line,
    PublicCell,
    PublicFigures,
    Served,
    Wanted,
)
from jifang.domains.statistics.small import hold_back, hold_back_table, is_small
from jifang.domains.statistics.tally import Tallies
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.territory.selectors import list_parts
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law.calendar import add_months
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.places import PROVINCE_CODE

KEPT_SECONDS: Final = 3600
"""How long the figures for everyone are kept ready: they change from day to day at most."""
OWN: Final = Text("省级机关", "the provincial organ")


def read_figures(wanted: Wanted) -> Figures:
    """Everything that is asked, in three statements, as far as the reader's bounds reach."""
    found = Tallies()
    found.add_served(read_served(wanted))
    found.add_flow(read_flow(wanted))
    periods = {key: line.served for key, line in found.sum_by(1, 2).items() if key[1]}
    grounds = {Cite(law, provision): number for law, provision, number in read_grounds(wanted)}
    return Figures(
        wanted, found.sum_by().get((), Line()), found.sum_by(0), found.sum_by(1), periods,
        found.list_months(), found.sum_by(0, 1), grounds,
    )  # fmt: skip


# -- for everyone ----------------------------------------------------------------------------------


def find_public_span(today: date) -> tuple[date, date]:
    """The whole months that the public figures cover: the last twelve before this one."""
    first = today.replace(day=1)
    return add_months(first, -PUBLIC_MONTHS), first - timedelta(days=1)


def read_public(today: date) -> PublicFigures:
    """What everyone may see on a day; read once in a while."""
    key = f"statistics.public.{today.isoformat()}"
    found = cache.get(key)
    if not isinstance(found, PublicFigures):
        found = make_public(today)
        cache.set(key, found, KEPT_SECONDS)
    return found


def make_public(today: date) -> PublicFigures:
    """The figures of the province with the small ones held back."""
    since, until = find_public_span(today)
    with work_in(Scope(*find_range(PROVINCE_CODE))):
        figures = read_figures(Wanted(PROVINCE_CODE, since, until, today))
        names = {d.code[:4]: Text(d.name_zh, d.name_en) for d in list_parts(PROVINCE_CODE)}
    names[PROVINCE_CODE[:4]] = OWN
    rows = [part for part in names if figures.parts.get(part, Line()).served.number]
    columns = [code for code in PROCEDURES if figures.matters.get(code, Line()).served.number]
    numbers = {key: line.served.number for key, line in figures.matrix.items()}
    held = hold_back_table(numbers, rows, columns)
    return PublicFigures(
        since=since, until=until, total=show(figures.total.served),
        cities=tuple((part, names[part]) for part in rows),
        matters=tuple((code, PROCEDURES[code].title) for code in columns),
        cells={
            (r, c): show(figures.matrix.get((r, c), Line()).served, held=(r, c) in held.cells)
            for r in rows for c in columns
        },
        by_city={r: show(figures.parts[r].served, held=r in held.rows) for r in rows},
        by_matter={c: show(figures.matters[c].served, held=c in held.columns) for c in columns},
        months=tuple(show_line(list_months(figures, since, until)).items()),
        grounds=show_grounds(figures.grounds),
    )  # fmt: skip


def list_months(figures: Figures, since: date, until: date) -> Mapping[date, Served]:
    """Every month of a span."""
    found, month = {}, since
    while month <= until:
        found[month] = figures.months.get(month, Line()).served
        month = add_months(month, 1)
    return found


def show_line(line: Mapping[Any, Served]) -> dict[Any, PublicCell]:
    """Figures whose sum is told."""
    held = hold_back({key: one.number for key, one in line.items()})
    return {key: show(one, held=key in held) for key, one in line.items()}


def show(served: Served, *, held: bool = False) -> PublicCell:
    """A figure, or that it is held back."""
    if held or is_small(served.number):
        return PublicCell(None, held=True)
    return PublicCell(served.number, served.share, served.median)


def show_grounds(grounds: Mapping[Cite, int]) -> tuple[tuple[Cite, int | None], ...]:
    """Refusals by provision; the sum is not told, so a number tells nothing of another."""
    return tuple((cite, None if is_small(n) else n) for cite, n in grounds.items())
