"""Our log read by other people's implementations, and theirs by ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pymerkle import InmemoryTree
from tlog_scales import signing
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.tlog import Checkpoint as TheirCheckpoint
from tlog_scales.tlog import ConsistencyProofInvalid, InclusionProofInvalid
from tlog_scales.writer import TilesWriter

from jifang.ledger.notes import (
    COSIGNATURE,
    Checkpoint,
    make_key,
    open_checkpoint,
    read_verifier_key,
    sign_checkpoint,
)
from jifang.ledger.tiles import (
    TILE_WIDTH,
    find_tile,
    list_tiles,
    name_bundle,
    name_tile,
    pack_bundle,
    unpack_bundle,
)
from jifang.ledger.tree import (
    Edge,
    check_consistency,
    check_inclusion,
    hash_leaf,
    hash_node,
    hash_range,
    prove_consistency,
    prove_inclusion,
)

ORIGIN = "jifang.example/gd"
SIZES = (1, 2, 3, 255, 256, 257, 511, 512, 1000, 65_536 + 3)
ENTRIES = [f"entry {i}".encode() for i in range(66_000)]


class Log:
    """A log in memory, laid out as tiles."""

    def __init__(self, size: int) -> None:
        self.size, self.edge = size, Edge()
        self.nodes: dict[tuple[int, int], bytes] = {}
        for entry in ENTRIES[:size]:
            for level, index, node in self.edge.append(hash_leaf(entry)):
                self.nodes[level, index] = node

    def get(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def write(self, root: Path, note: str) -> None:
        for level, number, width in list_tiles(self.size):
            hashes = [self.get(8 * level, number * TILE_WIDTH + i) for i in range(width)]
            put(root / name_tile(level, number, width), b"".join(hashes))
            if level == 0:
                first = number * TILE_WIDTH
                bundle = pack_bundle(ENTRIES[first : first + width])
                put(root / name_bundle(number, width), bundle)
        put(root / "checkpoint", note.encode())


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@pytest.mark.parametrize("size", SIZES)
def test_their_reader_accepts_our_log(size: int, tmp_path: Path) -> None:
    key, log = make_key(ORIGIN), Log(size)
    note = sign_checkpoint(Checkpoint(ORIGIN, size, log.edge.root()), [key])
    log.write(tmp_path, note.write())
    reader = TilesReader(LocalBackend(tmp_path))
    checkpoint = reader.get_checkpoint()
    checkpoint.verify(signing.Vkey.from_string(key.verifier.write()))
    assert reader.calculate_root_hash() == checkpoint.root_hash == log.edge.root()
    for index in sorted({0, size // 2, size - 1}):
        assert reader.get_entry(index) == ENTRIES[index]
        theirs = reader.get_inclusion_proof(index, size)
        theirs.check(hash_leaf(ENTRIES[index]), log.edge.root())
        with pytest.raises(InclusionProofInvalid):
            theirs.check(hash_leaf(b"another"), log.edge.root())
        assert list(theirs.node_hashes) == prove_inclusion(index, size, log.get)
    for old in sorted({1, (size + 1) // 2, size}):
        prefix = reader.get_consistency_proof(old, size)
        prefix.check(hash_range(0, old, log.get), log.edge.root())
        with pytest.raises(ConsistencyProofInvalid):
            prefix.check(hash_leaf(b"rewritten"), log.edge.root())
        assert list(prefix.node_hashes) == prove_consistency(old, size, log.get)


@pytest.mark.parametrize("size", [1, 300, 1000])
def test_we_accept_their_log(size: int, tmp_path: Path) -> None:
    secret = Ed25519PrivateKey.generate()
    signer = signing.PlainEd25519Signer(ORIGIN, secret)
    home = tmp_path / "log"
    writer = TilesWriter.create(home, ORIGIN)
    for entry in ENTRIES[:size]:
        writer.add_leaf(entry)
    writer.commit([signer])
    root = TilesReader(LocalBackend(home))
    root.set_size(size)
    note = (home / "checkpoint").read_text("utf-8")
    public = secret.public_key().public_bytes_raw()
    theirs: str = signing.Vkey(ORIGIN, None, 1, public).serialize()  # type: ignore[no-untyped-call]  # it has no annotations
    vkey = read_verifier_key(theirs)
    checkpoint, _ = open_checkpoint(note, [vkey])
    ours = Log(size)
    assert checkpoint.root == ours.edge.root()
    last = size - 1
    path = root.get_inclusion_proof(last, size)
    check_inclusion(last, size, hash_leaf(ENTRIES[last]), list(path.node_hashes), checkpoint.root)
    half = (size + 1) // 2
    consistency = root.get_consistency_proof(half, size)
    was = hash_range(0, half, ours.get)
    check_consistency(half, size, was, checkpoint.root, list(consistency.node_hashes))
    width = min(size, TILE_WIDTH)
    bundle = (home / name_bundle(0, width)).read_bytes()
    assert unpack_bundle(bundle) == ENTRIES[:width]


def test_a_witness_of_ours_is_accepted_by_their_verifier() -> None:
    witness = make_key("witness.example/archive", COSIGNATURE)
    note = sign_checkpoint(Checkpoint(ORIGIN, 1, hash_leaf(b"a")), [make_key(ORIGIN)])
    signed = note.add(witness.sign(note.body, 1_700_000_000))
    theirs = TheirCheckpoint.from_text(signed.write())
    vkeys = signing.VkeySet(signing.Vkey.from_string(witness.verifier.write()))
    assert len(vkeys.verify(theirs.signatures, theirs)) == 1


@pytest.mark.parametrize("size", [*range(1, 130), 255, 256, 257, 1023, 1024, 1025])
def test_a_third_tree_has_the_same_root(size: int) -> None:
    tree = InmemoryTree(algorithm="sha256")
    edge = Edge()
    for entry in ENTRIES[:size]:
        tree.append_entry(entry)
        list(edge.append(hash_leaf(entry)))
    assert tree.get_root() == edge.root()


def test_a_node_stands_where_its_tile_says() -> None:
    log = Log(1000)
    for level in range(9):
        for index in range(1000 >> level):
            tile, number, start, end = find_tile(level, index)
            first = number * TILE_WIDTH
            hashes = [log.get(8 * tile, first + i) for i in range(start, end)]
            while len(hashes) > 1:
                hashes = [hash_node(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
            assert hashes == [log.get(level, index)]
