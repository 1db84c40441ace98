"""How facts are declared in the rules, one line each, in the terms of the law."""

from __future__ import annotations

from collections.abc import Sequence

from jifang.law.engine.expr import EMPTY, Fact
from jifang.law.engine.types import AMOUNTS, Domain, Kind, Type
from jifang.law.errors import Text

Words = tuple[str, str]


def _text(words: Words | None) -> Text:
    return Text(*words) if words else EMPTY


def yes_no(
    name: str, yes: Words, no: Words, *, none: Words | None = None, hint: Words | None = None
) -> Fact:
    """A yes/no fact with both statements in full."""
    kind = Type(Kind.BOOL, nullable=none is not None)
    return Fact(name, kind, Text(*yes), no=Text(*no), none=_text(none), help=_text(hint))


def day(name: str, label: Words, *, none: Words | None = None, hint: Words | None = None) -> Fact:
    """A date; `none` says what null means, where null is an answer."""
    kind = Type(Kind.DATE, nullable=none is not None)
    return Fact(name, kind, Text(*label), none=_text(none), help=_text(hint))


def number(
    name: str,
    label: Words,
    unit: Words,
    *,
    none: Words | None = None,
    hint: Words | None = None,
    minimum: int = 0,
    maximum: int | None = None,
) -> Fact:
    """A whole number, never negative, in a unit."""
    return Fact(
        name,
        Type(Kind.COUNT, nullable=none is not None),
        Text(*label),
        none=_text(none),
        unit=Text(*unit),
        help=_text(hint),
        minimum=minimum,
        maximum=maximum,
    )


def amount(
    name: str, label: Words, *, none: Words | None = None, hint: Words | None = None
) -> Fact:
    """An amount in yuan, at most two decimal places."""
    kind = Type(Kind.AMOUNT, nullable=none is not None)
    return Fact(
        name, kind, Text(*label), none=_text(none), unit=Text("元", "yuan"), help=_text(hint)
    )


def amounts(name: str, label: Words, *, hint: Words | None = None) -> Fact:
    """Several amounts in yuan; an empty list is an answer."""
    unit = Text("元", "yuan")
    return Fact(name, AMOUNTS, Text(*label), unit=unit, help=_text(hint))


def code(
    name: str,
    label: Words,
    domain: Domain,
    *,
    none: Words | None = None,
    hint: Words | None = None,
) -> Fact:
    """One code of a closed list."""
    kind = Type(Kind.CODE, domain, nullable=none is not None)
    return Fact(name, kind, Text(*label), none=_text(none), help=_text(hint))


def codes(name: str, label: Words, domain: Domain, *, hint: Words | None = None) -> Fact:
    """Several codes of a closed list; an empty list is an answer."""
    return Fact(name, Type(Kind.CODES, domain), Text(*label), help=_text(hint))


def items(name: str, label: Words, domain: Domain, *, hint: Words | None = None) -> Fact:
    """Several items of a numbered list of the law, given as whole numbers."""
    return Fact(name, Type(Kind.CODES, domain), Text(*label), help=_text(hint), numbered=True)


def region(
    name: str,
    label: Words,
    *,
    county: bool = False,
    none: Words | None = None,
    hint: Words | None = None,
) -> Fact:
    """A division code; with `county`, told down to the county."""
    kind = Type(Kind.REGION, nullable=none is not None)
    return Fact(name, kind, Text(*label), none=_text(none), help=_text(hint), county=county)


def organ(name: str, label: Words, *, none: Words | None = None) -> Fact:
    """An organ `{level, region}`."""
    return Fact(name, Type(Kind.ORGAN, nullable=none is not None), Text(*label), none=_text(none))


def words(name: str, label: Words, *, none: Words | None = None, hint: Words | None = None) -> Fact:
    """Free text, at most 200 characters."""
    kind = Type(Kind.TEXT, nullable=none is not None)
    return Fact(name, kind, Text(*label), none=_text(none), help=_text(hint))


def provision(name: str, label: Words, *, hint: Words | None = None) -> Fact:
    """A provision of the Measures by its eId."""
    return Fact(name, Type(Kind.PROVISION), Text(*label), help=_text(hint))


def fact_names(facts: Sequence[Fact]) -> tuple[str, ...]:
    """The names, in order."""
    return tuple(f.name for f in facts)
