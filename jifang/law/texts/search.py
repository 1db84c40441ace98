"""Finding provisions: by their number, by our captions, by the words of the law."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from jifang.law.errors import InputError, Lang, Text, fail_input
from jifang.law.texts.loader import MEASURES, load_instrument
from jifang.law.texts.match import (
    Folded,
    Match,
    Pattern,
    cut_snippet,
    fold_text,
    match_text,
    read_patterns,
)
from jifang.law.texts.model import Article, Chapter, Instrument, Item, Provision
from jifang.law.texts.numerals import read_chinese

Found = Literal["citation", "caption", "heading", "text"]

LONGEST_QUERY = 200
MOST_HITS = 200
_LANGS: tuple[Lang, ...] = ("zh", "en")

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
class _Searchable:
    """One text of a provision in one language."""

    provision: Provision
    lang: Lang
    found: Found
    original: str
    folded: Folded


def search_text(
    query: str, lang: Lang | None = None, limit: int = 20, law_id: str = MEASURES
) -> list[Hit]:
    """Search an instrument, best hits first, each provision once.

    `query` is a citation (第二十条, 第9条第7项, art. 20 ¶ 1, 20, an id) or words; several words
    apart are all required. A cited article also brings the provisions that refer to it. `lang` None
    searches both texts, Chinese first. At most `limit` hits (1 to 200) are returned. Raises
    `InputError` for an empty or overlong query, another language or another limit.
    """
    check_query(query, lang, limit)
    instrument = load_instrument(law_id)
    hits: dict[str, Hit] = {}
    for hit in _find(instrument, query, lang):
        hits.setdefault(hit.eid, hit)
        if len(hits) == limit:
            break
    return list(hits.values())


def check_query(query: object, lang: object, limit: object) -> None:
    """Refuse what cannot be searched. Raises `InputError`."""
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
    patterns = {one: read_patterns(query, one) for one in _LANGS if lang in (None, one)}
    if len(cited) == 1 and isinstance(article := instrument.provision(cited[0]), Article):
        # Whoever asks for an article also wants to know which others refer to it.
        for one, found in patterns.items():
            referred = article.mark.say(one).lower()
            bare = found if query.strip().isdigit() else ()
            patterns[one] = (Pattern(referred, whole=True), *bare)
    yield from _match_all(instrument.id, patterns)


def find_citation(instrument: Instrument, query: str) -> tuple[str, ...]:
    """The ids a citation in words stands for, or none.

    An item cited without its paragraph stands for every item of that number in the article.
    """
    try:
        return (instrument.resolve(query.strip()),)
    except InputError:
        pass
    numbers = read_citation(query)
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


def read_citation(query: str) -> tuple[int | None, ...] | None:
    """Chapter, article, paragraph and item of a citation; None if it is no citation."""
    folded = fold_text(query.strip(), "en").text
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
    snippet, _, _ = cut_snippet(text, 0, 0, lang)
    return Hit(provision.eid, lang, snippet, 0, 0, provision.label, "citation")


def _match_all(law_id: str, patterns: dict[Lang, tuple[Pattern, ...]]) -> Iterator[Hit]:
    """Captions and headings before the law's words, whole words before parts, then law order;
    words that only stand apart come last."""
    ranked: list[tuple[tuple[bool, bool, int, int], Hit]] = []
    for order, entry in enumerate(_index(law_id)):
        wanted = patterns.get(entry.lang, ())
        match = next(filter(None, (match_text(entry.folded.text, one) for one in wanted)), None)
        if match is not None:
            rank = (match.quality == 2, entry.found == "text", match.quality, order)
            ranked.append((rank, _show(entry, match)))
    ranked.sort(key=lambda row: row[0])
    return (hit for _, hit in ranked)


def _show(entry: _Searchable, match: Match) -> Hit:
    places = entry.folded.places
    start, end = places[match.start], places[match.end - 1] + 1
    snippet, start, end = cut_snippet(entry.original, start, end, entry.lang)
    provision = entry.provision
    return Hit(provision.eid, entry.lang, snippet, start, end, provision.label, entry.found)


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
            index.append(_Searchable(provision, lang, found, original, fold_text(original, lang)))
    return tuple(index)
