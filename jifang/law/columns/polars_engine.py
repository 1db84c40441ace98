"""Patterns of a frame in Polars, the default engine; then outcome, provision and law by look-up."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from jifang.law.columns.fold import Folder, join_evenly
from jifang.law.columns.patterns import Parts, Ruling, rule_parts
from jifang.law.columns.plan import Plan
from jifang.law.columns.polars_algebra import PolarsAlgebra, find_dtype, literal_day
from jifang.law.columns.shape import find_layers, share_nodes
from jifang.law.columns.share import factor_joins
from jifang.law.columns.tally import Tally, tally_groups
from jifang.law.decision import COMMENCEMENT
from jifang.law.engine.expr import Expr, Lit
from jifang.law.engine.question import GENERAL_OUTCOMES
from jifang.law.errors import DefinitionError
from jifang.law.texts import MEASURES

PATTERN_DECIMAL = pl.Decimal(38, 0)

BYTE = 5
"""So many base-3 digits fit a byte; wider integers cost by their width."""

STEPS = ((10, pl.UInt16), (20, pl.UInt32), (39, pl.Int64))
"""So many digits fit these."""


def name_parts(plan: Plan, prefix: str = "") -> tuple[str, ...]:
    """The names of the columns that hold the parts of a plan's pattern."""
    return tuple(f"{prefix}__pattern_{i}" for i in range(len(plan.parts)))


def add_parts(frame: pl.LazyFrame, plans: Sequence[Plan], *, unknown: bool = False) -> pl.LazyFrame:
    """The frame with the pattern parts of every plan; besides, columns that were needed between.

    Several plans, of two laws or two days, are put over the frame in one scan, and what they share
    is computed once. A row whose day lies before commencement has no pattern (null). `unknown`
    also adds, for every fact of the first plan, whether it is unknown (`name_unknown`).
    """
    schema = frame.collect_schema()
    days = {p.day for p in plans}
    if len(days) > 1:
        raise DefinitionError("plans in one scan take the day from the same column")
    shaped = [p.shape_for(schema) for p in plans]
    readings = shaped[0][1] if unknown else {}
    trees = factor_joins(share_nodes([*(c for cs, _ in shaped for c in cs), *readings.values()]))
    folder = Folder(PolarsAlgebra(schema, days.pop()))
    for layer in find_layers(trees, lambda fact: schema[fact.name] == find_dtype(fact.type)):
        frame = frame.with_columns(e for node in layer for e in compute_node(folder, node))
    rest = iter(trees)
    found = []
    for plan, prefix in zip(plans, list_prefixes(plans), strict=True):
        conditions = [next(rest) for _ in plan.conditions]
        for name, clauses in zip(name_parts(plan, prefix), plan.parts, strict=True):
            expr = express_part(folder, [conditions[i] for i in clauses])
            found.append(limit_to_force(expr, plan).alias(name))
    shared = {n: next(rest) for n in readings}
    missing = folder.fold_missing(shared, plans[0].feeds) if unknown else {}
    found += [e.alias(name_unknown(n)) for n, e in missing.items()]
    return frame.with_columns(found)


def compute_node(folder: Folder[pl.Expr], node: Expr) -> list[pl.Expr]:
    """The columns of a node of its own; from now on the folder reads them."""
    column, name = folder.fold(node), f"__shared_{folder.next_number()}"
    found = [column.value.alias(name)]
    none = None
    if column.none is not None:
        found.append(column.none.alias(f"{name}_none"))
        none = pl.col(f"{name}_none")
    folder.set_column(node, replace(column, value=pl.col(name), none=none))
    return found


def name_unknown(fact: str) -> str:
    """The column that says in which rows a fact is unknown."""
    return f"__unknown_{fact}"


def list_prefixes(plans: Sequence[Plan]) -> list[str]:
    """What tells the columns of several plans apart: `a`, `b`, …; nothing if there is one."""
    return [""] if len(plans) == 1 else [chr(ord("a") + i) for i in range(len(plans))]


