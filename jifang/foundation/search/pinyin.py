"""Pinyin of names: whole for sorting, initials for search."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

LONGEST: Final = 255
LONGEST_INITIALS: Final = 200
_AS_IS: Final = "\x01"


def spell_name(name: str) -> tuple[str, str]:
    """The toneless pinyin of a name, syllables apart, and its initials (天河区第3小学 →
    "tian he qu di 3 xiao xue", "thqd3xx"). Letters and digits stay as they are; a character with
    several readings is read as in the word it stands in (银行 → "yh")."""
    from pypinyin.seg.simpleseg import seg  # loads its words when first needed

    parts = [part for word in seg(name) for part in _spell_word(word)]
    syllables, initials = " ".join(s for s, _ in parts), "".join(i for _, i in parts)
    return syllables[:LONGEST], initials[:LONGEST_INITIALS]


@lru_cache(maxsize=50_000)
def _spell_word(word: str) -> tuple[tuple[str, str], ...]:
    """Syllables and initials of a word; names of a register are made of few words."""
    from pypinyin import Style, lazy_pinyin

    found = []
    for part in lazy_pinyin(word, style=Style.NORMAL, errors=lambda run: _AS_IS + run):
        clean = "".join(c for c in part.lower() if c.isascii() and c.isalnum())
        if clean:
            found.append((clean, clean if part.startswith(_AS_IS) else clean[0]))
    return tuple(found)
