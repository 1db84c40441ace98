"""What is handed in: taken for what it is, rebuilt, or refused with the reason."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pikepdf
import pytest
from PIL import Image

from jifang.foundation.documents.data import TYPES, CheckedUpload, DocumentError, MediaType
from jifang.foundation.documents.rebuild import __main__ as worker
from jifang.foundation.documents.rebuild.dispatch import rebuild
from jifang.foundation.documents.rebuild.refusal import Rebuilt, Refusal
from jifang.foundation.documents.refusals import WORDS, refuse
from jifang.foundation.documents.uploads import check_upload, rebuild_apart
from tests.foundation.documents import corpus

GOOD: dict[str, Callable[[], bytes]] = {
    "现场照片.jpg": lambda: corpus.make_image("JPEG"),
    "plan.PNG": lambda: corpus.make_image("PNG"),
    "plan.webp": lambda: corpus.make_image("WEBP"),
    "设计方案.pdf": lambda: corpus.make_pdf(3, corpus.add_link),
    "设备清单.xlsx": corpus.make_xlsx,
    "说明.docx": corpus.make_docx,
}


def check(name: str, content: bytes, declared: str = "") -> CheckedUpload:
    return check_upload(name, io.BytesIO(content), declared)


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_taken_for_what_it_is_and_rebuilt(name: str) -> None:
    content = GOOD[name]()
    taken = check(name, content)
    assert taken.name == name
    assert name.rpartition(".")[2].lower() in taken.type.extensions
    assert (taken.original_sha256, taken.original_size) == (
        hashlib.sha256(content).hexdigest(),
        len(content),
    )
    assert taken.rebuilt
    assert taken.scan == "not_scanned"
    assert check(name, content, taken.type.media_type).content == taken.content, "the same bytes"
    assert check(name, taken.content).type == taken.type, "what was rebuilt is taken again"


def test_a_workbook_and_a_pdf_still_hold_what_they_held() -> None:
    book = openpyxl.load_workbook(io.BytesIO(check("a.xlsx", corpus.make_xlsx()).content))
    assert book["Sheet"]["A1"].value == "设备"
    taken = check("a.pdf", corpus.make_pdf(3))
    assert taken.pages == 3
    with pikepdf.open(io.BytesIO(taken.content)) as pdf:
        assert len(pdf.pages) == 3


def test_a_photograph_keeps_its_pixels_and_loses_the_place() -> None:
    with Image.open(io.BytesIO(corpus.make_photo())) as before:
        assert before.getexif().get_ifd(0x8825)
    taken = check("a.jpg", corpus.make_photo())
    with Image.open(io.BytesIO(taken.content)) as image:
        assert image.size == (40, 60), "turned upright, as the camera said"
        assert not image.getexif()
        assert "comment" not in image.info
    for word in (b"Exif", b"Camera of Someone", b"at home"):
        assert word not in taken.content


def test_a_photograph_inside_a_text_loses_it_too() -> None:
    content = corpus.make_docx({"word/media/image1.jpeg": corpus.make_photo()})
    with zipfile.ZipFile(io.BytesIO(check("a.docx", content).content)) as archive:
        assert b"Exif" not in archive.read("word/media/image1.jpeg")


def test_a_signed_pdf_is_kept_byte_for_byte() -> None:
    content = corpus.make_pdf(1, corpus.add_signature)
    taken = check("a.pdf", content)
    assert not taken.rebuilt
    assert taken.content == content


@pytest.mark.parametrize(
    ("mode", "kind", "name"),
    [
        ("CMYK", "JPEG", "a.jpg"),
        ("1", "PNG", "a.png"),
        ("P", "PNG", "a.png"),
        ("LA", "PNG", "a.png"),
    ],
)
def test_every_kind_of_pixel_is_taken(mode: str, kind: str, name: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (9, 9)).save(out, kind)
    with Image.open(io.BytesIO(check(name, out.getvalue()).content)) as image:
        assert image.size == (9, 9)


def test_a_phone_s_picture_is_taken_and_what_hangs_behind_it_dropped() -> None:
    """Phones put a second view or a film behind the picture; the picture is what is kept."""
    view = Image.new("RGB", (60, 40), (1, 2, 3))
    two = corpus.make_image("MPO", save_all=True, append_images=[view])
    film = corpus.make_image("JPEG") + b"\0\0\0\x18ftypmp42" + bytes(400)
    for content in (two, film):
        taken = check("a.jpg", content)
        with Image.open(io.BytesIO(taken.content)) as image:
            assert (image.format, image.size) == ("JPEG", (60, 40))
        assert b"ftyp" not in taken.content


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing": ("a.pdf", bytes, "empty"),
    "a zip bomb": ("a.docx", corpus.make_zip_bomb, "bomb"),
    "a zip whose list lies": ("a.docx", corpus.make_lying_zip, "broken"),
    "a pixel bomb": ("a.png", corpus.make_pixel_bomb, "pixels"),
    "GIF and zip": ("a.gif", lambda: b"GIF89a" + corpus.make_docx(), "type_unknown"),
    "GIF and zip as a text": ("a.docx", lambda: b"GIF89a" + corpus.make_docx(), "type_unknown"),
    "JPEG and zip": (
        "a.jpg", lambda: corpus.make_image("JPEG") + corpus.make_docx(), "polyglot",
    ),
    "PDF and zip": ("a.pdf", lambda: corpus.make_pdf() + corpus.make_docx(), "polyglot"),
    "PDF and tail": ("a.pdf", lambda: corpus.make_pdf() + b"<script>", "polyglot"),
    "JPEG with a PDF": (
        "a.jpg", lambda: corpus.make_image("JPEG", comment=b"%PDF-1.7"), "polyglot",
    ),
    "PNG and tail": ("a.png", lambda: corpus.make_image("PNG") + b"<html>", "polyglot"),
    "WebP and tail": ("a.webp", lambda: corpus.make_image("WEBP") + b"<html>", "polyglot"),
    "zip with something before": (
        "a.docx", lambda: b"PK\x03\x04" + corpus.make_docx(), "polyglot",
    ),
    "zip with a remark": ("a.docx", lambda: corpus.make_docx()[:-2] + b"\3\0abc", "polyglot"),
    "JavaScript": ("a.pdf", lambda: corpus.make_pdf(1, corpus.add_javascript), "active"),
    "Launch": ("a.pdf", lambda: corpus.make_pdf(1, corpus.add_launch), "active"),
    "an attachment": ("a.pdf", lambda: corpus.make_pdf(1, corpus.add_attachment), "active"),
    "XFA": ("a.pdf", lambda: corpus.make_pdf(1, corpus.add_xfa), "active"),
    "a huge image in a PDF": (
        "a.pdf", lambda: corpus.make_pdf(1, corpus.add_huge_image), "pixels",
    ),
    "a password": (
        "a.pdf",
        lambda: corpus.make_pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
        "encrypted",
    ),
    "an owner's password": (
        "a.pdf",
        lambda: corpus.make_pdf(encryption=pikepdf.Encryption(owner="o", user="")),
        "encrypted",
    ),
    "too many pages": ("a.pdf", lambda: corpus.make_pdf(501), "pages"),
    "wrong extension": ("a.pdf", lambda: corpus.make_image("PNG"), "type_mismatch"),
    "no extension": ("a", lambda: corpus.make_image("PNG"), "name"),
    "SVG": ("a.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "type_unknown"),
    "HTML as a picture": ("a.png", lambda: b"<html><script>", "type_unknown"),
    "a program": ("a.pdf", lambda: b"MZ" + bytes(200), "type_unknown"),
    "truncated PDF": ("a.pdf", lambda: corpus.make_pdf()[:-40], "broken"),
    "truncated PDF with an end": ("a.pdf", lambda: corpus.make_pdf()[:200] + b"%%EOF", "broken"),
    "truncated JPEG": ("a.jpg", lambda: corpus.make_image("JPEG")[:200], "broken"),
    "truncated PNG": ("a.png", lambda: corpus.make_image("PNG")[:60], "broken"),
    "truncated WebP": ("a.webp", lambda: corpus.make_image("WEBP")[:14], "broken"),
    "truncated workbook": ("a.xlsx", lambda: corpus.make_xlsx()[:-60], "broken"),
    "docm": (
        "a.docm",
        lambda: corpus.make_docx(types=("application/vnd.ms-word.document.macroEnabled.main+xml",)),
        "type_mismatch",
    ),
    "docm as docx": (
        "a.docx",
        lambda: corpus.make_docx(types=("application/vnd.ms-word.document.macroEnabled.main+xml",)),
        "macro",
    ),
    "macros": ("a.docx", lambda: corpus.make_docx({"word/vbaProject.bin": b"x"}), "macro"),
    "a workbook as a text": ("a.docx", corpus.make_xlsx, "type_mismatch"),
    "any zip": ("a.docx", lambda: corpus.make_zip({"a.txt": b"a"}), "broken"),
    "an archive within": (
        "a.docx", lambda: corpus.make_docx({"word/x.bin": corpus.make_zip({"a": b"a"})}), "nested",
    ),
    "an object within": (
        "a.docx", lambda: corpus.make_docx({"word/embeddings/o.bin": b"x"}), "nested",
    ),
    "a page of HTML within": (
        "a.docx",
        lambda: corpus.make_docx(
            {"word/_rels/document.xml.rels": corpus.write_link("aFChunk", "c.html", "Internal")}
        ),
        "nested",
    ),
    "a template elsewhere": (
        "a.docx",
        lambda: corpus.make_docx(
            {"word/_rels/settings.xml.rels": corpus.write_link("attachedTemplate", "http://x/")}
        ),
        "external",
    ),
    "DDE": (
        "a.docx",
        lambda: corpus.make_docx(
            {"word/h.xml": f'<w:p xmlns:w="{corpus.WORD}"><w:instrText>DDEAUTO c</w:instrText>'
                           "</w:p>".encode()}
        ),
        "external",
    ),
    "entities": (
        "a.docx",
        lambda: corpus.make_docx({"word/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "xml",
    ),
    "a path upwards": ("a.docx", lambda: corpus.make_docx({"../../a": b"x"}), "member_name"),
    "a path from the root": ("a.docx", lambda: corpus.make_docx({"/etc/a": b"x"}), "member_name"),
    "the same member twice": (
        "a.docx", lambda: corpus.make_docx({"word/Document.xml": b"<a/>"}), "member_name",
    ),
    "too many members": (
        "a.docx", lambda: corpus.make_docx({f"w/{n}": b"" for n in range(2001)}), "members",
    ),
    "a moving picture": (
        "a.webp",
        lambda: corpus.make_image(
            "WEBP", save_all=True, append_images=[Image.new("RGB", (60, 40), (1, 2, 3))]
        ),
        "frames",
    ),
}  # fmt: skip


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebuild here: that the process of its own says the same is tested apart, and it is slower."""

    def rebuild_here(kind: MediaType, content: bytes) -> Rebuilt:
        try:
            return rebuild(kind.code, content)
        except Refusal as refusal:
            raise refuse(refusal.code, refusal.what) from None

    monkeypatch.setattr("jifang.foundation.documents.uploads.rebuild_apart", rebuild_here)


