"""The expression tree that conditions of the law are written in.

Five node classes and about a dozen operations; no loops and no engine in sight. A tree is typed
when it is written: comparing a date with a number raises `DefinitionError` on that very line. The
same tree is compiled to Python for one explained decision, rendered as prose, and made to be
folded into columns.

Comparisons are pushed below `pick` and `longest`, and `pick` is known where both arms agree, so
that a fact which cannot change the answer does not make it unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jifang.law.engine.types import (
    AMOUNT,
    BOOL,
    COUNT,
    DATE,
    NONE,
    ORDERED,
    Domain,
    Kind,
    Organ,
    Type,
)
from jifang.law.errors import DefinitionError, Text

EMPTY = Text("", "")


class Expr:
    """A typed node. Operators build larger nodes; nothing is evaluated here."""

    __slots__ = ()

    type: Type

    def __ge__(self, other: Any) -> Expr:
        return compare("ge", self, other)

    def __gt__(self, other: Any) -> Expr:
        return compare("gt", self, other)

    def __le__(self, other: Any) -> Expr:
        return compare("le", self, other)

    def __lt__(self, other: Any) -> Expr:
        return compare("lt", self, other)

    def __and__(self, other: Any) -> Expr:
        return all_of(self, other)

    def __or__(self, other: Any) -> Expr:
        return any_of(self, other)

    def __invert__(self) -> Expr:
        return negate(self)

    def __bool__(self) -> bool:
        raise DefinitionError("a condition has no truth value while it is written; use & | ~")

    def eq(self, other: Any) -> Expr:
        """Equal to a value of the same type; false where either is known to be none."""
        return compare("eq", self, other)

    def is_in(self, *codes: str) -> Expr:
        """The code is one of these."""
        if self.type.kind is not Kind.CODE or self.type.domain is None:
            raise DefinitionError(f"is_in needs a code, not {self.type}")
        for code in codes:
            self.type.domain.label(code)
        return Op("is_in", (self, Lit(codes, self.type)), BOOL)

    def has(self, code: str) -> Expr:
        """The list of codes contains this one."""
        if self.type.kind is not Kind.CODES or self.type.domain is None:
            raise DefinitionError(f"has needs a list of codes, not {self.type}")
        self.type.domain.label(code)
        return Op("has", (self, Lit(code, Type(Kind.CODE, self.type.domain))), BOOL)

    def is_empty(self) -> Expr:
        """The list of codes is empty."""
        if self.type.kind is not Kind.CODES:
            raise DefinitionError(f"is_empty needs a list, not {self.type}")
        return Op("is_empty", (self,), BOOL)

    def is_none(self) -> Expr:
        """Known to be none. Only for facts for which null is an answer."""
        if not self.type.nullable:
            raise DefinitionError(f"is_none needs a fact that may be null, not {self.type}")
        return Op("is_none", (self,), BOOL)

    def within(self, *provisions: str) -> Expr:
        """The provision is one of these, or part of one of these."""
        if self.type.kind is not Kind.PROVISION:
            raise DefinitionError(f"within needs a provision, not {self.type}")
        return Op("within", (self, Lit(provisions, self.type)), BOOL)

    def under(self, prefix: str) -> Expr:
        """The division lies in the division with this code prefix."""
        if self.type.kind is not Kind.REGION:
            raise DefinitionError(f"under needs a region, not {self.type}")
        return Op("under", (self, Lit(prefix, self.type)), BOOL)


@dataclass(frozen=True, eq=False, slots=True)
class Fact(Expr):
    """Something that must be known about the case. Not given means unknown, never false."""

    name: str
    type: Type
    label: Text
    no: Text = EMPTY  # for a yes/no fact: the negative statement
    none: Text = EMPTY  # what null means, where it is an answer
    unit: Text = EMPTY
    help: Text = EMPTY
    county: bool = False  # a region that must be told down to the county
    minimum: int = 0  # the smallest number that can be meant
    maximum: int | None = None
    numbered: bool = False  # a list of codes that are item numbers, given as whole numbers


@dataclass(frozen=True, eq=False, slots=True)
class Lit(Expr):
    """A constant."""

    value: Any
    type: Type


@dataclass(frozen=True, eq=False, slots=True)
class Par(Expr):
    """A dated, cited parameter; becomes a constant when the law is bound to a day."""

    name: str
    type: Type


@dataclass(frozen=True, eq=False, slots=True)
class On(Expr):
    """The day for which the law is asked."""

    type: Type = DATE


@dataclass(frozen=True, eq=False, slots=True)
class Op(Expr):
    """An operation on nodes."""

    fn: str
    args: tuple[Expr, ...]
    type: Type


ON = On()
TRUE = Lit(True, BOOL)
FALSE = Lit(False, BOOL)


def literal(value: Any, like: Type) -> Expr:
    """A Python value as a constant of the type it is compared with; wrong types are refused."""
    if isinstance(value, Expr):
        return value
    kind = like.kind
    good = {
        Kind.BOOL: isinstance(value, bool),
        Kind.COUNT: isinstance(value, int) and not isinstance(value, bool),
        Kind.AMOUNT: isinstance(value, int | Decimal) and not isinstance(value, bool),
        Kind.DATE: type(value) is date,
        Kind.CODE: isinstance(value, str),
        Kind.REGION: isinstance(value, str),
        Kind.TEXT: isinstance(value, str),
        Kind.PROVISION: isinstance(value, str),
        Kind.ORGAN: isinstance(value, Organ),
    }.get(kind, False)
    if not good:
        raise DefinitionError(f"`{value!r}` is not a {like}")
    if kind is Kind.CODE and like.domain is not None:
        like.domain.label(value)
    return Lit(value, Type(kind, like.domain))


def compare(fn: str, left: Expr, right: Any) -> Expr:
    """A comparison, pushed below `pick` and `longest` so unknowns count only if they matter."""
    right = literal(right, left.type)
    if not left.type.matches(right.type):
        raise DefinitionError(f"cannot compare {left.type} with {right.type}")
    if fn != "eq" and left.type.kind not in ORDERED:
        raise DefinitionError(f"{left.type} has no order")
    if isinstance(right, Op) and right.fn == "pick":
        cond, yes, no = right.args
        return pick(cond, compare(fn, left, yes), compare(fn, left, no))
    if isinstance(left, Op) and left.fn == "pick":
        cond, yes, no = left.args
        return pick(cond, compare(fn, yes, right), compare(fn, no, right))
    if isinstance(right, Op) and right.fn == "longest" and fn in ("ge", "gt"):
        return all_of(*(compare(fn, left, a) for a in right.args))
    if isinstance(right, Op) and right.fn == "longest" and fn in ("le", "lt"):
        return any_of(*(compare(fn, left, a) for a in right.args))
    return Op(fn, (left, right), BOOL)


def _flatten(fn: str, args: tuple[Any, ...]) -> tuple[Expr, ...]:
    flat: list[Expr] = []
    for arg in args:
        expr = _as_condition(literal(arg, BOOL), fn)
        flat.extend(expr.args if isinstance(expr, Op) and expr.fn == fn else (expr,))
    return tuple(flat)


def _as_condition(expr: Expr, fn: str) -> Expr:
    """A yes/no fact for which null is an answer counts as a condition only where it is yes."""
    if expr.type.kind is not Kind.BOOL:
        raise DefinitionError(f"{fn} joins conditions, not {expr.type}")
    return Op("eq", (expr, Lit(True, BOOL)), BOOL) if expr.type.nullable else expr


def all_of(*args: Any) -> Expr:
    """Every condition holds."""
    flat = _flatten("and", args)
    return flat[0] if len(flat) == 1 else Op("and", flat, BOOL)


def any_of(*args: Any) -> Expr:
    """At least one condition holds."""
    flat = _flatten("or", args)
    return flat[0] if len(flat) == 1 else Op("or", flat, BOOL)


def negate(arg: Expr) -> Expr:
    """The condition does not hold."""
    arg = _as_condition(arg, "~")
    if isinstance(arg, Op) and arg.fn == "not":
        return arg.args[0]
    return Op("not", (arg,), BOOL)


def pick(cond: Expr, yes: Any, no: Any) -> Expr:
    """`yes` where the condition holds, else `no`; known although `cond` is not, if both agree."""
    cond = _as_condition(cond, "pick")
    like = yes.type if isinstance(yes, Expr) else no.type if isinstance(no, Expr) else None
    if like is None:
        raise DefinitionError("pick needs at least one typed arm")
    yes, no = literal(yes, like), literal(no, like)
    if not yes.type.matches(no.type):
        raise DefinitionError(f"pick has arms of different types, {yes.type} and {no.type}")
    nullable = yes.type.nullable or no.type.nullable
    return Op("pick", (cond, yes, no), Type(like.kind, like.domain, nullable))


def longest(*args: Expr) -> Expr:
    """The largest of several numbers or the latest of several dates."""
    if any(a.type.kind not in ORDERED or not a.type.matches(args[0].type) for a in args):
        raise DefinitionError("longest needs ordered values of one type")
    nullable = any(a.type.nullable for a in args)
    return Op("longest", tuple(args), Type(args[0].type.kind, args[0].type.domain, nullable))


def count_at_least(amounts: Expr, least: Any) -> Expr:
    """How many amounts of a list are not less than one amount."""
    least = literal(least, AMOUNT)
    if amounts.type.kind is not Kind.AMOUNTS or least.type.kind is not Kind.AMOUNT:
        raise DefinitionError(f"count_at_least needs amounts and one amount, not {amounts.type}")
    return Op("count_at_least", (amounts, least), Type(Kind.COUNT, nullable=amounts.type.nullable))


def shift_days(day: Expr, days: Any, sign: int = 1) -> Expr:
    """The day `days` natural days later (`sign` -1: earlier)."""
    return _shift("add_days" if sign > 0 else "sub_days", day, days)


def shift_years(day: Expr, years: Any) -> Expr:
    """The corresponding day `years` years later; 29 February falls on the month's last day."""
    return _shift("add_years", day, years)


