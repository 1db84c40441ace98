"""The bounds within which a request or a job reads and writes.

They are settings of the transaction, so that nothing leaks to the next borrower of a connection:
where none were set, row-level security shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

from jifang.foundation.walls.reading import find_known_scope, know_scope

LO, HI = "jifang.lo", "jifang.hi"
PARTIES, GRANTS, ACTOR = "jifang.parties", "jifang.grants", "jifang.actor"
ADMINISTRATION = "jifang.administration"
SETTINGS: Final = (LO, HI, PARTIES, GRANTS, ACTOR, ADMINISTRATION)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows may be seen: a territory, parties of one's own, single grants, oneself; and which
    of the separated administrations one holds.

    `lo` and `hi` are a half-open range of division codes: county 440106 is [440106, 440107), a city
    [4401, 4402), the province [44, 45). Empty bounds hold nothing.
    """

    lo: str = ""
    hi: str = ""
    parties: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()
    actor: str = ""
    administration: str = ""

    def __post_init__(self) -> None:
        if bool(self.lo) != bool(self.hi):
            raise ValueError("a range has both its ends: an open lower one would hold every code")
        for name in (*self.parties, *self.grants):
            if not name or "," in name:
                raise ValueError(f"{name!r} cannot be the id of a party or a grant")

    def as_settings(self) -> dict[str, str]:
        """The settings by name."""
        return {
            LO: self.lo,
            HI: self.hi,
            PARTIES: ",".join(self.parties),
            GRANTS: ",".join(self.grants),
            ACTOR: self.actor,
            ADMINISTRATION: self.administration,
        }


NOBODY = Scope()
"""Sees what is open to everyone, and nothing else."""


def find_range(division: str) -> tuple[str, str]:
    """The range of codes of a division and everything in it.

    Trailing zeros of a city (440100) and of the province (440000) mean the whole of it. Raises
    `ValueError` for what is no code.
    """
    if not (division.isascii() and division.isdigit() and len(division) in (6, 9)):
        raise ValueError(f"{division!r} is not the code of a division")
    prefix = division
    if len(division) == 6:
        for width in (2, 4):
            if division[width:] == "0" * (6 - width):
                prefix = division[:width]
                break
    return prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)


def enter_scope(scope: Scope, using: str = DEFAULT_DB_ALIAS) -> None:
    """Set the bounds for the rest of the transaction.

    Raises `TransactionManagementError` outside one: the bounds would be lost at once, and every
    query after them would see nothing.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a scope is entered inside a transaction")
    given = scope.as_settings()
    with connection.cursor() as cursor:
        calls = ", ".join(["set_config(%s, %s, true)"] * len(given))
        cursor.execute(f"SELECT {calls}", [x for pair in given.items() for x in pair])
    know_scope(scope, using)


@contextmanager
def work_in(scope: Scope, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction within these bounds; for jobs, commands and tests.

    Inside another transaction the bounds of that one hold again afterwards.
    """
    with transaction.atomic(using=using):
        before = read_scope(using)
        enter_scope(scope, using)
        yield
        enter_scope(before, using)


@contextmanager
def look_in(scope: Scope, before: Scope | None = None) -> Iterator[None]:
    """Other bounds, for what only reads and raises nothing of its own: no savepoint is taken.

    before: the bounds in force, where they are known. They hold again afterwards, whatever
    happened; where the database failed, the transaction is lost and its bounds with it.
    """
    if not transaction.get_connection().in_atomic_block:
        with work_in(scope):
            yield
        return
    held = read_scope() if before is None else before
    enter_scope(scope)
    try:
        yield
    except BaseException:
        with suppress(DatabaseError):
            enter_scope(held)
        raise
    enter_scope(held)


def read_scope(using: str = DEFAULT_DB_ALIAS) -> Scope:
    """The bounds in force."""
    known = find_known_scope(using)
    if known is not None:
        return known
    with connections[using].cursor() as cursor:
        calls = ", ".join(["coalesce(current_setting(%s, true), '')"] * len(SETTINGS))
        cursor.execute(f"SELECT {calls}", SETTINGS)
        lo, hi, parties, grants, actor, administration = cursor.fetchone()
    held, opened = (tuple(filter(None, text.split(","))) for text in (parties, grants))
    scope = Scope(lo, hi, held, opened, actor, administration)
    know_scope(scope, using)
    return scope
