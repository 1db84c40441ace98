"""Akoma Ntoso 3.0 generated from a text: one expression of the work per language.

Paragraphs (款) are `paragraph`; their items (项) are the `item` of a `blockList`, so that every
id of ours is an eId of the document. Nothing is stored: the XML follows from the text files and is
the same at every call.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from jifang.law.errors import Lang, Text
from jifang.law.texts.model import CAPTIONS_ARE_OURS, Article, Chapter, Instrument, Paragraph
from jifang.law.texts.notes import Note, NoteKind

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OUR_NAMESPACE = "urn:jifang:law"

_LANGUAGES: dict[Lang, str] = {"zh": "zho", "en": "eng"}
_XML_LANGUAGES: dict[Lang, str] = {"zh": "zh-Hans", "en": "en"}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_US = "#jifang"
_ISSUER = "#issuer"

_NOTE_KINDS: dict[NoteKind, Text] = {
    "wording": Text("文字", "Wording"),
    "punctuation": Text("标点", "Punctuation"),
    "layout": Text("版式", "Layout"),
    "source": Text("底本", "Source"),
    "translation": Text("译法", "Translation"),
}


def render_akn(instrument: Instrument, lang: Lang) -> str:
    """The instrument as an Akoma Ntoso document in one language.

    The Chinese is the authoritative expression. The English is marked as a translation of it, as
    without authority where it is unofficial, and carries the notice. Our captions are headings
    with status `editorial`; our notes stand in the metadata and are referred to from the text.
    """
    ET.register_namespace("", NAMESPACE)
    ET.register_namespace("jifang", OUR_NAMESPACE)
    root = ET.Element(_tag("akomaNtoso"))
    act = _add(root, "act", name=instrument.rank, contains="originalVersion")
    _write_meta(_add(act, "meta"), instrument, lang)
    _write_preface(_add(act, "preface"), instrument, lang)
    writer = _BodyWriter(instrument, lang)
    body = _add(act, "body")
    body.set(_XML_LANG, _XML_LANGUAGES[lang])
    for chapter in instrument.chapters:
        writer.write_chapter(body, chapter)
    for article in instrument.loose_articles:
        writer.write_article(body, article)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def build_work_uri(instrument: Instrument) -> str:
    """The URI of the work, dated by its commencement: the day of promulgation is not held."""
    day = instrument.in_force_from.isoformat()
    return f"/akn/cn/act/{instrument.rank}/{day}/{instrument.id}"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, _tag(tag), attributes)
    element.text = text
    return element


def _write_meta(meta: ET.Element, instrument: Instrument, lang: Lang) -> None:
    identification = _add(meta, "identification", source=_US)
    _write_work(_add(identification, "FRBRWork"), instrument)
    _write_expression(_add(identification, "FRBRExpression"), instrument, lang)
    _write_manifestation(_add(identification, "FRBRManifestation"), instrument, lang)
    references = _add(meta, "references", source=_US)
    for eid, name in (
        ("jifang", Text("技防（本项目）", "Jifang (this project)")),
        ("issuer", instrument.issuer),
    ):
        href = f"/akn/ontology/organization/cn/{instrument.id}-{eid}"
        _add(references, "TLCOrganization", eId=eid, href=href, showAs=name.say(lang))
    if instrument.notes:
        notes = _add(meta, "notes", source=_US)
        for note in instrument.notes:
            _write_note(notes, note, lang)
    _write_our_metadata(_add(meta, "proprietary", source=_US), instrument, lang)


def _write_core(level: ET.Element, instrument: Instrument, uri: str, author: str) -> None:
    _add(level, "FRBRthis", value=uri)
    _add(level, "FRBRuri", value=uri)
    day = instrument.in_force_from.isoformat()
    _add(level, "FRBRdate", date=day, name="in_force_from")
    _add(level, "FRBRauthor", href=author)


def _write_work(work: ET.Element, instrument: Instrument) -> None:
    _write_core(work, instrument, build_work_uri(instrument), _ISSUER)
    _add(work, "FRBRcountry", value="cn")
    _add(work, "FRBRsubtype", value=instrument.rank)
    _add(work, "FRBRnumber", value=instrument.number.zh)
    _add(work, "FRBRname", value=instrument.title.zh)


def _build_expression_uri(instrument: Instrument, lang: Lang) -> str:
    day = instrument.in_force_from.isoformat()
    return f"{build_work_uri(instrument)}/{_LANGUAGES[lang]}@{day}"


def _write_expression(expression: ET.Element, instrument: Instrument, lang: Lang) -> None:
    translated = lang == "en"
    authoritative = not (translated and instrument.unofficial)
    author = _ISSUER if authoritative else _US
    _write_core(expression, instrument, _build_expression_uri(instrument, lang), author)
    _add(expression, "FRBRauthoritative", value=_say_bool(authoritative))
    _add(expression, "FRBRlanguage", language=_LANGUAGES[lang])
    if translated:
        _add(
            expression,
            "FRBRtranslation",
            href=_build_expression_uri(instrument, "zh"),
            fromLanguage=_LANGUAGES["zh"],
            authoritative=_say_bool(authoritative),
            by=author,
        )


def _write_manifestation(level: ET.Element, instrument: Instrument, lang: Lang) -> None:
    uri = f"{_build_expression_uri(instrument, lang)}.xml"
    _write_core(level, instrument, uri, _US)
    _add(level, "FRBRformat", value="application/akn+xml")


def _say_bool(value: bool) -> str:
    return "true" if value else "false"


def _write_note(notes: ET.Element, note: Note, lang: Lang) -> None:
    element = _add(notes, "note", eId=f"note_{note.id}", status="editorial")
    kind = _NOTE_KINDS[note.kind].say(lang)
    _add(element, "p", f"{kind}：{note.why.zh}" if lang == "zh" else f"{kind}: {note.why.en}")
    if note.meant:
        stands = Text(f"原文：{note.stands}", f"As it stands: {note.stands}")
        meant = Text(f"当指：{note.meant}", f"Believed to mean: {note.meant}")
        _add(element, "p", stands.say(lang))
        _add(element, "p", meant.say(lang))


def _write_our_metadata(parent: ET.Element, instrument: Instrument, lang: Lang) -> None:
    """What Akoma Ntoso has no place for: commencement, standing of the text, whose the captions."""
    until = instrument.in_force_until
    facts = {
        "id": instrument.id,
        "inForceFrom": instrument.in_force_from.isoformat(),
        "inForceUntil": until.isoformat() if until else "",
        "unofficial": _say_bool(lang == "en" and instrument.unofficial),
        "notice": instrument.notice.say(lang),
        "captions": CAPTIONS_ARE_OURS.say(lang),
    }
    for name, value in facts.items():
        ET.SubElement(parent, f"{{{OUR_NAMESPACE}}}{name}").text = value


def _write_preface(preface: ET.Element, instrument: Instrument, lang: Lang) -> None:
    title = _add(preface, "longTitle", eId="preface__longTitle")
    line = _add(title, "p")
    _add(line, "docTitle", instrument.title.say(lang))
    _add(_add(title, "p"), "docNumber", instrument.number.say(lang))
    for marker, note in enumerate(instrument.notes, 1):
        if not note.eids:
            _refer(line, marker, note)
    if lang == "en" and instrument.unofficial:
        notice = _add(preface, "p", status="editorial")
        _add(notice, "remark", instrument.notice.en, type="translation", status="editorial")


def _refer(element: ET.Element, marker: int, note: Note) -> None:
    _add(element, "noteRef", href=f"#note_{note.id}", marker=str(marker))


class _BodyWriter:
    """Writes the parts of the body; each note is referred to where it applies."""

    def __init__(self, instrument: Instrument, lang: Lang) -> None:
        self._lang = lang
        self._notes: dict[str, list[tuple[int, Note]]] = {}
        for marker, note in enumerate(instrument.notes, 1):
            for eid in note.eids:
                self._notes.setdefault(eid, []).append((marker, note))

    def write_chapter(self, parent: ET.Element, chapter: Chapter) -> None:
        element = _add(parent, "chapter", eId=chapter.eid)
        _add(element, "num", chapter.mark.say(self._lang))
        heading = _add(element, "heading", chapter.heading.say(self._lang))
        self._refer(heading, chapter.eid)
        for article in chapter.articles:
            self.write_article(element, article)

    def write_article(self, parent: ET.Element, article: Article) -> None:
        element = _add(parent, "article", eId=article.eid)
        _add(element, "num", article.mark.say(self._lang))
        _add(element, "heading", article.caption.say(self._lang), status="editorial")
        for paragraph in article.paragraphs:
            self._write_paragraph(element, paragraph)

    def _write_paragraph(self, parent: ET.Element, paragraph: Paragraph) -> None:
        element = _add(parent, "paragraph", eId=paragraph.eid)
        content = _add(element, "content")
        if not paragraph.items:
            self._refer(_add(content, "p", paragraph.text.say(self._lang)), paragraph.eid)
            return
        block = _add(content, "blockList", eId=f"{paragraph.eid}__list_1")
        introduction = _add(block, "listIntroduction", paragraph.text.say(self._lang))
        self._refer(introduction, paragraph.eid)
        for item in paragraph.items:
            entry = _add(block, "item", eId=item.eid)
            _add(entry, "num", item.mark.say(self._lang))
            self._refer(_add(entry, "p", item.text.say(self._lang)), item.eid)

    def _refer(self, element: ET.Element, eid: str) -> None:
        for marker, note in self._notes.get(eid, ()):
            _refer(element, marker, note)
