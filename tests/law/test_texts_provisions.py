"""Addressing provisions: ids, labels, short references, notes."""

import re
import time
from pathlib import Path

import pytest

from jifang.law.errors import DefinitionError, InputError, Text
from jifang.law.texts import (
    CAPTIONS_ARE_OURS,
    Article,
    Chapter,
    Instrument,
    Item,
    Paragraph,
    load_instrument,
)
from jifang.law.texts.notes import read_notes
from jifang.law.texts.numerals import LARGEST, read_chinese, write_chinese


@pytest.fixture(scope="module")
def measures() -> Instrument:
    return load_instrument()


class TestIds:
    def test_ids_are_unique_and_in_the_order_of_the_law(self, measures: Instrument) -> None:
        eids = [part.eid for part in measures.walk()]
        assert len(set(eids)) == len(eids)
        assert eids[:4] == ["chp_1", "art_1", "art_1__para_1", "art_2"]
        assert eids[-2:] == ["art_42", "art_42__para_1"]

    def test_every_article_has_a_first_paragraph(self, measures: Instrument) -> None:
        for number in range(1, 43):
            assert measures.provision(f"art_{number}__para_1").kind == "paragraph"

    def test_parents_lead_up_to_the_chapter(self, measures: Instrument) -> None:
        item = measures.provision("art_9__para_1__item_7")
        assert isinstance(item, Item)
        assert isinstance(item.parent, Paragraph)
        assert item.parent.eid == "art_9__para_1"
        assert isinstance(item.parent.parent, Article)
        assert item.parent.parent.chapter is measures.chapters[1]
        assert isinstance(item.parent.parent.parent, Chapter)
        assert measures.chapters[1].parent is None

    def test_every_part_finds_itself(self, measures: Instrument) -> None:
        for part in measures.walk():
            assert measures.provision(part.eid) is part
            assert measures.resolve(part.eid) == part.eid


class TestResolving:
    @pytest.mark.parametrize(
        ("ref", "eid"),
        [
            ("art_36", "art_36"),
            ("art_36__para_1", "art_36__para_1"),
            ("art_21__item_3", "art_21__para_1__item_3"),
            ("art_34__item_6", "art_34__para_1__item_6"),
            ("art_9__para_1__item_10", "art_9__para_1__item_10"),
            ("chp_4", "chp_4"),
        ],
    )
    def test_what_is_meant(self, measures: Instrument, ref: str, eid: str) -> None:
        assert measures.resolve(ref) == eid

    @pytest.mark.parametrize(
        ("ref", "nearby"),
        [
            ("art_17__para_3", "art_17__para_1, art_17__para_2."),
            ("art_9__item_7", "art_9__para_1__item_1 … art_9__para_1__item_10"),
            ("art_29__item_1", "art_29__para_1__item_1 … art_29__para_1__item_6"),
            ("art_21__item_6", "art_21__para_1__item_1 … art_21__para_1__item_5"),
            ("art_20__para_1__item_1", "art_20__para_1, art_20__para_2."),
            ("art_43", "art_1 … art_42"),
            ("art_0", "art_1 … art_42"),
            ("art_020", "art_1 … art_42"),
            ("art_20 ", "art_1 … art_42"),
            ("ART_20", "art_1 … art_42"),
            ("chp_6", "art_1 … art_42"),
            ("第二十条", "art_20__para_1"),
            ("", "art_1 … art_42"),
            ("__item_1", "art_1 … art_42"),
        ],
    )
    def test_what_does_not_exist_names_what_does(
        self, measures: Instrument, ref: str, nearby: str
    ) -> None:
        for look_up in (measures.resolve, measures.provision):
            with pytest.raises(InputError) as error:
                look_up(ref)
            (problem,) = error.value.problems
            assert problem.field == "provision"
            assert problem.value == ref
            assert nearby in problem.message.en
            assert "没有" in problem.message.zh

    @pytest.mark.parametrize("ref", [None, 20, ["art_20"], {}, True])
    def test_anything_but_text_is_refused(self, measures: Instrument, ref: object) -> None:
        with pytest.raises(InputError):
            measures.resolve(ref)  # type: ignore[arg-type]

    def test_a_huge_reference_is_not_repeated_in_full(self, measures: Instrument) -> None:
        with pytest.raises(InputError) as error:
            measures.resolve("art_" + "9" * 100_000)
        assert len(error.value.say("en")) < 500

    @pytest.mark.parametrize("law_id", ["gd-decree-799", "", "../gd-decree-238", "GD-DECREE-238"])
    def test_an_instrument_that_is_not_held_names_those_that_are(self, law_id: str) -> None:
        with pytest.raises(InputError) as error:
            load_instrument(law_id)
        assert "gd-decree-238" in error.value.say("zh")


