"""The rooms of docs/architecture.md as an import-linter contract.

A room may be named here before it exists: it is checked from the day its first module appears.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

# Room → the rooms it may import.
MAY_IMPORT: Mapping[str, frozenset[str]] = {
    "law": frozenset(),
    "ledger": frozenset(),
    "foundation": frozenset({"law", "ledger"}),
    "domains": frozenset({"foundation", "law"}),
    "gateway": frozenset({"foundation", "domains.operations.api"}),
    "assessment": frozenset({"law", "domains.*.api", "domains.*.data"}),
    "portals": frozenset({"domains", "foundation", "law", "ledger"}),
    "api": frozenset({"domains", "foundation", "law", "ledger", "assessment"}),
    "cli": frozenset({"domains", "foundation", "law", "ledger", "assessment"}),
    "config": frozenset(
        {"law", "ledger", "foundation", "domains", "gateway", "assessment", "portals", "api", "cli"}
    ),
}

# Rooms that must work without the platform → the libraries they may import, besides Python's own.
MAY_USE: Mapping[str, frozenset[str]] = {
    "law": frozenset({"yaml", "openpyxl", "defusedxml"}),
    "ledger": frozenset({"cryptography"}),
}

# Packages of such a room that may import more: expression engines, for the law in columns alone.
MAY_USE_BESIDES: Mapping[str, frozenset[str]] = {
    "law.columns": frozenset({"duckdb", "ibis", "polars", "pyarrow", "pyspark", "sqlglot"}),
}


def split_room(module: str, root: str) -> tuple[str, str]:
    """The room a module of ours lives in, and the rest of its name below that room."""
    room, _, rest = module.removeprefix(f"{root}.").partition(".")
    return room, rest


def is_allowed(importer: str, imported: str, root: str) -> bool:
    """Whether one direct import keeps to the rooms; module names are given in full."""
    room, rest = split_room(importer, root)
    if importer == root or room not in MAY_IMPORT:
        return False
    if not imported.startswith(f"{root}."):
        top = imported.partition(".")[0]
        allowed = MAY_USE.get(room, frozenset({top})) | find_besides(room, rest)
        return top == root or top in sys.stdlib_module_names or top in allowed
    target, target_rest = split_room(imported, root)
    if target == room:
        return room != "domains" or is_allowed_between_domains(rest, target_rest)
    return any(matches_room(pattern, target, target_rest) for pattern in MAY_IMPORT[room])


def find_besides(room: str, rest: str) -> frozenset[str]:
    """The libraries that a package of a room may import beyond those of the room."""
    package = rest.partition(".")[0]
    return MAY_USE_BESIDES.get(f"{room}.{package}", frozenset())


def is_allowed_between_domains(importer_rest: str, imported_rest: str) -> bool:
    """A domain reaches another one only through its `api.py` and `data.py`."""
    noun, _, _ = importer_rest.partition(".")
    other, _, module = imported_rest.partition(".")
    return noun == other or module.split(".")[0] in {"api", "data"}


def matches_room(pattern: str, room: str, rest: str) -> bool:
    """Whether a room's module falls under a pattern such as `law` or `domains.*.api`."""
    wanted, given = pattern.split("."), [room, *rest.split(".")]
    if len(given) < len(wanted):
        return False
    return all(w in {"*", g} for w, g in zip(wanted, given, strict=False))


class RoomsContract(Contract):
    """Every direct import between rooms is one that the architecture allows."""

    root = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Collect the imports that break the rooms, sorted so that runs are comparable."""
        broken = sorted(find_broken(graph, str(self.root)))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say each import that is not allowed, with the line it stands on."""
        found: Iterable[tuple[str, str, str]] = check.metadata["broken"]
        for importer, imported, line in found:
            output.print_error(f"{importer} 不得引用 / must not import {imported}  (l. {line})")


def find_broken(graph: ImportGraph, root: str) -> Iterator[tuple[str, str, str]]:
    """Yield importer, imported module and line number of each import outside the rooms."""
    for importer in sorted(graph.find_descendants(root)):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if not is_allowed(importer, imported, root):
                details: list[Any] = list(
                    graph.get_import_details(importer=importer, imported=imported)
                )
                yield importer, imported, str(details[0]["line_number"] if details else "?")