@pytest.mark.filterwarnings("ignore")  # what the libraries say of damaged files
@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(case: str) -> None:
    name, make, code = HOSTILE[case]
    with pytest.raises(DocumentError) as refused:
        check(name, make())
    assert refused.value.code == code, refused.value
    assert refused.value.text.zh
    assert refused.value.text.en


def test_a_hyperlink_in_a_text_may_stay() -> None:
    link = corpus.write_link("hyperlink", "https://example.org/")
    assert check("a.docx", corpus.make_docx({"word/_rels/document.xml.rels": link})).rebuilt


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.pdf", "C:\\a.pdf", "a/b.pdf", "a\0.pdf", "a\u202efdp.pdf", "", ".pdf",
     "x" * 147 + ".pdf", "a\nb.pdf", "...pdf", "<a>.pdf"],
)  # fmt: skip
def test_a_name_that_is_a_path_or_a_trick_is_refused(name: str) -> None:
    with pytest.raises(DocumentError) as refused:
        check(name, corpus.make_pdf())
    assert refused.value.code == "name"


def test_the_declared_type_must_agree() -> None:
    with pytest.raises(DocumentError) as refused:
        check("a.pdf", corpus.make_pdf(), "text/html")
    assert refused.value.code == "type_mismatch"
    assert check("a.pdf", corpus.make_pdf(), "application/octet-stream").rebuilt


