"""The figures of cases of a region as the page shows them, each with the list that makes it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _

from jifang.domains.statistics.api import Figures, Flow, Line, Served, Wanted
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.territory.models import Division
from jifang.foundation.territory.selectors import list_parts
from jifang.law.calendar import add_months
from jifang.law.errors import Lang, Text
from jifang.law.instruments import Cite
from jifang.law.period_book import find_period
from jifang.portals.services.lists import write_cite
from jifang.portals.sites.links import link_list
from jifang.portals.sites.measures import begin_of
from jifang.portals.sites.region_page import name_division
from jifang.portals.wording import format_date, format_number

MONTHS: Final = 12
"""The months that are shown unless others are asked for: this one and those before it."""
MOST_MONTHS: Final = 60
BAR_LEFT, BAR_STEP, BAR_WIDTH = 50, 41, 24
CHART_FOOT, CHART_HEIGHT = 166.0, 141.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in words, and the list that makes it up; no list where there is nothing."""

    said: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table: its name, where it leads, its figures."""

    name: str
    url: str
    served: Sequence[Figure]
    flow: Sequence[Figure] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the chart: what was in time, and above it what was not."""

    month: date
    label: str
    x: int
    y: str
    height: str
    late_y: str
    late_height: str
    number: int

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return self.x + BAR_WIDTH // 2

    @property
    def above(self) -> float:
        """Where its number stands."""
        return float(self.late_y) - 5


def say_median(median: Decimal | None) -> str:
    """Working days, with a half where there is one."""
    return "—" if median is None else f"{median.normalize():f}"


def say_share(share: float | None) -> str:
    """Per cent with one decimal."""
    return "—" if share is None else f"{share:.1f}%"


