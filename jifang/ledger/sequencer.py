"""Ordering entries into the tree: one elected sequencer, one batch a tick, one transaction a batch.

Writers only insert. Each entry carries the id of the transaction that wrote it; a tick takes the
entries of transactions below the oldest one still running (the horizon), in the order of
transaction and entry. Everything below the horizon is finished and seen, so nothing can appear
later in a place that was already passed. A reader that went by the entries' own numbers would
skip what commits late.
"""

from __future__ import annotations

from typing import NamedTuple

from jifang.ledger.faults import FencedError, FrozenError
from jifang.ledger.notes import Checkpoint
from jifang.ledger.store import Database, Head, LogStore, fetch
from jifang.ledger.tiles import TILE_HEIGHT, TILE_WIDTH
from jifang.ledger.tree import EMPTY_ROOT, Edge, hash_range, load_edge

TICK_SECONDS = 0.2
BATCH = 10_000
ALARM_SECONDS = 5.0
LOCK = (0x4A46, 1)
"""The advisory lock that elects the sequencer; the signer holds the next one."""

# Columns are named in full: a bare `xid` would be the text of the first one, and 999 after 1000.
TAKE = """
SELECT e.xid::text, e.id, e.leaf_hash, pg_snapshot_xmin(pg_current_snapshot())::text
FROM ledger_entry e
WHERE e.xid < pg_snapshot_xmin(pg_current_snapshot()) AND (e.xid, e.id) > (%s::text::xid8, %s)
ORDER BY e.xid, e.id LIMIT %s
"""
WAITING = """
SELECT extract(epoch FROM clock_timestamp() - at)::float8 FROM ledger_entry
WHERE (xid, id) > (%s::text::xid8, %s) ORDER BY xid, id LIMIT 1
"""
# Rows that came in since, in a place already passed: the mark of transaction ids that went back.
PASSED = """
SELECT id FROM ledger_entry WHERE id > %s AND (xid, id) <= (%s::text::xid8, %s) LIMIT 1
"""


class Batch(NamedTuple):
    """What one tick adds."""

    leaves: list[tuple[int, int, bytes]]
    tiles: list[tuple[int, int, bytes]]
    head: Head


