"""A member's own body in the registers: the first thing that is entered."""

from __future__ import annotations

from typing import Any

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import UNIT, may
from jifang.foundation.history.registers import find_register


def find_own_kind(by: Actor) -> str:
    """The kind of record that a member's body is; empty for those who act for no body."""
    if not may(by.role, "own_body"):
        return ""
    return "unit" if by.body.kind == UNIT else "organisation"


def find_own_body(by: Actor) -> tuple[str, Any] | None:
    """The record of the body that a member acts for, if it is in the register."""
    name = find_own_kind(by)
    if not name:
        return None
    rows = find_register(name).kind.model._default_manager.filter(party=by.body.party)
    found = rows.first()
    return (name, found) if found is not None else None
