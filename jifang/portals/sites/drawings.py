"""What is drawn of a site: its life, the days its channels are said to keep, where it lies.

Everything is SVG made here, with the same figures as a table beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, radians
from typing import Final

from django.utils.translation import gettext as _

from jifang.domains.figures.data import AskedDays
from jifang.domains.systems.kinds import LISTS
from jifang.domains.systems.models import Channel, System
from jifang.domains.units.models import Site
from jifang.law.errors import Lang

STAGES: Final = (
    "initiation", "tendering", "design", "construction", "trial_run", "completion",
    "preliminary_acceptance", "testing", "acceptance",
)  # fmt: skip
"""The nine stages of art. 12, in its order."""
SCALE_DAYS: Final = 90
MOST_STRIPS: Final = 10
MOST_POINTS: Final = 120
MAP_WIDTH, MAP_HEIGHT, MAP_EDGE = 520.0, 300.0, 26.0


# -- life ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of art. 12, or use: whether any system is said to be in it, and which."""

    name: str
    state: str
    said: str
    systems: tuple[str, ...] = ()


def draw_life(systems: Sequence[System], lang: Lang) -> list[Stage]:
    """The ribbon. The register holds the stage a system is in, not those it went through: what it
    does not say is unknown, and not taken as done."""
    found = []
    for code in (*STAGES, "in_use"):
        here = [s for s in systems if s.stage == code]
        words = LISTS["stage"][code].say(lang)
        if not here:
            found.append(Stage(words, "unknown", _("no record")))
            continue
        days = sorted(str(s.in_use_since) for s in here if s.in_use_since)
        said = here[0].name if len(here) == 1 else _("%(number)s systems") % {"number": len(here)}
        if code == "in_use" and days:
            said = f"{said}, {days[0]}" if lang == "en" else f"{said}，{days[0]} 起"
        found.append(Stage(words, "here", said, tuple(s.name for s in here)))
    return found


# -- days of storage, as declared ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """The days that the law asks, as they are shown."""

    days: AskedDays

    @classmethod
    def of(cls, days: AskedDays | None) -> Asked | None:
        """What is asked, if anything is known to be."""
        return None if days is None else cls(days)

    @property
    def say(self) -> str:
        """30; or 30 or 90, where it is open which."""
        low, high = self.days.surely, self.days.at_most
        return str(low) if low == high else _("%(low)s or %(high)s") % {"low": low, "high": high}

    def is_above(self, days: int | None) -> bool:
        """Whether so many days fall short in any case."""
        return days is not None and days < self.days.surely


@dataclass(frozen=True, slots=True)
class Claim:
    """The days that a channel, or a system, is said to keep; no evidence of them."""

    name: str
    system: str
    days: int | None
    asked: Asked | None
    url: str

    @property
    def mark(self) -> str:
        """Short of what is asked, or not known; a claim is never proof, so it is never in order."""
        return "stop" if self.is_short else "open"

    @property
    def is_short(self) -> bool:
        """Whether even what is declared falls short of what the law asks."""
        return self.asked is not None and self.asked.is_above(self.days)

    @property
    def asked_said(self) -> str:
        """What is asked, in words."""
        return self.asked.say if self.asked else "?"

    @property
    def claimed(self) -> str:
        """The days declared, hollow, counted back from today, as a path."""
        number = min(self.days or 0, SCALE_DAYS)
        first = SCALE_DAYS - number
        return "".join(f"M{x * 10 + 1.5} 6.5h7v22h-7z" for x in range(first, SCALE_DAYS))

    @property
    def unknown(self) -> str:
        """The days that nothing is said of, as dots; where days are declared, none before them."""
        number = SCALE_DAYS if self.days is None else max(0, self._asked_at_most - self.days)
        last = SCALE_DAYS - min(self.days or 0, SCALE_DAYS)
        first = max(0, last - number)
        return "".join(f"M{x * 10 + 3.2} 21h3.6v3.6h-3.6z" for x in range(first, last))

    @property
    def _asked_at_most(self) -> int:
        return self.asked.days.at_most if self.asked else 0

    @property
    def needs(self) -> list[int]:
        """Where on the scale the days lie that the law asks."""
        if self.asked is None:
            return []
        ends = {self.asked.days.surely, self.asked.days.at_most}
        return [max(0, (SCALE_DAYS - days) * 10) for days in sorted(ends)]


