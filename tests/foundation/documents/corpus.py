"""Files as people and attackers send them, each made here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import openpyxl
import pikepdf
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_image(kind: str, size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 40)).save(out, kind, **more)
    return out.getvalue()


def make_photo() -> bytes:
    """A photograph with the place it was taken at, lying on its side."""
    image = Image.new("RGB", (60, 40), (10, 120, 40))
    exif = image.getexif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Someone"
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (IFDRational(23), IFDRational(7), IFDRational(44)), 3: "E"}
    )
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"taken at home")
    return out.getvalue()


def make_pdf(pages: int = 1, change: Any = None, **save: Any) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    if change:
        change(pdf)
    out = io.BytesIO()
    pdf.save(out, deterministic_id="encryption" not in save, **save)
    return out.getvalue()


def make_xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "设备"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_types(*types: str) -> bytes:
    parts = "".join(f'<Override PartName="/p{n}" ContentType="{t}"/>' for n, t in enumerate(types))
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    ).encode()


def write_link(kind: str, target: str, mode: str = "External") -> bytes:
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/{kind}"'
        f' Target="{target}" TargetMode="{mode}"/></Relationships>'
    ).encode()


def make_zip(members: Mapping[str, bytes], **more: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **more) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def make_docx(more: Mapping[str, bytes] | None = None, types: tuple[str, ...] = ()) -> bytes:
    text = f'<w:document xmlns:w="{WORD}"><w:body><w:p/></w:body></w:document>'.encode()
    members = {
        "[Content_Types].xml": write_types(DOCX_MAIN, *types),
        "word/document.xml": text,
        **(more or {}),
    }
    return make_zip(members)


def make_pixel_bomb() -> bytes:
    """A PNG of a few hundred bytes that asks for 100,000 × 100,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack("!I", len(data)) + body + struct.pack("!I", zlib.crc32(body))

    head = struct.pack("!IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")


def make_zip_bomb() -> bytes:
    """A text of Office with 64 MiB of zeros in it."""
    return make_docx({"word/media/a.bin": bytes(64 * 1024 * 1024)})


def make_lying_zip() -> bytes:
    """The list says ten bytes; the member unpacks to 8 MiB."""
    data = bytearray(make_docx({"word/a.bin": bytes(8 * 1024 * 1024)}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def add_javascript(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def add_launch(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action
    )
    pdf.pages[0].Annots = pikepdf.Array([link])


def add_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.exe"] = b"MZ"


def add_xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp/>"))


def add_link(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/")
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action
    )
    pdf.pages[0].Annots = pikepdf.Array([link])


def add_huge_image(pdf: pikepdf.Pdf) -> None:
    image = pdf.make_stream(
        b"x", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=90_000, Height=90_000
    )
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))


def add_signature(pdf: pikepdf.Pdf) -> None:
    value = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig, ByteRange=[0, 1, 2, 3], Contents=pikepdf.String("0" * 64)
    )
    field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="s", V=pdf.make_indirect(value))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)], SigFlags=3)
