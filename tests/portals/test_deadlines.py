"""The deadline calculator: a form that can be linked, its answer, and what is wrong with either."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from jifang.law.clock_input import UNITS
from jifang.law.period_book import load_periods
from jifang.portals.public.deadline_form import UNIT_LABELS
from jifang.portals.public.deadline_views import OFTEN
from tests.accessibility import check_accessible, is_looked_at

REVIEW = {"period": "design_review", "from": "2026-09-21", "at": "2026-10-12"}
HEARD = {
    "period": "licence_decision",
    "from": "2026-10-12",
    "at": "2026-10-20",
    "pause_reason": ["hearing", ""],
    "pause_from": ["2026-10-14", ""],
    "pause_to": ["2026-10-15", ""],
    "extended": ["2026-11-05", ""],
    "finished": "",
}


def get(query: dict[str, Any] | None = None, lang: str = "", status: int = 200) -> str:
    answer = Client().get(f"{lang}/deadlines/", query or {})
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def read(page: str) -> str:
    """The words of a page without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_form_offers_every_period_with_what_starts_it(lang: str) -> None:
    page = get(lang=lang)
    for name in load_periods():
        assert f'<option value="{name}">' in page
    for name in OFTEN:
        assert f"{lang}/deadlines/?period={name}" in page
    assert 'class="verdict' not in page
    said = read(page)
    wanted = (
        "缴纳罚款：收到处罚决定书之日起 15 日"
        if not lang
        else "Payment of a fine: 15 days from the day the decision was received"
    )
    assert wanted in said
    back = (
        "申请换证的窗口：有效期届满之日前 30 日"
        if not lang
        else "Window for renewal: 30 days before the day of expiry"
    )
    assert back in said
    assert ("提起行政诉讼：6 个月" if not lang else "Action before the court: 6 months") in said


def test_a_link_may_choose_a_period_without_asking_yet() -> None:
    page = get({"period": "fine_payment"})
    assert '<option value="fine_payment" selected>' in page
    assert 'class="verdict' not in page
    assert "收到处罚决定书之日，写作 2026-11-22" in read(page)
    fixed = get({"period": "system_filing_existing"})
    assert 'value="2025-04-01"' in fixed


def test_the_review_has_its_day_both_readings_and_every_day_drawn() -> None:
    page = get(REVIEW)
    said = read(page)
    assert "最迟 2026 年 10 月 19 日" in said
    assert "星期一" in said
    assert "还剩 5 个工作日（7 日）" in said
    assert "按自然日 2026-10-08 本在 2026-10-06 届满" in said
    assert "《办法》没有写明这 15 日是工作日还是自然日" in said
    assert page.count('<li class="day w') == 29 + 18
    assert 'class="day w1 gone today"' in page
    assert "据此认定" in said
    assert "第17条第2款" in said
    assert "第203条" in said


def test_the_same_in_english() -> None:
    said = read(get(REVIEW, "/en"))
    assert "At the latest on 19 October 2026" in said
    assert "5 working days left (7 days)" in said
    assert "Art. 17" in said
    assert "our interpretation" in said
    assert "Other reading" in said or "other reading" in said


def test_a_hearing_and_an_extension_are_counted_and_shown_again_in_the_form() -> None:
    page = get(HEARD)
    said = read(page)
    assert "最迟 2026 年 11 月 25 日" in said
    assert "2026-10-14 至 2026-10-15 听证，2 日不计入" in said
    assert "凭记忆，未经核实" in said
    assert 'value="2026-10-14"' in page
    assert '<option value="hearing" selected>' in page
    assert '<details class="stack" open>' in page
    assert page.count('name="pause_from"') == 2
    assert "中止，不计" in said


def test_the_table_has_every_day_of_the_strip() -> None:
    page = get(HEARD)
    rows = re.findall(r'<tr><th scope="row".*?</tr>', page)
    numbers = [int(re.findall(r'class="num"[^>]*>(\d+)<', row)[0]) for row in rows]
    assert sum(numbers) == page.count('<li class="day w')
    said = [read(row) for row in rows]
    assert any("中止，不计，听证" in row for row in said)
    assert any("第 1 个工作日" in row for row in said)
    weekends = get(HEARD | {"pause_to": ["2026-10-20", ""], "extended": []})
    paused = [row for row in re.findall(r'<tr><th scope="row".*?</tr>', weekends) if "听证" in row]
    assert len(paused) == 1
    assert "2026-10-20" in paused[0]


def test_a_window_shows_both_dates_and_opens_and_closes() -> None:
    said = read(get({"period": "renewal_window", "from": "2026-12-31", "at": "2026-11-26"}))
    assert "2026 年 12 月 1 日至 2026 年 12 月 31 日" in said
    assert "窗口尚未打开" in said
    assert "最迟 2026-12-01" in said
    assert "第50条" in said


