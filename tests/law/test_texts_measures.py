"""The text of the Measures against the published one, and the translation against the text.

All counts and figures below were read off the law by hand.
"""

import re
from collections import Counter
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from jifang.law.texts import Instrument, Paragraph, list_instruments, load_instrument

SEED = Path(__file__).parent / "data" / "gd-decree-238.seed.txt"
SEED_SHA256 = "ccae3f09b4e18497f77819bf603306fa6c204fce9ad58a0b27c64a0f190b1893"

CHAPTERS = {1: (1, 6), 2: (7, 20), 3: (21, 31), 4: (32, 39), 5: (40, 42)}
# Articles with more than one paragraph (款); all others have one.
PARAGRAPHS = {
    number: count
    for count, numbers in {
        2: (10, 14, 15, 16, 17, 20, 29, 39),
        3: (2, 5, 9, 25, 40),
        4: (7,),
        5: (26,),
    }.items()
    for number in numbers
}
# Items (项), all of them under the first paragraph of their article.
ITEMS = {9: 10, 21: 5, 22: 4, 23: 6, 24: 5, 27: 5, 29: 6, 32: 2, 34: 6, 39: 6}
# Every figure that the law writes in digits, in its order.
FIGURES = {
    "art_15__para_1": [1],
    "art_15__para_2": [2, 30, 30, 90],
    "art_16__para_2": [1],
    "art_17__para_2": [5, 15],
    "art_20__para_1": [30, 90],
    "art_27__para_1__item_1": [2],
    "art_32__para_1": [500, 1000, 5000, 30000, 200, 500],
    "art_33__para_1": [5000, 30000, 20000, 100000, 5000, 10000],
    "art_34__para_1": [2000, 10000, 200, 500],
    "art_35__para_1": [10000, 30000],
    "art_36__para_1": [10000, 30000],
    "art_37__para_1": [10000, 30000, 2000, 10000],
    "art_38__para_1": [10000, 30000, 500, 1000],
    "art_42__para_1": [2017, 8, 1],
}
# Every article of the Measures that another one refers to.
REFERENCES = {
    "art_27__para_1": [26],
    "art_32__para_1__item_1": [8],
    "art_32__para_1__item_2": [10],
    "art_33__para_1": [9],
    **{f"art_34__para_1__item_{i}": [n] for i, n in enumerate([11, 12, 13, 20, 21, 22], 1)},
    "art_35__para_1": [14, 16],
    "art_36__para_1": [17, 19],
    "art_37__para_1": [23],
    "art_38__para_1": [24],
    "art_41__para_1": [15, 16, 17, 19, 18],
}
# A term of the law and how the translation says it, wherever the term stands.
TERMS: dict[str, str | tuple[str, ...]] = {
    "公安机关": "public security organ",
    "国家安全机关": "national security organ",
    "技防产品": "technical protection product",
    "技防系统": "technical protection system",
    "技防重点单位": "key unit",
    "公共区域": "public area",
    "建设单位": "constructing unit",
    "建设或者使用单位": "constructing or using unit",
    "技防从业单位": "technical protection practitioner",
    "采获信息": "captured",
    "采集信息": "captured",
    "获取信息": "information obtained",
    "《资格证》": "Qualification Certificate",
    "《资格备案证》": "Filing Certificate",
    "设计方案": "design scheme",
    "核准": "approv",
    "审核": "review",
    "验收": "acceptance",
    "查看": "view",
    "查阅": "consult",
    "复制": "cop",
    "调取": "retriev",
    "翻拍": "re-film",
    "负责人": "person in charge",
    "直接负责的主管人员和其他直接责任人员": (
        "directly responsible persons in charge and other directly responsible persons"
    ),
    "责令限期改正": "within a time limit",
    "逾期不改正": "is not corrected within that time",
    "可以并处": "may in addition be fined",
    "没收违法所得": "confiscate the unlawful income",
    "警告": "warning",
    "严重后果": "serious consequences",
    "违法犯罪": "unlawful",
    "涉嫌犯罪": "where a crime is suspected",
    "移送司法机关": "transferred to the judicial organs",
    "民事责任": "civil liability",
    "治安管理处罚法": "Public Security Administration Punishments Law",
    "县级以上": "at or above county level",
    "省人民政府公安机关": "public security organ of the provincial people’s government",
    "擅自": "without authority",
    "国家秘密": "state secrets",
    "维护": ("upkeep", "safeguard", "keeping order"),
    "维修": ("mainten", "motor-vehicle repair"),
    "属地管理": "territorial jurisdiction",
    "公民": "citizen",
}


@pytest.fixture(scope="module")
def measures() -> Instrument:
    return load_instrument()


def read_seed() -> str:
    """The published text; the hash makes sure that nobody mended the copy."""
    content = SEED.read_bytes()
    assert sha256(content).hexdigest() == SEED_SHA256
    return content.decode("utf-8")


