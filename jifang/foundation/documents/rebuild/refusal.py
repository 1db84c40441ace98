"""Why a file is not taken; the words for it are in `documents/refusals.py`."""

from __future__ import annotations

from dataclasses import dataclass


class Refusal(Exception):  # noqa: N818 - not an error of ours: the answer to a file
    """A file is refused: a code, and what exactly was found."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(f"{code}: {what}" if what else code)
        self.code = code
        self.what = what


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What is kept of a file, and how many pages it has (an image: one, a workbook: none)."""

    content: bytes
    pages: int = 0
    rebuilt: bool = True
