"""How texts become tokens, and what two texts must have in common to be found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

LONGEST_TEXT: Final = 200
LONGEST_QUERY: Final = 40


def fold_text(text: str) -> str:
    """A text as it is compared: one width, one case, letters and digits of any script alone."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


def list_grams(texts: Iterable[str]) -> frozenset[str]:
    """Every pair of neighbouring characters, and the last character of each text alone, so that
    one character is found wherever it stands."""
    found: set[str] = set()
    for text in texts:
        folded = fold_text(text)[:LONGEST_TEXT]
        found.update(folded[at : at + 2] for at in range(len(folded)))
    return frozenset(found)


def list_wanted(query: str) -> list[str]:
    """The pairs that a text must have to hold the query; one character where it has no more."""
    folded = fold_text(query)[:LONGEST_QUERY]
    if len(folded) < 2:
        return [folded] if folded else []
    return list(dict.fromkeys(folded[at : at + 2] for at in range(len(folded) - 1)))


def is_found(query: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts holds the query."""
    folded = fold_text(query)[:LONGEST_QUERY]
    return bool(folded) and any(folded in fold_text(text) for text in texts)