def strip_layout(line: str) -> str:
    """A line without the marks of its layout: heading depth, bold, list dash, spaces at the end."""
    line = re.sub(r"^#{1,4} ", "", line.rstrip(" "))
    line = re.sub(r"^\*\*(第.+章 .+)\*\*$", r"\1", line)
    line = re.sub(r"^\*\*(第.+条)\*\* ", r"\1 ", line)
    return re.sub(r"^- ", "", line)


def print_text(measures: Instrument) -> list[str]:
    """The Chinese text line by line as a printer would set it."""
    lines = [measures.title.zh]
    for chapter in measures.chapters:
        lines.append(f"{chapter.mark.zh} {chapter.heading.zh}")
        for article in chapter.articles:
            for paragraph in article.paragraphs:
                first = f"{article.mark.zh} " if paragraph.number == 1 else ""
                lines.append(first + paragraph.text.zh)
                lines += [item.marked("zh") for item in paragraph.items]
    return lines


class TestAgainstThePublishedText:
    def test_every_character_equals_the_published_text(self, measures: Instrument) -> None:
        """Layout aside, the two are one string: no mark, space or character mended."""
        published = "".join(strip_layout(line) for line in read_seed().split("\n"))
        assert "".join(print_text(measures)) == published

    def test_every_line_equals_the_published_line(self, measures: Instrument) -> None:
        """The one line that differs is the sentence of art. 17 ¶ 2 broken in two."""
        published = [kept for line in read_seed().split("\n") if (kept := strip_layout(line))]
        broken = next(i for i, line in enumerate(published) if line.endswith("对申报材料"))
        assert published[broken + 1].startswith("齐全的，")
        published[broken : broken + 2] = [published[broken] + published[broken + 1]]
        assert print_text(measures) == published

    def test_what_the_comparison_disregards_is_layout_only(self) -> None:
        seed = read_seed()
        kept = "".join(strip_layout(line) for line in seed.split("\n"))
        dropped = Counter(seed) - Counter(kept)
        assert set(dropped) == set("#*- \n")
        assert dropped[" "] == 6 + 35 + 4  # after six heading marks, 35 dashes, at two line ends

    def test_the_wording_defects_are_still_there(self, measures: Instrument) -> None:
        for eid in ("art_11__para_1", "art_34__para_1__item_1"):
            assert "并与公安机联网共享" in measures.provision(eid).text.zh
        assert "台帐" in measures.provision("art_21__para_1__item_2").text.zh


class TestShape:
    def test_five_chapters_hold_forty_two_articles(self, measures: Instrument) -> None:
        assert [a.number for a in measures.articles()] == list(range(1, 43))
        for chapter in measures.chapters:
            first, last = CHAPTERS[chapter.number]
            assert [a.number for a in chapter.articles] == list(range(first, last + 1))
        assert [c.heading.zh for c in measures.chapters] == [
            "总 则",
            "建设规范",
            "应用管理",
            "法律责任",
            "附 则",
        ]

    @pytest.mark.parametrize("number", range(1, 43))
    def test_paragraphs_and_items(self, measures: Instrument, number: int) -> None:
        article = measures.articles()[number - 1]
        assert len(article.paragraphs) == PARAGRAPHS.get(number, 1)
        assert [len(p.items) for p in article.paragraphs] == [
            ITEMS.get(number, 0),
            *[0] * (len(article.paragraphs) - 1),
        ]

    def test_totals(self, measures: Instrument) -> None:
        units = list(measures.units())
        assert sum(isinstance(unit, Paragraph) for unit in units) == 67
        assert len(units) == 67 + 55
        assert len(list(measures.walk())) == 5 + 42 + 67 + 55

    @pytest.mark.parametrize(
        ("eid", "begins"),
        [
            ("art_9__para_2", "前款所列单位和场所"),
            ("art_9__para_3", "技防重点单位技防系统的规划"),
            ("art_29__para_2", "公安机关可以会同"),
            ("art_39__para_2", "公安机关违法实施行政许可"),
        ],
    )
    def test_paragraphs_after_items_stay_paragraphs(
        self, measures: Instrument, eid: str, begins: str
    ) -> None:
        assert measures.provision(eid).text.zh.startswith(begins)

    def test_art_17_broken_by_an_empty_line_is_two_paragraphs(self, measures: Instrument) -> None:
        text = measures.provision("art_17__para_2").text.zh
        assert "对申报材料齐全的，公安机关应当在 15 日内完成审核" in text


class TestTheInstrument:
    def test_identity(self, measures: Instrument) -> None:
        assert measures.id == "gd-decree-238"
        assert measures.title.zh == "广东省安全技术防范管理实施办法"
        assert measures.number.zh == "广东省人民政府令第238号"
        assert (measures.short.zh, measures.short.en) == ("办法", "Measures")
        assert measures.rank == "government_rule"
        assert measures in list_instruments()

    def test_art_42_in_force_from_1_august_2017_without_end(self, measures: Instrument) -> None:
        assert measures.in_force_from == date(2017, 8, 1)
        assert measures.in_force_until is None
        assert not measures.is_in_force(date(2017, 7, 31))
        assert measures.is_in_force(date(2017, 8, 1))
        assert measures.is_in_force(date(2100, 1, 1))

    def test_the_english_is_marked_unofficial(self, measures: Instrument) -> None:
        assert measures.unofficial
        assert "以中文文本为准" in measures.notice.zh
        assert "unofficial" in measures.notice.en

    def test_every_article_has_a_caption_of_ours(self, measures: Instrument) -> None:
        assert list(measures.headings) == [f"art_{n}" for n in range(1, 43)]
        for caption in measures.headings.values():
            assert caption.zh
            assert caption.en
            assert caption.zh != caption.en


