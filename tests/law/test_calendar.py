"""Periods: the vectors of law/interplay section 9, and the days on both sides of each bound."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from jifang.law.calendar import (
    MAX_DAYS,
    DayKind,
    Term,
    WorkCalendar,
    add_months,
    add_years,
    anniversary_reached,
    count_back_days,
    count_calendar_days,
    count_working_days,
    day_kind,
    is_working_day,
    load_calendar,
)
from jifang.law.errors import InputError


def on(iso: str) -> date:
    return date.fromisoformat(iso)


def say(term: Term, lang: str = "en") -> str:
    return "\n".join(step.zh if lang == "zh" else step.en for step in term.steps)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        # Design papers complete (art. 17): a Mid-Autumn and a National Day in between.
        ("2026-09-21", 15, "2026-10-19"),
        ("2026-09-21", 3, "2026-09-24"),
        # Spring Festival, and two Saturdays worked for it.
        ("2026-02-10", 15, "2026-03-09"),
        # Licence accepted: Labour Day 2019 was moved by a second notice.
        ("2019-04-22", 20, "2019-05-21"),
        ("2019-04-22", 10, "2019-05-07"),
        ("2019-04-22", 3, "2019-04-25"),
        # Told of the right to a hearing: 10 October 2026 is a make-up workday.
        ("2026-09-30", 5, "2026-10-13"),
    ],
)
def test_working_days(start: str, n: int, due: str) -> None:
    term = count_working_days(on(start), n)
    assert term.due_on == on(due)
    assert term.counted_to == on(due)
    assert not term.moved
    assert not term.provisional


@pytest.mark.parametrize(
    ("start", "n", "counted_to", "due"),
    [
        # Decree 799, art. 14: an existing system files within 90 days of 1 April 2025.
        ("2025-04-01", 90, "2025-06-30", "2025-06-30"),
        # A new one within 30 days of being put into use.
        ("2025-09-10", 30, "2025-10-10", "2025-10-10"),
        ("2026-09-21", 15, "2026-10-06", "2026-10-08"),
        ("2026-02-10", 15, "2026-02-25", "2026-02-25"),
        # A fine received is paid within 15 days.
        ("2026-09-18", 15, "2026-10-03", "2026-10-08"),
        # A penalty is decided within 90 days of the case being filed.
        ("2026-01-15", 90, "2026-04-15", "2026-04-15"),
    ],
)
def test_calendar_days(start: str, n: int, counted_to: str, due: str) -> None:
    term = count_calendar_days(on(start), n)
    assert term.counted_to == on(counted_to)
    assert term.due_on == on(due)
    assert term.moved is (counted_to != due)
    assert count_calendar_days(on(start), n, roll=False).due_on == on(counted_to)


def test_a_certificate_of_31_march_2018() -> None:
    expires = add_years(on("2018-03-31"), 2)
    assert expires == on("2020-03-31")
    assert count_back_days(expires, 30) == on("2020-03-01")
    assert count_calendar_days(expires, 90).due_on == on("2020-06-29")


@pytest.mark.parametrize(
    ("since", "years", "until"),
    [
        ("2020-02-29", 2, "2022-02-28"),
        ("2020-02-29", 4, "2024-02-29"),
        ("2020-02-28", 2, "2022-02-28"),
        ("2018-03-31", 2, "2020-03-31"),
        ("2019-02-28", 1, "2020-02-28"),
        ("2026-12-31", 1, "2027-12-31"),
        ("2016-05-01", 0, "2016-05-01"),
        ("2022-02-28", -2, "2020-02-28"),
    ],
)
def test_years_end_on_the_corresponding_day(since: str, years: int, until: str) -> None:
    assert add_years(on(since), years) == on(until)


@pytest.mark.parametrize(
    ("since", "months", "until"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-01-28", 1, "2026-02-28"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-11-22", 2, "2027-01-22"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2025-10-28", 6, "2026-04-28"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_month_end(
    since: str, months: int, until: str
) -> None:
    assert add_months(on(since), months) == on(until)


@pytest.mark.parametrize(
    ("since", "years", "asked", "reached"),
    [
        ("2019-03-01", 1, "2020-02-29", False),
        ("2019-03-01", 1, "2020-03-01", True),
        ("2019-03-01", 1, "2020-03-02", True),
        ("2020-02-29", 1, "2021-02-27", False),
        ("2020-02-29", 1, "2021-02-28", True),
    ],
)
def test_a_year_held_is_reached_on_its_anniversary(
    since: str, years: int, asked: str, reached: bool
) -> None:
    assert anniversary_reached(on(since), years, on(asked)) is reached


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-09-24", DayKind.WORK),
        ("2026-09-25", DayKind.HOLIDAY),
        ("2026-09-27", DayKind.HOLIDAY),
        ("2026-09-28", DayKind.WORK),
        ("2026-09-20", DayKind.MAKEUP),
        ("2026-09-30", DayKind.WORK),
        ("2026-10-01", DayKind.HOLIDAY),
        ("2026-10-07", DayKind.HOLIDAY),
        ("2026-10-08", DayKind.WORK),
        ("2026-10-10", DayKind.MAKEUP),
        ("2026-10-11", DayKind.WEEKEND),
        ("2026-11-21", DayKind.WEEKEND),
        ("2026-11-22", DayKind.WEEKEND),
        ("2026-11-23", DayKind.WORK),
        # The notice for 2019 reached back into December 2018, that for 2023 into 2022.
        ("2018-12-29", DayKind.MAKEUP),
        ("2018-12-31", DayKind.HOLIDAY),
        ("2022-12-31", DayKind.HOLIDAY),
        # The Spring Festival of 2020 was extended: the Saturday meant to be worked was off.
        ("2020-02-01", DayKind.HOLIDAY),
        ("2020-02-03", DayKind.WORK),
        ("2017-01-01", DayKind.HOLIDAY),
        ("2017-01-03", DayKind.WORK),
    ],
)
def test_day_kinds(day: str, kind: DayKind) -> None:
    assert day_kind(on(day)) is kind
    assert is_working_day(on(day)) is (kind in (DayKind.WORK, DayKind.MAKEUP))


def test_a_start_on_a_day_off_is_no_different() -> None:
    assert count_working_days(on("2026-10-01"), 1).due_on == on("2026-10-08")
    assert count_working_days(on("2026-10-07"), 1).due_on == on("2026-10-08")
    assert count_working_days(on("2026-10-08"), 1).due_on == on("2026-10-09")
    assert count_working_days(on("2026-10-09"), 1).due_on == on("2026-10-10")
    assert count_working_days(on("2026-10-10"), 1).due_on == on("2026-10-12")


def test_a_last_day_on_a_weekend_moves_and_on_a_make_up_workday_does_not() -> None:
    assert count_calendar_days(on("2026-11-20"), 1).due_on == on("2026-11-23")
    assert count_calendar_days(on("2026-11-20"), 2).due_on == on("2026-11-23")
    assert count_calendar_days(on("2026-11-20"), 3).due_on == on("2026-11-23")
    assert not count_calendar_days(on("2026-11-20"), 3).moved
    assert count_calendar_days(on("2026-10-09"), 1).due_on == on("2026-10-10")
    assert not count_calendar_days(on("2026-10-09"), 1).moved


def test_the_day_strip_of_working_days() -> None:
    term = count_working_days(on("2026-09-30"), 5)
    strip = [(day.date.day, day.kind.value, day.ordinal) for day in term.days]
    assert strip == [
        (30, "work", None),
        *[(n, "holiday", None) for n in range(1, 8)],
        (8, "work", 1),
        (9, "work", 2),
        (10, "makeup", 3),
        (11, "weekend", None),
        (12, "work", 4),
        (13, "work", 5),
    ]
    named = {day.name.zh for day in term.days if day.name}
    assert named == {"国庆节"}
    assert not any(day.assumed for day in term.days)
    assert (term.start, term.length, term.unit) == (on("2026-09-30"), 5, "working_days")


def test_the_day_strip_of_calendar_days_ends_with_the_move() -> None:
    term = count_calendar_days(on("2026-10-05"), 1)
    assert [(day.date.day, day.ordinal) for day in term.days] == [
        (5, None),
        (6, 1),
        (7, None),
        (8, None),
    ]
    assert (term.start, term.length, term.unit) == (on("2026-10-05"), 1, "calendar_days")


def test_the_steps_of_working_days() -> None:
    term = count_working_days(on("2026-09-21"), 15)
    assert say(term).split("\n") == [
        (
            "The start day 2026-09-21 is not counted; 15 working days are counted from the next day"
            " (Civil Code, art. 201)."
        ),
        (
            "Not counted: Mid-Autumn Festival 2026-09-25 to 2026-09-27; National Day 2026-10-01 to"
            " 2026-10-07; weekend 2026-10-11; weekend 2026-10-17 to 2026-10-18."
        ),
        "Make-up workdays, counted: 2026-10-10.",
        "Working day 15 is 2026-10-19.",
    ]
    assert say(term, "zh").split("\n") == [
        "2026-09-21 为起始日，不计入；自次日起算 15 个工作日（《民法典》第二百零一条）。",
        (
            "不计：中秋节 2026-09-25 至 2026-09-27；国庆节 2026-10-01 至 2026-10-07；"
            "周末 2026-10-11；周末 2026-10-17 至 2026-10-18。"
        ),
        "调休上班，计入：2026-10-10。",
        "第 15 个工作日为 2026-10-19。",
    ]


def test_two_make_up_workdays_are_both_named() -> None:
    term = count_working_days(on("2026-02-10"), 15)
    assert "Make-up workdays, counted: 2026-02-14, 2026-02-28." in say(term)
    assert "调休上班，计入：2026-02-14、2026-02-28。" in say(term, "zh")


def test_a_term_without_days_off_says_only_what_happened() -> None:
    assert len(count_working_days(on("2026-09-21"), 3).steps) == 2


def test_the_first_day_after_the_start_is_accounted_for() -> None:
    off = say(count_working_days(on("2026-09-30"), 1))
    assert "Not counted: National Day 2026-10-01 to 2026-10-07." in off
    assert "Make-up workdays, counted: 2026-10-10." in say(count_working_days(on("2026-10-09"), 1))


def test_the_start_day_is_not_among_the_days_passed_over() -> None:
    assert "Not counted" not in say(count_working_days(on("2026-11-22"), 1))
    assert "Make-up" not in say(count_working_days(on("2026-09-20"), 1))


def test_the_steps_of_calendar_days() -> None:
    term = count_calendar_days(on("2026-09-21"), 15)
    assert say(term).split("\n") == [
        (
            "The start day 2026-09-21 is not counted; 15 days are counted from the next day"
            " (Civil Code, art. 201)."
        ),
        "Day 15 is 2026-10-06.",
        (
            "2026-10-06 is a day off (National Day), so the term ends on the next working day,"
            " 2026-10-08 (Civil Code, art. 203)."
        ),
    ]
    assert say(term, "zh").split("\n") == [
        "2026-09-21 为起始日，不计入；自次日起算 15 日（《民法典》第二百零一条）。",
        "第 15 日为 2026-10-06。",
        "2026-10-06 为国庆节休息日，顺延至其后首个工作日 2026-10-08（《民法典》第二百零三条）。",
    ]
    weekend = count_calendar_days(on("2026-11-20"), 1)
    assert "2026-11-21 is a day off (weekend)" in say(weekend)
    assert "2026-11-21 为周末休息日" in say(weekend, "zh")
    assert len(count_calendar_days(on("2026-11-20"), 3).steps) == 2


def test_a_term_past_the_last_notice_is_provisional() -> None:
    within = count_working_days(on("2026-12-24"), 5)
    assert within.due_on == on("2026-12-31")
    assert not within.provisional
    beyond = count_working_days(on("2026-12-24"), 6)
    assert beyond.due_on == on("2027-01-01")
    assert beyond.provisional
    assert [day.assumed for day in beyond.days][-2:] == [False, True]
    assert beyond.steps[-1].en == (
        "The days off after 2026 are not yet recorded and only weekends were taken into account:"
        " the date is provisional."
    )
    assert beyond.steps[-1].zh == "2026 年以后的放假安排尚未收录，只按周末推算；结果为暂定。"
    assert len(beyond.steps) == len(within.steps) + 1


def test_a_move_past_the_last_notice_is_provisional_too() -> None:
    book = load_calendar()
    early = WorkCalendar(2017, 2021, book.holidays, book.makeup_days, book.notices)
    # 31 December 2022 is a Saturday and was off; the term moves into the next year.
    term = count_calendar_days(on("2022-12-30"), 1, calendar=early)
    assert term.provisional
    late = WorkCalendar(2017, 2022, book.holidays, book.makeup_days, book.notices)
    assert count_calendar_days(on("2022-12-30"), 1, calendar=late).provisional
    assert not count_calendar_days(on("2022-12-30"), 1, roll=False, calendar=late).provisional


def test_another_calendar_can_be_counted_by() -> None:
    bare = WorkCalendar(2000, 2000, {}, frozenset(), {})
    assert count_working_days(on("2026-09-21"), 15, bare).due_on == on("2026-10-12")
    assert day_kind(on("2026-10-01"), bare) is DayKind.WORK
    assert is_working_day(on("2026-10-01"), bare)
    assert not is_working_day(on("2026-10-10"), bare)


def test_days_before_the_first_recorded_year_are_refused() -> None:
    assert day_kind(on("2017-01-01"))
    for asked in (
        lambda: day_kind(on("2016-12-31")),
        lambda: count_working_days(on("2016-12-31"), 1),
        lambda: count_calendar_days(on("2016-12-31"), 1),
    ):
        with pytest.raises(InputError) as caught:
            asked()
        problem = caught.value.problems[0]
        assert problem.field == "date"
        assert problem.value == "2016-12-31"
        assert "2017" in problem.message.zh
        assert "2017" in problem.message.en


@pytest.mark.parametrize("n", [0, -1, MAX_DAYS + 1, True])
def test_a_length_out_of_range_is_refused(n: int) -> None:
    for count in (count_working_days, count_calendar_days, count_back_days):
        with pytest.raises(InputError) as caught:
            count(on("2026-01-01"), n)
        problem = caught.value.problems[0]
        assert problem.field == "days"
        assert problem.value is n
        assert str(MAX_DAYS) in problem.message.zh
        assert str(MAX_DAYS) in problem.message.en


def test_the_longest_length_is_counted() -> None:
    assert count_calendar_days(on("2017-01-01"), MAX_DAYS, roll=False).due_on == on("2027-01-09")
    assert count_back_days(on("2027-01-09"), MAX_DAYS) == on("2017-01-01")
    assert count_working_days(on("2017-01-01"), MAX_DAYS).days[-1].ordinal == MAX_DAYS


def test_dates_out_of_range_are_refused() -> None:
    for asked in (
        lambda: add_years(date.max, 1),
        lambda: add_months(date.max, 1),
        lambda: add_months(date.min, -1),
        lambda: count_calendar_days(date.max, 1),
        lambda: count_back_days(date.min, 1),
    ):
        with pytest.raises(InputError) as caught:
            asked()
        problem = caught.value.problems[0]
        assert problem.field == "date"
        assert problem.value in ("9999-12-31", "0001-01-01")
        assert problem.message.zh == "计算结果超出日期范围。"
        assert problem.message.en == "the result is out of the range of dates"
    assert add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)
    assert add_months(date(1, 2, 28), -1) == date(1, 1, 28)


def test_a_time_of_day_is_refused_because_it_would_miss_every_holiday() -> None:
    with pytest.raises(InputError) as caught:
        day_kind(datetime.fromisoformat("2026-10-01T00:00"))
    problem = caught.value.problems[0]
    assert problem.field == "date"
    assert problem.value == "2026-10-01T00:00:00"
    assert problem.message.zh == "应为日期，不含时刻。"
    assert problem.message.en == "a date is expected, without a time of day"
