"""Pages that cite other instruments: chips, what prevails and why, how sure it is."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.translation import override

from jifang.law import decide, load_law
from jifang.law.assessment import Assessment, assess
from jifang.law.assessment.findings import Finding
from jifang.law.decision import Decision
from jifang.law.engine.expr import TRUE
from jifang.law.engine.prose import name_provision, say_decision
from jifang.law.engine.question import Clause, Duty, Outcome, Over, Question
from jifang.law.errors import DefinitionError, Lang, Text
from jifang.law.facts import number
from jifang.law.instruments import Cite
from jifang.law.intake import read_path
from jifang.law.parameters import in_force
from jifang.law.texts import MEASURES
from jifang.portals.citations import cite_provision, quote_provision, read_cite
from jifang.portals.public.assess_exposure import Exposure, find_scale
from jifang.portals.public.assess_page import ShownFinding
from jifang.portals.public.decision_page import DecisionPage

DJANGO_CODE: dict[str, str] = {"zh": "zh-hans", "en": "en"}
VIDEO = "cn-decree-799"

stored = number("days", ("天数", "days"), ("日", "days"))
STORAGE = Question(
    name="video_storage",
    title=Text("录像存够了吗", "Is video stored long enough?"),
    asks=Text("录像存够了吗", "Is video stored long enough?"),
    provisions=("art_20__para_1", f"{VIDEO}/art_17"),
    facts=(stored,),
    outcomes=(
        Outcome("short", Text("不足", "falls short"), "stop"),
        Outcome("meets", Text("符合", "meets"), "ok"),
    ),
    clauses=(
        Clause(
            "art_17",
            in_force(VIDEO) & (stored < 30),
            "short",
            Text("不少于 30 日", "at least 30 days"),
            also=(Cite(MEASURES, "art_20__para_1"),),
            law=VIDEO,
            over=(
                Over(MEASURES, "art_20__para_1", "both_recorded"),
                Over(MEASURES, "art_20__para_2", "provides_otherwise"),
                Over(MEASURES, "art_34__para_1", "higher_rank"),
            ),
        ),
        Clause("art_20__para_1", TRUE, "meets", Text("达到", "reached")),
    ),
    duties=(
        Duty(Text("单位", "the unit"), Text("补足", "store more"), "art_17", ("short",), law=VIDEO),
    ),
    adverse=("short",),
)


def judge(days: int, on: date = date(2026, 11, 22)) -> Decision:
    return load_law().amend(questions=[STORAGE]).judge("video_storage", {"days": days}, on)


def render(decision: Decision, lang: Lang) -> str:
    with override(DJANGO_CODE[lang]):
        page = DecisionPage(decision, lang)
        return render_to_string("public/questions/answer.html", {"page": page})


def render_tag(source: str, lang: Lang = "zh", **values: object) -> str:
    with override(DJANGO_CODE[lang]):
        return Template("{% load jifang %}" + source).render(Context(values))


class TestChip:
    @pytest.mark.parametrize(
        "source", ["{% cite 'art_17' law %}", "{% cite whole %}", "{% cite cite %}"]
    )
    def test_another_instrument_is_named_in_each_way_and_tells_its_rank(self, source: str) -> None:
        values: dict[str, Any] = {
            "law": VIDEO,
            "whole": f"{VIDEO}/art_17",
            "cite": Cite(VIDEO, "art_17"),
        }
        shown = render_tag(source, **values)
        assert "<b>视频图像条例</b> <span>第17条</span>" in shown
        assert 'class="cite reg-rank"' in shown
        assert "公共安全视频图像信息系统管理条例（行政法规） 第十七条" in shown
        assert "<span>Art. 17</span>" in render_tag(source, "en", **values)

    def test_without_a_provision_the_instrument_is_cited_as_a_whole(self) -> None:
        assert "<span>全文</span>" in render_tag("{% cite '' law %}", law="cn-penalty-law")
        assert "<span>全文</span>" in render_tag("{% cite_whole 'cn-penalty-law' %}")
        assert "第1—42条" in render_tag("{% cite '' %}")

    def test_what_was_not_read_says_how_sure_it_is(self) -> None:
        why = "平台没有读到原文，这里注明来源；以原文为准。"
        said = f'<span class="doubt" title="{why}">凭记忆，未经核实</span>'
        assert said in render_tag("{% cite_whole 'cn-legislation-law' %}")
        assert "doubt" not in render_tag("{% cite 'cn-legislation-law/art_101' %}")
        assert "reported, not verified" in render_tag("{% doubt 'C' %}", "en")
        assert 'class="read"' in render_tag("{% doubt 'I' %}")
        assert render_tag("{% doubt 'S' %}{% doubt 'A' %}") == ""

    def test_a_clause_of_a_standard_is_cited_by_its_dotted_number(self) -> None:
        chip = cite_provision(Cite(VIDEO, "art_17"), "en")
        assert chip.place == "Art. 17"

    @pytest.mark.parametrize("ref", ["no-such-law/art_1", f"{VIDEO}/art_99", f"{VIDEO}/x"])
    def test_what_is_not_recorded_is_not_cited(self, ref: str) -> None:
        with pytest.raises(DefinitionError):
            cite_provision(read_cite(ref), "zh")

    def test_the_measures_are_quoted_and_others_said_in_our_words(self) -> None:
        text, own = quote_provision(Cite(MEASURES, "art_20__para_1"), "en")
        assert own
        assert "不少于 30 日" in text
        text, own = quote_provision(Cite(VIDEO, "art_17"), "en")
        assert not own
        assert "30 days" in text


class TestAnswer:
    @pytest.mark.parametrize(
        ("lang", "beside", "over"),
        [("zh", " 并行", "> 优先于 <"), ("en", "> stands beside <", "> prevails over <")],
    )
    def test_it_says_which_provision_prevails_over_which_and_why(
        self, lang: Lang, beside: str, over: str
    ) -> None:
        page = render(judge(18), lang)
        assert page.count(beside) == 1
        assert page.count(over) == 2
        assert ("与其他法" if lang == "zh" else "With other law") in page
        assert "reg-rank" in page

    def test_the_rule_of_precedence_has_its_own_citation_or_says_that_it_is_open(self) -> None:
        page = render(judge(18), "zh")
        assert "第20条第2款" in page
        assert "条号未收录" in page
        assert "平台的解释" in page

    def test_nothing_is_said_of_conflicts_where_none_meet(self) -> None:
        assert "conflicts" not in render(judge(30), "zh")
        assert "conflicts" not in render(judge(18, date(2025, 3, 31)), "zh")

    def test_in_words_the_rule_and_its_ground_follow_what_meets(self) -> None:
        said = say_decision(judge(18), "zh")
        assert "《视频图像条例》第十七条 优先于 《办法》第三十四条" in said
        assert "依据：《立法法》，条号未收录（平台的解释）" in said
        assert "[cn-decree-799/art_17]" in say_decision(judge(18), "en")

    def test_an_instrument_as_a_whole_has_a_name(self) -> None:
        assert name_provision(f"{VIDEO}/", "en") == "the Video Regulation"
        assert name_provision(f"{VIDEO}/", "zh") == "《视频图像条例》"

    def test_a_finding_names_the_instrument_of_each_provision(self) -> None:
        finding = Finding("storage", 0, Text("甲", "a"), Text("短", "short"), judge(18), True)
        assert finding.cited == (f"{VIDEO}/art_17", "art_20__para_1")


class TestAssessment:
    """A camera in a guest room, found on 2026-11-22: Decree 799 art. 27 governs the fine."""

    def assess_hotel(self) -> Assessment:
        return assess(read_path("examples/3-hotel-guest-room.yaml"), on=date(2026, 11, 22))

    @pytest.mark.parametrize(
        ("lang", "head", "over"),
        [
            ("zh", "与其他法：", "《视频图像条例》第二十七条第一款 优先于"),
            ("en", "With other law:", "prevails over"),
        ],
    )
    def test_the_result_says_which_law_prevails(self, lang: Lang, head: str, over: str) -> None:
        said = self.assess_hotel().say(lang)
        assert head in said
        assert over in said

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_page_of_a_finding_says_so_too(self, lang: Lang) -> None:
        finding = next(f for f in self.assess_hotel().findings if f.conflicts)
        with override(DJANGO_CODE[lang]):
            shown = ShownFinding(finding, lang)
            page = render_to_string("public/assess/finding.html", {"f": shown, "top": 100_000})
        assert f"/law/{VIDEO}/#art_27__para_1" in page
        assert ("优先于" if lang == "zh" else "prevails over") in page

    def test_a_number_that_was_only_reported_is_flagged(self) -> None:
        """The ceiling of level 3, 5 million yuan, is known from reports only."""
        facts = {
            "work": "construction",
            "firm_region": "440106",
            "undertaken_on": date(2026, 1, 1),
            "project_amount": 6_000_000,
            "certificate_level": 3,
            "certificate_valid_until": date(2027, 1, 1),
        }
        decision = decide("undertaking", facts, on=date(2026, 11, 22))
        finding = Finding(
            "works", 0, Text("甲", "a"), Text("越级", "above"), decision, breached=True
        )
        shown = ShownFinding(finding, "zh")
        assert "5,000,000 元" in {p.value for p in shown.doubtful}
        with override("zh-hans"):
            page = render_to_string("public/assess/finding.html", {"f": shown, "top": 30_000})
        assert re.search('5,000,000 元 <span class="doubt" title="[^"]+">据报道，未经核实<', page)

    def test_ranges_share_a_scale_that_holds_the_highest(self) -> None:
        assert find_scale(()) == 30_000
        facts = {
            "breach": "art_9__para_1",
            "act_on": date(2026, 1, 1),
            "offender": "unit",
            "ordered_on": date(2026, 2, 1),
            "correct_by": date(2026, 3, 1),
            "corrected_on": None,
            "serious_consequences": True,
        }
        serious = Exposure(decide("liability", facts, on=date(2026, 11, 22)), "zh")
        assert find_scale([serious]) == 100_000  # art. 33: 20,000 to 100,000 yuan
