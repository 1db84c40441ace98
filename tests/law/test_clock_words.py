"""What a clock says: its steps with their provisions, its answer, its plain form."""

from __future__ import annotations

import json
from datetime import date

import pytest

from jifang.law.calendar import WorkCalendar
from jifang.law.clock import Clock, Event, Extended, Paused, Resumed, Started, State, run_clock
from jifang.law.clock_words import (
    STATES,
    describe_clock,
    run_beside,
    say_assumed,
    say_due,
    say_left,
    say_verified,
)
from jifang.law.errors import Lang
from jifang.law.instruments import Cite
from jifang.law.period_book import define_free, find_period
from jifang.law.periods import Unit


def on(iso: str) -> date:
    return date.fromisoformat(iso)


def run(period: str, start: str, *events: Event, calendar: WorkCalendar | None = None) -> Clock:
    definition = find_period(period).at(on(start))
    return run_clock(definition, [Started(on(start)), *events], calendar)


def free(start: str, length: int, unit: Unit, *events: Event, rolls: bool = True) -> Clock:
    definition = define_free(length, (unit,), rolls=rolls)
    return run_clock(definition, [Started(on(start)), *events])


def steps(clock: Clock, lang: Lang = "en") -> list[str]:
    return [step.say(lang) for step in clock.steps]


def test_the_steps_of_a_fine_to_be_paid_past_the_holiday() -> None:
    clock = run("fine_payment", "2026-09-18")
    assert steps(clock) == [
        "Payment of a fine: 15 days (Penalty Law, art. 67).",
        "This law does not make 15 days working days: calendar days (Penalty Law, art. 85).",
        (
            "2026-09-18 (the day the decision was received) is not counted; the period runs from"
            " the next day (Civil Code, art. 201)."
        ),
        "Day 15 is 2026-10-03.",
        (
            "2026-10-03 is a day off (National Day); the period ends on 2026-10-08 (Civil Code,"
            " art. 203)."
        ),
    ]
    assert steps(clock, "zh") == [
        "缴纳罚款：15 日（《行政处罚法》第六十七条）。",
        "该法没有把 15 日定为工作日，按自然日计算（《行政处罚法》第八十五条）。",
        "2026-09-18（收到处罚决定书之日）不计入，自次日起算（《民法典》第二百零一条）。",
        "第 15 日为 2026-10-03。",
        "2026-10-03 为国庆节休息日，顺延至 2026-10-08（《民法典》第二百零三条）。",
    ]
    assert [step.confidence for step in clock.steps] == ["A", "A", "A", "", "A"]


def test_the_steps_of_a_hearing_request_name_festival_and_make_up_day() -> None:
    clock = run("hearing_request", "2026-09-30")
    assert steps(clock)[1:] == [
        "5 days of this law are working days (Penalty Law, art. 85).",
        (
            "2026-09-30 (the day of being told of the right) is not counted; the period runs from"
            " the next day (Civil Code, art. 201)."
        ),
        "Not counted: National Day 2026-10-01 to 2026-10-07; weekend 2026-10-11.",
        "Make-up workdays, counted: 2026-10-10.",
        "Working day 5 is 2026-10-13.",
    ]
    assert steps(clock, "zh")[1] == "该法的 5 日为工作日（《行政处罚法》第八十五条）。"
    assert steps(clock, "zh")[-1] == "第 5 个工作日为 2026-10-13。"


def test_steps_of_two_readings_say_which_they_belong_to() -> None:
    clock = run("design_review", "2026-09-21")
    assert [step.unit for step in clock.steps] == [
        *([None] * 3),
        *(["calendar_days"] * 2),
        *(["working_days"] * 3),
        None,
    ]
    assert steps(clock)[1].startswith("The Measures do not say whether these 15 days are working")
    assert clock.steps[1].confidence == "I"
    assert steps(clock)[-1] == (
        "It is late only after the later day, 2026-10-19; the earlier one, 2026-10-08, reminds."
    )
    assert steps(clock, "zh")[-1] == (
        "两种读法中，过了较晚的 2026-10-19 才算逾期；较早的 2026-10-08 提醒。"
    )


