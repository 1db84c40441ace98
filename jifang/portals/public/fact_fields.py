"""Form fields made from the declarations of facts, and what a reader entered read back.

A field that is left at "don't know" is left out: unknown, never false. Where null is an answer it
is offered in its own words. Nothing is coerced: what does not look like a number or a date goes to
the law's own reading as it was written, and comes back with the law's own message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from jifang.law.engine.expr import Fact
from jifang.law.engine.types import Kind
from jifang.law.errors import InputError, Lang, Problem, Text
from jifang.law.places import load_divisions
from jifang.law.texts import load_instrument
from jifang.portals.wording import get_reader_lang

NONE = "__none"
UNKNOWN = "__unknown"
MAX_ENTRY = 500
MAX_LIST_ENTRY = 20_000
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,18}(\.\d{1,6})?", re.ASCII)

_BETWEEN = re.compile(r"[\s;；、]+")

WIDGETS: Mapping[Kind, str] = {
    Kind.BOOL: "radios",
    Kind.CODE: "select",
    Kind.CODES: "checkboxes",
    Kind.ORGAN: "select",
    Kind.PROVISION: "select",
    Kind.REGION: "region",
}
BOTH = Text(
    "既填了内容，又选了“没有”或“不知道”；只能留一样",
    "both an entry and “none” or “don't know”; keep only one",
)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Options under a heading (a city and its counties)."""

    label: str
    options: tuple[Option, ...]


@dataclass(slots=True)
class Field:
    """A fact as a form shows it."""

    fact: Fact
    name: str
    entered: tuple[str, ...] = ()
    errors: list[str] = field(default_factory=list)

    @property
    def widget(self) -> str:
        """Which control it is."""
        return WIDGETS.get(self.fact.type.kind, "text")

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        return get_reader_lang()

    @property
    def label(self) -> str:
        """What is asked; a yes/no fact is asked as its statement."""
        return self.fact.label.say(self.lang)

    @property
    def hint(self) -> str:
        """Help, unit and form of the entry, as far as there are any."""
        hints = [t.say(self.lang) for t in (self.fact.help,) if t.en]
        if self.fact.type.kind is Kind.DATE:
            hints.append(_("as 2026-11-22"))
        elif self.widget == "text" and self.fact.unit.en:
            if self.fact.type.kind is Kind.AMOUNTS:
                hints.append(_("several, separated by spaces"))
            hints.append(_("in %(unit)s") % {"unit": self.fact.unit.say(self.lang)})
        return "；".join(hints) if self.lang == "zh" else "; ".join(hints)

    @property
    def value(self) -> str:
        """The text entered, for a text control."""
        return next((e for e in self.entered if e not in (NONE, UNKNOWN)), "")

    @property
    def none_label(self) -> str:
        """What null means, where null is an answer."""
        return self.fact.none.say(self.lang) if self.fact.type.nullable else ""

    @property
    def none_chosen(self) -> bool:
        """Whether null was the answer."""
        return NONE in self.entered

    @property
    def numeric(self) -> bool:
        """Whether digits are entered."""
        return self.fact.type.kind in (Kind.COUNT, Kind.AMOUNT, Kind.DATE)

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be chosen, "don't know" last and chosen at first."""
        found = [*self._choices()]
        if self.none_label and self.widget in ("radios", "select"):
            found.append((NONE, self.none_label))
        found.append((UNKNOWN, _("Don't know")))
        chosen = set(self.entered) or {UNKNOWN}
        return tuple(Option(v, label, v in chosen) for v, label in found)

    def _choices(self) -> Iterable[tuple[str, str]]:
        kind, domain = self.fact.type.kind, self.fact.type.domain
        if kind is Kind.BOOL:
            yes, no = self.fact.label.say(self.lang), self.fact.no.say(self.lang)
            return (("yes", yes), ("no", no))
        if domain is not None:
            return ((c.code, c.label.say(self.lang)) for c in domain.choices)
        if kind is Kind.PROVISION:
            return list_provisions(self.lang)
        return list_divisions(self.lang) if kind is Kind.ORGAN else ()

    @property
    def groups(self) -> tuple[OptionGroup, ...]:
        """The divisions of Guangdong, a group per city."""
        chosen = self.value
        return tuple(
            OptionGroup(city, tuple(Option(c, n, c == chosen) for c, n in members))
            for city, members in list_cities(self.lang)
        )

    @property
    def other_code(self) -> str:
        """A division code entered by hand, because no list has it."""
        return "" if self.value in load_divisions() else self.value


@cache
def list_divisions(lang: Lang) -> tuple[tuple[str, str], ...]:
    """Every division, named with its city."""
    divisions = load_divisions()
    found = []
    for d in divisions.values():
        above = divisions.get(d.parent)
        within = above.name.say(lang) if above and d.level == "county" else ""
        join = f"{within}{d.name.zh}" if lang == "zh" else f"{d.name.en}, {within}".strip(", ")
        found.append((d.code, join))
    return tuple(found)


@cache
def list_cities(lang: Lang) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Per city the city itself and its counties."""
    divisions = load_divisions()
    cities = [d for d in divisions.values() if d.level == "prefecture"]
    found = []
    for city in cities:
        members = [city, *(d for d in divisions.values() if d.parent == city.code)]
        found.append((city.name.say(lang), tuple((m.code, m.name.say(lang)) for m in members)))
    return tuple(found)


