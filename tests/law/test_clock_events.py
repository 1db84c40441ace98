"""What can happen to a clock and in what order; everything else is refused by name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from jifang.law.clock import (
    CalendarPublished,
    Event,
    Extended,
    Finished,
    Paused,
    Resumed,
    Started,
    run_clock,
)
from jifang.law.clock_events import MAX_EVENTS
from jifang.law.errors import InputError, Problem
from jifang.law.period_book import define_free, find_period


def on(iso: str) -> date:
    return date.fromisoformat(iso)


START = Started(on("2026-11-02"))
PAUSED = Paused(on("2026-11-04"), "hearing")
RESUMED = Resumed(on("2026-11-06"))


def refuse(period: str, *events: Event) -> Problem:
    """The one problem of a clock that cannot be."""
    with pytest.raises(InputError) as caught:
        run_clock(find_period(period).latest, events)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("events", "field", "value", "zh", "en"),
    [
        (
            [PAUSED],
            "events[0]",
            "2026-11-04",
            "“2026-11-04 中止（hearing）”：尚未起算；起算应在最前",
            "“paused on 2026-11-04 (hearing)”: not started; the start comes first",
        ),
        (
            [START, Started(on("2026-11-03"))],
            "events[1]",
            "2026-11-03",
            "“2026-11-03 起算”：已于 2026-11-02 起算",
            "“started on 2026-11-03”: it was started on 2026-11-02",
        ),
        (
            [START, Paused(on("2026-11-01"), "hearing")],
            "events[1]",
            "2026-11-01",
            "“2026-11-01 中止（hearing）”：早于前一件（2026-11-02）；各件应按日期先后",
            (
                "“paused on 2026-11-01 (hearing)”: earlier than the event before it (2026-11-02);"
                " events stand in order"
            ),
        ),
        (
            [START, PAUSED, Resumed(on("2026-11-03"))],
            "events[2]",
            "2026-11-03",
            "“2026-11-03 恢复计算”：早于前一件（2026-11-04）；各件应按日期先后",
            (
                "“resumed on 2026-11-03”: earlier than the event before it (2026-11-04);"
                " events stand in order"
            ),
        ),
        (
            [START, PAUSED, Paused(on("2026-11-05"), "test")],
            "events[2]",
            "2026-11-05",
            "“2026-11-05 中止（test）”：自 2026-11-04 起已中止，尚未恢复",
            "“paused on 2026-11-05 (test)”: already paused since 2026-11-04",
        ),
        (
            [START, RESUMED],
            "events[1]",
            "2026-11-06",
            "“2026-11-06 恢复计算”：没有中止，无从恢复",
            "“resumed on 2026-11-06”: it was not paused",
        ),
        (
            [START, PAUSED, RESUMED, Resumed(on("2026-11-09"))],
            "events[3]",
            "2026-11-09",
            "“2026-11-09 恢复计算”：没有中止，无从恢复",
            "“resumed on 2026-11-09”: it was not paused",
        ),
        (
            [START, Finished(on("2026-11-05")), PAUSED],
            "events[2]",
            "2026-11-04",
            "“2026-11-04 中止（hearing）”：已于 2026-11-05 办结，此后不再计算",
            "“paused on 2026-11-04 (hearing)”: it was finished on 2026-11-05",
        ),
        (
            [START, Finished(on("2026-11-05")), Finished(on("2026-11-06"))],
            "events[2]",
            "2026-11-06",
            "“2026-11-06 办结”：已于 2026-11-05 办结，此后不再计算",
            "“finished on 2026-11-06”: it was finished on 2026-11-05",
        ),
        (
            [START, Extended(on("2026-11-04")), Extended(on("2026-11-05"))],
            "events[2]",
            "2026-11-05",
            "“2026-11-05 延长”：最多延长 1 次",
            "“extended on 2026-11-05”: extended at most 1 time(s)",
        ),
        (
            [START, CalendarPublished(on("2026-11-20"), 2027)],
            "events[1]",
            "2026-11-20",
            "“2026-11-20 公布 2027 年放假安排”：没有收录 2027 年的放假安排；收录至 2026 年",
            (
                "“days off of 2027 published on 2026-11-20”: the days off of 2027 are not recorded;"
                " recorded through 2026"
            ),
        ),
        (
            [START, Paused(on("2026-11-04"), "lunch")],
            "events[1]",
            "2026-11-04",
            (
                "“2026-11-04 中止（lunch）”：不是法定的中止事由；有：hearing（听证）、"
                "inspection（检验）、test（检测）、expert_review（专家评审）"
            ),
            (
                "“paused on 2026-11-04 (lunch)”: not a reason the law gives; there are: hearing"
                " (hearing), inspection (inspection), test (test), expert_review (expert review)"
            ),
        ),
        (
            [START, Paused(on("2026-11-04"), "supplementing")],
            "events[1]",
            "2026-11-04",
            (
                "“2026-11-04 中止（supplementing）”：“补正材料”不是中止的事由：期限自材料收齐之日"
                "起算，补正期间时钟尚未开始；请以收齐之日为起始日"
            ),
            (
                "“paused on 2026-11-04 (supplementing)”: “supplementing papers” is no reason for a"
                " pause: the period runs from the day the papers are complete, so the clock has not"
                " begun; give that day as its start"
            ),
        ),
    ],
)
def test_an_event_that_cannot_stand_there_is_named(
    events: list[Event], field: str, value: str, zh: str, en: str
) -> None:
    problem = refuse("licence_decision", *events)
    assert (problem.field, problem.value) == (field, value)
    assert problem.message.zh == zh
    assert problem.message.en == en


@pytest.mark.parametrize(
    ("period", "event", "zh", "en"),
    [
        (
            "penalty_decision",
            Paused(on("2026-11-04"), "hearing"),
            "没有收录使本期限中止的规定，时钟不停",
            "no provision is recorded that stops this period; the clock runs on",
        ),
        (
            "penalty_decision",
            Extended(on("2026-11-04")),
            "没有收录延长本期限的规定",
            "no provision is recorded that extends this period",
        ),
        *(
            (
                "hearing_notice",
                event,
                "倒算的期限不中止、不延长",
                "a period that is counted back is neither paused nor extended",
            )
            for event in (PAUSED, RESUMED, Extended(on("2026-11-04")))
        ),
    ],
)
def test_what_the_law_does_not_allow_for_a_period_is_refused(
    period: str, event: Event, zh: str, en: str
) -> None:
    problem = refuse(period, START, event)
    said = event.say()
    assert problem.field == "events[1]"
    assert problem.message.zh == f"“{said.zh}”：{zh}"
    assert problem.message.en == f"“{said.en}”: {en}"


def test_a_start_that_the_law_fixes_is_no_other_day() -> None:
    problem = refuse("system_filing_existing", Started(on("2025-04-02"), "from"))
    assert (problem.field, problem.value) == ("from", "2025-04-02")
    assert problem.message.zh == "“2025-04-02 起算”：法定起算日为 2025-04-01"
    assert problem.message.en == "“started on 2025-04-02”: the law fixes the start: 2025-04-01"


def test_the_field_an_event_was_entered_in_is_named() -> None:
    problem = refuse("penalty_decision", START, Paused(on("2026-11-04"), "x", "--pause"))
    assert problem.field == "--pause"


def test_nothing_happened_at_all() -> None:
    problem = refuse("penalty_decision")
    assert (problem.field, problem.value) == ("events", None)
    assert problem.message.zh == "没有起算日"
    assert problem.message.en == "there is no day it starts from"


@pytest.mark.parametrize("place", [0, 1])
def test_an_event_with_a_time_of_day_is_refused(place: int) -> None:
    moment: Any = datetime.fromisoformat("2026-11-02T09:00")
    problem = refuse("licence_decision", *[START, Started(moment)][1 - place :])
    assert problem.field == f"events[{place}]"
    assert problem.value == "2026-11-02T09:00:00"
    assert problem.message.zh.endswith("：应为日期，不含时刻")
    assert problem.message.en.endswith(": a date is expected, without a time of day")


def test_events_are_bounded() -> None:
    pairs = [e for _ in range(MAX_EVENTS) for e in (PAUSED, Resumed(PAUSED.on))]
    definition = find_period("licence_decision").latest
    held = run_clock(definition, [START, *pairs[: MAX_EVENTS - 1]])
    assert len(held.line.pauses) == MAX_EVENTS // 2
    problem = refuse("licence_decision", START, *pairs[:MAX_EVENTS])
    assert (problem.field, problem.value) == ("events", MAX_EVENTS + 1)
    assert problem.message.zh == "至多 200 件"
    assert problem.message.en == "at most 200 events"


def test_several_events_may_fall_on_one_day() -> None:
    clock = run_clock(
        find_period("licence_decision").latest,
        [START, PAUSED, RESUMED, Paused(RESUMED.on, "test"), Resumed(on("2026-11-09"))],
    )
    reasons = [pause.reason.id for pause in clock.line.pauses]
    assert reasons == ["hearing", "test"]
    assert [pause.until for pause in clock.line.pauses] == [RESUMED.on, on("2026-11-09")]


def test_what_is_counted_back_may_be_done_before_the_day_it_is_counted_from() -> None:
    definition = find_period("hearing_notice").latest
    clock = run_clock(definition, [Started(on("2026-10-13")), Finished(on("2026-09-28"))])
    assert clock.line.finished == on("2026-09-28")


def test_a_length_of_ones_own_takes_every_recorded_reason_and_no_other() -> None:
    free = define_free(15, ("working_days",))
    for reason in ("hearing", "inspection", "test", "expert_review"):
        events: list[Event] = [START, Paused(on("2026-11-04"), reason), RESUMED]
        assert run_clock(free, events).line.pauses[0].reason.id == reason
    with pytest.raises(InputError, match="not a reason the law gives"):
        run_clock(free, [START, Paused(on("2026-11-04"), "lunch")])
    with pytest.raises(InputError, match="no provision is recorded that extends"):
        run_clock(free, [START, Extended(on("2026-11-04"))])


@pytest.mark.parametrize("length", [0, -1, 3661, True])
def test_a_length_of_ones_own_has_bounds(length: int) -> None:
    with pytest.raises(InputError) as caught:
        define_free(length, ("calendar_days", "working_days"))
    problem = caught.value.problems[0]
    assert (problem.field, problem.value) == ("length", length)
    assert problem.message.zh == "应为 1 至 3660 的整数"
    assert problem.message.en == "a whole number from 1 to 3660"
    assert define_free(3660, ("working_days",)).length == 3660


def test_months_and_years_of_ones_own_have_bounds() -> None:
    assert define_free(120, ("months",)).units == ("months",)
    with pytest.raises(InputError, match="1 to 120"):
        define_free(121, ("months",))
    with pytest.raises(InputError, match="1 to 10"):
        define_free(11, ("years",))
