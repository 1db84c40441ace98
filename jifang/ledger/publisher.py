"""The log as files: C2SP tiles and entry bundles, each on the disk before a checkpoint names it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from jifang.ledger.faults import FrozenError
from jifang.ledger.files import write_whole
from jifang.ledger.sequencer import Growth, load_growth
from jifang.ledger.store import LogStore
from jifang.ledger.tiles import TILE_WIDTH, name_bundle, name_tile, pack_bundle
from jifang.ledger.tree import Edge, hash_leaf


class TileWriter:
    """Writes a growing log into a folder. Every entry is hashed anew before it is written.

    `write` puts a file on the disk; the one given by default returns only when it is there.
    """

    def __init__(self, folder: Path, write: Callable[[Path, bytes], None] | None = None) -> None:
        self.folder, self.write = folder, write or write_whole
        self.growth = Growth(Edge(), [])
        self.bundle: list[bytes] = []
        self.filled: list[Path] = []

    @property
    def size(self) -> int:
        """Entries taken so far."""
        return self.growth.edge.size

    def start(self, store: LogStore, size: int) -> None:
        """Go on after the first `size` entries, whose full tiles are in the folder already."""
        self.growth = load_growth(store, size)
        first = size // TILE_WIDTH * TILE_WIDTH
        self.bundle = [check_entry(*row) for row in store.list_rows(first, size)]

    def extend(self, store: LogStore, end: int) -> bytes:
        """Take the entries up to `end` and write every tile they touch; the root they lead to.

        Raises `FrozenError` for an entry that is missing or not what its leaf says.
        """
        for index, leaf, data in store.list_rows(self.size, end):
            if index != self.size:
                break
            self.append(check_entry(index, leaf, data), leaf)
        if self.size != end:
            raise FrozenError(f"账本缺少序号 {self.size} 的叶", f"leaf {self.size} is missing")
        self.write_partial()
        return self.growth.edge.root()

    def append(self, data: bytes, leaf: bytes) -> None:
        """Take one entry; write the tiles that it fills."""
        index = self.size
        self.bundle.append(data)
        full = self.growth.append(leaf)
        if len(self.bundle) == TILE_WIDTH:
            path = name_bundle(index // TILE_WIDTH)
            self.write(self.folder / path, pack_bundle(self.bundle))
            self.filled.append(self.folder / f"{path}.p")
            self.bundle = []
        for level, number, hashes in full:
            path = name_tile(level, number)
            self.write(self.folder / path, hashes)
            self.filled.append(self.folder / f"{path}.p")

    def write_partial(self) -> None:
        """Write the tiles that are not full yet, named with their width."""
        for level, tile in enumerate(self.growth.tiles):
            if tile:
                number = (self.size >> (8 * level)) // TILE_WIDTH
                self.write(self.folder / name_tile(level, number, len(tile)), b"".join(tile))
        if self.bundle:
            path = name_bundle(self.size // TILE_WIDTH, len(self.bundle))
            self.write(self.folder / path, pack_bundle(self.bundle))

    def tidy(self) -> None:
        """Remove what a full tile has replaced; once a checkpoint that names it is published."""
        for folder in self.filled:
            shutil.rmtree(folder, ignore_errors=True)
        self.filled = []


def check_entry(index: int, leaf: bytes, data: bytes | None) -> bytes:
    """An entry whose bytes are those that its leaf was made of. Raises `FrozenError`."""
    if data is None:
        raise FrozenError(f"序号 {index} 的记录不见了", f"entry {index} has gone")
    if hash_leaf(data) != leaf:
        raise FrozenError(f"序号 {index} 的记录被改过", f"entry {index} was changed")
    return data
