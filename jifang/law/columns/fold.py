"""One fold of a tree into an engine's columns. It alone knows the three-valued meaning there.

An engine gives a small `Algebra` of plain column operations, null in, null out. Every value of the
tree is a `Column`: what is known (null where not) and, where null is a possible answer, a total
yes/no that says where the fact is *known to be none*. A null that is not known to be none is
unknown. What comes out equals `jifang.law.engine.scalar` on every row; tests hold it to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar

from jifang.law.columns.shape import COMPARISONS, COUNTS, FIRST_KNOWN, SHIFTS
from jifang.law.engine.expr import Expr, Fact, Lit, On, Op, as_lit, as_op, walk_expr
from jifang.law.engine.types import NONE, Kind, Type
from jifang.law.errors import DefinitionError

E = TypeVar("E")


class Algebra(Protocol[E]):
    """Column operations of one engine. A null operand gives null, except where it is said."""

    def read_fact(self, fact: Fact) -> E:
        """The column of a fact; null where it is unknown or none."""

    def read_none(self, fact: Fact) -> E | None:
        """Where the fact is known to be none, as a yes/no column; `None` where there is no such."""

    def read_day(self) -> E:
        """The column of the day asked; never null."""

    def constant(self, value: Any, kind: Type) -> E:
        """A constant; `None` is a null of its type."""

    def compare(self, fn: str, left: E, right: E, kind: Type) -> E:
        """`ge`, `gt`, `le`, `lt`, `eq` of values of one type."""

    def both(self, left: E, right: E) -> E:
        """Three-valued and: no wins over null."""

    def either(self, left: E, right: E) -> E:
        """Three-valued or: yes wins over null."""

    def opposite(self, cond: E) -> E:
        """Three-valued not."""

    def is_null(self, value: E, kind: Type) -> E:
        """Yes or no, never null."""

    def choose(self, cases: Sequence[tuple[E, E]], kind: Type) -> E:
        """The value of the first condition that is yes (a null condition is not); else null."""

    def is_in(self, value: E, codes: Sequence[str], kind: Type) -> E:
        """The code is one of these."""

    def has(self, codes: E, code: str) -> E:
        """The list contains the code."""

    def is_empty(self, codes: E) -> E:
        """The list is empty."""

    def count_at_least(self, amounts: E, least: Decimal) -> E:
        """How many amounts of the list are not less than one."""

    def starts(self, text: E, prefix: str) -> E:
        """The text begins so."""

    def within(self, provision: E, wholes: Sequence[str]) -> E:
        """The provision is one of these or part of one."""

    def greatest(self, values: Sequence[E]) -> E:
        """The largest; what it does with nulls does not matter."""

    def plus(self, left: E, right: E) -> E:
        """The sum."""

    def minus(self, left: E, right: E) -> E:
        """The difference."""

    def shift_days(self, day: E, days: E | int, sign: int) -> E:
        """A date some days later (`sign` 1) or earlier (-1)."""

    def shift_years(self, day: E, years: E | int) -> E:
        """A date some years later; 29 February ends on 28 February."""


@dataclass(frozen=True, slots=True)
class Column(Generic[E]):
    """A value in an engine."""

    value: E
    none: E | None = None  # where known to be none; `None`: nowhere
    certain: bool = False  # never null
    settled: bool = False  # never unknown: every null is known to be none


class Folder(Generic[E]):
    """Folds trees into one engine; equal nodes are folded once."""

    def __init__(self, algebra: Algebra[E]) -> None:
        self.algebra = algebra
        self._memo: dict[int, tuple[Expr, Column[E]]] = {}
        self._given = 0

    def next_number(self) -> int:
        """A number for the next column of its own."""
        self._given += 1
        return self._given

    def set_column(self, expr: Expr, column: Column[E]) -> None:
        """From now on a tree is this column; used where it has been computed before."""
        self._memo[id(expr)] = (expr, column)

    def fold(self, expr: Expr) -> Column[E]:
        """The column of a tree."""
        seen = self._memo.get(id(expr))
        if seen is None:
            seen = self._memo[id(expr)] = (expr, self._fold(expr))
        return seen[1]

    def fold_unknown(self, expr: Expr) -> E:
        """Where a value is unknown: neither given nor known to be none; yes or no, never null."""
        column, a = self.fold(expr), self.algebra
        if column.certain:
            return a.constant(False, Type(Kind.BOOL))
        absent = a.is_null(column.value, expr.type)
        return absent if column.none is None else a.both(absent, a.opposite(column.none))

    def fold_missing(
        self, readings: Mapping[str, Expr], feeds: Mapping[str, Sequence[str]]
    ) -> dict[str, E]:
        """Where each fact is missing: unknown and, if it only feeds others, these unknown too."""
        a = self.algebra
        found = {name: self.fold_unknown(reading) for name, reading in readings.items()}
        for name, fed in feeds.items():
            others = [self.fold_unknown(readings[other]) for other in fed]
            found[name] = a.both(found[name], join_evenly(others, a.either))
        return found

    def _fold(self, expr: Expr) -> Column[E]:
        if isinstance(expr, Fact):
            return Column(self.algebra.read_fact(expr), self.algebra.read_none(expr))
        if isinstance(expr, Lit):
            return self._constant(expr)
        if isinstance(expr, On):
            return Column(self.algebra.read_day(), certain=True)
        op = as_op(expr)
        return FOLDS[op.fn](self, op)

    def _constant(self, lit: Lit) -> Column[E]:
        if lit.value is NONE:
            yes = self.algebra.constant(True, Type(Kind.BOOL))
            return Column(self.algebra.constant(None, lit.type), yes)
        value = self.algebra.constant(lit.value, lit.type)
        return Column(value, certain=lit.value is not None)

    def fold_logic(self, op: Op) -> Column[E]:
        """`and`, `or`, as a balanced tree of two-sided ones."""
        join = self.algebra.both if op.fn == "and" else self.algebra.either
        parts = [self.fold(a) for a in op.args]
        return Column(
            join_evenly([p.value for p in parts], join), None, all(p.certain for p in parts)
        )

    def fold_not(self, op: Op) -> Column[E]:
        """`not`."""
        arg = self.fold(op.args[0])
        return Column(self.algebra.opposite(arg.value), None, arg.certain)

    def fold_compare(self, op: Op) -> Column[E]:
        """A comparison: unknown if a side is unknown, else false if a side is none."""
        left, right = (self.fold(a) for a in op.args)
        kind = op.args[0].type
        answer = self.algebra.compare(op.fn, left.value, right.value, kind)
        none = self._some_none(op, (left, right))
        return self._answer(answer, none, (left, right), on_none=False)

    def fold_test(self, op: Op) -> Column[E]:
        """`is_in`, `has`, `under`, `within`, `is_empty`: a test against constants."""
        arg = self.fold(op.args[0])
        value, a = arg.value, self.algebra
        wanted: Any = as_lit(op.args[1]).value if len(op.args) > 1 else None
        if op.fn == "is_in":
            answer = a.is_in(value, wanted, op.args[0].type)
        elif op.fn == "has":
            answer = a.has(value, wanted)
        elif op.fn == "under":
            answer = a.starts(value, wanted)
        elif op.fn == "within":
            answer = a.within(value, wanted)
        else:
            answer = a.is_empty(value)
        return self._answer(answer, arg.none, (arg,), on_none=op.fn == "is_empty")

    def _answer(
        self, answer: E, none: E | None, args: Sequence[Column[E]], *, on_none: bool
    ) -> Column[E]:
        """What a test answers where something is known to be none; there the answer is null."""
        certain = all(a.certain for a in args)
        if none is None:
            return Column(answer, None, certain)
        if on_none:
            return Column(self.algebra.either(answer, none))
        return Column(self.algebra.both(answer, self.algebra.opposite(none)))

    def fold_is_none(self, op: Op) -> Column[E]:
        """Known to be none; unknown where the fact is."""
        arg, a, truth = self.fold(op.args[0]), self.algebra, Type(Kind.BOOL)
        yes, no = a.constant(True, truth), a.constant(False, truth)
        if arg.certain:
            return Column(no, None, True)
        if arg.settled and arg.none is not None:
            return Column(arg.none, None, True)
        given = a.opposite(a.is_null(arg.value, op.args[0].type))
        cases = [(given, no)] if arg.none is None else [(arg.none, yes), (given, no)]
        return Column(a.choose(cases, truth))

    def fold_first_known(self, op: Op) -> Column[E]:
        """A fact or, where it is neither given nor known to be none, what the law supplies."""
        fact, default = (self.fold(arg) for arg in op.args)
        a, kind = self.algebra, op.type
        absent = a.is_null(fact.value, kind)
        default_is_none = isinstance(op.args[1], Lit) and op.args[1].value is NONE
        if default_is_none:
            return Column(fact.value, absent, settled=True)
        open_ = absent if fact.none is None else a.both(absent, a.opposite(fact.none))
        cases = [(a.opposite(absent), fact.value), (open_, default.value)]
        none = fact.none
        if default.none is not None:
            taken = a.both(open_, default.none)
            none = taken if none is None else a.either(none, taken)
        return Column(a.choose(cases, kind), none, default.certain and none is None)

    def fold_pick(self, op: Op) -> Column[E]:
        """The one arm or the other; where the condition is unknown, what both arms agree on."""
        cond, yes, no = (self.fold(arg) for arg in op.args)
        a, kind = self.algebra, op.type
        certain = cond.certain and yes.certain and no.certain
        if kind.kind is Kind.BOOL and yes.none is None and no.none is None:
            first = a.both(cond.value, yes.value)
            second = a.both(a.opposite(cond.value), no.value)
            either = a.either(first, second)
            if not cond.certain:
                either = a.either(either, a.both(yes.value, no.value))
            return Column(either, None, certain)
        other = a.opposite(cond.value)
        cases = [(cond.value, yes.value), (other, no.value)]
        if not cond.certain:
            cases.append((a.compare("eq", yes.value, no.value, kind), yes.value))
        return Column(a.choose(cases, kind), self._picked_none(cond, yes, no), certain)

    def _picked_none(self, cond: Column[E], yes: Column[E], no: Column[E]) -> E | None:
        if yes.none is None and no.none is None:
            return None
        a, truth = self.algebra, Type(Kind.BOOL)
        never = a.constant(False, truth)
        first = never if yes.none is None else yes.none
        second = never if no.none is None else no.none
        cases = [(cond.value, first), (a.opposite(cond.value), second)]
        if not cond.certain:
            cases.append((a.is_null(cond.value, truth), a.both(first, second)))
        return a.choose(cases, truth)

    def fold_longest(self, op: Op) -> Column[E]:
        """The largest of several values; unknown if one is unknown."""
        args = [self.fold(arg) for arg in op.args]
        a = self.algebra
        value = a.greatest([arg.value for arg in args])
        nulls = [
            a.is_null(arg.value, e.type)
            for arg, e in zip(args, op.args, strict=True)
            if not arg.certain
        ]
        if nulls:  # engines pass over nulls when they look for the largest
            all_given = a.opposite(join_evenly(nulls, a.either))
            value = a.choose([(all_given, value)], op.type)
        return Column(value, self._some_none(op, args), not nulls)

    def fold_count(self, op: Op) -> Column[E]:
        """`count_at_least`: against a constant."""
        amounts, least = self.fold(op.args[0]), as_lit(op.args[1]).value
        value = self.algebra.count_at_least(amounts.value, least)
        return Column(value, amounts.none, amounts.certain)

    def fold_arithmetic(self, op: Op) -> Column[E]:
        """`plus`, `minus`."""
        args = [self.fold(arg) for arg in op.args]
        run = self.algebra.plus if op.fn == "plus" else self.algebra.minus
        value = run(args[0].value, args[1].value)
        return Column(value, self._some_none(op, args), all(a.certain for a in args))

    def fold_shift(self, op: Op) -> Column[E]:
        """A date moved by days or years."""
        day, amount = (self.fold(arg) for arg in op.args)
        by = op.args[1]
        steps: E | int = (
            by.value if isinstance(by, Lit) and isinstance(by.value, int) else amount.value
        )
        if op.fn == "add_years":
            value = self.algebra.shift_years(day.value, steps)
        else:
            sign = 1 if op.fn == "add_days" else -1
            value = self.algebra.shift_days(day.value, steps, sign)
        none = self._some_none(op, (day, amount))
        return Column(value, none, day.certain and amount.certain)

    def _some_none(self, op: Op, args: Sequence[Column[E]]) -> E | None:
        """Where an argument is known to be none and no other is unknown."""
        a = self.algebra
        found: list[E] = []
        for at, arg in enumerate(args):
            if arg.none is None:
                continue
            here = arg.none
            for other_at, other in enumerate(args):
                if other_at != at and not other.certain:
                    here = a.both(here, self._is_known(other, op.args[other_at].type))
            found.append(here)
        return join_evenly(found, a.either) if found else None

    def _is_known(self, column: Column[E], kind: Type) -> E:
        given = self.algebra.opposite(self.algebra.is_null(column.value, kind))
        return given if column.none is None else self.algebra.either(given, column.none)


def join_evenly(parts: Sequence[E], join: Callable[[E, E], E]) -> E:
    """Join many into one as a balanced tree: engines recurse into what they are given."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return join(join_evenly(parts[:half], join), join_evenly(parts[half:], join))


