"""From a date of a decision to the page that shows how it was counted.

Which value of which question is which period is data (`answers` in periods.yaml). A link is given
only where counting the period from the fact really gives the date that the decision shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from jifang.law.clock import Started, run_clock
from jifang.law.decision import Decision
from jifang.law.errors import InputError
from jifang.law.period_book import load_periods
from jifang.law.periods import Period


@cache
def list_answers(question: str) -> tuple[tuple[str, str, Period], ...]:
    """The values of a question that are periods: name, the fact it starts from, the period."""
    return tuple(
        (answer.value, answer.start, period)
        for period in load_periods().values()
        for answer in period.answers
        if answer.question == question
    )


def find_how(decision: Decision, name: str) -> str:
    """Where it is shown how a value was counted; nothing where it is no counted date."""
    day = decision.values.get(name)
    if not isinstance(day, date):
        return ""
    for value, fact, period in list_answers(decision.question):
        start = decision.facts.get(fact)
        if value == name and isinstance(start, date) and day in list_dates(period, start):
            return link_period(period.id, start, decision.on)
    return ""


def find_how_by(decision: Decision, day: date | None) -> str:
    """Where it is shown how the day of a duty was counted: that of a value with the same day."""
    names = (name for name, value in decision.values.items() if day is not None and value == day)
    return next((url for name in names if (url := find_how(decision, name))), "")


def list_dates(period: Period, start: date) -> Iterator[date]:
    """The days that a period from a start comes to."""
    try:
        clock = run_clock(period.at(start), [Started(start)])
    except InputError:  # before the law, or before the calendar
        return
    found = (clock.due_on, clock.opens_on, clock.free_from, *(c.ends_on for c in clock.counts))
    yield from (day for day in found if day is not None)


def link_period(period: str, start: date, at: date) -> str:
    """The computation of a period from a day on, seen on another; nothing without such a page."""
    query = urlencode({"period": period, "from": start.isoformat(), "at": at.isoformat()})
    try:
        return f"{reverse('deadlines')}?{query}"
    except NoReverseMatch:
        return ""
