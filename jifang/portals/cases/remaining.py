"""What is left of a period: words, tone and the squares of the work-basket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jifang.foundation.cases.models import CasePeriod
from jifang.foundation.cases.standing import read_calendar, read_day
from jifang.law.period_book import find_period
from jifang.portals.wording import format_date, get_reader_lang

SQUARES: Final = 15
STEP: Final = 7
FARTHEST: Final = 400
"""Days up to which working days are counted one by one; beyond, the date alone is said."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of the earliest period that runs in a case."""

    due: date | None
    words: str
    tone: str = ""
    """Late: stop; today or only a reminder: warn; else nothing."""
    days: int | None = None
    also: str = ""
    """What else is to be known of the date."""

    @property
    def squares(self) -> list[tuple[str, str]]:
        """A square for each working day: its place, and whether it is still to come or is over."""
        if self.days is None:
            return []
        state = "x" if self.days < 0 else "f"
        filled = min(abs(self.days), SQUARES)
        return [(f"{n * STEP}.5", state if n < filled else "") for n in range(SQUARES)]


def count_worked(after: date, until: date) -> int | None:
    """Working days after a day up to another; negative where that lies before it; nothing where it
    is too far off to be of use."""
    if abs((until - after).days) > FARTHEST:
        return None
    if until < after:
        back = count_worked(until, after)
        return None if back is None else -back
    calendar = read_calendar()
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(calendar.kind_of(day).is_worked for day in days)


def say_left(periods: list[CasePeriod], *, closed: bool = False, set_by_law: bool = True) -> Left:
    """What is left of the running periods of a case: the earliest day counts.

    set_by_law: whether the law sets any period in its procedure at all.
    """
    if closed:
        return Left(None, _("ended"))
    running = [(p.due_on, p.pk, p) for p in periods if p.due_on is not None]
    if not running:
        if periods:
            return Left(None, _("the clock stands"))
        return Left(None, _("no period is running") if set_by_law else _("no period in law"))
    due, _pk, period = min(running)
    days = count_worked(read_day(), due)
    words, tone = say_days(days, due)
    return Left(due, words, tone, days, say_also(period))


def say_days(days: int | None, due: date) -> tuple[str, str]:
    """How many working days are left, in words, and the tone."""
    today = read_day()
    if due == today:
        return _("due today"), "warn"
    if days is None:
        return ("", "stop") if due < today else ("", "")
    if due < today:
        late = ngettext("%(n)s working day late", "%(n)s working days late", -days)
        return late % {"n": -days}, "stop"
    left = ngettext("%(n)s working day left", "%(n)s working days left", days)
    return left % {"n": days}, ""


def say_also(period: CasePeriod) -> str:
    """That the date may still move; that the other reading is past."""
    if period.alert_on is not None and period.alert_on < read_day():
        day = format_date(period.alert_on, get_reader_lang())
        return _("earlier reading: %(day)s is past") % {"day": day}
    return _("provisional") if period.provisional else ""


def name_period(name: str) -> str:
    """A period of the law in the reader's words."""
    return find_period(name).title.say(get_reader_lang())
