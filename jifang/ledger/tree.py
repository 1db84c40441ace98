"""The Merkle tree of RFC 6962, section 2.1: hashes, the growing edge, and proofs.

A tree of `size` leaves splits at the largest power of two below its size. Full subtrees are named
by `(level, index)`: level 0 are the leaf hashes, `(level, index)` covers the leaves from
`index << level` on, `1 << level` of them. Everything here is pure; where stored hashes are needed
a function `get(level, index)` gives them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Get = Callable[[int, int], bytes]


class ProofError(Exception):
    """A proof does not show what it is said to show."""


def hash_leaf(entry: bytes) -> bytes:
    """The hash of a leaf: SHA-256 over 0x00 and the entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 over 0x01 and its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Edge:
    """The right edge of a growing tree: the roots of its full subtrees, the largest first.

    Its memory grows with the logarithm of the number of leaves. `append` gives every node that the
    new leaf completes, so that they can be stored.
    """

    __slots__ = ("_nodes", "size")

    def __init__(self, size: int = 0, nodes: Sequence[bytes] = ()) -> None:
        if len(nodes) != size.bit_count():
            raise ValueError(f"an edge of {size} leaves has {size.bit_count()} nodes")
        self.size = size
        self._nodes = list(nodes)

    @property
    def nodes(self) -> tuple[bytes, ...]:
        """The roots of the full subtrees, the largest first."""
        return tuple(self._nodes)

    def append(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Add the hash of a leaf; gives `(level, index, hash)` of every node it completes."""
        level, index, node = 0, self.size, leaf
        yield level, index, node
        while index & 1:
            node = hash_node(self._nodes.pop(), node)
            level, index = level + 1, index >> 1
            yield level, index, node
        self._nodes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The hash of the whole tree."""
        if not self._nodes:
            return EMPTY_ROOT
        found = self._nodes[-1]
        for node in reversed(self._nodes[:-1]):
            found = hash_node(node, found)
        return found


def load_edge(size: int, get: Get) -> Edge:
    """The edge of a tree whose full nodes are stored."""
    nodes, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            nodes.append(get(level, start >> level))
            start += 1 << level
    return Edge(size, nodes)


def _largest_power_below(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def hash_range(start: int, end: int, get: Get) -> bytes:
    """The root over the leaves from `start` up to `end`, as they stand in the whole tree."""
    size = end - start
    if size.bit_count() == 1 and start % size == 0:
        return get(size.bit_length() - 1, start >> size.bit_length() - 1)
    split = _largest_power_below(size)
    return hash_node(hash_range(start, start + split, get), hash_range(start + split, end, get))


def prove_inclusion(index: int, size: int, get: Get) -> list[bytes]:
    """The hashes that lead from a leaf to the root of a tree of `size` leaves, nearest first."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        split = start + _largest_power_below(end - start)
        if index < split:
            path.append(hash_range(split, end, get))
            end = split
        else:
            path.append(hash_range(start, split, get))
            start = split
    return path[::-1]


def prove_consistency(old: int, new: int, get: Get) -> list[bytes]:
    """The hashes that show that the tree of `old` leaves is a prefix of that of `new`."""
    if not 0 < old <= new:
        raise ValueError(f"no consistency proof from {old} to {new}")
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        split = start + _largest_power_below(end - start)
        if old <= split:
            path.append(hash_range(split, end, get))
            end = split
        else:
            path.append(hash_range(start, split, get))
            start, whole = split, False
    if not whole:
        path.append(hash_range(start, end, get))
    return path[::-1]


def check_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> None:
    """Refuse a path that does not lead from the leaf to the root. Raises `ProofError`."""
    if not 0 <= index < size:
        raise ProofError(f"leaf {index} is not in a tree of {size}")
    node, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofError("the path is too long")
        if node & 1 or node == last:
            found = hash_node(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = hash_node(found, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError("the path is too short")
    if found != root:
        raise ProofError("the path leads to another root")


def check_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Refuse a path that does not show the old tree to be a prefix. Raises `ProofError`."""
    if not 0 <= old <= new:
        raise ProofError(f"a tree of {new} cannot follow one of {old}")
    if old in (0, new):
        same = old_root == (EMPTY_ROOT if old == 0 else new_root)
        if path or not same:
            raise ProofError("the roots differ" if not same else "the path is too long")
        return
    was, now = _climb(old, new, list(path) if old.bit_count() != 1 else [old_root, *path])
    if was != old_root:
        raise ProofError("the path leads to another old root")
    if now != new_root:
        raise ProofError("the path leads to another new root")


def _climb(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The two roots that a consistency path leads to. Raises `ProofError` for its length."""
    if not path:
        raise ProofError("the path is too short")
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    was = now = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the path is too long")
        if node & 1 or node == last:
            was, now = hash_node(sibling, was), hash_node(sibling, now)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            now = hash_node(now, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError("the path is too short")
    return was, now
