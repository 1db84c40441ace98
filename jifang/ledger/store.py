"""The log in the database, read through any DB-API connection of psycopg's parameter style.

Full tiles are stored; what stands right of them is computed from the leaves, so that every node
of the tree can be had. Nothing here writes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from jifang.ledger.faults import FrozenError
from jifang.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, find_tile
from jifang.ledger.tree import EMPTY_ROOT, HASH_SIZE, hash_node

CACHED_TILES = 512
BLOCK = 10_000
"""Rows that are read at a time."""


class Database(Protocol):
    """What is asked of a connection."""

    def cursor(self) -> Any:
        """A cursor that is a context manager."""

    def commit(self) -> None:
        """Commit."""

    def rollback(self) -> None:
        """Roll back."""


class Head(NamedTuple):
    """The last checkpoint: size, root, the horizon it was taken under, the last entry taken."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    horizon: int = 0
    xid: int = 0
    entry: int = 0


Row = tuple[int, bytes, bytes | None]
"""Index and hash of a leaf, and the bytes of its entry; None where that has gone."""


def fetch(database: Database, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Every row of a query."""
    with database.cursor() as cursor:
        cursor.execute(query, values or None)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def split_hashes(data: bytes, start: int = 0, count: int = TILE_WIDTH) -> list[bytes]:
    """Some of the hashes of a tile."""
    ends = range((start + 1) * HASH_SIZE, (start + count + 1) * HASH_SIZE, HASH_SIZE)
    return [data[end - HASH_SIZE : end] for end in ends]


def fold(hashes: list[bytes]) -> bytes:
    """The root over hashes of one level, a power of two of them."""
    while len(hashes) > 1:
        hashes = [hash_node(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


class LogStore:
    """The nodes, leaves and checkpoints of the log."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._tiles: OrderedDict[tuple[int, int], bytes] = OrderedDict()

    def read_head(self) -> Head:
        """The last checkpoint; an empty log has none."""
        rows = fetch(
            self.database,
            "SELECT size, root, horizon::text, last_xid::text, last_entry FROM ledger_checkpoint"
            " ORDER BY size DESC LIMIT 1",
        )
        for size, root, horizon, xid, entry in rows:
            return Head(int(size), bytes(root), int(horizon), int(xid), int(entry))
        return Head()

    def read_tile(self, level: int, number: int) -> bytes | None:
        """A full tile, if it is stored."""
        key = level, number
        if key in self._tiles:
            self._tiles.move_to_end(key)
            return self._tiles[key]
        rows = fetch(
            self.database,
            "SELECT hashes FROM ledger_tile WHERE level = %s AND number = %s",
            level,
            number,
        )
        if not rows:
            return None
        self._tiles[key] = bytes(rows[0][0])
        if len(self._tiles) > CACHED_TILES:
            self._tiles.popitem(last=False)
        return self._tiles[key]

    def get(self, level: int, index: int) -> bytes:
        """A full node of the tree. Raises `FrozenError` where what it is made of is missing."""
        tile, number, start, end = find_tile(level, index)
        held = self.read_tile(tile, number)
        if held is not None:
            return fold(split_hashes(held, start, end - start))
        return fold(self.read_hashes(tile, number * TILE_WIDTH + start, end - start))

    def read_hashes(self, tile: int, first: int, count: int) -> list[bytes]:
        """Hashes of a tile level that stand right of the last full tile."""
        if tile == 0:
            rows = fetch(
                self.database,
                "SELECT leaf_hash FROM ledger_leaf WHERE index >= %s AND index < %s ORDER BY index",
                first,
                first + count,
            )
            if len(rows) != count:
                raise FrozenError(
                    f"账本缺少序号 {first} 至 {first + count - 1} 间的叶",
                    f"leaves are missing between {first} and {first + count - 1}",
                )
            return [bytes(leaf) for (leaf,) in rows]
        found = []
        for number in range(first, first + count):
            below = self.read_tile(tile - 1, number)
            if below is None:
                raise FrozenError(
                    f"账本缺少散列片 {tile - 1}/{number}", f"tile {tile - 1}/{number} is missing"
                )
            found.append(fold(split_hashes(below)))
        return found

    def read_edge_tiles(self, size: int) -> list[list[bytes]]:
        """By tile level, the hashes of the tile that is not full yet, for a log of that size."""
        edge, level = [], 0
        while size >> (TILE_HEIGHT * level):
            hashes = size >> (TILE_HEIGHT * level)
            first = hashes // TILE_WIDTH * TILE_WIDTH
            edge.append(self.read_hashes(level, first, hashes - first) if hashes > first else [])
            level += 1
        return edge

    def list_rows(self, start: int, end: int) -> Iterator[Row]:
        """Leaves with their entries, in the order of the log."""
        for first in range(start, end, BLOCK):
            rows = fetch(
                self.database,
                "SELECT l.index, l.leaf_hash, e.bytes FROM ledger_leaf l"
                " LEFT JOIN ledger_entry e ON e.id = l.entry"
                " WHERE l.index >= %s AND l.index < %s ORDER BY l.index",
                first,
                min(end, first + BLOCK),
            )
            for index, leaf, data in rows:
                yield int(index), bytes(leaf), None if data is None else bytes(data)
