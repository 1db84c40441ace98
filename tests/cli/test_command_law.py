"""The law book: `jifang law …`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from jifang.cli import main
from jifang.cli.lawbook import name_carriers
from jifang.law import list_questions
from jifang.law.instruments import load_cited_instruments
from jifang.law.texts import RANKS, load_instrument

Capture = pytest.CaptureFixture[str]
Load = Callable[..., Any]


@pytest.fixture
def load(capsys: Capture) -> Load:
    def load_json(*args: str) -> Any:
        assert main(["law", *args, "--format", "json"]) == 0
        return json.loads(capsys.readouterr().out)

    return load_json


@pytest.mark.parametrize(
    "ref", [["art_20__para_1"], ["art_20"], ["第二十条"], ["20"], ["art.", "20"], ["第20条第1款"]]
)
def test_a_provision_is_found_by_id_and_by_words(ref: list[str], capsys: Capture) -> None:
    assert main(["law", "show", *ref]) == 0
    shown = capsys.readouterr().out
    assert "不少于 30 日" in shown
    assert "不少于 90 日" in shown
    assert "retention" in shown


def test_the_caption_is_marked_as_ours_and_the_english_as_unofficial(
    capsys: Capture, load: Load
) -> None:
    assert main(["law", "show", "17"]) == 0
    assert "（标题为本平台所加）" in capsys.readouterr().out
    assert main(["law", "show", "17", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "(caption ours)" in shown
    assert "unofficial" in shown
    found = load("show", "art_17__para_2")
    assert found["caption_ours"] is True
    assert found["unofficial"] == {"zh": False, "en": True}
    assert "preconstruction_review" in found["questions"]


def test_a_defect_of_the_text_is_noted_and_not_mended(capsys: Capture, load: Load) -> None:
    """Art. 11 prints 公安机 for 公安机关."""
    for ref in ("11", "art_11__para_1"):
        assert main(["law", "show", ref]) == 0
        shown = capsys.readouterr().out
        assert "并与公安机联网共享" in shown
        assert "疑为“与公安机关联网共享”" in shown
    assert load("show", "11")["notes"][0]["meant"] == "与公安机关联网共享"


def test_a_chapter_is_shown_with_all_its_articles(capsys: Capture) -> None:
    assert main(["law", "show", "第四章"]) == 0
    shown = capsys.readouterr().out
    assert "第三十二条" in shown
    assert "第三十九条" in shown
    assert "liability" in shown


@pytest.mark.parametrize("ref", ["art_99", "第九十九条", "", "x" * 5000, "art_20__para_9"])
def test_a_provision_that_is_not_there(ref: str, capsys: Capture) -> None:
    for lang in ("zh", "en"):
        assert main(["law", "show", ref, "--lang", lang]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "art_" in said.err
        assert len(said.err) < 500


def test_an_article_without_a_number_is_the_contents(capsys: Capture, load: Load) -> None:
    assert main(["law", "show"]) == 0
    assert capsys.readouterr().out.count("art_") == 42
    assert [a["eid"] for a in load("show")] == [f"art_{n}" for n in range(1, 43)]


def test_search_finds_words_and_citations(capsys: Capture, load: Load) -> None:
    assert "art_19" in {h["eid"].split("__")[0] for h in load("search", "验收")}
    assert load("search", "第二十条")[0]["eid"] == "art_20"
    assert load("search", "counter-terrorism")[0]["lang"] == "en" or load("search", "terrorist")
    hit = load("search", "不少于", "30")[0]
    assert hit["snippet"][hit["start"] : hit["end"]]
    assert main(["law", "search", "鲸鱼"]) == 0
    assert capsys.readouterr().out == "没有找到。\n"
    assert load("search", "鲸鱼") == []
    assert main(["law", "search", ""]) == 2


def test_coverage_accounts_for_every_paragraph_and_item(capsys: Capture, load: Load) -> None:
    coverage = load("coverage")
    assert [c["provision"] for c in coverage] == [p.eid for p in load_instrument().units()]
    for row in coverage:
        assert set(row) >= {"provision", "status", "carried_by", "reason"}
        assert row["status"] in {"carried", "not_yet", "not_software"}
        assert row["carried_by"] or row["reason"]
    retention = next(c for c in coverage if c["provision"] == "art_20__para_1")
    assert retention["status"] == "carried"
    assert "retention" in retention["carried_by"]
    only = load("coverage", "--status", "carried")
    assert only == [c for c in coverage if c["status"] == "carried"]
    assert main(["law", "coverage"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(coverage)


def test_every_schema_is_a_json_schema(load: Load) -> None:
    for question in list_questions():
        schema = load("schema", question.name)
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate({}, schema)
    dossier = load("schema")
    jsonschema.Draft202012Validator.check_schema(dossier)
    assert dossier == load("schema", "dossier") == load("schema", "assessment")


def test_a_schema_refuses_what_the_command_refuses(load: Load) -> None:
    schema = load("schema", "retention")
    jsonschema.validate({"setting": "key_unit", "effective_storage_days": 18}, schema)
    for bad in ({"setting": "school"}, {"effective_storage_days": -1}, {"storage": 3}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


def test_an_unknown_schema_lists_what_there_is(capsys: Capture) -> None:
    assert main(["law", "schema", "weather"]) == 2
    said = capsys.readouterr().err
    assert "dossier" in said
    assert "weather" in said


def test_questions_and_parameters_are_listed(capsys: Capture, load: Load) -> None:
    assert [q["name"] for q in load("questions")] == [q.name for q in list_questions()]
    rows = {r["id"]: r for r in load("parameters")}
    assert rows["retention.minimum_days"]["value"] == 30
    assert rows["retention.minimum_days"]["provision"] == "art_20__para_1"
    for topic in ("questions", "parameters"):
        for lang in ("zh", "en"):
            assert main(["law", topic, "--lang", lang]) == 0
            assert "retention" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_is_given_as_akoma_ntoso(lang: str, capsys: Capture, load: Load) -> None:
    assert main(["law", "akn", "--lang", lang]) == 0
    xml = capsys.readouterr().out
    root = ElementTree.fromstring(xml.encode())  # noqa: S314 - our own output
    assert root.tag.endswith("akomaNtoso")
    assert load("akn", "--lang", lang)["akn"] == xml


VIDEO = "cn-decree-799/art_17"


def test_a_provision_of_another_instrument_is_shown_in_our_words(
    capsys: Capture, load: Load
) -> None:
    for ref in ([VIDEO], ["视频图像条例第十七条"], ["Video", "Regulation", "art.", "17"]):
        assert main(["law", "show", *ref, "--on", "2025-03-31"]) == 0
        shown = capsys.readouterr().out
        assert "不少于 30 日" in shown
        assert "以上为本平台的表述" in shown
        assert "2025-04-01 起；2025-03-31 未施行；已读法律全文" in shown
    found = load("show", VIDEO, "--on", "2025-04-01")
    assert found["in_force"] is True
    assert found["since"] == "2025-04-01"
    assert found["our_words"] is True
    assert "art_20__para_1" in found["touches"]
    assert load("show", VIDEO, "--on", "2025-03-31")["in_force"] is False


def test_another_instrument_is_shown_with_what_is_used_of_it(capsys: Capture, load: Load) -> None:
    assert main(["law", "show", "cn-penalty-law"]) == 0
    shown = capsys.readouterr().out
    assert "art_29" in shown
    assert "施行日未收录" in shown
    assert "按已施行对待" in shown
    found = load("show", "cn-penalty-law")
    assert found["rank"] == "law"
    assert found["since"] is None
    assert found["text_held"] is False


def test_several_parts_of_an_article_are_shown_one_after_another(load: Load) -> None:
    found = load("show", "cn-decree-799/art_27")
    assert {f["eid"] for f in found} == {"art_27__para_1", "art_27__para_2"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_provision_that_is_not_recorded_leads_to_those_that_are(
    lang: str, capsys: Capture
) -> None:
    assert main(["law", "show", "cn-decree-799/art_99", "--lang", lang]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "jifang law show cn-decree-799" in said.err
    assert main(["law", "show", "cn-no-such-law/art_1", "--lang", lang]) == 2


@pytest.mark.parametrize("command", [["show", "20"], ["show", VIDEO], ["list"]])
@pytest.mark.parametrize("day", ["2025-02-30", "today", ""])
def test_a_wrong_day_is_refused(command: list[str], day: str, capsys: Capture) -> None:
    assert main(["law", *command, "--on", day]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "--on" in said.err


def test_a_wrong_day_and_a_wrong_provision_are_told_together(capsys: Capture) -> None:
    assert main(["law", "show", "art_99", "--on", "never"]) == 2
    said = capsys.readouterr().err
    assert "--on" in said
    assert "art_" in said


def test_a_paragraph_tells_the_other_law_and_the_numbers_of_a_day(
    capsys: Capture, load: Load
) -> None:
    assert main(["law", "show", "art_20__para_1", "--on", "2025-03-31"]) == 0
    shown = capsys.readouterr().out
    assert "采获信息有效存储时间（一般）：30 日（2017-08-01 起，办法原文）" in shown
    assert "《视频图像条例》第十七条" in shown
    assert "2025-03-31 未施行" in shown
    found = load("show", "art_20__para_1", "--on", "2025-03-31")
    video = next(o for o in found["other_law"] if o["law"] == "cn-decree-799")
    assert video["in_force"] is False
    assert {p["id"] for p in found["parameters"]} >= {"retention.minimum_days"}


def test_every_instrument_is_listed_by_rank(capsys: Capture, load: Load) -> None:
    rows = load("list", "--on", "2025-03-31")
    ranks = [RANKS.index(r["rank"]) for r in rows]
    assert ranks == sorted(ranks)
    by_id = {r["law"]: r for r in rows}
    assert by_id["gd-decree-238"]["text_held"] is True
    assert by_id["cn-decree-799"]["in_force"] is False
    assert set(by_id) == {"gd-decree-238", *load_cited_instruments()}
    for lang in ("zh", "en"):
        assert main(["law", "list", "--lang", lang]) == 0
        assert "cn-decree-799" in capsys.readouterr().out


def test_coverage_of_another_instrument(capsys: Capture, load: Load) -> None:
    rows = load("coverage", "--law", "cn-penalty-law")
    by_id = {r["provision"]: r for r in rows}
    assert by_id["art_29"]["status"] == "carried"
    assert "precedence:one_act_one_fine" in by_id["art_29"]["carried_by"]
    for row in rows:
        assert row["carried_by"] or row["reason"]
    noted = load("coverage", "--law", "cn-penalty-law", "--status", "noted")
    assert noted == [r for r in rows if r["status"] == "noted"]
    assert main(["law", "coverage", "--law", "cn-penalty-law"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(rows)
    assert main(["law", "coverage", "--law", "nothing"]) == 2
    assert "jifang law list" in capsys.readouterr().err


def test_search_finds_other_instruments_too(load: Load) -> None:
    found = {(h["law"], h["eid"]) for h in load("search", "不少于 30 日")}
    assert ("gd-decree-238", "art_20__para_1") in found
    assert ("cn-decree-799", "art_17") in found
    assert load("search", "行政处罚法第二十九条")[0]["eid"] == "art_29"


def test_carriers_that_are_not_named_are_counted() -> None:
    assert name_carriers(("a", "b", "c")) == "a, b, c"
    assert name_carriers(("a", "b", "c", "d", "e")) == "a, b, c +2"
    assert name_carriers(()) == ""
