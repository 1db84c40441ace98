"""Clocks: the vectors of law/interplay section 9, pauses, extensions, and the days beside them."""

from __future__ import annotations

from datetime import date

import pytest

from jifang.law.calendar import DayKind, WorkCalendar, load_calendar
from jifang.law.clock import (
    CalendarPublished,
    Clock,
    Event,
    Extended,
    Paused,
    Resumed,
    Started,
    run_clock,
)
from jifang.law.errors import InputError
from jifang.law.period_book import define_free, find_period
from jifang.law.periods import Unit


def on(iso: str) -> date:
    return date.fromisoformat(iso)


def run(period: str, start: str, *events: Event, calendar: WorkCalendar | None = None) -> Clock:
    definition = find_period(period).at(on(start))
    return run_clock(definition, [Started(on(start)), *events], calendar)


def count(start: str, length: int, unit: Unit, *events: Event, rolls: bool = True) -> Clock:
    definition = define_free(length, (unit,), rolls=rolls)
    return run_clock(definition, [Started(on(start)), *events])


def pause(since: str, until: str, reason: str = "hearing") -> tuple[Event, Event]:
    """Paused from a day, counting again from another."""
    return Paused(on(since), reason), Resumed(on(until))


def strip(clock: Clock, at: str | None = None) -> list[tuple[str, str, int | None]]:
    days = clock.show_days(None if at is None else on(at))
    return [(cell.date.isoformat()[5:], cell.role, cell.day.ordinal) for cell in days]


# --- the vectors ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "start", "due"),
    [
        ("system_filing_existing", "2025-04-01", "2025-06-30"),
        ("system_filing", "2025-09-10", "2025-10-10"),
        ("licence_decision", "2019-04-22", "2019-05-21"),
        ("guangzhou_review", "2019-04-22", "2019-04-25"),
        ("guangzhou_acceptance_application", "2019-04-22", "2019-05-07"),
        ("guangzhou_acceptance", "2019-04-22", "2019-05-21"),
        ("licence_delivery", "2019-04-22", "2019-05-07"),
        ("fine_payment", "2026-09-18", "2026-10-08"),
        ("hearing_request", "2026-09-30", "2026-10-13"),
        ("penalty_decision", "2026-01-15", "2026-04-15"),
        ("certificate_validity", "2018-03-31", "2020-03-31"),
        ("certificate_validity", "2020-02-29", "2022-02-28"),
        ("renewal_extension", "2020-03-31", "2020-06-29"),
    ],
)
def test_the_vectors(period: str, start: str, due: str) -> None:
    clock = run(period, start)
    assert clock.due_on == on(due)
    assert clock.alert_on is None
    assert not clock.provisional
    assert clock.counts[0].late == clock.counts[0].extended == ()


@pytest.mark.parametrize(
    ("start", "calendar", "working"),
    [
        ("2026-09-21", "2026-10-08", "2026-10-19"),
        ("2026-02-10", "2026-02-25", "2026-03-09"),
    ],
)
def test_the_review_of_article_17_is_read_both_ways(
    start: str, calendar: str, working: str
) -> None:
    clock = run("design_review", start)
    assert [c.ends_on for c in clock.counts] == [on(calendar), on(working)]
    assert [c.unit for c in clock.counts] == ["calendar_days", "working_days"]
    assert clock.due_on == on(working)
    assert clock.alert_on == on(calendar)
    assert clock.decisive.unit == "working_days"


def test_the_calendar_reading_of_the_review_is_moved_past_the_holiday() -> None:
    calendar, working = run("design_review", "2026-09-21").counts
    assert (calendar.counted_to, calendar.ends_on) == (on("2026-10-06"), on("2026-10-08"))
    assert working.counted_to == working.ends_on == on("2026-10-19")


def test_two_readings_that_end_together_need_no_reminder() -> None:
    """From a Monday two days on, working or not, is the Wednesday."""
    clock = run("hearing_admission", "2026-11-23")
    assert [c.ends_on for c in clock.counts] == [on("2026-11-25")] * 2
    assert clock.alert_on is None