def test_two_readings_of_a_free_length_say_why() -> None:
    definition = define_free(15, ("calendar_days", "working_days"))
    clock = run_clock(definition, [Started(on("2026-09-21"))])
    assert steps(clock)[:2] == [
        "The period given: 15 days / 15 working days.",
        "Whether working or calendar days are meant is not said: both are computed.",
    ]
    assert steps(clock, "zh")[:2] == [
        "所给期限：15 日 / 15 个工作日。",
        "没有说明是工作日还是自然日，两种都算。",
    ]


def test_a_pause_says_how_many_days_it_took_and_how_sure_its_provision_is() -> None:
    events = (Paused(on("2026-10-14"), "hearing"), Resumed(on("2026-10-16")))
    clock = run("licence_decision", "2026-10-12", *events)
    (step,) = [s for s in clock.steps if Cite("cn-licence-law", "art_45") in s.cites]
    assert step.confidence == "M"
    assert step.say("en") == (
        "2026-10-14 to 2026-10-15: hearing; 2 days not counted (Licence Law, art. 45)."
    )
    assert step.say("zh") == (
        "2026-10-14 至 2026-10-15 听证，2 日不计入（《行政许可法》第四十五条）。"
    )


@pytest.mark.parametrize(
    ("events", "zh", "en"),
    [
        (
            [Paused(on("2026-10-14"), "test"), Resumed(on("2026-10-15"))],
            "2026-10-14 检测，1 日不计入（《行政许可法》第四十五条）。",
            "2026-10-14: test; 1 day not counted (Licence Law, art. 45).",
        ),
        (
            [Paused(on("2026-10-14"), "test"), Resumed(on("2026-10-14"))],
            "2026-10-14 因检测中止，当日恢复，没有不计入的日子（《行政许可法》第四十五条）。",
            (
                "Paused on 2026-10-14 (test) and resumed the same day: no day is left out (Licence"
                " Law, art. 45)."
            ),
        ),
        (
            [Paused(on("2026-10-14"), "test")],
            "2026-10-14 起因检测中止，尚未恢复，时钟停着（《行政许可法》第四十五条）。",
            "Paused since 2026-10-14: test. The clock stands (Licence Law, art. 45).",
        ),
        (
            [Paused(on("2026-12-14"), "test"), Resumed(on("2026-12-15"))],
            "2026-12-14 的中止或者延长在期限届满之后，不起作用。",
            "The pause or extension of 2026-12-14 came after the end and changes nothing.",
        ),
        (
            [Extended(on("2026-10-30"))],
            "2026-10-30 延长 10 个工作日（《行政许可法》第四十二条）。",
            "Extended by 10 working days on 2026-10-30 (Licence Law, art. 42).",
        ),
        (
            [Extended(on("2026-11-30"))],
            "2026-11-30 的中止或者延长在期限届满之后，不起作用。",
            "The pause or extension of 2026-11-30 came after the end and changes nothing.",
        ),
    ],
)
def test_what_happened_is_said(events: list[Event], zh: str, en: str) -> None:
    clock = run("licence_decision", "2026-10-12", *events)
    assert zh in steps(clock, "zh")
    assert en in steps(clock)
    named = [line for line in steps(clock) if events[0].on.isoformat() in line]
    assert len(named) == 1


def test_a_standing_clock_says_what_has_still_to_count() -> None:
    clock = run("licence_decision", "2026-10-12", Paused(on("2026-10-14"), "test"))
    assert steps(clock)[-1] == "Still to count: 19 working days."
    assert steps(clock, "zh")[-1] == "还有 19 个工作日没有计算。"
    assert say_due(clock).en == "the clock stands; its end cannot be told yet"
    assert say_left(clock, clock.stand(on("2026-10-20"))).zh == "还有 19 个工作日没有计算"
    months = free("2026-10-12", 1, "months", Paused(on("2026-10-14"), "test"))
    assert steps(months)[-1] == "Still to count: 30 days."