class TestTheTranslation:
    def test_every_unit_is_translated_and_holds_no_chinese(self, measures: Instrument) -> None:
        for part in measures.walk():
            assert part.text.en
            assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", part.text.en), part.eid

    def test_sentences_end_alike(self, measures: Instrument) -> None:
        ends = {"。": ".", "；": ";", ";": ";", "：": ":", ":": ":"}
        for unit in measures.units():
            assert unit.text.en[-1] == ends[unit.text.zh[-1]], unit.eid

    def test_every_figure_of_the_law_stands_in_its_provision(self, measures: Instrument) -> None:
        for unit in measures.units():
            figures = [int(n) for n in re.findall(r"\d+", unit.text.zh)]
            assert figures == FIGURES.get(unit.eid, []), unit.eid

    def test_every_figure_stands_in_the_translation(self, measures: Instrument) -> None:
        for unit in measures.units():
            words = re.sub(r"\b(article|level) \d+", "", unit.text.en)
            words = re.sub(r"(\d) August (\d)", r"8 \1 \2", words)
            figures = [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", words)]
            expected = FIGURES.get(unit.eid, [])
            order = sorted if unit.eid == "art_42__para_1" else list
            assert order(figures) == order(expected), unit.eid

    def test_every_reference_stands_in_the_translation(self, measures: Instrument) -> None:
        for unit in measures.units():
            referred = [int(n) for n in re.findall(r"\barticle (\d+)", unit.text.en)]
            assert referred == REFERENCES.get(unit.eid, []), unit.eid
            assert len(re.findall(r"第[一二三四五六七八九十]+条", unit.text.zh)) == len(referred)

    def test_bounds_that_include_the_number_say_so(self, measures: Instrument) -> None:
        """元以上, 年以上, 不少于 and 元以下, 不得超过 include the number itself."""
        for unit in measures.units():
            least = len(re.findall(r"元以上|年以上|不少于", unit.text.zh))
            most = len(re.findall(r"元以下|不得超过", unit.text.zh))
            assert unit.text.en.count("not less than") == least, unit.eid
            assert unit.text.en.count("not more than") == most, unit.eid

    @pytest.mark.parametrize("term", TERMS)
    def test_terms_are_said_alike_everywhere(self, measures: Instrument, term: str) -> None:
        said = TERMS[term]
        wanted = (said,) if isinstance(said, str) else said
        found = [unit for unit in measures.units() if term in unit.text.zh]
        assert found
        for unit in found:
            words = unit.text.en.lower()
            assert any(word.lower() in words for word in wanted), unit.eid

    @pytest.mark.parametrize(
        ("eid", "says"),
        [
            ("art_9__para_1__item_9", "the public parts of hotels, rental housing and residential"),
            ("art_14__para_1", "level 1 and level 2 are first examined by"),
            ("art_15__para_1", "for the first time can obtain only a level 4"),
            ("art_15__para_2", "within the 30 days before expiry"),
            ("art_15__para_2", "extension approved shall be not more than 90 days"),
            ("art_15__para_2", "submitted late shall not be accepted"),
            ("art_17__para_1", "one level above the constructing unit"),
            ("art_17__para_2", "in one single notice"),
            ("art_19__para_1", "the public security organ that approved the design scheme"),
            ("art_20__para_1", "key targets to be guarded against terrorist attack"),
            ("art_26__para_1", "approved by the person in charge"),
            ("art_26__para_4", "may not re-film, copy or retrieve"),
            ("art_32__para_1", "an individual shall be fined not less than 500 yuan"),
            ("art_32__para_1", "a unit shall be fined not less than 5,000 yuan"),
            ("art_33__para_1", "shall give a warning and order correction within a time limit"),
            ("art_35__para_1", "order correction, confiscate the unlawful income, and in addition"),
            ("art_36__para_1", "fine the constructing unit not less than 10,000 yuan"),
            ("art_37__para_1", "fine a unit not less than 10,000 yuan"),
        ],
    )
    def test_what_a_careless_translation_gets_wrong(
        self, measures: Instrument, eid: str, says: str
    ) -> None:
        assert says in measures.provision(eid).text.en

    def test_art_38_orders_no_correction(self, measures: Instrument) -> None:
        """Unlike article 37, article 38 names no order to correct."""
        text = measures.provision("art_38__para_1").text
        assert "责令" not in text.zh
        assert "order correction" not in text.en
        assert "责令改正" in measures.provision("art_37__para_1").text.zh
