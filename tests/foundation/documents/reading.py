"""Reading a letter as PDF: its characters with their places, its pages as pictures."""

from __future__ import annotations

from collections import Counter

import pypdfium2
from PIL import Image

Place = tuple[str, int, float, float]


def read_text(pdf: bytes) -> str:
    """All the text, page by page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def read_places(pdf: bytes) -> Counter[Place]:
    """Every character with its page and the corner it stands in, in points."""
    document = pypdfium2.PdfDocument(pdf)
    found: Counter[Place] = Counter()
    try:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for at in range(text.count_chars()):
                left, bottom, _, _ = text.get_charbox(at)
                char = text.get_text_range(at, 1)
                if char.strip():
                    found[char, number, round(left, 1), round(bottom, 1)] += 1
    finally:
        document.close()
    return found


def draw_pages(pdf: bytes, scale: float = 1.0) -> list[Image.Image]:
    """Each page in grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=scale).to_pil().convert("L") for page in document]
    finally:
        document.close()
