"""Frames: the boundary values of every fact of a question, multiplied out.

For each fact a frame holds every value that can change a comparison (the bound, one below, one
above), one code per class of codes that no condition tells apart, and unknown. The full product is
taken while it stays under a limit; beyond it every value of every fact is varied from seeded
random rows, and further seeded random rows are added.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from jifang.law.calendar import add_years
from jifang.law.engine.expr import Expr, Fact, Lit, On, Op, as_lit, as_op, facts_of, walk_expr
from jifang.law.engine.law import Law
from jifang.law.engine.scalar import SYMBOLS
from jifang.law.engine.types import NONE, Kind, Organ
from jifang.law.places import load_divisions

UNKNOWN = None
Row = dict[str, Any]

REGIONS = ("440106", "441900", "442000", "430102")
ORGANS = (Organ("county", "440106"), Organ("prefecture", "440100"))
CODED = frozenset(("is_in", "has", "within", "eq"))


@dataclass(frozen=True)
class Frame:
    """The values of every fact and the rows made of them."""

    question: str
    values: Mapping[str, tuple[Any, ...]]
    rows: tuple[Row, ...]
    complete: bool  # the full product

    def complete_row(self, row: Row, most: int, seed: int) -> Iterator[Row]:
        """Ways to make the unknown facts of a row known; all of them, or `most` at random."""
        names = [n for n in self.values if n not in row]
        choices = [[v for v in self.values[n] if v is not UNKNOWN] for n in names]
        total = 1
        for options in choices:
            total *= len(options)
        if total <= most:
            for picked in itertools.product(*choices):
                yield {**row, **dict(zip(names, picked, strict=True))}
            return
        pick = random.Random(seed)  # noqa: S311 - a repeatable sample, no secret
        for _ in range(most):
            yield {**row, **{n: pick.choice(c) for n, c in zip(names, choices, strict=True)}}


def build_frame(law: Law, name: str, on: date, limit: int = 50_000, seed: int = 238) -> Frame:
    """The frame of a question for a day: of its conditions and of what the law supplies."""
    compiled = law.compiled(name, on)
    supplied = (compiled.bind(e) for e in compiled.question.defaults.values())
    exprs = (*compiled.conditions, *supplied)
    facts = {f.name: f for c in exprs for f in facts_of(c)}
    values = {n: (*find_values(f, exprs, on), UNKNOWN) for n, f in facts.items()}
    total = 1
    for options in values.values():
        total *= len(options)
    complete = total <= limit
    rows: Iterator[Row] = (
        (drop_unknown(values, p) for p in itertools.product(*values.values()))
        if complete
        else sample_rows(values, limit, seed)
    )
    return Frame(name, values, tuple(dict(compiled.supply(r, on)) for r in rows), complete)


def drop_unknown(values: Mapping[str, Any], picked: Sequence[Any]) -> Row:
    """A row from one value per fact; what is unknown is left out."""
    pairs = zip(values, picked, strict=True)
    return {n: v for n, v in pairs if v is not UNKNOWN}


def sample_rows(values: Mapping[str, tuple[Any, ...]], limit: int, seed: int) -> Iterator[Row]:
    """Seeded random rows, each with every value of every fact varied in turn."""
    pick = random.Random(seed)  # noqa: S311 - a repeatable sample, no secret
    made = 0
    while made < limit:
        # Few unknowns in a row: many would leave nothing to decide.
        base = [pick.choice(v[:-1]) if pick.random() > 0.1 else UNKNOWN for v in values.values()]
        for at, options in enumerate(values.values()):
            for option in options:
                yield drop_unknown(values, [*base[:at], option, *base[at + 1 :]])
                made += 1
                if made >= limit:
                    return


def find_values(fact: Fact, conditions: Sequence[Expr], on: date) -> tuple[Any, ...]:
    """The values of a fact that can matter, unknown aside."""
    kind = fact.type.kind
    none = (NONE,) if fact.type.nullable else ()
    if kind is Kind.BOOL:
        return (True, False, *none)
    if kind in (Kind.CODE, Kind.CODES, Kind.PROVISION):
        return (*find_codes(fact, conditions), *none)
    if kind in (Kind.COUNT, Kind.AMOUNT):
        return (*find_numbers(fact, conditions), *none)
    if kind is Kind.AMOUNTS:
        return (*find_lists(fact, conditions), *none)
    if kind is Kind.DATE:
        return (*find_days(conditions, on), *none)
    if kind is Kind.REGION:
        return (*find_regions(fact, conditions), *none)
    return (*{Kind.ORGAN: ORGANS, Kind.TEXT: ("甲",)}[kind], *none)


def find_regions(fact: Fact, conditions: Sequence[Expr]) -> tuple[str, ...]:
    """The usual places, and one in every division that some condition names."""
    found = dict.fromkeys(REGIONS)
    for prefix in (as_lit(n.args[1]).value for n in _uses(fact, conditions) if n.fn == "under"):
        if not any(r.startswith(prefix) for r in found):
            found[next(c for c in reversed(load_divisions()) if c.startswith(prefix))] = None
    return tuple(found)


def _uses(fact: Fact, conditions: Sequence[Expr]) -> Iterator[Op]:
    for condition in conditions:
        for node in walk_expr(condition):
            if isinstance(node, Op) and fact in node.args:
                yield node


def _comparisons(fact: Fact, conditions: Sequence[Expr]) -> Iterator[Op]:
    """The comparisons that read a fact, whatever is done with it there."""
    for condition in conditions:
        for node in walk_expr(condition):
            if isinstance(node, Op) and node.fn in SYMBOLS and fact in facts_of(node):
                yield node


def find_codes(fact: Fact, conditions: Sequence[Expr]) -> tuple[Any, ...]:
    """One code per class that no condition tells apart; lists: none, each, all, all but one."""
    named = [as_lit(n.args[-1]).value for n in _uses(fact, conditions) if n.fn in CODED]
    groups = [(v,) if isinstance(v, str) else tuple(v) for v in named]
    if fact.type.kind is Kind.PROVISION:
        return (*dict.fromkeys(c for g in groups for c in g), "art_7__para_1")
    codes = fact.type.domain.codes if fact.type.domain else ()
    if fact.type.kind is Kind.CODES:
        told = [c for c in codes if any(c in g for g in groups)] or list(codes[:1])
        lists = [(), *((c,) for c in told), tuple(told)]
        lists += [tuple(c for c in told if c != out) for out in told]
        return tuple(dict.fromkeys(lists))
    classes: dict[tuple[bool, ...], str] = {}
    for code in codes:
        classes.setdefault(tuple(code in g for g in groups), code)
    return tuple(classes.values())


def find_numbers(fact: Fact, conditions: Sequence[Expr]) -> tuple[int | Decimal, ...]:
    """Every number it is compared with, one below and one above; of an amount, a fen."""
    found: set[int | Decimal] = {1, fact.minimum}
    step = Decimal("0.01") if fact.type.kind is Kind.AMOUNT else 1
    for compared in _comparisons(fact, conditions):
        for node in walk_expr(compared):
            if isinstance(node, Lit) and node.type.kind is fact.type.kind:
                found |= {node.value - step, node.value, node.value + step}
    top = fact.maximum if fact.maximum is not None else 10**9
    return tuple(sorted(n for n in found if fact.minimum <= n <= top))


def find_lists(fact: Fact, conditions: Sequence[Expr]) -> tuple[tuple[Decimal, ...], ...]:
    """Lists of amounts: for every number of amounts counted, one too few, enough, all too small."""
    lists: list[tuple[Decimal, ...]] = [()]
    counted = tuple(_uses(fact, conditions))
    for condition in conditions:
        for node in walk_expr(condition):
            if isinstance(node, Op) and node.args[0] in counted and isinstance(node.args[1], Lit):
                least = as_lit(as_op(node.args[0]).args[1]).value
                most = node.args[1].value
                lists += [(least,) * (most - 1), (least,) * most, (least - Decimal("0.01"),) * most]
    return tuple(dict.fromkeys(lists))


def find_days(conditions: Sequence[Expr], on: date) -> tuple[date, ...]:
    """The day asked and every shift that occurs, a day before and after each."""
    bases = {on}
    for condition in conditions:
        for node in walk_expr(condition):
            if isinstance(node, Lit) and isinstance(node.value, date):
                bases.add(node.value)
            if isinstance(node, Op) and node.fn in ("add_days", "sub_days", "add_years"):
                amount = node.args[1]
                if isinstance(amount, Lit):
                    bases |= set(shift_both_ways(on, node.fn, amount.value))
            if isinstance(node, On):
                bases.add(on)
    day = timedelta(days=1)
    return tuple(sorted({b + d for b in bases for d in (-day, timedelta(0), day)}))


def shift_both_ways(on: date, fn: str, amount: int) -> tuple[date, date]:
    """The day shifted forward and back, so that either side of a comparison can meet it."""
    if fn == "add_years":
        return add_years(on, amount), add_years(on, -amount)
    return on + timedelta(days=amount), on - timedelta(days=amount)
