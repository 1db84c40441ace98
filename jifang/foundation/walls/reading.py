"""Reading a thing once where several parts of one answer need it.

    with reading():             # one transaction: a request of someone signed in, one of the API
        ...

    @read_once
    def find_held(party: str, on: date) -> Certificate | None: ...

What such a function found is handed to whoever asks it the same again, as long as nothing can have
made it another: the same transaction, the same bounds of the walls, and no statement since but
plain reads. A write, a lock, a savepoint (an act begins with one): each of them makes everything be
read anew. Nothing outlives the block, and without one
every call reads. What is handed on is shared: nobody changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

if TYPE_CHECKING:
    from jifang.foundation.walls.scope import Scope

P = ParamSpec("P")
R = TypeVar("R")

READS: Final = ("SELECT ", "(SELECT ")
BOUNDS: Final = "SELECT set_config("
NO_READS: Final = (
    " FOR UPDATE",
    " FOR NO KEY UPDATE",
    " FOR SHARE",
    " FOR KEY SHARE",
    "advisory",
    "nextval",
)
"""What a statement has that begins like a read and is more than that."""
KEEPS_BOUNDS: Final = ("SAVEPOINT", "RELEASE", "INSERT", "UPDATE", "DELETE")
"""Statements after which the same bounds are in force as before."""


class Block:
    """What was read since the last statement that was no plain read, and the bounds in force; none
    where they are not known for sure."""

    def __init__(self) -> None:
        self.scope: Scope | None = None
        self.found: dict[Any, Any] = {}

    def note(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Hear every statement of the transaction before it is sent."""
        said = sql if isinstance(sql, str) else ""
        if said.startswith(BOUNDS):
            self.scope = None  # whoever enters other bounds says which, once they are in force
        elif not is_read(said):
            self.found = {}
            if not said.startswith(KEEPS_BOUNDS) and not said.lstrip().startswith(READS):
                self.scope = None
        return execute(sql, params, many, context)


BLOCK: Final[ContextVar[Block | None]] = ContextVar("reading", default=None)


def is_read(sql: str) -> bool:
    """Whether a statement is a plain read."""
    return sql.lstrip().startswith(READS) and not any(word in sql for word in NO_READS)


@contextmanager
def reading() -> Iterator[None]:
    """Let functions marked `read_once` read a thing once until the end of the block, which lies
    within one transaction. Within another block nothing changes; outside a transaction, neither."""
    connection = connections[DEFAULT_DB_ALIAS]
    if BLOCK.get() is not None or not connection.in_atomic_block:
        yield
        return
    block = Block()
    held = BLOCK.set(block)
    try:
        with connection.execute_wrapper(block.note):
            yield
    finally:
        BLOCK.reset(held)


def know_scope(scope: Scope, using: str) -> None:
    """Note the bounds that were just entered, or read from the database."""
    block = BLOCK.get()
    if block is not None and using == DEFAULT_DB_ALIAS:
        block.scope = scope


def find_known_scope(using: str) -> Scope | None:
    """The bounds in force, where they are known without asking the database."""
    block = BLOCK.get()
    return block.scope if block is not None and using == DEFAULT_DB_ALIAS else None


def read_once(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function that only reads from the default database, by nothing but its arguments, the
    bounds in force and the day; its arguments can be keys of a dictionary."""

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        block = BLOCK.get()
        if block is None or block.scope is None:
            return function(*args, **kwargs)
        key = (function, block.scope, args, tuple(sorted(kwargs.items())))
        if key in block.found:
            kept: R = block.found[key]
            return kept
        found = function(*args, **kwargs)
        if block.scope == key[1]:
            block.found[key] = found
        return found

    return asked