@dataclass(frozen=True)
class FiguresPage:
    """What the page of a region reads."""

    division: Division
    above: Division | None
    figures: Figures
    lang: Lang

    @property
    def wanted(self) -> Wanted:
        """What was asked."""
        return self.figures.wanted

    @property
    def name(self) -> str:
        """The region in the reader's language."""
        return name_division(self.division, self.lang)

    @property
    def total(self) -> Served:
        """The whole."""
        return self.figures.total.served

    @property
    def share(self) -> str:
        """Per cent in time."""
        return say_share(self.total.share)

    @property
    def differs(self) -> bool:
        """Whether the two readings differ anywhere."""
        return self.total.differ > 0

    @cached_property
    def begin(self) -> str:
        """How the codes of the region begin."""
        return begin_of(self.wanted.region)

    @property
    def heads(self) -> list[tuple[str, str, str, str, bool]]:
        """The figures in front: label, figure, a word more, list, adverse."""
        served, flow = self.total, self.figures.total.flow
        listed = self.list_served(self.begin)
        late = served.late + served.running
        return [
            (_("In time"), self.share,
             _("%(number)s of %(of)s periods") % {
                 "number": format_number(served.in_time), "of": format_number(served.number)},
             self.list_served(self.begin, outcome="in_time") if served.in_time else "", False),
            (_("Late, or past its day"), format_number(late),
             _("%(number)s not done yet") % {"number": format_number(served.running)},
             listed if late else "", late > 0),
            (_("Median, working days"), say_median(served.median), _("lawful pauses left out"),
             self.list_served(self.begin, outcome="done") if served.done else "", False),
            (_("Refusals"), format_number(flow.refused), _("letters that refuse"),
             self.list_refusals(self.begin) if flow.refused else "", False),
        ]  # fmt: skip

    # -- the lists ---------------------------------------------------------------------------------

    def list_served(self, begin: str, *, procedure: str = "", **more: Any) -> str:
        """The periods that make a figure up."""
        return self._list("served", "counted", begin, procedure, **({"outcome": "counted"} | more))

    def list_refusals(self, begin: str, *, procedure: str = "", **more: Any) -> str:
        """The letters that refuse."""
        return self._list("refusals", "day", begin, procedure, **more)

    def _list(self, table: str, days: str, begin: str, procedure: str, **more: Any) -> str:
        given = {
            "organ": begin, f"{days}.from": self.wanted.since, f"{days}.to": self.wanted.until,
            **more,
        }  # fmt: skip
        matter = procedure or self.wanted.procedure
        return link_list(table, **given, **({"procedure": matter} if matter else {}))

    # -- the tables --------------------------------------------------------------------------------

    def show_served(self, served: Served, begin: str, **more: Any) -> list[Figure]:
        """The figures of periods, each with its list."""

        def find(outcome: str, number: int) -> str:
            return self.list_served(begin, outcome=outcome, **more) if number else ""

        found = [
            Figure(format_number(served.number), find("counted", served.number)),
            Figure(say_share(served.share), find("in_time", served.in_time)),
            Figure(format_number(served.late), find("late", served.late)),
            Figure(format_number(served.running), find("running", served.running)),
            Figure(say_median(served.median), find("done", served.done)),
            Figure(format_number(served.withdrawn), find("withdrawn", served.withdrawn)),
        ]
        if self.differs:
            early = Figure(say_share(served.early_share), find("differ", served.differ))
            found.insert(2, early)
        return found

    def show_flow(self, flow: Flow, begin: str, **more: Any) -> list[Figure]:
        """The figures of cases, each with its list."""
        rows = (
            (flow.opened, "counted-cases", "opened"), (flow.closed, "counted-cases", "closed"),
            (flow.notices, "one-notices", "sent"), (flow.refused, "refusals", "day"),
        )  # fmt: skip
        matter = more.pop("procedure", "")
        return [
            Figure(format_number(n), self._list(table, days, begin, matter, **more) if n else "")
            for n, table, days in rows
        ]

    def make_row(self, name: str, url: str, line: Line, begin: str, code: str, **more: Any) -> Row:
        """A line with both kinds of figures."""
        return Row(
            name, url, self.show_served(line.served, begin, **more),
            self.show_flow(line.flow, begin, **more), code,
        )  # fmt: skip

    @cached_property
    def parts(self) -> list[Row]:
        """The divisions of the region; what its own organ keeps stands apart."""
        below = {begin_of(d.code): d for d in list_parts(self.division.code)
                 if d.level in {"prefecture", "county"}}  # fmt: skip
        found = []
        for begin, line in self.figures.parts.items():
            division = below.get(begin)
            if not below:
                continue
            name = name_division(division, self.lang) if division else _("kept by its own organ")
            code = division.code if division else self.wanted.region
            found.append(self.make_row(name, division.code if division else "", line,
                                       begin if division else code, code))  # fmt: skip
        return found

    @cached_property
    def matters(self) -> list[Row]:
        """By procedure."""
        return [
            self.make_row(say_matter(code, self.lang), "", line, self.begin, code, procedure=code)
            for code, line in self.figures.matters.items()
        ]

    @cached_property
    def periods(self) -> list[Row]:
        """By procedure and period."""
        return [
            Row(
                f"{say_matter(code, self.lang)} · {find_period(name).title.say(self.lang)}", "",
                self.show_served(served, self.begin, procedure=code, period=name), (),
                f"{code}/{name}",
            )
            for (code, name), served in sorted(self.figures.periods.items())
        ]  # fmt: skip

    @cached_property
    def months(self) -> list[Row]:
        """Month by month; the lists of each are of its days alone."""
        found = []
        for month in self.span:
            line = self.figures.months.get(month, Line())
            until = add_months(month, 1) - timedelta(days=1)
            page = FiguresPage(self.division, self.above, self._narrow(month, until), self.lang)
            found.append(page.make_row(format_month(month), "", line, self.begin,
                                       format_month(month)))  # fmt: skip
        return found

    def _narrow(self, since: date, until: date) -> Figures:
        wanted = Wanted(
            self.wanted.region, since, until, self.wanted.today, self.wanted.procedure
        )  # fmt: skip
        return Figures(wanted, self.figures.total)

    @property
    def span(self) -> list[date]:
        """The months that are shown."""
        found, month = [], self.wanted.since
        while month <= self.wanted.until:
            found.append(month)
            month = add_months(month, 1)
        return found

    @property
    def width(self) -> int:
        """How wide the chart is."""
        return max(530, BAR_LEFT + BAR_STEP * len(self.span) + 10)

    @cached_property
    def bars(self) -> list[Bar]:
        """The chart: periods that ended in each month."""
        lines = [(m, self.figures.months.get(m, Line()).served) for m in self.span]
        top = max((served.number for _m, served in lines), default=0)
        found = []
        for at, (month, served) in enumerate(lines):
            height = CHART_HEIGHT * served.in_time / top if top else 0.0
            late = CHART_HEIGHT * (served.late + served.running) / top if top else 0.0
            found.append(Bar(
                month, format_date(month, self.lang, "month"), BAR_LEFT + at * BAR_STEP,
                f"{CHART_FOOT - height:.1f}", f"{height:.1f}",
                f"{CHART_FOOT - height - late:.1f}", f"{late:.1f}", served.number,
            ))  # fmt: skip
        return found

    @property
    def grounds(self) -> list[tuple[Cite, Figure]]:
        """Refusals by provision."""
        return [
            (cite, Figure(format_number(number),
                          self.list_refusals(self.begin, ground=write_cite(cite))))
            for cite, number in self.figures.grounds.items()
        ]  # fmt: skip


def say_matter(code: str, lang: Lang) -> str:
    """A procedure in the reader's language."""
    found = PROCEDURES.get(code)
    return (found.title if found else Text(code, code)).say(lang)


def format_month(month: date) -> str:
    """A month as 2026-11."""
    return f"{month.year}-{month.month:02d}"


def read_month(written: str, otherwise: date) -> tuple[date, bool]:
    """The first day of a month as it is written, and whether it could be read."""
    if not written:
        return otherwise, True
    try:
        return date.fromisoformat(f"{written}-01"), len(written) == 7
    except ValueError:
        return otherwise, False