def test_the_renewal_window_of_a_certificate_that_expires_on_31_march_2020() -> None:
    clock = run("renewal_window", "2020-03-31")
    assert clock.opens_on == on("2020-03-01")
    assert clock.due_on == on("2020-03-31")
    assert clock.free_from is None


@pytest.mark.parametrize(
    ("start", "length", "unit", "due"),
    [
        ("2026-01-31", 1, "months", "2026-02-28"),
        ("2024-01-31", 1, "months", "2024-02-29"),
        ("2026-10-30", 1, "months", "2026-11-30"),
        ("2025-10-28", 6, "months", "2026-04-28"),
        ("2020-02-29", 2, "years", "2022-02-28"),
        ("2020-02-29", 4, "years", "2024-02-29"),
        ("2019-02-28", 1, "years", "2020-02-28"),
        # 3 October 2025 is in the National Day holiday, which ended with Wednesday the 8th.
        ("2025-04-03", 6, "months", "2025-10-09"),
        # 22 November 2026 is a Sunday.
        ("2025-11-22", 1, "years", "2026-11-23"),
    ],
)
def test_months_and_years_end_on_the_corresponding_day(
    start: str, length: int, unit: Unit, due: str
) -> None:
    assert count(start, length, unit).due_on == on(due)


def test_a_period_that_does_not_roll_ends_on_a_day_off() -> None:
    assert count("2025-04-03", 6, "months", rolls=False).due_on == on("2025-10-03")
    assert count("2026-11-20", 1, "calendar_days", rolls=False).due_on == on("2026-11-21")
    assert count("2026-11-20", 1, "calendar_days").due_on == on("2026-11-23")
    assert run("penalty_limitation", "2024-11-22").due_on == on("2026-11-22")


def test_a_make_up_workday_is_no_day_off() -> None:
    clock = count("2026-10-09", 1, "calendar_days")
    assert clock.due_on == on("2026-10-10")
    assert clock.decisive.days[-1].day.kind is DayKind.MAKEUP


def test_the_notice_of_a_hearing_is_counted_back_in_working_days() -> None:
    """Before 13 October: 12, 10 (make-up), 9, 8 October, then 30, 29, 28 September."""
    clock = run("hearing_notice", "2026-10-13")
    assert clock.due_on == on("2026-09-28")
    assert clock.opens_on is None
    assert strip(clock)[:4] == [
        ("09-28", "counted", 7),
        ("09-29", "counted", 6),
        ("09-30", "counted", 5),
        ("10-01", "off", None),
    ]
    assert strip(clock)[-3:] == [
        ("10-11", "off", None),
        ("10-12", "counted", 1),
        ("10-13", "start", None),
    ]


def test_thirty_days_before_expiry_are_counted_back_both_ways() -> None:
    """2026-11-30 less 30 days is 31 October; less 30 working days, past the holiday."""
    clock = run("licence_renewal", "2026-11-30")
    assert [c.ends_on for c in clock.counts] == [on("2026-10-31"), on("2026-10-19")]
    assert clock.due_on == on("2026-10-31")
    assert clock.alert_on == on("2026-10-19")


def test_a_minimum_has_run_the_day_after_its_last() -> None:
    clock = run("trial_run", "2026-08-01")
    assert (clock.due_on, clock.free_from) == (on("2026-08-31"), on("2026-09-01"))
    demand = run("enforcement_wait", "2026-11-20")
    assert (demand.due_on, demand.free_from) == (on("2026-12-04"), on("2026-12-05"))


def test_a_year_held_is_complete_on_its_anniversary() -> None:
    clock = run("promotion_wait", "2019-03-01")
    assert clock.free_from == clock.due_on == on("2020-03-01")


def test_the_standard_in_force_on_the_day_gives_the_trial_run() -> None:
    for start, law in (("2022-09-30", "gb-50348-2018"), ("2022-10-01", "gb-55029-2022")):
        cite = run("trial_run", start).definition.cite
        assert cite is not None
        assert cite.law == law


