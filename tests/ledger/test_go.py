"""The published log read by Go's own libraries: golang.org/x/mod, note and tlog."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import jifang_verify as jv
import pytest
from jifang_witness.keys import write_key
from jifang_witness.store import make_home, read_log_key
from jifang_witness.witness import Witness

from jifang.ledger.notes import Checkpoint, make_key, sign_checkpoint
from jifang.ledger.proofs import EntryProof
from jifang.ledger.publisher import TileWriter
from jifang.ledger.tiles import name_bundle, name_tile
from jifang.ledger.tree import hash_leaf, prove_inclusion
from tools.find_go import WHAT_TO_DO, build, find_go

KEY = make_key("jifang.example/gd")
SIZES = (1, 255, 256, 257, 1000)
Nodes = dict[tuple[int, int], bytes]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    go = find_go()
    if go is None:
        pytest.skip(WHAT_TO_DO)
    target = tmp_path_factory.mktemp("go") / "verify"
    build(Path(__file__).parent / "go" / "verify.go", target, go)
    return target


def write_log(folder: Path, size: int, changed: int | None = None) -> Nodes:
    """A log as our publisher writes it, signed; one entry may be another."""
    writer, nodes = TileWriter(folder), Nodes()
    for n in range(size):
        entry = f"entry {n}".encode() if n != changed else b"another"
        before = writer.growth.edge.size
        for level, index, node in writer.growth.copy().edge.append(hash_leaf(entry)):
            nodes[level, index] = node
        assert before == n
        writer.append(entry, hash_leaf(entry))
    writer.write_partial()
    writer.tidy()
    checkpoint = Checkpoint(KEY.name, size, writer.growth.edge.root())
    (folder / "checkpoint").write_text(sign_checkpoint(checkpoint, [KEY]).write(), "utf-8")
    (folder / "policy").write_text(f"log {KEY.verifier.write()}\nquorum none\n", "utf-8")
    return nodes


def ask(program: Path, *words: object) -> subprocess.CompletedProcess[str]:
    command = [str(program), KEY.verifier.write(), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def flip(path: Path) -> Iterator[int]:
    """Change one bit after another, here and there, and put it right again."""
    good = path.read_bytes()
    for at in sorted({0, 1, len(good) // 3, len(good) // 2, len(good) - 1}):
        for bit in (0, 7):
            path.write_bytes(good[:at] + bytes([good[at] ^ 1 << bit]) + good[at + 1 :])
            yield at
    path.write_bytes(good)


@pytest.mark.parametrize("size", SIZES)
def test_a_whole_log_is_accepted(program: Path, tmp_path: Path, size: int) -> None:
    write_log(tmp_path, size)
    done = ask(program, tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{size} entries\n"), done.stderr


def test_an_older_checkpoint_is_a_prefix_and_a_rewritten_one_is_not(
    program: Path, tmp_path: Path
) -> None:
    for old in (1, 256, 300, 599, 600):
        write_log(tmp_path / f"old{old}", old)
    write_log(tmp_path / "new", 600)
    write_log(tmp_path / "rewritten", 600, changed=0)
    for old in (1, 256, 300, 599, 600):
        kept = tmp_path / f"old{old}" / "checkpoint"
        assert ask(program, tmp_path / "new", kept).returncode == 0
        assert ask(program, tmp_path / "rewritten", kept).returncode == 1
    assert ask(program, tmp_path / "rewritten").returncode == 0, "signed anew with our own key"


def test_a_proof_file_is_accepted_and_fits_no_other_entry(program: Path, tmp_path: Path) -> None:
    nodes = write_log(tmp_path, 1000)
    note = (tmp_path / "checkpoint").read_text("utf-8")
    entry, proof = tmp_path / "entry", tmp_path / "proof"
    for index in (0, 255, 256, 511, 998, 999):
        path = prove_inclusion(index, 1000, lambda level, at: nodes[level, at])
        proof.write_text(EntryProof(index, tuple(path), note).write(), "utf-8")
        entry.write_bytes(f"entry {index}".encode())
        assert ask(program, proof, entry, "-").stdout == f"entry {index}\n"
        entry.write_bytes(b"another")
        assert ask(program, proof, entry, "-").returncode == 1


def test_what_our_witness_cosigned_is_accepted_and_nothing_else(
    program: Path, tmp_path: Path
) -> None:
    write_log(tmp_path, 5)
    text = (tmp_path / "checkpoint").read_text("utf-8")
    witness = Witness(make_home(tmp_path / "witness", "archives.example/w"))
    witness.store.add_log(read_log_key(KEY.verifier.write()))
    witness = Witness(witness.store)
    public = write_key(witness.store.key.public)
    cosigned = tmp_path / "cosigned"
    cosigned.write_text(text + witness.submit(f"old 0\n\n{text}".encode()).text, "utf-8")
    assert ask(program, "cosigned", public, cosigned, "-").stdout == "archives.example/w\n"
    cosigned.write_text(text, "utf-8")
    assert ask(program, "cosigned", public, cosigned, "-").returncode == 1
    cosigned.write_text(text + witness.store.key.cosign("another\n", 1), "utf-8")
    assert ask(program, "cosigned", public, cosigned, "-").returncode == 1


def test_one_bit_anywhere_is_refused_by_go_and_by_ours(program: Path, tmp_path: Path) -> None:
    write_log(tmp_path, 600)
    names = [name_bundle(0), name_bundle(2, 88), name_tile(0, 1), name_tile(0, 2, 88)]
    for name in [*names, name_tile(1, 0, 2), "checkpoint"]:
        for at in flip(tmp_path / name):
            assert ask(program, tmp_path).returncode != 0, (name, at)
            assert jv.main(["audit", str(tmp_path / "policy"), str(tmp_path)]) != jv.VALID
    assert ask(program, tmp_path).returncode == 0


def test_one_bit_of_a_proof_is_refused(program: Path, tmp_path: Path) -> None:
    nodes = write_log(tmp_path, 600)
    note = (tmp_path / "checkpoint").read_text("utf-8")
    entry, proof = tmp_path / "entry", tmp_path / "proof"
    path = prove_inclusion(300, 600, lambda level, at: nodes[level, at])
    proof.write_text(EntryProof(300, tuple(path), note).write(), "utf-8")
    entry.write_bytes(b"entry 300")
    assert ask(program, proof, entry, "-").returncode == 0
    for changed in (proof, entry):
        for at in flip(changed):
            assert ask(program, proof, entry, "-").returncode != 0, (changed.name, at)
            verdict = jv.main(["entry", str(tmp_path / "policy"), str(proof), str(entry)])
            assert verdict != jv.VALID, (changed.name, at)