def list_claims(
    systems: Sequence[System],
    channels: Iterable[Channel],
    asked: Mapping[str, AskedDays],
    links: Mapping[int, str],
) -> list[Claim]:
    """A claim for each channel, for a system without channels one of its own; those that say least
    first. `asked` holds the days the law asks of a system, `links` the page of each by its row."""
    found, with_channels = [], set()
    names = {s.pk: s.name for s in systems}
    for channel in channels:
        if channel.kind != "video" or channel.system_id not in names:
            continue
        system = names[channel.system_id]
        with_channels.add(channel.system_id)
        own = next((s.declared_days for s in systems if s.pk == channel.system_id), None)
        days = channel.kept_days if channel.kept_days is not None else own
        found.append(Claim(channel.name, system, days, Asked.of(asked.get(system)), ""))
    found += [
        Claim(s.name, "", s.declared_days, Asked.of(asked[s.name]), links.get(s.pk, ""))
        for s in systems
        if s.pk not in with_channels and s.name in asked
    ]
    return sorted(found, key=lambda c: (-1 if c.days is None else c.days, c.system, c.name))


# -- the point map ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dot:
    """A site on the map."""

    name: str
    longitude: Decimal
    latitude: Decimal
    x: str
    y: str
    url: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class PointMap:
    """Sites of a county by their coordinates, as they were entered."""

    dots: tuple[Dot, ...]
    datum: str
    west: str
    east: str
    south: str
    north: str
    more: bool

    @property
    def own(self) -> Dot:
        """The site that the page is about."""
        return next(d for d in self.dots if d.is_own)

    @property
    def others(self) -> tuple[Dot, ...]:
        """The sites around it."""
        return tuple(d for d in self.dots if not d.is_own)


def draw_map(
    site: Site, around: Sequence[Site], datum: str, links: Mapping[int, str]
) -> PointMap | None:
    """A site within the extent of the others of its county that are entered in the same datum.
    Nothing is converted; degrees of longitude are drawn shorter by the latitude."""
    if site.longitude is None or site.latitude is None:
        return None
    others = [s for s in around if s.pk != site.pk and s.longitude is not None]
    shown = [*others[:MOST_POINTS], site]
    placed = [(float(s.longitude or 0), float(s.latitude or 0)) for s in shown]
    west, east = spread(p[0] for p in placed)
    south, north = spread(p[1] for p in placed)
    squeeze = cos(radians((south + north) / 2))
    wide, high = (east - west) * squeeze, north - south
    scale = min((MAP_WIDTH - 2 * MAP_EDGE) / wide, (MAP_HEIGHT - 2 * MAP_EDGE) / high)
    left = (MAP_WIDTH - wide * scale) / 2
    top = (MAP_HEIGHT - high * scale) / 2
    dots = tuple(
        Dot(
            near.name, near.longitude or Decimal(), near.latitude or Decimal(),
            f"{left + (lon - west) * squeeze * scale:.1f}",
            f"{top + (north - lat) * scale:.1f}",
            links.get(near.pk, ""), near.pk == site.pk,
        )
        for near, (lon, lat) in zip(shown, placed, strict=True)
    )  # fmt: skip
    w, e, s, n = (f"{value:.3f}°" for value in (west, east, south, north))
    return PointMap(dots, datum, w, e, s, n, len(others) > MOST_POINTS)


def spread(values: Iterable[float]) -> tuple[float, float]:
    """The ends of some degrees, apart from each other also where there is one place alone."""
    known = list(values)
    low, high = min(known), max(known)
    if high - low < 0.01:  # about a kilometre
        middle = (low + high) / 2
        return middle - 0.005, middle + 0.005
    return low, high
