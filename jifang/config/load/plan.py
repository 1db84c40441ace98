"""How many of each thing, and by which rule they differ: all from one seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MASK: Final = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is loaded."""

    sites: int
    channels: int
    units: int
    firms: int
    seed: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.units <= self.sites:
            raise ValueError("between one unit and as many as there are sites")

    @property
    def records(self) -> int:
        """About how many records that makes, for the progress."""
        return self.units + self.sites * 3 + self.channels + self.firms * 11


def mix(seed: int, *numbers: int) -> int:
    """A number of 64 bits that follows from others and looks like chance (splitmix64)."""
    x = seed
    for n in numbers:
        x = (x + 0x9E3779B97F4A7C15 + n) & MASK
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
        x ^= x >> 31
    return x


class Shares:
    """Hands a whole number out in uneven parts: many small ones, few large ones. `left` is what is
    still to be handed out, `takers` to how many."""

    def __init__(self, whole: int, takers: int, least: int = 0) -> None:
        self.left = whole
        self.takers = takers
        self.least = least
        self.owed = 0.0

    def take(self, chance: int) -> int:
        """The next part; the last one takes what is left."""
        self.takers -= 1
        if self.takers <= 0:
            part, self.left = self.left, 0
            return part
        mean = self.left / (self.takers + 1) - self.least
        # Of a hundred: 70 have a third of the mean, 25 about the mean, 5 ten times as much.
        of = chance % 100
        weight = 0.33 if of < 70 else 1.08 if of < 95 else 10.0
        self.owed += max(0.0, mean) * weight
        part = int(self.owed)
        self.owed -= part
        part = max(0, min(part + self.least, self.left - self.takers * self.least))
        self.left -= part
        return part


class Wheel:
    """Chooses by shares."""

    def __init__(self, shares: list[tuple[str, float]], size: int = 10_000) -> None:
        whole = sum(share for _, share in shares)
        self.places: list[str] = []
        for name, share in shares:
            self.places += [name] * max(1, round(size * share / whole))

    def pick(self, chance: int) -> str:
        """One of the names."""
        return self.places[chance % len(self.places)]


def split_batches(whole: int, at_once: int) -> Iterator[range]:
    """Stretches of a whole."""
    for start in range(0, whole, at_once):
        yield range(start, min(start + at_once, whole))
