"""What others may use of commendations: whom, for what, what is public, and what is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.rules.accountability import CONTRIBUTION
from jifang.law.texts.loader import MEASURES

PROCEDURE: Final = "commendation"
ART_28: Final = Cite(MEASURES, "art_28__para_1")

UNIT, PERSON = "unit", "person"
SUBJECTS: Final[Mapping[str, Text]] = {
    UNIT: Text("单位", "a unit"),
    PERSON: Text("个人", "a person"),
}
CONTRIBUTIONS: Final[Mapping[str, Text]] = {c.code: c.label for c in CONTRIBUTION.choices}
"""What art. 28 commends for; the words are the law's."""

KINDS: Final[Mapping[str, Text]] = {
    "commendation": Text("表彰", "commendation"),
    "reward": Text("奖励", "reward"),
}
"""The two words of art. 28; it names no kinds, no amounts and no period."""


def say_kinds(codes: Iterable[str]) -> str:
    """What is given, as a letter says it."""
    return "、".join(KINDS[code].zh for code in codes)


PUBLISHED, TAKEN_DOWN, WITHDRAWN = "published", "taken_down", "withdrawn"
STANDINGS: Final[Mapping[str, Text]] = {
    PUBLISHED: Text("已公布", "published"),
    TAKEN_DOWN: Text("已撤下公布内容", "taken down"),
    WITHDRAWN: Text("表彰已撤销", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed; `more` and `private` are the fields of the step that proposes.

    organ: the code of the organ that is to decide; empty for that of the place.
    """

    organ: str
    more: Mapping[str, Any]
    private: Mapping[str, str]
    on: date | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A commendation as anyone may see it.

    name: the unit, or the person who agreed to be named; empty where nobody is named.
    text: what was done, in words for the public; empty where it was taken down or withdrawn.
    honour: what precisely was given; empty where that is not recorded.
    notice: why it was taken down or withdrawn, in words for the public.
    """

    key: int
    public_id: str
    subject: str
    name: str
    place: str
    place_name: Text
    organ: str
    organ_name: Text
    contribution: str
    kinds: tuple[str, ...]
    honour: str
    text: str
    number: str
    decided_on: date
    published_on: date
    state: str
    changed_on: date
    notice: str
    demonstration: bool

    @property
    def who(self) -> Text:
        """Who is commended; a person who did not agree to be named is someone of the place."""
        if self.name:
            return Text(self.name, self.name)
        if self.subject == PERSON:
            return Text(f"{self.place_name.zh}一名群众", f"a citizen of {self.place_name.en}")
        return Text(f"{self.place_name.zh}一个单位", f"a unit of {self.place_name.en}")

    @property
    def is_published(self) -> bool:
        """Whether it stands as it was published."""
        return self.state == PUBLISHED


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the public list is narrowed by; empty is all."""

    year: int | None = None
    place: str = ""
    contribution: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many commendations stand published, and how many were withdrawn or taken down."""

    published: int = 0
    withdrawn: int = 0
    taken_down: int = 0
    by_year: Mapping[int, int] = field(default_factory=dict)
    by_contribution: Mapping[str, int] = field(default_factory=dict)
    by_city: Mapping[str, int] = field(default_factory=dict)
