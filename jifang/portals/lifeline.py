"""The life of law drawn on a line: versions, dated numbers, other instruments, the day asked.

One row a thing, its bars on a common axis of years, in the shape of the storage strip. Every row
says in words what it shows, so that the drawing itself may be silent; `draw_lifelines` gives what
parts/lifelines.html needs. All geometry is in per cent of the width: it goes into SVG attributes
and prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.lawbook import Span
from jifang.law.parameters import is_read
from jifang.law.places import PROVINCE_CODE, name_region

PROVINCE = name_region(PROVINCE_CODE)
INTERPRETED = "I"
"""The confidence of what is the platform's own reading."""
MOST_LABELS = 7  # years that have room on a phone
LAST_LABEL = 88  # per cent of the width; a label further right would be cut off on a phone
BEFORE, AFTER = 2, 1  # years shown around the life of the Measures and the day asked


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a life: a version, a value, the time an instrument is in force."""

    span: Span
    kind: str
    """A class of clock.css: the rank of an instrument, or `value`."""
    label: str = ""
    """Short words in the bar."""
    confidence: str = "S"
    cite: Cite | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A day in a life: an amendment, another edition."""

    day: date
    note: Text
    confidence: str


@dataclass(frozen=True, slots=True)
class Life:
    """What one row shows. It is headed by a name, or by a citation where there is one."""

    name: Text
    territory: Text
    stretches: tuple[Stretch, ...]
    cite: Cite | None = None
    count: int = 1
    """How many provisions of the cited instrument the row stands for."""
    moments: tuple[Moment, ...] = ()

    @property
    def elsewhere(self) -> Text | None:
        """Where it is law, if that is not just the province."""
        return None if self.territory == PROVINCE else self.territory


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch as it is drawn."""

    x: str
    width: str
    classes: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A life with its drawing."""

    life: Life
    bars: tuple[Bar, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a common name."""

    name: Text
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """The beginning of a year on the axis."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Lifelines:
    """What parts/lifelines.html draws."""

    groups: tuple[Group, ...]
    ticks: tuple[Tick, ...]
    on: date
    on_x: str
    is_late: bool
    """The day asked stands so far to the right that its words go to the left of it."""

    @property
    def has_unrecorded(self) -> bool:
        """Some stretch begins on a day that is not recorded."""
        return any(s.span.since is None for life in self.lives for s in life.stretches)

    @property
    def has_unsure(self) -> bool:
        """Some stretch was not read in the text of the law."""
        found = {s.confidence for life in self.lives for s in life.stretches}
        return any(not is_read(one) for one in found - {INTERPRETED})

    @property
    def has_interpreted(self) -> bool:
        """Some stretch is our interpretation."""
        return any(s.confidence == INTERPRETED for life in self.lives for s in life.stretches)

    @property
    def has_moments(self) -> bool:
        """Some row has marks."""
        return any(life.moments for life in self.lives)

    @property
    def lives(self) -> tuple[Life, ...]:
        """What the rows show, in order."""
        return tuple(row.life for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True)
class Axis:
    """The years a drawing spans, its last year included."""

    first: int
    last: int

    def place(self, day: date) -> float:
        """Where a day lies, in per cent; a day beyond an end lies at that end."""
        begin, end = date(self.first, 1, 1), date(self.last + 1, 1, 1)
        share = (day - begin).days / (end - begin).days
        return 100 * min(max(share, 0.0), 1.0)

    def list_ticks(self) -> tuple[Tick, ...]:
        """The years, each labelled where there is room, else every second or third."""
        years = self.last - self.first + 1
        step = -(-years // MOST_LABELS)
        labelled = {y for y in range(self.first, self.last + 1, step) if self.has_room(y)}
        return tuple(
            Tick(_percent(self.place(date(y, 1, 1))), str(y) if y in labelled else "")
            for y in range(self.first, self.last + 1)
        )

    def has_room(self, year: int) -> bool:
        """Whether a label fits between the beginning of a year and the right edge."""
        return self.place(date(year, 1, 1)) < LAST_LABEL


def _percent(share: float) -> str:
    return f"{share:.2f}%"


def choose_axis(lives: Iterable[Life], since: date, on: date, today: date) -> Axis:
    """From shortly before `since` to shortly after today, further where something begins or ends.

    What began long before is drawn from the edge; its day is said in words. A day asked that lies
    outside is drawn at the edge as well.
    """
    ends = [
        day
        for life in lives
        for day in chain(
            (d for s in life.stretches for d in (s.span.since, s.span.until) if d),
            (m.day for m in life.moments),
        )
    ]
    last = max([today, *(d for d in ends if d.year <= today.year + 10)]).year + AFTER
    if today <= on and on.year <= today.year + 10:
        last = max(last, on.year + AFTER)
    return Axis(since.year - BEFORE, last)


def draw_lifelines(
    groups: Sequence[tuple[Text, Sequence[Life]]], since: date, on: date, today: date
) -> Lifelines:
    """Draw groups of lives on one axis around `since`, with the day asked marked in each."""
    axis = choose_axis((life for _, lives in groups for life in lives), since, on, today)
    at = axis.place(on)
    return Lifelines(
        groups=tuple(
            Group(name, tuple(draw_row(life, axis) for life in lives))
            for name, lives in groups
            if lives
        ),
        ticks=axis.list_ticks(),
        on=on,
        on_x=_percent(at),
        is_late=at > 60,
    )


def draw_row(life: Life, axis: Axis) -> Row:
    """One row: its bars and marks; what lies wholly outside the axis is not drawn."""
    bars = [draw_bar(s, axis) for s in life.stretches if is_shown(s.span, axis)]
    marks = [m.day for m in life.moments if axis.first <= m.day.year <= axis.last]
    return Row(life, tuple(bars), tuple(_percent(axis.place(d)) for d in marks))


def is_shown(span: Span, axis: Axis) -> bool:
    """Whether any day of a span lies on the axis."""
    begun = span.since is None or span.since.year <= axis.last
    return begun and (span.until is None or span.until.year >= axis.first)


def draw_bar(stretch: Stretch, axis: Axis) -> Bar:
    """A stretch from its first day to the end of its last; open where a day is not recorded."""
    since, until = stretch.span.since, stretch.span.until
    left = 0.0 if since is None else axis.place(since)
    right = 100.0 if until is None else axis.place(date.fromordinal(until.toordinal() + 1))
    states = [stretch.kind]
    if since is None:
        states.append("unrecorded")
    elif since.year < axis.first:
        states.append("earlier")
    if until is not None:
        states.append("ended")
    if not is_read(stretch.confidence):
        states.append("unsure")
    # A single day is still to be seen.
    return Bar(_percent(left), _percent(max(right - left, 0.4)), " ".join(states), stretch.label)
