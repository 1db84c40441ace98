"""The statutory ranges that a proposed fine is held against, article by article.

The breach may be given as the provision that was breached or as the article that punishes. An
individual is the offender or a responsible person of a unit, so the two ranges count as one; where
two articles fine the same act (storage of a key target) the ranges of both are open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jifang.law.engine.expr import FALSE, Expr, any_of, call, literal, pick
from jifang.law.engine.question import Clause
from jifang.law.engine.scalar import register_function
from jifang.law.engine.types import AMOUNT, BOOL
from jifang.law.errors import Text
from jifang.law.facts import amount
from jifang.law.instruments import label_provision, name_instrument
from jifang.law.parameters import param
from jifang.law.rules import liability_terms as t
from jifang.law.texts import MEASURES

fine = amount("fine", ("拟处罚款", "fine proposed"), none=("不处罚款", "no fine is proposed"))
fined: Expr = fine > 0


@dataclass(frozen=True, eq=False)
class Range:
    """What one article allows: for a unit, and for an individual (nothing, where empty)."""

    law: str
    provision: str
    where: Expr
    unit: str
    individual: tuple[str, str] = ("", "")  # the stems of its lower and of its upper bound
    unless: Expr = FALSE  # a row above governs instead

    @property
    def fits(self) -> Expr:
        """The breach is one that this article punishes."""
        return self.where if self.unless is FALSE else self.where & ~self.unless

    def bounds(self, side: str) -> Expr:
        """The lowest or highest fine for the offender; zero for whom it does not fine."""
        stem = self.individual[side == "max"]
        nobody = literal(0, AMOUNT)
        person = param(f"fine.{stem}.{side}") if stem else nobody
        return pick(t.unit, param(f"fine.{self.unit}.{side}"), person)

    @property
    def label(self) -> Text:
        """The article with its instrument."""
        name, cited = name_instrument(self.law), label_provision(self.law, self.provision)
        return Text(f"《{name.zh}》{cited.zh}", f"{cited.en} of the {name.en}")


def alike(stem: str) -> tuple[str, str]:
    """The range of individuals is that of one stem."""
    return stem, stem


def _video(*eids: str) -> Expr:
    return t.breach.within(*(f"{t.VIDEO}/{eid}" for eid in eids)) & t.from_799


privacy: Expr = (
    (t.breach.within("art_10__para_2") & t.video_system) | t.breach.within(t.BANNED)
) & t.from_799
by_26 = t.c26 | _video("art_26")
by_27 = privacy | _video("art_27__para_1", "art_27__para_2")
by_28 = t.c28 | _video("art_28")
by_29 = t.c29 | _video("art_29")
by_30 = t.c30 | _video("art_30")
by_88: Expr = t.breach.within(t.TARGET_RETENTION, f"{t.COUNTER_TERRORISM}/art_88__para_1__item_6")
by_33: Expr = t.a33 | t.breach.within("art_33")
refers_on: Expr = t.c31

RANGES = (
    Range(t.VIDEO, "art_27__para_1", by_27, "799.art_27.unit", alike("799.art_27.individual")),
    Range(t.VIDEO, "art_28", by_28, "799.art_27.unit", alike("799.art_27.individual")),
    Range(t.VIDEO, "art_26", by_26, "799.art_26.unit", alike("799.art_26.individual")),
    Range(t.VIDEO, "art_29", by_29, "799.art_29.any", alike("799.art_29.any")),
    Range(t.VIDEO, "art_30", by_30, "799.art_30.unit", alike("799.art_30.individual")),
    Range(
        t.COUNTER_TERRORISM,
        "art_88__para_1__item_6",
        by_88,
        "cterror.art_88.unit",
        alike("cterror.art_88.persons"),
    ),
    Range(
        MEASURES,
        "art_32__para_1",
        t.a32 | t.breach.within("art_32"),
        "art_32.unit",
        ("art_32.persons", "art_32.individual"),
        by_26 | by_27,
    ),
    Range(
        MEASURES,
        "art_33__para_1",
        by_33 & t.serious,
        "art_33.unit_serious",
        alike("art_33.persons_serious"),
    ),
    Range(MEASURES, "art_33__para_1", by_33, "art_33.unit", unless=t.serious),
    Range(
        MEASURES,
        "art_34__para_1",
        t.a34 | t.breach.within("art_34"),
        "art_34.unit",
        alike("art_34.persons"),
        by_88,
    ),
    Range(MEASURES, "art_35__para_1", t.a35 | t.breach.within("art_35"), "art_35", alike("art_35")),
    Range(
        MEASURES,
        "art_36__para_1",
        t.a36 | t.breach.within("art_36"),
        "art_36.constructing_unit",
        alike("art_36.constructing_unit"),
    ),
    Range(
        MEASURES,
        "art_37__para_1",
        t.a37 | t.breach.within("art_37"),
        "art_37.unit",
        alike("art_37.individual"),
        by_30,
    ),
    Range(
        MEASURES,
        "art_38__para_1",
        t.a38 | t.breach.within("art_38"),
        "art_38.unit",
        alike("art_38.individual"),
        refers_on,
    ),
)


@register_function("is_of_measures")
def is_of_measures(provision: str) -> bool:
    """Whether a provision is one of the Measures; those of others are written `law/provision`."""
    return "/" not in provision


of_measures: Expr = call("is_of_measures", BOOL, t.breach)
some_range: Expr = any_of(*(row.where for row in RANGES))
judged: Expr = (of_measures | t.own_799 | some_range) & ~refers_on
"""Of breaches of other instruments no range is recorded, and nothing is said."""


def range_bound(side: str) -> Expr:
    """The lowest or highest fine for the breach and the offender."""
    found: Expr = literal(0, AMOUNT)
    for row in reversed(RANGES):
        found = pick(row.where, row.bounds(side), found)
    return found


def range_clauses() -> Iterator[Clause]:
    """A fine outside what its article allows, and a fine that no article names."""
    for row in RANGES:
        outside = (fine < row.bounds("min")) | (fine > row.bounds("max"))
        yield Clause(
            row.provision,
            row.fits & fined & outside,
            "fine_out_of_band",
            Text(
                f"罚款不在{row.label.zh}的幅度之内",
                f"the fine lies outside the range of {row.label.en}",
            ),
            law=row.law,
            about=row.fits,
        )
    yield Clause(
        "art_32__para_1",
        judged & fined & ((fine < range_bound("min")) | (fine > range_bound("max"))),
        "fine_out_of_band",
        Text(
            "可能适用的条款都没有规定这一数额的罚款",
            "no article that may apply names a fine of this amount",
        ),
        about=judged,
    )
