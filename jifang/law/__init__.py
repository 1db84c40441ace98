"""The Measures as code: texts, dated parameters, rules, and `decide()`.

Pure and usable alone: nothing here knows the platform.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from jifang.law.decision import Decision
from jifang.law.engine.law import Law
from jifang.law.engine.question import Question
from jifang.law.errors import DefinitionError, InputError, LawError, Problem, Text
from jifang.law.parameters import load_parameters
from jifang.law.rules import QUESTIONS


@cache
def load_law() -> Law:
    """The law the package ships: every question and every parameter."""
    return Law({q.name: q for q in QUESTIONS}, load_parameters())


def decide(question: str, facts: Mapping[str, Any], *, on: date) -> Decision:
    """Ask the law of a day.

    `question` is a public name (`list_questions`), `facts` a record in which a fact left out is
    unknown and a fact given as null is known to be none, `on` the day whose law is applied.
    Raises `InputError` with every problem where the facts cannot be read.
    """
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
