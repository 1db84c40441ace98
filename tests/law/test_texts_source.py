"""The text files: what is written wrongly is refused, with the file and the line."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from jifang.law.errors import DefinitionError, Lang
from jifang.law.texts import Instrument, list_instruments, load_instrument, loader
from jifang.law.texts.loader import build_instrument
from jifang.law.texts.source import list_figures, read_captions, read_source

ZH = """% 虚构的文本，仅供测试
@instrument test-rule
@language zh
@title 测试规则
@short 规则
@number 第1号
@issuer 虚构机关
@rank government_rule
@in_force_from 2020-02-29
@in_force_until -
@status authoritative

# chp_1 第一章 总则

## art_1 第一条
[art_1__para_1] 甲：
[art_1__para_1__item_1] （一）乙；
[art_1__para_1__item_2] (二) 丙 30 日。
[art_1__para_2] 依照本规则第二条。

# chp_2 第二章 附则

## art_2 第二条
[art_2__para_1] 自 2020 年 2 月 29 日起施行。
"""
EN = """% An invented text, for tests only
@instrument test-rule
@language en
@title Test Rule
@short Rule
@number No. 1
@issuer Invented Authority
@status unofficial_translation
@notice_zh 译文仅供参考。
@notice_en Unofficial.

# chp_1 Chapter 1 General

## art_1 Article 1
[art_1__para_1] A:
[art_1__para_1__item_1] (1) b;
[art_1__para_1__item_2] (2) c, 30 days.
[art_1__para_2] By article 2 of this Rule.

# chp_2 Chapter 2 End

