"""The statutory ranges of fines, in yuan, both ends included, and whom they reach.

One row per article that fines. The first row that fits a breach gives its range: other law of
higher rank stands above the Measures, so a unit that films a privacy spot is fined at most 20,000
(Decree 799, art. 27), not 30,000 (the Measures, art. 32).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from jifang.law.engine.expr import TRUE, Expr, pick
from jifang.law.engine.question import Value
from jifang.law.errors import Text
from jifang.law.parameters import param
from jifang.law.rules import liability_terms as t

Who = Literal["unit", "individual", "persons"]
Side = Literal["min", "max"]
Bound = Callable[[Side], Expr]


@dataclass(frozen=True, eq=False)
class Band:
    """The fines of one article: where it governs, and the stem of each range (empty: nobody)."""

    where: Expr
    unit: str = ""
    individual: str = ""
    persons: str = ""
    mandatory: bool = False  # the responsible persons are fined, not only may be

    def stem(self, who: Who) -> str:
        """The parameter of the range for a kind of offender; that of the unit where unnamed."""
        named = {"unit": self.unit, "individual": self.individual, "persons": self.persons}[who]
        return named or self.unit


def band_of(where: Expr, stem: str, *, mandatory: bool = False) -> Band:
    """A row whose three ranges are named alike."""
    return Band(where, f"{stem}.unit", f"{stem}.individual", f"{stem}.persons", mandatory)


VIDEO_BANDS = (
    band_of(t.c27_1 | t.c27_2 | t.c28, "799.art_27", mandatory=True),
    band_of(t.c26, "799.art_26", mandatory=True),
    Band(t.c29, "799.art_29.any"),
    band_of(t.c30, "799.art_30", mandatory=True),
)
TARGET = Band(t.a88, "cterror.art_88.unit", persons="cterror.art_88.persons", mandatory=True)
A32 = band_of(t.a32, "art_32")
A33 = Band(t.a33, "art_33.unit")
A33_SERIOUS = Band(
    t.a33 & t.serious, "art_33.unit_serious", persons="art_33.persons_serious", mandatory=True
)
A34 = Band(t.a34, "art_34.unit", persons="art_34.persons")
A35 = Band(t.a35, "art_35")
A36 = Band(t.a36, "art_36.constructing_unit")
A37 = Band(t.a37, "art_37.unit", "art_37.individual")
A38 = Band(TRUE, "art_38.unit", "art_38.individual")

NOW = (
    *VIDEO_BANDS,
    # The higher of two fines for one act (Administrative Penalty Law, art. 29), once both can fall.
    Band(t.a88 & t.refused, TARGET.unit, persons=TARGET.persons, mandatory=True),
    A32,
    A33_SERIOUS,
    A33,
    A34,
    A35,
    A36,
    A37,
    A38,
)
"""The range of a fine that can be imposed now."""

IF_NOT_CORRECTED = (*VIDEO_BANDS, TARGET, A32, A33, A34)
"""The range of a fine that follows an order not obeyed."""


def bound(bands: tuple[Band, ...], who: Who, side: Side) -> Expr:
    """A bound of the range for a kind of offender; the last row is the general one."""
    *special, general = bands
    found: Expr = param(f"fine.{general.stem(who)}.{side}")
    for row in reversed(special):
        found = pick(row.where, param(f"fine.{row.stem(who)}.{side}"), found)
    return found


def band(side: Side) -> Expr:
    """A bound of the fine for the offender."""
    return pick(t.unit, bound(NOW, "unit", side), bound(NOW, "individual", side))


def with_persons(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    """The rows that fine the responsible persons of a unit."""
    return tuple(b for b in bands if b.persons)


PERSONS_NOW = with_persons(NOW)
PERSONS_LATER = with_persons(IF_NOT_CORRECTED)

fined_799: Expr = t.c27_1 | t.c27_2 | t.c28 | t.c26 | t.c30
reaches_persons: Expr = fined_799 | t.a32 | t.a34 | (t.a33 & t.serious)
has_persons: Expr = t.unit & reaches_persons
mandatory_now: Expr = fined_799 | (t.a33 & t.serious) | (t.a88 & t.refused)
mandatory_later: Expr = fined_799 | t.a88

FINE_MIN, FINE_MAX = Text("罚款下限", "fine, lowest"), Text("罚款上限", "fine, highest")
P_MIN = Text("责任人员罚款下限", "responsible persons, lowest")
P_MAX = Text("责任人员罚款上限", "responsible persons, highest")
PERSONS_MUST = Text("对责任人员必须罚款", "the persons' fine is mandatory")
CONFISCATE = Text("没收设备", "devices confiscated")


def fine_values(lower: Expr, upper: Expr) -> tuple[Value, ...]:
    """A range as two values."""
    return (Value("fine_min", FINE_MIN, lower), Value("fine_max", FINE_MAX, upper))


def person_values(
    bands: tuple[Band, ...], mandatory: Expr, where: Expr | None = None
) -> tuple[Value, ...]:
    """The range for the responsible persons, and whether they must be fined."""
    return (
        Value("persons_fine_min", P_MIN, bound(bands, "persons", "min"), where=where),
        Value("persons_fine_max", P_MAX, bound(bands, "persons", "max"), where=where),
        Value("persons_fine_mandatory", PERSONS_MUST, mandatory, where=where),
    )


def unit_later() -> tuple[Value, ...]:
    """What follows for a unit if the order is not obeyed."""
    reached = fined_799 | t.a32 | t.a34
    return (
        *fine_values(
            bound(IF_NOT_CORRECTED, "unit", "min"), bound(IF_NOT_CORRECTED, "unit", "max")
        ),
        *person_values(PERSONS_LATER, mandatory_later, reached),
        Value("confiscate", CONFISCATE, t.c26, where=t.c26),
    )


def individual_later() -> tuple[Value, ...]:
    """What follows for an individual if the order is not obeyed."""
    bands = (*VIDEO_BANDS, A32)
    return (
        *fine_values(bound(bands, "individual", "min"), bound(bands, "individual", "max")),
        Value("confiscate", CONFISCATE, t.c26, where=t.c26),
    )


later_individual: Expr = t.individual & (fined_799 | t.c29 | t.a32)
later_unit: Expr = t.unit & (fined_799 | t.c29 | t.a32 | t.a33 | t.a34)


def unit_serious() -> tuple[Value, ...]:
    """What serious consequences would mean for a unit: arts. 33, and 27 and 30 of Decree 799."""
    bands = (*VIDEO_BANDS, A33_SERIOUS)
    return (
        *fine_values(bound(bands, "unit", "min"), bound(bands, "unit", "max")),
        *person_values(with_persons(bands), TRUE),
    )


def individual_serious() -> tuple[Value, ...]:
    """What serious consequences would mean for an individual: arts. 27 and 30 of Decree 799."""
    return fine_values(
        bound(VIDEO_BANDS, "individual", "min"), bound(VIDEO_BANDS, "individual", "max")
    )


serious_799: Expr = t.c27_2 | t.c30
