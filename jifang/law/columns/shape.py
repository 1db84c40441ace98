"""Trees made ready for columns: equal nodes meet, constants fold, dates move to the constant side.

Adding years to a date costs an engine a hundred times what a comparison costs it, so
`issued + 3 years <= D` becomes `issued < D'` once, exactly, while the plan is made. Nothing here
changes what a condition answers, unknown and known-to-be-none included.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from jifang.law.engine.binding import identity_key
from jifang.law.engine.expr import (
    FALSE,
    TRUE,
    Expr,
    Fact,
    Lit,
    On,
    Op,
    as_lit,
    facts_of,
)
from jifang.law.engine.scalar import OPERATIONS
from jifang.law.engine.types import BOOL, NONE, Kind, Type
from jifang.law.errors import DefinitionError

FIRST_KNOWN = "first_known"
"""An operation of columns alone: a fact, or what the law supplies where it is not given."""

COMPARISONS = ("ge", "gt", "le", "lt", "eq")
SHIFTS = ("add_days", "sub_days", "add_years")
COUNTS = ("count_at_least",)
MIRROR = {"ge": "le", "gt": "lt", "le": "ge", "lt": "gt", "eq": "eq"}
DAY = timedelta(days=1)


class Shaper:
    """Rewrites trees of one plan; equal nodes become one object.

    `day` is the day asked, `None` where it is a column. `absent` facts have no column: they are
    unknown in every row.
    """

    def __init__(self, day: date | None, absent: frozenset[str] = frozenset()) -> None:
        self._day = day
        self._absent = absent
        self._pool: dict[Any, Expr] = {}
        self._memo: dict[int, tuple[Expr, Expr]] = {}
        self._certain: dict[int, bool] = {}
        self._supplied: dict[str, Expr] = {}

    def supply(self, fact: Fact, default: Expr) -> None:
        """From now on the fact is read as itself or, where it is not given, as the default."""
        pair = (self.intern(fact), self.shape(default))
        self._supplied[fact.name] = self.intern(self._first_known(Op(FIRST_KNOWN, pair, fact.type)))
        self._memo.clear()

    def shape(self, expr: Expr) -> Expr:
        """The tree as the engines will compute it."""
        seen = self._memo.get(id(expr))
        if seen is None:
            seen = self._memo[id(expr)] = (expr, self.intern(self._shape(expr)))
        return seen[1]

    def intern(self, expr: Expr) -> Expr:
        """The one object for this node; its arguments are interned already."""
        key = identity_key(expr)
        if isinstance(expr, Lit):
            domain = expr.type.domain.name if expr.type.domain else ""
            key = (*key, expr.type.kind, domain)  # a null of one kind is not a null of another
        return self._pool.setdefault(key, expr)

    def _shape(self, expr: Expr) -> Expr:
        if isinstance(expr, Fact):
            return self._supplied[expr.name] if expr.name in self._supplied else self._read(expr)
        if isinstance(expr, On):
            return expr if self._day is None else Lit(self._day, expr.type)
        if not isinstance(expr, Op):
            return expr
        if expr.fn == FIRST_KNOWN:
            return self._first_known(expr)
        return self._build(expr.fn, tuple(self.shape(a) for a in expr.args), expr.type)

    def _read(self, fact: Fact) -> Expr:
        return Lit(None, fact.type) if fact.name in self._absent else fact

    def _first_known(self, expr: Op) -> Expr:
        fact, default = expr.args
        if isinstance(fact, Fact):
            fact = self.intern(self._read(fact))
        default = self.shape(default)
        if isinstance(fact, Lit):
            return fact if fact.value is not None else default
        return Op(FIRST_KNOWN, (fact, default), expr.type)

    def _build(self, fn: str, args: tuple[Expr, ...], result: Type) -> Expr:
        """An operation on shaped arguments, simplified."""
        if fn in ("and", "or"):
            return join_conditions(fn, args)
        if all(isinstance(a, Lit) for a in args) and fn in OPERATIONS:
            return Lit(OPERATIONS[fn](*(as_lit(a).value for a in args)), result)
        if fn == "pick":
            return self._pick(args, result)
        if fn in COMPARISONS:
            return self._compare(fn, args[0], args[1])
        if fn in (*SHIFTS, *COUNTS) and any(self._chosen(a) for a in args):
            return self._push(fn, args, result)
        return Op(fn, args, result)

    def _pick(self, args: tuple[Expr, ...], result: Type) -> Expr:
        cond, yes, no = args
        if isinstance(cond, Lit) and cond.value is not None:
            return yes if cond.value else no
        if yes is no:
            return yes
        plain = self._pick_condition(cond, yes, no) if result.kind is Kind.BOOL else None
        return Op("pick", args, result) if plain is None else plain

    def _pick_condition(self, cond: Expr, yes: Expr, no: Expr) -> Expr | None:
        """A choice with a constant arm is a plain condition, in three-valued meaning too; so is
        one between a strict and a lenient bound of the same value."""
        if implies(no, yes):
            return join_conditions("or", (no, self.intern(join_conditions("and", (cond, yes)))))
        if implies(yes, no):
            opposite = self.intern(self._build("not", (cond,), BOOL))
            return join_conditions("or", (yes, self.intern(join_conditions("and", (opposite, no)))))
        if is_literal(no, False):
            return join_conditions("and", (cond, yes))
        if is_literal(yes, True):
            return join_conditions("or", (cond, no))
        opposite = self.intern(self._build("not", (cond,), BOOL))
        if is_literal(yes, False):
            return join_conditions("and", (opposite, no))
        if is_literal(no, True):
            return join_conditions("or", (opposite, yes))
        return None

    def _compare(self, fn: str, left: Expr, right: Expr) -> Expr:
        for at, side in enumerate((left, right)):
            if self._chosen(side):
                return self._push(fn, (left, right), BOOL, at)
        if isinstance(left, Lit) and not isinstance(right, Lit):
            fn, left, right = MIRROR[fn], right, left
        if (
            isinstance(right, Lit)
            and right.type.kind is Kind.DATE
            and right.value not in (None, NONE)
        ):
            fn, left, right = solve_dates(fn, left, right)
        return Op(fn, (self.intern(left), self.intern(right)), BOOL)

    def _chosen(self, expr: Expr) -> bool:
        """A choice by the day asked, which is never unknown: anything may move into its arms."""
        return isinstance(expr, Op) and expr.fn == "pick" and self.is_certain(expr.args[0])

    def _push(self, fn: str, args: tuple[Expr, ...], result: Type, at: int | None = None) -> Expr:
        if at is None:
            at = next(i for i, a in enumerate(args) if self._chosen(a))
        choice = args[at]
        if not isinstance(choice, Op):
            raise DefinitionError("only a choice has arms")
        arms = (
            self.intern(self._build(fn, (*args[:at], arm, *args[at + 1 :]), result))
            for arm in choice.args[1:]
        )
        return self._pick((choice.args[0], *arms), result)

    def is_certain(self, expr: Expr) -> bool:
        """The tree reads no fact, so it is never unknown."""
        known = self._certain.get(id(expr))
        if known is None:
            known = (
                not isinstance(expr, Fact)
                and not (isinstance(expr, Lit) and expr.value is None)
                and (not isinstance(expr, Op) or all(self.is_certain(a) for a in expr.args))
            )
            self._certain[id(expr)] = known
        return known

    def merge_versions(self, versions: Sequence[tuple[date, Expr]]) -> Expr:
        """One tree for the trees of successive stretches of time: (first day, tree), in order.

        Where they differ only in a value, only that value is chosen by the day asked.
        """
        found = [versions[0]]
        for since, expr in versions[1:]:
            if expr is not found[-1][1]:
                found.append((since, expr))
        return self.intern(self._merge(found))

    def _merge(self, versions: Sequence[tuple[date, Expr]]) -> Expr:
        ops = [e for _, e in versions if isinstance(e, Op)]
        shapes = {(op.fn, len(op.args)) for op in ops}
        if len(versions) > 1 and len(ops) == len(versions) and len(shapes) == 1:
            merged = tuple(
                self.merge_versions(
                    [(d, op.args[i]) for (d, _), op in zip(versions, ops, strict=True)]
                )
                for i in range(len(ops[0].args))
            )
            return Op(ops[0].fn, merged, ops[0].type)
        chosen = versions[0][1]
        for since, expr in versions[1:]:
            before = self.intern(
                Op("lt", (self.intern(On()), self.intern(Lit(since, On().type))), BOOL)
            )
            chosen = self.intern(Op("pick", (before, chosen, expr), expr.type))
        return chosen


def implies(strict: Expr, lenient: Expr) -> bool:
    """Wherever the one comparison holds the other does; both compare one value with a constant."""
    pair = (strict, lenient)
    ops = [e for e in pair if isinstance(e, Op) and e.fn in ("lt", "le", "gt", "ge")]
    if len(ops) < 2 or ops[0].fn != ops[1].fn or ops[0].args[0] is not ops[1].args[0]:
        return False
    bounds = [e.args[1].value for e in ops if isinstance(e.args[1], Lit)]
    if len(bounds) < 2 or any(b in (None, NONE) for b in bounds):
        return False
    below = ops[0].fn in ("lt", "le")
    return bool(bounds[0] <= bounds[1] if below else bounds[0] >= bounds[1])


def is_literal(expr: Expr, value: bool) -> bool:
    """The condition is this constant."""
    return isinstance(expr, Lit) and expr.value is value


def join_conditions(fn: str, args: Sequence[Expr]) -> Expr:
    """`and`, `or` of shaped conditions; the neutral constant falls out, the other one decides.

    `a & (a | b)` is `a`, whatever is unknown, and so is `a | (a & b)`.
    """
    stop = FALSE if fn == "and" else TRUE
    found: dict[int, Expr] = {}
    for arg in args:
        parts = arg.args if isinstance(arg, Op) and arg.fn == fn else (arg,)
        for part in parts:
            if isinstance(part, Lit) and part.value is stop.value:
                return stop
            if not (isinstance(part, Lit) and part.value is not None):
                found[id(part)] = part
    other = "or" if fn == "and" else "and"
    rest = tuple(
        e
        for e in found.values()
        if not (isinstance(e, Op) and e.fn == other and any(id(a) in found for a in e.args))
    )
    if not rest:
        return TRUE if fn == "and" else FALSE
    return rest[0] if len(rest) == 1 else Op(fn, rest, BOOL)


def find_earliest(day: date, years: int) -> date:
    """The earliest day whose `years`-th anniversary is not before `day`.

    The anniversary of a 29 February falls on 28 February in a common year.
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, month=3, day=1)


