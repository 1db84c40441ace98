"""A sketch of points around a place: no map, no picture from elsewhere, only where they lie.

Distances are those of a plane: over the few hundred metres that are drawn the error is below a
metre.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 360
HEIGHT: Final = 260
MARGIN: Final = 34
METRES_PER_DEGREE: Final = 111_195
"""Of a great circle of the mean radius of the Earth, 6,371 km."""
LEAST_METRES: Final = 50
"""Half the width drawn where everything lies at one spot."""
STEPS: Final = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


@dataclass(frozen=True, slots=True)
class Dot:
    """Where a point is drawn, under which number; the place itself has none."""

    x: str
    y: str
    number: int
    label_x: str
    label_y: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """A drawing: the place in the middle, the points around it, and a bar of so many metres."""

    here: Dot
    dots: tuple[Dot, ...]
    bar: str
    metres: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def box(self) -> str:
        """The view box."""
        return f"0 0 {self.width} {self.height}"

    @property
    def bar_from(self) -> int:
        """Where the bar begins."""
        return MARGIN // 2

    @property
    def bar_to(self) -> str:
        """Where it ends."""
        return f"{MARGIN // 2 + float(self.bar):.1f}"


def measure(lat: float, lon: float, other_lat: float, other_lon: float) -> tuple[float, float]:
    """How many metres east and north another point lies."""
    east = (other_lon - lon) * METRES_PER_DEGREE * math.cos(math.radians(lat))
    return east, (other_lat - lat) * METRES_PER_DEGREE


def draw_sketch(lat: float, lon: float, others: Sequence[tuple[int, float, float]]) -> Sketch:
    """A place and the points around it, each with its number: (number, latitude, longitude)."""
    offsets = [(n, *measure(lat, lon, a, o)) for n, a, o in others]
    wide = max([LEAST_METRES, *(abs(east) for _, east, _ in offsets)])
    high = max([LEAST_METRES, *(abs(north) for _, _, north in offsets)])
    per_metre = min((WIDTH / 2 - MARGIN) / wide, (HEIGHT / 2 - MARGIN) / high)
    fitting = [m for m in STEPS if m * per_metre <= WIDTH / 3] or [STEPS[0]]
    return Sketch(
        here=place(0, 0, 0, per_metre),
        dots=tuple(place(n, east, north, per_metre) for n, east, north in offsets),
        bar=f"{fitting[-1] * per_metre:.1f}",
        metres=fitting[-1],
    )


def place(number: int, east: float, north: float, per_metre: float) -> Dot:
    """A point on the drawing; north is up."""
    x, y = WIDTH / 2 + east * per_metre, HEIGHT / 2 - north * per_metre
    return Dot(f"{x:.1f}", f"{y:.1f}", number, f"{x + 10:.1f}", f"{y - 8:.1f}")


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on the line of distances, with what stands at it."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Distances:
    """How far reports lie from a place, on one line: in which direction is nobody's to know."""

    ticks: tuple[Tick, ...]
    points: tuple[Tick, ...]
    width: int = WIDTH
    height: int = 84

    @property
    def box(self) -> str:
        """The view box."""
        return f"0 0 {self.width} {self.height}"


def draw_distances(points: Sequence[tuple[int, int]]) -> Distances:
    """Reports by their number and distance in metres; those equally far share a mark."""
    most = next((m for m in STEPS if m >= max(far for _, far in points)), STEPS[-1])
    per_metre = (WIDTH - 2 * MARGIN) / most
    shared: dict[int, list[str]] = {}
    for number, far in points:
        shared.setdefault(min(far, most), []).append(str(number))
    return Distances(
        ticks=tuple(Tick(f"{MARGIN + m * per_metre:.1f}", str(m)) for m in (0, most // 2, most)),
        points=tuple(
            Tick(f"{MARGIN + far * per_metre:.1f}", " ".join(numbers))
            for far, numbers in sorted(shared.items())
        ),
    )
