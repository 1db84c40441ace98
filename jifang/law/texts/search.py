"""Finding provisions: by their number, by our captions, by the words of the law.

White space never matters in Chinese, letter case never in English, and half-width punctuation
equals full-width, so that the defects of the printed text hide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from jifang.law.errors import InputError, Lang, Text, fail_input
from jifang.law.texts.loader import MEASURES, load_instrument
from jifang.law.texts.model import Article, Chapter, Instrument, Item, Provision
from jifang.law.texts.numerals import read_chinese

Found = Literal["citation", "caption", "heading", "text"]

LONGEST_QUERY = 200
MOST_HITS = 200
_SNIPPET: dict[Lang, int] = {"zh": 60, "en": 150}
_LANGS: tuple[Lang, ...] = ("zh", "en")

_THOUSANDS = re.compile(r"\d,\d{3}")
_NUMERAL = "[0-9一二三四五六七八九十百千零]+"
_CITED_ZH = re.compile(
    rf"(?:第({_NUMERAL})章|第?({_NUMERAL})条(?:第?({_NUMERAL})款)?(?:第?\(?({_NUMERAL})\)?项)?)"
)
_CITED_EN = re.compile(
    r"(?:ch(?:apter|\.)? ?(\d+)"
    r"|(?:art(?:icle|\.)? ?)?(\d+)(?: ?(?:¶|para(?:graph|\.)?) ?(\d+))?"
    r"(?: ?(?:\((\d+)\)|item ?(\d+)))?)"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A provision found, with the piece of its text that shows why.

    `snippet[start:end]` is what matched; both are 0 where the provision was found by its number.
    `label` is how it is cited; `found` says by what it was found.
    """

    eid: str
    lang: Lang
    snippet: str
    start: int
    end: int
    label: Text
    found: Found


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text as it is compared, with the place of each of its characters in the original."""

    text: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Searchable:
    """One text of a provision in one language."""

    provision: Provision
    lang: Lang
    found: Found
    original: str
    folded: _Folded


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What is looked for in one language: a phrase, and its words if they may stand apart."""

    phrase: str
    words: tuple[str, ...] = ()
    whole: bool = False  # found only where it cuts through no word and no number


@dataclass(frozen=True, slots=True)
class _Match:
    """How well a text answers: 0 whole words, 1 inside a word, 2 all words but apart."""

    quality: int
    start: int
    end: int


def search_text(
    query: str, lang: Lang | None = None, limit: int = 20, law_id: str = MEASURES
) -> list[Hit]:
    """Search an instrument, best hits first, each provision once.

    `query` is a citation (第二十条, 第9条第7项, art. 20 ¶ 1, 20, an id) or words; several words
    apart are all required. A cited article also brings the provisions that refer to it. `lang` None
    searches both texts, Chinese first. At most `limit` hits (1 to 200) are returned. Raises
    `InputError` for an empty or overlong query, another language or another limit.
    """
    _check_query(query, lang, limit)
    instrument = load_instrument(law_id)
    hits: dict[str, Hit] = {}
    for hit in _find(instrument, query, lang):
        hits.setdefault(hit.eid, hit)
        if len(hits) == limit:
            break
    return list(hits.values())


def _check_query(query: object, lang: object, limit: object) -> None:
    if not isinstance(query, str) or not query.strip() or len(query) > LONGEST_QUERY:
        raise fail_input(
            "query",
            query,
            f"请输入 1 至 {LONGEST_QUERY} 个字符的检索词。",
            f"enter search words of 1 to {LONGEST_QUERY} characters.",
        )
    if lang not in (None, *_LANGS):
        raise fail_input("lang", lang, "语言只能是 zh 或 en。", "the language is zh or en.")
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MOST_HITS:
        raise fail_input(
            "limit",
            limit,
            f"条数为 1 至 {MOST_HITS} 的整数。",
            f"a whole number, 1 to {MOST_HITS}.",
        )


def _find(instrument: Instrument, query: str, lang: Lang | None) -> Iterator[Hit]:
    cited = find_citation(instrument, query)
    shown = lang or ("en" if query.isascii() and not query.strip().isdigit() else "zh")
    for eid in cited:
        yield _show_citation(instrument.provision(eid), shown)
    patterns = {one: _read_patterns(query, one) for one in _LANGS if lang in (None, one)}
    if len(cited) == 1 and isinstance(article := instrument.provision(cited[0]), Article):
        # Whoever asks for an article also wants to know which others refer to it.
        for one, found in patterns.items():
            referred = article.mark.say(one).lower()
            bare = found if query.strip().isdigit() else ()
            patterns[one] = (_Pattern(referred, whole=True), *bare)
    yield from _match_all(instrument.id, patterns)


def _read_patterns(query: str, lang: Lang) -> tuple[_Pattern, ...]:
    phrase = _fold(query.strip(), lang).text
    words = tuple(dict.fromkeys(_fold(word, lang).text for word in query.split()))
    return (_Pattern(phrase, words if len(words) > 1 else (), phrase.isdigit()),)


