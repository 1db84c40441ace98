"""Three-valued meaning of every operation, once as functions and once as Python source.

`None` is unknown. The functions are the reference: binding folds constants with them, the
explanation walks the tree with them, and a test holds the generated source against them.
A comparison with `NONE` (known to be none) is false; arithmetic on it stays `NONE`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, TypeVar

from jifang.law.calendar import add_years
from jifang.law.engine.types import NONE
from jifang.law.errors import DefinitionError

Value = Any
Function = Callable[..., Value]
Named = TypeVar("Named", bound=Callable[..., Any])

SYMBOLS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<", "eq": "=="}


def _strict(fn: Callable[..., Any], on_none: Any = NONE) -> Function:
    """Unknown if any argument is unknown; `on_none` if one is known to be none."""

    def run(*args: Value) -> Value:
        if None in args:
            return None
        return on_none if NONE in args else fn(*args)

    return run


def _and(*args: Value) -> Value:
    if False in args:
        return False
    return None if None in args else True


def _or(*args: Value) -> Value:
    if True in args:
        return True
    return None if None in args else False


def _pick(cond: Value, yes: Value, no: Value) -> Value:
    if cond is None:
        return yes if yes is not None and yes == no else None
    return yes if cond else no


OPERATIONS: dict[str, Function] = {
    "ge": _strict(operator.ge, False),
    "gt": _strict(operator.gt, False),
    "le": _strict(operator.le, False),
    "lt": _strict(operator.lt, False),
    "eq": _strict(operator.eq, False),
    "and": _and,
    "or": _or,
    "not": lambda a: None if a is None else not a,
    "pick": _pick,
    "is_in": _strict(lambda x, codes: x in codes, False),
    "has": _strict(lambda codes, x: x in codes, False),
    "is_empty": _strict(lambda codes: not codes, True),
    "is_none": lambda a: None if a is None else a is NONE,
    "under": _strict(lambda region, prefix: region.startswith(prefix), False),
    "within": _strict(
        lambda eid, wholes: any(eid == w or eid.startswith(f"{w}__") for w in wholes), False
    ),
    "longest": _strict(max),
    "count_at_least": _strict(lambda amounts, least: sum(a >= least for a in amounts)),
    "plus": _strict(operator.add),
    "minus": _strict(operator.sub),
    "add_days": _strict(lambda d, n: d + timedelta(days=n)),
    "sub_days": _strict(lambda d, n: d - timedelta(days=n)),
    "add_years": _strict(add_years),
}

MOST_REMEMBERED = 4_096
FUNCTIONS: dict[str, Function] = {}
"""Named pure functions that values may call; registered by `register_function`."""


def register_function(name: str) -> Callable[[Named], Named]:
    """Make a pure function callable from an expression; unknown and none pass through it.

    What it gives for the same arguments is remembered: a period of working days costs more to
    count than all the rest of a decision.
    """

    def register(fn: Named) -> Named:
        if name in FUNCTIONS:
            raise DefinitionError(f"function `{name}` is registered twice")
        FUNCTIONS[name] = _strict(lru_cache(MOST_REMEMBERED)(fn))
        return fn

    return register


def find_operation(fn: str) -> Function:
    """The meaning of an operation or of a registered function."""
    if fn.startswith("call:"):
        try:
            return FUNCTIONS[fn[5:]]
        except KeyError:
            raise DefinitionError(f"function `{fn[5:]}` is not registered") from None
    return OPERATIONS[fn]


@dataclass(slots=True)
class Operand:
    """An argument of an operation as it is written into the source.

    A longer expression is named where it is first read: what is read again costs nothing, and what
    stands behind a condition that has already decided is not computed.
    """

    text: str
    known: bool = False  # can never be unknown
    nullable: bool = False  # can be known to be none
    value: Any = None  # of a constant
    local: str = ""  # the name that a longer expression gets

    def read(self) -> str:
        """The text at this point of the source; to be called in the order of evaluation."""
        if not self.local:
            return self.text
        text, self.text, self.local = self.text, self.local, ""
        return f"({self.text} := {text})"


Operands = Sequence[Operand]
Constant = Callable[[Any], str]


def _write_shift(sign: str) -> Callable[[Operands, Constant], str]:
    def write(args: Operands, constant: Constant) -> str:
        day, amount = args
        step = f"timedelta(days={amount.read()})"
        if amount.value is not None:
            step = constant(timedelta(days=amount.value))
        return f"{day.read()} {sign} {step}"

    return write


def _write_is_in(args: Operands, constant: Constant) -> str:
    codes = args[1].value
    if len(codes) == 1:
        return f"{args[0].read()} == {codes[0]!r}"
    return f"{args[0].read()} in {codes!r}"


class _Within(dict[str, bool]):
    """Whether a provision is one of some or part of one: found once per provision asked."""

    def __init__(self, wholes: tuple[str, ...]) -> None:
        super().__init__()
        self._wholes = wholes

    def __missing__(self, eid: str) -> bool:
        found: bool = OPERATIONS["within"](eid, self._wholes)
        if len(self) < MOST_REMEMBERED:
            self[eid] = found
        return found


def _write_within(args: Operands, constant: Constant) -> str:
    return f"{constant(_Within(args[1].value))}[{args[0].read()}]"


def _write_infix(symbol: str) -> Callable[[Operands, Constant], str]:
    return lambda args, _: f"{args[0].read()} {symbol} {args[1].read()}"


def _write_call(name: str) -> Callable[[Operands, Constant], str]:
    return lambda args, _: f"{name}({', '.join(a.read() for a in args)})"


def _write_eq(args: Operands, constant: Constant) -> str:
    symbol = "is" if isinstance(args[1].value, bool) else "=="
    return f"{args[0].read()} {symbol} {args[1].read()}"


BODIES: dict[str, Callable[[Operands, Constant], str]] = {
    **{fn: _write_infix(symbol) for fn, symbol in SYMBOLS.items()},
    "eq": _write_eq,
    "is_in": _write_is_in,
    "has": lambda args, _: f"{args[1].read()} in {args[0].read()}",
    "is_empty": lambda args, _: f"not {args[0].read()}",
    "under": lambda args, _: f"{args[0].read()}.startswith({args[1].read()})",
    "within": _write_within,
    "longest": _write_call("max"),
    "plus": _write_infix("+"),
    "minus": _write_infix("-"),
    "add_days": _write_shift("+"),
    "sub_days": _write_shift("-"),
    "add_years": _write_call("add_years"),
}
"""The source of every strict operation on arguments that are neither unknown nor none."""

ON_NONE = {**dict.fromkeys(("is_in", "has", "under", "within", *SYMBOLS), "False")}
ON_NONE["is_empty"] = "True"
NAMES = {
    "NONE": NONE,
    "timedelta": timedelta,
    "add_years": lru_cache(MOST_REMEMBERED)(add_years),
}
"""What the source may name."""


def write_source(fn: str, args: Operands, constant: Constant) -> str:
    """The Python source of an operation; `constant` gives a value that cannot be written a name."""
    if fn in ("and", "or"):
        return _write_logic(args, "False" if fn == "and" else "True")
    if fn == "pick":
        return _write_pick(*args)
    if fn not in BODIES and fn not in ("not", "is_none"):
        return _write_call(constant(find_operation(fn)))(args, constant)
    guards = _write_guard("None", "None", (a for a in args if not a.known))
    if fn in ("not", "is_none"):
        given = args[0].read()
        return guards + (f"not {given}" if fn == "not" else f"{given} is NONE")
    none = _write_guard("NONE", ON_NONE.get(fn, "NONE"), (a for a in args if a.nullable))
    return guards + none + BODIES[fn](args, constant)


def _write_guard(state: str, answer: str, args: Iterable[Operand]) -> str:
    tests = " or ".join(f"{a.read()} is {state}" for a in args)
    return f"{answer} if {tests} else " if tests else ""


def _write_logic(args: Operands, stop: str) -> str:
    decided = _write_guard(stop, stop, args)
    unknown = _write_guard("None", "None", (a for a in args if not a.known))
    return f"{decided}{unknown}{'True' if stop == 'False' else 'False'}"


def _write_pick(cond: Operand, yes: Operand, no: Operand) -> str:
    """The arms are read on several paths, so they must be short texts."""
    if cond.known:
        return f"{yes.text} if {cond.read()} else {no.text}"
    agreed = f"({yes.text} if {yes.text} == {no.text} else None) if {cond.read()} is None"
    return f"{agreed} else {yes.text} if {cond.read()} else {no.text}"
