"""What each kind of record says of itself, so that one way of writing serves them all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db import models

from jifang.foundation.accounts.personal import Personal
from jifang.foundation.history.data import Field
from jifang.foundation.history.models import Record
from jifang.foundation.search.services import Texts
from jifang.law.errors import Problem, Text

R = TypeVar("R", bound=Record)
BOTH: Final = ("own_body", "edit_register")


def _nothing(_: Any) -> None:
    """Derives nothing."""


def _no_problem(_: Any) -> Iterable[Problem]:
    return ()


def _no_doubles(_: Any) -> Mapping[int, Problem]:
    return {}


@dataclass(frozen=True, slots=True)
class Kind(Generic[R]):
    """A kind of record: its table, its fields, and the rules between them.

    kept: columns that are part of the record's state besides its fields (derived ones, links).
    derive: sets the derived columns from the fields.
    check: what is wrong between fields; a problem each.
    warn: what is odd but stays, a problem each (a check digit that fails).
    find_doubles: records that are in the register already, by their place in the sequence.
    find_key: what two entries of one thing have in common, `None` where that is not known; the
        same that `find_doubles` compares.
    find_region: the division of the organ that keeps the record, where that follows from it.
    searched: columns whose texts are found by a part.
    unique: constraints of the database by name, with the field and the words for them.
    sort: the columns that lists stand in the order of, within an organ or a party; those of its
        index. A named record is sorted by its pinyin.
    powers: who may write: members of the body (`own_body`), officers (`edit_register`).
    root, root_column: the kind that takes this one along to another organ, and its column here.
    """

    name: str
    title: Text
    model: type[R]
    fields: tuple[Field, ...]
    kept: tuple[str, ...] = ()
    derive: Callable[[R], None] = _nothing
    check: Callable[[R], Iterable[Problem]] = _no_problem
    warn: Callable[[R], Iterable[Problem]] = _no_problem
    find_doubles: Callable[[Sequence[R]], Mapping[int, Problem]] = _no_doubles
    find_key: Callable[[R], Hashable] | None = None
    find_region: Callable[[R], str | None] | None = None
    searched: tuple[str, ...] = ()
    unique: Mapping[str, tuple[str, Text]] = field(default_factory=dict)
    sort: tuple[str, ...] = ()
    powers: tuple[str, ...] = BOTH
    root: str = ""
    root_column: str = ""

    def find_field(self, name: str) -> Field:
        """A field by name. Raises `KeyError`."""
        for found in self.fields:
            if found.name == name:
                return found
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(f.name for f in self.fields)

    def read_texts(self, record: R) -> Texts:
        """What is searched of a record."""
        texts = tuple(str(getattr(record, name)) for name in self.searched)
        return Texts(self.name, record.pk, record.organ_region, record.party, texts)


def find_repeated(keys: Sequence[Hashable]) -> set[int]:
    """The places of keys that stood in the sequence before; `None` repeats nothing."""
    seen: set[Hashable] = set()
    found: set[int] = set()
    for at, key in enumerate(keys):
        if key is not None and key in seen:
            found.add(at)
        seen.add(key)
    return found


KINDS: Final[dict[str, Kind[Any]]] = {}
"""Every kind of record by name; filled when the domains are loaded."""


def register_kind(kind: Kind[R]) -> Kind[R]:
    """Make a kind known: to history, to search, and to its root when that moves."""
    if kind.name in KINDS:
        raise ValueError(f"there is a kind {kind.name} already")
    KINDS[kind.name] = kind
    return kind


def list_parts(root: str) -> Iterator[Kind[Any]]:
    """The kinds that move along with a kind."""
    return (kind for kind in KINDS.values() if kind.root == root)


def make_plain(value: Any) -> Any:
    """A value as history and digests hold it; of personal data only its mark."""
    if isinstance(value, Personal):
        return value.mark
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value


def read_state(kind: Kind[R], record: R) -> dict[str, Any]:
    """The fields of a record as plain values."""
    return {name: make_plain(getattr(record, name)) for name in (*kind.names, *kind.kept)}


def digest_state(kind: Kind[R], record: R) -> str:
    """SHA-256 of the whole record; what its leaf in the ledger holds.

    Which organ keeps it is left out: a part follows its root to another organ without a version of
    its own. `find_faults` compares it with the history, which follows too.
    """
    whole = {
        "kind": kind.name,
        "id": str(record.public_id),
        "party": record.party,
        "version": record.version,
        "state": record.state,
        "retired_on": make_plain(record.retired_on),
        "values": read_state(kind, record),
    }
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def empty_value(kind: Kind[R], name: str) -> Any:
    """What a column holds while its field is not known."""
    column: Any = kind.model._meta.get_field(name)
    if isinstance(column, models.JSONField):
        return []
    return "" if isinstance(column, models.CharField | models.TextField) else None


def set_values(kind: Kind[R], record: R, values: Mapping[str, Any]) -> None:
    """Put what was read into a record; personal data is sealed here."""
    sorts = {f.name: f.personal for f in kind.fields}
    for name, value in values.items():
        sort = sorts[name]
        if sort:
            # The same value again keeps its seal, so that nothing seems to have changed.
            held = getattr(record, name)
            if not isinstance(held, Personal) or held.open() != (value or ""):
                setattr(record, name, Personal.close(value or "", sort))
        else:
            setattr(record, name, empty_value(kind, name) if value is None else value)
