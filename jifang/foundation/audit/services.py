"""The one way to write to the ledger: acts, refusals, reveals and erasures of personal data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from jifang.foundation.audit.context import read_request
from jifang.foundation.audit.data import (
    Act,
    AuditError,
    DocumentDigest,
    ErasedError,
    KeyReusedError,
    Recorded,
    Target,
)
from jifang.foundation.watch.counters import REFUSALS
from jifang.law.errors import Text
from jifang.ledger.entries import EntryError, commit, make_salt, read_entry, write_entry

VERSION = 1
INSERT = (
    "INSERT INTO ledger_entry (organ, organ_region, kind, key, bytes)"
    " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
)
LAST = "SELECT currval('ledger_entry_id_seq')"

# What differs between two tries of the same act.
OF_THE_TRY = frozenset({"at", "request"})

Salts = Mapping[str, bytes]


def record_act(act: Act, *, key: str | None = None, at: datetime | None = None) -> Recorded:
    """Write an act into the ledger, in the transaction that does it: both stand, or neither.

    Args:
        key: idempotency key. The same act with the same key gives the earlier entry; the time
            claimed and the request are not part of what is compared.
        at: the time the application claims, now where left out; the database stamps its own.

    Raises:
        AuditError: there is no transaction to belong to, or something cannot stand in an entry.
        KeyReusedError: the key was used for another act.
    """
    check_transaction()
    return write_act(connection, act, key=key, at=at)


def check_transaction() -> None:
    """Refuse to write outside a transaction: the act and its entry would not stand together."""
    if not connection.in_atomic_block:
        raise AuditError(
            Text(
                "记账须在所记行为的同一事务内进行。",
                "An act is recorded inside the transaction that does it.",
            )
        )


def record_refusal(act: Act, reason: str, *, at: datetime | None = None) -> Recorded:
    """Write down that an act was refused and why, in a transaction of its own.

    What was refused is rolled back; that it was tried stays. `reason` is a code, not prose.
    """
    REFUSALS.labels(act.kind).inc()
    refused = replace(
        act,
        kind=f"{act.kind}.refused",
        personal=(),
        details=(*act.details, ("refused", reason)),
    )
    return record_apart(refused, at=at)


def record_apart(act: Act, *, at: datetime | None = None) -> Recorded:
    """Write an entry that stands whatever becomes of the transaction going on."""
    if not connection.in_atomic_block:
        with transaction.atomic():
            return write_act(connection, act, at=at)
    apart = connection.copy()
    try:
        apart.set_autocommit(True)  # each statement is a transaction
        return write_act(apart, act, at=at)
    finally:
        apart.close()


def reveal_personal(entry: int, field: str, purpose: str, act: Act) -> str:
    """A personal value in clear; that it was looked at, by whom and what for is recorded before.

    `act` says who looks and for which organ; its kind and target are set here. Only values of the
    reader's territory are found.

    Raises:
        ErasedError: there is no such value, or it was erased, or it lies in another territory.
    """
    if not purpose.strip():
        raise AuditError(Text("须写明查看目的。", "The purpose of looking must be given."))
    value = find_personal(entry, field)
    looked = replace(
        act,
        kind="personal.revealed",
        on=Target("ledger.entry", str(entry)),
        details=(*act.details, ("field", field), ("purpose", purpose)),
    )
    record_apart(looked)
    return value


def find_personal(entry: int, field: str) -> str:
    """A personal value that is still kept. Raises `ErasedError`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value FROM ledger_commitment WHERE entry = %s AND field = %s", [entry, field]
        )
        row = cursor.fetchone()
    if row is None:
        raise ErasedError(Text("没有这一项，或者已经删除。", "There is no such value any more."))
    return str(row[0])


