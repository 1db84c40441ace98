"""Reading records and their past, as far as the reader's scope reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Generic
from uuid import UUID

from django.db.models import DateField, DecimalField, Manager, Q, QuerySet
from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ROLES
from jifang.foundation.history.data import NotFoundError, PastState
from jifang.foundation.history.kinds import Kind, R, digest_state, read_state
from jifang.foundation.history.models import ACTIVE, RETIRED, Change, NamedRecord, Record
from jifang.foundation.search.grams import fold_text, is_found
from jifang.foundation.search.selectors import find_candidates
from jifang.foundation.walls.scope import find_range

OWN_SCANNED: Final = 20_000
"""How many records of one body are compared when it searches its own."""
SHORTEST_CODE: Final = 3


@dataclass(frozen=True, slots=True)
class Found(Generic[R]):
    """What a search found; `cut` where there may be more: narrow the query."""

    records: tuple[R, ...]
    cut: bool


def filter_reach(found: QuerySet[R], by: Actor) -> QuerySet[R]:
    """What an actor's role reaches, said as a filter of its own: the walls say it again, and the
    index is chosen by this."""
    role = ROLES.get(by.role)
    if role is not None and role.sees_territory:
        lo, hi = find_range(by.body.organ_region)
        return found.filter(organ_region__gte=lo, organ_region__lt=hi)
    return found.filter(party=by.body.party)


def list_records(kind: Kind[R], by: Actor, *, retired: bool = False) -> QuerySet[R]:
    """The records of a kind within reach, in the order of their index; without the retired ones
    unless asked for."""
    manager: Manager[R] = kind.model._default_manager
    found = filter_reach(manager.all(), by)
    if not retired:
        found = found.filter(state=ACTIVE)
    role = ROLES.get(by.role)
    first = "organ_region" if role is not None and role.sees_territory else "party"
    return found.order_by(first, *sort_columns(kind), "id")


def sort_columns(kind: Kind[R]) -> tuple[str, ...]:
    """How a kind is sorted within a territory. A link is sorted by its own column: by its name
    Django would join the other table and sort by the order of that."""
    if kind.sort:
        return tuple(str(getattr(kind.model, n).field.attname) for n in kind.sort)
    return ("pinyin",) if issubclass(kind.model, NamedRecord) else ()


def find_record(kind: Kind[R], public_id: UUID | str) -> R:
    """A record by its public id. Raises `NotFoundError`: for what there is not, and for what lies
    behind a wall."""
    manager: Manager[R] = kind.model._default_manager
    try:
        found = manager.filter(public_id=UUID(str(public_id))).order_by().first()
    except ValueError:
        found = None
    if found is None:
        raise NotFoundError
    return found


def search_records(
    kind: Kind[R], by: Actor, query: str, *, code_columns: Sequence[str] = (), limit: int = 50,
    keys_only: bool = False,
) -> Found[R]:  # fmt: skip
    """Records within reach whose name or address holds the query (Chinese, pinyin initials), or
    whose code begins with it. `keys_only`: of most columns nothing is read yet, for whoever only
    wants to know which records they are."""
    if not fold_text(query):
        return Found((), cut=False)
    role = ROLES.get(by.role)
    if role is None or not role.sees_territory:
        return _search_own(kind, by, query, code_columns, limit)
    by_code = _search_codes(kind, by, query, code_columns, limit, keys_only=keys_only)
    found = {r.pk: r for r in by_code}
    if not kind.searched:
        return Found(tuple(found.values())[:limit], cut=len(found) > limit)
    lo, hi = find_range(by.body.organ_region)
    candidates = find_candidates(kind.name, query, lo, hi, limit)
    manager: Manager[R] = kind.model._default_manager
    rows = filter_reach(manager.filter(pk__in=candidates.records), by)
    order = ("organ_region", *sort_columns(kind), "id")
    if keys_only:
        rows = rows.only("id", "party", *order, *kind.searched)
    for record in rows.order_by(*order):
        if is_found(query, kind.read_texts(record).texts):
            found.setdefault(record.pk, record)
    some = tuple(found.values())
    return Found(some[:limit], cut=candidates.cut or len(some) > limit)


def _search_codes(
    kind: Kind[R],
    by: Actor,
    query: str,
    columns: Sequence[str],
    limit: int,
    *,
    keys_only: bool,
) -> Iterable[R]:
    """By the beginning of a code: a range of its index, no pattern."""
    begins = query.strip().upper()
    if len(begins) < SHORTEST_CODE or not (begins.isascii() and begins.isalnum()):
        return ()
    after = begins[:-1] + chr(ord(begins[-1]) + 1)
    manager: Manager[R] = kind.model._default_manager
    found: list[R] = []
    for column in columns:
        within = Q(**{f"{column}__gte": begins, f"{column}__lt": after})
        # Said as the indexes say it: codes in use, and those of retired records.
        for state in (Q(state=ACTIVE) & ~Q(**{column: ""}), Q(state=RETIRED)):
            rows = filter_reach(manager.filter(within, state), by).order_by(column)
            rows = rows.only("id", column) if keys_only else rows
            found += rows[: limit + 1 - len(found)] if len(found) <= limit else ()
    return found


def _search_own(
    kind: Kind[R], by: Actor, query: str, columns: Sequence[str], limit: int
) -> Found[R]:
    manager: Manager[R] = kind.model._default_manager
    found: list[R] = []
    begins = query.strip().upper()
    for record in filter_reach(manager.all(), by).order_by("party", "id")[:OWN_SCANNED]:
        by_code = any(str(getattr(record, c)).startswith(begins) for c in columns)
        if by_code or is_found(query, kind.read_texts(record).texts):
            found.append(record)
            if len(found) > limit:
                return Found(tuple(found[:limit]), cut=True)
    return Found(tuple(found), cut=False)


# -- the past --------------------------------------------------------------------------------------


def list_changes(record: R) -> QuerySet[Change]:
    """The history of a record, the newest change first."""
    return Change.objects.filter(record=record.public_id).order_by("-version")


def read_past(kind: Kind[R], record: R, on: date, *, known_at: datetime | None = None) -> PastState:
    """A record as it was on a day: by what is known now, or was known at some time.

    `on` asks what was true (a change counts from the day it holds), `known_at` what was recorded
    by then. Every field is traced back from the present by its own changes.
    """
    at = known_at or timezone.now()
    changes = list(Change.objects.filter(record=record.public_id).order_by("version"))
    known = [c for c in changes if c.at <= at]
    holding = [c for c in known if c.holds_from <= on]
    values = {
        name: _trace(name, present, changes, holding)
        for name, present in {
            **read_state(kind, record),
            "state": record.state,
            "organ_region": record.organ_region,
        }.items()
    }
    exists = any(c.act == "declared" for c in holding)
    version = max((c.version for c in holding), default=0)
    return PastState(exists, version, str(values.pop("state")), values, on, at)


def _trace(name: str, present: Any, changes: Sequence[Change], holding: Sequence[Change]) -> Any:
    """One field: what the last change that holds made of it; before any, what the first found."""
    set_by = [c for c in holding if name in c.after]
    if set_by:
        return max(set_by, key=lambda c: (c.holds_from, c.version)).after[name]
    first = next((c for c in changes if name in c.after), None)
    return present if first is None else first.before[name]


def rewind_records(kind: Kind[R], records: Iterable[R], root: UUID, on: date) -> list[R]:
    """The records of a kind that were in the register on a day, with the values that held then, by
    what is known now. All are `root` or its parts: their history is read in one query.

    The values are those of the history: days and decimals as text. Nothing of this is saved.
    """
    past: dict[UUID, list[Change]] = {}
    for change in Change.objects.filter(root=root, kind=kind.name).order_by("version"):
        past.setdefault(change.record, []).append(change)
    found = []
    for record in records:
        changes = past.get(record.public_id, [])
        holding = [c for c in changes if c.holds_from <= on]
        if not any(c.act == "declared" for c in holding):
            continue
        changed = {name for c in changes for name in c.after if name != "organ_region"}
        for name in changed & {*kind.names, *kind.kept, "state", "retired_on"}:
            if name in kind.names and kind.find_field(name).personal:
                continue  # history holds its mark alone
            setattr(record, name, _trace(name, getattr(record, name), changes, holding))
        found.append(record)
    return found


def list_held(kind: Kind[R], records: Iterable[R], root: UUID, on: date) -> list[R]:
    """Those of some records that were in the register on a day and not yet retired, as they were:
    `rewind_records`, with days and decimals read as such. Nothing of this is saved."""
    found = rewind_records(kind, records, root, on)
    for record in found:
        read_values(record)
    return [r for r in found if r.state == ACTIVE or (r.retired_on and r.retired_on > on)]


def read_values(record: Record) -> None:
    """Read the days and decimals of a record that came from its history, where they are text."""
    for column in record._meta.concrete_fields:
        value = record.__dict__.get(column.attname)
        if isinstance(value, str) and isinstance(column, DateField | DecimalField):
            setattr(record, column.attname, column.to_python(value))


def find_faults(kind: Kind[R], record: R) -> Mapping[str, str]:
    """What does not agree between a record and its history: a row that was changed past the
    services shows here; empty where all is well."""
    last = list_changes(record).first()
    if last is None:
        return {"history": "missing"}
    if last.version != record.version:
        return {"version": f"{record.version} ≠ {last.version}"}
    if last.organ_region != record.organ_region:
        return {"organ_region": f"{record.organ_region} ≠ {last.organ_region}"}
    return {} if digest_state(kind, record) == last.digest else {"digest": last.digest}
