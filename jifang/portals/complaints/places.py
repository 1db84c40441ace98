"""The places one may choose from: every county by its city, and cities that have none."""

from __future__ import annotations

from dataclasses import dataclass

from jifang.foundation.territory.models import Division
from jifang.foundation.territory.selectors import find_chain, list_divisions
from jifang.law.errors import Text


@dataclass(frozen=True, slots=True)
class Place:
    """A division that may be chosen."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class City:
    """A city and what may be chosen in it: its counties, or itself where it has none."""

    name: Text
    parts: tuple[Place, ...]


def list_cities(*, whole: bool = False) -> list[City]:
    """Every city of the province today, in the order of the codes.

    whole: the province and the cities themselves may be chosen, too: their organs are meant.
    """
    found = list_divisions()
    counties: dict[str, list[Division]] = {}
    for division in found:
        if division.level == "county":
            counties.setdefault(division.parent, []).append(division)
    cities = [
        show_city(city, counties.get(city.code, []), whole)
        for city in found
        if city.level == "prefecture"
    ]
    above = [
        City(say_name(d), (Place(d.code, say_name(d)),)) for d in found if d.level == "province"
    ]
    return [*above, *cities] if whole else cities


def show_city(city: Division, counties: list[Division], whole: bool) -> City:
    """A city with what may be chosen in it."""
    own = [city] if whole or not counties else []
    return City(say_name(city), tuple(Place(d.code, say_name(d)) for d in [*own, *counties]))


def name_place(code: str) -> Text:
    """A division with those it lies in, the province left out."""
    chain = find_chain(code)
    names = [say_name(d) for d in chain if d.level != "province" or d is chain[0]]
    return Text("".join(n.zh for n in reversed(names)), ", ".join(n.en for n in names))


def say_name(division: Division) -> Text:
    """Its name in both languages."""
    return Text(division.name_zh, division.name_en)
