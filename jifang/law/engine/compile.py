"""A question compiled to straight Python for one day's law: clause answers, then values.

Pattern: the answers of all clauses as one small integer in base 3 (0 no, 1 yes, 2 unknown). The
outcome, the deciding clause and the explanation follow from the pattern by look-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from jifang.law.engine.expr import Expr, Fact, Lit, On, Op, as_op
from jifang.law.engine.scalar import find_operation, write_source
from jifang.law.engine.types import NONE

Answers = tuple[bool | None, ...]
Get = Callable[[str], Any]
Run = Callable[[Get, date], tuple[Any, ...]]


class _Source:
    """Writes one assignment per distinct node."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[int, str] = {}
        self.keep: list[Expr] = []
        self.scope: dict[str, Any] = {"NONE": NONE, "OPS": {}}

    def name(self, expr: Expr) -> str:
        known = self.names.get(id(expr))
        if known is not None:
            return known
        name = self._write(expr)
        self.names[id(expr)] = name
        self.keep.append(expr)
        return name

    def _write(self, expr: Expr) -> str:
        if isinstance(expr, On):
            return "on"
        if isinstance(expr, Lit):
            return self._constant(expr.value)
        if isinstance(expr, Fact):
            var = f"f_{expr.name.replace('.', '__')}"
            self.lines.append(f"    {var} = get({expr.name!r})")
            return var
        expr = as_op(expr)
        args = [self.name(a) for a in expr.args]
        var = f"v{len(self.names)}"
        known = [isinstance(a, Lit | On) for a in expr.args]
        line = write_source(expr.fn, args, [a.type.nullable for a in expr.args], known)
        if "OPS[" in line:
            self.scope["OPS"][expr.fn] = find_operation(expr.fn)
        self.lines.append(f"    {var} = {line}")
        return var

    def _constant(self, value: Any) -> str:
        if isinstance(value, bool | int | str):
            return f"({value!r})"
        var = f"k{len(self.scope)}"
        self.scope[var] = value
        return var


def compile_run(exprs: Iterable[Expr], title: str) -> Run:
    """A function `(get, on) -> values` of all expressions; shared nodes are computed once."""
    source = _Source()
    results = [source.name(e) for e in exprs]
    body = "\n".join(source.lines)
    text = f"def run(get, on):\n{body}\n    return ({''.join(r + ', ' for r in results)})\n"
    exec(compile(text, f"<law:{title}>", "exec"), source.scope)  # noqa: S102 - our own tree, no input
    run: Run = source.scope["run"]
    return run


def encode_pattern(answers: Answers) -> int:
    """The answers of all clauses as one integer, the first clause in the lowest digit."""
    pattern = 0
    for answer in reversed(answers):
        pattern = pattern * 3 + (2 if answer is None else int(answer))
    return pattern


def evaluate(expr: Expr, facts: Mapping[str, Any], on: date) -> tuple[Any, frozenset[str]]:
    """The value of a bound expression and, where it is unknown, the facts that keep it so.

    A fact whose value could not change the result, given the others, is not counted.
    """
    if isinstance(expr, Fact):
        value = facts.get(expr.name)
        return value, frozenset() if value is not None else frozenset((expr.name,))
    if isinstance(expr, Lit):
        return expr.value, frozenset()
    if isinstance(expr, On):
        return on, frozenset()
    expr = as_op(expr)
    if expr.fn == "pick":
        return _evaluate_pick(expr, facts, on)
    parts = [evaluate(a, facts, on) for a in expr.args]
    value = find_operation(expr.fn)(*(v for v, _ in parts))
    if value is not None:
        return value, frozenset()
    return None, frozenset().union(*(names for _, names in parts))


def _evaluate_pick(expr: Op, facts: Mapping[str, Any], on: date) -> tuple[Any, frozenset[str]]:
    cond, yes, no = (evaluate(a, facts, on) for a in expr.args)
    if cond[0] is not None:
        return yes if cond[0] else no
    if yes[0] is not None and yes[0] == no[0]:
        return yes
    return None, cond[1] | yes[1] | no[1]
