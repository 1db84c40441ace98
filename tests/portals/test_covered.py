"""Am I covered? Through the five screens, in both languages, with and without answers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.accessibility import check_accessible, is_looked_at

SCHOOL = {
    "place_kind": "a9_7.school",
    "public_area": "no",
    "privacy_place": "no",
    "captures": "video",
    "coverage_within_need": "yes",
    "counter_terrorism_target": "no",
    "special_domain": "none",
    "effective_storage_days": "30",
    "site_region": "440106",
}
ROAD = {
    "place_kind": "a7.main_road",
    "public_area": "yes",
    "authorized": "yes",
    "privacy_place": "no",
    "captures": "video",
    "coverage_within_need": "yes",
    "counter_terrorism_target": "no",
    "special_domain": "none",
    "site_region": "440106",
    "constructing_unit_level": "township",
    "constructing_unit_region": "440106",
}


def post(data: dict[str, Any], lang: str = "", status: int = 200) -> str:
    answer = Client().post(f"{lang}/covered/", data)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize("lang", ["", "/en"])
def test_each_screen_carries_what_was_answered_before(lang: str) -> None:
    assert Client().get(f"{lang}/covered/").status_code == 200
    told: dict[str, Any] = {}
    for number, (name, value) in enumerate(list(SCHOOL.items())[:4], start=1):
        told[name] = value
        page = post({**told, "to": str(number)}, lang)
        assert 'name="to"' in page
    assert 'name="place_kind" value="a9_7.school"' in page
    back = post({**told, "to": "0"}, lang)
    assert re.search(r'value="a9_7.school" selected', back)


@pytest.mark.parametrize(("lang", "word"), [("", "应当安装"), ("/en", "must install")])
def test_a_school_must_install_keep_30_days_and_ask_the_county(lang: str, word: str) -> None:
    page = post({**SCHOOL, "to": "5"}, lang)
    assert f"<h1>{word}" in page
    assert "不少于 30 日" in page
    assert ("天河区" if not lang else "Tianhe") in page
    assert "art_21__para_1__item_3" in page


def test_a_hotel_guest_room_must_not_have_one_whatever_else() -> None:
    data = {"place_kind": "a9_9.hotel", "privacy_place": "yes", "captures": "video", "to": "5"}
    page = post(data)
    assert "<h1>不得安装" in page
    assert "禁止在旅馆客房" in page


@pytest.mark.parametrize("lang", ["", "/en"])
def test_outside_the_province_nothing_else_is_said(lang: str) -> None:
    """Art. 2 para. 1: only inside the province; no duty, no fine of the Measures elsewhere."""
    beijing = {**SCHOOL, "site_region": "", "site_region.code": "110101"}
    page = post({**beijing, "effective_storage_days": "10", "to": "5"}, lang)
    assert len(re.findall(r'class="verdict', page)) == 1
    assert "art_2__para_1" in page
    for elsewhere in ("art_9__", "art_20__", "art_33__", "art_34__"):
        assert elsewhere not in page


def test_where_state_secrets_are_touched_other_law_governs_but_the_duty_to_install_stays() -> None:
    page = post({**SCHOOL, "special_domain": "state_secret", "to": "5"})
    assert "art_2__para_3" in page
    assert "应当安装" in page
    assert "art_17__" not in page
    assert "art_20__" not in page


def test_a_key_public_area_is_decided_when_every_screen_is_answered() -> None:
    """Arts. 7, 8 and 17: authority and the builder's level are asked, so nothing stays open."""
    page = post({**ROAD, "effective_storage_days": "30", "to": "5"})
    assert "<h1>应当安装" in page
    assert 'class="verdict open' not in page
    assert "广州市天河区公安机关（县级）" in page  # one level above the township
    assert "art_7__para_3" in page  # the sign


def test_nobody_without_authority_installs_in_a_public_area() -> None:
    page = post({**ROAD, "place_kind": "other", "authorized": "no", "to": "5"})
    assert "<h1>不得安装" in page
    assert "art_8__para_1" in page