FOLDS: dict[str, Callable[[Folder[Any], Op], Column[Any]]] = {
    "and": Folder.fold_logic,
    "or": Folder.fold_logic,
    "not": Folder.fold_not,
    **dict.fromkeys(COMPARISONS, Folder.fold_compare),
    **dict.fromkeys(("is_in", "has", "under", "within", "is_empty"), Folder.fold_test),
    "is_none": Folder.fold_is_none,
    "pick": Folder.fold_pick,
    "longest": Folder.fold_longest,
    "plus": Folder.fold_arithmetic,
    "minus": Folder.fold_arithmetic,
    **dict.fromkeys(SHIFTS, Folder.fold_shift),
    **dict.fromkeys(COUNTS, Folder.fold_count),
    FIRST_KNOWN: Folder.fold_first_known,
}
"""Everything that columns can compute; a tree with anything else is refused when it is planned."""

PLAIN = frozenset(
    (Kind.BOOL, Kind.COUNT, Kind.AMOUNT, Kind.DATE, Kind.CODE, Kind.REGION, Kind.TEXT,
     Kind.PROVISION)
)  # fmt: skip
READABLE = PLAIN | {Kind.CODES, Kind.AMOUNTS, Kind.ORGAN}


def find_unsupported(expr: Expr) -> Iterator[str]:
    """What of a tree columns cannot compute, each named."""
    for node in walk_expr(expr):
        if isinstance(node, Fact) and node.type.kind not in READABLE:
            yield f"a fact of kind {node.type} (`{node.name}`)"
        if not isinstance(node, Op):
            continue
        kinds = [a.type.kind for a in node.args]
        if node.fn not in FOLDS:
            yield f"`{node.fn}`"
        elif node.fn in COUNTS and not isinstance(node.args[1], Lit):
            yield f"`{node.fn}` of an amount that is no constant"
        elif node.fn in ("pick", FIRST_KNOWN) and node.type.kind not in PLAIN:
            yield f"`{node.fn}` of {node.type}"
        elif node.fn == "eq" and Kind.CODES in kinds:
            yield "the equality of two lists"


def check_supported(title: str, expr: Expr) -> None:
    """Refuse a tree that columns cannot compute. Raises `DefinitionError` naming what it is."""
    found = ", ".join(dict.fromkeys(find_unsupported(expr)))
    if found:
        raise DefinitionError(f"{title}: columns cannot compute {found}")
