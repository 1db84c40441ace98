"""What pages, imports and the API do with any register: the same acts for all of them.

    draft = draft_entry("site", by, unit_id, {"name": …})      # reads and checks, writes nothing
    site = declare_entry("site", by, unit_id, {"name": …})
    change_entry("site", by, site.public_id, site.version, {"owner": …}, reason="…")

A record is named by its public id. Whatever the reader's scope does not show raises
`NotFoundError`, as what does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from jifang.foundation.accounts.data import Actor
from jifang.foundation.history import selectors, services
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.history.models import Record
from jifang.foundation.history.registers import find_register
from jifang.foundation.history.selectors import Found
from jifang.foundation.history.services import Draft
from jifang.law.errors import InputError, Problem, Text

NEEDED = Text("须指明所属的记录", "say what it is entered into")


def find_entry(name: str, public_id: UUID | str) -> Any:
    """A record. Raises `NotFoundError`, behind a wall too."""
    return selectors.find_record(find_register(name).kind, public_id)


def list_entries(name: str, by: Actor, *, retired: bool = False) -> QuerySet[Any]:
    """The records within reach, in the order of their index."""
    return selectors.list_records(find_register(name).kind, by, retired=retired)


def search_entries(
    name: str, by: Actor, query: str, limit: int = 50, *, keys_only: bool = False
) -> Found[Any]:
    """Records by a part of their texts, by pinyin initials or how a code begins."""
    register = find_register(name)
    return selectors.search_records(
        register.kind, by, query, code_columns=register.codes, limit=limit, keys_only=keys_only
    )


def find_parent(name: str, public_id: UUID | str) -> Any:
    """The record into which one of a register is entered: of the first of its kinds of parent that
    has this id; `None` for what stands alone. Raises `InputError` where it is needed and not said,
    `NotFoundError`."""
    register = find_register(name)
    if not register.parents:
        return None
    if not public_id:
        raise InputError(Problem("parent", None, NEEDED))
    for parent in register.parents:
        try:
            return find_entry(parent, public_id)
        except NotFoundError:
            continue
    raise NotFoundError


def draft_entry(name: str, by: Actor, parent: Any, given: Mapping[str, Any]) -> Draft[Any]:
    """Read and check a new record without writing it; `parent` is a record or its public id."""
    found = parent if isinstance(parent, Record) else find_parent(name, parent or "")
    return find_register(name).draft(by, found, given)


def declare_entry(
    name: str, by: Actor, parent: Any, given: Mapping[str, Any], *, reason: str = "",
    holds_from: date | None = None,
) -> Any:  # fmt: skip
    """Enter a record. Raises `InputError` with every problem, `RecordError` for the right."""
    draft = draft_entry(name, by, parent, given)
    return declare_entries(name, by, [draft], reason=reason, holds_from=holds_from)[0]


def declare_entries(
    name: str, by: Actor, drafts: Sequence[Draft[Any]], *, reason: str = "",
    holds_from: date | None = None,
) -> list[Any]:  # fmt: skip
    """Enter many records that were drafted, all or none, with one leaf."""
    kind = find_register(name).kind
    return services.declare_records(kind, by, drafts, reason=reason, holds_from=holds_from)


def change_entry(
    name: str, by: Actor, public_id: UUID | str, version: int, given: Mapping[str, Any], *,
    reason: str, holds_from: date | None = None,
) -> Any:  # fmt: skip
    """Change fields of a record. Raises `StaleError` where someone else was faster."""
    kind = find_register(name).kind
    return services.change_record(
        kind, by, public_id, version, given, reason=reason, holds_from=holds_from
    )


def retire_entry(
    name: str, by: Actor, public_id: UUID | str, version: int, *, reason: str,
    on: date | None = None,
) -> Any:  # fmt: skip
    """Take a record out of the register; it stays, with its history."""
    kind = find_register(name).kind
    return services.retire_record(kind, by, public_id, version, reason=reason, on=on)


def reinstate_entry(
    name: str, by: Actor, public_id: UUID | str, version: int, *, reason: str
) -> Any:
    """Put a record back that was retired by mistake."""
    kind = find_register(name).kind
    return services.reinstate_record(kind, by, public_id, version, reason=reason)


def reveal_entry(name: str, by: Actor, public_id: UUID | str, field: str, purpose: str) -> str:
    """Personal data of a record in clear; who looked is recorded first."""
    return services.reveal_field(find_register(name).kind, by, public_id, field, purpose)
