"""Searching the Measures by number and by words."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jifang.law.errors import InputError, Lang
from jifang.law.texts import find_citation, load_instrument, search_text
from jifang.law.texts.search import LONGEST_QUERY, MOST_HITS


def find(query: str, lang: Lang | None = None, limit: int = 20) -> list[str]:
    return [hit.eid for hit in search_text(query, lang, limit)]


class TestByNumber:
    @pytest.mark.parametrize(
        "query",
        [
            "第20条",
            "第二十条",
            "二十条",
            "第 20 条",
            "art 20",
            "art. 20",
            "Art.20",
            "Article 20",
            "20",
            "２０",
            "art_20",
        ],
    )
    def test_an_article_comes_first_then_what_refers_to_it(self, query: str) -> None:
        """Article 34 (4) is the liability for breaches of article 20."""
        assert find(query)[:2] == ["art_20", "art_34__para_1__item_4"]
        assert search_text(query)[0].found == "citation"

    @pytest.mark.parametrize(
        ("query", "eid"),
        [
            ("第九条第一款第七项", "art_9__para_1__item_7"),
            ("第9条第1款第(7)项", "art_9__para_1__item_7"),
            ("第9条第7项", "art_9__para_1__item_7"),
            ("art. 9 ¶ 1 (7)", "art_9__para_1__item_7"),
            ("Art. 9 ¶1(7)", "art_9__para_1__item_7"),
            ("article 9 item 7", "art_9__para_1__item_7"),
            ("9(7)", "art_9__para_1__item_7"),
            ("art 26 para 4", "art_26__para_4"),
            ("第二十六条第四款", "art_26__para_4"),
            ("art_21__item_3", "art_21__para_1__item_3"),
            ("第四章", "chp_4"),
            ("chapter 4", "chp_4"),
            ("chp_4", "chp_4"),
        ],
    )
    def test_a_citation_finds_its_provision(self, query: str, eid: str) -> None:
        assert find(query)[0] == eid
        assert find_citation(load_instrument(), query) == (eid,)

    def test_every_label_finds_its_provision(self) -> None:
        """A label as shown can be typed in again; that of an only paragraph finds its article."""
        measures = load_instrument()
        for part in measures.walk():
            for label in (part.label, part.short_label):
                for words in (label.zh, label.en):
                    (found,) = find_citation(measures, words)
                    assert part.eid in {found, f"{found}__para_1"}, words

    def test_article_2_is_not_found_in_article_20(self) -> None:
        assert find("article 2") == ["art_2"]
        assert find("第二条") == ["art_2"]

    def test_a_bare_number_is_an_article_and_a_figure(self) -> None:
        """30 is article 30 and the 30 days of articles 15 and 20, never part of 300 or 30000."""
        assert find("30") == ["art_30", "art_15__para_2", "art_20__para_1"]

    @pytest.mark.parametrize("query", ["第99条", "art 43", "第0条", "第二十条第九款", "99999999"])
    def test_what_does_not_exist_is_not_found(self, query: str) -> None:
        assert find(query) == []

    def test_the_language_of_the_citation_is_answered(self) -> None:
        assert search_text("第20条")[0].snippet.startswith("信息存储时间：")
        assert search_text("art. 20")[0].snippet.startswith("Storage period")
        assert search_text("第20条", lang="en")[0].lang == "en"
        assert search_text("20")[0].lang == "zh"


class TestByWords:
    def test_white_space_does_not_matter_in_chinese(self) -> None:
        """The text prints “不少于 30 日”, with spaces round the figure."""
        for query in ("不少于30日", "不少于 30 日", "不 少 于30日"):
            assert find(query) == ["art_20__para_1"]

    def test_letter_case_does_not_matter_in_english(self) -> None:
        assert find("Major LOSS") == find("major loss") == ["art_26__para_4"]

    def test_half_width_defects_hide_nothing(self) -> None:
        """Art. 9 ¶ 1 (7) is printed with half-width commas, article 33 with full-width ones."""
        assert find("教育和医疗机构，歌舞") == ["art_9__para_1__item_7"]
        assert find("教育和医疗机构,歌舞") == ["art_9__para_1__item_7"]
        assert find("（七）教育") == ["art_9__para_1__item_7"]
        assert find("给予警告,并责令") == ["art_33__para_1"]

    def test_thousands_are_read_with_and_without_comma(self) -> None:
        assert find("100000") == ["art_33__para_1"]
        assert find("100,000", lang="en") == ["art_33__para_1"]

    def test_apostrophes_are_alike(self) -> None:
        assert find("unit's directly") == find("unit’s directly") != []

    def test_captions_come_before_the_words_of_the_law(self) -> None:
        hits = search_text("竣工验收")
        assert (hits[0].eid, hits[0].found) == ("art_19", "caption")
        assert {hit.found for hit in hits[1:]} == {"text"}
        assert search_text("法律责任")[0].found == "heading"

    def test_whole_words_come_before_parts_of_words(self) -> None:
        hits = find("fine", lang="en")
        assert hits.index("art_36__para_1") < hits.index("art_32__para_1")  # fine, fined

    def test_words_apart_must_all_be_there(self) -> None:
        assert find("storage captured key") == ["art_20__para_1", "art_34__para_1__item_4"][:1]
        assert find("隐私 旅馆") == ["art_10__para_2"]
        assert find("隐私 火星") == []

    def test_numbers_are_never_found_inside_numbers(self) -> None:
        """100 is in 1000 and 10000 as characters, but not as a figure."""
        assert find("100") == []
        assert "art_32__para_1" in find("罚款 1000")

    def test_each_provision_is_found_once(self) -> None:
        eids = find("技防", limit=200)
        assert len(eids) == len(set(eids))

    def test_both_languages_or_one(self) -> None:
        assert find("hotel", lang="zh") == []
        assert find("hotel", lang="en") == find("hotel") != []
        assert {hit.lang for hit in search_text("技防", limit=200)} == {"zh"}


class TestHits:
    @pytest.mark.parametrize("query", ["卫生间", "toilets", "采获信息", "10000"])
    def test_the_snippet_shows_what_matched(self, query: str) -> None:
        for hit in search_text(query):
            matched = hit.snippet[hit.start : hit.end].lower().replace(",", "")
            assert matched == query
            assert len(hit.snippet) <= 170

    def test_the_snippet_is_the_text(self) -> None:
        (hit,) = search_text("卫生间")
        whole = load_instrument().provision(hit.eid).text.zh
        assert hit.snippet.strip("…") in whole
        assert hit.label.zh == "第十条第二款"

    def test_hits_are_bounded(self) -> None:
        assert len(find("技防", limit=1)) == 1
        assert len(find("技防")) == 20
        assert len(find("技防", limit=MOST_HITS)) <= 169


class TestBadQueries:
    @pytest.mark.parametrize(
        "query", ["", "   ", "\n\t", "　", "x" * (LONGEST_QUERY + 1), None, 20]
    )
    def test_no_query_and_overlong_queries(self, query: object) -> None:
        with pytest.raises(InputError) as error:
            search_text(query)  # type: ignore[arg-type]  # what a caller may still hand over
        assert error.value.problems[0].field == "query"

    @pytest.mark.parametrize("limit", [0, -1, MOST_HITS + 1, True, 2.5, "9", None])
    def test_limits(self, limit: object) -> None:
        with pytest.raises(InputError) as error:
            search_text("技防", limit=limit)  # type: ignore[arg-type]  # as above
        assert error.value.problems[0].field == "limit"

    def test_other_languages_and_laws(self) -> None:
        with pytest.raises(InputError, match="zh or en"):
            search_text("技防", lang="fr")  # type: ignore[arg-type]  # as above
        with pytest.raises(InputError, match="no text of"):
            search_text("技防", law_id="unknown")

    def test_a_long_query_is_answered_quickly(self) -> None:
        started = time.perf_counter()
        for query in ("技" * LONGEST_QUERY, "a " * (LONGEST_QUERY // 2), "1" * LONGEST_QUERY):
            search_text(query)
        assert time.perf_counter() - started < 2

    @settings(max_examples=300, deadline=None)
    @given(st.text(min_size=1, max_size=LONGEST_QUERY))
    def test_any_text_is_answered_or_refused(self, query: str) -> None:
        try:
            hits = search_text(query)
        except InputError:
            assert not query.strip()
            return
        for hit in hits:
            assert 0 <= hit.start <= hit.end <= len(hit.snippet)
