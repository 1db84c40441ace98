"""Each type to the module that knows it."""

from __future__ import annotations

from jifang.foundation.documents.rebuild.images import FORMATS, rebuild_image
from jifang.foundation.documents.rebuild.office import MAIN, rebuild_office
from jifang.foundation.documents.rebuild.pdfs import rebuild_pdf
from jifang.foundation.documents.rebuild.refusal import Rebuilt


def rebuild(code: str, content: bytes) -> Rebuilt:
    """A file of one of our types, rebuilt. Raises `Refusal`, and `KeyError` for another type."""
    if code in FORMATS:
        return rebuild_image(code, content)
    if code in MAIN:
        return rebuild_office(code, content)
    if code == "pdf":
        return rebuild_pdf(content)
    raise KeyError(code)