# --- pauses ---------------------------------------------------------------------------------------


def test_paused_days_do_not_count() -> None:
    """Twenty working days from 2026-10-12; a hearing on the 14th and 15th moves it by two."""
    assert run("licence_decision", "2026-10-12").due_on == on("2026-11-09")
    clock = run("licence_decision", "2026-10-12", *pause("2026-10-14", "2026-10-16"))
    assert clock.due_on == on("2026-11-11")
    assert strip(clock)[:6] == [
        ("10-12", "start", None),
        ("10-13", "counted", 1),
        ("10-14", "paused", None),
        ("10-15", "paused", None),
        ("10-16", "counted", 2),
        ("10-17", "off", None),
    ]
    reasons = {cell.reason.id for cell in clock.decisive.days if cell.reason}
    assert reasons == {"hearing"}


def test_a_pause_over_a_weekend_takes_out_only_what_would_have_counted() -> None:
    plain = run("licence_decision", "2026-10-12").due_on
    assert run("licence_decision", "2026-10-12", *pause("2026-10-17", "2026-10-19")).due_on == plain
    paused = [c.date.day for c in count(
        "2026-10-12", 10, "calendar_days", *pause("2026-10-17", "2026-10-19")
    ).decisive.days if c.role == "paused"]  # fmt: skip
    assert paused == [17, 18]


def test_a_pause_on_the_start_day_takes_nothing_out_and_one_on_the_last_day_does() -> None:
    assert count("2026-11-02", 3, "working_days").due_on == on("2026-11-05")
    first = count("2026-11-02", 3, "working_days", *pause("2026-11-02", "2026-11-03"))
    assert first.due_on == on("2026-11-05")
    assert strip(first)[0] == ("11-02", "start", None)
    last = count("2026-11-02", 3, "working_days", *pause("2026-11-05", "2026-11-06"))
    assert last.due_on == on("2026-11-06")


def test_a_pause_that_ends_the_day_it_begins_takes_nothing_out() -> None:
    for day in ("2026-11-04", "2026-11-05"):
        clock = count("2026-11-02", 3, "working_days", *pause(day, day))
        assert clock.due_on == on("2026-11-05")
        assert clock.decisive.late == ()


def test_a_pause_after_the_end_changes_nothing() -> None:
    clock = count("2026-11-02", 3, "working_days", *pause("2026-11-06", "2026-11-10"))
    assert clock.due_on == on("2026-11-05")
    assert clock.decisive.late == (on("2026-11-06"),)


def test_a_pause_reaches_the_later_reading_alone_where_the_earlier_has_ended() -> None:
    clock = run("design_review", "2026-09-21", *pause("2026-10-12", "2026-10-13"))
    calendar, working = clock.counts
    assert (calendar.ends_on, calendar.late) == (on("2026-10-08"), (on("2026-10-12"),))
    assert (working.ends_on, working.late) == (on("2026-10-20"), ())


def test_an_end_on_a_day_off_does_not_move_into_a_pause() -> None:
    """The last day, Saturday 21 November, would move to Monday, which is paused."""
    clock = count("2026-11-20", 1, "calendar_days", *pause("2026-11-23", "2026-11-25"))
    assert clock.due_on == on("2026-11-25")
    assert [role for _, role, _ in strip(clock)] == [
        "start",
        "counted",
        "off",
        "paused",
        "paused",
        "moved",
    ]


def test_months_with_a_pause_end_as_many_days_later() -> None:
    """The law stops no period in months; a length of one's own can be counted so."""
    plain = count("2026-03-02", 3, "months")
    assert plain.due_on == on("2026-06-02")
    later = count("2026-03-02", 3, "months", *pause("2026-04-06", "2026-04-09"))
    assert (later.decisive.counted_to, later.due_on) == (on("2026-06-05"), on("2026-06-05"))


