"""Handing files out: always as an attachment, under a name of its type, never shown in the page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from jifang.foundation.documents.data import TYPES
from jifang.foundation.documents.models import Document, Letter
from jifang.foundation.documents.selectors import PDF, read_blob

SERVED = frozenset(t.media_type for t in TYPES.values())


def serve_document(document: Document) -> HttpResponse:
    """A document as a download. Raises `BlobDamagedError` where it is not what was handed in."""
    return serve(read_blob(document), document.name, document.media_type)


def serve_letter(letter: Letter) -> HttpResponse:
    """A letter as it was sent, as a download. Raises `BlobDamagedError`."""
    return serve(read_blob(letter), f"{letter.number_text}.pdf", PDF)


def serve(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes that a browser saves and never interprets."""
    kind = media_type if media_type in SERVED else "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    shown = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = shown or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
