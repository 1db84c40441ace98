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

from jifang.law.clock import Event, Extended, Started, run_clock
from jifang.law.decision import Decision
from jifang.law.errors import InputError
from jifang.law.period_book import load_periods
from jifang.law.periods import Answer, Period


@cache
def list_answers(question: str) -> tuple[tuple[Answer, Period], ...]:
    """The values of a question that are periods."""
    return tuple(
        (answer, period)
        for period in load_periods().values()
        for answer in period.answers
        if answer.question == question
    )


def find_how(decision: Decision, name: str) -> str:
    """Where it is shown how a value was counted; nothing where it is no counted date."""
    day = decision.values.get(name)
    if not isinstance(day, date):
        return ""
    for answer, period in list_answers(decision.question):
        start = period.fixed_start or decision.facts.get(answer.start)
        if answer.value != name or not isinstance(start, date):
            continue
        extended = find_last_day(period, start) if answer.extended else None
        if day in list_dates(period, start, extended):
            return link_period(period.id, start, decision.on, extended)
    return ""


def find_how_by(decision: Decision, day: date | None) -> str:
    """Where it is shown how the day of a duty was counted: that of a value with the same day."""
    names = (name for name, value in decision.values.items() if day is not None and value == day)
    return next((url for name in names if (url := find_how(decision, name))), "")


def find_last_day(period: Period, start: date) -> date | None:
    """The day a period ends without an extension: the last on which it can be extended."""
    return next(list_dates(period, start), None)


def list_dates(period: Period, start: date, extended: date | None = None) -> Iterator[date]:
    """The days that a period from a start comes to, before and after it moves off days off."""
    events: list[Event] = [Started(start)]
    events += [Extended(extended)] if extended else []
    try:
        clock = run_clock(period.at(start), events)
    except InputError:  # before the law, or before the calendar
        return
    ends = (day for count in clock.counts for day in (count.ends_on, count.counted_to))
    found = (clock.due_on, clock.opens_on, clock.free_from, *ends)
    yield from (day for day in found if day is not None)


def link_period(period: str, start: date, at: date, extended: date | None = None) -> str:
    """The computation of a period from a day on, seen on another; nothing without such a page."""
    query = {"period": period, "from": start.isoformat(), "at": at.isoformat()}
    if extended:
        query["extended"] = extended.isoformat()
    try:
        return f"{reverse('deadlines')}?{urlencode(query)}"
    except NoReverseMatch:
        return ""