def test_a_clock_that_stands_has_no_end() -> None:
    clock = run("licence_decision", "2026-11-02", Paused(on("2026-11-05"), "expert_review"))
    assert clock.due_on is None
    assert clock.alert_on is None
    assert not clock.provisional
    assert strip(clock)[-1] == ("11-05", "paused", None)
    assert strip(clock, "2026-11-09")[-1] == ("11-09", "paused", None)
    assert strip(clock, "2026-11-03")[-1] == ("11-05", "paused", None)
    shown = clock.show_days(on("2026-11-09"))
    assert [cell.reason.id for cell in shown if cell.reason] == ["expert_review"] * 5
    standing = clock.stand(on("2026-11-09"))
    assert (standing.state, standing.used, standing.left) == ("paused", 2, 18)
    assert standing.days_left is standing.working_days_left is None


def test_a_standing_clock_shows_the_days_off_before_it_stood() -> None:
    clock = run("licence_decision", "2026-11-02", Paused(on("2026-11-11"), "test"))
    shown = [(d, role) for d, role, _ in strip(clock, "2026-11-12")]
    assert shown[-6:] == [
        ("11-07", "off"),
        ("11-08", "off"),
        ("11-09", "counted"),
        ("11-10", "counted"),
        ("11-11", "paused"),
        ("11-12", "paused"),
    ]


def test_a_standing_clock_whose_earlier_reading_has_ended_keeps_the_reminder() -> None:
    clock = run("design_review", "2026-09-21", Paused(on("2026-10-12"), "hearing"))
    assert (clock.due_on, clock.alert_on) == (None, on("2026-10-08"))


def test_a_pause_may_stand_while_the_end_waits_for_a_working_day() -> None:
    clock = count("2026-11-20", 1, "calendar_days", Paused(on("2026-11-22"), "hearing"))
    assert clock.due_on is None
    assert clock.stand(on("2026-11-30")).left == 0


# --- extensions -----------------------------------------------------------------------------------


def test_a_licence_decision_is_extended_by_ten_working_days_once() -> None:
    clock = run("licence_decision", "2019-04-22", Extended(on("2019-05-21")))
    assert clock.due_on == on("2019-06-04")
    assert clock.decisive.extended == (on("2019-05-21"),)
    assert clock.decisive.total == 30


def test_an_extension_after_the_end_changes_nothing() -> None:
    clock = run("licence_decision", "2019-04-22", Extended(on("2019-05-22")))
    assert clock.due_on == on("2019-05-21")
    assert clock.decisive.late == (on("2019-05-22"),)
    assert clock.decisive.extended == ()


@pytest.mark.parametrize(
    ("start", "extensions", "due"),
    [
        # 2012 text: 30 + 30 from acceptance; 2025 text: 30 + 30, extended at most twice.
        ("2025-12-01", [], "2025-12-31"),
        ("2025-12-01", ["2025-12-31"], "2026-01-30"),
        ("2026-01-05", [], "2026-02-04"),
        ("2026-01-05", ["2026-02-01"], "2026-03-06"),
        ("2026-01-05", ["2026-02-01", "2026-03-01"], "2026-04-07"),
    ],
)
def test_public_order_cases_by_the_text_of_the_day(
    start: str, extensions: list[str], due: str
) -> None:
    clock = run("public_order_case", start, *(Extended(on(day)) for day in extensions))
    assert clock.due_on == on(due)


# --- the calendar ---------------------------------------------------------------------------------


def test_a_clock_past_the_last_notice_is_provisional() -> None:
    assert not count("2026-12-24", 5, "working_days").provisional
    assert count("2026-12-24", 6, "working_days").provisional
    assert count("2026-12-22", 10, "calendar_days").provisional
    assert not count("2026-12-22", 10, "calendar_days", rolls=False).provisional
    assert not run("certificate_validity", "2026-01-05").provisional
    assert run("hearing_notice", "2027-01-05").provisional
    assert not run("hearing_notice", "2027-01-01").provisional
    assert run("hearing_notice", "2027-01-02").provisional
    assert not run("renewal_window", "2027-06-30").provisional


