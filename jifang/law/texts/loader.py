"""From the text files to an `Instrument`, checked and cached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files

from jifang.law.errors import DefinitionError, Lang, Text, fail_input, shorten_value
from jifang.law.texts.model import RANKS, Article, Chapter, Instrument, Item, Paragraph, Rank
from jifang.law.texts.source import Entry, Source, match_sources, read_captions, read_source

MEASURES = "gd-decree-238"
_OPEN_END = "-"

_CHAPTER = re.compile(r"chp_\d+")
_ARTICLE = re.compile(r"art_\d+")
_PARAGRAPH = re.compile(r"art_\d+__para_\d+")

# A Chinese entry with its translation.
Pair = tuple[Entry, Entry]


def load_instrument(law_id: str = MEASURES) -> Instrument:
    """The instrument with this id; the Measures by default.

    Raises `InputError` for an id whose text is not held, `DefinitionError` if a file is written
    wrongly.
    """
    known = _list_ids()
    if law_id not in known:
        shown, ids = shorten_value(law_id), ", ".join(known)
        raise fail_input(
            "law",
            law_id,
            f"没有“{shown}”的文本；现有：{ids}。",
            f"no text of “{shown}”; there are: {ids}.",
        )
    return _load(law_id)


def list_instruments() -> tuple[Instrument, ...]:
    """Every instrument whose text is held, in the order of their ids."""
    return tuple(_load(law_id) for law_id in _list_ids())


@lru_cache(maxsize=1)
def _list_ids() -> tuple[str, ...]:
    names = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(n.removesuffix(".zh.txt") for n in names if n.endswith(".zh.txt")))


@lru_cache(maxsize=64)
def _load(law_id: str) -> Instrument:
    return build_instrument(
        _read(law_id, "zh"), _read(law_id, "en"), _read_text(f"{law_id}.captions.txt")
    )


def _read(law_id: str, lang: Lang) -> Source:
    name = f"{law_id}.{lang}.txt"
    source = read_source(name, _read_text(name), lang)
    if source.header["instrument"] != law_id:
        raise source.fail(1, f"@instrument must be {law_id}, as the file is named")
    return source


def _read_text(name: str) -> str:
    file = files(__package__).joinpath(name)
    if not file.is_file():
        raise DefinitionError(f"{name}:1: the file is missing")
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise DefinitionError(f"{name}:1: not written in UTF-8: {error}") from error


def build_instrument(zh: Source, en: Source, captions: str) -> Instrument:
    """Put the text, its translation and our captions together. Raises `DefinitionError`."""
    match_sources(zh, en)
    pairs = list(zip(zh.entries, en.entries, strict=True))
    law_id, until = zh.header["instrument"], zh.header["in_force_until"]
    eids = tuple(entry.eid for entry in zh.entries if _ARTICLE.fullmatch(entry.eid))
    titles = read_captions(f"{law_id}.captions.txt", captions, eids)
    chapters = tuple(
        Chapter(
            eid=head.eid,
            number=head.number,
            mark=Text(head.mark, translated.mark),
            heading=Text(head.words, translated.words),
            articles=_build_articles(inside, titles),
        )
        for (head, translated), inside in _split_at(pairs, _CHAPTER)
    )
    return Instrument(
        id=law_id,
        title=_say(zh, en, "title"),
        short=_say(zh, en, "short"),
        number=_say(zh, en, "number"),
        issuer=_say(zh, en, "issuer"),
        rank=_read_rank(zh),
        in_force_from=_read_day(zh, "in_force_from"),
        in_force_until=None if until == _OPEN_END else _read_day(zh, "in_force_until"),
        unofficial=en.header["status"] == "unofficial_translation",
        notice=Text(en.header["notice_zh"], en.header["notice_en"]),
        chapters=chapters,
        loose_articles=() if chapters else _build_articles(pairs, titles),
    )


def _build_articles(pairs: list[Pair], titles: dict[str, Text]) -> tuple[Article, ...]:
    return tuple(
        Article(
            eid=head.eid,
            number=head.number,
            mark=Text(head.mark, translated.mark),
            caption=titles[head.eid],
            paragraphs=_build_paragraphs(inside),
        )
        for (head, translated), inside in _split_at(pairs, _ARTICLE)
    )


def _build_paragraphs(pairs: list[Pair]) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(
            eid=head.eid,
            number=head.number,
            text=Text(head.words, translated.words),
            items=tuple(_build_item(item) for item in inside),
        )
        for (head, translated), inside in _split_at(pairs, _PARAGRAPH)
    )


def _build_item(pair: Pair) -> Item:
    here, translated = pair
    return Item(
        eid=here.eid,
        number=here.number,
        mark=Text(here.mark, translated.mark),
        text=Text(here.words, translated.words),
    )


def _split_at(pairs: list[Pair], begins: re.Pattern[str]) -> Iterator[tuple[Pair, list[Pair]]]:
    """Each entry that begins a part, with the entries that follow it up to the next such."""
    starts = [i for i, (entry, _) in enumerate(pairs) if begins.fullmatch(entry.eid)]
    for start, end in zip(starts, [*starts, len(pairs)][1:], strict=True):
        yield pairs[start], pairs[start + 1 : end]


def _say(zh: Source, en: Source, key: str) -> Text:
    return Text(zh.header[key], en.header[key])


def _read_rank(source: Source) -> Rank:
    written = source.header["rank"]
    for rank in RANKS:
        if rank == written:
            return rank
    raise source.fail(1, f"@rank must be one of {', '.join(RANKS)}, not {written}")


def _read_day(source: Source, key: str) -> date:
    written = source.header[key]
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or day.isoformat() != written:
        raise source.fail(1, f"@{key} must be a date like 2017-08-01, not {written}")
    return day
