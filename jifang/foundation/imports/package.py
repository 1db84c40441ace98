"""The package of a workbook (ISO/IEC 29500), looked at before anything of it is unpacked.

What the directory of the archive claims is checked first, which costs nothing; sizes are counted
again while a part is unpacked. XML has no document type definition, so it has no entities.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from jifang.foundation.imports.data import MIB, refuse
from jifang.law.errors import InputError

MOST_PARTS: Final = 2_000
MOST_EXPANDED: Final = 1_024 * MIB
"""All parts together, unpacked: 200,000 rows of the widest register are some 500 MiB."""
MOST_RATIO: Final = 200
RATIO_FROM: Final = 8 * MIB
DEEPEST: Final = 64
CHUNK: Final = 64 * 1024

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
CONTENT_TYPES: Final = "[Content_Types].xml"
MAIN: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
BANNED: Final = (
    (("vbaproject", "vbadata", "macrosheets", "dialogsheets", "customui", "activex"),
     "不接受含宏或者控件的工作簿", "workbooks with macros or controls are not accepted"),
    (("externallinks", "connections.xml", "querytables", "webextensions"),
     "不接受链接到别处的工作簿", "workbooks that link elsewhere are not accepted"),
    (("embeddings", "oleobject", "afchunk"),
     "不接受嵌入对象", "embedded objects are not accepted"),
)  # fmt: skip


def check_beginning(path: Path) -> None:
    """Tell what a file is that is no archive. Raises `InputError`."""
    with path.open("rb") as file:
        begins = file.read(CHUNK)
        if begins.startswith(OLE):
            rest = begins + file.read(4 * MIB)
            if ENCRYPTED in rest:
                raise refuse(
                    "工作簿设有打开密码，请去掉密码后再上传",
                    "the workbook is protected by a password; take it away first",
                )
            raise refuse(
                "这是旧格式（.xls），请另存为 .xlsx", "the old format (.xls); save it as .xlsx"
            )
    if not begins.startswith(b"PK\x03\x04"):
        raise refuse(
            "内容不是 XLSX 工作簿；文本文件请用 .csv",
            "the content is no XLSX workbook; a text file is named .csv",
        )


def open_package(path: Path) -> zipfile.ZipFile:
    """The archive, its directory checked. Raises `InputError`."""
    check_beginning(path)
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise broken() from error
    try:
        check_directory(package.infolist())
    except InputError:
        package.close()
        raise
    return package


def broken() -> InputError:
    """The error for a package that cannot be read."""
    return refuse(
        "工作簿已损坏，请重新保存", "the workbook is damaged; save it again"
    )  # fmt: skip


def check_directory(parts: list[zipfile.ZipInfo]) -> None:
    """What the archive says it holds. Raises `InputError`."""
    names = {p.filename.casefold() for p in parts}
    if len(parts) > MOST_PARTS or len(names) != len(parts):
        raise refuse("压缩包内文件过多或者重名", "too many parts in the package, or two of a name")
    if any(p.flag_bits & 0x1 for p in parts):
        raise refuse("不接受加密的压缩包", "encrypted packages are not accepted")
    if sum(p.file_size for p in parts) > MOST_EXPANDED:
        raise too_large()
    for part in parts:
        check_part(part)
    if CONTENT_TYPES.casefold() not in names:
        raise refuse("压缩包不是 XLSX 工作簿", "the package is no XLSX workbook")


def check_part(part: zipfile.ZipInfo) -> None:
    """One part by its name and what it claims. Raises `InputError`."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refuse("不支持的压缩方式", "the compression is not supported", part.filename)
    if part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * part.compress_size:
        raise refuse(
            "压缩率异常，疑为压缩炸弹", "the compression ratio is that of a zip bomb", part.filename
        )
    low = part.filename.casefold()
    for words, zh, en in BANNED:
        if any(word in low for word in words):
            raise refuse(zh, en, part.filename)


def too_large() -> InputError:
    """The error for what unpacks to too much."""
    most = MOST_EXPANDED // MIB
    return refuse(f"解压后超过 {most} MiB", f"it unpacks to more than {most} MiB")


def unpack(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part, piece by piece, no more than it claimed. Raises `InputError`."""
    try:
        info = package.getinfo(name)
        seen = 0
        with package.open(info) as part:
            while piece := part.read(CHUNK):
                seen += len(piece)
                if seen > info.file_size:
                    raise too_large()
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, RuntimeError,
            NotImplementedError) as error:  # fmt: skip
        raise broken() from error


Begin = Callable[[str, dict[str, str]], None]


class Watcher:
    """An XML part as it streams past: local names, no document type, bounded depth."""

    def __init__(self, part: str) -> None:
        self.part, self.depth = part, 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._enter
        parser.EndElementHandler = self._leave
        parser.CharacterDataHandler = self.take
        self.parser = parser

    def _refuse_doctype(self, *_: Any) -> None:
        raise refuse(
            "不接受文档类型定义（DTD）", "document type definitions are not accepted", self.part
        )

    def _enter(self, tag: str, given: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise refuse("XML 嵌套过深", "the XML is nested too deeply", self.part)
        self.begin(tag.rpartition(" ")[2], given)

    def _leave(self, tag: str) -> None:
        self.depth -= 1
        self.end(tag.rpartition(" ")[2])

    def begin(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""

    def take(self, text: str) -> None:
        """Text between the marks."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """The next piece. Raises `InputError`."""
        try:
            self.parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise broken() from error

    def read(self, package: zipfile.ZipFile) -> None:
        """The whole part."""
        for piece in unpack(package, self.part):
            self.feed(piece)
        self.feed(b"", last=True)
