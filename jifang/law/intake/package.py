"""The checks a workbook passes before it is read: a zip package of XML parts.

Sizes in a zip's directory are claims. They are checked first because that costs nothing, and then
every part is unpacked piece by piece and counted, its XML looked at while it streams past: no
document type definition (so no entities), bounded depth, elements, cells and cell positions.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from jifang.law.errors import Text
from jifang.law.intake.limits import KIB, MAX_CELLS, MAX_XLSX_EXPANDED, MIB, Findings

MAX_PARTS = 1_000
"""Most parts in one package; a real dossier has some tens."""
MAX_RATIO = 200
"""Largest declared expansion of a part of more than 1 MiB."""
MAX_ELEMENTS = 1_000_000
"""Most XML elements in all parts together."""
MAX_XML_DEPTH = 64
"""Deepest nesting of XML elements."""
MAX_ROW = 100_000
"""Last row that may hold a cell: the reader walks over the rows before it."""
MAX_COLUMN = 1_024
"""Last column that may hold a cell."""

_ENTRY_MARK = b"PK\x01\x02"
_ENCRYPTED = 0x1
_CELL_NAME = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_BANNED_PARTS = (
    ("vbaproject", Text("不接受含宏的工作簿。", "workbooks with macros are not accepted")),
    (
        "/externallinks/",
        Text("不接受链接到其他工作簿。", "links to other workbooks are not accepted"),
    ),
    ("/activex/", Text("不接受控件。", "controls are not accepted")),
    ("/embeddings/", Text("不接受嵌入对象。", "embedded objects are not accepted")),
)
_TOO_LARGE = Text(
    f"解压后过大：上限为 {MAX_XLSX_EXPANDED // MIB} MiB。",
    f"the workbook unpacks to too much: the limit is {MAX_XLSX_EXPANDED // MIB} MiB",
)
_BROKEN = Text("压缩包已损坏。", "the package is damaged")


@dataclass
class _Tally:
    """What has been counted over all parts so far."""

    expanded: int = 0
    elements: int = 0
    cells: int = 0


def check_package(data: bytes, name: str = "") -> None:
    """Refuse a package that is no plain workbook, or that costs more than one.

    Raises:
        InputError: naming the part and what is allowed.
    """
    findings = Findings(name)
    if data.count(_ENTRY_MARK) > MAX_PARTS:
        findings.stop("", "", Text("压缩包内文件过多。", "too many parts in the package"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _check_directory(parts, findings)
            tally = _Tally()
            for part in parts:
                _check_part(package, part, tally, findings)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, OverflowError):
        findings.stop("", "", _BROKEN)
    except (NotImplementedError, RuntimeError):
        findings.stop("", "", Text("不支持的压缩方式。", "the compression is not supported"))


def _check_directory(parts: list[zipfile.ZipInfo], findings: Findings) -> None:
    names = {part.filename for part in parts}
    if len(names) != len(parts):
        findings.stop("", "", Text("压缩包内有同名文件。", "two parts have the same name"))
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        findings.stop("", "", Text("不接受加密文件。", "encrypted files are not accepted"))
    if sum(part.file_size for part in parts) > MAX_XLSX_EXPANDED:
        findings.stop("", "", _TOO_LARGE)
    for part in parts:
        _check_claims(part, findings)
    if "[Content_Types].xml" not in names or not any("workbook" in each for each in names):
        findings.stop(
            "", "", Text("压缩包不是 XLSX 工作簿。", "the package is not an XLSX workbook")
        )


def _check_claims(part: zipfile.ZipInfo, findings: Findings) -> None:
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        findings.stop(
            part.filename, "", Text("不支持的压缩方式。", "the compression is not supported")
        )
    if part.file_size > MIB and part.file_size > MAX_RATIO * part.compress_size:
        findings.stop(
            part.filename,
            "",
            Text("压缩率异常，疑为压缩炸弹。", "the compression ratio is that of a zip bomb"),
        )
    lowered = "/" + part.filename.lower()
    for banned, message in _BANNED_PARTS:
        if banned in lowered:
            findings.stop(part.filename, "", message)


def _unpack(
    package: zipfile.ZipFile, part: zipfile.ZipInfo, tally: _Tally, findings: Findings
) -> Iterator[bytes]:
    with package.open(part) as stream:
        while piece := stream.read(64 * KIB):
            tally.expanded += len(piece)
            if tally.expanded > MAX_XLSX_EXPANDED:
                findings.stop(part.filename, "", _TOO_LARGE)
            yield piece


def _check_part(
    package: zipfile.ZipFile, part: zipfile.ZipInfo, tally: _Tally, findings: Findings
) -> None:
    watcher: _XmlWatcher | None = None
    for index, piece in enumerate(_unpack(package, part, tally, findings)):
        if index == 0 and _looks_like_xml(piece):
            watcher = _XmlWatcher(part.filename, tally, findings)
        if watcher is not None:
            watcher.feed(piece)


def _looks_like_xml(piece: bytes) -> bool:
    """By its first bytes in any encoding: the name of a part proves nothing."""
    return piece[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


class _XmlWatcher:
    """Looks at the XML of one part as it streams past; keeps nothing of it."""

    def __init__(self, part: str, tally: _Tally, findings: Findings) -> None:
        self.part = part
        self.tally = tally
        self.findings = findings
        self.depth = 0
        self.broken = False
        self.is_sheet = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._enter
        self.parser.EndElementHandler = self._leave

    def feed(self, piece: bytes) -> None:
        """Take the next piece; what expat cannot read, the reader after us cannot read either."""
        if self.broken:
            return
        try:
            self.parser.Parse(piece, False)
        except expat.ExpatError:
            self.broken = True

    def _refuse_doctype(self, *_: Any) -> None:
        self.findings.stop(
            self.part,
            "",
            Text("不接受文档类型定义（DTD）。", "document type definitions are not accepted"),
        )

    def _enter(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        self.depth += 1
        self.tally.elements += 1
        if self.depth > MAX_XML_DEPTH or self.tally.elements > MAX_ELEMENTS:
            self.findings.stop(self.part, "", Text("XML 过于庞大。", "the XML is too large"))
        if self.depth == 1:
            self.is_sheet = local == "worksheet"
        elif self.is_sheet and local == "row":
            self._check_row(attributes.get("r", "1"))
        elif self.is_sheet and local == "c":
            self._check_cell(attributes.get("r"))

    def _leave(self, _tag: str) -> None:
        self.depth -= 1

    def _check_row(self, written: str) -> None:
        if not written.isascii() or not written.isdigit() or not 1 <= int(written[:9]) <= MAX_ROW:
            self._refuse_position(written)

    def _check_cell(self, written: str | None) -> None:
        self.tally.cells += 1
        if self.tally.cells > MAX_CELLS:
            self.findings.stop(
                self.part,
                "",
                Text(f"单元格过多：至多 {MAX_CELLS} 个。", f"more than {MAX_CELLS} cells"),
            )
        if written is None:
            return
        found = _CELL_NAME.fullmatch(written)
        column = 0
        for letter in found.group(1) if found else "":
            column = column * 26 + ord(letter) - ord("A") + 1
        if not found or not 1 <= column <= MAX_COLUMN or not 1 <= int(found.group(2)) <= MAX_ROW:
            self._refuse_position(written)

    def _refuse_position(self, written: str) -> None:
        self.findings.stop(
            self.part,
            written,
            Text(
                f"单元格位置超出范围：至多 {MAX_ROW} 行、{MAX_COLUMN} 列。",
                f"a cell is out of range: at most {MAX_ROW} rows and {MAX_COLUMN} columns",
            ),
        )