class TestLabels:
    @pytest.mark.parametrize(
        ("eid", "label", "short_label"),
        [
            (
                "art_20__para_1",
                Text("第二十条第一款", "art. 20 ¶ 1"),
                Text("第20条第1款", "Art. 20 ¶1"),
            ),
            (
                "art_9__para_1__item_7",
                Text("第九条第一款第七项", "art. 9 ¶ 1 (7)"),
                Text("第9条第1款第7项", "Art. 9 ¶1(7)"),
            ),
            ("art_36__para_1", Text("第三十六条", "art. 36"), Text("第36条", "Art. 36")),
            ("art_36", Text("第三十六条", "art. 36"), Text("第36条", "Art. 36")),
            (
                "art_21__para_1__item_3",
                Text("第二十一条第三项", "art. 21 (3)"),
                Text("第21条第3项", "Art. 21(3)"),
            ),
            ("chp_2", Text("第二章", "chapter 2"), Text("第2章", "Ch. 2")),
        ],
    )
    def test_citations(
        self, measures: Instrument, eid: str, label: Text, short_label: Text
    ) -> None:
        part = measures.provision(eid)
        assert part.label == label
        assert part.short_label == short_label

    def test_marks_are_those_of_the_text(self, measures: Instrument) -> None:
        assert measures.provision("art_9__para_1__item_6").mark.zh == "（六）"
        assert measures.provision("art_9__para_1__item_7").mark.zh == "(七)"
        assert measures.provision("art_9").mark.en == "Article 9"
        assert measures.provision("chp_5").mark.zh == "第五章"
        assert measures.provision("art_9__para_2").mark.zh == ""


class TestFullText:
    def test_a_paragraph_brings_its_items(self, measures: Instrument) -> None:
        lines = measures.provision("art_27").full_text("zh").split("\n")
        assert len(lines) == 6
        assert lines[1] == "（一）工作人员不少于 2 人；"
        lines = measures.provision("art_27__para_1").full_text("en").split("\n")
        assert lines[1] == "(1) there are not less than 2 members of staff;"

    def test_an_article_is_its_paragraphs(self, measures: Instrument) -> None:
        article = measures.provision("art_39")
        lines = article.full_text("zh").split("\n")
        assert len(lines) == 8
        assert lines[5] == measures.provision("art_39__para_1__item_5").text.zh.join(["(五) ", ""])
        assert lines[7].startswith("公安机关违法实施行政许可的")
        assert article.text.zh == article.full_text("zh")

    def test_a_chapter_begins_with_its_heading(self, measures: Instrument) -> None:
        lines = measures.chapters[0].full_text("en").split("\n")
        assert lines[0] == "Chapter 1 General Provisions"
        assert lines[1].startswith("Article 1 These Measures")
        assert measures.chapters[0].text.zh == "总 则"

    def test_an_item_is_its_words(self, measures: Instrument) -> None:
        assert measures.provision("art_23__para_1__item_4").full_text("en") == (
            "leak the basic information of a technical protection system;"
        )


