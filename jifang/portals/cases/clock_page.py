"""The periods of a case: the strip of each, and how its days were counted, event by event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from jifang.foundation.cases.clocks import run_period
from jifang.foundation.cases.models import Case, CasePeriod, PeriodEvent
from jifang.foundation.cases.period_names import name_due
from jifang.foundation.cases.selectors import list_periods
from jifang.foundation.cases.standing import read_day
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.period_book import find_period
from jifang.portals.public.deadline_page import DeadlinePage, ShownCount
from jifang.portals.wording import get_reader_lang


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that happened to a period, and the day that followed from it."""

    row: PeriodEvent
    said: str
    reason: Text | None = None
    cite: Cite | None = None
    moved: bool = False
    """Whether the day of the law is another than before."""


@dataclass(frozen=True)
class ShownPeriod:
    """A period of a case."""

    period: CasePeriod
    page: DeadlinePage
    turns: Sequence[Turn]
    due: Text

    @property
    def title(self) -> str:
        """What it is called."""
        return self.due.say(get_reader_lang())

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return self.period.finished_on is None

    @property
    def decisive(self) -> ShownCount:
        """The reading that decides, as a strip."""
        return self.page.counts[0]

    @property
    def others(self) -> Sequence[ShownCount]:
        """The other reading, where there are two."""
        return self.page.counts[1:]

    @property
    def alert_on(self) -> date | None:
        """The end by the earlier reading."""
        return self.period.alert_on


def list_shown(case: Case, *, running: bool = False) -> list[ShownPeriod]:
    """The periods of a case, those that run first."""
    every = periods = list(list_periods(case))
    if running:
        periods = [p for p in periods if p.finished_on is None]
    rows: Mapping[int, list[PeriodEvent]] = group_rows(periods)
    periods.sort(key=lambda p: (p.finished_on is not None, p.due_on or date.max, p.pk))
    today = read_day()
    found = []
    for period in periods:
        held = rows[period.pk]
        page = DeadlinePage(run_period(period.name, held), today, today)
        found.append(ShownPeriod(period, page, list_turns(period, held), name_due(period, every)))
    return found


def group_rows(periods: Sequence[CasePeriod]) -> dict[int, list[PeriodEvent]]:
    """What happened to some periods, in order."""
    found: dict[int, list[PeriodEvent]] = defaultdict(list)
    rows = PeriodEvent.objects.filter(period__in=[p.pk for p in periods]).order_by("pk")
    for row in rows.select_related("event").defer("event__decision", "event__details"):
        found[row.period_id].append(row)
    return found


def list_turns(period: CasePeriod, rows: Sequence[PeriodEvent]) -> list[Turn]:
    """What happened to a period, in words."""
    pauses = {p.id: p for p in find_period(period.name).pauses}
    found, before = [], None
    for row in rows:
        pause = pauses.get(row.reason) if row.act == "pause" else None
        moved = before is not None and row.due_on != before.due_on
        found.append(
            Turn(row, say_turn(row), pause.title if pause else None, pause.cite if pause else None,
                 moved)
        )  # fmt: skip
        before = row
    return found


def say_turn(row: PeriodEvent) -> str:
    """What happened."""
    words = {
        "start": _("it started to run"),
        "pause": _("the clock was stopped"),
        "resume": _("the clock ran on"),
        "extend": _("it was extended"),
        "finish": _("what it asked for was done"),
        "calendar": _("the days off of %(year)s were published, and it was computed again")
        % {"year": row.year},
    }
    return words[row.act]
