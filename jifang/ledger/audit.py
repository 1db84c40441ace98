"""Holding the whole log in the database against itself and against what was signed.

Every entry is hashed from its bytes; every leaf, tile and checkpoint is recomputed. What does not
agree is named with its place. Against whoever can rewrite the database and sign it anew, only a
checkpoint kept elsewhere helps: give those as `kept`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jifang.ledger.entries import EntryError, read_entry
from jifang.ledger.notes import Checkpoint
from jifang.ledger.sequencer import Growth
from jifang.ledger.store import BLOCK, Database, Head, LogStore, fetch, split_hashes
from jifang.ledger.tiles import TILE_WIDTH, name_tile
from jifang.ledger.tree import Edge, hash_leaf

CLAIM_TOLERANCE = timedelta(minutes=10)
"""How far the clock of an application may be from that of the database."""

ROWS = """
SELECT l.index, l.leaf_hash, e.id, e.xid::text, e.at, e.organ, e.organ_region, e.kind, e.key,
       e.bytes, e.leaf_hash
FROM ledger_leaf l LEFT JOIN ledger_entry e ON e.id = l.entry
WHERE l.index >= %s AND l.index < %s ORDER BY l.index
"""
CHECKPOINTS = """
SELECT size, root, at FROM ledger_checkpoint WHERE size > %s AND size <= %s ORDER BY size
"""
UNPLACED = """
SELECT e.id FROM ledger_entry e
WHERE (e.xid, e.id) <= (%s::text::xid8, %s)
  AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.entry = e.id) ORDER BY e.id
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not agree: a code, the place in the log (None: none), and both languages."""

    code: str
    index: int | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Place:
    """A leaf with the columns of its entry."""

    index: int
    leaf: bytes
    entry: int | None
    xid: int
    at: datetime
    organ: str
    region: str
    kind: str
    key: str | None
    data: bytes
    stored: bytes

    @classmethod
    def read(cls, row: tuple[Any, ...]) -> Place:
        """From a row of the database."""
        index, leaf, entry, xid, at, organ, region, kind, key, data, stored = row
        return cls(
            *(int(index), bytes(leaf), entry, int(xid or 0), at, organ, region, kind, key),
            *(bytes(data or b""), bytes(stored or b"")),
        )


@dataclass
class Audit:
    """One pass over the log. `public` is the folder of published tiles, where it can be had."""

    database: Database
    kept: Sequence[Checkpoint] = ()
    public: Path | None = None

    def __post_init__(self) -> None:
        self.store = LogStore(self.database)
        self.growth = Growth(Edge(), [])
        self.last = (0, 0)
        self.newest: datetime | None = None
        self.agreed, self.broken = 0, False
        self.roots: dict[int, bytes] = {c.size: c.root for c in self.kept if c.size}
        self.expected: list[bytes] = []
        self.head = Head()

    def run(self) -> Iterator[Finding]:
        """Every finding, in the order of the log."""
        self.head = self.store.read_head()
        yield from self.check_extent()
        for first in range(0, self.head.size, BLOCK):
            end = min(self.head.size, first + BLOCK)
            checkpoints = fetch(self.database, CHECKPOINTS, first, end)
            rows = iter(fetch(self.database, ROWS, first, end))
            row = next(rows, None)
            for index in range(first, end):
                if row is None or row[0] != index:
                    yield Finding(
                        "leaf_missing", index, f"序号 {index} 的叶不见了", f"leaf {index} has gone"
                    )
                    yield from self.grow(index, None)
                else:
                    yield from self.check_place(Place.read(row))
                    row = next(rows, None)
                while checkpoints and int(checkpoints[0][0]) == index + 1:
                    yield from self.check_checkpoint(*checkpoints.pop(0))
                yield from self.check_kept(index + 1)
        self.database.commit()

    def check_extent(self) -> Iterator[Finding]:
        """Leaves beyond the last checkpoint, kept checkpoints beyond it, entries passed over."""
        beyond = fetch(
            self.database, "SELECT index FROM ledger_leaf WHERE index >= %s", self.head.size
        )
        for (index,) in beyond:
            yield Finding(
                "leaf_beyond", index, f"序号 {index} 的叶不在任何检查点内",
                f"leaf {index} is in no checkpoint",
            )  # fmt: skip
        for size in self.roots:
            if size > self.head.size:
                yield Finding(
                    "behind", None, f"账本只有 {self.head.size} 条，所存检查点已有 {size} 条",
                    f"the log has {self.head.size} entries, a kept checkpoint has {size}",
                )  # fmt: skip
        passed = fetch(self.database, UNPLACED, str(self.head.xid), self.head.entry)
        for (entry,) in passed:
            yield Finding(
                "inserted", None, f"记录号 {entry} 插在已排过的位置，没有叶",
                f"entry number {entry} was put where the sequencer had passed; it has no leaf",
            )  # fmt: skip

    def check_place(self, place: Place) -> Iterator[Finding]:
        """One leaf and its entry."""
        index = place.index
        if place.entry is None:
            yield Finding(
                "entry_missing", index, f"序号 {index} 的记录被删除", f"entry {index} was deleted"
            )
            yield from self.grow(index, place.leaf)
            return
        found = hash_leaf(place.data)
        expected = self.expect(index, place.leaf)
        if found != expected or place.stored != found:
            yield Finding(
                "entry_changed", index, f"序号 {index} 的记录被改过", f"entry {index} was changed"
            )
        if place.leaf != expected:
            yield Finding(
                "leaf_changed", index, f"序号 {index} 的叶被改过", f"leaf {index} was changed"
            )
        if (place.xid, place.entry) <= self.last:
            yield Finding(
                "reordered", index, f"序号 {index} 的次序被改过", f"entry {index} was moved"
            )
        self.last = place.xid, place.entry
        yield from check_columns(place)
        self.newest = max(self.newest or place.at, place.at)
        yield from self.grow(index, place.leaf)

    def expect(self, index: int, leaf: bytes) -> bytes:
        """The hash that stands published, or in the stored tile, or in the leaf."""
        if index % TILE_WIDTH == 0:
            self.expected = self.read_level_0(index // TILE_WIDTH)
        offset = index % TILE_WIDTH
        return self.expected[offset] if offset < len(self.expected) else leaf

    def read_level_0(self, number: int) -> list[bytes]:
        """A tile of leaves: as published where it can be had, else as stored."""
        if self.public is not None:
            width = min(TILE_WIDTH, max(self.roots, default=0) - number * TILE_WIDTH)
            for wide in (TILE_WIDTH, width):
                path = self.public / name_tile(0, number, wide) if wide > 0 else None
                if path is not None and path.is_file():
                    return split_hashes(path.read_bytes(), 0, wide)
        stored = self.store.read_tile(0, number)
        return split_hashes(stored) if stored else []

    def grow(self, index: int, leaf: bytes | None) -> Iterator[Finding]:
        """Add the leaf that should stand here, and hold the tiles that it fills to those stored."""
        for level, number, hashes in self.growth.append(self.expect(index, leaf or b"\0" * 32)):
            if self.store.read_tile(level, number) != hashes:
                name = f"{level}/{number}"
                yield Finding(
                    "tile_changed", index, f"散列片 {name} 缺失或被改过",
                    f"tile {name} is missing or was changed",
                )  # fmt: skip

    def check_checkpoint(self, size: int, root: bytes, at: datetime) -> Iterator[Finding]:
        """The stored root, and that nothing in it is younger than the checkpoint."""
        if self.newest is not None and self.newest > at:
            yield Finding(
                "time", size - 1, f"前 {size} 条中有晚于其检查点的时间",
                f"among the first {size} entries one is later than their checkpoint",
            )  # fmt: skip
        yield from self.check_root(size, bytes(root), "checkpoint_changed")

    def check_kept(self, size: int) -> Iterator[Finding]:
        """The root that was signed, published or kept elsewhere."""
        if size in self.roots:
            yield from self.check_root(size, self.roots[size], "kept_differs")

    def check_root(self, size: int, root: bytes, code: str) -> Iterator[Finding]:
        """A root, once: after the first that differs all later ones do."""
        if self.growth.edge.root() == root:
            self.agreed = size
        elif not self.broken:
            self.broken = True
            yield Finding(
                code, size - 1,
                f"序号 {self.agreed} 至 {size - 1} 之间与检查点（{size} 条）的根不符",
                f"between {self.agreed} and {size - 1} the log is not what the checkpoint of "
                f"{size} says",
            )  # fmt: skip


def check_columns(place: Place) -> Iterator[Finding]:
    """The columns that find an entry must say what its bytes say; its two times must be near."""
    index = place.index
    try:
        fields = read_entry(place.data)
        said = tuple(fields[name] for name in ("organ", "region", "kind", "key"))
        claimed = datetime.fromisoformat(fields["at"])
    except (EntryError, KeyError, TypeError, ValueError):
        yield Finding(
            "unreadable", index, f"序号 {index} 的记录无法读取", f"entry {index} cannot be read"
        )
        return
    if said != (place.organ, place.region, place.kind, place.key):
        yield Finding(
            "columns_changed", index, f"序号 {index} 的列与其内容不符",
            f"the columns of entry {index} are not what its bytes say",
        )  # fmt: skip
    if abs(claimed - place.at) > CLAIM_TOLERANCE:
        yield Finding(
            "back_dated", index, f"序号 {index} 所称时间与入库时间相差过大：{claimed} / {place.at}",
            f"entry {index} claims a time far from when it came in: {claimed} / {place.at}",
        )  # fmt: skip
