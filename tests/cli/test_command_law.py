"""The law book: `jifang law …`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from jifang.cli import main
from jifang.law import list_questions
from jifang.law.texts import load_instrument

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
