"""The law pages: every provision in both languages, search, coverage, XML."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.test import Client

from jifang.law import load_law
from jifang.law.instruments import Cite, load_cited_instruments
from jifang.law.lawbook import list_rules
from jifang.law.texts import load_instrument
from jifang.portals.citations import find_provision_url

ARTICLES = [a.eid for a in load_instrument().articles()]
UNITS = [u.eid for u in load_instrument().units()]


def get(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_contents_lead_to_all_42_articles(lang: str) -> None:
    page = get(f"{lang}/law/")
    for eid in ARTICLES:
        assert f'{lang}/law/gd-decree-238/{eid}/"' in page


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("eid", ARTICLES)
def test_an_article_stands_in_both_languages_with_its_rules(eid: str, lang: str) -> None:
    page = get(f"{lang}/law/gd-decree-238/{eid}/")
    article = load_instrument().provision(eid)
    for paragraph in article.paragraphs:  # type: ignore[attr-defined]
        assert paragraph.text.zh[:12] in page
    assert "None" not in page


def test_every_paragraph_and_item_has_its_own_page() -> None:
    for eid in UNITS:
        assert eid in get(f"/law/gd-decree-238/{eid}/")


def test_rules_carry_the_number_of_the_day_and_lead_to_the_form() -> None:
    page = get("/en/law/gd-decree-238/art_20__para_1/")
    assert "90 days" in page
    assert "/en/questions/retention/" in page


def test_each_paragraph_and_item_stands_level_with_its_translation_and_leads_to_its_page() -> None:
    page = get("/law/gd-decree-238/art_9/")
    at = [page.index(f'id="{u}"') for u in UNITS if u.startswith("art_9__")]
    assert at == sorted(at)
    assert page.count('class="law"') + page.count('class="law item"') == len(at)
    assert page.count('class="law-en"') + page.count('class="law-en item"') == len(at)
    for eid in UNITS:
        if eid.startswith("art_9__"):
            assert f'<a class="eid" href="/law/gd-decree-238/{eid}/"' in page


def test_the_chinese_is_marked_as_chinese_and_the_english_as_english_on_either_page() -> None:
    for path in ("/law/gd-decree-238/art_20/", "/en/law/gd-decree-238/art_20/"):
        page = get(path)
        assert '<div class="law" lang="zh-Hans" id="art_20__para_1"' in page
        assert '<div class="law-en" lang="en">' in page


@pytest.mark.parametrize("lang", ["", "/en"])
def test_what_carries_a_provision_is_named_in_words_and_linked(lang: str) -> None:
    page = get(f"{lang}/law/gd-decree-238/art_17__para_2/")
    carried = page[page.index('id="h-c"') :]
    assert f'href="{lang}/questions/preconstruction_review/"' in carried
    assert "parameter:" not in carried
    assert ">preconstruction_review<" not in carried


def test_a_row_of_the_coverage_without_a_carrier_has_no_label_of_one() -> None:
    page = get("/law/coverage/?status=not_yet")
    assert "<td></td>" in page
    assert "parameter:" not in page


@pytest.mark.parametrize(
    "path",
    ["/law/gd-decree-238/art_99/", "/law/other-law/art_1/", "/law/gd-decree-238/chp_1/"],
)
def test_what_is_not_there_is_not_found(path: str) -> None:
    get(path, 404)


def test_search_marks_the_word_and_says_when_there_is_none() -> None:
    assert "<mark>90" in get("/law/search/?q=90")
    assert "<mark>" not in get("/law/search/?q=zzzz")
    assert get("/law/search/?q=")
    assert get("/law/search/?q=%00" + "x" * 5000)
    assert "&lt;script&gt;" in get("/law/search/?q=<script>")


def test_the_other_language_keeps_what_was_searched() -> None:
    assert "/en/law/search/?q=90" in get("/law/search/?q=90")
    assert "/en/law/coverage/?status=not_yet" in get("/law/coverage/?status=not_yet")


def test_coverage_filters_and_parameters_are_listed() -> None:
    everything, some = get("/law/coverage/"), get("/law/coverage/?status=not_yet")
    assert len(some) < len(everything)
    assert "10,000" in get("/law/parameters/")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_instrument_can_be_had_as_akoma_ntoso(lang: str) -> None:
    assert "akomaNtoso" in get(f"/law/gd-decree-238/akn.{lang}.xml")


OTHERS = list(load_cited_instruments())


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("law", OTHERS)
def test_another_instrument_has_a_page_with_an_anchor_per_provision(law: str, lang: str) -> None:
    page = get(f"{lang}/law/{law}/")
    for provision in load_cited_instruments()[law].provisions.values():
        assert f'<li id="{provision.eid}">' in page
        said = provision.says.en if lang else provision.says.zh
        assert said[1:12] in html.unescape(page)
        for touched in provision.touches:
            assert f'{lang}/law/gd-decree-238/{touched}/"' in page
    assert ("not its wording" if lang else "不是原文") in page
    assert "None" not in re.sub(r"<[^>]*>", " ", page)


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_contents_list_every_other_instrument_by_rank(lang: str) -> None:
    page = get(f"{lang}/law/")
    at = [page.index(f'{lang}/law/{law}/"') for law in OTHERS]
    assert at == sorted(at)


def test_a_commencement_that_is_not_recorded_is_said_to_be_taken_as_begun() -> None:
    page = get("/law/cn-penalty-law/")
    assert "施行日未收录" in page
    assert "按已施行对待" in page
    assert 'class="bar law unrecorded"' in page


def test_a_provision_of_another_instrument_leads_to_its_place_on_the_page() -> None:
    answer = Client().get("/law/cn-decree-799/art_17/")
    assert answer.status_code == 302
    assert answer["Location"] == "/law/cn-decree-799/#art_17"
    get("/law/cn-decree-799/art_99/", 404)
    assert Client().get("/law/gd-decree-238/")["Location"] == "/law/"


@pytest.mark.parametrize(("on", "said"), [("2025-03-31", "未施行"), ("2025-04-01", "施行中")])
def test_the_day_asked_decides_whether_an_instrument_is_in_force(on: str, said: str) -> None:
    page = get(f"/law/cn-decree-799/?on={on}")
    assert re.search(rf"所问之日</dt><dd><i [^>]*></i>{said}<", page)


@pytest.mark.parametrize("lang", ["", "/en"])
def test_a_paragraph_shows_its_life_and_the_same_as_a_table(lang: str) -> None:
    page = get(f"{lang}/law/gd-decree-238/art_20__para_1/?on=2024-05-01")
    lives = page[page.index('<figure class="lives">') : page.index("</figure>")]
    assert lives.count('class="bar government_rule"') == 1
    assert 'class="bar administrative_regulation"' in lives
    assert 'class="bar value"' in lives
    assert 'datetime="2025-04-01"' in lives
    assert "<table" in lives
    assert ("1\u00a0May\u00a02024" if lang else "2024-05-01") in lives
    assert "style=" not in lives
    assert "<script" not in page


def test_the_day_asked_is_carried_to_the_other_language_and_the_next_article() -> None:
    page = get("/law/gd-decree-238/art_20/?on=2024-05-01")
    assert "/en/law/gd-decree-238/art_20/?on=2024-05-01" in page
    assert 'rel="next" href="/law/gd-decree-238/art_21/?on=2024-05-01"' in page
    assert "?on=" not in get("/law/gd-decree-238/art_20/")


def test_before_the_measures_were_in_force_the_page_says_so() -> None:
    assert "2017-07-31</time> 未施行" in get("/law/gd-decree-238/art_20/?on=2017-07-31")
    assert "2017-08-01</time> 的法" in get("/law/gd-decree-238/art_20/?on=2017-08-01")


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("path", ["gd-decree-238/art_20/", "cn-decree-799/", "parameters/"])
@pytest.mark.parametrize("on", ["2025-02-30", "x" * 500, "<script>", "%00", "2025-13-01", "1e9"])
def test_a_day_that_cannot_be_read_is_told_beside_its_field(on: str, path: str, lang: str) -> None:
    page = get(f"{lang}/law/{path}?on={on}", 400)
    assert 'class="error" id="e-on"' in page
    assert 'aria-invalid="true"' in page
    assert "<script>" not in page


@pytest.mark.parametrize("on", ["1900-01-01", "2999-12-31", "", " "])
def test_any_day_can_be_asked(on: str) -> None:
    get(f"/law/gd-decree-238/art_20/?on={on}")
    get(f"/law/cn-decree-799/?on={on}")


def test_a_rule_cites_every_provision_it_rests_on() -> None:
    law, page = load_law(), get("/law/gd-decree-238/art_20/")
    for rule in list_rules(law, Cite("gd-decree-238", "art_20"), date(2026, 11, 22)):
        for cite in rule.clause.cites:
            assert find_provision_url(*cite) in page


def test_a_note_says_what_stands_and_what_is_meant() -> None:
    """Art. 11 prints 公安机 for 公安机关."""
    for eid in ("art_11", "art_11__para_1"):
        page = get(f"/law/gd-decree-238/{eid}/")
        assert "原文作“与公安机联网共享”" in page
        assert "疑为“与公安机关联网共享”" in page


def test_search_finds_other_law_and_says_what_it_cut() -> None:
    assert 'href="/law/cn-penalty-law/#art_29"' in get("/law/search/?q=行政处罚法第二十九条")
    assert 'href="/en/law/cn-decree-799/#art_17"' in get("/en/law/search/?q=30+days")
    assert "只检索了前 80 个字符" in get("/law/search/?q=" + "技" * 81)
    assert "只检索了前" not in get("/law/search/?q=" + "技" * 80)


def test_the_numbers_of_a_day_are_told_from_those_of_others() -> None:
    page = get("/law/parameters/?on=2017-07-31")
    assert "当日不适用" in page
    assert (
        "当日不适用" not in get("/law/gd-decree-238/art_20__para_1/?on=2026-11-22").split("h-p")[1]
    )