def limit_to_force(expr: pl.Expr, plan: Plan) -> pl.Expr:
    """The pattern only where the Measures are in force on the day asked."""
    if not plan.in_force:
        return pl.lit(None, dtype=pl.Int64)
    if plan.force_from is None or plan.day is None:
        return expr
    return pl.when(pl.col(plan.day) >= literal_day(plan.force_from)).then(expr)


def express_part(folder: Folder[pl.Expr], conditions: Sequence[Expr]) -> pl.Expr:
    """Up to 39 answers as one integer: five in a byte, then bytes in what is twice as wide."""
    numbers = [
        express_byte(folder, conditions[i : i + BYTE]) for i in range(0, len(conditions), BYTE)
    ]
    width = BYTE
    for most, dtype in STEPS:
        if len(numbers) == 1:
            break
        group = -(-most // width)
        numbers = [
            join_numbers(numbers[i : i + group], 3**width, dtype)
            for i in range(0, len(numbers), group)
        ]
        width = most
    return numbers[0].cast(pl.Int64)


def join_numbers(numbers: Sequence[pl.Expr], base: int, dtype: Any) -> pl.Expr:
    """Numbers below a base as one, the first in the lowest place."""
    total = numbers[-1].cast(dtype)
    for number in reversed(numbers[:-1]):
        total = total * pl.lit(base, dtype) + number.cast(dtype)
    return total


def express_byte(folder: Folder[pl.Expr], conditions: Sequence[Expr]) -> pl.Expr:
    """Up to five answers as one small integer."""
    digits = [express_digit(folder, c, 3**at) for at, c in enumerate(conditions)]
    return join_evenly(digits, operator.add)


def express_digit(folder: Folder[pl.Expr], condition: Expr, weight: int) -> pl.Expr:
    """0 no, 1 yes, 2 unknown, times its weight: chosen, which costs half of a cast and a fill."""
    no, yes, unknown = (pl.lit(digit * weight, pl.UInt8) for digit in range(3))
    if isinstance(condition, Lit):
        return unknown if condition.value is None else yes if condition.value else no
    column = folder.fold(condition)
    chosen = pl.when(column.value).then(yes)
    if column.certain:
        return chosen.otherwise(no)
    return chosen.when(column.value.is_null()).then(unknown).otherwise(no)


def count_patterns(frame: pl.LazyFrame, plan: Plan) -> Tally:
    """The number of rows of every pattern, without making rows."""
    names = name_parts(plan)
    unknown = [name_unknown(n) for n in plan.readings]
    counted = (
        add_parts(frame, [plan], unknown=True)
        .group_by(names)
        .agg(pl.len(), *(pl.col(n).sum() for n in unknown))
        .collect(engine="streaming")
    )
    return tally_groups(plan, counted.iter_rows())


def cross_patterns(
    frame: pl.LazyFrame, before: Plan, after: Plan
) -> list[tuple[Ruling, Ruling, int]]:
    """Rows by their pattern under two plans, in one scan: what an amendment moves from where."""
    several = (before, after)
    prefixes = list_prefixes(several)
    names = [n for p, x in zip(several, prefixes, strict=True) for n in name_parts(p, x)]
    counted = (
        add_parts(frame, several).select(names).group_by(names).len("__rows")
        .collect(engine="streaming")
    )  # fmt: skip
    split = len(before.parts)
    rows = [(tuple(r[:split]), tuple(r[split:-1]), r[-1]) for r in counted.iter_rows()]
    first = rule_parts(before, (r[0] for r in rows))
    second = rule_parts(after, (r[1] for r in rows))
    found = [(first[a], second[b], n) for a, b, n in rows]
    return sorted(found, key=lambda r: (-r[2], r[0].pattern or 0, r[1].pattern or 0))


def decide_frame(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Outcome, provision, law and pattern of every row, in the order of the rows."""
    parts = add_parts(frame.lazy(), [plan]).select(name_parts(plan)).collect(engine="streaming")
    return Rulings(plan).attach(parts)


class Rulings:
    """What every pattern met so far amounts to; rows take it by look-up.

    The table grows with the patterns that occur, a few dozen or hundred; a row costs one look-up
    of its pattern and three steps into short lists.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._names = name_parts(plan)
        self._places: dict[Parts, int] = {}
        self.rulings: list[Ruling] = []
        provisions = dict.fromkeys(c.provision for c in plan.question.clauses)
        laws = dict.fromkeys(c.law for c in plan.question.clauses)
        outcomes = [o.code for o in (*plan.question.outcomes, *GENERAL_OUTCOMES)]
        self._types = {
            "outcome": pl.Enum(outcomes),
            "provision": pl.Enum(list(dict.fromkeys([*provisions, COMMENCEMENT]))),
            "law": pl.Enum(list(dict.fromkeys([*laws, MEASURES]))),
        }

    @property
    def schema(self) -> dict[str, Any]:
        """The columns that are attached."""
        return {**self._types, "pattern": PATTERN_DECIMAL if self._is_wide else pl.Int64}

    @property
    def _is_wide(self) -> bool:
        return len(self._names) > 1

    def attach(self, parts: pl.DataFrame) -> pl.DataFrame:
        """Outcome, provision, law and pattern for rows of pattern parts."""
        places = self.find_places(parts)
        table = self._table()
        found = {n: table[n].gather(places) for n in self._types}
        pattern = table["pattern"].gather(places) if self._is_wide else parts[self._names[0]]
        return pl.DataFrame({**found, "pattern": pattern})

    def find_places(self, parts: pl.DataFrame) -> pl.Series:
        """The place in `rulings` of every row's pattern."""
        parts = parts.select(self._names)
        key = self._key(parts)
        places = self._match(key)
        if places.null_count():
            new = parts.filter(places.is_null()).unique().iter_rows()
            for found, ruling in rule_parts(self._plan, new).items():
                self._places[found] = len(self.rulings)
                self.rulings.append(ruling)
            places = self._match(key)
        return places

    def _key(self, parts: pl.DataFrame) -> pl.Series:
        """One value per pattern; not in force is -1, which is no pattern."""
        if not self._is_wide:
            return parts[self._names[0]].fill_null(-1)
        return parts.select(pl.struct(pl.col(self._names).fill_null(-1)))[self._names[0]]

    def _match(self, key: pl.Series) -> pl.Series:
        if not self._places:
            return pl.Series([None], dtype=pl.UInt32).new_from_index(0, len(key))
        known = self._key(pl.DataFrame(list(self._places), schema=self._part_types, orient="row"))
        places = pl.Series(range(len(known)), dtype=pl.UInt32)
        if not self._is_wide:
            return key.replace_strict(known, places, default=None, return_dtype=pl.UInt32)
        table = pl.DataFrame({"key": known, "place": places})
        joined = pl.DataFrame({"key": key}).join(table, on="key", how="left", maintain_order="left")
        return joined["place"]

    @property
    def _part_types(self) -> dict[str, Any]:
        return dict.fromkeys(self._names, pl.Int64)

    def _table(self) -> pl.DataFrame:
        columns = {
            n: pl.Series([getattr(r, n) for r in self.rulings], dtype=t)
            for n, t in self._types.items()
        }
        if self._is_wide:
            columns["pattern"] = write_patterns(self._plan, [r.pattern for r in self.rulings])
        return pl.DataFrame(columns)


def write_patterns(plan: Plan, patterns: Sequence[int | None]) -> pl.Series:
    """Patterns as a column: whole numbers of 64 bits where they fit, else of 38 digits."""
    if len(plan.parts) == 1:
        return pl.Series(patterns, dtype=pl.Int64)
    wide = [None if p is None else Decimal(p) for p in patterns]
    return pl.Series(wide, dtype=PATTERN_DECIMAL)
