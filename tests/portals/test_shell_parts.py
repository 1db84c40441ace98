"""The parts that pages are written with: wording, citation chips, marks, bars, the day strip."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.translation import override

from jifang.law.errors import InputError, Lang, Problem, Text
from jifang.portals.strips import DayWords, Moments, StartWords, Strip, StripDay, draw_strip
from jifang.portals.wording import (
    DateStyle,
    format_date,
    format_money,
    format_money_range,
    format_number,
    get_reader_lang,
    join_list,
)

DJANGO_CODE: dict[str, str] = {"zh": "zh-hans", "en": "en"}


def render(source: str, lang: Lang = "zh", **values: object) -> str:
    with override(DJANGO_CODE[lang]):
        return Template("{% load jifang %}" + source).render(Context(values))


class TestWording:
    @pytest.mark.parametrize(
        ("style", "zh", "en"),
        [
            ("plain", "2026-10-19", "19 Oct 2026"),
            ("long", "2026 年 10 月 19 日", "19 October 2026"),
            ("short", "10 月 19 日", "19 October"),
            ("month", "10 月", "Oct"),
            ("weekday", "星期一", "Monday"),
        ],
    )
    def test_a_date(self, style: DateStyle, zh: str, en: str) -> None:
        day = date(2026, 10, 19)
        assert format_date(day, "zh", style).replace("\u00a0", " ") == zh
        assert format_date(day, "en", style).replace("\u00a0", " ") == en

    @pytest.mark.parametrize(
        ("amount", "shown"),
        [
            (0, "0"),
            (500, "500"),
            (10_000, "10,000"),
            (Decimal("10000.00"), "10,000"),
            (Decimal("1234.50"), "1,234.50"),
        ],
    )
    def test_a_number_has_its_thousands_apart(self, amount: int | Decimal, shown: str) -> None:
        assert format_number(amount) == shown

    def test_money_is_in_yuan(self) -> None:
        assert format_money(10_000, "zh") == "10,000\u00a0元"
        assert format_money(10_000, "en") == "CNY\u00a010,000"

    def test_the_fine_of_article_36_is_a_range(self) -> None:
        assert format_money_range(10_000, 30_000, "zh") == "10,000—30,000\u00a0元"
        assert format_money_range(10_000, 30_000, "en") == "CNY\u00a010,000–30,000"

    def test_a_range_of_one_amount_is_that_amount(self) -> None:
        assert format_money_range(500, 500, "zh") == "500\u00a0元"

    @pytest.mark.parametrize(
        ("count", "zh", "en"),
        [(0, "", ""), (1, "甲", "a"), (2, "甲和乙", "a and b"), (3, "甲、乙和丙", "a, b and c")],
    )
    def test_a_list_is_joined(self, count: int, zh: str, en: str) -> None:
        things = [Text("甲", "a"), Text("乙", "b"), Text("丙", "c")][:count]
        assert join_list(things, "zh") == zh
        assert join_list(things, "en") == en

    def test_a_list_of_choices_is_joined_by_or(self) -> None:
        assert join_list(["甲", "乙"], "zh", "or") == "甲或者乙"
        assert join_list(["a", "b"], "en", "or") == "a or b"

    def test_the_reader_is_chinese_unless_the_page_is_english(self) -> None:
        with override("en"):
            assert get_reader_lang() == "en"
        with override("zh-hans"):
            assert get_reader_lang() == "zh"
        with override(None):
            assert get_reader_lang() == "zh"


class TestTextTags:
    def test_a_text_is_said_in_the_reader_s_language(self) -> None:
        text = Text("核准", "approval")
        assert render("{% say t %} {{ t|said }}", t=text) == "核准 核准"
        assert render("{% say t %} {{ t|said }}", "en", t=text) == "approval approval"

    def test_what_a_text_holds_is_escaped(self) -> None:
        text = Text("<b>甲</b>", "<b>a</b>")
        assert "<b>" not in render("{% say t %}{{ t|said }}", t=text)

    def test_a_date_does_not_break(self) -> None:
        shown = render("{{ d|day }}", d=date(2026, 10, 19))
        assert shown == '<time class="nb" datetime="2026-10-19">2026-10-19</time>'

    def test_no_date_shows_nothing(self) -> None:
        assert render("{{ d|day }}", d=None) == ""

    def test_money_and_lists(self) -> None:
        source = "{{ a|money }} {{ a|money_to:b }} {{ a|number }} {{ t|join_list:'or' }}"
        shown = render(source, a=2000, b=10_000, t=["甲", "乙"])
        assert shown.replace("\u00a0", " ") == "2,000 元 2,000—10,000 元 2,000 甲或者乙"

    def test_a_given_value_is_shortened(self) -> None:
        assert len(render("{{ v|shorten }}", v="x" * 5000)) <= 80


class TestCitation:
    def test_the_chip_has_the_instrument_and_the_place(self) -> None:
        shown = render('{% cite "art_17__para_2" %}')
        assert "<b>办法</b> <span>第17条第2款</span>" in shown

    def test_the_chip_is_said_in_english(self) -> None:
        assert "<b>Measures</b> <span>Art. 17 ¶2</span>" in render(
            '{% cite "art_17__para_2" %}', "en"
        )

    def test_an_article_of_one_paragraph_is_cited_as_the_article(self) -> None:
        assert "<span>第36条</span>" in render('{% cite "art_36__para_1" %}')

    def test_the_instrument_may_be_named(self) -> None:
        shown = render("{% cite eid law %}", eid="art_9__para_1__item_7", law="gd-decree-238")
        assert "<span>第9条第1款第7项</span>" in shown

    def test_the_whole_instrument_has_forty_two_articles(self) -> None:
        assert "<span>第1—42条</span>" in render("{% cite_whole %}")

    def test_a_provision_that_is_not_there_is_not_cited(self) -> None:
        with pytest.raises(InputError):
            render('{% cite "art_43" %}')

    def test_a_reading_is_flagged(self) -> None:
        assert render('{% read "期日读法" %}') == '<span class="read">解释 · 期日读法</span>'
        name = Text("期日读法", "counting of days")
        assert ">Reading · counting of days<" in render("{% read n %}", "en", n=name)


class TestMarksAndBars:
    def test_a_mark_is_silent(self) -> None:
        assert render('{% mark "stop" %}') == '<i class="mark stop" aria-hidden="true"></i>'

    def test_there_is_no_other_mark(self) -> None:
        with pytest.raises(ValueError, match="no mark 'danger'"):
            render('{% mark "danger" %}')

    def test_a_range_stands_where_it_belongs_on_the_scale(self) -> None:
        shown = render("{% range_bar 10000 30000 30000 %}")
        assert 'class="now" x="100.0" y="5" width="200.0"' in shown
        assert "30,000\u00a0元" in shown

    def test_a_fine_after_a_failed_order_is_dashed(self) -> None:
        assert 'class="later" x="20.0"' in render("{% range_bar 2000 10000 30000 True %}")

    def test_a_single_amount_stays_visible_within_the_scale(self) -> None:
        assert 'x="298.0" y="5" width="2.0"' in render("{% range_bar 500 500 500 %}")

    @pytest.mark.parametrize("ends", ["-1 2 3", "3 2 5", "1 6 5", "0 0 0"])
    def test_an_impossible_range_is_refused(self, ends: str) -> None:
        with pytest.raises(ValueError, match="a range needs"):
            render(f"{{% range_bar {ends} %}}")


def list_review_days() -> Iterator[StripDay]:
    """Five days of a period that begins on Thursday 8 October 2026; the 10th is worked."""
    yield StripDay(date(2026, 10, 8), "start")
    yield StripDay(date(2026, 10, 9), "counted", 1)
    yield StripDay(date(2026, 10, 10), "counted", 2, make_up=True)
    yield StripDay(date(2026, 10, 11), "off")
    yield StripDay(date(2026, 10, 12), "counted", 3)
    yield StripDay(date(2026, 10, 13), "counted", 4)


class TestDayStrip:
    def draw(self, lang: Lang = "zh", moments: Moments | None = None) -> Strip:
        with override(DJANGO_CODE[lang]):
            return draw_strip(list(list_review_days()), moments)

    def test_each_day_stands_on_its_weekday(self) -> None:
        days = [cell.classes.split()[1] for cell in self.draw().cells]
        assert days == ["w4", "w5", "w6", "w7", "w1", "w2"]

    def test_the_first_day_is_not_counted(self) -> None:
        first = self.draw().cells[0]
        assert first.classes == "day w4 in"
        assert first.sign == "收"
        assert first.spoken == "星期四，收件日，不计入"

    def test_counted_days_bear_their_number(self) -> None:
        assert [cell.sign for cell in self.draw().cells] == ["收", "1", "2", "休", "3", "4"]

    def test_days_up_to_today_are_elapsed(self) -> None:
        cells = self.draw(moments=Moments(today=date(2026, 10, 12))).cells
        gone = [cell.day.day for cell in cells if "gone" in cell.classes.split()]
        assert gone == [9, 10, 12]
        assert cells[4].classes == "day w1 gone today"
        assert cells[4].tag == "今天"

    def test_a_make_up_day_says_so(self) -> None:
        cell = self.draw().cells[2]
        assert cell.make_up
        assert cell.spoken == "星期六，第 2 个工作日，调休上班"

    def test_the_day_due_and_the_other_reading_are_marked(self) -> None:
        moments = Moments(due=date(2026, 10, 13), early=date(2026, 10, 12))
        cells = self.draw(moments=moments).cells
        assert (cells[5].classes, cells[5].tag) == ("day w2 due", "期限")
        assert (cells[4].classes, cells[4].tag) == ("day w1 early", "提醒")

    def test_days_after_a_condition_are_dashed(self) -> None:
        cells = self.draw(moments=Moments(condition=date(2026, 10, 12))).cells
        assert cells[5].classes == "day w2 cond"
        assert cells[4].classes == "day w1"

    def test_the_key_names_what_occurs_and_nothing_else(self) -> None:
        states = [key.state for key in self.draw().keys]
        assert states == ["in", "", "swap", "off"]

    def test_the_month_stands_over_its_first_day(self) -> None:
        days = [StripDay(date(2026, 9, 30) + timedelta(n), "counted", n + 1) for n in range(3)]
        with override("zh-hans"):
            months = [cell.month for cell in draw_strip(days).cells]
        assert [month.replace("\u00a0", " ") for month in months] == ["9 月", "10 月", ""]

    def test_a_period_of_calendar_days_speaks_of_days(self) -> None:
        days = [StripDay(date(2026, 10, 10), "counted", 1)]
        with override("zh-hans"):
            cell = draw_strip(days, words=DayWords(working=False)).cells[0]
        assert cell.spoken == "星期六，第 1 日"

    def test_a_paused_day_and_a_start_of_another_name(self) -> None:
        days = [StripDay(date(2026, 10, 8), "start"), StripDay(date(2026, 10, 9), "halted")]
        with override("zh-hans"):
            cells = draw_strip(days, start=StartWords("送", "送达日，不计入")).cells
        assert cells[0].spoken == "星期四，送达日，不计入"
        assert (cells[1].classes, cells[1].spoken) == ("day w5 halt", "星期五，期间中止")

    @pytest.mark.parametrize(("count", "long"), [(35, False), (36, True)])
    def test_a_long_period_is_set_in_rows_of_weeks(self, count: int, long: bool) -> None:
        days = [StripDay(date(2026, 3, 1) + timedelta(n), "counted", n + 1) for n in range(count)]
        assert draw_strip(days).long is long

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_drawing_says_in_words_what_it_shows(self, lang: Lang) -> None:
        strip = self.draw(lang)
        with override(DJANGO_CODE[lang]):
            shown = render_to_string("parts/days.html", {"strip": strip, "caption": "x"})
        assert shown.count("<li ") == 6
        assert shown.count('class="sr"') == 6
        assert shown.count('class="c"') == shown.count('aria-hidden="true">') - len(strip.keys)


class TestParts:
    def test_a_verdict_is_a_sentence(self) -> None:
        shown = render_to_string(
            "parts/verdict.html", {"state": "open", "ask": "能不能开工", "answer": "尚不能判断"}
        )
        assert (
            '<div class="verdict open"><p>能不能开工</p><strong>尚不能判断</strong></div>' in shown
        )

    def test_a_reading_gives_its_reason_and_the_other_reading(self) -> None:
        reading = SimpleNamespace(
            name=Text("期日读法", "counting of days"),
            reason=Text("办法没有写。", "The Measures do not say."),
            other=Text("按自然日。", "Calendar days."),
        )
        with override("en"):
            shown = render_to_string("parts/reading.html", {"reading": reading})
        assert "Reading · counting of days" in shown
        assert "The Measures do not say." in shown
        assert "The other reading: Calendar days." in shown

    def test_a_finding_has_article_remedy_and_exposure(self) -> None:
        finding = {
            "state": "stop",
            "title": Text("未经验收即投入使用", "used without acceptance"),
            "rows": [
                {"term": "依据", "citations": [("gd-decree-238", "art_19")]},
                {"term": "改正", "text": "申请验收"},
            ],
            "exposure": {
                "when": "现在即可",
                "low": 10_000,
                "high": 30_000,
                "top": 30_000,
                "citations": [("gd-decree-238", "art_36")],
            },
        }
        with override("zh-hans"):
            shown = render_to_string("parts/finding.html", {"finding": finding})
        assert "未经验收即投入使用" in shown
        assert "<span>第19条</span>" in shown
        assert "<strong>10,000—30,000\u00a0元</strong>" in shown
        assert "<span>第36条</span>" in shown

    def test_a_finding_without_exposure_has_no_right_side(self) -> None:
        finding = {"state": "open", "title": "x", "rows": []}
        assert 'class="range"' not in render_to_string("parts/finding.html", {"finding": finding})

    def test_every_problem_is_listed_and_leads_to_its_field(self) -> None:
        problems = [
            Problem("level", 7, Text("等级为 1 至 4。", "A level is 1 to 4.")),
            Problem("staff", -1, Text("不能是负数。", "It cannot be negative.")),
        ]
        with override("en"):
            shown = render_to_string("parts/problems.html", {"problems": problems, "anchors": "f-"})
        assert "2 entries cannot be read" in shown
        assert '<a href="#f-level">level: A level is 1 to 4.</a>' in shown
        assert '<span class="code">-1</span>' in shown

    def test_without_problems_there_is_no_box(self) -> None:
        assert render_to_string("parts/problems.html", {"problems": []}).strip() == ""

    def test_the_last_step_of_a_trail_is_the_page_itself(self) -> None:
        trail = [("/law", Text("法条", "The law")), ("", "第二十条")]
        with override("zh-hans"):
            shown = render_to_string("parts/trail.html", {"trail": trail})
        assert '<a href="/law">法条</a>' in shown
        assert '<span aria-current="page">第二十条</span>' in shown
