"""The law book: what is known of a provision on a day, of the Measures and of other instruments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

import pytest

from jifang.law import Law, load_law
from jifang.law.engine.expr import TRUE, pick
from jifang.law.engine.prose import say_condition
from jifang.law.engine.question import Clause, Outcome, Over, Question
from jifang.law.errors import Text
from jifang.law.facts import number, yes_no
from jifang.law.instruments import Cite, load_cited_instruments
from jifang.law.lawbook import (
    Span,
    find_span,
    is_related,
    is_within,
    list_carriers,
    list_meetings,
    list_questions_on,
    list_rules,
    list_touches,
    list_values,
)
from jifang.law.parameters import commencement, in_force, param, read_parameters
from jifang.law.texts import MEASURES

VIDEO = "cn-decree-799"
BEFORE, AFTER = date(2025, 3, 31), date(2025, 4, 1)
STORAGE = Cite(MEASURES, "art_20__para_1")

days = number("days", ("天数", "days"), ("日", "days"))
video = yes_no("video", ("是视频系统", "it is a video system"), ("不是视频系统", "it is none"))
QUESTION = Question(
    name="video_storage",
    title=Text("录像", "video"),
    asks=Text("录像", "video"),
    provisions=("art_20__para_1",),
    facts=(days, video),
    outcomes=(
        Outcome("short", Text("不足", "short"), "stop"),
        Outcome("meets", Text("符合", "meets"), "ok"),
    ),
    clauses=(
        Clause(
            "art_17",
            in_force(VIDEO) & video & (days < param("retention.minimum_days")),
            "short",
            Text("不少于 30 日", "at least 30 days"),
            law=VIDEO,
            over=(
                Over(MEASURES, "art_20__para_1", "higher_rank", where=video),
                Over(MEASURES, "art_34__para_1__item_4", "no_penalty_named"),
            ),
        ),
        Clause("art_20__para_1", TRUE, "meets", Text("达到", "reached")),
    ),
)


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law().amend(questions=[QUESTION])


class TestRelation:
    @pytest.mark.parametrize(
        ("one", "other", "related", "within"),
        [
            ("art_20__para_1", "art_20", True, True),
            ("art_20", "art_20__para_1", True, False),
            ("art_2", "art_20", False, False),
            ("art_20", "", True, True),
            ("", "art_20", True, False),
        ],
    )
    def test_a_part_is_related_to_its_whole(
        self, one: str, other: str, related: bool, within: bool
    ) -> None:
        assert is_related(Cite(MEASURES, one), Cite(MEASURES, other)) is related
        assert is_within(Cite(MEASURES, one), Cite(MEASURES, other)) is within

    def test_equal_numbers_of_two_instruments_are_not_the_same_provision(self) -> None:
        assert not is_related(Cite(MEASURES, "art_17"), Cite(VIDEO, "art_17"))
        assert not is_within(Cite(MEASURES, "art_17"), Cite(VIDEO, ""))


class TestRules:
    def test_a_rule_of_another_instrument_is_law_from_its_day(self, law: Law) -> None:
        for on, applies in ((BEFORE, False), (AFTER, True)):
            rules = list_rules(law, STORAGE, on)
            mine = [r for r in rules if r.question.name == "video_storage"]
            assert [r.applies for r in mine] == [applies, True]

    def test_what_the_day_settles_is_not_said(self, law: Law) -> None:
        mine = list_rules(law, Cite(VIDEO, "art_17"), AFTER)
        said = [r.say_condition("en") for r in mine if r.question.name == "video_storage"]
        assert said == ["it is a video system and days is less than 30 days"]

    def test_the_last_clause_takes_what_the_others_leave(self, law: Law) -> None:
        mine = [r for r in list_rules(law, STORAGE, AFTER) if r.question.name == "video_storage"]
        assert mine[-1].say_condition("zh") == "其余情形"
        assert mine[-1].say_outcome("zh") == "符合"

    def test_every_paragraph_of_the_measures_that_a_clause_cites_has_that_rule(self) -> None:
        law, on = load_law(), date(2026, 11, 22)
        for question in law.questions.values():
            for clause in question.clauses:
                for cite in clause.cites:
                    assert any(r.clause is clause for r in list_rules(law, cite, on))


class TestConditionsOfADay:
    """Numbers take the value of the day; what they settle is left out."""

    VALUES: ClassVar[dict[str, Any]] = {f"in_force.{VIDEO}": True, "retention.minimum_days": 30}

    def test_without_a_day_the_parameter_is_named(self) -> None:
        said = say_condition(in_force(VIDEO) & (days < param("retention.minimum_days")), "en")
        assert "Video Regulation: in force" in said

    def test_a_condition_that_holds_anyway_is_left_out(self) -> None:
        said = say_condition(in_force(VIDEO) & video, "zh", self.VALUES)
        assert said == "是视频系统"

    def test_only_conditions_that_hold_anyway_hold_in_every_case(self) -> None:
        both = in_force(VIDEO) & in_force(VIDEO)
        assert say_condition(both, "en", self.VALUES) == "in every case"

    def test_the_arm_that_is_not_taken_is_left_out(self) -> None:
        chosen = pick(in_force(VIDEO), days < 30, days < 90)
        assert say_condition(chosen, "en", self.VALUES) == "days is less than 30 days"
        off = {f"in_force.{VIDEO}": False}
        assert say_condition(chosen, "en", off) == "days is less than 90 days"

    def test_an_alternative_that_cannot_hold_is_left_out(self) -> None:
        either = in_force(VIDEO) | video
        assert say_condition(either, "zh", {f"in_force.{VIDEO}": False}) == "是视频系统"


class TestValues:
    TEXT = """
