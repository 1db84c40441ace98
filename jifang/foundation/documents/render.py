"""A letter as PDF/A-2b and PDF/UA-1, by Typst with the fonts of the package alone.

What is filled in is handed over as data (JSON), never written into the source: no text can become
markup. The same letter gives the same bytes: the time in the file is noon of its day.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import segno
import typst

from jifang.foundation.audit.data import Basis
from jifang.foundation.documents.templates import FOLDER, Template
from jifang.law.errors import InputError, Problem, Text
from jifang.law.instruments import find_cited, label_provision
from jifang.law.texts import MEASURES, load_instrument

STANDARDS: list[typst.PDFStandard] = ["a-2b", "ua-1"]
CHINA = timezone(timedelta(hours=8))
NUMBER_HELD = "（签发时取号）"
CODE_HELD = "签发时生成"
_UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')


@dataclass(frozen=True, slots=True)
class Seal:
    """What a letter gets when it is issued: its number, its code, the address that checks it."""

    number: str
    code: str
    url: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a letter shows but its number and its code."""

    template: Template
    organ: str
    demonstration: bool
    addressee: str
    subject: str
    issued_on: date
    basis: tuple[Basis, ...]
    fields: Mapping[str, str]
    site: str


@cache
def load_fonts() -> typst.Fonts:
    """The fonts of the package; neither the system's nor Typst's own."""
    folder = Path(pylopdf_fonts_zh_cn.__file__).parent
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )


def name_provision(basis: Basis) -> Text:
    """A provision as a letter cites it: 《……》第十七条第二款."""
    law = load_instrument(basis.law) if basis.law == MEASURES else find_cited(basis.law)
    label = label_provision(basis.law, basis.provision)
    return Text(f"《{law.title.zh}》{label.zh}", f"{law.title.en}, {label.en}")


def write_date(day: date) -> str:
    """2026年11月26日."""
    return f"{day.year}年{day.month}月{day.day}日"


def draw_qr(url: str) -> str:
    """A QR code as SVG, with the quiet zone the standard asks for."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=4)
    return out.getvalue().decode("utf-8")


def render_letter(content: Content, seal: Seal | None) -> bytes:
    """The PDF of a letter; without a seal its preview, with their places held.

    Raises `InputError` for a character that the fonts do not have.
    """
    fields = {
        name: write_date(date.fromisoformat(value))
        if value and content.template.fields[name].kind == "date"
        else value
        for name, value in content.fields.items()
    }
    data = {
        "title": content.template.name.zh,
        "organ": content.organ,
        "demonstration": content.demonstration,
        "addressee": content.addressee,
        "subject": content.subject,
        "date": write_date(content.issued_on),
        "basis": [name_provision(one).zh for one in content.basis],
        "fields": fields,
        "site": content.site,
        "preview": seal is None,
        "number": seal.number if seal else NUMBER_HELD,
        "code": seal.code if seal else CODE_HELD,
        "qr": draw_qr(seal.url) if seal else "",
    }
    day = content.issued_on
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=CHINA)
    return compile_letter(content.template.id, data, noon)


def compile_letter(template: str, data: Mapping[str, object], at: datetime) -> bytes:
    """Let Typst set the letter."""
    compiler = typst.Compiler(root=FOLDER, font_paths=load_fonts(), ignore_system_fonts=True)
    try:
        made, warnings = compiler.compile_with_warnings(
            FOLDER / template / "letter.typ",
            format="pdf",
            sys_inputs={"letter": json.dumps(data, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=at,
        )
    except typst.TypstError as error:
        raise explain(error, data) from error
    if warnings or not isinstance(made, bytes):
        raise RuntimeError(f"letter {template}: {[w.message for w in warnings]}")
    return made


def explain(error: typst.TypstError, data: Mapping[str, object]) -> Exception:
    """A character that no font has is the writer's to change; anything else is our own fault."""
    found = _UNSHOWN.search(error.message)
    if found is None:
        return RuntimeError(f"{error.message} {error.hints}")
    shown = found.group(1)
    fields = data["fields"]
    places = {**data, **(fields if isinstance(fields, dict) else {})}
    name = next((n for n, v in places.items() if isinstance(v, str) and shown in v), "")
    said = Text(f"字库中没有“{shown}”这个字", f"the fonts do not have “{shown}”")
    return InputError(Problem(name, shown, said))