@pytest.mark.parametrize(("target", "days"), [("no", 30), ("yes", 90)])
def test_the_floor_is_said_to_who_does_not_know_what_is_stored(target: str, days: int) -> None:
    """Art. 20: 30 days, 90 for a counter-terrorism key target."""
    unknown = {**SCHOOL, "effective_storage_days": "", "counter_terrorism_target": target}
    page = post({**unknown, "to": "5"})
    assert f"采获信息有效存储不少于 {days} 日" in page


def test_what_to_do_names_the_stages_with_their_articles() -> None:
    page = post({**SCHOOL, "to": "5"})
    todo = page[page.index('id="h-do"') : page.index('id="h-d"')]
    cited = re.findall(r"art_\d+__para_\d", todo)
    assert cited == [
        f"art_{n}" for n in ("17__para_1", "17__para_2", "18__para_1", "19__para_1", "20__para_1")
    ]
    assert "15 日内" in todo


def test_the_item_of_article_9_is_quoted_and_not_the_whole_list() -> None:
    page = post({**SCHOOL, "to": "5"})
    assert "教育和医疗机构" in page
    assert "武器、弹药" not in page


def test_what_was_answered_is_said_by_name_and_unit() -> None:
    page = post({**SCHOOL, "to": "5"})
    told = page[page.index('id="h-you"') :]
    assert "<dd>广州市天河区</dd>" in told
    assert "<dd>30 日</dd>" in told
    assert "<dd>440106</dd>" not in told


@pytest.mark.parametrize("told", [{}, {"site_region": "440106"}, {"special_domain": "none"}])
def test_what_rests_on_the_measures_applying_says_so(told: dict[str, str]) -> None:
    kept = {k: v for k, v in SCHOOL.items() if k not in {"site_region", "special_domain"}}
    assert "以本办法适用为前提" in post({**kept, **told, "to": "5"})
    assert "以本办法适用为前提" not in post({**SCHOOL, "to": "5"})


@pytest.mark.parametrize("lang", ["", "/en"])
def test_knowing_nothing_gives_an_answer_that_says_what_is_missing(lang: str) -> None:
    page = post({"to": "5"}, lang)
    assert 'class="verdict open"' in page
    assert "None" not in re.sub(r"<[^>]*>", " ", page)


@pytest.mark.parametrize(
    "data",
    [
        {"place_kind": "castle"},
        {"captures": ["video", "__unknown"]},
        {"effective_storage_days": "-4"},
        {"site_region": "440100"},
        {"site_region.code": "9" * 400},
        {"public_area": "perhaps\x00"},
    ],
)
def test_what_cannot_be_read_is_shown_again_with_the_reason(data: dict[str, Any]) -> None:
    assert 'class="error"' in post({**data, "to": "5"}, status=400)


@pytest.mark.parametrize("to", ["9", "-1", "x", "", "²"])
def test_a_forged_screen_number_starts_over(to: str) -> None:
    assert post({"to": to})


def test_the_guide_works_without_a_script_and_has_no_axe_violation(live: Any, browser: Any) -> None:
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = plain.new_page()
    page.goto(f"{live.url}/covered/")
    page.select_option("#f-place_kind", "a9_7.school")
    for _ in range(5):
        with page.expect_navigation():
            page.locator("main button[name=to]").first.click()
    assert "应当安装" in page.inner_text("main")
    assert page.url == f"{live.url}/covered/"
    plain.close()


@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_result_fits_and_has_no_axe_violation(
    live: Any, kept_page: Any, lang: str, width: int
) -> None:
    page = kept_page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live.url}{lang}/covered/")
    page.select_option("#f-place_kind", "a9_7.school")
    for _ in range(5):
        with page.expect_navigation():
            page.locator("main button[name=to]").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if is_looked_at(lang, width):
        check_accessible(page)
