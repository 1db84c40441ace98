"""Finding provisions of other instruments: by name and number, by title, by what we say of them.

No text of them is held, so only our own words are searched; `jifang.law.texts.search_text` searches
the Measures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jifang.law.errors import Lang, Text
from jifang.law.instruments import Cite, CitedInstrument, load_cited_instruments
from jifang.law.texts.match import (
    Folded,
    Match,
    cut_snippet,
    fold_text,
    match_text,
    read_patterns,
)
from jifang.law.texts.search import Found, check_query, read_citation

_LANGS: tuple[Lang, ...] = ("zh", "en")
_STATE = Text("中华人民共和国", " of the People's Republic of China")
"""Left out of a title as people cite it."""
_BETWEEN = re.compile(r"[\s/,《》〉〈的]*(?:cl(?:ause|\.)?(?!_) ?)?")
_DOTTED = re.compile(r"第?([0-9]+(?:\.[0-9]+)+)条?(?:第?\(?([0-9]+)\)?项?)?")


@dataclass(frozen=True, slots=True)
class CitedHit:
    """A provision of another instrument, or the instrument itself, and why it was found.

    `snippet[start:end]` is what matched; both are 0 where it was found by its number.
    """

    cite: Cite
    lang: Lang
    snippet: str
    start: int
    end: int
    label: Text
    found: Found


@dataclass(frozen=True, slots=True)
class _Searchable:
    cite: Cite
    lang: Lang
    found: Found
    original: str
    folded: Folded


def search_cited(query: str, lang: Lang | None = None, limit: int = 20) -> list[CitedHit]:
    """Search the other instruments, best hits first, each provision once.

    `query` is a citation (行政处罚法第二十九条, Penalty Law art. 29, cn-penalty-law/art_29) or
    words. Raises `InputError` as `search_text` does.
    """
    check_query(query, lang, limit)
    hits: dict[Cite, CitedHit] = {}
    for hit in (*_find_cited(query, lang), *_find_words(query, lang)):
        hits.setdefault(hit.cite, hit)
        if len(hits) == limit:
            break
    return list(hits.values())


def label_cited(cite: Cite) -> Text:
    """How it is cited with its instrument: 《行政处罚法》第二十九条; Penalty Law, art. 29."""
    instrument = load_cited_instruments()[cite.law]
    short = instrument.short
    if not cite.provision:
        return Text(f"《{short.zh}》", short.en)
    own = instrument.provisions[cite.provision].label
    return Text(f"《{short.zh}》{own.zh}", f"{short.en}, {own.en}")


def find_cites(query: str) -> tuple[Cite, ...]:
    """What a citation with the name of its instrument stands for; nothing if it is none.

    The instrument as a whole has no provision; a place also stands for the recorded parts of it.
    """
    found = []
    for instrument in load_cited_instruments().values():
        rest = _strip_name(query, instrument)
        if rest is not None:
            eids = _read_place(rest, instrument) if rest else [""]
            found += [Cite(instrument.id, eid) for eid in eids]
    return tuple(found)


def _find_cited(query: str, lang: Lang | None) -> Iterator[CitedHit]:
    shown = lang or ("en" if query.isascii() else "zh")
    return (_show_cited(cite, shown) for cite in find_cites(query))


@cache
def _list_names(law: str) -> tuple[str, ...]:
    """The names an instrument is cited by, folded, the longest first."""
    it = load_cited_instruments()[law]
    said = [law, it.short.zh, it.short.en, it.title.zh, it.title.en, it.number.zh, it.number.en]
    said += [it.title.zh.replace(_STATE.zh, ""), it.title.en.replace(_STATE.en, "")]
    names = {fold_text(name, "en").text for name in said if name}
    return tuple(sorted(names, key=len, reverse=True))


def _strip_name(query: str, instrument: CitedInstrument) -> str | None:
    """What follows the name of an instrument; `None` where the query does not begin with it."""
    folded = fold_text(query.strip().lstrip("《"), "en").text
    for name in _list_names(instrument.id):
        if folded.startswith(name):
            rest = folded[len(name) :]
            return rest[_match_length(rest) :].strip()
    return None


def _match_length(rest: str) -> int:
    found = _BETWEEN.match(rest)
    return found.end() if found else 0


def _read_place(rest: str, instrument: CitedInstrument) -> list[str]:
    """The recorded provisions at a place in an instrument, the parts of it included."""
    if not rest:
        return []
    wanted = rest
    dotted = _DOTTED.fullmatch(rest.replace(" ", ""))
    numbers = None if dotted else read_citation(rest)
    if dotted:
        wanted = "cl_" + dotted[1].replace(".", "_")
        wanted += f"__item_{dotted[2]}" if dotted[2] else ""
    elif numbers is not None:
        _, article, paragraph, item = numbers
        parts = (("art_", article), ("para_", paragraph), ("item_", item))
        wanted = "__".join(f"{kind}{number}" for kind, number in parts if number)
    return [e for e in instrument.provisions if e == wanted or e.startswith(f"{wanted}__")]


def _show_cited(cite: Cite, lang: Lang) -> CitedHit:
    instrument = load_cited_instruments()[cite.law]
    own = instrument.provisions.get(cite.provision)
    words = instrument.title if own is None else own.says
    snippet, _, _ = cut_snippet(words.say(lang), 0, 0, lang)
    return CitedHit(cite, lang, snippet, 0, 0, label_cited(cite), "citation")


def _find_words(query: str, lang: Lang | None) -> Iterator[CitedHit]:
    """Titles before our words, whole words before parts, then rank; words apart come last."""
    patterns = {one: read_patterns(query, one) for one in _LANGS if lang in (None, one)}
    ranked: list[tuple[tuple[bool, bool, int, int], CitedHit]] = []
    for order, entry in enumerate(_index()):
        wanted = patterns.get(entry.lang, ())
        match = next(filter(None, (match_text(entry.folded.text, one) for one in wanted)), None)
        if match is not None:
            rank = (match.quality == 2, entry.found == "text", match.quality, order)
            ranked.append((rank, _show(entry, match)))
    ranked.sort(key=lambda row: row[0])
    return (hit for _, hit in ranked)


def _show(entry: _Searchable, match: Match) -> CitedHit:
    places = entry.folded.places
    start, end = places[match.start], places[match.end - 1] + 1
    snippet, start, end = cut_snippet(entry.original, start, end, entry.lang)
    return CitedHit(
        entry.cite, entry.lang, snippet, start, end, label_cited(entry.cite), entry.found
    )


@cache
def _index() -> tuple[_Searchable, ...]:
    """Every title and every provision in our words, the highest rank first."""
    found: list[_Searchable] = []
    for law, instrument in load_cited_instruments().items():
        texts: list[tuple[Cite, Found, Text]] = [
            (Cite(law, ""), "caption", instrument.title),
            (Cite(law, ""), "caption", instrument.number),
            *((Cite(law, p.eid), "text", p.says) for p in instrument.provisions.values()),
        ]
        for cite, by, words in texts:
            for lang in _LANGS:
                said = words.say(lang)
                found.append(_Searchable(cite, lang, by, said, fold_text(said, lang)))
    return tuple(found)
