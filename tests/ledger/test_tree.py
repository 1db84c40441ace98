"""The tree against the definition in RFC 6962, and every proof against forged ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jifang.ledger.tree import (
    EMPTY_ROOT,
    Edge,
    ProofError,
    check_consistency,
    check_inclusion,
    hash_leaf,
    hash_node,
    load_edge,
    prove_consistency,
    prove_inclusion,
)

SIZES = (*range(1, 68), 127, 128, 129, 255, 256, 257)
LEAVES = [hash_leaf(f"entry {i}".encode()) for i in range(260)]


def define_root(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as section 2.1 of the RFC defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hash_node(define_root(leaves[:split]), define_root(leaves[split:]))


def grow(size: int) -> tuple[Edge, Callable[[int, int], bytes]]:
    edge, stored = Edge(), {}
    for leaf in LEAVES[:size]:
        for level, index, node in edge.append(leaf):
            stored[level, index] = node
    return edge, lambda level, index: stored[level, index]


def test_the_root_of_nothing_and_of_one_leaf() -> None:
    assert Edge().root() == EMPTY_ROOT
    assert EMPTY_ROOT.hex().startswith("e3b0c44298fc1c14")
    assert hash_leaf(b"").hex().startswith("6e340b9cffb37a98")


@pytest.mark.parametrize("size", SIZES)
def test_the_root_is_the_one_the_rfc_defines(size: int) -> None:
    edge, get = grow(size)
    assert edge.root() == define_root(LEAVES[:size])
    assert load_edge(size, get).nodes == edge.nodes


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_proved_and_no_other(size: int) -> None:
    edge, get = grow(size)
    root = edge.root()
    for index in range(size):
        path = prove_inclusion(index, size, get)
        check_inclusion(index, size, LEAVES[index], path, root)
        with pytest.raises(ProofError):
            check_inclusion(index, size, LEAVES[index + 1], path, root)
        for wrong in (path[:-1], [*path, root], path[1:]):
            if wrong != path:
                with pytest.raises(ProofError):
                    check_inclusion(index, size, LEAVES[index], wrong, root)


@pytest.mark.parametrize("new", SIZES)
def test_every_older_tree_is_proved_a_prefix(new: int) -> None:
    edge, get = grow(new)
    for old in range(1, new + 1):
        path = prove_consistency(old, new, get)
        was = define_root(LEAVES[:old])
        check_consistency(old, new, was, edge.root(), path)
        other = hash_leaf(b"rewritten")
        with pytest.raises(ProofError):
            check_consistency(old, new, other, edge.root(), path)
        if path:
            with pytest.raises(ProofError):
                check_consistency(old, new, was, other, path)
            with pytest.raises(ProofError):
                check_consistency(old, new, was, edge.root(), path[:-1])
            with pytest.raises(ProofError):
                check_consistency(old, new, was, edge.root(), [*path, other])


def test_an_empty_tree_is_a_prefix_of_all_and_nothing_precedes_it() -> None:
    root = define_root(LEAVES[:5])
    check_consistency(0, 5, EMPTY_ROOT, root, [])
    for old, new, was in ((0, 5, root), (6, 5, root), (-1, 5, root)):
        with pytest.raises(ProofError):
            check_consistency(old, new, was, root, [])


def test_what_is_not_in_the_tree_cannot_be_asked_for() -> None:
    _, get = grow(4)
    for index, size in ((4, 4), (-1, 4), (0, 0)):
        with pytest.raises(ValueError, match="not in a tree"):
            prove_inclusion(index, size, get)
        with pytest.raises(ProofError):
            check_inclusion(index, size, LEAVES[0], [], LEAVES[0])
    with pytest.raises(ValueError, match="no consistency proof"):
        prove_consistency(0, 4, get)
    with pytest.raises(ValueError, match="an edge of"):
        Edge(3, [LEAVES[0]])


@given(st.integers(1, 200), st.data())
def test_one_bit_changed_anywhere_is_refused(size: int, data: st.DataObject) -> None:
    edge, get = grow(size)
    index = data.draw(st.integers(0, size - 1))
    path = prove_inclusion(index, size, get)
    parts = [LEAVES[index], *path, edge.root()]
    which = data.draw(st.integers(0, len(parts) - 1))
    bit = data.draw(st.integers(0, 255))
    changed = bytearray(parts[which])
    changed[bit // 8] ^= 1 << bit % 8
    parts[which] = bytes(changed)
    with pytest.raises(ProofError):
        check_inclusion(index, size, parts[0], parts[1:-1], parts[-1])
