"""Every list of the platform by its name; a portal adds its own here when it is loaded."""

from __future__ import annotations

from typing import Any

from jifang.portals.tables.data import Table

TABLES: dict[str, Table[Any]] = {}


def add_table(table: Table[Any]) -> Table[Any]:
    """Make a list known by its name. Raises `ValueError` for a name that is taken."""
    if TABLES.setdefault(table.name, table) is not table:
        raise ValueError(f"there is a list {table.name} already")
    return table
