"""Mutants of the rules and parameters, made in-process from the very trees that decide.

A mutant flips a comparison, shifts a bound, drops a clause, a conjunct or a negation, swaps an
outcome, the arms of a choice or the sign of a shift, takes a code out of a list, or moves a
parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from jifang.law.amendments import list_read, list_readers
from jifang.law.engine.expr import Expr, Lit, Op
from jifang.law.engine.law import Law
from jifang.law.engine.question import Clause, Gap, Question, Value
from jifang.law.parameters import Parameter

FLIPS = {"ge": "gt", "gt": "ge", "le": "lt", "lt": "le"}
TURNS = {
    "ge": "lt", "gt": "le", "le": "gt", "lt": "ge", "and": "or", "or": "and",
    "add_days": "sub_days", "sub_days": "add_days", "plus": "minus", "minus": "plus",
}  # fmt: skip
MOST_CODES = 4


@dataclass(frozen=True)
class Mutant:
    """A law with one thing changed, and what was changed."""

    question: str  # empty for a mutant of a parameter
    what: str
    build: Callable[[], Law]
    readers: tuple[str, ...] = ()  # the questions that read the parameter


def mutate_expr(expr: Expr) -> Iterator[tuple[str, Expr]]:
    """Every single change of a tree."""
    if isinstance(expr, Lit):
        yield from mutate_literal(expr)
    if not isinstance(expr, Op):
        return
    yield from mutate_node(expr)
    for at, arg in enumerate(expr.args):
        if expr.fn in ("is_in", "has", "under", "within") and at == 1:
            continue
        for what, changed in mutate_expr(arg):
            args = (*expr.args[:at], changed, *expr.args[at + 1 :])
            yield what, Op(expr.fn, args, expr.type)


def mutate_literal(lit: Lit) -> Iterator[tuple[str, Expr]]:
    value = lit.value
    if type(value) is int:
        yield f"{value}+1", Lit(value + 1, lit.type)
        yield f"{value}-1", Lit(value - 1, lit.type)
    elif isinstance(value, date):
        yield f"{value}+1", Lit(value + timedelta(days=1), lit.type)
        yield f"{value}-1", Lit(value - timedelta(days=1), lit.type)


def mutate_node(op: Op) -> Iterator[tuple[str, Expr]]:
    for table in (FLIPS, TURNS):
        if op.fn in table:
            yield f"{op.fn}->{table[op.fn]}", Op(table[op.fn], op.args, op.type)
    if op.fn in ("and", "or") and len(op.args) > 1:
        for at in range(len(op.args)):
            rest = (*op.args[:at], *op.args[at + 1 :])
            yield f"drop {op.fn}[{at}]", rest[0] if len(rest) == 1 else Op(op.fn, rest, op.type)
    if op.fn == "not":
        yield "drop not", op.args[0]
    if op.fn == "pick":
        cond, yes, no = op.args
        yield "swap arms", Op("pick", (cond, no, yes), op.type)
    if op.fn in ("is_in", "within") and isinstance(op.args[1], Lit):
        codes = op.args[1].value
        for at in range(min(len(codes), MOST_CODES)):
            kept = (*codes[:at], *codes[at + 1 :])
            yield (
                f"without {codes[at]}",
                Op(op.fn, (op.args[0], Lit(kept, op.args[1].type)), op.type),
            )


def mutate_question(law: Law, q: Question) -> Iterator[Mutant]:
    """Every mutant of one question."""

    def changed(**fields: Any) -> Callable[[], Law]:
        return lambda: law.amend(questions=[replace(q, **fields)])

    for at, clause in enumerate(q.clauses):
        others = (q.clauses[:at], q.clauses[at + 1 :])

        def put(
            new: Clause, around: tuple[tuple[Clause, ...], tuple[Clause, ...]] = others
        ) -> Callable[[], Law]:
            return changed(clauses=(*around[0], new, *around[1]))

        where = f"clause {at} ({clause.provision})"
        if at < len(q.clauses) - 1:
            yield Mutant(q.name, f"{where}: dropped", changed(clauses=(*others[0], *others[1])))
        codes = [o.code for o in q.outcomes if o.code != clause.then]
        yield Mutant(
            q.name, f"{where}: {clause.then}->{codes[0]}", put(replace(clause, then=codes[0]))
        )
        for what, when in mutate_expr(clause.when):
            yield Mutant(q.name, f"{where}: {what}", put(replace(clause, when=when)))
    yield from mutate_defaults(law, q)
    yield from mutate_gaps(law, q)
    for at, value in enumerate(q.values):
        if isinstance(value, Value):
            for what, new in mutate_value(value):
                values = (*q.values[:at], new, *q.values[at + 1 :])
                yield Mutant(q.name, f"value {value.name}: {what}", changed(values=values))


def mutate_defaults(law: Law, q: Question) -> Iterator[Mutant]:
    """Every mutant of what the law supplies where a fact is left out."""
    for name, expr in q.defaults.items():
        for what, new in mutate_expr(expr):
            changed = replace(q, defaults={**q.defaults, name: new})

            def build(question: Question = changed) -> Law:
                return law.amend(questions=[question])

            yield Mutant(q.name, f"default {name}: {what}", build)


def mutate_gaps(law: Law, q: Question) -> Iterator[Mutant]:
    """A figure dropped, asked for elsewhere, or needless on another ground."""
    for at, spec in enumerate(q.values):
        for what, gap in mutate_gap(spec) if isinstance(spec, Gap) else ():
            changed = replace(q, values=(*q.values[:at], gap, *q.values[at + 1 :]))

            def build(question: Question = changed) -> Law:
                return law.amend(questions=[question])

            yield Mutant(q.name, f"gap {what}", build)


def mutate_gap(gap: Gap) -> Iterator[tuple[str, Gap]]:
    """Every mutant of one table of figures; where several are asked for is changed once."""
    for at, measure in enumerate(gap.measures):
        rest = (gap.measures[:at], gap.measures[at + 1 :])
        yield f"{measure.code}: dropped", replace(gap, measures=(*rest[0], *rest[1]))
        for what, waived in mutate_expr(measure.waived):
            changed = replace(measure, waived=waived)
            measures = (*rest[0], changed, *rest[1])
            yield f"{measure.code}: waived {what}", replace(gap, measures=measures)
    for where in {id(m.where): m.where for m in gap.measures}.values():
        for what, new in mutate_expr(where):
            measures = tuple(replace(m, where=new) if m.where is where else m for m in gap.measures)
            yield f"where {what}", replace(gap, measures=measures)


def mutate_value(value: Value) -> Iterator[tuple[str, Value]]:
    """Every mutant of one value: of what it is, and of where it holds."""
    for what, new in mutate_expr(value.expr):
        yield what, replace(value, expr=new)
    if value.where is not None:
        for what, new in mutate_expr(value.where):
            yield what, replace(value, where=new)


def list_read_parameters(law: Law) -> tuple[Parameter, ...]:
    """The parameters that some question reads."""
    read = frozenset().union(*map(list_read, law.questions.values()))
    return tuple(p for p in law.parameters.values() if p.id in read)


def mutate_parameter(law: Law, parameter: Parameter) -> Iterator[Mutant]:
    """A value of a parameter one up, one down, or the other choice; a date a day off."""
    readers = list_readers(law, parameter.id)
    for at, step in enumerate(parameter.steps):
        for value in move_value(step.value):
            steps = (*parameter.steps[:at], replace(step, value=value), *parameter.steps[at + 1 :])

            moved = replace(parameter, steps=steps)

            def build(changed: Parameter = moved) -> Law:
                return law.amend(parameters=[changed])

            what = f"parameter {parameter.id} since {step.since} = {value}"
            yield Mutant("", what, build, readers)


def move_value(value: Any) -> tuple[Any, ...]:
    """The values beside one."""
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, date):
        return value + timedelta(days=1), value - timedelta(days=1)
    unit = Decimal("0.01") if isinstance(value, Decimal) else 1
    return value + unit, value - unit
