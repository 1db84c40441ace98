"""Workbooks made to harm: refused early, with bounded memory, and nothing of them run."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from jifang.law.errors import InputError
from jifang.law.intake import build_workbook, package, read_bytes, read_path
from jifang.law.intake.limits import MAX_XLSX_BYTES, MAX_XLSX_EXPANDED, MIB

PLAIN = build_workbook({"facts": [("setting", "key_unit")]})
SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_xml(rows: str, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{head}<worksheet xmlns="{NAMESPACE}">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()


def repack(
    changes: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED, base: bytes = PLAIN
) -> bytes:
    """The plain workbook with parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as source:
        parts = {each: source.read(each) for each in source.namelist()} | changes
    with zipfile.ZipFile(stream, "w", compression) as target:
        for name, body in parts.items():
            target.writestr(name, body)
    return stream.getvalue()


def refuse(data: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        read_bytes(data, "book.xlsx")
    return caught.value


def inline(cell: str, text: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD_ROW = f'<row r="1">{inline("A1", "field")}{inline("B1", "value")}</row>'


def test_the_plain_workbook_itself_is_read() -> None:
    rows = f'{HEAD_ROW}<row r="2">{inline("A2", "a")}<c r="B2"><v>1</v></c></row>'
    assert read_bytes(repack({SHEET: sheet_xml(rows)})) == {"a": 1}


def test_a_zip_bomb_is_refused_by_its_own_claims() -> None:
    data = repack({SHEET: b"\x00" * (30 * MIB)})
    assert len(data) < 100_000
    assert "zip bomb" in refuse(data).say("en")


def test_many_parts_that_together_are_too_much_are_refused() -> None:
    part = bytes(range(256)) * 4 * 1024
    data = repack({f"xl/media/{n}.bin": part for n in range(41)})
    assert len(data) < MAX_XLSX_BYTES
    assert "unpacks to too much" in refuse(data).say("en")


def lie_about_size(data: bytes, part: str, claimed: int) -> bytes:
    """Both headers of a part claim another unpacked size."""
    changed = bytearray(data)
    for mark, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = changed.find(mark)
        while at >= 0:
            if changed[at + name_at :].startswith(part.encode()):
                struct.pack_into("<I", changed, at + size_at, claimed)
            at = changed.find(mark, at + 4)
    return bytes(changed)


def test_a_header_that_lies_is_found_out_with_bounded_memory() -> None:
    honest = repack({SHEET: b"<" + b" " * (60 * MIB)})
    data = lie_about_size(honest, SHEET, 1000)
    tracemalloc.start()
    try:
        error = refuse(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "damaged" in error.say("en")
    assert peak < 8 * MIB


def test_unpacking_counts_what_really_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_check_directory", lambda *_: None)
    tracemalloc.start()
    try:
        error = refuse(repack({"xl/a.bin": b"\x00" * (MAX_XLSX_EXPANDED + MIB)}))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "unpacks to too much" in error.say("en")
    # The bomb itself is made inside the measured block; nothing beyond it is held.
    assert peak < MAX_XLSX_EXPANDED + 10 * MIB


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(
        f'<!ENTITY {here} "{f"&{before};" * 10}">'
        for here, before in zip("bcdefghij", "abcdefghi", strict=True)
    )
    + "]>"
)


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/sheet.png"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_billion_laughs_in_any_part_and_encoding_is_refused(part: str, encoding: str) -> None:
    text = sheet_xml(f'<row r="1">{inline("A1", "&j;")}</row>', LAUGHS).decode()
    body = text.replace('"1.0"?', f'"1.0" encoding="{encoding}"?').encode(encoding)
    error = refuse(repack({part: body}))
    assert "document type definitions" in error.say("en")
    assert error.problems[0].field == part


def test_an_external_entity_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    assert "secret" not in refuse(repack({SHEET: sheet_xml("&e;", head)})).say("en")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('<row r="999999999999"><c r="A1"><v>1</v></c></row>', "out of range"),
        ('<row r="100001"/>', "out of range"),
        ('<row r="-1"/>', "out of range"),
        ('<row r="x"/>', "out of range"),
        ('<row r="²"/>', "out of range"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "out of range"),
        ('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>', "out of range"),
        ('<row r="1"><c r="A0"><v>1</v></c></row>', "out of range"),
        ("<row>" + "<c><v>1</v></c>" * 200_001 + "</row>", "more than 200000 cells"),
        ("<a>" * 65 + "</a>" * 65, "too large"),
        ("<a/>" * 1_000_001, "too large"),
    ],
)
def test_a_sheet_larger_than_a_dossier_is_refused(rows: str, says: str) -> None:
    # Stored, so that the size itself and not the compression ratio is what is judged.
    error = refuse(repack({SHEET: sheet_xml(rows)}, zipfile.ZIP_STORED))
    assert says in error.say("en")


