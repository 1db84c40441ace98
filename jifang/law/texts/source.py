"""Reading the text files: one provision per line, each with its id.

The format is described in docs/how-to/add-an-instrument.md. Everything that is not exactly as
described there is a `DefinitionError` naming file and line: a law is not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jifang.law.errors import DefinitionError, Lang, Text
from jifang.law.texts.numerals import read_chinese, write_chinese

_COMMON_KEYS = ("instrument", "language", "title", "short", "number", "issuer", "status")
_KEYS: dict[Lang, tuple[str, ...]] = {
    "zh": (*_COMMON_KEYS, "rank", "in_force_from", "in_force_until"),
    "en": (*_COMMON_KEYS, "notice_zh", "notice_en"),
}
STATUSES: dict[Lang, tuple[str, ...]] = {
    "zh": ("authoritative",),
    "en": ("unofficial_translation", "official_translation"),
}

_HEADER = re.compile(r"@([a-z_]+) (\S.*)")
_CHAPTER = re.compile(r"# (chp_([1-9]\d*)) (\S.*)")
_ARTICLE = re.compile(r"## (art_([1-9]\d*)) (\S.*)")
_UNIT = re.compile(r"\[(art_([1-9]\d*)__para_([1-9]\d*)(?:__item_([1-9]\d*))?)\] (\S.*)")
_CAPTION = re.compile(r"\[(art_[1-9]\d*)\] (\S[^|]*?) \| (\S[^|]*)")
_NUMBER = re.compile(r"\d+(?:,\d{3})*")
_REFERENCE = re.compile(r"第([一二三四五六七八九十百千零]+)条")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a text: a chapter, an article or a unit, with its mark split off."""

    line: int
    eid: str
    number: int
    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Source:
    """A text file as read: its header and its entries in order."""

    name: str
    lang: Lang
    header: Mapping[str, str]
    entries: tuple[Entry, ...]

    def fail(self, line: int, message: str) -> DefinitionError:
        """An error at a line of this file."""
        return DefinitionError(f"{self.name}:{line}: {message}")


@dataclass(slots=True)
class _Position:
    """Where reading stands; each number may only go up by one."""

    chapter: int = 0
    article: int = 0
    paragraph: int = 0
    item: int = 0


def read_source(name: str, content: str, lang: Lang) -> Source:
    """Read a text file. Raises `DefinitionError` naming the line."""
    header: dict[str, str] = {}
    entries: list[Entry] = []
    source = Source(name, lang, header, ())
    at = _Position()
    for number, line in enumerate(content.split("\n"), 1):
        if not line or line.startswith("%"):
            continue
        if line != line.strip() or "\t" in line or "\ufeff" in line:
            raise source.fail(number, "no white space at the ends, no tab, no byte-order mark")
        if line.startswith("@"):
            _read_header(source, header, number, line, bool(entries))
        else:
            entries.append(_read_entry(source, at, number, line))
    _check_header(source, header)
    if not at.article:
        raise source.fail(1, "the file holds no article")
    _check_filled(source, entries)
    return Source(name, lang, header, tuple(entries))


def _read_header(
    source: Source, header: dict[str, str], number: int, line: str, late: bool
) -> None:
    match = _HEADER.fullmatch(line)
    if match is None or match[1] not in _KEYS[source.lang]:
        allowed = ", ".join(_KEYS[source.lang])
        raise source.fail(number, f"expected `@key value` with a key of: {allowed}")
    if match[1] in header:
        raise source.fail(number, f"@{match[1]} is given twice")
    if late:
        raise source.fail(number, "the header stands before the text")
    header[match[1]] = match[2]


def _check_header(source: Source, header: Mapping[str, str]) -> None:
    lacking = [f"@{key}" for key in _KEYS[source.lang] if key not in header]
    if lacking:
        raise source.fail(1, f"the header lacks {', '.join(lacking)}")
    if header["language"] != source.lang:
        raise source.fail(1, f"@language is {header['language']}, the file name says {source.lang}")
    if header["status"] not in STATUSES[source.lang]:
        raise source.fail(1, f"@status must be one of {', '.join(STATUSES[source.lang])}")


def _read_entry(source: Source, at: _Position, number: int, line: str) -> Entry:
    if match := _CHAPTER.fullmatch(line):
        return _read_chapter(source, at, number, match)
    if match := _ARTICLE.fullmatch(line):
        return _read_article(source, at, number, match)
    if match := _UNIT.fullmatch(line):
        return _read_unit(source, at, number, match)
    raise source.fail(
        number, "expected `# chp_N …`, `## art_N …`, `[art_N__para_N] …` or `[…__item_N] …`"
    )


def _read_chapter(source: Source, at: _Position, line: int, match: re.Match[str]) -> Entry:
    number = int(match[2])
    _expect_next(source, line, "chapter", at.chapter, number)
    if at.article and not at.chapter:
        raise source.fail(line, "articles stand before the first chapter")
    at.chapter = number
    mark = f"第{write_chinese(number)}章" if source.lang == "zh" else f"Chapter {number}"
    heading = match[3].removeprefix(f"{mark} ")
    if heading == match[3]:
        raise source.fail(line, f"the heading of {match[1]} must begin with `{mark} `")
    return Entry(line, match[1], number, mark, heading)


