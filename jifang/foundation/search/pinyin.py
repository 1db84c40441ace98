"""Pinyin of names: whole for sorting, initials for search."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 255
LONGEST_INITIALS: Final = 200
_AS_IS: Final = "\x01"


def spell_name(name: str) -> tuple[str, str]:
    """The toneless pinyin of a name, syllables apart, and its initials (天河区第3小学 →
    "tian he qu di 3 xiao xue", "thqd3xx"). Letters and digits stay as they are; a character with
    several readings is read as in the word it stands in (银行 → "yh")."""
    from pypinyin import Style, lazy_pinyin  # loads its words when first needed

    syllables: list[str] = []
    initials: list[str] = []
    for part in lazy_pinyin(name, style=Style.NORMAL, errors=lambda run: _AS_IS + run):
        clean = "".join(c for c in part.lower() if c.isascii() and c.isalnum())
        if clean:
            syllables.append(clean)
            initials.append(clean if part.startswith(_AS_IS) else clean[0])
    return " ".join(syllables)[:LONGEST], "".join(initials)[:LONGEST_INITIALS]
