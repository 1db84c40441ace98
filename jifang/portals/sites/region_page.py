"""The dashboard of a region: the same counts as tiles, as bars and as a table, as far as the
reader's territory reaches. What lies outside is shown as not visible, never as zero."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from django.utils import timezone

from jifang.domains.figures.selectors import count_waiting, read_figures, read_months
from jifang.foundation.accounts.data import Actor
from jifang.foundation.territory.models import Division
from jifang.foundation.territory.selectors import find_division, is_within, list_parts
from jifang.law.errors import Lang
from jifang.law.places import PROVINCE_CODE, load_divisions
from jifang.portals.sites.links import find_link
from jifang.portals.sites.measures import BY_CODE, MEASURES, Measure, Value, begin_of
from jifang.portals.wording import format_date

MONTHS: Final = 12
STEPS: Final = 3
BAR_LEFT, BAR_STEP, BAR_WIDTH = 50, 41, 24
CHART_FOOT, CHART_HEIGHT = 166.0, 141.0
ROW_WIDTH: Final = 200.0

SYLLABLE: Final = re.compile(r"(?<=[a-z])(zhou|zhen|shan|guan|yuan|ming|yang|jiang|men|tou|"
                             r"wei|qing|hai|fu)$")  # fmt: skip
"""The last syllable of a city's name in letters, before which a narrow tile may break it."""
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Part:
    """A part of a region with its counts; `is_itself` is what the region's own organ keeps."""

    code: str
    name: str
    counts: Counts
    is_itself: bool = False

    @cached_property
    def values(self) -> list[tuple[Value, str]]:
        """Every figure, with the list that makes it up."""
        return [(m.read(self.counts), m.find(self.code)) for m in MEASURES]

    @property
    def key(self) -> str:
        """How its code begins, for its place on the map."""
        return self.code[:4]


@dataclass(frozen=True, slots=True)
class Shown:
    """A part by the measure that was chosen."""

    part: Part
    value: Value
    step: str
    url: str
    listed: str
    width: str

    @property
    def sorted_by(self) -> float:
        """Its size; what has no share comes last."""
        return -1.0 if self.value.size is None else self.value.size


@dataclass(frozen=True, slots=True)
class Tile:
    """A city on the map; one that is out of reach has no figure."""

    key: str
    name: str
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the trend."""

    month: date
    number: int
    x: int
    y: str
    height: str
    label: str

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return self.x + BAR_WIDTH // 2

    @property
    def above(self) -> float:
        """Where its number stands."""
        return float(self.y) - 5


@dataclass(frozen=True)
class RegionPage:
    """What the dashboard reads."""

    division: Division
    above: Division | None
    parts: Sequence[Part]
    measure: Measure
    by: Actor
    lang: Lang
    months: Mapping[date, int]
    waiting: int

    @property
    def code(self) -> str:
        """The code of the region."""
        return str(self.division.code)

    @property
    def name(self) -> str:
        """The region in the reader's language."""
        return name_division(self.division, self.lang)

    @cached_property
    def total(self) -> Part:
        """The region as a whole."""
        counts: dict[str, int] = {}
        for part in self.parts:
            for code, number in part.counts.items():
                counts[code] = counts.get(code, 0) + number
        return Part(self.code, self.name, counts)

    def value(self, code: str) -> Value:
        """A figure of the whole."""
        return BY_CODE[code].read(self.total.counts)

    @property
    def heads(self) -> list[tuple[Value, str]]:
        """The four figures in front, each with its list."""
        codes = ("sites", "breaches", "short", "complete")
        return [(self.value(c), BY_CODE[c].find(self.code)) for c in codes]

    @property
    def breached(self) -> int:
        """How many sites have breaches."""
        return self.total.counts.get("breached_sites", 0)

    @property
    def sites(self) -> int:
        """How many sites there are."""
        return self.total.counts.get("sites", 0)

    @property
    def assessed(self) -> int:
        """How many of them were put to the law."""
        return self.total.counts.get("assessed", 0)

    @property
    def has_demonstration(self) -> bool:
        """Whether demonstration data is among what is counted."""
        return self.total.counts.get("demonstration", 0) > 0

    @property
    def measures(self) -> Sequence[Measure]:
        """What can be chosen."""
        return MEASURES

    @property
    def is_province(self) -> bool:
        """The parts are cities."""
        return self.code == PROVINCE_CODE

    @cached_property
    def shown(self) -> list[Shown]:
        """The parts by the measure, the largest first."""
        values = [(p, self.measure.read(p.counts)) for p in self.parts]
        top = max((v.size or 0 for _, v in values), default=0)
        found = []
        for part, value in values:
            size = value.size or 0
            width = f"{ROW_WIDTH * size / top:.1f}" if top else "0"
            drill = "" if part.is_itself or part.code == self.code else self._link(part.code)
            found.append(
                Shown(part, value, find_step(value, top), drill, self.measure.find(part.code),
                      width)
            )  # fmt: skip
        return sorted(found, key=lambda s: (-s.sorted_by, s.part.code))

    def _link(self, code: str) -> str:
        url = find_link("region", code)
        return f"{url}?measure={self.measure.code}" if url else ""

    @cached_property
    def tiles(self) -> list[Tile]:
        """The 21 cities in their places; those out of reach without a figure. None below a city
        that the reader sees only in part."""
        reach = self.by.body.organ_region
        if not (self.is_province or self.code == reach == begin_of(reach).ljust(6, "0")):
            return []
        if len(begin_of(reach)) > 4:
            return []
        by_city = {s.part.key: s for s in self.shown} if self.is_province else {}
        if not self.is_province:
            by_city = {self.code[:4]: self._whole()}
        cities = [d for d in load_divisions().values() if d.level == "prefecture"]
        return [
            Tile(d.code[:4], shorten_city(d.name.say(self.lang), self.lang),
                 by_city.get(d.code[:4]))
            for d in cities
        ]  # fmt: skip

    def _whole(self) -> Shown:
        value = self.measure.read(self.total.counts)
        return Shown(self.total, value, "q4", "", self.measure.find(self.code), "0")

    @cached_property
    def legend(self) -> list[tuple[str, str]]:
        """What the steps of the map mean."""
        sizes = [s.value.size for s in self.shown if s.value.size]
        top = max(sizes, default=0.0)
        if not top or not self.is_province:
            return []
        ends = [top * n / STEPS for n in range(STEPS + 1)]
        unit = "%" if self.measure.of else ""
        digits = 1 if self.measure.of else 0
        return [
            (f"q{n + 2}", f"{ends[n]:,.{digits}f}{unit} – {ends[n + 1]:,.{digits}f}{unit}")
            for n in reversed(range(STEPS))
        ]

    @cached_property
    def trend(self) -> list[Bar]:
        """Sites entered in each of the last twelve months."""
        months = list_months(timezone.localdate(), MONTHS)
        top = max((self.months.get(m, 0) for m in months), default=0)
        bars = []
        for at, month in enumerate(months):
            number = self.months.get(month, 0)
            height = CHART_HEIGHT * number / top if top else 0.0
            bars.append(Bar(month, number, BAR_LEFT + at * BAR_STEP,
                            f"{CHART_FOOT - height:.1f}", f"{height:.1f}",
                            format_date(month, self.lang, "month")))  # fmt: skip
        return bars


