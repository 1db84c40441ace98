"""How words are compared with texts: folding, patterns, matches, snippets.

White space never matters in Chinese, letter case never in English, and half-width punctuation
equals full-width, so that the defects of the printed text hide nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jifang.law.errors import Lang

_SNIPPET: dict[Lang, int] = {"zh": 60, "en": 150}
_THOUSANDS = re.compile(r"\d,\d{3}")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared, with the place of each of its characters in the original."""

    text: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is looked for in one language: a phrase, and its words if they may stand apart."""

    phrase: str
    words: tuple[str, ...] = ()
    whole: bool = False  # found only where it cuts through no word and no number


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text answers: 0 whole words, 1 inside a word, 2 all words but apart."""

    quality: int
    start: int
    end: int


def read_patterns(query: str, lang: Lang) -> tuple[Pattern, ...]:
    """What a query looks for in a language: the phrase, or its words apart."""
    phrase = fold_text(query.strip(), lang).text
    words = tuple(dict.fromkeys(fold_text(word, lang).text for word in query.split()))
    return (Pattern(phrase, words if len(words) > 1 else (), phrase.isdigit()),)


def match_text(text: str, pattern: Pattern) -> Match | None:
    """Where the pattern stands in the text: whole, inside a word, or word by word."""
    inside: Match | None = None
    start = text.find(pattern.phrase)
    while start >= 0:
        end = start + len(pattern.phrase)
        if _is_whole(text, start, end):
            return Match(0, start, end)
        inside = inside or Match(1, start, end)
        start = text.find(pattern.phrase, start + 1)
    if inside is not None:
        return None if pattern.whole else inside
    first: Match | None = None
    for word in pattern.words:
        found = match_text(text, Pattern(word, whole=word.isdigit()))
        if found is None:
            return None
        first = first or found
    return Match(2, first.start, first.end) if first else None


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether neither end cuts through a Latin word or a number."""

    def joined(left: str, right: str) -> bool:
        return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()

    cut_before = start > 0 and joined(text[start - 1], text[start])
    cut_after = end < len(text) and joined(text[end - 1], text[end])
    return not cut_before and not cut_after


def cut_snippet(text: str, start: int, end: int, lang: Lang) -> tuple[str, int, int]:
    """A piece of the text around start to end, at word ends in English, with … where it is cut."""
    text = text.replace("\n", " ")
    room = max(_SNIPPET[lang] - (end - start), 0)
    left = max(start - room // 3, 0)
    right = min(end + room - (start - left), len(text))
    if lang == "en":
        if left:
            left = text.find(" ", left, start) + 1 or start
        if right < len(text):
            right = max(text.rfind(" ", end, right), end)
    head, tail = ("…" if left else ""), ("…" if right < len(text) else "")
    shift = len(head) - left
    return head + text[left:right] + tail, start + shift, end + shift


def fold_text(text: str, lang: Lang) -> Folded:
    """The text as it is compared; see the module's first lines for what it disregards."""
    kept: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        compared = _fold_sign(sign)
        if compared == " " and (lang == "zh" or not kept or kept[-1] == " "):
            continue
        if compared == "," and _THOUSANDS.match(text, max(place - 1, 0)):
            continue
        for part in compared:  # lowering may give two characters
            kept.append(part)
            places.append(place)
    return Folded("".join(kept), tuple(places))


def _fold_sign(sign: str) -> str:
    """Half-width for full-width, lower case, one kind of space and of apostrophe."""
    if sign.isspace():
        return " "
    if 0xFF01 <= ord(sign) <= 0xFF5E:
        return chr(ord(sign) - 0xFEE0).lower()
    return "'" if sign == "’" else sign.lower()