def test_a_declared_dimension_is_not_believed() -> None:
    row = f'{HEAD_ROW}<row r="2">{inline("A2", "a")}<c r="B2"><v>1</v></c></row>'
    body = sheet_xml(row).replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>', 1)
    assert read_bytes(repack({SHEET: body})) == {"a": 1}


def test_one_long_text_in_many_cells_is_refused() -> None:
    shared = f'<sst xmlns="{NAMESPACE}"><si><t>{"x" * 30_000}</t></si></sst>'.encode()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as source:
        types = source.read("[Content_Types].xml").decode()
    declared = (
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    changes = {
        SHEET: sheet_xml('<row><c t="s"><v>0</v></c></row>' * 1_000),
        "xl/sharedStrings.xml": shared,
        "[Content_Types].xml": types.replace("</Types>", declared).encode(),
    }
    assert "too much text" in refuse(repack(changes)).say("en")


def test_a_cell_of_too_much_text_is_refused() -> None:
    rows = f'{HEAD_ROW}<row r="2">{inline("A2", "a")}{inline("B2", "x" * 32_768)}</row>'
    error = refuse(repack({SHEET: sheet_xml(rows)}))
    assert error.problems[0].field == "facts!B2"


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/VBAPROJECT.BIN", "macros"),
        ("xl/externalLinks/externalLink1.xml", "links"),
        ("xl/activeX/activeX1.xml", "controls"),
        ("xl/embeddings/oleObject1.bin", "embedded"),
    ],
)
def test_active_content_is_refused(part: str, says: str) -> None:
    error = refuse(repack({part: b"x"}))
    assert says in error.say("en")
    assert error.problems[0].field == part


def test_an_encrypted_part_is_refused() -> None:
    data = bytearray(PLAIN)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "encrypted" in refuse(bytes(data)).say("en")


def test_an_unusual_compression_is_refused() -> None:
    assert "compression" in refuse(repack({}, zipfile.ZIP_BZIP2)).say("en")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused() -> None:
    stream = io.BytesIO(PLAIN)
    with zipfile.ZipFile(stream, "a") as target:
        target.writestr(SHEET, b"<x/>")
    assert "same name" in refuse(stream.getvalue()).say("en")


def test_a_package_of_countless_parts_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for number in range(1_001):
            target.writestr(str(number), b"")
    assert "too many parts" in refuse(stream.getvalue()).say("en")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"xl/workbook.xml": b"<broken"}, "damaged"),
        ({"xl/workbook.xml": b""}, "damaged"),
        ({SHEET: b"not xml"}, "damaged"),
        ({SHEET: sheet_xml('<row r="1"><c t="s"><v>99</v></c></row>')}, "damaged"),
        ({SHEET: sheet_xml('<row r="1"><c><v>abc</v></c></row>')}, "damaged"),
        ({SHEET: sheet_xml('<row r="1"><c><v>1E999</v></c></row>')}, ""),
        ({"xl/_rels/workbook.xml.rels": b"<a/>"}, "damaged"),
    ],
)
def test_a_broken_workbook_is_bad_input(changes: dict[str, bytes], says: str) -> None:
    assert says in refuse(repack(changes)).say("en")


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr("word/document.xml", b"<x/>")
    assert "not an XLSX workbook" in refuse(stream.getvalue()).say("en")


# Named apart from the lengths: a workbook bears the time it was made at, and its size varies.
@pytest.mark.parametrize(
    "length",
    [4, 30, 100, len(PLAIN) // 2, len(PLAIN) - 1],
    ids=["4", "30", "100", "half", "all but one"],
)
def test_a_truncated_workbook_is_bad_input(length: int) -> None:
    assert "damaged" in refuse(PLAIN[:length]).say("en")


def test_a_bomb_called_xlsx_is_refused_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "dossier.xlsx"
    path.write_bytes(repack({SHEET: b"\x00" * (30 * MIB)}))
    with pytest.raises(InputError, match="zip bomb"):
        read_path(path, expect="dossier")