def test_one_provisional_reading_makes_the_clock_provisional() -> None:
    clock = run("design_review", "2026-12-14")
    assert [c.provisional for c in clock.counts] == [False, True]
    assert clock.provisional


def test_days_left_that_reach_an_unrecorded_year_are_assumed() -> None:
    clock = run("certificate_validity", "2026-01-05")
    assert clock.stand(on("2026-11-23")).assumed
    assert not clock.stand(on("2028-01-05")).assumed
    assert not run("licence_notice", "2026-10-09").stand(on("2026-10-10")).assumed


def test_a_published_calendar_is_said_to_have_moved_the_date() -> None:
    """15 working days from 2025-12-22: without the notice of 2026 only weekends are known."""
    published = CalendarPublished(on("2025-12-23"), 2026)
    clock = run("design_review", "2025-12-22", published)
    said = [step.say("en") for step in clock.steps if "computed again" in step.say("en")]
    assert said == [
        "Days off of 2026 published on 2025-12-23, computed again: 2026-01-12 became 2026-01-13."
    ]
    assert clock.due_on == on("2026-01-13")


def test_a_calendar_that_changes_nothing_is_said_to_change_nothing() -> None:
    clock = run("design_review", "2025-11-24", CalendarPublished(on("2025-11-25"), 2026))
    said = [step.say("zh") for step in clock.steps if "重新计算" in step.say("zh")]
    assert said == ["2025-11-25 公布 2026 年放假安排，重新计算：日期不变。"]


def test_a_calendar_as_it_was_known_leaves_out_what_a_later_notice_set() -> None:
    """The notice for 2019 made 29 December 2018 a workday and the 31st a day off."""
    book = load_calendar()
    december = {on(f"2018-12-{day}"): 2019 for day in (29, 30, 31)}
    assert book.reaching_back == {**december, on("2022-12-31"): 2023}
    before = book.known_through(2018)
    assert (set(before.notices), before.reaching_back) == ({2017, 2018}, {})
    assert (before.first_year, before.verified_through) == (2017, 2018)
    assert before.kind_of(on("2018-12-29")) is DayKind.WEEKEND
    assert before.kind_of(on("2018-12-31")) is DayKind.WORK
    assert before.kind_of(on("2018-10-01")) is DayKind.HOLIDAY
    assert before.kind_of(on("2019-10-01")) is DayKind.WORK
    after = book.known_through(2019)
    assert after.kind_of(on("2018-12-29")) is DayKind.MAKEUP
    assert after.kind_of(on("2018-12-31")) is DayKind.HOLIDAY
    assert after.kind_of(on("2022-12-31")) is DayKind.WEEKEND
    assert book.known_through(2030).verified_through == 2026
    assert set(after.reaching_back.values()) == {2019}


def test_another_calendar_can_be_counted_by() -> None:
    bare = WorkCalendar(2000, 2000, {}, frozenset(), {})
    assert run("licence_notice", "2026-09-30", calendar=bare).due_on == on("2026-10-07")


# --- bounds ---------------------------------------------------------------------------------------


def test_a_pause_of_decades_is_not_counted_day_by_day() -> None:
    standing = run("licence_decision", "2026-11-02", Paused(on("2026-11-03"), "test"))
    for ask in (
        lambda: run("licence_decision", "2026-11-02", *pause("2026-11-03", "2099-01-01")),
        lambda: standing.show_days(on("2099-01-01")),
    ):
        with pytest.raises(InputError, match="10980 days") as caught:
            ask()
        problem = caught.value.problems[0]
        assert problem.field == "events"
        assert problem.value == "2056-11-25"
        assert problem.message.zh == "连同中止，自起算日起超过 10980 日，不予计算"


def test_the_longest_reach_is_still_counted() -> None:
    clock = run("licence_decision", "2026-11-02", Paused(on("2026-11-03"), "test"))
    assert clock.show_days(on("2056-11-24"))[-1].date == on("2056-11-24")
