"""Where the pages of sites and regions lead; nothing where the installation has no such page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.history.models import Record
from jifang.foundation.history.registers import REGISTERS, may_enter
from jifang.foundation.territory.selectors import is_within
from jifang.portals.tables.query import list_keys
from jifang.portals.tables.registry import TABLES


def find_link(name: str, *args: object) -> str:
    """An address by its name; empty where there is none."""
    try:
        return reverse(name, args=[str(a) for a in args])
    except NoReverseMatch:
        return ""


def link_record(kind: str, public_id: object) -> str:
    """The page of a record; a site has a page of its own."""
    return find_link("site", public_id) if kind == "site" else find_link("record", kind, public_id)


def link_list(table: str, **filters: Any) -> str:
    """A list with some of its filters set, as far as the list has them; empty without the list."""
    found = TABLES.get(table)
    if found is None:
        return ""
    known = {key for c in found.columns if c.filter is not None for key in list_keys(c)}
    given = {f"f.{name}": value for name, value in filters.items() if name in known}
    if len(given) < len(filters):
        return ""  # a list of more than was counted would be a wrong answer
    return f"{find_link('list', table)}?{urlencode(given)}"


def may_write(kind: str, by: Actor, record: Record) -> bool:
    """Whether the actor may enter or change such a record of a site; the services decide again."""
    register = REGISTERS.get(kind)
    if register is None or not may_enter(register, by):
        return False
    if may(by.role, "own_body"):
        return bool(record.party == by.body.party)
    return is_within(record.organ_region, by.body.organ_region)


def link_change(kind: str, by: Actor, record: Record, field: str = "") -> str:
    """The form in which a field of a record is changed; empty for whoever may not."""
    if not may_write(kind, by, record):
        return ""
    url = find_link("record_change", kind, record.public_id)
    return f"{url}#f-{field}" if url and field else url


def link_new(kind: str, by: Actor, parent: Record) -> str:
    """The form in which a record is entered into another; empty for whoever may not."""
    url = find_link("record_new", kind) if may_write(kind, by, parent) else ""
    return f"{url}?{urlencode({'in': str(parent.public_id)})}" if url else ""
