"""Signed notes, checkpoints, cosignatures, proofs, entries, bundles: good, and each way wrong."""

from __future__ import annotations

import pytest

from jifang.ledger.entries import EntryError, commit, make_salt, read_entry, write_entry
from jifang.ledger.notes import (
    COSIGNATURE,
    Checkpoint,
    NoteError,
    make_key,
    open_checkpoint,
    read_checkpoint,
    read_note,
    read_signing_key,
    read_verifier_key,
    sign_checkpoint,
)
from jifang.ledger.proofs import EntryProof, read_proof
from jifang.ledger.tiles import (
    TileError,
    find_tile,
    list_tiles,
    name_bundle,
    name_number,
    name_tile,
    pack_bundle,
    unpack_bundle,
)
from jifang.ledger.tree import EMPTY_ROOT, ProofError, hash_leaf

ORIGIN = "jifang.example/gd"
KEY = make_key(ORIGIN)
WITNESS = make_key("witness.example/archive", COSIGNATURE)
CHECKPOINT = Checkpoint(ORIGIN, 1, hash_leaf(b"first"))

# The example key and note of the signed-note format's reference implementation.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZ"
    "b6KE6RyyBwJnAM=\n"
)


def test_a_note_of_another_implementation_verifies() -> None:
    note = read_note(PETER_NOTE)
    assert note.find_signers([read_verifier_key(PETER)]) == {"PeterNeumann": None}
    changed = read_note(PETER_NOTE.replace("don't", "do"))
    with pytest.raises(NoteError, match="does not verify"):
        changed.find_signers([read_verifier_key(PETER)])


def test_keys_are_written_and_read_back() -> None:
    assert read_verifier_key(KEY.verifier.write()) == KEY.verifier
    assert read_signing_key(KEY.write()).verifier == KEY.verifier
    assert "PRIVATE" not in repr(KEY)
    assert KEY.private.private_bytes_raw().hex() not in repr(KEY)


@pytest.mark.parametrize(
    "text", ["", "a+b", "a b+00000000+AQ==", PETER.replace("c74f", "c74e"), PETER[:-4] + "????"]
)
def test_a_wrong_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_verifier_key(text)
    with pytest.raises(NoteError):
        read_signing_key(text)


def test_a_checkpoint_is_signed_and_opened() -> None:
    text = sign_checkpoint(CHECKPOINT, [KEY]).write()
    opened, _ = open_checkpoint(text, [KEY.verifier])
    assert opened == CHECKPOINT
    with pytest.raises(NoteError, match="no known key"):
        open_checkpoint(text, [make_key(ORIGIN).verifier])


def test_a_witness_says_when_and_its_line_replaces_its_older_one() -> None:
    note = sign_checkpoint(CHECKPOINT, [KEY])
    note = note.add(WITNESS.sign(note.body, 1_700_000_000))
    note = note.add(WITNESS.sign(note.body, 1_700_000_060))
    assert len(note.signatures) == 2
    keys = [KEY.verifier, WITNESS.verifier]
    assert read_note(note.write()).find_signers(keys) == {
        ORIGIN: None,
        WITNESS.name: 1_700_000_060,
    }


@pytest.mark.parametrize(
    "body",
    [
        "",
        "a\n1\n",
        "a\n01\n" + "A" * 43 + "=\n",
        "a\n-1\n" + "A" * 43 + "=\n",
        "a\n1\nAAAA\n",
        "a\n1\n!\n",
        "\n1\n" + "A" * 43 + "=\n",
    ],
)
def test_a_wrong_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(NoteError):
        read_checkpoint(body)


@pytest.mark.parametrize("text", ["", "a\n", "a\n\nb\n", "a\n\n— a\n", "a\x00\n\n— a AAAAAAA=\n"])
def test_a_wrong_note_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_note(text)


def test_the_proof_of_an_entry_goes_through_a_file() -> None:
    note = sign_checkpoint(CHECKPOINT, [KEY]).write()
    proof = read_proof(EntryProof(0, (), note).write())
    proof.check(b"first", [KEY.verifier])
    with pytest.raises(ProofError):
        proof.check(b"second", [KEY.verifier])
    longer = EntryProof(0, (EMPTY_ROOT,), note)
    assert read_proof(longer.write()) == longer
    for wrong in ("", "x\n\ny", proof.write().replace("index 0", "index x")):
        with pytest.raises(NoteError):
            read_proof(wrong)


def test_names_of_tiles() -> None:
    assert name_number(0) == "000"
    assert name_number(1_234_067) == "x001/x234/067"
    assert name_tile(1, 5) == "tile/1/005"
    assert name_tile(0, 273, 64) == "tile/0/273.p/64"
    assert name_bundle(273, 64) == "tile/entries/273.p/64"
    with pytest.raises(TileError):
        name_tile(0, 0, 0)


def test_a_node_is_found_in_its_tile() -> None:
    assert find_tile(0, 300) == (0, 1, 44, 45)
    assert find_tile(7, 3) == (0, 1, 128, 256)
    assert find_tile(8, 3) == (1, 0, 3, 4)


def test_the_tiles_of_a_tree() -> None:
    assert list(list_tiles(0)) == []
    assert list(list_tiles(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(list_tiles(70_000))[-3:] == [(1, 0, 256), (1, 1, 17), (2, 0, 1)]


def test_bundles_are_packed_and_unpacked() -> None:
    entries = [b"", b"a", b"x" * 65_535]
    assert unpack_bundle(pack_bundle(entries)) == entries
    with pytest.raises(TileError):
        pack_bundle([b"x" * 65_536])
    for cut in (b"\x00", b"\x00\x02a", pack_bundle(entries)[:-1]):
        with pytest.raises(TileError):
            unpack_bundle(cut)


def test_an_entry_is_written_in_one_way_only() -> None:
    data = write_entry({"b": [1, True, None], "a": {"unit": "甲"}})
    assert data == '{"a":{"unit":"甲"},"b":[1,true,null]}'.encode()
    assert read_entry(data) == {"a": {"unit": "甲"}, "b": [1, True, None]}


@pytest.mark.parametrize(
    "value",
    [1.5, 2**53, "e\u0301", "\ud800", b"x", {"键": 1}, {"": 1}, {1: 2}, "x" * 70_000],
    ids=["float", "large", "not NFC", "surrogate", "bytes", "key", "no key", "number", "long"],
)
def test_what_could_be_written_in_two_ways_is_refused(value: object) -> None:
    with pytest.raises(EntryError):
        write_entry({"a": value})


def test_a_commitment_tells_nothing_without_its_salt() -> None:
    one, two = make_salt(), make_salt()
    assert commit("王某", one) == commit("王某", one)
    assert commit("王某", one) != commit("王某", two)
    assert len(commit("王某", one)) == 64
    with pytest.raises(EntryError):
        commit("王某", b"short")
    with pytest.raises(EntryError):
        read_entry(b"\xff")
