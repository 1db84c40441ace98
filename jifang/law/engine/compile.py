"""A question compiled to straight Python for one day's law: clause answers, then values.

Pattern: the answers of all clauses as one small integer in base 3 (0 no, 1 yes, 2 unknown). The
outcome, the deciding clause and the explanation follow from the pattern by look-up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import CodeType
from typing import Any

from jifang.law.engine.expr import Expr, Fact, Lit, On, Op, as_op
from jifang.law.engine.scalar import NAMES, Operand, find_operation, write_source
from jifang.law.engine.types import NONE

Answers = tuple[bool | None, ...]
Get = Callable[[str], Any]
Run = Callable[[Get, date], tuple[Any, ...]]


class _Source:
    """Writes an expression per node: a line of its own where it is read more than once, else in
    its place, so that it is computed only where the answer is still open."""

    def __init__(self, results: Sequence[Expr]) -> None:
        self.lines: list[str] = []
        self.scope: dict[str, Any] = dict(NAMES)
        self._uses = count_uses(results)
        self._operands: dict[int, Operand] = {}
        self._count = 0

    def name(self, expr: Expr) -> Operand:
        """The node as a local or a constant."""
        found = self._operands.get(id(expr))
        if found is None:
            found = self._operands[id(expr)] = self._write(expr)
            if found.local:
                self.lines.append(f"    {found.local} = {found.text}")
                found.text, found.local = found.local, ""
        return found

    def place(self, expr: Expr) -> Operand:
        """The node in its place, if nothing else reads it."""
        return self._write(expr) if self._uses[id(expr)] == 1 else self.name(expr)

    def _write(self, expr: Expr) -> Operand:
        if isinstance(expr, On):
            return Operand("on", known=True)
        if isinstance(expr, Lit):
            return Operand(self.constant(expr.value), True, expr.value is NONE, expr.value)
        if isinstance(expr, Fact):
            local = f"f_{expr.name.replace('.', '__')}"
            return Operand(f"get({expr.name!r})", False, expr.type.nullable, local=local)
        expr = as_op(expr)
        args = self._arguments(expr)
        known = not expr.fn.startswith("call:") and all(a.known for a in args)
        text = write_source(expr.fn, args, self.constant)
        self._count += 1
        return Operand(text, known, expr.type.nullable, local=f"v{self._count}")

    def _arguments(self, expr: Op) -> list[Operand]:
        """The arms of `pick` are read on several paths: they get lines of their own."""
        if expr.fn == "pick":
            return [self.place(expr.args[0]), *map(self.name, expr.args[1:])]
        return [self.place(a) for a in expr.args]

    def constant(self, value: Any) -> str:
        """A value as the source can name it."""
        if isinstance(value, bool | int | str):
            return f"({value!r})"
        return self.named_constant(value)

    def named_constant(self, value: Any) -> str:
        """A value by a name of its own."""
        name = f"k{len(self.scope)}"
        self.scope[name] = value
        return name


def count_uses(results: Iterable[Expr]) -> Counter[int]:
    """How many nodes, or results, read each node."""
    uses: Counter[int] = Counter()
    todo = list(results)
    while todo:
        expr = todo.pop()
        uses[id(expr)] += 1
        if uses[id(expr)] == 1 and isinstance(expr, Op):
            todo.extend(expr.args)
    return uses


class _MissingSource(_Source):
    """Writes, beside every value, which facts keep it unknown: a bit per fact, 0 where known."""

    def __init__(self, results: Sequence[Expr], bits: Mapping[str, int]) -> None:
        super().__init__(results)
        self._bits = bits
        self._masks: dict[int, str] = {}

    def place(self, expr: Expr) -> Operand:
        """Every node is read twice, as a value and for what it lacks."""
        return self.name(expr)

    def mask(self, expr: Expr, again: bool = False) -> str:
        """The facts that keep a node unknown, as a short text where it is read more than once.

        `again`: one reader names it more than once, so that nested ones would double each time.
        """
        found = self._masks.get(id(expr))
        if found is None:
            found = self._write_mask(expr)
            if (again or self._uses[id(expr)] > 1) and found != "0":
                local = f"m{len(self._masks)}"
                self.lines.append(f"    {local} = {found}")
                found = local
            self._masks[id(expr)] = found
        return found

    def _write_mask(self, expr: Expr) -> str:
        value = self.name(expr)
        if value.known:
            return "0"
        if isinstance(expr, Fact):
            return f"({self._bits[expr.name]} if {value.text} is None else 0)"
        expr = as_op(expr)
        masks = [self.mask(a, again=expr.fn == "pick") for a in expr.args]
        lacks = " | ".join(dict.fromkeys(m for m in masks if m != "0")) or "0"
        if expr.fn == "pick":  # the arm not taken lacks nothing
            cond = self.name(expr.args[0]).text
            lacks = f"({lacks} if {cond} is None else {masks[1]} if {cond} else {masks[2]})"
        return f"({lacks} if {value.text} is None else 0)"


def compile_run(exprs: Iterable[Expr], title: str) -> Run:
    """A function `(get, on) -> values` of all expressions; shared nodes are computed once."""
    exprs = tuple(exprs)
    source = _Source(exprs)
    return _compile(source, [source.place(e).text for e in exprs], title)


def compile_tests(speaks: Sequence[Expr], shown: Sequence[tuple[Expr, Expr]], title: str) -> Run:
    """A function `(get, on) -> yes or no`, first of conditions, whether each may hold; then of
    pairs of a condition and a value, whether the one holds and the other says anything but no."""
    source = _Source([*speaks, *(e for pair in shown for e in pair)])
    found = [f"{source.place(e).read()} is not False" for e in speaks]
    for where, expr in shown:
        placed, said = source.place(where), source.place(expr)
        found.append(
            f"{placed.read()} is True and {said.read()} is not None and {said.read()} is not False"
        )
    return _compile(source, found, title)


def compile_missing(exprs: Iterable[Expr], bits: Mapping[str, int], title: str) -> Run:
    """A function `(get, on) -> (mask,)`: the facts that keep any expression unknown, bit by bit.

    It says in straight Python what `evaluate` says by walking the trees.
    """
    exprs = tuple(exprs)
    source = _MissingSource(exprs, bits)
    masks = dict.fromkeys(source.mask(e) for e in exprs)
    return _compile(source, [" | ".join(masks) or "0"], title)


def _compile(source: _Source, results: Iterable[str], title: str) -> Run:
    body = "\n".join(source.lines)
    text = f"def run(get, on):\n{body}\n    return ({''.join(r + ', ' for r in results)})\n"
    exec(_translate(text, title), source.scope)  # noqa: S102 - our own tree, no input
    run: Run = source.scope["run"]
    return run


@lru_cache(maxsize=4096)
def _translate(text: str, title: str) -> CodeType:
    """An amended law has most of its conditions from the one it amends."""
    return compile(text, f"<law:{title}>", "exec")


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
