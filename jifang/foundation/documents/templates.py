"""The templates of letters: a folder each with its text (Typst) and what is filled in (YAML)."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from jifang.foundation.accounts.powers import POWERS
from jifang.law.errors import DefinitionError, InputError, Problem, Text
from jifang.law.intake.yaml12 import Loader

FOLDER = Path(__file__).parent / "letters"
FRAME = FOLDER / "letter.typ"
KINDS = ("line", "paragraphs", "date")
LONGEST_LINE = 120

# Kinds of characters that no letter holds: control, formatting (also reversed writing), private
# use, halves of pairs, and code points that are not assigned.
UNPRINTABLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
MUST_BE_GIVEN = Text("必须写出", "must be given")


@dataclass(frozen=True, slots=True)
class Field:
    """Something a template asks for: its label, its kind, its greatest length in characters."""

    name: str
    label: Text
    kind: str
    longest: int
    may_be_empty: bool


@dataclass(frozen=True, slots=True)
class Template:
    """A letter's template. `word` opens its number, `series` is the series it counts in, `power`
    is what whoever issues it must hold; `digest` is of its files and of the frame."""

    id: str
    name: Text
    series: str
    word: str
    power: str
    fields: Mapping[str, Field]
    digest: str


def read_template(folder: Path) -> Template:
    """One template. Raises `DefinitionError` for what is wrong in it."""
    text = (folder / "letter.yaml").read_text(encoding="utf-8")
    given = yaml.load(text, Loader)  # noqa: S506 - a safe one; every process reads all at its start
    try:
        fields = {name: read_field(name, one) for name, one in given["fields"].items()}
        power = given["power"]
        if power not in POWERS:
            raise DefinitionError(f"{folder.name}: there is no power `{power}`")
        files = (FRAME, folder / "letter.typ", folder / "letter.yaml")
        digest = hashlib.sha256(b"\0".join(f.read_bytes() for f in files)).hexdigest()
        name = Text(**given["name"])
        return Template(folder.name, name, given["series"], given["word"], power, fields, digest)
    except (KeyError, TypeError, AttributeError) as error:
        raise DefinitionError(f"letter `{folder.name}`: {error}") from None


def read_field(name: str, given: Mapping[str, object]) -> Field:
    """One field of a template."""
    kind, label = str(given["kind"]), given["label"]
    if kind not in KINDS or not isinstance(label, dict):
        raise DefinitionError(f"field `{name}`: {kind}")
    longest = given.get("longest", LONGEST_LINE)
    if not isinstance(longest, int):
        raise DefinitionError(f"field `{name}`: longest")
    return Field(name, Text(**label), kind, longest, bool(given.get("may_be_empty", False)))


@cache
def load_templates() -> Mapping[str, Template]:
    """Every template by its id."""
    found = [read_template(f.parent) for f in sorted(FOLDER.glob("*/letter.yaml"))]
    check_words(found)
    return {template.id: template for template in found}


def check_words(templates: Iterable[Template]) -> None:
    """A word belongs to one series and a series has one word, so that no two numbers read alike.

    Raises `DefinitionError`.
    """
    pairs = {(t.word, t.series) for t in templates}
    for place in (0, 1):
        if len({pair[place] for pair in pairs}) != len(pairs):
            raise DefinitionError(f"words and series of letters: {sorted(pairs)}")


def find_template(name: str) -> Template:
    """A template by its id. Raises `InputError` naming those there are."""
    found = load_templates().get(name)
    if found is None:
        known = "、".join(load_templates())
        said = Text(f"没有这种文书；有：{known}", f"there is no such letter; there are: {known}")
        raise InputError(Problem("template", name, said))
    return found


def check_fields(template: Template, given: Mapping[str, str]) -> None:
    """Every field of the template is given, none besides, each as it must be.

    Raises `InputError` with every problem.
    """
    problems = [
        Problem(name, given[name], Text("模板没有这一项", "the template has no such field"))
        for name in given
        if name not in template.fields
    ]
    for field in template.fields.values():
        if field.name not in given:
            problems.append(Problem(field.name, None, MUST_BE_GIVEN))
        else:
            problems += check_field(field, given[field.name])
    if problems:
        raise InputError(problems)


def check_field(field: Field, value: str) -> Iterator[Problem]:
    """What is wrong with the value of one field."""
    if not value.strip():
        if not field.may_be_empty:
            yield Problem(field.name, value, MUST_BE_GIVEN)
        return
    if field.kind == "date" and not is_date(value):
        yield Problem(field.name, value, Text("应写作 2026-11-26", "a day is written 2026-11-26"))
        return
    yield from check_text(field.name, value, field.longest, lines=field.kind == "paragraphs")


def check_text(name: str, value: str, longest: int, *, lines: bool = False) -> Iterator[Problem]:
    """Length and characters of a text; only paragraphs may break lines."""
    if len(value) > longest:
        said = Text(f"最长 {longest} 字", f"at most {longest} characters")
        yield Problem(name, value, said)
    bad = sorted(
        {c for c in value if unicodedata.category(c) in UNPRINTABLE and not (lines and c == "\n")}
    )
    if bad:
        shown = " ".join(f"U+{ord(c):04X}" for c in bad[:8])
        said = Text(f"含有不能印出的字符 {shown}", f"holds what cannot be printed: {shown}")
        yield Problem(name, value, said)


def is_date(value: str) -> bool:
    """Whether a text is a day, as 2026-11-26."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
