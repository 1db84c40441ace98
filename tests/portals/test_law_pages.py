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
