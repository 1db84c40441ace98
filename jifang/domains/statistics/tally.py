"""Sums and medians of every level, from the few groups that the statements give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from jifang.domains.statistics.data import Flow, Line, Served

DONE: Final = frozenset({"early", "in_time", "late"})


class ServedGroup(NamedTuple):
    """Periods that are alike: of one part, procedure and name, or of one month; how they stand, the
    working days that they took, how many they are."""

    part: str | None
    procedure: str | None
    name: str | None
    month: date | None
    standing: str
    took: int
    number: int


class FlowGroup(NamedTuple):
    """What happened to cases in a month: opened, closed, noticed or refused, and how often."""

    what: str
    part: str
    procedure: str
    month: date
    number: int


Key = tuple[Any, ...]


@dataclass(slots=True)
class Tally:
    """What was counted of one line: how periods stand, how long those took that were done; what
    happened to cases."""

    standing: Counter[str] = field(default_factory=Counter)
    took: Counter[int] = field(default_factory=Counter)
    flow: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Another line that is part of this one."""
        self.standing.update(other.standing)
        self.took.update(other.took)
        self.flow.update(other.flow)

    def as_line(self) -> Line:
        """The figures of the line."""
        held = self.standing
        served = Served(
            held["early"] + held["in_time"], held["early"], held["late"], held["running"],
            held["withdrawn"], find_median(self.took),
        )  # fmt: skip
        return Line(served, Flow(**self.flow))


def find_median(numbers: Mapping[int, int]) -> Decimal | None:
    """The middle of numbers that are given with how often each is there, or half way between the
    two in the middle; nothing where there is none."""
    total, passed, lower = sum(numbers.values()), 0, None
    for number in sorted(numbers):
        passed += numbers[number]
        if lower is None and 2 * passed >= total:
            lower = number
        if lower is not None and 2 * passed > total:
            return Decimal(str((lower + number) / 2))
    return None


@dataclass(slots=True)
class Tallies:
    """The finest lines, by part, procedure and period (empty for what is of cases), and by month;
    every other line is a sum of these."""

    fine: dict[tuple[str, str, str], Tally] = field(default_factory=dict)
    months: dict[date, Tally] = field(default_factory=dict)

    def add_served(self, groups: Iterable[ServedGroup]) -> None:
        """The groups of the first statement."""
        for group in groups:
            if group.month is not None:
                tally = self.months.setdefault(group.month, Tally())
            else:
                key = (group.part or "", group.procedure or "", group.name or "")
                tally = self.fine.setdefault(key, Tally())
            tally.standing[group.standing] += group.number
            if group.standing in DONE:
                tally.took[group.took] += group.number

    def add_flow(self, groups: Iterable[FlowGroup]) -> None:
        """Those of the second one."""
        for group in groups:
            key = (group.part, group.procedure, "")
            self.fine.setdefault(key, Tally()).flow[group.what] += group.number
            self.months.setdefault(group.month, Tally()).flow[group.what] += group.number

    def sum_by(self, *places: int) -> dict[Any, Line]:
        """Lines by some places of the finest keys, in order: 0 the part, 1 the procedure, 2 the
        period; one place alone is the key, several are a tuple."""
        found: dict[Key, Tally] = {}
        for key, tally in self.fine.items():
            found.setdefault(tuple(key[n] for n in places), Tally()).add(tally)
        lines = {key: found[key].as_line() for key in sorted(found)}
        return {k[0]: v for k, v in lines.items()} if len(places) == 1 else lines

    def list_months(self) -> dict[date, Line]:
        """Lines by month, in order."""
        return {month: self.months[month].as_line() for month in sorted(self.months)}