def _shift(fn: str, day: Expr, amount: Any) -> Expr:
    amount = literal(amount, COUNT)
    if day.type.kind is not Kind.DATE or amount.type.kind is not Kind.COUNT:
        raise DefinitionError(f"{fn} needs a date and a number, not {day.type}, {amount.type}")
    if isinstance(day, Op) and day.fn == "pick":
        cond, yes, no = day.args
        return pick(cond, _shift(fn, yes, amount), _shift(fn, no, amount))
    if isinstance(amount, Op) and amount.fn == "pick":
        cond, yes, no = amount.args
        return pick(cond, _shift(fn, day, yes), _shift(fn, day, no))
    return Op(fn, (day, amount), _join_types((day, amount)))


def add(left: Expr, right: Any) -> Expr:
    """The sum of two numbers."""
    return _arithmetic("plus", left, right)


def subtract(left: Expr, right: Any) -> Expr:
    """The difference of two numbers."""
    return _arithmetic("minus", left, right)


def _arithmetic(fn: str, left: Expr, right: Any) -> Expr:
    right = literal(right, left.type)
    if left.type.kind not in (Kind.COUNT, Kind.AMOUNT) or not left.type.matches(right.type):
        raise DefinitionError(f"no {fn} for {left.type} and {right.type}")
    return Op(fn, (left, right), _join_types((left, right)))


