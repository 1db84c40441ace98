"""Kinds of values that facts, parameters and expressions can have.

Three states of "no value" are kept apart: a fact that was not given is *unknown* (Python `None`
inside the engine), a fact given as null is *known to be none* (`NONE`), and zero is a number.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Final

from jifang.law.errors import DefinitionError, Text


class Kind(enum.Enum):
    """What a value is. The names are those of the published JSON Schema extension `x-kind`."""

    BOOL = "bool"
    COUNT = "count"  # whole number >= 0, in the unit of the fact
    AMOUNT = "amount"  # yuan, at most two decimal places
    DATE = "date"
    CODE = "code"  # one code of a closed list
    CODES = "codes"  # several codes of a closed list
    REGION = "region"  # GB/T 2260 division code
    ORGAN = "organ"  # a public security (or other) organ: level and region
    TEXT = "text"
    PROVISION = "provision"  # eId of a provision of the Measures
    PROVISIONS = "provisions"
    AMOUNTS = "amounts"  # several amounts in yuan, such as those of the projects done
    EVIDENCE = "evidence"  # per duty: held, until


class _None(enum.Enum):
    NONE = "none"

    def __repr__(self) -> str:
        return "NONE"

    def __bool__(self) -> bool:
        raise TypeError("a fact known to be none has no truth value")


NONE: Final = _None.NONE
"""Known to be none (a fact given as null): no agreement, not corrected, no approval."""


LEFT_TO_LAW: Final = -1
"""A number that is not given and that the rules themselves find in the law.

A question names it as the default of such a fact, so that "not given" is not taken for unknown.
Numbers are never negative, so nobody can give it; it is never shown.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One code of a closed list with its name."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Domain:
    """A closed list of codes."""

    name: str
    choices: tuple[Choice, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in their published order."""
        return tuple(c.code for c in self.choices)

    def label(self, code: str) -> Text:
        """The name of one code."""
        for choice in self.choices:
            if choice.code == code:
                return choice.label
        raise DefinitionError(f"`{code}` is not a code of `{self.name}`")


def define_domain(name: str, **labels: tuple[str, str]) -> Domain:
    """A closed list from `code=("中文", "English")` pairs."""
    return Domain(name, tuple(Choice(c, Text(*t)) for c, t in labels.items()))


@dataclass(frozen=True, slots=True)
class Type:
    """A kind, with its closed list where it has one, and whether null is a possible answer."""

    kind: Kind
    domain: Domain | None = None
    nullable: bool = False

    def __str__(self) -> str:
        inner = f"({self.domain.name})" if self.domain else ""
        return f"{self.kind.value}{inner}{'?' if self.nullable else ''}"

    def matches(self, other: Type) -> bool:
        """Whether values of the two types can be compared with each other."""
        return self.kind is other.kind and self.domain == other.domain


BOOL = Type(Kind.BOOL)
COUNT = Type(Kind.COUNT)
AMOUNT = Type(Kind.AMOUNT)
DATE = Type(Kind.DATE)
REGION = Type(Kind.REGION)
ORGAN = Type(Kind.ORGAN)
AMOUNTS = Type(Kind.AMOUNTS)
TEXT = Type(Kind.TEXT)
PROVISION = Type(Kind.PROVISION)

ORDERED: Final = frozenset({Kind.COUNT, Kind.AMOUNT, Kind.DATE})


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ by level and the division it serves; equal when both are equal."""

    level: str
    region: str

    def as_dict(self) -> dict[str, Any]:
        """The JSON form `{level, region}`."""
        return {"level": self.level, "region": self.region}