@pytest.mark.parametrize(
    ("start", "length", "unit", "said"),
    [
        (
            "2018-03-30",
            2,
            "years",
            ["The corresponding day is 2020-03-30 (Civil Code, art. 202)."],
        ),
        (
            "2020-02-29",
            2,
            "years",
            [
                "The month has no corresponding day; it ends on 2022-02-28 (Civil Code, art. 202).",
            ],
        ),
        (
            "2026-01-31",
            1,
            "months",
            ["The month has no corresponding day; it ends on 2026-02-28 (Civil Code, art. 202)."],
        ),
    ],
)
def test_months_and_years_say_their_corresponding_day(
    start: str, length: int, unit: Unit, said: list[str]
) -> None:
    assert steps(free(start, length, unit))[2:] == said


def test_a_pause_of_months_says_the_corresponding_day_and_the_last() -> None:
    events = (Paused(on("2026-04-06"), "test"), Resumed(on("2026-04-09")))
    clock = free("2026-03-02", 3, "months", *events)
    assert steps(clock)[-2:] == [
        "The corresponding day is 2026-06-02 (Civil Code, art. 202).",
        "With the paused days left out the last day is 2026-06-05.",
    ]
    assert steps(clock, "zh")[-2:] == [
        "对应日为 2026-06-02（《民法典》第二百零二条）。",
        "中止的日子不计入，最后一日为 2026-06-05。",
    ]


def test_a_period_that_does_not_move_says_so_as_our_reading() -> None:
    clock = run("penalty_limitation", "2024-11-22")
    assert steps(clock)[-1] == "2026-11-22 is a day off (weekend); this period does not move."
    assert steps(clock, "zh")[-1] == "2026-11-22 为周末休息日；本期限不顺延。"
    assert clock.steps[-1].confidence == "I"


def test_the_police_rules_of_counting_stand_beside_the_civil_code() -> None:
    clock = run("hearing_held", "2026-09-21")
    assert steps(clock, "zh")[1:] == [
        (
            "2026-09-21（起算之日，自何事起算平台未收录，请看该条）不计入，自次日起算"
            "（《民法典》第二百零一条、《公安程序规定》第三十五条）。"
        ),
        "第 10 日为 2026-10-01。",
        (
            "2026-10-01 为国庆节休息日，顺延至 2026-10-08"
            "（《民法典》第二百零三条、《公安程序规定》第三十五条）。"
        ),
    ]


def test_counting_back_says_so() -> None:
    clock = run("hearing_notice", "2026-10-13")
    assert steps(clock)[2:] == [
        "Counted back from 2026-10-13 (the day of the hearing), which is itself not counted.",
        "Not counted: National Day 2026-10-01 to 2026-10-07; weekend 2026-10-11.",
        "Make-up workdays, counted: 2026-10-10.",
        "Counted back, working day 7 is 2026-09-28.",
    ]
    assert steps(clock, "zh")[-1] == "往前第 7 个工作日为 2026-09-28。"
    window = run("renewal_window", "2020-03-31")
    assert steps(window)[-1] == "2020-03-01 to 2020-03-31, both included."
    assert steps(window, "zh")[-1] == "2020-03-01 至 2020-03-31，首尾在内。"
    assert not any("day off" in step for step in steps(run("renewal_window", "2026-12-27")))


@pytest.mark.parametrize(
    ("period", "start", "zh", "en"),
    [
        ("fine_payment", "2026-09-18", "最迟 2026-10-08", "at the latest 2026-10-08"),
        ("hearing_notice", "2026-10-13", "最迟 2026-09-28", "at the latest 2026-09-28"),
        ("certificate_validity", "2018-03-31", "至 2020-03-31 止，当日在内", "through 2020-03-31"),
        (
            "trial_run",
            "2026-08-01",
            "至 2026-08-31 满期，自 2026-09-01 起可以",
            "has run on 2026-08-31; allowed from 2026-09-01 on",
        ),
    ],
)
def test_the_day_that_decides_is_said_by_what_it_means(
    period: str, start: str, zh: str, en: str
) -> None:
    said = say_due(run(period, start))
    assert (said.zh, said.en) == (zh, en)


