"""Three-valued meaning of every operation, once as functions and once as Python source.

`None` is unknown. The functions are the reference: binding folds constants with them, the
explanation walks the tree with them, and a test holds the generated source against them.
A comparison with `NONE` (known to be none) is false; arithmetic on it stays `NONE`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import timedelta
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
    "plus": _strict(operator.add),
    "minus": _strict(operator.sub),
    "add_days": _strict(lambda d, n: d + timedelta(days=n)),
    "sub_days": _strict(lambda d, n: d - timedelta(days=n)),
    "add_years": _strict(add_years),
}

FUNCTIONS: dict[str, Function] = {}
"""Named pure functions that values may call; registered by `register_function`."""


def register_function(name: str) -> Callable[[Named], Named]:
    """Make a pure function callable from an expression; unknown and none pass through it."""

    def register(fn: Named) -> Named:
        if name in FUNCTIONS:
            raise DefinitionError(f"function `{name}` is registered twice")
        FUNCTIONS[name] = _strict(fn)
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


def write_source(fn: str, args: list[str], nullable: list[bool], known: list[bool]) -> str:
    """One line of Python for an operation on named locals; `known` ones are never unknown."""
    unknown = " or ".join(f"{a} is None" for a, k in zip(args, known, strict=True) if not k)
    if fn in ("and", "or"):
        stop = "False" if fn == "and" else "True"
        decided = " or ".join(f"{a} is {stop}" for a in args)
        rest = "True" if fn == "and" else "False"
        return f"{stop} if {decided} else None if {unknown} else {rest}"
    if fn == "not":
        return f"None if {unknown} else not {args[0]}"
    if fn == "is_none":
        return f"None if {unknown} else {args[0]} is NONE"
    if fn in SYMBOLS:
        given = [f"{a} is not NONE and " for a, z in zip(args, nullable, strict=True) if z]
        test = f"{''.join(given)}{args[0]} {SYMBOLS[fn]} {args[1]}"
        return f"None if {unknown} else {test}" if unknown else test
    return f"OPS[{fn!r}]({', '.join(args)})"
