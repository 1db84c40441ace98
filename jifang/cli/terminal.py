"""What the command shows, and to whom: language, colour, progress, tables."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from jifang.law.errors import Lang

COLOURS: Mapping[str, str] = {"ok": "32", "warn": "33", "stop": "31", "open": "36", "dim": "2"}


def find_lang(environ: Mapping[str, str] = os.environ) -> Lang:
    """The reader's language from the locale: English where it says so, else Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


def is_terminal(stream: TextIO) -> bool:
    """Whether a person reads the stream; a stream that is closed has no reader."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def paint(text: str, colour: str, stream: TextIO | None = None) -> str:
    """The text in colour, only on a terminal that has colours and where they are not refused."""
    stream = stream or sys.stdout
    refused = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    if refused or not is_terminal(stream):
        return text
    return f"\033[{COLOURS[colour]}m{text}\033[0m"


def show_progress(text: str) -> None:
    """A passing line on standard error, only on a terminal; empty text takes it away."""
    if is_terminal(sys.stderr):
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()


def clean_line(text: str) -> str:
    """One line that cannot steer a terminal: what is not visible is written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def measure_width(text: str) -> int:
    """The columns a text takes on a terminal: Chinese characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def lay_table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows in aligned columns; the last column is left as it is."""
    found = [tuple(r) for r in rows]
    if not found:
        return []
    widths = [max(measure_width(r[i]) for r in found) for i in range(len(found[0]) - 1)]
    lines = []
    for row in found:
        cells = [c + " " * (w - measure_width(c)) for c, w in zip(row, widths, strict=False)]
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return lines