def erase_personal(entry: int, act: Act, fields: tuple[str, ...] = ()) -> Recorded:
    """Destroy salt and value of an entry's personal data (of all fields, or those named).

    The proofs of the entry stay valid; nothing leads back to the person. The erasure is an act.

    Raises:
        ErasedError: nothing of it is kept in this territory.
    """
    check_transaction()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM ledger_commitment WHERE entry = %s"
            " AND (%s::text[] = '{}' OR field = ANY(%s::text[])) RETURNING field",
            [entry, list(fields), list(fields)],
        )
        erased = sorted(name for (name,) in cursor.fetchall())
    if not erased:
        raise ErasedError(Text("没有这些项，或者已经删除。", "There are no such values any more."))
    done = replace(
        act,
        kind="personal.erased",
        on=Target("ledger.entry", str(entry)),
        details=(*act.details, ("fields", erased)),
    )
    return record_act(done)


def write_act(
    on: BaseDatabaseWrapper, act: Act, *, key: str | None = None, at: datetime | None = None
) -> Recorded:
    """Insert the entry and its commitments."""
    salts = {name: make_salt() for name, _ in act.personal}
    data = write_bytes(act, key, at or datetime.now(UTC), salts)
    with on.cursor() as cursor:
        cursor.execute(INSERT, [act.organ, act.region, act.kind, key, data])
        if cursor.rowcount == 0:
            return find_earlier(on, act, str(key))
        cursor.execute(LAST)
        entry = int(cursor.fetchone()[0])
        if act.personal:
            cursor.executemany(
                "INSERT INTO ledger_commitment (entry, field, organ_region, salt, value)"
                " VALUES (%s, %s, %s, %s, %s)",
                [(entry, name, act.region, salts[name], value) for name, value in act.personal],
            )
    return Recorded(entry, data)


def find_earlier(on: BaseDatabaseWrapper, act: Act, key: str) -> Recorded:
    """The entry that was written with this key. Raises `KeyReusedError` if it is not this act."""
    with on.cursor() as cursor:
        cursor.execute("SELECT id, bytes FROM ledger_entry WHERE key = %s", [key])
        row = cursor.fetchone()
        if row is not None:
            cursor.execute("SELECT field, salt FROM ledger_commitment WHERE entry = %s", [row[0]])
            salts = {name: bytes(salt) for name, salt in cursor.fetchall()}
            if is_same(bytes(row[1]), act, key, salts):
                return Recorded(int(row[0]), bytes(row[1]), is_new=False)
    raise KeyReusedError(
        Text(f"幂等键 {key} 已用于另一行为。", f"The key {key} was used for another act.")
    )


def is_same(earlier: bytes, act: Act, key: str, salts: Salts) -> bool:
    """Whether an entry is this act: all fields but those of the try, commitments by their salts."""
    if salts.keys() != {name for name, _ in act.personal}:
        return False
    again = write_bytes(act, key, datetime.now(UTC), salts)
    one, other = (
        {name: value for name, value in read_entry(data).items() if name not in OF_THE_TRY}
        for data in (earlier, again)
    )
    return bool(one == other)


def write_bytes(act: Act, key: str | None, at: datetime, salts: Salts) -> bytes:
    """The canonical bytes of an act. Raises `AuditError` for what cannot stand in an entry."""
    fields: dict[str, Any] = {
        "v": VERSION,
        "kind": act.kind,
        "organ": act.organ,
        "region": act.region,
        "actor": act.actor,
        "on": {"kind": act.on.kind, "id": act.on.id},
        "request": read_request(),
        "key": key,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "basis": [{"law": b.law, "provision": b.provision} for b in act.basis],
        "before": act.before,
        "after": act.after,
        "documents": [describe(document) for document in act.documents],
        "details": dict(act.details),
    }
    try:
        fields["committed"] = {name: commit(value, salts[name]) for name, value in act.personal}
        return write_entry(fields)
    except EntryError as error:
        raise AuditError(Text(f"不能记入账本：{error}", f"Cannot be recorded: {error}")) from None


def describe(document: DocumentDigest) -> dict[str, object]:
    """A document in an entry: its digest, never its content."""
    return {"sha256": document.sha256, "size": document.size, "type": document.media_type}