def test_a_minimum_says_from_when() -> None:
    said = read(get({"period": "trial_run", "from": "2026-08-01", "at": "2026-08-20"}))
    assert "自 2026 年 9 月 1 日起" in said
    assert "GB 55029" in said
    assert "公开源码或其文档" in said


def test_a_reported_practice_says_that_it_is_reported() -> None:
    said = read(get({"period": "guangzhou_review", "from": "2026-08-03", "at": "2026-08-03"}))
    assert "据报道，未经核实" in said
    assert "不是法规" in said


def test_a_standing_clock_has_no_day() -> None:
    query = HEARD | {"pause_to": ["", ""], "extended": []}
    said = read(get(query))
    assert "时钟停着，届满之日尚不能定" in said
    assert "还有 19 个工作日没有计算" in said


def test_a_provisional_date_says_so() -> None:
    query = {"length": "10", "unit": "working_days", "from": "2026-12-24", "at": "2026-12-24"}
    page = get(query)
    assert "日期为暂定" in read(page)
    certain = get({"period": "certificate_validity", "from": "2026-01-05", "at": "2026-11-23"})
    assert "暂定" not in read(certain)
    assert "其后的工作日只按周末推算" in read(certain)


def test_a_long_strip_leaves_days_out_that_the_table_has() -> None:
    page = get({"period": "certificate_validity", "from": "2025-03-31", "at": "2026-11-26"})
    assert "日未画，表格里都有" in read(page)
    drawn = page.count('<li class="day w')
    rows = re.findall(r'<tr><th scope="row".*?</tr>', page)
    assert drawn < 120
    assert len(rows) == 2  # the start, and the days that count
    assert sum(int(re.findall(r'class="num"[^>]*>(\d+)<', r)[0]) for r in rows) == 731
    assert page.count("<figcaption>") == 1


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("name", load_periods())
def test_every_period_is_answered(name: str, lang: str) -> None:
    start = load_periods()[name].fixed_start
    query = {"period": name, "from": start or "2026-11-02", "at": "2026-11-26"}
    page = get(query, lang)
    assert 'class="verdict' in page
    words = read(page)
    assert "None" not in words
    if lang:
        answer = page.split('id="answer"')[1].split('class="foot"')[0]
        said = read(answer)
        assert not any("\u4e00" <= c <= "\u9fff" for c in said)


@time_machine.travel("2026-10-12T09:00:00+08:00", tick=False)
def test_today_is_the_day_looked_at_where_none_is_given() -> None:
    page = get({"period": "design_review", "from": "2026-09-21"})
    assert 'name="at" type="text" inputmode="numeric" autocomplete="off" value="2026-10-12"' in page
    assert "今天" in read(page.split('class="clock"')[1])
    other = get(REVIEW | {"at": "2026-10-13"})
    assert "所看之日" in read(other)
    assert ">今天<" not in other


def test_the_answer_as_json() -> None:
    answer = Client().get("/en/deadlines/", REVIEW | {"format": "json"})
    shown = json.loads(answer.content)
    assert shown["due_on"] == "2026-10-19"
    assert shown["standing"]["working_days_left"] == 5


def test_the_query_goes_along_when_the_language_is_switched_and_nothing_else_does() -> None:
    page = get(HEARD | {"name": "张三", "format": "html"})
    link = next(u for u in re.findall(r'href="(/en/deadlines/[^"]*)"', page))
    assert "pause_reason=hearing&amp;pause_from=2026-10-14&amp;pause_to=2026-10-15" in link
    assert "extended=2026-11-05" in link
    assert "name=" not in link
    answered = Client().get(unescape(link)).content.decode()
    assert "25 November 2026" in read(answered)


def test_a_page_with_an_answer_is_not_for_search_machines() -> None:
    assert 'content="noindex"' in get(REVIEW)
    assert 'content="noindex"' not in get()


