"""Searching other instruments: by name and number, by title, by our own words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jifang.law.errors import InputError
from jifang.law.instruments import Cite, load_cited_instruments
from jifang.law.search_cited import find_cites, label_cited, search_cited

FINE = Cite("cn-penalty-law", "art_29")


@pytest.mark.parametrize(
    "query",
    [
        "行政处罚法第二十九条",
        "行政处罚法第29条",
        "行政处罚法 29",
        "《行政处罚法》第二十九条",
        "中华人民共和国行政处罚法第二十九条",
        "Penalty Law art. 29",
        "penalty law, article 29",
        "Administrative Penalty Law art. 29",
        "cn-penalty-law/art_29",
    ],
)
def test_a_citation_with_the_name_of_its_instrument_finds_the_provision(query: str) -> None:
    assert find_cites(query) == (FINE,)
    assert search_cited(query)[0].cite == FINE
    assert search_cited(query)[0].found == "citation"


@pytest.mark.parametrize(
    "query",
    ["GB 55029 3.5.2", "GB 55029 第3.5.2条", "gb-55029-2022/cl_3_5_2", "GB 55029 cl. 3.5.2"],
)
def test_a_clause_of_a_standard_is_found_with_its_items(query: str) -> None:
    assert Cite("gb-55029-2022", "cl_3_5_2__item_5") in find_cites(query)


def test_an_article_stands_for_the_recorded_parts_of_it() -> None:
    parts = find_cites("视频图像条例第二十七条")
    assert {c.provision for c in parts} == {"art_27__para_1", "art_27__para_2"}


def test_a_name_alone_is_the_instrument() -> None:
    assert find_cites("cn-penalty-law") == (Cite("cn-penalty-law", ""),)
    assert find_cites("国务院令第799号") == (Cite("cn-decree-799", ""),)


@pytest.mark.parametrize(
    "query", ["第二十条", "20", "art_20", "行政处罚法第九百条", "cn-penalty-law/x"]
)
def test_what_names_no_recorded_provision_stands_for_none(query: str) -> None:
    assert find_cites(query) == ()


def test_titles_come_before_words_and_the_higher_rank_first() -> None:
    hits = search_cited("处罚")
    assert hits[0].cite == Cite("cn-penalty-law", "")
    assert hits[0].snippet[hits[0].start : hits[0].end] == "处罚"
    order = list(load_cited_instruments())
    titles = [order.index(h.cite.law) for h in hits if h.found == "caption"]
    assert titles == sorted(titles)


def test_our_words_are_searched_in_both_languages() -> None:
    assert Cite("cn-decree-799", "art_17") in {h.cite for h in search_cited("30 日")}
    assert search_cited("fined once", "en")[0].cite == FINE
    assert search_cited("鲸鱼") == []


def test_a_hit_is_labelled_with_its_instrument() -> None:
    assert label_cited(FINE).zh == "《行政处罚法》第二十九条"
    assert label_cited(FINE).en == "Penalty Law, art. 29"
    assert label_cited(Cite("cn-penalty-law", "")).en == "Penalty Law"


@pytest.mark.parametrize("query", ["", "  ", "x" * 201])
def test_what_cannot_be_searched_is_refused(query: str) -> None:
    with pytest.raises(InputError):
        search_cited(query)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_query_is_answered(query: str) -> None:
    for hit in search_cited(query, limit=5):
        assert hit.cite.law in load_cited_instruments()
        assert 0 <= hit.start <= hit.end <= len(hit.snippet)