def find_step(value: Value, top: float) -> str:
    """The step of a tile: in thirds of the largest; the largest of what is adverse is marked."""
    size = value.size
    if not size:
        return "q0"
    if value.measure.adverse and size == top:
        return "q1"
    return f"q{min(STEPS - 1, int(STEPS * size / top)) + 2}"


def name_division(division: Division, lang: Lang) -> str:
    """A division in the reader's language."""
    return str(division.name_en if lang == "en" else division.name_zh)


def shorten_city(name: str, lang: Lang) -> str:
    """A city's name as it fits a tile."""
    if lang == "zh":
        return name.removesuffix("市")
    return SYLLABLE.sub("\u00ad\\1", name)


def list_months(today: date, number: int) -> list[date]:
    """The first days of the last months, this one last."""
    first = today.year * 12 + today.month - number
    return [date(m // 12, m % 12 + 1, 1) for m in range(first, first + number)]


def list_region_parts(
    division: Division, figures: Mapping[str, Counts], lang: Lang, itself: str
) -> list[Part]:
    """The divisions below a region with their counts; what its own organ keeps stands apart."""
    below = [d for d in list_parts(division.code) if d.level in ("prefecture", "county")]
    if not below:
        return [Part(division.code, name_division(division, lang), sum_counts(figures.values()))]
    parts = []
    for d in below:
        begins = begin_of(d.code)
        own = [c for code, c in figures.items() if code.startswith(begins)]
        parts.append(Part(d.code, name_division(d, lang), sum_counts(own)))
    kept = figures.get(division.code)
    if kept and any(kept.values()):
        parts.append(Part(division.code, itself, kept, is_itself=True))
    return parts


def sum_counts(many: Iterable[Counts]) -> dict[str, int]:
    """Counts of several organs together."""
    total: dict[str, int] = {}
    for counts in many:
        for code, number in counts.items():
            total[code] = total.get(code, 0) + number
    return total


def make_region(
    code: str, measure: str, by: Actor, lang: Lang, itself: str
) -> RegionPage | None:  # fmt: skip
    """The dashboard of a region; none for what is no province, city or county, and for what lies
    outside the reader's territory."""
    division = find_division(code)
    if division is None or division.level == "township":
        return None
    if not is_within(code, by.body.organ_region):
        return None
    above = find_division(division.parent) if division.parent else None
    if above is not None and not is_within(above.code, by.body.organ_region):
        above = None
    parts = list_region_parts(division, read_figures(code), lang, itself)
    months = read_months(code, "entered", list_months(timezone.localdate(), MONTHS)[0])
    return RegionPage(
        division, above, parts, BY_CODE.get(measure, MEASURES[0]), by, lang, months,
        count_waiting(code),
    )  # fmt: skip