BAD: list[tuple[dict[str, Any], str, str, str]] = [
    ({"from": "2026-09-21"}, "period", "请选定期限", "name a period"),
    ({"period": "lunch", "from": "2026-09-21"}, "period", "没有这个期限", "no such period"),
    ({"period": "fine_payment", "from": ""}, "from", "请写起算日", "give the day it starts"),
    ({"period": "fine_payment", "from": "2026-02-30"}, "from", "没有这一天", "no such day"),
    ({"period": "fine_payment", "from": "soon"}, "from", "应为日期", "date"),
    ({"period": "fine_payment", "from": "2016-05-01"}, "from", "2017", "2017"),
    ({"period": "trial_run", "from": "2018-01-01"}, "from", "没有“试运行”", "no period"),
    ({"period": "system_filing_existing", "from": "2025-05-01"}, "from", "法定起算日", "fixes"),
    (REVIEW | {"at": "x"}, "at", "应为日期", "date"),
    (REVIEW | {"length": "5"}, "length", "只能取其一", "not both"),
    (REVIEW | {"fixed": "1"}, "fixed", "由法规定", "the law says"),
    ({"length": "x", "from": "2026-09-21"}, "length", "应为整数", "whole number"),
    ({"length": "0", "from": "2026-09-21"}, "length", "1 至 3660", "1 to 3660"),
    ({"length": "9" * 50, "from": "2026-09-21"}, "length", "应为整数", "whole number"),
    (
        {"length": "5", "unit": "weeks", "from": "2026-09-21"},
        "unit",
        "没有这种单位",
        "no such unit",
    ),
    (HEARD | {"pause_reason": "lunch"}, "pause", "不是法定的中止事由", "not a reason"),
    (HEARD | {"pause_reason": "supplementing"}, "pause", "“补正材料”不是", "is no reason"),
    (HEARD | {"pause_reason": ""}, "pause", "请写事由", "give the reason"),
    (HEARD | {"pause_from": ""}, "pause", "请写起日", "the day it begins"),
    (HEARD | {"pause_to": "2026-10-13"}, "pause", "止日早于起日", "before its beginning"),
    (HEARD | {"pause_to": "9999-12-31"}, "pause", "超出日期范围", "out of the range"),
    (HEARD | {"pause_to": "9999-12-30"}, "pause", "10980", "10980"),
    (HEARD | {"period": "penalty_decision"}, "pause", "时钟不停", "runs on"),
    (HEARD | {"extended": ["2026-11-05", "2026-11-06"]}, "extended", "最多延长 1 次", "at most 1"),
    (REVIEW | {"extended": "2026-10-01"}, "extended", "没有收录延长", "no provision"),
    (HEARD | {"finished": "2026-10-13"}, "finished", "早于前一件", "earlier"),
    (HEARD | {"finished": "x"}, "finished", "应为日期", "date"),
]


@pytest.mark.parametrize(("query", "field", "zh", "en"), BAD)
def test_bad_input_is_named_beside_its_field_and_nothing_is_lost(
    query: dict[str, Any], field: str, zh: str, en: str
) -> None:
    for lang, said in (("", zh), ("/en", en)):
        page = get(query, lang, 400)
        assert 'role="alert"' in page
        assert f'href="#f-{field}"' in page
        assert f'id="f-{field}"' in page
        assert f'id="e-{field}"' in page
        assert said in read(page)
        assert "Traceback" not in page
        given = query.get("from", "")
        assert f'value="{given}"' in page


def test_markup_in_a_query_is_text() -> None:
    page = get(HEARD | {"pause_reason": "<b>x</b>", "from": '"><script>'}, status=400)
    assert "<script>" not in page
    assert "<b>x</b>" not in page


def test_many_pauses_are_bounded() -> None:
    query = HEARD | {
        "pause_reason": ["test"] * 50,
        "pause_from": ["2026-10-14"] * 50,
        "pause_to": ["2026-10-14"] * 50,
    }
    page = get(query, status=400)
    assert page.count('name="pause_from"') == 12


def test_another_method_is_refused() -> None:
    assert Client().post("/deadlines/", REVIEW).status_code in (403, 405)


def test_every_unit_of_the_law_has_a_label() -> None:
    assert list(UNIT_LABELS) == ["both", *[u for u in UNITS if u != "both"]]


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_navigation_and_the_home_page_lead_here(lang: str) -> None:
    with override(lang):
        prefix = "/en" if lang == "en" else ""
        page = Client().get(f"{prefix}/").content.decode()
    links = re.findall(rf'href="({prefix}/deadlines/[^"]*)"', page)
    assert links.count(f"{prefix}/deadlines/") == 2
    example = next(link for link in links if "period=" in link)
    assert 'datetime="2026-10-19"' in Client().get(unescape(example)).content.decode()


# --- in a browser ---------------------------------------------------------------------------------

QUERIES = {
    "empty": "",
    "review": "?period=design_review&from=2026-09-21&at=2026-10-12",
    "paused": (
        "?period=licence_decision&from=2026-10-12&at=2026-10-20&pause_reason=hearing"
        "&pause_from=2026-10-14&pause_to=2026-10-15&extended=2026-11-05"
    ),
    "years": "?period=certificate_validity&from=2025-03-31&at=2026-11-26",
    "wrong": "?period=licence_decision&from=2026-10-12&pause_reason=supplementing"
    "&pause_from=2026-10-14&at=x",
}


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("query", QUERIES)
def test_the_page_fits_and_has_no_axe_violation(
    live: Any, kept_page: Any, query: str, width: int, lang: str
) -> None:
    page = kept_page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live.url}{lang}/deadlines/{QUERIES[query]}")
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if is_looked_at(lang, width):
        check_accessible(page)


def test_a_fine_is_counted_without_a_script_by_keyboard(live: Any, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{live.url}/deadlines/?period=fine_payment")
    page.fill("#f-from", "2026-09-18")
    page.fill("#f-at", "2026-09-30")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "最迟 2026 年 10 月 8 日" in page.inner_text(".verdict").replace("\u00a0", " ")
    assert "还剩 1 个工作日（8 日）" in page.inner_text(".verdict")
    assert "from=2026-09-18" in page.url
    context.close()
