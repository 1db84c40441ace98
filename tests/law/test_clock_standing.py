"""Where a clock stands on a day: in time, late, too early, what has counted and what is left."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from jifang.law.clock import (
    Clock,
    Event,
    Finished,
    Paused,
    Resumed,
    Started,
    State,
    run_clock,
)
from jifang.law.errors import InputError
from jifang.law.period_book import define_free, find_period
from jifang.law.periods import Unit


def on(iso: str) -> date:
    return date.fromisoformat(iso)


def run(period: str, start: str, *events: Event) -> Clock:
    definition = find_period(period).at(on(start))
    return run_clock(definition, [Started(on(start)), *events])


def count(start: str, length: int, unit: Unit, *events: Event) -> Clock:
    return run_clock(define_free(length, (unit,)), [Started(on(start)), *events])


def pause(since: str, until: str) -> tuple[Event, Event]:
    """Paused for a hearing from a day, counting again from another."""
    return Paused(on(since), "hearing"), Resumed(on(until))


def list_paused(clock: Clock) -> list[str]:
    return [c.date.isoformat()[5:] for c in clock.show_days() if c.role == "paused"]


@pytest.mark.parametrize(
    ("at", "state", "figures"),
    [
        # days used, days left to count, calendar days left, working days left
        ("2026-09-20", "not_started", (0, 15, 29, 15)),
        ("2026-09-21", "running", (0, 15, 28, 15)),
        ("2026-09-22", "running", (1, 14, 27, 14)),
        ("2026-10-07", "running", (6, 9, 12, 9)),
        ("2026-10-08", "running", (7, 8, 11, 8)),
        ("2026-10-09", "reminder", (8, 7, 10, 7)),
        ("2026-10-10", "reminder", (9, 6, 9, 6)),
        ("2026-10-12", "reminder", (10, 5, 7, 5)),
        ("2026-10-19", "reminder", (15, 0, 0, 0)),
        ("2026-10-20", "overdue", (15, 0, -1, 0)),
    ],
)
def test_where_the_review_stands(at: str, state: State, figures: tuple[int, int, int, int]) -> None:
    standing = run("design_review", "2026-09-21").stand(on(at))
    assert (standing.at, standing.state) == (on(at), state)
    assert (
        standing.used,
        standing.left,
        standing.days_left,
        standing.working_days_left,
    ) == figures
    assert standing.is_adverse is (state == "overdue")
    assert not standing.assumed


def test_a_notice_five_working_days_from_9_october() -> None:
    """The example of the screens: due on the 15th, on the 12th three working days are left."""
    standing = run("licence_notice", "2026-10-09").stand(on("2026-10-12"))
    assert (standing.used, standing.left, standing.working_days_left) == (2, 3, 3)


def test_paused_days_are_not_left() -> None:
    clock = run("licence_notice", "2026-10-09")
    assert clock.stand(on("2026-10-12")).working_days_left == 3
    paused = run("licence_decision", "2026-10-12", *pause("2026-10-14", "2026-10-16"))
    standing = paused.stand(on("2026-10-13"))
    assert (standing.left, standing.working_days_left) == (19, 19)
    assert paused.stand(on("2026-10-14")).state == "paused"
    assert paused.stand(on("2026-10-15")).state == "paused"
    assert paused.stand(on("2026-10-16")).state == "running"


def test_an_overdue_clock_is_not_called_paused() -> None:
    clock = count("2026-11-02", 3, "working_days", *pause("2026-11-06", "2026-11-10"))
    assert clock.stand(on("2026-11-06")).state == "overdue"


@pytest.mark.parametrize(
    ("finished", "at", "state"),
    [
        ("2019-05-21", "2019-05-21", "done"),
        ("2019-05-22", "2019-05-22", "done_late"),
        ("2019-05-22", "2019-05-21", "running"),
        ("2019-04-22", "2019-04-22", "done"),
        ("2019-04-30", "2026-01-05", "done"),
    ],
)
def test_a_clock_that_was_finished(finished: str, at: str, state: State) -> None:
    standing = run("licence_decision", "2019-04-22", Finished(on(finished))).stand(on(at))
    assert standing.state == state
    assert standing.is_adverse is (state == "done_late")


def test_finishing_ends_a_pause_that_stands() -> None:
    clock = run(
        "licence_decision",
        "2026-11-02",
        Paused(on("2026-11-05"), "test"),
        Finished(on("2026-11-09")),
    )
    assert clock.stand(on("2026-11-09")).state == "done"
    assert clock.due_on is not None
    assert list_paused(clock) == [
        "11-05",
        "11-06",
        "11-07",
        "11-08",
    ]


@pytest.mark.parametrize(
    ("period", "start", "at", "state"),
    [
        ("certificate_validity", "2018-03-31", "2018-03-30", "not_started"),
        ("certificate_validity", "2018-03-31", "2018-03-31", "valid"),
        ("certificate_validity", "2018-03-31", "2020-03-31", "valid"),
        ("certificate_validity", "2018-03-31", "2020-04-01", "ended"),
        ("trial_run", "2026-08-01", "2026-07-31", "not_started"),
        ("trial_run", "2026-08-01", "2026-08-01", "not_yet"),
        ("trial_run", "2026-08-01", "2026-08-31", "not_yet"),
        ("trial_run", "2026-08-01", "2026-09-01", "complete"),
        ("promotion_wait", "2019-03-01", "2020-02-29", "not_yet"),
        ("promotion_wait", "2019-03-01", "2020-03-01", "complete"),
        ("renewal_window", "2020-03-31", "2020-02-29", "not_open"),
        ("renewal_window", "2020-03-31", "2020-03-01", "open"),
        ("renewal_window", "2020-03-31", "2020-03-31", "open"),
        ("renewal_window", "2020-03-31", "2020-04-01", "closed"),
        ("hearing_notice", "2026-10-13", "2026-01-05", "running"),
        ("hearing_notice", "2026-10-13", "2026-09-28", "running"),
        ("hearing_notice", "2026-10-13", "2026-09-29", "overdue"),
        ("licence_renewal", "2026-11-30", "2026-10-19", "running"),
        ("licence_renewal", "2026-11-30", "2026-10-20", "reminder"),
        ("licence_renewal", "2026-11-30", "2026-11-01", "overdue"),
    ],
)
def test_where_other_kinds_of_period_stand(period: str, start: str, at: str, state: State) -> None:
    standing = run(period, start).stand(on(at))
    assert standing.state == state
    assert standing.is_adverse is (state in ("ended", "closed", "overdue"))


@pytest.mark.parametrize(
    ("period", "start", "done", "state"),
    [
        ("trial_run", "2026-08-01", "2026-08-31", "done_early"),
        ("trial_run", "2026-08-01", "2026-09-01", "done"),
        ("renewal_window", "2020-03-31", "2020-02-29", "done_early"),
        ("renewal_window", "2020-03-31", "2020-03-01", "done"),
        ("renewal_window", "2020-03-31", "2020-03-31", "done"),
        ("renewal_window", "2020-03-31", "2020-04-01", "done_late"),
        ("hearing_notice", "2026-10-13", "2026-09-28", "done"),
        ("hearing_notice", "2026-10-13", "2026-09-29", "done_late"),
        ("certificate_validity", "2018-03-31", "2019-03-31", "ended"),
    ],
)
def test_acts_under_other_kinds_of_period(period: str, start: str, done: str, state: State) -> None:
    standing = run(period, start, Finished(on(done))).stand(on(done))
    assert standing.state == state
    assert standing.is_adverse is (state != "done")


def test_an_act_is_not_held_against_a_day_before_it() -> None:
    for period, start, done, at, state in (
        ("trial_run", "2026-08-01", "2026-09-02", "2026-09-01", "complete"),
        ("renewal_window", "2020-03-31", "2020-03-31", "2020-03-30", "open"),
        ("certificate_validity", "2018-03-31", "2019-03-31", "2019-03-30", "valid"),
    ):
        assert run(period, start, Finished(on(done))).stand(on(at)).state == state


def test_a_day_looked_at_has_no_time_of_day() -> None:
    with pytest.raises(InputError) as caught:
        run("licence_notice", "2026-10-09").stand(datetime.fromisoformat("2026-10-12T09:00"))
    problem = caught.value.problems[0]
    assert problem.field == "at"
    assert problem.value == "2026-10-12T09:00:00"
    assert problem.message.zh == "应为日期，不含时刻"
    assert problem.message.en == "a date is expected, without a time of day"


def test_days_left_are_not_counted_over_centuries() -> None:
    clock = run("licence_renewal", "2026-11-30")
    assert clock.stand(on("2017-01-01")).working_days_left is not None
    far = run("renewal_window", "2090-06-30").stand(on("2026-11-23"))
    assert (far.state, far.working_days_left) == ("not_open", None)
    assert far.days_left is not None