def test_no_more_is_read_than_may_be_sent() -> None:
    largest = TYPES["pdf"].largest
    file = io.BytesIO(corpus.make_pdf() + b"\n" * (largest + 5_000_000))
    with pytest.raises(DocumentError) as refused:
        check_upload("a.pdf", file)
    assert refused.value.code == "size"
    assert file.tell() == largest + 1
    assert "20 MiB" in refused.value.text.en


def test_every_reason_has_its_words() -> None:
    for code in WORDS:
        error = refuse(code, "x" * 500)
        assert len(error.text.en) < 400
        assert error.retriable == (code == "scanner_failed")


def test_a_process_that_dies_refuses_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jifang.foundation.documents.uploads.REBUILD", "jifang.no_such_module")
    with pytest.raises(DocumentError) as refused:
        rebuild_apart(TYPES["pdf"], corpus.make_pdf())
    assert refused.value.code == "too_costly"


def test_the_process_has_bounds() -> None:
    """Its limits are set before a parser is loaded, and it cannot write."""
    import subprocess
    import sys

    script = (
        "import resource; from jifang.foundation.documents.rebuild.__main__ import limit_process;"
        "limit_process(); print(resource.getrlimit(resource.RLIMIT_AS)[0],"
        " resource.getrlimit(resource.RLIMIT_FSIZE)[0])"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, check=True)
    assert done.stdout.split() == [str(worker.MEMORY_BYTES).encode(), b"0"]


def test_rebuilding_in_this_process_says_the_same() -> None:
    for name, make in GOOD.items():
        content = make()
        taken = check(name, content)
        made = rebuild(taken.type.code, content)
        assert (made.content, made.pages) == (taken.content, taken.pages)
    with pytest.raises(DocumentError) as refused:
        check("a.pdf", corpus.make_pdf(1, corpus.add_javascript))
    assert refused.value.code == "active"
    with pytest.raises(Refusal, match="active: JavaScript"):
        rebuild("pdf", corpus.make_pdf(1, corpus.add_javascript))
    with pytest.raises(KeyError):
        rebuild("gif", b"")
