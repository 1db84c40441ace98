"""The pattern of a question as SQL: one statement per question, day and dialect.

The statement reads a table of facts (`list_fact_columns`) and computes, layer by layer, what
stands in several clauses, then the parts of the pattern. Ibis prints every layer; nothing is run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import ibis
import sqlglot.expressions as sge
from ibis.backends.sql import compilers

from jifang.law.columns.fold import Column, Folder
from jifang.law.columns.ibis_algebra import (
    DAY_COLUMN,
    ROW_COLUMN,
    IbisAlgebra,
    list_columns,
)
from jifang.law.columns.plan import Plan
from jifang.law.columns.polars_algebra import NONE_SUFFIX
from jifang.law.columns.polars_engine import name_parts, name_unknown
from jifang.law.columns.shape import find_layers, share_nodes
from jifang.law.engine.expr import Expr, Lit
from jifang.law.errors import DefinitionError

Dialect = Literal["duckdb", "postgres", "pyspark"]
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)


def list_fact_columns(plan: Plan, given: Iterable[str]) -> dict[str, str]:
    """The columns of the table of facts and their types, for the columns that are given.

    Facts that no condition reads are left out; an organ becomes two columns, the day asked
    becomes `__day`.
    """
    names = frozenset(given)
    found: dict[str, str] = {}
    for fact in plan.facts:
        if fact.name in names:
            found |= list_columns(fact)
        if fact.name + NONE_SUFFIX in names:
            found[fact.name + NONE_SUFFIX] = "boolean"
    if plan.day is not None:
        found[DAY_COLUMN] = "date"
    return found


def list_all_columns(plan: Plan) -> list[str]:
    """Every column a table of facts can have for this question."""
    names = [f.name for f in plan.facts]
    return [*names, *(f.name + NONE_SUFFIX for f in plan.facts if f.type.nullable)]


@dataclass
class _Layers:
    """Selects that build on each other, as one statement."""

    compiler: Any
    source: str
    schema: Mapping[str, str]
    held: list[tuple[Expr, str, Column[Any]]] = field(default_factory=list)
    selects: list[tuple[str, sge.Select]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.table = ibis.table(dict(self.schema), name=self.source)

    def folder(self) -> Folder[Any]:
        """A folder over the table as far as it is built."""
        folder: Folder[Any] = Folder(IbisAlgebra(self.table))
        for node, name, column in self.held:
            none = None if column.none is None else self.table[f"{name}_none"]
            folder.set_column(node, replace(column, value=self.table[name], none=none))
        return folder

    def compute(self, nodes: Iterable[Expr]) -> None:
        """Give nodes columns of their own."""
        folder = self.folder()
        columns: dict[str, Any] = {c: self.table[c] for c in self.table.columns}
        held: list[tuple[Expr, str, Column[Any]]] = []
        for node in nodes:
            column, name = folder.fold(node), f"c{len(self.held) + len(held)}"
            columns[name] = column.value
            if column.none is not None:
                columns[f"{name}_none"] = column.none
            held.append((node, name, column))
        self.select(columns)
        self.held += held

    def select(self, columns: Mapping[str, Any]) -> None:
        """The next layer."""
        chosen = self.table.select(**columns)
        self.add(chosen)

    def add(self, chosen: Any) -> None:
        """A select over the last layer as the next one."""
        name = f"layer_{len(self.selects) + 1}"
        self.selects.append((name, self.compiler.to_sqlglot(chosen)))
        self.table = ibis.table(chosen.schema(), name=name)

    def write(self, order: str | None) -> str:
        """All layers as one statement."""
        *inner, (_, last) = self.selects
        statement = last
        if order is not None:
            statement = statement.order_by(sge.column(order, quoted=True))
        for name, select in inner:
            statement = statement.with_(sge.to_identifier(name, quoted=True), as_=select)
        if self.compiler is compilers.duckdb.compiler:
            for arrow in statement.find_all(sge.Lambda):
                arrow.set("colon", True)  # DuckDB refuses the arrow that Ibis writes
        return str(statement.sql(dialect=self.compiler.dialect, pretty=True))


def write_sql(
    plan: Plan,
    given: Iterable[str],
    dialect: Dialect,
    *,
    table: str = "facts",
    count: bool = False,
    by_row: bool = False,
) -> str:
    """The statement for a table with the columns given (`list_fact_columns`).

    A row gives the parts of its pattern, then 1 or 0 for every reading that is unknown; with
    `count` a pattern gives the number of its rows between the two, and the flags are added up.
    `by_row` orders by the column `__row`. Raises `DefinitionError` for an unknown dialect.
    """
    if dialect not in DIALECTS:
        raise DefinitionError(f"no dialect `{dialect}`; there are: {', '.join(DIALECTS)}")
    names = list(given)
    schema = list_fact_columns(plan, names)
    if by_row:
        schema[ROW_COLUMN] = "int64"
    conditions, readings = plan.shape_for(names)
    trees = share_nodes([*conditions, *readings.values()])
    layers = _Layers(getattr(compilers, dialect).compiler, table, schema)
    for layer in find_layers(trees, lambda fact: True):
        layers.compute(layer)
    folder = layers.folder()
    columns = {
        name: limit_to_force(express_part(folder, [trees[i] for i in clauses]), plan, layers.table)
        for name, clauses in zip(name_parts(plan), plan.parts, strict=True)
    }
    shared = dict(zip(readings, trees[len(conditions) :], strict=True))
    for name, missing in folder.fold_missing(shared, plan.feeds).items():
        columns[name_unknown(name)] = count_yes(missing)
    if by_row:
        columns[ROW_COLUMN] = layers.table[ROW_COLUMN]
    layers.select(columns)
    if count:
        add_count(layers, plan)
    return layers.write(ROW_COLUMN if by_row else None)


def add_count(layers: _Layers, plan: Plan) -> None:
    """Rows per pattern instead of rows."""
    table = layers.table
    unknown = {n: table[n].sum() for n in (name_unknown(f) for f in plan.readings)}
    layers.add(table.group_by(list(name_parts(plan))).agg(__rows=table.count(), **unknown))


def express_part(folder: Folder[Any], conditions: Iterable[Expr]) -> Any:
    """Up to 39 answers as one signed integer of 64 bits."""
    constant, terms = 0, []
    for place, condition in enumerate(conditions):
        weight = 3**place
        if isinstance(condition, Lit):
            constant += weight * (2 if condition.value is None else int(condition.value))
            continue
        column = folder.fold(condition)
        digit = count_yes(column.value)
        digit = digit if column.certain else digit.fill_null(ibis.literal(2, "int64"))
        terms.append(digit * ibis.literal(weight, "int64"))
    total: Any = ibis.literal(constant, "int64")
    for term in terms:
        total = total + term
    return total.cast("int64")


def count_yes(cond: Any) -> Any:
    """1 or 0; PostgreSQL makes no 64-bit integer of a yes or no in one step."""
    return cond.cast("int32").cast("int64")


def limit_to_force(part: Any, plan: Plan, table: Any) -> Any:
    """The pattern only where the Measures are in force on the day asked."""
    if not plan.in_force:
        return ibis.null("int64")
    if plan.force_from is None:
        return part
    begun = table[DAY_COLUMN] >= ibis.literal(plan.force_from, "date")
    return ibis.cases((begun, part), else_=ibis.null("int64"))
