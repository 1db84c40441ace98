"""What a legal text is made of: instrument, chapter, article, paragraph (款), item (项).

Every article has at least one paragraph, and items belong to a paragraph. Ids are Akoma
Ntoso-style: `chp_2`, `art_9`, `art_9__para_1`, `art_9__para_1__item_7`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal, Protocol, get_args

from jifang.law.errors import InputError, Lang, Text, fail_input, shorten_value
from jifang.law.texts.notes import Note, load_notes
from jifang.law.texts.numerals import write_chinese

Kind = Literal["chapter", "article", "paragraph", "item"]
Rank = Literal[
    "law", "administrative_regulation", "local_regulation", "government_rule", "norm"
]  # from the highest to the lowest
RANKS: tuple[Rank, ...] = get_args(Rank)

CAPTIONS_ARE_OURS = Text(
    "条目标题为本项目所加，非法规原文。",
    "The captions of the articles are this project’s own and no part of the law.",
)


class Provision(Protocol):
    """Any addressable part of an instrument."""

    @property
    def eid(self) -> str:
        """Its id, unique in the instrument."""

    @property
    def kind(self) -> Kind:
        """Which part it is."""

    @property
    def number(self) -> int:
        """Its number within what it belongs to (articles: within the instrument)."""

    @property
    def mark(self) -> Text:
        """Its number as the text prints it: 第九条, (七); empty for a paragraph."""

    @property
    def text(self) -> Text:
        """Its own words, without its mark and without what belongs to it."""

    @property
    def parent(self) -> Provision | None:
        """What it belongs to; None directly under the instrument."""

    @property
    def label(self) -> Text:
        """How it is cited in full: 第九条第一款第七项, art. 9 ¶ 1 (7)."""

    @property
    def short_label(self) -> Text:
        """How it is cited where room is short: 第9条第1款第7项, Art. 9 ¶1(7)."""

    def full_text(self, lang: Lang) -> str:
        """Its words with all that belongs to it, a line for each paragraph and item."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """An item (项) of a paragraph."""

    eid: str
    number: int
    mark: Text
    text: Text
    parent: Paragraph = field(init=False, repr=False)
    kind: Kind = field(default="item", init=False)

    @property
    def label(self) -> Text:
        """第九条第一款第七项, art. 9 ¶ 1 (7)."""
        above = self.parent.label
        return Text(f"{above.zh}第{write_chinese(self.number)}项", f"{above.en} ({self.number})")

    @property
    def short_label(self) -> Text:
        """第9条第1款第7项, Art. 9 ¶1(7)."""
        above = self.parent.short_label
        return Text(f"{above.zh}第{self.number}项", f"{above.en}({self.number})")

    def full_text(self, lang: Lang) -> str:
        """The words of the item."""
        return self.text.say(lang)

    def marked(self, lang: Lang) -> str:
        """The item as it is printed, with its number: （一）武器……, (1) places where…"""
        mark = self.mark.say(lang)
        # Full-width brackets bring their own space with them.
        return mark + ("" if mark.endswith("）") else " ") + self.text.say(lang)


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """A paragraph (款) of an article: its words, and the items (项) that follow them."""

    eid: str
    number: int
    text: Text
    items: tuple[Item, ...] = field(repr=False)
    parent: Article = field(init=False, repr=False)
    kind: Kind = field(default="paragraph", init=False)
    mark: Text = field(default=Text("", ""), init=False, repr=False)

    def __post_init__(self) -> None:
        _adopt(self, self.items)

    @property
    def label(self) -> Text:
        """第二十条第一款, art. 20 ¶ 1; the only paragraph is cited as the article."""
        above = self.parent.label
        if len(self.parent.paragraphs) == 1:
            return above
        return Text(f"{above.zh}第{write_chinese(self.number)}款", f"{above.en} ¶ {self.number}")

    @property
    def short_label(self) -> Text:
        """第20条第1款, Art. 20 ¶1; the only paragraph is cited as the article."""
        above = self.parent.short_label
        if len(self.parent.paragraphs) == 1:
            return above
        return Text(f"{above.zh}第{self.number}款", f"{above.en} ¶{self.number}")

    def full_text(self, lang: Lang) -> str:
        """The words of the paragraph and, a line each, its items."""
        return "\n".join([self.text.say(lang), *(item.marked(lang) for item in self.items)])


@dataclass(frozen=True, slots=True, eq=False)
class Article:
    """An article (条). `caption` is this project's short title of it, not the law's."""

    eid: str
    number: int
    mark: Text
    caption: Text
    paragraphs: tuple[Paragraph, ...] = field(repr=False)
    parent: Chapter | None = field(default=None, init=False, repr=False)
    kind: Kind = field(default="article", init=False)

    def __post_init__(self) -> None:
        _adopt(self, self.paragraphs)

    @property
    def chapter(self) -> Chapter | None:
        """The chapter it stands in; None in an instrument without chapters."""
        return self.parent

    @property
    def text(self) -> Text:
        """The words of all its paragraphs: an article has none besides theirs."""
        return Text(self.full_text("zh"), self.full_text("en"))

    @property
    def label(self) -> Text:
        """第二十条, art. 20."""
        return Text(f"第{write_chinese(self.number)}条", f"art. {self.number}")

    @property
    def short_label(self) -> Text:
        """第20条, Art. 20."""
        return Text(f"第{self.number}条", f"Art. {self.number}")

    def full_text(self, lang: Lang) -> str:
        """Its paragraphs and their items, a line each."""
        return "\n".join(paragraph.full_text(lang) for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True, eq=False)
class Chapter:
    """A chapter (章) with the heading that the instrument gives it."""

    eid: str
    number: int
    mark: Text
    heading: Text
    articles: tuple[Article, ...] = field(repr=False)
    parent: None = field(default=None, init=False, repr=False)
    kind: Kind = field(default="chapter", init=False)

    def __post_init__(self) -> None:
        _adopt(self, self.articles)

    @property
    def text(self) -> Text:
        """The heading of the chapter."""
        return self.heading

    @property
    def label(self) -> Text:
        """第二章, chapter 2."""
        return Text(f"第{write_chinese(self.number)}章", f"chapter {self.number}")

    @property
    def short_label(self) -> Text:
        """第2章, Ch. 2."""
        return Text(f"第{self.number}章", f"Ch. {self.number}")

    def full_text(self, lang: Lang) -> str:
        """Heading and articles, each article behind its mark."""
        title = f"{self.mark.say(lang)} {self.heading.say(lang)}"
        articles = (f"{a.mark.say(lang)} {a.full_text(lang)}" for a in self.articles)
        return "\n".join([title, *articles])


def _adopt(parent: Provision, children: tuple[Item | Paragraph | Article, ...]) -> None:
    """Tell the parts what they belong to: the one moment at which frozen parts are written."""
    for child in children:
        object.__setattr__(child, "parent", parent)


@dataclass(frozen=True, eq=False)
class Instrument:
    """A law, regulation or rule with its text in Chinese (the law) and English (ours)."""

    id: str
    title: Text
    short: Text
    number: Text
    issuer: Text
    rank: Rank
    in_force_from: date
    in_force_until: date | None
    unofficial: bool  # whether the English is a translation without authority
    notice: Text  # what must stand wherever the English is shown
    chapters: tuple[Chapter, ...] = field(repr=False)
    loose_articles: tuple[Article, ...] = field(
        default=(), repr=False
    )  # those of an instrument without chapters

    def is_in_force(self, day: date) -> bool:
        """Whether the instrument applies on that day; both bounds are included."""
        return self.in_force_from <= day and (
            self.in_force_until is None or day <= self.in_force_until
        )

    def articles(self) -> tuple[Article, ...]:
        """All articles in order."""
        inside = tuple(article for chapter in self.chapters for article in chapter.articles)
        return inside or self.loose_articles

    def walk(self) -> Iterator[Provision]:
        """Every addressable provision, in the order of the text."""
        return iter(self._index.values())

    def units(self) -> Iterator[Paragraph | Item]:
        """The paragraphs and items in order: together they hold every word of the articles once."""
        for article in self.articles():
            for paragraph in article.paragraphs:
                yield paragraph
                yield from paragraph.items

    @property
    def headings(self) -> Mapping[str, Text]:
        """Our captions by article id. The law gives its articles none: see `CAPTIONS_ARE_OURS`."""
        return MappingProxyType({article.eid: article.caption for article in self.articles()})

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What is remarkable in the wording, and how terms are translated."""
        return load_notes(self.id, {part.eid: part.text.zh for part in self.walk()})

    def notes_on(self, eid: str) -> tuple[Note, ...]:
        """The notes that concern this provision itself."""
        here = self.resolve(eid)
        return tuple(note for note in self.notes if here in note.eids)

    @cached_property
    def _index(self) -> dict[str, Provision]:
        index: dict[str, Provision] = {}
        for top in self.chapters or self.loose_articles:
            _enter(index, top)
        return index

    def provision(self, eid: str) -> Provision:
        """The provision with this id. Raises `InputError` where there is none."""
        found = self._find(eid)
        if found is None:
            raise self._fail(eid)
        return found

    def resolve(self, ref: str) -> str:
        """The id for a reference: the id itself, or `art_21__item_3` where the article has one
        paragraph only. Raises `InputError` naming what exists nearby."""
        found = self._find(ref) or self._find_short(ref)
        if found is None:
            raise self._fail(ref)
        return found.eid

    def _find(self, eid: object) -> Provision | None:
        return self._index.get(eid) if isinstance(eid, str) else None

    def _find_short(self, ref: object) -> Provision | None:
        article, joint, item = str(ref).partition("__item_")
        whole = self._index.get(article)
        if joint and isinstance(whole, Article) and len(whole.paragraphs) == 1:
            return self._index.get(f"{whole.paragraphs[0].eid}__item_{item}")
        return None

    def _fail(self, ref: object) -> InputError:
        zh, en = _describe_nearby(self, str(ref))
        shown = shorten_value(ref)
        return fail_input(
            "provision",
            ref,
            f"《{self.title.zh}》没有“{shown}”这一条款。{zh}",
            f"“{shown}” is no provision of the {self.short.en}. {en}",
        )