- id: some.days
  title: {zh: 天数, en: days}
  unit: day
  values:
    - {from: 2017-08-01, value: 30, law: gd-decree-238, provision: art_20__para_1, confidence: S}
    - {from: 2025-04-01, value: 60, law: cn-decree-799, provision: art_17, confidence: C}
    - {from: 2026-01-01, value: 90, until: 2026-06-30, law: cn-decree-799, provision: art_17,
       confidence: C}
"""

    def test_a_value_ends_on_the_day_before_the_next(self) -> None:
        law = load_law().amend(parameters=read_parameters([("x.yaml", self.TEXT)]).values())
        found = [v for v in list_values(law) if v.parameter.id == "some.days"]
        assert [v.until for v in found] == [
            date(2025, 3, 31),
            date(2025, 12, 31),
            date(2026, 6, 30),
        ]
        assert found[0].span.is_in_force(date(2025, 3, 31))
        assert not found[0].span.is_in_force(date(2025, 4, 1))
        assert not found[2].span.is_in_force(date(2026, 7, 1))
        mine = [v.step.value for v in list_values(law, STORAGE) if v.parameter.id == "some.days"]
        assert mine == [30]

    def test_days_of_instruments_are_no_numbers_of_the_law(self) -> None:
        ids = {v.parameter.id for v in list_values(load_law())}
        assert not any(i.startswith(("in_force.", "commencement.")) for i in ids)
        assert "retention.minimum_days" in ids

    def test_the_floors_of_article_20_are_thirty_and_ninety_days(self) -> None:
        own = [v for v in list_values(load_law(), STORAGE) if v.cite.law == MEASURES]
        assert {v.say("en") for v in own} >= {"30 days", "90 days"}


class TestSpans:
    def test_the_measures_begin_on_1_august_2017(self) -> None:
        span = find_span(STORAGE)
        assert span == Span(date(2017, 8, 1), None)
        assert not span.is_in_force(date(2017, 7, 31))
        assert span.is_in_force(date(2017, 8, 1))

    def test_a_provision_has_the_days_of_its_instrument(self) -> None:
        assert find_span(Cite(VIDEO, "art_17")).since == date(2025, 4, 1)
        assert find_span(Cite(VIDEO, "")).since == date(2025, 4, 1)

    def test_what_began_on_an_unrecorded_day_counts_as_begun(self) -> None:
        span = Span(None, date(2026, 6, 30))
        assert span.is_in_force(date(1990, 1, 1))
        assert span.is_in_force(date(2026, 6, 30))
        assert not span.is_in_force(date(2026, 7, 1))


class TestMeetings:
    def test_what_prevails_is_said_from_either_side(self, law: Law) -> None:
        here = [m for m in list_meetings(law, STORAGE, AFTER) if m.prevails.provision == "art_17"]
        mine = [m for m in here if "video_storage" in {q.name for q in m.questions}]
        assert [(m.yields, m.rule.id) for m in mine if m.rule.id == "higher_rank"] == [
            (STORAGE, "higher_rank")
        ]
        there = list_meetings(law, Cite(VIDEO, "art_17"), AFTER)
        assert {m.rule.id for m in there} >= {"higher_rank", "no_penalty_named"}

    def test_it_is_no_law_before_the_instrument_is(self, law: Law) -> None:
        for on, applies in ((BEFORE, False), (AFTER, True)):
            met = next(
                m
                for m in list_meetings(law, Cite(MEASURES, "art_34"), on)
                if m.rule.id == "no_penalty_named"
                and [q.name for q in m.questions] == ["video_storage"]
            )
            assert met.applies is applies

    def test_the_cases_it_is_limited_to_are_said(self, law: Law) -> None:
        mine = {
            m.rule.id: m
            for m in list_meetings(law, Cite(VIDEO, "art_17"), AFTER)
            if [q.name for q in m.questions] == ["video_storage"]
        }
        assert mine["higher_rank"].say_where("zh") == "是视频系统"
        assert mine["no_penalty_named"].say_where("zh") == ""


class TestTouches:
    def test_a_paragraph_is_met_by_what_the_files_and_the_clauses_say(self, law: Law) -> None:
        assert Cite(VIDEO, "art_17") in list_touches(law, "art_20__para_1", AFTER)
        assert Cite(VIDEO, "art_17") in list_touches(law, "art_34__para_1__item_4", AFTER)

    def test_they_stand_by_rank(self, law: Law) -> None:
        order = list(load_cited_instruments())
        for eid in ("art_20", "art_32", "art_17"):
            found = [order.index(c.law) for c in list_touches(law, eid, AFTER)]
            assert found == sorted(found)

    def test_nothing_meets_the_commencement(self, law: Law) -> None:
        assert not list_touches(law, "art_42__para_1", AFTER)


class TestCarriers:
    def test_questions_numbers_and_rules_of_precedence_carry_a_provision(self, law: Law) -> None:
        assert "video_storage" in list_carriers(law, Cite(VIDEO, "art_17"))
        assert "precedence:one_act_one_fine" in list_carriers(law, Cite("cn-penalty-law", "art_29"))
        assert "video_storage" in {q.name for q in list_questions_on(law, Cite(VIDEO, ""))}

    def test_a_commencement_is_the_day_of_the_instrument(self) -> None:
        day = load_law().parameters[commencement(VIDEO).name].at(AFTER).value
        assert day - timedelta(days=1) == BEFORE