class Growth:
    """The edge of the tree with the tiles that are filling; pure."""

    def __init__(self, edge: Edge, tiles: list[list[bytes]]) -> None:
        self.edge, self.tiles = edge, tiles

    def copy(self) -> Growth:
        """Another one to try a batch on."""
        return Growth(Edge(self.edge.size, self.edge.nodes), [list(tile) for tile in self.tiles])

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add the hash of a leaf; the tiles that it fills: level, number, hashes."""
        full = []
        for level, index, node in self.edge.append(leaf):
            tile, above = divmod(level, TILE_HEIGHT)
            if above:
                continue
            if tile == len(self.tiles):
                self.tiles.append([])
            self.tiles[tile].append(node)
            if len(self.tiles[tile]) == TILE_WIDTH:
                full.append((tile, index // TILE_WIDTH, b"".join(self.tiles[tile])))
                self.tiles[tile] = []
        return full


def load_growth(store: LogStore, size: int) -> Growth:
    """The edge of a stored log."""
    return Growth(load_edge(size, store.get), store.read_edge_tiles(size))


def elect(database: Database, lock: tuple[int, int] = LOCK) -> bool:
    """Try to become the only one; it lasts as long as the connection."""
    [(won,)] = fetch(database, "SELECT pg_try_advisory_lock(%s, %s)", *lock)
    database.commit()
    return bool(won)


def check_continues(
    store: LogStore, size: int, checkpoint: Checkpoint, what: tuple[str, str]
) -> None:
    """Refuse a log of `size` leaves that does not continue what was published or signed before.

    Raises `FrozenError`.
    """
    zh, en = what
    if checkpoint.size > size:
        raise FrozenError(
            f"账本只有 {size} 条，{zh}已到 {checkpoint.size} 条：数据库被恢复到了过去",
            f"the log has {size} entries and {en} has {checkpoint.size}: the database was "
            "restored to an earlier time",
        )
    root = hash_range(0, checkpoint.size, store.get) if checkpoint.size else EMPTY_ROOT
    if root != checkpoint.root:
        raise FrozenError(
            f"前 {checkpoint.size} 条的根与{zh}不符：历史被改写",
            f"the root of the first {checkpoint.size} entries is not that of {en}: history was "
            "rewritten",
        )


class Sequencer:
    """Takes what is finished into the tree. `start` first; a fault of the database ends it."""

    def __init__(self, database: Database, batch: int = BATCH) -> None:
        self.database, self.batch = database, batch
        self.store = LogStore(database)
        self.head = Head()
        self.growth = Growth(Edge(), [])

    def start(self, published: Checkpoint | None = None) -> Head:
        """Rebuild the edge and refuse to go on where it contradicts what was said before.

        Raises:
            FrozenError: the log is behind the published head, another root comes out, leaves have
                no checkpoint, or transaction ids went back (a logical restore).
        """
        with self.database.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")
        self.database.commit()
        self.head = self.store.read_head()
        self._check_leaves()
        self._check_transactions()
        self.growth = load_growth(self.store, self.head.size)
        if self.growth.edge.root() != self.head.root:
            raise FrozenError(
                f"由叶重算的根与第 {self.head.size} 条处的检查点不符",
                f"the leaves do not lead to the root of the checkpoint at {self.head.size}",
            )
        if published is not None:
            check_continues(
                self.store, self.head.size, published, ("已公布的检查点", "the published head")
            )
        self.database.commit()
        return self.head

    def _check_leaves(self) -> None:
        [(last,)] = fetch(self.database, "SELECT coalesce(max(index), -1) FROM ledger_leaf")
        if int(last) != self.head.size - 1:
            raise FrozenError(
                f"检查点为 {self.head.size} 条，叶到序号 {last}",
                f"the checkpoint has {self.head.size} entries and the leaves end at {last}",
            )

    def _check_transactions(self) -> None:
        [(current,)] = fetch(self.database, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        [(last,)] = fetch(self.database, "SELECT coalesce(max(entry), 0) FROM ledger_leaf")
        passed = fetch(self.database, PASSED, last, str(self.head.xid), self.head.entry)
        if int(current) < self.head.horizon or passed:
            raise FrozenError(
                f"当前事务号 {current} 低于账本记下的 {self.head.horizon}，"
                "或有记录落在已排过的位置：数据库是由逻辑备份恢复的，须重新锚定",
                f"the transaction id {current} is below the {self.head.horizon} of the log, or an "
                "entry stands where the sequencer had passed: the database was restored from a "
                "logical dump and must be anchored anew",
            )

    def tick(self) -> int:
        """Take one batch into the tree; how many entries it had.

        Raises:
            FencedError: another sequencer wrote in the meantime.
        """
        try:
            rows = fetch(self.database, TAKE, str(self.head.xid), self.head.entry, self.batch)
            if rows:
                growth = self.growth.copy()
                batch = make_batch(growth, rows)
                self._write(batch)
            self.database.commit()
        except Exception as error:
            if getattr(error, "sqlstate", "") != "23505":
                raise
            self.database.rollback()
            raise FencedError(
                "另一个排序进程已写入，本进程退出",
                f"another sequencer has written; this one leaves ({error})",
            ) from None
        if rows:
            self.growth, self.head = growth, batch.head
        return len(rows)

    def _write(self, batch: Batch) -> None:
        head = batch.head
        with self.database.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_leaf (index, entry, leaf_hash)"
                " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[])",
                [list(column) for column in zip(*batch.leaves, strict=True)],
            )
            for tile in batch.tiles:
                cursor.execute(
                    "INSERT INTO ledger_tile (level, number, hashes) VALUES (%s, %s, %s)", tile
                )
            cursor.execute(
                "INSERT INTO ledger_checkpoint (size, root, horizon, last_xid, last_entry)"
                " VALUES (%s, %s, %s::text::xid8, %s::text::xid8, %s)",
                [head.size, head.root, str(head.horizon), str(head.xid), head.entry],
            )

    def measure_delay(self) -> float:
        """How long the oldest entry that is not in the tree has waited, in seconds; 0 if none."""
        rows = fetch(self.database, WAITING, str(self.head.xid), self.head.entry)
        self.database.commit()
        return max(0.0, float(rows[0][0])) if rows else 0.0


def make_batch(growth: Growth, rows: list[tuple[str, int, bytes, str]]) -> Batch:
    """Grow the tree by some entries: `(xid, id, leaf hash, horizon)` in their order."""
    leaves, tiles = [], []
    for _, entry, leaf, _ in rows:
        leaves.append((growth.edge.size, int(entry), bytes(leaf)))
        tiles += growth.append(bytes(leaf))
    xid, entry, _, horizon = rows[-1]
    head = Head(growth.edge.size, growth.edge.root(), int(horizon), int(xid), int(entry))
    return Batch(leaves, tiles, head)