def _enter(index: dict[str, Provision], top: Chapter | Article | Paragraph | Item) -> None:
    index[top.eid] = top
    below: tuple[Chapter | Article | Paragraph | Item, ...] = ()
    if isinstance(top, Chapter):
        below = top.articles
    elif isinstance(top, Article):
        below = top.paragraphs
    elif isinstance(top, Paragraph):
        below = top.items
    for part in below:
        _enter(index, part)


def _describe_nearby(instrument: Instrument, ref: str) -> tuple[str, str]:
    """What exists around a reference that does not: the rest of its article, else all articles."""
    article = instrument._index.get(ref.split("__", 1)[0])
    if not isinstance(article, Article):
        span = instrument.articles()
        ends = f"{span[0].eid} … {span[-1].eid}"
        return (
            f"条款编号形如 art_20、art_20__para_1、art_9__para_1__item_7；条文有 {ends}。",
            f"Ids look like art_20, art_20__para_1, art_9__para_1__item_7; there are {ends}.",
        )
    parts: list[str] = []
    for paragraph in article.paragraphs:
        parts.append(paragraph.eid)
        if paragraph.items:
            parts.append(f"{paragraph.items[0].eid} … {paragraph.items[-1].eid}")
    return (
        f"{article.label.zh}有：{'、'.join(parts)}。",
        f"In {article.label.en} there are: {', '.join(parts)}.",
    )