def find_citation(instrument: Instrument, query: str) -> tuple[str, ...]:
    """The ids a citation in words stands for, or none.

    An item cited without its paragraph stands for every item of that number in the article.
    """
    try:
        return (instrument.resolve(query.strip()),)
    except InputError:
        pass
    numbers = _read_citation(query)
    if numbers is None:
        return ()
    chapter, article, paragraph, item = numbers
    wanted = [f"chp_{chapter}"] if chapter else []
    if article and paragraph:
        wanted = [f"art_{article}__para_{paragraph}" + (f"__item_{item}" if item else "")]
    elif article and item:
        pattern = re.compile(rf"art_{article}__para_\d+__item_{item}")
        wanted = [p.eid for p in instrument.walk() if pattern.fullmatch(p.eid)]
    elif article:
        wanted = [f"art_{article}"]
    present = {p.eid for p in instrument.walk()}
    return tuple(eid for eid in wanted if eid in present)


def _read_citation(query: str) -> tuple[int | None, ...] | None:
    """Chapter, article, paragraph and item of a citation; None if it is no citation."""
    folded = _fold(query.strip(), "en").text
    if match := _CITED_ZH.fullmatch(folded.replace(" ", "")):
        groups = list(match.groups())
    elif match := _CITED_EN.fullmatch(folded):
        chapter, article, paragraph, bracketed, named = match.groups()
        groups = [chapter, article, paragraph, bracketed or named]
    else:
        return None
    numbers = [read_chinese(written) if written else None for written in groups]
    misread = any(written and not n for written, n in zip(groups, numbers, strict=True))
    return None if misread else tuple(numbers)


def _show_citation(provision: Provision, lang: Lang) -> Hit:
    text = provision.text.say(lang)
    if isinstance(provision, Article):
        text = f"{provision.caption.say(lang)}{'：' if lang == 'zh' else ': '}{text}"
    snippet, _, _ = _cut(text, 0, 0, lang)
    return Hit(provision.eid, lang, snippet, 0, 0, provision.label, "citation")


def _match_all(law_id: str, patterns: dict[Lang, tuple[_Pattern, ...]]) -> Iterator[Hit]:
    """Captions and headings before the law's words, whole words before parts, then law order;
    words that only stand apart come last."""
    ranked: list[tuple[tuple[bool, bool, int, int], Hit]] = []
    for order, entry in enumerate(_index(law_id)):
        wanted = patterns.get(entry.lang, ())
        match = next(filter(None, (_match(entry.folded.text, one) for one in wanted)), None)
        if match is not None:
            rank = (match.quality == 2, entry.found == "text", match.quality, order)
            ranked.append((rank, _show(entry, match)))
    ranked.sort(key=lambda row: row[0])
    return (hit for _, hit in ranked)


def _match(text: str, pattern: _Pattern) -> _Match | None:
    """Where the pattern stands in the text: whole, inside a word, or word by word."""
    inside: _Match | None = None
    start = text.find(pattern.phrase)
    while start >= 0:
        end = start + len(pattern.phrase)
        if _is_whole(text, start, end):
            return _Match(0, start, end)
        inside = inside or _Match(1, start, end)
        start = text.find(pattern.phrase, start + 1)
    if inside is not None:
        return None if pattern.whole else inside
    first: _Match | None = None
    for word in pattern.words:
        found = _match(text, _Pattern(word, whole=word.isdigit()))
        if found is None:
            return None
        first = first or found
    return _Match(2, first.start, first.end) if first else None


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether neither end cuts through a Latin word or a number."""

    def joined(left: str, right: str) -> bool:
        return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()

    cut_before = start > 0 and joined(text[start - 1], text[start])
    cut_after = end < len(text) and joined(text[end - 1], text[end])
    return not cut_before and not cut_after


def _show(entry: _Searchable, match: _Match) -> Hit:
    places = entry.folded.places
    start, end = places[match.start], places[match.end - 1] + 1
    snippet, start, end = _cut(entry.original, start, end, entry.lang)
    provision = entry.provision
    return Hit(provision.eid, entry.lang, snippet, start, end, provision.label, entry.found)


def _cut(text: str, start: int, end: int, lang: Lang) -> tuple[str, int, int]:
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


def _fold(text: str, lang: Lang) -> _Folded:
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
    return _Folded("".join(kept), tuple(places))


def _fold_sign(sign: str) -> str:
    """Half-width for full-width, lower case, one kind of space and of apostrophe."""
    if sign.isspace():
        return " "
    if 0xFF01 <= ord(sign) <= 0xFF5E:
        return chr(ord(sign) - 0xFEE0).lower()
    return "'" if sign == "’" else sign.lower()


@lru_cache(maxsize=8)
def _index(law_id: str) -> tuple[_Searchable, ...]:
    """Every text of an instrument, in the order of the law, Chinese before English."""
    instrument = load_instrument(law_id)
    index: list[_Searchable] = []
    for provision in instrument.walk():
        found: Found = "text"
        words = provision.text
        if isinstance(provision, Chapter):
            found = "heading"
        elif isinstance(provision, Article):
            found, words = "caption", provision.caption
        for lang in _LANGS:
            # Items are searched and shown as printed, with their number.
            original = provision.marked(lang) if isinstance(provision, Item) else words.say(lang)
            index.append(_Searchable(provision, lang, found, original, _fold(original, lang)))
    return tuple(index)