@pytest.mark.parametrize(
    ("period", "start", "at", "zh", "en"),
    [
        (
            "fine_payment",
            "2026-09-18",
            "2026-09-30",
            "还剩 1 个工作日（8 日）",
            "1 working day left (8 days)",
        ),
        ("fine_payment", "2026-09-18", "2026-10-09", "已过 1 日", "1 day past"),
        ("certificate_validity", "2018-03-31", "2020-04-02", "已过 2 日", "2 days past"),
        ("renewal_window", "2020-03-31", "2020-02-01", "", ""),
        ("trial_run", "2026-08-01", "2026-09-02", "", ""),
    ],
)
def test_what_is_left(period: str, start: str, at: str, zh: str, en: str) -> None:
    clock = run(period, start)
    said = say_left(clock, clock.stand(on(at)))
    assert (said.zh, said.en) == (zh, en)


def test_what_is_left_over_centuries_is_said_in_days() -> None:
    clock = run("licence_renewal", "2090-06-30")
    standing = clock.stand(on("2026-11-23"))
    assert standing.working_days_left is None
    assert say_left(clock, standing).zh == f"还剩 {standing.days_left} 日"


def test_a_provisional_date_says_through_which_year_days_off_are_known() -> None:
    clock = free("2026-12-24", 6, "working_days")
    assert steps(clock)[-1] == (
        "Days off are recorded through 2026; after that only weekends are known and the date is"
        " provisional."
    )
    assert say_verified(clock).zh == "放假安排收录至 2026 年；其后只按周末推算，日期为暂定。"


def test_a_certain_date_whose_working_days_left_are_not_certain() -> None:
    clock = run("certificate_validity", "2026-01-05")
    assert not clock.provisional
    assert say_assumed(clock).zh == "放假安排收录至 2026 年；其后的工作日只按周末推算。"
    assert say_assumed(clock).en == (
        "Days off are recorded through 2026; working days after that are told from weekends alone."
    )


def test_every_state_has_words() -> None:
    from typing import get_args

    assert set(STATES) == set(get_args(State))


def test_the_licence_law_stands_beside_the_window_of_the_measures() -> None:
    """interplay 5.3: show both dates."""
    other = run_beside(run("renewal_window", "2020-03-31"))
    assert other is not None
    assert other.definition.cite == Cite("cn-licence-law", "art_50")
    assert other.due_on == on("2020-03-01")
    assert run_beside(run("fine_payment", "2026-09-18")) is None
    assert run_beside(free("2026-09-18", 1, "years")) is None


def test_the_plain_form_is_json_and_holds_dates_days_and_steps() -> None:
    clock = run("design_review", "2026-09-21")
    shown = json.loads(json.dumps(describe_clock(clock, "en", on("2026-10-12"))))
    assert shown["period"] == "design_review"
    assert (shown["law"], shown["provision"]) == ("gd-decree-238", "art_17__para_2")
    assert (shown["due_on"], shown["reminder_on"]) == ("2026-10-19", "2026-10-08")
    assert shown["verified_through"] == 2026
    assert [r["counted_to"] for r in shown["readings"]] == ["2026-10-06", "2026-10-19"]
    assert shown["standing"]["working_days_left"] == 5
    assert shown["standing"]["text"] == "past the end by the earlier reading"
    assert len(shown["days"]) == 29
    assert shown["days"][4] == {
        "date": "2026-09-25",
        "kind": "holiday",
        "role": "off",
        "number": None,
        "name": "Mid-Autumn Festival",
        "reason": None,
        "assumed": False,
    }
    assert {"law": "cn-civil-code", "provision": "art_201"} in shown["steps"][2]["cites"]


def test_the_plain_form_of_a_free_length_and_of_a_window() -> None:
    plain = describe_clock(free("2026-09-21", 3, "working_days"), "zh")
    assert plain["period"] is plain["standing"] is plain["law"] is plain["note"] is None
    window = describe_clock(run("renewal_window", "2020-03-31"), "zh")
    assert window["opens_on"] == "2020-03-01"
    assert window["beside"]["due_on"] == "2020-03-01"
    assert "解释" in window["note"]