class TestNotes:
    def test_every_half_width_mark_is_noted_and_no_note_is_idle(self, measures: Instrument) -> None:
        """From art. 9 ¶ 1 (7) on the text changes between full-width and half-width punctuation."""
        marked = {
            part.eid
            for part in measures.walk()
            if part.kind in {"paragraph", "item"}
            and re.search(r"[,;:()]", part.mark.zh + part.text.zh)
        }
        noted = [eid for n in measures.notes if n.kind == "punctuation" for eid in n.eids]
        assert len(noted) == len(set(noted))
        assert set(noted) == marked
        first = next(part.eid for part in measures.walk() if part.eid in marked)
        assert first == "art_9__para_1__item_7"

    def test_spaced_and_close_punctuation_are_told_apart(self, measures: Instrument) -> None:
        for note in measures.notes:
            if note.kind == "punctuation":
                for eid in note.eids:
                    part = measures.provision(eid)
                    close = re.search(r"[,;:](?=[^ ])", part.text.zh) is not None
                    spaced = re.search(r"[,;:] ", part.text.zh) is not None
                    assert not (spaced if note.id == "half_width_close" else close), eid

    def test_figures_between_spaces_are_noted(self, measures: Instrument) -> None:
        spaced = {u.eid for u in measures.units() if re.search(r" \d|\d ", u.text.zh)}
        (note,) = (n for n in measures.notes if n.id == "figure_spacing")
        assert set(note.eids) == spaced

    @pytest.mark.parametrize(
        ("eid", "note_id", "meant"),
        [
            ("art_11", "", ""),
            ("art_11__para_1", "joint_network", "与公安机关联网共享"),
            ("art_34__item_1", "joint_network", "与公安机关联网共享"),
            ("art_24__item_2", "obtained_information", "采获信息"),
            ("art_21__item_2", "ledger_character", "台账"),
            ("art_17__para_2", "broken_paragraph", "对申报材料齐全的"),
            ("chp_4", "chapter_4_bold", "## 第四章 法律责任"),
        ],
    )
    def test_notes_stand_at_their_provision(
        self, measures: Instrument, eid: str, note_id: str, meant: str
    ) -> None:
        found = {note.id: note for note in measures.notes_on(eid)}
        assert (found[note_id].meant == meant) if note_id else not found

    def test_layout_notes_quote_the_published_text(self) -> None:
        seed = (Path(__file__).parent / "data" / "gd-decree-238.seed.txt").read_text("utf-8")
        assert "### 第三章 应用管理" in seed
        assert "#### **第四章 法律责任**" in seed
        assert "对申报材料\n\n齐全的" in seed
        assert "- （一）" in seed

    def test_notes_say_why_in_both_languages(self, measures: Instrument) -> None:
        for note in measures.notes:
            assert note.why.zh
            assert note.why.en
            assert note.why.zh.endswith("。")
        assert "非法规原文" in CAPTIONS_ARE_OURS.zh

    @pytest.mark.parametrize(
        ("change", "complaint"),
        [
            (("law: x", "law: y"), "expected `law: x`"),
            (("notes:", "remarks:"), "expected `law: x`"),
            (("kind: wording", "kind: typo"), "kind must be one of"),
            (("[art_1__para_1]", "[art_9]"), "no provision 'art_9'"),
            (("[art_1__para_1]", "art_1__para_1"), "`eids` must be a list"),
            (("stands: 甲", "stands: 乙"), "does not stand in art_1__para_1"),
            (("stands: 甲", "stands: 7"), "must be text"),
            (("    meant: 丙\n", ""), "a note has exactly"),
            (("en: why", "fr: pourquoi"), "zh and en"),
            (("en: why", "en: ''"), "must be text"),
            (("- id", "id"), "not readable as YAML"),
            (("id: a", "id: !!python/name:os.system a"), "not readable as YAML"),
        ],
    )
    def test_a_wrong_notes_file_is_refused(self, change: tuple[str, str], complaint: str) -> None:
        right = (
            "law: x\nnotes:\n  - id: a\n    kind: wording\n    eids: [art_1__para_1]\n"
            "    stands: 甲\n    meant: 丙\n    why:\n      zh: 因为\n      en: why\n"
        )
        wording = {"art_1__para_1": "甲乙丙".replace("乙", "")}
        assert len(read_notes("x.notes.yaml", right, "x", wording)) == 1
        with pytest.raises(DefinitionError, match=r"^x\.notes\.yaml") as error:
            read_notes("x.notes.yaml", right.replace(*change), "x", wording)
        assert complaint in str(error.value)

    def test_two_notes_of_one_id_are_refused(self) -> None:
        note = (
            "  - {id: a, kind: layout, eids: [], stands: 甲, meant: '', why: {zh: 因为, en: why}}\n"
        )
        with pytest.raises(DefinitionError, match="same id"):
            read_notes("n", f"law: x\nnotes:\n{note}{note}", "x", {})
        with pytest.raises(DefinitionError, match="must be a list"):
            read_notes("n", "law: x\nnotes: {}\n", "x", {})


class TestNumerals:
    @pytest.mark.parametrize(
        ("number", "written"),
        [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (42, "四十二"),
            (100, "一百"),
            (101, "一百零一"),
            (110, "一百一十"),
            (1005, "一千零五"),
            (1050, "一千零五十"),
            (1259, "一千二百五十九"),
            (9999, "九千九百九十九"),
        ],
    )
    def test_numerals_of_laws(self, number: int, written: str) -> None:
        assert write_chinese(number) == written
        assert read_chinese(written) == number
        assert read_chinese(str(number)) == number

    def test_every_numeral_reads_back(self) -> None:
        for number in range(1, LARGEST + 1):
            assert read_chinese(write_chinese(number)) == number

    @pytest.mark.parametrize("written", ["", "零", "一零", "二二十", "十十", "甲", "一十", "99999"])
    def test_what_is_no_numeral_is_none(self, written: str) -> None:
        assert read_chinese(written) is None

    @pytest.mark.parametrize("number", [0, -1, 10_000])
    def test_numbers_out_of_range_have_no_numeral(self, number: int) -> None:
        with pytest.raises(ValueError, match=str(number)):
            write_chinese(number)


def test_loading_again_costs_nothing() -> None:
    load_instrument()
    started = time.perf_counter()
    for _ in range(1000):
        load_instrument().provision("art_20__para_1")
    assert time.perf_counter() - started < 0.5
