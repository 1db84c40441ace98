"""What is wrong with a dossier, with its place in the reader's words: section, row, fact.

A file is mended by its author, so the name the place has in the file stands beside the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jifang.law.assessment import SECTIONS
from jifang.law.errors import Lang, Problem
from jifang.portals.wording import get_reader_lang

MAX_SHOWN = 200
"""Problems listed on one page; what repeats more often than that is one mistake."""

DAY = "on"
_PATH = re.compile(r"([a-z_]+)(?:\[(\d{1,6})\])?(?:\.(.+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """One thing that is wrong: its place in words and in the file, what was given, what is allowed.

    `anchor` is the id of the field it belongs to, where it has one on the page.
    """

    place: str
    path: str
    value: Any
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ShownProblems:
    """The problems of one try: how many there are, and those that are listed."""

    total: int
    listed: tuple[ShownProblem, ...]

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.total - len(self.listed)


def name_place(path: str, lang: Lang) -> str:
    """A place of a dossier in words: 系统 · 第 2 行 · 通道数. Empty where it is none."""
    if path == DAY:
        return _("The law of which day")
    found = _PATH.fullmatch(path)
    section = next((s for s in SECTIONS if found and s.name == found[1]), None)
    if found is None or section is None:
        return ""
    words = [section.title.say(lang)]
    if found[2] is not None:
        words.append(_("row %(number)d") % {"number": int(found[2]) + 1})
    words += [f.label.say(lang) for f in section.facts if f.name == found[3]]
    return " · ".join(words)


def show_problem(problem: Problem, lang: Lang, anchor: str = "") -> ShownProblem:
    """One problem as the page shows it; beside its field the value stands already."""
    path = "" if anchor else problem.field
    value = None if anchor else problem.value
    place = name_place(problem.field, lang)
    return ShownProblem(place, path, value, problem.message.say(lang), anchor)


def show_problems(
    problems: Iterable[Problem], anchors: Mapping[str, str] | None = None
) -> ShownProblems:
    """The problems of one try; `anchors` gives the ids of the fields that are on the page."""
    every, lang = tuple(problems), get_reader_lang()
    known = anchors or {}
    listed = tuple(show_problem(p, lang, known.get(p.field, "")) for p in every[:MAX_SHOWN])
    return ShownProblems(len(every), listed)