def solve_dates(fn: str, left: Expr, right: Lit) -> tuple[str, Expr, Lit]:
    """`issued + 3 years <= D` solved for `issued`, exactly; what cannot be solved stays."""
    while isinstance(left, Op) and left.fn in SHIFTS and isinstance(left.args[1], Lit):
        amount = left.args[1].value
        if not isinstance(amount, int):
            break
        try:
            moved = _solve_once(fn, left.fn, amount, right.value)
        except (OverflowError, ValueError):  # the solved day would lie outside the calendar
            break
        if moved is None:
            break
        fn, day = moved
        left, right = left.args[0], Lit(day, right.type)
    return fn, left, right


def _solve_once(fn: str, shift: str, amount: int, day: date) -> tuple[str, date] | None:
    if shift != "add_years":
        return fn, day - timedelta(days=amount if shift == "add_days" else -amount)
    if fn == "eq":  # two days can share an anniversary
        return None
    if fn in ("gt", "le"):
        fn, day = {"gt": "ge", "le": "lt"}[fn], day + DAY
    return fn, find_earliest(day, amount)


def share_nodes(trees: Sequence[Expr]) -> list[Expr]:
    """The trees, of one plan or of several, with equal nodes as one object."""
    shaper = Shaper(None)
    memo: dict[int, Expr] = {}

    def share(expr: Expr) -> Expr:
        found = memo.get(id(expr))
        if found is None:
            if isinstance(expr, Op):
                shared = Op(expr.fn, tuple(share(a) for a in expr.args), expr.type)
                found = shaper.intern(shared)
            else:
                found = shaper.intern(expr)
            memo[id(expr)] = found
        return found

    return [share(t) for t in trees]


