"""What holds for every period, whatever the days off of the year."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from jifang.law.calendar import (
    add_months,
    add_years,
    anniversary_reached,
    count_back_days,
    count_calendar_days,
    count_working_days,
    is_working_day,
)

STARTS = st.dates(date(2017, 1, 1), date(2027, 12, 31))
LENGTHS = st.integers(1, 60)
BOUNDED = settings(max_examples=200, deadline=None)


@BOUNDED
@given(STARTS, LENGTHS)
def test_the_nth_working_day_is_the_nth_working_day_after_the_start(start: date, n: int) -> None:
    term = count_working_days(start, n)
    assert is_working_day(term.due_on)
    between = (term.due_on - start).days
    assert n == sum(is_working_day(start + timedelta(days=k)) for k in range(1, between + 1))


@BOUNDED
@given(STARTS, LENGTHS, LENGTHS)
def test_working_days_add_up(start: date, first: int, second: int) -> None:
    halfway = count_working_days(start, first).due_on
    whole = count_working_days(start, first + second)
    assert count_working_days(halfway, second).due_on == whole.due_on


@BOUNDED
@given(STARTS, LENGTHS)
def test_a_longer_term_ends_later_and_a_later_start_never_earlier(start: date, n: int) -> None:
    term = count_working_days(start, n)
    assert count_working_days(start, n + 1).due_on > term.due_on
    assert count_working_days(start + timedelta(days=1), n).due_on >= term.due_on
    plain = count_calendar_days(start, n)
    assert count_calendar_days(start, n + 1).due_on >= plain.due_on
    assert count_calendar_days(start + timedelta(days=1), n).due_on >= plain.due_on


@BOUNDED
@given(STARTS, LENGTHS)
def test_the_start_day_is_never_counted(start: date, n: int) -> None:
    for term in (count_working_days(start, n), count_calendar_days(start, n)):
        assert term.days[0].date == start
        assert term.days[0].ordinal is None
        assert term.due_on > start


@BOUNDED
@given(STARTS, LENGTHS, st.booleans())
def test_calendar_days_end_on_the_nth_day_or_the_next_working_day(
    start: date, n: int, roll: bool
) -> None:
    term = count_calendar_days(start, n, roll)
    assert term.counted_to == start + timedelta(days=n)
    if roll:
        assert is_working_day(term.due_on)
        passed = (term.due_on - term.counted_to).days
        assert not any(is_working_day(term.counted_to + timedelta(days=k)) for k in range(passed))
    else:
        assert term.due_on == term.counted_to
    assert count_back_days(term.counted_to, n) == start


@BOUNDED
@given(STARTS, LENGTHS)
def test_the_strip_is_every_day_once_and_the_ordinals_run_to_n(start: date, n: int) -> None:
    for term in (count_working_days(start, n), count_calendar_days(start, n)):
        dates = [day.date for day in term.days]
        assert dates == [start + timedelta(days=k) for k in range(len(dates))]
        assert [day.ordinal for day in term.days if day.ordinal] == list(range(1, n + 1))
        assert dates[-1] == term.due_on
        assert all((day.name is not None) == (day.kind == "holiday") for day in term.days)


@BOUNDED
@given(STARTS, LENGTHS)
def test_a_term_is_provisional_when_and_only_when_it_leaves_the_recorded_years(
    start: date, n: int
) -> None:
    for term in (count_working_days(start, n), count_calendar_days(start, n)):
        assert term.provisional == (term.due_on > date(2026, 12, 31))


@BOUNDED
@given(st.dates(date(1950, 1, 1), date(2200, 12, 31)), st.integers(0, 240))
def test_months_end_in_the_right_month_on_the_same_day_or_its_last(day: date, n: int) -> None:
    later = add_months(day, n)
    months = (later.year - day.year) * 12 + later.month - day.month
    assert months == n
    assert later.day == day.day or (
        later.day < day.day and (later + timedelta(days=1)).month != later.month
    )
    assert add_months(later, -n).month == day.month


@BOUNDED
@given(st.dates(date(1950, 1, 1), date(2200, 12, 31)), st.integers(0, 20), st.integers(-3, 3))
def test_an_anniversary_is_reached_from_its_day_on(day: date, years: int, shift: int) -> None:
    until = add_years(day, years)
    assert anniversary_reached(day, years, until + timedelta(days=shift)) is (shift >= 0)
