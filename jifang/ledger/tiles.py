"""C2SP tlog-tiles: how a log is laid out as files that never change once they are full.

A tile of level L holds up to 256 hashes of tree level 8 L; an entry bundle holds the entries
themselves. A tile that is not full yet is named with its width.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
MAX_ENTRY = 65_535
"""Longest entry in bytes: a bundle gives lengths in 16 bits."""


class TileError(Exception):
    """A tile or bundle is not written as the format says."""


def name_number(number: int) -> str:
    """A tile's number as path elements of three digits: 1234067 is x001/x234/067."""
    parts = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        parts.append(f"x{number % 1000:03d}")
    return "/".join(reversed(parts))


def name_tile(level: int, number: int, width: int = TILE_WIDTH) -> str:
    """The path of a tile of hashes."""
    return f"tile/{level}/{name_number(number)}{_name_width(width)}"


def name_bundle(number: int, width: int = TILE_WIDTH) -> str:
    """The path of a bundle of entries."""
    return f"tile/entries/{name_number(number)}{_name_width(width)}"


def _name_width(width: int) -> str:
    if not 1 <= width <= TILE_WIDTH:
        raise TileError(f"a tile holds 1 to {TILE_WIDTH}, not {width}")
    return "" if width == TILE_WIDTH else f".p/{width}"


def find_tile(level: int, index: int) -> tuple[int, int, int, int]:
    """Where a node of the tree is found: tile level, tile number, and the range within the tile.

    A node whose own level is no multiple of 8 is the root over a range of hashes of a tile.
    """
    tile_level, above = divmod(level, TILE_HEIGHT)
    start = index << above
    number, offset = divmod(start, TILE_WIDTH)
    return tile_level, number, offset, offset + (1 << above)


def list_tiles(size: int) -> Iterator[tuple[int, int, int]]:
    """Every tile of hashes of a tree: level, number, width."""
    level, hashes = 0, size
    while hashes:
        full, rest = divmod(hashes, TILE_WIDTH)
        for number in range(full):
            yield level, number, TILE_WIDTH
        if rest:
            yield level, full, rest
        level, hashes = level + 1, full


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle: each with its length before it, in two bytes."""
    if any(len(e) > MAX_ENTRY for e in entries):
        raise TileError(f"an entry is longer than {MAX_ENTRY} bytes")
    return b"".join(len(e).to_bytes(2, "big") + e for e in entries)


def unpack_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle; raises `TileError` if it is cut or has something behind it."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data) or at + 2 > len(data):
            raise TileError("the bundle is cut")
        entries.append(data[at + 2 : end])
        at = end
    return entries
