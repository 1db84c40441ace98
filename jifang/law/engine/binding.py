"""Partial evaluation: parameters become the values of a day, constants fold, equal nodes meet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jifang.law.engine.expr import Expr, Fact, Lit, On, Op, Par
from jifang.law.engine.scalar import find_operation
from jifang.law.engine.types import BOOL


class Binder:
    """Binds expressions to the parameter values of one day. One binder shares equal nodes."""

    def __init__(self, values: Mapping[str, Any], on: date | None = None) -> None:
        self._values = values
        self._on = on
        self._pool: dict[Any, Expr] = {}
        self._memo: dict[int, tuple[Expr, Expr]] = {}

    def bind(self, expr: Expr) -> Expr:
        """The expression with parameters (and the day, if fixed) replaced and constants folded."""
        seen = self._memo.get(id(expr))
        if seen is not None:
            return seen[1]
        bound = self._intern(self._bind(expr))
        self._memo[id(expr)] = (expr, bound)
        return bound

    def _bind(self, expr: Expr) -> Expr:
        if isinstance(expr, Par):
            return Lit(self._values[expr.name], expr.type)
        if isinstance(expr, On) and self._on is not None:
            return Lit(self._on, expr.type)
        if not isinstance(expr, Op):
            return expr
        args = tuple(self.bind(a) for a in expr.args)
        if expr.fn in ("and", "or"):
            return _fold_logic(expr.fn, args)
        if expr.fn == "pick" and isinstance(args[0], Lit):
            return args[1] if args[0].value else args[2]
        if all(isinstance(a, Lit) for a in args) and not expr.fn.startswith("call:"):
            values = [a.value for a in args if isinstance(a, Lit)]
            return Lit(find_operation(expr.fn)(*values), expr.type)
        return Op(expr.fn, args, expr.type)

    def _intern(self, expr: Expr) -> Expr:
        return self._pool.setdefault(identity_key(expr), expr)


def identity_key(expr: Expr) -> tuple[Any, ...]:
    """What makes two nodes the same, given that their arguments are already shared."""
    if isinstance(expr, Op):
        return ("op", expr.fn, *(id(a) for a in expr.args))
    if isinstance(expr, Fact):
        return ("fact", expr.name)
    if isinstance(expr, Lit):
        return ("lit", type(expr.value), expr.value)
    return (type(expr), getattr(expr, "name", None))


def _fold_logic(fn: str, args: tuple[Expr, ...]) -> Expr:
    """Drop the neutral constant, stop at the deciding one."""
    stop = fn == "or"
    rest: list[Expr] = []
    for arg in args:
        if isinstance(arg, Lit):
            if arg.value is stop:
                return arg
            continue
        rest.append(arg)
    if not rest:
        return Lit(not stop, BOOL)
    return rest[0] if len(rest) == 1 else Op(fn, tuple(rest), BOOL)
