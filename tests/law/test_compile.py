"""The Python source of every operation means what the operation means, for every state of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jifang.law.engine.binding import Binder
from jifang.law.engine.compile import compile_missing, compile_run, evaluate
from jifang.law.engine.expr import (
    ON,
    TRUE,
    Expr,
    Fact,
    Lit,
    Op,
    add,
    all_of,
    any_of,
    count_at_least,
    facts_of,
    longest,
    pick,
    shift_days,
    shift_years,
    subtract,
)
from jifang.law.engine.scalar import OPERATIONS
from jifang.law.engine.types import (
    AMOUNTS,
    BOOL,
    COUNT,
    DATE,
    NONE,
    PROVISION,
    REGION,
    Kind,
    Type,
    define_domain,
)
from jifang.law.errors import Text

DAY = date(2024, 2, 29)
SETTING = define_domain(
    "setting", home=("住宅", "home"), street=("街道", "street"), shop=("店", "")
)


def fact(name: str, type_: Type, *, nullable: bool = False) -> Fact:
    return Fact(name, Type(type_.kind, type_.domain, nullable), Text(name, name))


P, Q, R = (fact(n, BOOL) for n in "pqr")
MAYBE = fact("maybe", BOOL, nullable=True)
N, M = fact("n", COUNT), fact("m", COUNT, nullable=True)
D, E = fact("d", DATE), fact("e", DATE, nullable=True)
PLACE = fact("place", Type(Kind.CODE, SETTING), nullable=True)
PLACES = fact("places", Type(Kind.CODES, SETTING), nullable=True)
EID = fact("eid", PROVISION, nullable=True)
SUMS = fact("sums", AMOUNTS, nullable=True)
AREA = fact("area", REGION, nullable=True)

VALUES: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("p", "q", "r"), (True, False, None)),
    "maybe": (True, False, NONE, None),
    "n": (0, 1, 2, None),
    "m": (0, 1, 2, NONE, None),
    "d": (date(2023, 2, 28), DAY, None),
    "e": (date(2024, 3, 7), DAY, NONE, None),
    "place": ("home", "street", "shop", NONE, None),
    "places": ((), ("home",), ("street", "shop"), NONE, None),
    "eid": ("art_2", "art_2__para_1", "art_20", NONE, None),
    "sums": ((), (Decimal(3),), (Decimal("2.99"), Decimal(3), Decimal("3.01")), NONE, None),
    "area": ("440106", "430102", NONE, None),
}

EXPRESSIONS: dict[str, Expr] = {
    "ge": N >= M,
    "gt": M > N,
    "le": D <= E,
    "lt": E < DAY,
    "eq": N.eq(M),
    "eq of a code": PLACE.eq("home"),
    "eq of a yes": MAYBE.eq(True),
    "eq of a no": MAYBE.eq(False),
    "and": all_of(P, Q, R),
    "or": any_of(P, Q, R),
    "and within or": (P & Q) | (R & ~P),
    "a node read twice": ((P | Q) & R) | (~(P | Q) & (N >= 1)),
    "not": ~P,
    "pick": pick(P, Q, R),
    "pick of numbers": pick(P, N, M),
    "pick by the day": pick(Op("ge", (ON, Lit(DAY, DATE)), BOOL), P, Q),
    "pick within pick": pick(P, pick(Q, N, M), M),
    "is_in": PLACE.is_in("home", "shop"),
    "is_in of one": PLACE.is_in("home"),
    "is_in of nothing": Op("is_in", (PLACE, Lit((), PLACE.type)), BOOL),
    "has": PLACES.has("street"),
    "is_empty": PLACES.is_empty(),
    "is_none": M.is_none(),
    "under": AREA.under("44"),
    "within": EID.within("art_2", "art_3"),
    "longest": longest(N, M),
    "longest of three": longest(N, M, Lit(1, COUNT)),
    "count_at_least": count_at_least(SUMS, 3),
    "plus": add(N, M),
    "minus": subtract(N, 1),
    "add_days": shift_days(E, 7),
    "sub_days": shift_days(D, N, -1),
    "add_years": shift_years(D, 1),
    "add_years to the day": shift_years(ON, N),
    "the day alone": Op("ge", (ON, Lit(DAY, DATE)), BOOL),
    "always": TRUE,
}


def list_cases(expr: Expr) -> list[dict[str, Any]]:
    names = [n for n in VALUES if n in {f.name for f in facts_of(expr)}]
    rows = itertools.product(*(VALUES[n] for n in names))
    return [{n: v for n, v in zip(names, row, strict=True) if v is not None} for row in rows]


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_the_source_means_what_the_operation_means(name: str) -> None:
    expr = Binder({}).bind(EXPRESSIONS[name])
    # Once in its place, once as a line of its own that two results read.
    for results in ((expr,), (expr, expr)):
        run = compile_run(results, name)
        for case in list_cases(expr):
            expected = evaluate(expr, case, DAY)[0]
            for found in run(case.get, DAY):
                assert found == expected, case
                assert type(found) is type(expected), case


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_what_keeps_it_unknown(name: str) -> None:
    expr = Binder({}).bind(EXPRESSIONS[name])
    bits = {n: 1 << at for at, n in enumerate(VALUES)}
    run = compile_missing((expr,), bits, name)
    for case in list_cases(expr):
        names = evaluate(expr, case, DAY)[1]
        assert run(case.get, DAY) == (sum(bits[n] for n in names),), case


def test_what_keeps_several_unknown() -> None:
    bits = {n: 1 << at for at, n in enumerate(VALUES)}
    exprs = tuple(Binder({}).bind(EXPRESSIONS[n]) for n in ("and within or", "pick", "ge", "pick"))
    run = compile_missing(exprs, bits, "several")
    for case in list_cases(any_of(*exprs)):
        names = {n for e in exprs for n in evaluate(e, case, DAY)[1]}
        assert run(case.get, DAY) == (sum(bits[n] for n in names),), case


def test_a_long_chain_of_choices_stays_short() -> None:
    """Each choice names its arms more than once; written out, forty would be a million million."""
    rungs = [fact(f"rung_{n}", BOOL) for n in range(40)]
    chain: Expr = N
    for rung in rungs:
        chain = pick(rung, M, chain)
    bits = {f.name: 1 << at for at, f in enumerate((N, M, *rungs))}
    run = compile_missing((chain,), bits, "chain")
    given = {r.name: False for r in rungs}
    assert run(given.get, DAY) == (bits["n"],)
    assert run({**given, "rung_39": True}.get, DAY) == (bits["m"],)


def test_every_operation_is_tried() -> None:
    tried: set[str] = set()

    def collect(expr: Expr) -> None:
        if isinstance(expr, Op):
            tried.add(expr.fn)
            for arg in expr.args:
                collect(arg)

    for expr in EXPRESSIONS.values():
        collect(expr)
    assert tried >= set(OPERATIONS)


def test_what_is_already_decided_is_not_read() -> None:
    read: list[str] = []

    def ask(name: str) -> bool:
        read.append(name)
        return name == "q"

    get: Callable[[str], Any] = ask
    assert compile_run((P & Q & R,), "and")(get, DAY) == (False,)
    assert compile_run((Q | R,), "or")(get, DAY) == (True,)
    assert read == ["p", "q"]
