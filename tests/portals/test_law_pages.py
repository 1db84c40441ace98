"""The law pages: every provision in both languages, search, coverage, XML."""

from __future__ import annotations

import pytest
from django.test import Client

from jifang.law.texts import load_instrument

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
