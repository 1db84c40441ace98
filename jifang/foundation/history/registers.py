"""The registers: what each holds, into what its records are entered, whose they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ORGAN, ROLES, may
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.history.kinds import Kind
from jifang.foundation.history.services import Draft
from jifang.law.errors import Text

DraftIn = Callable[[Actor, Any, Mapping[str, Any]], Draft[Any]]


@dataclass(frozen=True, slots=True)
class Register:
    """One register; its records are of one kind.

    plural: what the whole of it is called.
    group: the registers it is shown with.
    parents: the kinds of record into which one of these is entered; none where it stands alone.
    draft: reads and checks a new record in its parent, without writing it.
    codes: the columns that are searched by how a code begins.
    bodies: the kinds of body that hold such records themselves; organs read every register.
    """

    kind: Kind[Any]
    plural: Text
    group: str
    draft: DraftIn
    parents: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


REGISTERS: Final[dict[str, Register]] = {}
"""Every register by the name of its kind; filled when the domains are loaded."""


def add_registers(*registers: Register) -> None:
    """Make registers known to pages, imports and the API."""
    for register in registers:
        if register.kind.name in REGISTERS:
            raise ValueError(f"there is a register {register.kind.name} already")
        REGISTERS[register.kind.name] = register


def find_register(name: str) -> Register:
    """A register by the name of its kind. Raises `NotFoundError`."""
    found = REGISTERS.get(name)
    if found is None:
        raise NotFoundError
    return found


def list_registers(by: Actor) -> list[Register]:
    """The registers in which the actor's role reads records: an organ's all, a body's its own."""
    role = ROLES.get(by.role)
    if role is None:
        return []
    if role.body == ORGAN:
        return list(REGISTERS.values()) if may(by.role, "see_register") else []
    return [r for r in REGISTERS.values() if by.body.kind in r.bodies and may(by.role, "own_body")]


def may_enter(register: Register, by: Actor) -> bool:
    """Whether the role enters and changes records of a register at all; which ones, the services
    decide for each."""
    if may(by.role, "edit_register") and "edit_register" in register.kind.powers:
        return True
    own = may(by.role, "own_body") and "own_body" in register.kind.powers
    return own and by.body.kind in register.bodies
