"""PDFs are taken apart and written anew; what acts, hides or reaches elsewhere is refused.

A signed PDF is checked all the same and then kept byte for byte: written anew, its signature would
not be worth anything.
"""

from __future__ import annotations

import io
from typing import Any

import pikepdf

from jifang.foundation.documents.rebuild.refusal import Rebuilt, Refusal

MOST_PAGES = 500
MOST_OBJECTS = 300_000
MOST_PIXELS = 300_000_000

ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "Launch",
    "/ImportData": "ImportData",
    "/SubmitForm": "SubmitForm",
    "/GoToR": "GoToR",
    "/GoToE": "GoToE",
    "/Rendition": "Rendition",
    "/Movie": "Movie",
    "/Sound": "Sound",
    "/RichMediaExecute": "RichMedia",
}
"""Actions (ISO 32000-2, 12.6) that run or fetch something; going to a page or an address stays."""
KEYS = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/XFA": "XFA",
    "/EmbeddedFiles": "EmbeddedFiles",
    "/EF": "EmbeddedFiles",
    "/RichMediaContent": "RichMedia",
}
SUBTYPES = {
    "/FileAttachment": "FileAttachment",
    "/RichMedia": "RichMedia",
    "/3D": "3D",
    "/Movie": "Movie",
    "/Sound": "Sound",
    "/Screen": "Screen",
}


def rebuild_pdf(content: bytes) -> Rebuilt:
    """A PDF without anything active, written anew. Raises `Refusal`."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            return rebuild_open(pdf, content)
    except pikepdf.PasswordError:
        raise Refusal("encrypted") from None
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, ValueError, RecursionError) as error:
        raise Refusal("broken", type(error).__name__) from None


def rebuild_open(pdf: pikepdf.Pdf, content: bytes) -> Rebuilt:
    """The same, of a PDF that could be opened."""
    if pdf.is_encrypted:
        raise Refusal("encrypted")
    pages = len(pdf.pages)
    if not 1 <= pages <= MOST_PAGES:
        raise Refusal("pages", f"{pages} > {MOST_PAGES}" if pages else "0")
    if len(pdf.objects) > MOST_OBJECTS:
        raise Refusal("too_costly", f"{len(pdf.objects)} > {MOST_OBJECTS}")
    signed = check_objects(pdf)
    if signed:
        return Rebuilt(content, pages, rebuilt=False)
    out = io.BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return Rebuilt(out.getvalue(), pages)


def check_objects(pdf: pikepdf.Pdf) -> bool:
    """Look at every object, and whatever is written inside it; whether the PDF is signed."""
    signed = False
    for top in pdf.objects:
        inner = [top]
        while inner:
            one = inner.pop()
            if isinstance(one, pikepdf.Array):
                inner += [x for x in list(one) if is_inner(x)]
            elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                signed = check_dictionary(one) or signed
                inner += [x for _, x in one.items() if is_inner(x)]
    return signed


def is_inner(value: Any) -> bool:
    """Whether a value is written inside another object, and holds more."""
    containers = pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream
    return isinstance(value, containers) and not value.is_indirect


def check_dictionary(one: pikepdf.Dictionary | pikepdf.Stream) -> bool:
    """Refuse what is active; whether it is a signature."""
    for key, what in KEYS.items():
        if key in one:
            raise Refusal("active", what)
    action = read_name(one, "/S")
    if action in ACTIONS:
        raise Refusal("active", ACTIONS[action])
    subtype = read_name(one, "/Subtype")
    # A sound or a movie is an annotation only where it has a place on a page.
    if subtype in SUBTYPES and "/Rect" in one:
        raise Refusal("active", SUBTYPES[subtype])
    if subtype == "/Image":
        check_pixels(one)
    return "/ByteRange" in one and "/Contents" in one


def read_name(one: pikepdf.Dictionary | pikepdf.Stream, key: str) -> str:
    """The name under a key; nothing where there is none."""
    value = one.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def check_pixels(image: pikepdf.Dictionary | pikepdf.Stream) -> None:
    """Refuse an image that no viewer could unpack."""
    try:
        width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    except (TypeError, ValueError):
        raise Refusal("broken", "Image") from None
    if width * height > MOST_PIXELS:
        raise Refusal("pixels", f"{width} × {height}")