def _join_types(args: Sequence[Expr]) -> Type:
    """The type of what is computed of these: none where one of them is known to be none."""
    return Type(args[0].type.kind, nullable=any(a.type.nullable for a in args))


def constant(domain: Domain, code: str) -> Expr:
    """A code of a closed list as a constant."""
    return literal(code, Type(Kind.CODE, domain))


def call(name: str, result: Type, *args: Expr) -> Expr:
    """A named pure function (organs, working days); for values, on the scalar side only."""
    return Op(f"call:{name}", tuple(args), result)


def walk_expr(expr: Expr) -> Iterator[Expr]:
    """Every node, parents before children."""
    left = [expr]
    while left:  # not by recursion: a node would pass through every call above it
        node = left.pop()
        yield node
        if isinstance(node, Op):
            left.extend(reversed(node.args))


def as_op(expr: Expr) -> Op:
    """The node as an operation; every other class must have been dealt with before."""
    if not isinstance(expr, Op):
        raise DefinitionError(f"a node of an unknown class: {type(expr).__name__}")
    return expr


def as_lit(expr: Expr) -> Lit:
    """The node as a constant."""
    if not isinstance(expr, Lit):
        raise DefinitionError(f"a constant was expected, not {type(expr).__name__}")
    return expr


def facts_of(expr: Expr) -> tuple[Fact, ...]:
    """The facts an expression reads, each once, in order of appearance."""
    return tuple({n.name: n for n in walk_expr(expr) if isinstance(n, Fact)}.values())


def map_expr(expr: Expr, change: Any) -> Expr:
    """A copy with `change(node)` applied bottom-up; unchanged subtrees are shared."""
    if isinstance(expr, Op):
        args = tuple(map_expr(a, change) for a in expr.args)
        if any(a is not b for a, b in zip(args, expr.args, strict=True)):
            expr = Op(expr.fn, args, expr.type)
    changed: Expr = change(expr)
    return changed


__all__ = ["NONE", "ON", "Expr", "Fact", "Lit", "On", "Op", "Par"]
