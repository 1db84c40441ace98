"""What others may use of statistics: what is asked, and the figures; frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from jifang.law.errors import Text
from jifang.law.instruments import Cite

LEAST: Final = 10
"""Of fewer than so many, the public is told no figure: the platform's own rule, no provision."""
PUBLIC_MONTHS: Final = 12
"""The whole months before this one that the public figures cover."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: a division and everything in it, one procedure or all, from the first day of a
    month until the last day of one, and the day on which it is asked."""

    region: str
    since: date
    until: date
    today: date
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """Periods of the law that ended, or ran out, in some time.

    in_time: done by the day of the law, the later one where it is read in two ways. early: of these
    by the earlier day, too. late: done after it. running: past it and not done. median: working
    days from the start to the end, lawful pauses left out, of those that were done.
    withdrawn: ended by the applicant; they are in none of the others.
    """

    in_time: int = 0
    early: int = 0
    late: int = 0
    running: int = 0
    withdrawn: int = 0
    median: Decimal | None = None

    @property
    def number(self) -> int:
        """How many there are."""
        return self.in_time + self.late + self.running

    @property
    def done(self) -> int:
        """How many of them were done."""
        return self.in_time + self.late

    @property
    def differ(self) -> int:
        """How many are in time by the later reading alone."""
        return self.in_time - self.early

    @property
    def share(self) -> float | None:
        """Per cent in time; nothing where there is none."""
        return None if not self.number else 100 * self.in_time / self.number

    @property
    def early_share(self) -> float | None:
        """Per cent in time by the earlier reading."""
        return None if not self.number else 100 * self.early / self.number


@dataclass(frozen=True, slots=True)
class Flow:
    """Cases that were opened, cases that ended, one notices that were sent, letters that refuse."""

    opened: int = 0
    closed: int = 0
    notices: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of figures: of a part, a procedure, a period, a month, or of all."""

    served: Served = Served()
    flow: Flow = Flow()


@dataclass(frozen=True, slots=True)
class Figures:
    """All the figures that were asked for.

    parts: by how the codes of a part of the region begin. matters: by procedure. periods: by
    procedure and period. months: by the first day. matrix: by part and procedure. grounds: letters
    that refuse, by the provision they name; one that names two stands at both.
    """

    wanted: Wanted
    total: Line
    parts: Mapping[str, Line] = field(default_factory=dict)
    matters: Mapping[str, Line] = field(default_factory=dict)
    periods: Mapping[tuple[str, str], Served] = field(default_factory=dict)
    months: Mapping[date, Line] = field(default_factory=dict)
    matrix: Mapping[tuple[str, str], Line] = field(default_factory=dict)
    grounds: Mapping[Cite, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublicCell:
    """A figure as the public sees it; all empty where it is held back."""

    number: int | None
    in_time: float | None = None
    median: Decimal | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """What everyone may see: whole months, cities and procedures; see `small` for what is held."""

    since: date
    until: date
    total: PublicCell
    cities: tuple[tuple[str, Text], ...]
    matters: tuple[tuple[str, Text], ...]
    cells: Mapping[tuple[str, str], PublicCell]
    by_city: Mapping[str, PublicCell]
    by_matter: Mapping[str, PublicCell]
    months: tuple[tuple[date, PublicCell], ...]
    grounds: tuple[tuple[Cite, int | None], ...]