def _read_article(source: Source, at: _Position, line: int, match: re.Match[str]) -> Entry:
    number = int(match[2])
    _expect_next(source, line, "article", at.article, number)
    at.article, at.paragraph, at.item = number, 0, 0
    mark = f"第{write_chinese(number)}条" if source.lang == "zh" else f"Article {number}"
    if match[3] != mark:
        raise source.fail(line, f"{match[1]} must be marked `{mark}`, not `{match[3]}`")
    return Entry(line, match[1], number, mark, "")


def _read_unit(source: Source, at: _Position, line: int, match: re.Match[str]) -> Entry:
    article, paragraph = int(match[2]), int(match[3])
    if article != at.article:
        raise source.fail(line, f"{match[1]} stands under art_{at.article}")
    if match[4] is None:
        _expect_next(source, line, "paragraph", at.paragraph, paragraph)
        at.paragraph, at.item = paragraph, 0
        return Entry(line, match[1], paragraph, "", match[5])
    item = int(match[4])
    if paragraph != at.paragraph:
        raise source.fail(line, f"{match[1]} stands under paragraph {at.paragraph}")
    _expect_next(source, line, "item", at.item, item)
    at.item = item
    mark, words = _split_mark(source, line, item, match[5])
    return Entry(line, match[1], item, mark, words)


def _split_mark(source: Source, line: int, item: int, text: str) -> tuple[str, str]:
    """The number of an item as printed. Full-width brackets stand close, others with a space."""
    written = write_chinese(item) if source.lang == "zh" else str(item)
    allowed = [(f"({written})", " ")]
    if source.lang == "zh":
        allowed.insert(0, (f"（{written}）", ""))
    for mark, gap in allowed:
        words = text.removeprefix(mark + gap)
        if words != text and words and not words[0].isspace():
            return mark, words
    shown = " or ".join(f"`{mark}{gap}`" for mark, gap in allowed)
    raise source.fail(line, f"the item must begin with its number {shown}")


def _expect_next(source: Source, line: int, what: str, last: int, number: int) -> None:
    if number != last + 1:
        raise source.fail(line, f"{what} {number} where {what} {last + 1} was expected")


def _check_filled(source: Source, entries: list[Entry]) -> None:
    """A chapter has an article, an article a paragraph."""
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        needs = {"chp": "art_", "art": f"{entry.eid}__para_"}[entry.eid[:3]]
        holder = "__" not in entry.eid
        if holder and (following is None or not following.eid.startswith(needs)):
            raise source.fail(entry.line, f"{entry.eid} is empty")


def match_sources(zh: Source, en: Source) -> None:
    """Prove that the translation has the shape and the figures of the text.

    Raises `DefinitionError` at the first line of the translation that differs.
    """
    if zh.header["instrument"] != en.header["instrument"]:
        raise en.fail(1, f"@instrument differs from {zh.name}")
    for here, there in zip(zh.entries, en.entries, strict=False):
        if here.eid != there.eid:
            raise en.fail(there.line, f"{there.eid} where {zh.name} has {here.eid}")
        lost = sorted(set(list_figures(here.words)) - set(list_figures(there.words)))
        if lost:
            shown = ", ".join(map(str, lost))
            raise en.fail(there.line, f"{there.eid} lacks the figure {shown} of {zh.name}")
    if len(zh.entries) != len(en.entries):
        longer, shorter = (zh, en) if len(zh.entries) > len(en.entries) else (en, zh)
        extra = longer.entries[len(shorter.entries)]
        raise longer.fail(extra.line, f"{extra.eid} is missing in {shorter.name}")


def list_figures(words: str) -> list[int]:
    """The figures of a text in order of kind: Arabic numbers, months, articles referred to."""
    found = [int(number.replace(",", "")) for number in _NUMBER.findall(words)]
    found += [
        n for n, month in enumerate(_MONTHS, 1) if re.search(rf"\d {month}\b|{month} \d", words)
    ]
    referred = (read_chinese(numeral) for numeral in _REFERENCE.findall(words))
    return found + [number for number in referred if number is not None]


def read_captions(name: str, content: str, articles: tuple[str, ...]) -> dict[str, Text]:
    """The captions file: exactly one line for each article. Raises `DefinitionError`."""
    captions: dict[str, Text] = {}
    for number, line in enumerate(content.split("\n"), 1):
        if not line or line.startswith("%"):
            continue
        match = _CAPTION.fullmatch(line)
        if match is None:
            raise DefinitionError(f"{name}:{number}: expected `[art_N] 中文 | English`")
        if match[1] in captions or match[1] not in articles:
            raise DefinitionError(f"{name}:{number}: {match[1]} is given twice or unknown")
        captions[match[1]] = Text(match[2], match[3])
    lacking = [eid for eid in articles if eid not in captions]
    if lacking:
        raise DefinitionError(f"{name}:1: no caption for {', '.join(lacking)}")
    return captions
