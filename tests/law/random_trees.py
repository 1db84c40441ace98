"""Random conditions over facts of every kind, and rows with unknowns and facts known to be none."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from jifang.law.engine.expr import (
    ON,
    Expr,
    Fact,
    add,
    all_of,
    any_of,
    count_at_least,
    longest,
    negate,
    pick,
    shift_days,
    shift_years,
    subtract,
)
from jifang.law.engine.frame import Row
from jifang.law.engine.types import NONE, Kind, Organ, define_domain
from jifang.law.facts import (
    amount,
    amounts,
    code,
    codes,
    day,
    number,
    organ,
    provision,
    region,
    words,
    yes_no,
)

DAY = date(2024, 2, 29)
NO = ("没有", "none")
NAME = ("甲", "a")
LETTERS = define_domain("letters", a=NAME, b=NAME, c=NAME, d=NAME)

FACTS: tuple[Fact, ...] = (
    yes_no("yes", NAME, NAME),
    yes_no("maybe", NAME, NAME, none=NO),
    number("count", NAME, NAME),
    number("count_or_none", NAME, NAME, none=NO),
    amount("yuan", NAME),
    amount("yuan_or_none", NAME, none=NO),
    amounts("several", NAME),
    day("day", NAME),
    day("other_day", NAME, none=NO),
    code("letter", NAME, LETTERS),
    code("letter_or_none", NAME, LETTERS, none=NO),
    codes("letters", NAME, LETTERS),
    region("place", NAME),
    region("place_or_none", NAME, none=NO),
    words("name", NAME),
    words("name_or_none", NAME, none=NO),
    provision("provision", NAME),
    organ("organ", NAME),
    organ("organ_or_none", NAME, none=NO),
)
FACT = {f.name: f for f in FACTS}

COUNTS = (0, 1, 3, 30, 90)
AMOUNTS = (Decimal(0), Decimal("0.01"), Decimal(10_000), Decimal("30000.50"))
DAYS = tuple(
    date(y, m, d) + timedelta(n)
    for y, m, d in ((2020, 2, 29), (2021, 2, 28), (2021, 3, 1), (2024, 2, 29), (2017, 8, 1))
    for n in (-1, 0, 1)
)
PLACES = ("440106", "441900", "441900003", "430102")
PROVISIONS = ("art_9", "art_9__para_1", "art_9__para_1__item_7", "art_20__para_1")
ORGANS = (Organ("county", "440106"), Organ("prefecture", "440100"), Organ("prefecture", "441900"))
VALUES: dict[Kind, tuple[Any, ...]] = {
    Kind.BOOL: (True, False),
    Kind.COUNT: COUNTS,
    Kind.AMOUNT: AMOUNTS,
    Kind.AMOUNTS: ((), AMOUNTS[1:2], AMOUNTS, AMOUNTS[::-1] * 3),
    Kind.DATE: DAYS,
    Kind.CODE: LETTERS.codes,
    Kind.CODES: ((), ("a",), ("a", "b"), ("d", "c", "b")),
    Kind.REGION: PLACES,
    Kind.TEXT: ("甲", "乙", "O'Brien"),
    Kind.PROVISION: PROVISIONS,
    Kind.ORGAN: ORGANS,
}


def make_rows(count: int, seed: int = 238) -> list[Row]:
    """Rows in which a fifth of the facts is unknown and, where it can be, a fifth none."""
    choose = random.Random(seed)
    rows = []
    for _ in range(count):
        row: Row = {}
        for fact in FACTS:
            luck = choose.random()
            if luck < 0.2:
                continue
            none = fact.type.nullable and luck < 0.4
            row[fact.name] = NONE if none else choose.choice(VALUES[fact.type.kind])
        rows.append(row)
    return rows


def facts_of_kind(kind: Kind) -> st.SearchStrategy[Expr]:
    """A fact of one kind."""
    return st.sampled_from([f for f in FACTS if f.type.kind is kind])


def values_of(kind: Kind, conditions: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """A value of one kind: a fact, a choice, and what can be computed of such."""
    base = facts_of_kind(kind)
    if kind is Kind.DATE:
        base = base | st.just(ON)
    found = base | st.builds(pick, conditions, base, base)
    if kind is Kind.DATE:
        amounts = st.sampled_from((0, 1, 30)) | facts_of_kind(Kind.COUNT)
        days = st.builds(shift_days, found, amounts, st.sampled_from((1, -1)))
        years = st.builds(shift_years, found, st.sampled_from((0, 1, 3)))
        found = (
            found
            | days
            | years
            | st.builds(longest, base, base)
            | st.builds(shift_days, years, amounts)
        )
    if kind in (Kind.COUNT, Kind.AMOUNT):
        found = found | st.builds(add, base, base) | st.builds(subtract, base, base)
        found = found | st.builds(longest, base, base)
    if kind is Kind.COUNT:
        counted = st.builds(count_at_least, st.just(FACT["several"]), st.sampled_from(AMOUNTS))
        found = found | counted
    return found


def comparisons(kind: Kind, conditions: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """A comparison with a constant or with another value."""
    values = values_of(kind, conditions)
    others = values | st.sampled_from(VALUES[kind])
    ordered = kind in (Kind.COUNT, Kind.AMOUNT, Kind.DATE)
    fns: tuple[Callable[[Expr, Any], Expr], ...] = (Expr.eq,)
    if ordered:
        fns = (Expr.eq, Expr.__ge__, Expr.__gt__, Expr.__le__, Expr.__lt__)
    return st.builds(lambda fn, a, b: fn(a, b), st.sampled_from(fns), values, others)


def leaves(conditions: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """A condition on facts."""
    compared = [
        comparisons(k, conditions)
        for k in (Kind.COUNT, Kind.AMOUNT, Kind.DATE, Kind.CODE, Kind.REGION, Kind.TEXT,
                  Kind.PROVISION)
    ]  # fmt: skip
    tests = [
        st.just(FACT["yes"]),
        st.sampled_from([f for f in FACTS if f.type.nullable]).map(Expr.is_none),
        facts_of_kind(Kind.CODE).map(lambda f: f.is_in("a")),
        facts_of_kind(Kind.CODE).map(lambda f: f.is_in("a", "c")),
        st.sampled_from(LETTERS.codes).map(FACT["letters"].has),
        st.just(FACT["letters"].is_empty()),
        facts_of_kind(Kind.REGION).map(lambda f: f.under("44")),
        facts_of_kind(Kind.REGION).map(lambda f: f.under("4419")),
        st.just(FACT["provision"].within("art_9")),
        st.just(FACT["provision"].within("art_9__para_1", "art_20")),
        st.just(FACT["organ"].eq(FACT["organ_or_none"])),
        st.just(FACT["maybe"].eq(False)),
        st.just(FACT["organ"].eq(ORGANS[1])),
    ]
    return st.one_of(*compared, *tests)


def join_conditions(conditions: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """A condition made of conditions."""
    several = st.lists(conditions, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda c: all_of(*c)),
        several.map(lambda c: any_of(*c)),
        conditions.map(negate),
        st.builds(pick, conditions, conditions, conditions),
    )


SIMPLE = leaves(st.sampled_from([FACT["yes"], FACT["maybe"], FACT["count"] > 3]))
CONDITIONS = st.recursive(
    SIMPLE, lambda inner: join_conditions(inner) | leaves(inner), max_leaves=6
)
"""Conditions a few levels deep."""