@cache
def list_provisions(lang: Lang) -> tuple[tuple[str, str], ...]:
    """Every paragraph and item by its label."""
    return tuple((p.eid, p.label.say(lang)) for p in load_instrument().units())


def make_fields(
    facts: Sequence[Fact], entered: QueryDict | None = None, prefix: str = ""
) -> list[Field]:
    """The fields of some facts, with what was entered."""
    fields = []
    for fact in facts:
        name = f"{prefix}{fact.name}"
        values = entered.getlist(name) if entered is not None else []
        if entered is not None and fact.type.kind is Kind.REGION:
            values = [v for v in (*entered.getlist(f"{name}.code"), *values) if v.strip()][:1]
        most = MAX_LIST_ENTRY if fact.type.kind is Kind.AMOUNTS else MAX_ENTRY
        kept = tuple(v.strip()[:most] for v in values if v.strip())
        fields.append(Field(fact, name, kept))
    return fields


def read_fields(fields: Sequence[Field]) -> tuple[dict[str, Any], list[Problem]]:
    """What was entered, in the plain form the law reads, and what contradicts itself."""
    raw: dict[str, Any] = {}
    problems: list[Problem] = []
    for each in fields:
        given = [e for e in each.entered if e != UNKNOWN]
        undecided = UNKNOWN in each.entered
        if (undecided and given) or (NONE in given and len(given) > 1):
            problems.append(Problem(each.fact.name, None, BOTH))
        elif given == [NONE]:
            raw[each.fact.name] = None
        elif each.widget == "checkboxes" and each.entered and not undecided:
            raw[each.fact.name] = [_read_entry(e, each.fact) for e in given]
        elif given:
            raw[each.fact.name] = _read_entry(given[0], each.fact)
    return raw, problems


def _read_entry(entry: str, fact: Fact) -> Any:
    kind = fact.type.kind
    if kind is Kind.BOOL:
        return {"yes": True, "no": False}.get(entry, entry)
    if kind is Kind.COUNT or fact.numbered:
        return int(entry) if _WHOLE.fullmatch(entry) else entry
    if kind is Kind.AMOUNT:
        return Decimal(entry) if _DECIMAL.fullmatch(entry) else entry
    if kind is Kind.AMOUNTS:
        parts = _BETWEEN.split(entry)
        return [Decimal(p) if _DECIMAL.fullmatch(p) else p for p in parts if p]
    if kind is Kind.ORGAN:
        division = load_divisions().get(entry)
        return {"level": division.level, "region": entry} if division else entry
    return entry


def attach_errors(fields: Sequence[Field], error: InputError | Sequence[Problem]) -> list[Problem]:
    """Put each problem beside its field; what belongs to no field is returned."""
    by_name = {f.fact.name: f for f in fields}
    loose = []
    for problem in error:
        found = by_name.get(problem.field)
        if found is None:
            loose.append(problem)
        else:
            found.errors.append(problem.message.say(found.lang))
    return loose