## art_2 Article 2
[art_2__para_1] In force from 29 February 2020.
"""
CAPTIONS = "% ours\n[art_1] 一 | One\n[art_2] 二 | Two\n"


def build(zh: str = ZH, en: str = EN, captions: str = CAPTIONS) -> Instrument:
    return build_instrument(
        read_source("test-rule.zh.txt", zh, "zh"),
        read_source("test-rule.en.txt", en, "en"),
        captions,
    )


def test_a_right_text_is_read() -> None:
    rule = build()
    assert [part.eid for part in rule.walk()] == [
        "chp_1",
        "art_1",
        "art_1__para_1",
        "art_1__para_1__item_1",
        "art_1__para_1__item_2",
        "art_1__para_2",
        "chp_2",
        "art_2",
        "art_2__para_1",
    ]
    assert rule.in_force_from == date(2020, 2, 29)
    assert rule.provision("art_1__para_1__item_2").text.zh == "丙 30 日。"
    assert rule.issuer.en == "Invented Authority"
    assert rule.notes == ()


def test_an_instrument_without_chapters_is_read() -> None:
    def drop(text: str) -> str:
        return "\n".join(line for line in text.split("\n") if not line.startswith("# "))

    rule = build(drop(ZH), drop(EN))
    assert rule.chapters == ()
    assert [article.eid for article in rule.articles()] == ["art_1", "art_2"]
    assert rule.articles()[0].chapter is None
    assert len(list(rule.walk())) == 7
    assert rule.provision("art_1__para_2").label.zh == "第一条第二款"


def test_an_instrument_that_ended_is_not_in_force_after() -> None:
    rule = build(ZH.replace("@in_force_until -", "@in_force_until 2021-01-01"))
    assert rule.is_in_force(date(2021, 1, 1))
    assert not rule.is_in_force(date(2021, 1, 2))


def test_an_official_translation_is_not_called_unofficial() -> None:
    rule = build(en=EN.replace("unofficial_translation", "official_translation"))
    assert not rule.unofficial


@pytest.mark.parametrize(
    ("old", "new", "line", "complaint"),
    [
        ("[art_1__para_2]", "[art_1__para_3]", 19, "paragraph 3 where paragraph 2 was expected"),
        ("[art_1__para_2]", "[art_1__para_1]", 19, "paragraph 1 where paragraph 2 was expected"),
        ("[art_1__para_2]", "[art_2__para_1]", 19, "stands under art_1"),
        ("item_2] (二)", "item_3] (三)", 18, "item 3 where item 2 was expected"),
        ("item_2] (二)", "item_2] (三)", 18, "must begin with its number `（二）` or `(二) `"),
        ("(二) 丙", "(二)丙", 18, "must begin with its number"),
        ("（一）乙", "（一） 乙", 17, "must begin with its number"),
        ("（一）乙", "乙", 17, "must begin with its number"),
        ("para_1__item_2", "para_2__item_1", 18, "stands under paragraph 1"),
        ("## art_2 第二条", "## art_3 第三条", 23, "article 3 where article 2 was expected"),
        ("## art_2 第二条", "## art_2 第三条", 23, "must be marked `第二条`"),
        ("# chp_2 第二章", "# chp_3 第三章", 21, "chapter 3 where chapter 2 was expected"),
        ("# chp_2 第二章", "# chp_2 第三章", 21, "must begin with `第二章 `"),
        ("# chp_1 第一章 总则\n", "", 20, "chapter 2 where chapter 1 was expected"),
        ("[art_1__para_1] 甲", "[art_1_para_1] 甲", 16, "expected `# chp_N"),
        ("[art_1__para_2] 依", "依", 19, "expected `# chp_N"),
        ("第二条。", "第二条。 ", 19, "no white space at the ends"),
        ("第二条。", "第二条。\r", 19, "no white space at the ends"),
        ("丙 30", "丙\t30", 18, "no tab"),
        ("% 虚构", "\ufeff% 虚构", 1, "byte-order mark"),
        ("@short 规则", "@short", 5, "expected `@key value`"),
        ("@short 规则", "@brief 规则", 5, "expected `@key value`"),
        ("@short 规则", "@title 规则", 5, "@title is given twice"),
        ("@short 规则\n", "", 1, "the header lacks @short"),
        ("@language zh", "@language en", 1, "the file name says zh"),
        ("@status authoritative", "@status draft", 1, "@status must be one of authoritative"),
        ("@rank government_rule", "@rank decree", 1, "@rank must be one of law,"),
        ("2020-02-29\n", "2020-02-30\n", 1, "@in_force_from must be a date"),
        ("2020-02-29\n", "20200229\n", 1, "@in_force_from must be a date"),
        ("@in_force_until -", "@in_force_until never", 1, "@in_force_until must be a date"),
        ("[art_2__para_1] 自 2020 年 2 月 29 日起施行。\n", "", 23, "art_2 is empty"),
        (
            "\n## art_2 第二条\n[art_2__para_1] 自 2020 年 2 月 29 日起施行。\n",
            "",
            21,
            "chp_2 is empty",
        ),
    ],
)
def test_a_wrong_text_names_its_line(old: str, new: str, line: int, complaint: str) -> None:
    assert ZH.count(old) >= 1
    with pytest.raises(DefinitionError) as error:
        build(zh=ZH.replace(old, new, 1))
    assert str(error.value).startswith(f"test-rule.zh.txt:{line}: ")
    assert complaint in str(error.value)


class TestFiles:
    """The files of an instrument belong together by their names."""

    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        for name, text in (("zh.txt", ZH), ("en.txt", EN), ("captions.txt", CAPTIONS)):
            (tmp_path / f"test-rule.{name}").write_text(text, "utf-8")
        monkeypatch.setattr(loader, "files", lambda package: tmp_path)
        clear_caches()
        yield tmp_path
        clear_caches()

    def test_files_in_place_are_an_instrument(self, folder: Path) -> None:
        assert [rule.id for rule in list_instruments()] == ["test-rule"]
        assert load_instrument("test-rule").title.zh == "测试规则"

    @pytest.mark.parametrize("name", ["en.txt", "captions.txt"])
    def test_a_missing_file_is_named(self, folder: Path, name: str) -> None:
        (folder / f"test-rule.{name}").unlink()
        with pytest.raises(DefinitionError, match=rf"^test-rule\.{name}:1: the file is missing"):
            load_instrument("test-rule")

    def test_a_file_of_another_instrument_is_refused(self, folder: Path) -> None:
        (folder / "test-rule.zh.txt").rename(folder / "other.zh.txt")
        with pytest.raises(DefinitionError, match="@instrument must be other"):
            load_instrument("other")

    def test_another_encoding_is_refused(self, folder: Path) -> None:
        (folder / "test-rule.zh.txt").write_bytes(ZH.encode("gb18030"))
        with pytest.raises(DefinitionError, match=r"^test-rule\.zh\.txt:1: not written in UTF-8"):
            load_instrument("test-rule")


def clear_caches() -> None:
    loader._list_ids.cache_clear()
    loader._load.cache_clear()


def test_a_header_after_the_text_is_refused() -> None:
    moved = ZH.replace("@short 规则\n", "") + "@short 规则\n"
    with pytest.raises(DefinitionError, match="the header stands before the text"):
        build(zh=moved)


def test_articles_before_the_first_chapter_are_refused() -> None:
    late = ZH.replace("# chp_1 第一章 总则\n", "").replace("# chp_2 第二章", "# chp_1 第一章")
    with pytest.raises(DefinitionError, match="articles stand before the first chapter"):
        build(zh=late)


@pytest.mark.parametrize("text", ["", "% nothing\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    with pytest.raises(DefinitionError, match="the header lacks"):
        build(zh=text)


def test_a_file_without_articles_is_refused() -> None:
    with pytest.raises(DefinitionError, match="holds no article"):
        build(zh=ZH.split("\n# chp_1", maxsplit=1)[0])


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            "[art_1__para_2] By article 2 of this Rule.\n",
            "",
            "test-rule.en.txt:19: chp_2 where test-rule.zh.txt has art_1__para_2",
        ),
        (
            "[art_1__para_1__item_2] (2) c, 30 days.\n",
            "",
            "test-rule.en.txt:17: art_1__para_2 where test-rule.zh.txt has art_1__para_1__item_2",
        ),
        (
            "30 days",
            "thirty days",
            "test-rule.en.txt:17: art_1__para_1__item_2 lacks the figure 30",
        ),
        ("30 days", "300 days", "lacks the figure 30"),
        ("article 2", "another article", "test-rule.en.txt:18: art_1__para_2 lacks the figure 2"),
        ("29 February 2020", "28 February 2020", "lacks the figure 29"),
        ("29 February 2020", "29 March 2020", "lacks the figure 2"),
        ("@instrument test-rule", "@instrument other", "@instrument differs"),
        ("(2) c", "2) c", "test-rule.en.txt:17: the item must begin with its number `(2) `"),
        ("Article 2\n", "Art. 2\n", "must be marked `Article 2`"),
        ("@notice_en Unofficial.\n", "", "the header lacks @notice_en"),
    ],
)
def test_a_translation_of_another_shape_is_refused(old: str, new: str, complaint: str) -> None:
    assert old in EN
    with pytest.raises(DefinitionError) as error:
        build(en=EN.replace(old, new, 1))
    assert complaint in str(error.value)


@pytest.mark.parametrize("shorter", ["zh", "en"])
def test_a_paragraph_that_one_language_lacks_at_the_end_is_found(shorter: Lang) -> None:
    zh, en = ZH + "[art_2__para_2] 尾。\n", EN + "[art_2__para_2] Tail.\n"
    with pytest.raises(DefinitionError) as error:
        build(zh=ZH if shorter == "zh" else zh, en=EN if shorter == "en" else en)
    assert f"art_2__para_2 is missing in test-rule.{shorter}.txt" in str(error.value)


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("处 500 元以上 30000 元以下罚款", [500, 30000]),
        ("not more than 30,000 yuan", [30000]),
        ("违反本办法第十四条、第十六条规定", [14, 16]),
        ("on 1 August 2017", [1, 2017, 8]),
        ("may in addition be fined", []),
        ("期满前30日内，最长不得超过90日", [30, 90]),
    ],
)
def test_figures_of_a_text(words: str, figures: list[int]) -> None:
    assert list_figures(words) == figures


@pytest.mark.parametrize(
    ("captions", "complaint"),
    [
        ("[art_1] 一 | One\n", "no caption for art_2"),
        ("[art_1] 一 | One\n[art_1] 一 | One\n", "x:2: art_1 is given twice or unknown"),
        ("[art_3] 三 | Three\n", "x:1: art_3 is given twice or unknown"),
        ("[art_1] One\n", "x:1: expected"),
        ("[art_1] 一 |\n", "x:1: expected"),
    ],
)
def test_wrong_captions_are_refused(captions: str, complaint: str) -> None:
    with pytest.raises(DefinitionError) as error:
        read_captions("x", captions, ("art_1", "art_2"))
    assert complaint in str(error.value)
