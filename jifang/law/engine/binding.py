"""Partial evaluation: parameters become the values of a day, constants fold, equal nodes meet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jifang.law.engine.expr import Expr, Fact, Lit, On, Op, Par
from jifang.law.engine.scalar import find_operation
from jifang.law.engine.types import BOOL
from jifang.law.errors import DefinitionError


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
            if expr.name not in self._values:
                raise DefinitionError(f"parameter `{expr.name}` has no value at this time")
            return Lit(self._values[expr.name], expr.type)
        if isinstance(expr, On) and self._on is not None:
            return Lit(self._on, expr.type)
        if not isinstance(expr, Op):
            return expr
        if expr.fn in ("and", "or"):
            return self._bind_logic(expr)
        if expr.fn == "pick":
            cond = self.bind(expr.args[0])
            if isinstance(cond, Lit):
                return self.bind(expr.args[1] if cond.value else expr.args[2])
        args = tuple(self.bind(a) for a in expr.args)
        if all(isinstance(a, Lit) for a in args) and not expr.fn.startswith("call:"):
            values = [a.value for a in args if isinstance(a, Lit)]
            return Lit(find_operation(expr.fn)(*values), expr.type)
        return Op(expr.fn, args, expr.type)

    def _bind_logic(self, expr: Op) -> Expr:
        """Drop the neutral constant, stop at the deciding one: what stands behind it may speak of
        parameters that are not in force at this time."""
        stop = expr.fn == "or"
        rest: list[Expr] = []
        for arg in map(self.bind, expr.args):
            if not isinstance(arg, Lit):
                rest.append(arg)
            elif arg.value is stop:
                return arg
        if not rest:
            return Lit(not stop, BOOL)
        return rest[0] if len(rest) == 1 else Op(expr.fn, tuple(rest), BOOL)

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
