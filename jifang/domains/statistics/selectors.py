"""The figures of a region within the reader's reach, and those that everyone may see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.core.cache import cache

from jifang.domains.statistics.counting import Rows, read_flow, read_grounds, read_served
from jifang.domains.statistics.data import (
    PUBLIC_MONTHS,
    Figures,
    Flow,
    Line,
    PublicCell,
    PublicFigures,
    Served,
    Wanted,
)
from jifang.domains.statistics.small import hold_back, hold_back_table, is_small
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

# GROUPING is a number with a bit for each column that a row is summed over.
ALL, BY_PART, BY_MATTER, BY_PERIOD, BY_MONTH, BY_CELL = 15, 7, 11, 9, 14, 3
FLOW_ALL, FLOW_PART, FLOW_MATTER, FLOW_MONTH, FLOW_CELL = 7, 3, 5, 6, 1


def read_figures(wanted: Wanted) -> Figures:
    """Everything that is asked, in three statements, as far as the reader's bounds reach."""
    served, flow = sort_served(read_served(wanted)), sort_flow(read_flow(wanted))

    def join(level: int, flow_level: int) -> dict[Any, Line]:
        some, other = served.get(level, {}), flow.get(flow_level, {})
        keys = {**some, **other}
        return {k: Line(some.get(k, Served()), other.get(k, Flow())) for k in sorted(keys)}

    grounds = {Cite(g["law"], g["provision"]): g["number"] for g in read_grounds(wanted)}
    return Figures(
        wanted, join(ALL, FLOW_ALL).get((), Line()),
        {k[0]: v for k, v in join(BY_PART, FLOW_PART).items()},
        {k[0]: v for k, v in join(BY_MATTER, FLOW_MATTER).items()},
        served.get(BY_PERIOD, {}),
        {k[0]: v for k, v in join(BY_MONTH, FLOW_MONTH).items()},
        join(BY_CELL, FLOW_CELL), grounds,
    )  # fmt: skip


def sort_served(rows: Rows) -> dict[int, dict[Any, Served]]:
    """The rows of periods by what they are grouped by."""
    found: dict[int, dict[Any, Served]] = {}
    for row in rows:
        columns = ("part", "procedure", "name", "month")
        key = tuple(row[c] for at, c in enumerate(columns) if not row["level"] & (8 >> at))
        median = None if row["median"] is None else Decimal(str(row["median"]))
        found.setdefault(row["level"], {})[key] = Served(
            row["in_time"], row["early"], row["late"], row["running"], row["withdrawn"], median
        )
    return found


def sort_flow(rows: Rows) -> dict[int, dict[Any, Flow]]:
    """The rows of cases by what they are grouped by."""
    found: dict[int, dict[Any, Flow]] = {}
    for row in rows:
        columns = ("part", "procedure", "month")
        key = tuple(row[c] for at, c in enumerate(columns) if not row["level"] & (4 >> at))
        found.setdefault(row["level"], {})[key] = Flow(
            row["opened"], row["closed"], row["notices"], row["refused"]
        )
    return found


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
