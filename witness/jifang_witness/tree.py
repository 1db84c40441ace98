"""Whether a larger tree continues a smaller one (RFC 6962, section 2.1.2).

The proof is read as the standard defines it, by recursion, taking hashes from its end. Hashing is
that of `jifang-verify`; nothing is shared with the log's own code.
"""

from __future__ import annotations

from collections.abc import Sequence

from jifang_verify import EMPTY, hash_node


def continues(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a consistency proof shows that the first `old` leaves of the new tree are the old
    tree."""
    if new == 0 and new_root != EMPTY:
        return False
    if old == 0:
        return not proof and old_root == EMPTY
    if old == new:
        return not proof and old_root == new_root
    rest = list(proof)
    try:
        was, now = _rebuild(old, new, rest, old_root)
    except IndexError:  # too short
        return False
    return not rest and was == old_root and now == new_root


def _rebuild(old: int, new: int, rest: list[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """The roots over the first `old` and over all `new` leaves of a subtree; `known` is the old
    root, which a proof leaves out while the subtree begins where the tree does."""
    if old == new:
        root = known if known is not None else rest.pop()
        return root, root
    split = 1 << (new - 1).bit_length() - 1
    beside = rest.pop()
    if old <= split:
        was, now = _rebuild(old, split, rest, known)
        return was, hash_node(now, beside)
    was, now = _rebuild(old - split, new - split, rest, None)
    return hash_node(beside, was), hash_node(beside, now)
