"""The Measures as code: texts, dated parameters, rules, and `decide()`.

Pure and usable alone: nothing here knows the platform.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

from jifang.law.decision import Decision
from jifang.law.engine.law import Law
from jifang.law.engine.question import Question
from jifang.law.errors import DefinitionError, InputError, LawError, Problem, Text
from jifang.law.parameters import load_parameters
from jifang.law.rules import QUESTIONS

if TYPE_CHECKING:
    from jifang.law.assessment import Assessment


AMENDMENTS_VARIABLE = "JIFANG_AMENDMENTS"
"""Names files of amendments that have been passed since this release, separated as in PATH."""


@cache
def load_law() -> Law:
    """The law in force: what the package ships, and what an administrator added as passed since.

    Such amendments (say, the end of the licence regime on a day) stand in the files that
    `JIFANG_AMENDMENTS` names. Raises `InputError` for a file that cannot be read, or that is only
    a draft: nothing is left out silently.
    """
    law = load_shipped_law()
    paths = [p for p in os.environ.get(AMENDMENTS_VARIABLE, "").split(os.pathsep) if p]
    if paths:
        from jifang.law.amendments import enact_files

        law = enact_files(law, paths)
    return law


def load_shipped_law() -> Law:
    """The law as the package ships it."""
    return Law({q.name: q for q in QUESTIONS}, load_parameters())


@overload
def decide(  # type: ignore[overload-overlap]  # the one question that takes a dossier
    question: Literal["assessment"], facts: Mapping[str, Any], *, on: date
) -> Assessment: ...
@overload
def decide(question: str, facts: Mapping[str, Any], *, on: date) -> Decision: ...
def decide(question: str, facts: Mapping[str, Any], *, on: date) -> Decision | Assessment:
    """Ask the law of a day.

    `question` is a public name (`list_questions`), `facts` a record in which a fact left out is
    unknown and a fact given as null is known to be none, `on` the day whose law is applied. The
    question `assessment` takes a dossier and puts every other question to its parts.
    Raises `InputError` with every problem where the facts cannot be read.
    """
    if question == "assessment":
        from jifang.law.assessment import assess

        return assess(facts, on=on)
    return load_law().decide(question, facts, on=on)


def list_questions() -> tuple[Question, ...]:
    """Every question, in the order of the law."""
    return tuple(load_law().questions.values())


__all__ = [
    "Decision",
    "DefinitionError",
    "InputError",
    "Law",
    "LawError",
    "Problem",
    "Question",
    "Text",
    "decide",
    "list_questions",
    "load_law",
]
