"""Bilingual text and the errors of the law package.

Every message that can reach a reader exists in Chinese and English. An error names the field,
the value that was given and what would have been allowed; it never repairs the input.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or term in Chinese (authoritative) and English."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """The text in the reader's language."""
        return self.zh if lang == "zh" else self.en

    def fill(self, **values: object) -> Text:
        """Fill `{name}` slots; a `Text` value is said in each language."""

        def pick(lang: Lang) -> dict[str, object]:
            return {k: v.say(lang) if isinstance(v, Text) else v for k, v in values.items()}

        return Text(self.zh.format(**pick("zh")), self.en.format(**pick("en")))


class LawError(Exception):
    """Base of all errors of the law package."""


class DefinitionError(LawError):
    """A rule, parameter or text is written wrongly; raised while the law is loaded."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input: where, what was given, what is allowed."""

    field: str
    value: Any
    message: Text

    def say(self, lang: Lang) -> str:
        """One line in the reader's language."""
        where = self.field or ("输入" if lang == "zh" else "input")
        return f"{where}：{self.message.zh}" if lang == "zh" else f"{where}: {self.message.en}"

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """The JSON form; the value is shortened to what a reader can take in."""
        return {"field": self.field, "value": shorten_value(self.value), "message": self.say(lang)}


class InputError(LawError):
    """The input cannot be read as it stands. Holds every problem found, not just the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(p.say("en") for p in found))
        self.problems: tuple[Problem, ...] = found

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def say(self, lang: Lang) -> str:
        """All problems, a line each."""
        return "\n".join(p.say(lang) for p in self.problems)


def shorten_value(value: object, limit: int = 80) -> str:
    """A value as it may be shown in a message: one line, bounded, never a traceback."""
    shown = repr(value) if not isinstance(value, str) else value
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def fail_input(field: str, value: object, zh: str, en: str) -> InputError:
    """Shorthand for an `InputError` with one problem."""
    return InputError(Problem(field, value, Text(zh, en)))
