"""Patterns of a frame in Polars, the default engine; then outcome, provision and law by look-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from jifang.law.columns.fold import Folder
from jifang.law.columns.patterns import Parts, Ruling, rule_parts
from jifang.law.columns.plan import Plan
from jifang.law.columns.polars_algebra import PolarsAlgebra, literal_day
from jifang.law.engine.expr import Expr, Lit

PATTERN_DECIMAL = pl.Decimal(38, 0)

# So many base-3 digits fit the unsigned integers: narrow ones are cheaper by their width.
STEPS = ((5, pl.UInt8), (10, pl.UInt16), (20, pl.UInt32), (39, pl.Int64))


def name_parts(plan: Plan, prefix: str = "") -> tuple[str, ...]:
    """The names of the columns that hold the parts of a plan's pattern."""
    return tuple(f"{prefix}__pattern_{i}" for i in range(len(plan.parts)))


def express_parts(plan: Plan, schema: Mapping[str, Any], prefix: str = "") -> list[pl.Expr]:
    """The parts of the pattern as expressions over a frame with this schema.

    Two plans, of two laws or two days, may be put over the same frame in one scan, told apart by
    their prefixes: what they share is computed once. A row whose day lies before commencement
    has no pattern (null).
    """
    folder = Folder(PolarsAlgebra(schema, plan.day))
    conditions = plan.shape_for(schema)
    found = []
    for name, clauses in zip(name_parts(plan, prefix), plan.parts, strict=True):
        expr = express_part(folder, [conditions[i] for i in clauses])
        if not plan.in_force:
            expr = pl.lit(None, dtype=pl.Int64)
        if plan.force_from is not None and plan.day is not None:
            begun = pl.col(plan.day) >= literal_day(plan.force_from)
            expr = pl.when(begun).then(expr)
        found.append(expr.alias(name))
    return found


def express_part(folder: Folder[pl.Expr], conditions: Sequence[Expr]) -> pl.Expr:
    """Up to 39 answers as one integer, built up from narrow integers."""
    digits = [express_digit(folder, c) for c in conditions]
    width = 1
    for most, dtype in STEPS:
        group = -(-most // width)
        digits = [
            join_digits(digits[i : i + group], 3**width, dtype)
            for i in range(0, len(digits), group)
        ]
        width = most
        if len(digits) == 1:
            break
    return digits[0].cast(pl.Int64)


def join_digits(digits: Sequence[pl.Expr], base: int, dtype: Any) -> pl.Expr:
    """Digits of a base as one number, the first in the lowest place."""
    if len(digits) == 1:
        return digits[0]
    total = digits[-1].cast(dtype)
    for digit in reversed(digits[:-1]):
        total = total * pl.lit(base, dtype) + digit.cast(dtype)
    return total


def express_digit(folder: Folder[pl.Expr], condition: Expr) -> pl.Expr:
    """0 no, 1 yes, 2 unknown."""
    if isinstance(condition, Lit):
        return pl.lit(2 if condition.value is None else int(condition.value), pl.UInt8)
    column = folder.fold(condition)
    digit = column.value.cast(pl.UInt8)
    return digit if column.certain else digit.fill_null(pl.lit(2, pl.UInt8))


def look_up(plan: Plan, rulings: Mapping[Parts, Ruling], prefix: str = "") -> pl.DataFrame:
    """The table from pattern parts to outcome, provision, law and the pattern as one number."""
    names = name_parts(plan, prefix)
    wide = len(names) > 1
    table = {
        **{n: pl.Series([p[i] for p in rulings], dtype=pl.Int64) for i, n in enumerate(names)},
        "outcome": pl.Series([r.outcome for r in rulings.values()], dtype=pl.String),
        "provision": pl.Series([r.provision for r in rulings.values()], dtype=pl.String),
        "law": pl.Series([r.law for r in rulings.values()], dtype=pl.String),
    }
    patterns = [r.pattern for r in rulings.values()]
    if wide:
        texts = pl.Series([None if p is None else str(p) for p in patterns], dtype=pl.String)
        table["pattern"] = texts.str.to_decimal(scale=0).cast(PATTERN_DECIMAL)
    else:
        table["pattern"] = pl.Series(patterns, dtype=pl.Int64)
    return pl.DataFrame(table)


def add_patterns(frame: pl.LazyFrame, plans: Iterable[Plan]) -> pl.LazyFrame:
    """The frame with the pattern parts of every plan, prefixed `a`, `b`, … if there are several."""
    schema = frame.collect_schema()
    several = list(plans)
    prefixes = [""] if len(several) == 1 else [chr(97 + i) for i in range(len(several))]
    exprs = [e for p, x in zip(several, prefixes, strict=True) for e in express_parts(p, schema, x)]
    return frame.with_columns(exprs)


@dataclass(frozen=True)
class Counted:
    """How many rows have a pattern."""

    ruling: Ruling
    rows: int


def count_patterns(frame: pl.LazyFrame, plan: Plan) -> list[Counted]:
    """The number of rows of every pattern, without making rows; the most frequent first."""
    names = name_parts(plan)
    schema = frame.collect_schema()
    counted = (
        frame.select(express_parts(plan, schema))
        .group_by(names)
        .len("__rows")
        .collect(engine="streaming")
    )
    rows = {tuple(r[:-1]): r[-1] for r in counted.iter_rows()}
    rulings = rule_parts(plan, rows)
    found = [Counted(rulings[parts], n) for parts, n in rows.items()]
    return sorted(found, key=lambda c: (-c.rows, c.ruling.pattern or 0))


def cross_patterns(
    frame: pl.LazyFrame, before: Plan, after: Plan
) -> list[tuple[Ruling, Ruling, int]]:
    """Rows by their pattern under two plans, in one scan: what an amendment moves from where."""
    several = (before, after)
    names = [n for p, x in zip(several, "ab", strict=True) for n in name_parts(p, x)]
    counted = (
        add_patterns(frame, several).select(names).group_by(names).len("__rows")
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
    return attach_rulings(frame.select(express_parts(plan, frame.schema)), plan)


def attach_rulings(parts: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Outcome, provision, law and pattern for rows of pattern parts."""
    names = list(name_parts(plan))
    rulings = rule_parts(plan, parts.unique().iter_rows())
    table = look_up(plan, rulings)
    joined = parts.join(table, on=names, how="left", nulls_equal=True, maintain_order="left")
    return joined.select("outcome", "provision", "law", "pattern")
