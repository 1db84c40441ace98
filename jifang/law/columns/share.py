"""What several conditions have in common is computed once.

`a & b & c` in one clause and `a & b & d` in another share `a & b`, which neither holds as a node of
its own. In three-valued meaning, too, it does not matter in which order conditions are joined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from jifang.law.engine.binding import identity_key
from jifang.law.engine.expr import Expr, Op
from jifang.law.engine.types import BOOL

JOINS = ("and", "or")
Pair = tuple[str, int, int]


def factor_joins(trees: Sequence[Expr]) -> list[Expr]:
    """The trees, whose equal nodes are one object, with a node for every pair that several join.

    The pair that most nodes join is pulled out first, then the next, until none is joined twice.
    """
    return _Factoring(trees).rebuild(trees)


class _Factoring:
    def __init__(self, trees: Sequence[Expr]) -> None:
        self._pool: dict[Any, Expr] = {}
        self._nodes: dict[int, Expr] = {}
        self._joined: dict[int, list[Expr]] = {}  # by the id of the node, what it joins
        for tree in trees:
            self._collect(tree)
        while self._pull_out():
            pass

    def _collect(self, expr: Expr) -> None:
        if id(expr) in self._nodes:
            return
        self._nodes[id(expr)] = expr
        self._pool[identity_key(expr)] = expr
        if isinstance(expr, Op):
            if expr.fn in JOINS:
                self._joined[id(expr)] = list(expr.args)
            for arg in expr.args:
                self._collect(arg)

    def _pull_out(self) -> bool:
        """Make one pair a node of its own; whether there was one."""
        counted = Counter(p for node in self._joined for p in self._list_pairs(node))
        found = [(n, p) for p, n in counted.items() if n > 1 and self._is_open(p)]
        if not found:
            return False
        most = max(n for n, _ in found)
        fn, first, second = next(p for n, p in found if n == most)
        pair = Op(fn, (self._nodes[first], self._nodes[second]), BOOL)
        shared = self._pool.setdefault(identity_key(pair), pair)
        self._nodes[id(shared)] = shared
        for node, args in self._joined.items():
            if (
                self._fn(node) == fn
                and node != id(shared)
                and {first, second} <= set(map(id, args))
            ):
                rest = [a for a in args if id(a) not in (first, second)]
                args[:] = [shared, *rest]
        self._joined.setdefault(id(shared), list(pair.args))
        return True

    def _list_pairs(self, node: int) -> Iterator[Pair]:
        for pair in combinations(sorted(map(id, self._joined[node])), 2):
            yield self._fn(node), *pair

    def _is_open(self, pair: Pair) -> bool:
        """Some node joins the pair with others; where it is all of each, it is shared already."""
        fn, *ids = pair
        return any(
            len(args) > 2 and self._fn(node) == fn and set(ids) <= set(map(id, args))
            for node, args in self._joined.items()
        )

    def _fn(self, node: int) -> str:
        expr = self._nodes[node]
        return expr.fn if isinstance(expr, Op) else ""

    def rebuild(self, trees: Sequence[Expr]) -> list[Expr]:
        """The trees with what was pulled out in its place; equal nodes stay one object."""
        memo: dict[int, Expr] = {}

        def build(expr: Expr) -> Expr:
            found = memo.get(id(expr))
            if found is None:
                found = expr
                if isinstance(expr, Op):
                    args = tuple(build(a) for a in self._joined.get(id(expr), expr.args))
                    found = self._pool_rebuilt(Op(expr.fn, args, expr.type))
                memo[id(expr)] = found
            return found

        return [build(t) for t in trees]

    def _pool_rebuilt(self, op: Op) -> Expr:
        return self._pool.setdefault(identity_key(op), op)
