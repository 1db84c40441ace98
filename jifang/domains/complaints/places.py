"""Places of reports: points, addresses that read alike, what may be said of a place nearby.

A point that others are told the distance to is set on a coarse grid first, so that no number of
questions finds the exact one.
"""

from __future__ import annotations

import math
import unicodedata
from typing import Final

from jifang.domains.complaints.sealing import ADDRESS, derive
from jifang.foundation.territory.selectors import find_chain

GRID: Final = 0.001
"""Degrees: about a hundred metres."""
METRES_PER_DEGREE: Final = 111_195.0
"""Of latitude, on a sphere of the mean radius of the Earth, 6 371 008.8 m."""

Point = tuple[float, float]


def read_point(text: str) -> Point | None:
    """A point as `latitude,longitude`, in degrees of WGS 84; none where nothing is given."""
    if not text:
        return None
    lat, lon = (float(part) for part in text.split(","))
    return lat, lon


def is_point(lat: float, lon: float) -> bool:
    """Whether both are degrees on the Earth."""
    return all(map(math.isfinite, (lat, lon))) and abs(lat) <= 90 and abs(lon) <= 180


def snap(lat: float, lon: float) -> Point:
    """The nearest point of the grid."""
    return round(round(lat / GRID) * GRID, 3), round(round(lon / GRID) * GRID, 3)


def make_address_key(region: str, division: str, address: str) -> str:
    """What addresses that read alike have in common; nothing for no address. It says nothing of
    the address to whoever lacks the platform's key."""
    plain = normalise_address(division, address)
    return derive(ADDRESS, f"{region}\0{plain}") if plain else ""


def normalise_address(division: str, address: str) -> str:
    """An address without width, case, spaces, punctuation, and the names of its divisions."""
    folded = unicodedata.normalize("NFKC", address).casefold()
    plain = "".join(c for c in folded if c.isalnum())
    for name in list_names(division):
        plain = plain.removeprefix(name)
    return plain


def list_names(division: str) -> list[str]:
    """The names of a division and those above it, the widest first."""
    return [d.name_zh.casefold() for d in reversed(find_chain(division))]
