"""Each type to the module that knows it; only that one and its parser are loaded."""

from __future__ import annotations

from jifang.foundation.documents.rebuild.refusal import Rebuilt

IMAGES = ("jpeg", "png", "webp")
OFFICE = ("xlsx", "docx")


def rebuild(code: str, content: bytes) -> Rebuilt:
    """A file of one of our types, rebuilt. Raises `Refusal`, and `KeyError` for another type."""
    if code in IMAGES:
        from jifang.foundation.documents.rebuild.images import rebuild_image

        return rebuild_image(code, content)
    if code in OFFICE:
        from jifang.foundation.documents.rebuild.office import rebuild_office

        return rebuild_office(code, content)
    if code == "pdf":
        from jifang.foundation.documents.rebuild.pdfs import rebuild_pdf

        return rebuild_pdf(content)
    raise KeyError(code)
