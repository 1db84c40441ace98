"""Workbooks and texts of Office (ISO/IEC 29500): the archive is checked member by member before
anything is unpacked, and packed anew from what was checked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from jifang.foundation.documents.rebuild.images import rebuild_image
from jifang.foundation.documents.rebuild.refusal import Rebuilt, Refusal

MOST_MEMBERS = 2000
MOST_BYTES = 100 * 1024 * 1024
MOST_RATIO = 200
RATIO_FROM = 1024 * 1024
LONGEST_MEMBER_NAME = 240
CHUNK = 1 << 16
EPOCH = (1980, 1, 1, 0, 0, 0)

CONTENT_TYPES = "[Content_Types].xml"
MAIN = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
}
MACROS = ("vbaproject", "vbadata", "activex", "macrosheets", "dialogsheets", "customui")
ELSEWHERE = ("externallinks", "connections.xml", "querytables", "webextensions")
NESTED = ("embeddings", "oleobject", "afchunk")
ARCHIVES = (
    b"PK\x03\x04",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"%PDF-",
    b"MZ",
)
IMAGES = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png"}
HARMLESS_LINKS = ("/hyperlink",)
FOREIGN_PARTS = ("/aFChunk", "/oleObject", "/package")
XML = (".xml", ".rels", ".vml")

END = struct.Struct("<4s4H2LH")


def rebuild_office(code: str, content: bytes) -> Rebuilt:
    """A workbook or text without macros, embedded files and links elsewhere. Raises `Refusal`."""
    check_frame(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = dict(read_members(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refusal("broken", type(error).__name__) from None
    check_types(code, members)
    for name, data in members.items():
        check_member(name, data)
    return Rebuilt(pack(members))


def check_frame(content: bytes) -> None:
    """The archive is the whole file: nothing before it, nothing behind it, no remark."""
    end = content[-END.size :]
    if len(end) < END.size or not content.startswith(b"PK\x03\x04"):
        raise Refusal("broken", "zip")
    mark, disk, first, here, total, size, offset, remark = END.unpack(end)
    if mark != b"PK\x05\x06" or remark:
        raise Refusal("polyglot" if b"PK\x05\x06" in content else "broken", "zip")
    whole = (disk, first) == (0, 0) and here == total
    if not whole or offset + size + END.size != len(content):
        raise Refusal("polyglot", "zip")


def read_members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Each member with its bytes; sizes are counted while unpacking, whatever the list says."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise Refusal("members", f"{len(infos)} > {MOST_MEMBERS}")
    if sum(i.file_size for i in infos) > MOST_BYTES:
        raise Refusal("bomb", f"> {MOST_BYTES}")
    left, seen = MOST_BYTES, set()
    for info in infos:
        check_name(info.filename)
        if info.filename.casefold() in seen:
            raise Refusal("member_name", info.filename)
        seen.add(info.filename.casefold())
        if info.flag_bits & 0x1:
            raise Refusal("encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refusal("broken", f"zip {info.compress_type}")
        if info.is_dir():
            continue
        data = unpack(archive, info, left)
        left -= len(data)
        yield info.filename, data


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    """The bytes of one member, within what is left and within the ratio."""
    most = min(left, max(RATIO_FROM, info.compress_size * MOST_RATIO))
    data = bytearray()
    with archive.open(info) as member:
        while part := member.read(CHUNK):
            data += part
            if len(data) > most:
                raise Refusal("bomb", info.filename)
    return bytes(data)


def check_name(name: str) -> None:
    """A member lies inside the archive, under a plain name."""
    parts = PurePosixPath(name).parts
    bad = (
        not name
        or len(name) > LONGEST_MEMBER_NAME
        or name.startswith("/")
        or "\\" in name
        or ":" in name
        or ".." in parts
        or any(ord(c) < 32 for c in name)
    )
    if bad:
        raise Refusal("member_name", name[:80])


def check_types(code: str, members: dict[str, bytes]) -> None:
    """The archive says of itself that it is this type, without macros."""
    if CONTENT_TYPES not in members:
        raise Refusal("broken", CONTENT_TYPES)
    types = [
        element.get("ContentType", "")
        for element in parse(CONTENT_TYPES, members[CONTENT_TYPES]).iter()
    ]
    if any("macroenabled" in t.lower() or "vbaproject" in t.lower() for t in types):
        raise Refusal("macro", "macroEnabled")
    if MAIN[code] not in types:
        raise Refusal("type_mismatch", code)


def parse(name: str, data: bytes) -> Element:
    """XML without a DTD and without entities."""
    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise Refusal("xml", name) from None
    except (ElementTree.ParseError, ValueError, LookupError):
        raise Refusal("broken", name) from None


def check_member(name: str, data: bytes) -> None:
    """Refuse macros, embedded files, and links that fetch something when the file is opened."""
    low = name.lower()
    for words, code in ((MACROS, "macro"), (ELSEWHERE, "external"), (NESTED, "nested")):
        if any(word in low for word in words):
            raise Refusal(code, name)
    if any(data.startswith(mark) for mark in ARCHIVES):
        raise Refusal("nested", name)
    if low.endswith(XML):
        root = parse(name, data)
        if low.endswith(".rels"):
            check_links(name, root)
        check_fields(name, root)


def check_links(name: str, root: Element) -> None:
    """Only hyperlinks, which wait for a click, may lead outside."""
    for link in root:
        kind = link.get("Type", "")
        if kind.endswith(FOREIGN_PARTS):
            raise Refusal("nested", f"{name}: {kind.rpartition('/')[2]}")
        outside = link.get("TargetMode", "").lower() == "external"
        if outside and not kind.endswith(HARMLESS_LINKS):
            raise Refusal("external", f"{name}: {kind.rpartition('/')[2]}")


def check_fields(name: str, root: Element) -> None:
    """A field of a text may not call another program (DDE) or fetch a picture or text."""
    told = "".join(e.text or "" for e in root.iter() if str(e.tag).endswith("}instrText"))
    words = told.upper().split()
    for word in ("DDE", "DDEAUTO", "INCLUDEPICTURE", "INCLUDETEXT"):
        if word in words:
            raise Refusal("external", f"{name}: {word}")


def pack(members: dict[str, bytes]) -> bytes:
    """The archive anew: the same members, nothing beside them; photographs without their data."""
    out = io.BytesIO()
    names = sorted(members, key=lambda n: (n != CONTENT_TYPES, n))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, clean_member(name, members[name]))
    return out.getvalue()


def clean_member(name: str, data: bytes) -> bytes:
    """A JPEG or PNG inside, encoded anew; every other member as it is."""
    code = IMAGES.get(PurePosixPath(name.lower()).suffix)
    return rebuild_image(code, data).content if code else data
