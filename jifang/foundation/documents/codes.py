"""Verification codes: 120 random bits in letters that are not mistaken for one another.

Crockford's alphabet has neither I, L, O nor U; what a reader types for them is understood.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 24
GROUP = 4
_LOOKALIKE = str.maketrans("OIL", "011")
_BRACKETS = str.maketrans("[]()【】（）", "〔〕〔〕〔〕〔〕")
LONGEST_TYPED = 120


def make_code() -> str:
    """A new code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def group_code(code: str) -> str:
    """As it is printed: in groups of four."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    """The code that was typed, whatever its case and hyphens; None where it is none."""
    if len(typed) > LONGEST_TYPED:
        return None
    plain = unicodedata.normalize("NFKC", typed).upper()
    plain = re.sub(r"[\s\-‐-―]", "", plain).translate(_LOOKALIKE)
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else None


def read_number(typed: str) -> str:
    """A letter's number in the one form it is looked up by: no spaces, one kind of brackets."""
    plain = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).upper()
    return re.sub(r"\s", "", plain).translate(_BRACKETS)
