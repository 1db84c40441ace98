"""Reading the log: where an entry stands, its proof, lists.

The log is public by design: no personal datum stands in it. So these reads enter the scope of
everything themselves, whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone

from jifang.foundation.audit.models import Checkpoint, Entry, Leaf, Note
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.ledger.notes import read_note
from jifang.ledger.proofs import EntryProof
from jifang.ledger.store import LogStore
from jifang.ledger.tree import prove_inclusion
from jifang.ledger.witnessed import find_quorum

ReadNode = Callable[[int, int], bytes]
EVERYTHING = Scope("0", ":")  # every code of a division begins with a digit
PAGE = 50
DELAY = """
SELECT extract(epoch FROM clock_timestamp() - e.at)::float8 FROM ledger_entry e
WHERE (e.xid, e.id) > (
    SELECT coalesce(max(last_xid), '0'::xid8), coalesce(max(last_entry), 0) FROM (
        SELECT last_xid, last_entry FROM ledger_checkpoint ORDER BY size DESC LIMIT 1
    ) head
) ORDER BY e.xid, e.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class PlacedEntry:
    """An entry with its place in the log."""

    index: int
    at: datetime
    organ: str
    region: str
    kind: str
    data: bytes
    leaf_hash: bytes


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are asked for; an empty field asks for all. Raises `ValueError` for a region
    that is no code of a division."""

    region: str = ""
    kind: str = ""
    day: date | None = None
    before: int | None = None

    def __post_init__(self) -> None:
        if self.region:
            find_range(self.region)


def place(leaf: Leaf) -> PlacedEntry:
    """A leaf with its entry."""
    entry = leaf.entry
    return PlacedEntry(
        leaf.index,
        entry.at,
        entry.organ,
        entry.organ_region,
        entry.kind,
        bytes(entry.bytes),
        bytes(leaf.leaf_hash),
    )


def list_entries(wanted: Filter, limit: int = PAGE) -> tuple[list[PlacedEntry], bool]:
    """A page of the log, the newest first, and whether there are older ones."""
    found = Leaf.objects.select_related("entry").order_by("-index")
    if wanted.region:
        lo, hi = find_range(wanted.region)
        found = found.filter(entry__organ_region__gte=lo, entry__organ_region__lt=hi)
    if wanted.kind:
        found = found.filter(entry__kind=wanted.kind)
    if wanted.day:
        start = timezone.make_aware(datetime.combine(wanted.day, time.min))
        found = found.filter(entry__at__gte=start, entry__at__lt=start + timedelta(days=1))
    if wanted.before is not None:
        found = found.filter(index__lt=wanted.before)
    with work_in(EVERYTHING):
        rows = [place(leaf) for leaf in found[: limit + 1]]
    return rows[:limit], len(rows) > limit


def find_entry(index: int) -> PlacedEntry | None:
    """The entry at a place of the log."""
    with work_in(EVERYTHING):
        leaf = Leaf.objects.select_related("entry").filter(index=index).first()
        return place(leaf) if leaf else None


def find_keyed(key: str) -> tuple[int, bytes] | None:
    """The number and the bytes of the entry that was written with a key."""
    with work_in(EVERYTHING):
        entry = Entry.objects.filter(key=key).only("id", "bytes").first()
        return None if entry is None else (entry.pk, bytes(entry.bytes))


def find_place(entry: int) -> int | None:
    """Where an entry that was recorded stands in the log; None until the sequencer has passed."""
    leaf = Leaf.objects.filter(entry_id=entry).first()
    return leaf.index if leaf else None


def prove_entry(index: int) -> str | None:
    """The proof file of an entry; None before it is signed."""
    signed = choose_signed(index)
    return None if signed is None else prove_under(index, signed)


class Signed(NamedTuple):
    """A signed checkpoint: how many entries, and the note."""

    size: int
    note: str


def choose_signed(last: int) -> Signed | None:
    """The checkpoint to prove entries under, up to the place `last`: the newest that enough
    witnesses cosigned if they stand in it, else the newest that was signed."""
    witnessed = find_witnessed()
    if witnessed is not None and last < witnessed.size:
        return witnessed
    note = Note.objects.order_by("-size").first()
    return None if note is None else Signed(note.size, note.note)


def find_witnessed() -> Signed | None:
    """The newest checkpoint with a quorum of witnesses; None where there is none, or it is not the
    one that was signed at that size."""
    found = find_quorum(Path(settings.VAR) / "ledger")
    if found is None:
        return None
    checkpoint, text = found
    signed = Note.objects.filter(size=checkpoint.size).first()
    if signed is None or read_note(signed.note).body != checkpoint.write():
        return None
    return Signed(checkpoint.size, text)


def prove_under(index: int, signed: Signed, read: ReadNode | None = None) -> str | None:
    """The proof file of an entry under a signed checkpoint; None where that came before it. `read`
    gives the nodes of the tree: many entries are proved faster by one that remembers."""
    if not 0 <= index < signed.size:
        return None
    path = prove_inclusion(index, signed.size, read or LogStore(connection).get)
    return EntryProof(index, tuple(path), signed.note).write()


@dataclass(frozen=True, slots=True)
class ProvedEntry:
    """The bytes of an entry, and its proof; none where it is in no signed checkpoint yet."""

    data: bytes
    proof: str | None


def prove_entries(entries: Iterable[int]) -> tuple[str, dict[int, ProvedEntry]]:
    """Entries by their numbers, each with its proof under the same signed checkpoint; and that
    checkpoint, empty where nothing was signed yet."""
    wanted, read = sorted(set(entries)), cache(LogStore(connection).get)
    with work_in(EVERYTHING):
        found = Entry.objects.filter(pk__in=wanted).values_list("pk", "bytes")
        data = {pk: bytes(value) for pk, value in found}
    places = find_places(wanted)
    signed = choose_signed(max(places.values(), default=0))
    proofs = {e: prove_under(at, signed, read) for e, at in places.items()} if signed else {}
    held = {pk: ProvedEntry(value, proofs.get(pk)) for pk, value in data.items()}
    return signed.note if signed else "", held


def list_notes(limit: int = 10) -> list[Note]:
    """The newest signed checkpoints."""
    return list(Note.objects.order_by("-size")[:limit])


def read_size() -> int:
    """How many entries are in the tree, signed or not yet."""
    newest = Checkpoint.objects.order_by("-size").first()
    return newest.size if newest else 0


def measure_delay() -> float:
    """Seconds that the oldest entry which is not in the tree has waited; 0 where none waits."""
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute(DELAY)
        row = cursor.fetchone()
    return max(0.0, float(row[0])) if row else 0.0


def measure_signed_age() -> float | None:
    """Seconds since a checkpoint was last signed; None before the first."""
    note = Note.objects.order_by("-size").first()
    return (timezone.now() - note.at).total_seconds() if note else None


def find_places(entries: Iterable[int]) -> dict[int, int]:
    """Where entries stand in the log, by entry; those that the sequencer has not passed are left
    out."""
    found = Leaf.objects.filter(entry_id__in=list(entries)).values_list("entry_id", "index")
    return dict(found)