def find_layers(trees: Sequence[Expr], is_plain: Callable[[Fact], bool]) -> list[list[Expr]]:
    """What is worth a column of its own, layer by layer; each reads only earlier layers.

    These are the facts that are not `is_plain`, read as they stand, and the operations on facts
    that stand in several places. Engines look for common expressions in one layer at most.
    """
    uses: dict[int, int] = {}
    order: list[Expr] = []

    def visit(expr: Expr) -> None:
        uses[id(expr)] = uses.get(id(expr), 0) + 1
        if uses[id(expr)] > 1:
            return
        for arg in expr.args if isinstance(expr, Op) else ():
            visit(arg)
        order.append(expr)

    for tree in trees:
        visit(tree)
    layers: list[list[Expr]] = []
    depth: dict[int, int] = {}  # the first layer that may read a node
    for expr in order:
        args = expr.args if isinstance(expr, Op) else ()
        depth[id(expr)] = max((depth[id(a)] for a in args), default=0)
        wanted = (
            not is_plain(expr)
            if isinstance(expr, Fact)
            else isinstance(expr, Op) and uses[id(expr)] > 1 and bool(facts_of(expr))
        )
        if wanted:
            at = depth[id(expr)]
            layers.extend([] for _ in range(at + 1 - len(layers)))
            layers[at].append(expr)
            depth[id(expr)] = at + 1
    return layers
