"""The offline verifier: what it accepts, and that it finds and names every kind of tampering."""

from __future__ import annotations

import ast
import json
import time
from pathlib import Path

import jifang_verify as jv
import pytest

from jifang.ledger.entries import commit, make_salt, write_entry
from jifang.ledger.notes import COSIGNATURE, Checkpoint, SigningKey, make_key, sign_checkpoint
from jifang.ledger.proofs import EntryProof
from jifang.ledger.tiles import TILE_WIDTH, list_tiles, name_bundle, name_tile, pack_bundle
from jifang.ledger.tree import Edge, hash_leaf, prove_inclusion

ORIGIN = "jifang.example/gd"
SALT = make_salt()
ENTRIES = [write_entry({"n": i, "committed": {"name": commit("某甲", SALT)}}) for i in range(700)]


class Site:
    """A log on disk with its key, witnesses and policy."""

    def __init__(self, folder: Path, quorum: str = "none") -> None:
        self.folder = folder
        self.key = make_key(ORIGIN)
        self.witnesses = [make_key(f"witness.example/{n}", COSIGNATURE) for n in "abc"]
        lines = [f"log {self.key.verifier.write()} # ours"]
        lines += [f"witness {w.name[-1]} {w.verifier.write()}" for w in self.witnesses]
        lines += ["group most 2 a b c", f"quorum {quorum}"]
        self.policy = self.put("policy", "\n".join(lines))

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def write(self, entries: list[bytes], name: str = "log", witnesses: int = 0) -> Path:
        edge, nodes = Edge(), {}
        for entry in entries:
            for level, index, node in edge.append(hash_leaf(entry)):
                nodes[level, index] = node
        self.nodes, size = nodes, len(entries)
        for level, number, width in list_tiles(size):
            first = number * TILE_WIDTH
            hashes = b"".join(nodes[8 * level, first + i] for i in range(width))
            self.put(f"{name}/{name_tile(level, number, width)}", hashes)
            if level == 0:
                bundle = pack_bundle(entries[first : first + width])
                self.put(f"{name}/{name_bundle(number, width)}", bundle)
        return self.put(f"{name}/checkpoint", self.note(size, edge.root(), witnesses))

    def note(self, size: int, root: bytes, witnesses: int = 0, at: int | None = None) -> str:
        note = sign_checkpoint(Checkpoint(ORIGIN, size, root), [self.key])
        now = int(time.time()) if at is None else at
        signers: list[SigningKey] = self.witnesses[:witnesses]
        return note.add(*(w.sign(note.body, now) for w in signers)).write()

    def prove(self, index: int, note: Path) -> tuple[Path, Path]:
        size = int(note.read_text("utf-8").split("\n")[1])
        path = prove_inclusion(index, size, lambda level, at: self.nodes[level, at])
        proof = EntryProof(index, tuple(path), note.read_text("utf-8"))
        return self.put("proof", proof.write()), self.put("entry", ENTRIES[index])


def run(*words: object) -> int:
    return jv.main([str(w) for w in words])


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_it_stands_alone() -> None:
    """One file, Python's own modules and cryptography: nothing of the platform."""
    tree = ast.parse(Path(jv.__file__).read_text("utf-8"))
    names = {
        a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names
    }
    names |= {
        n.module.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module
    }
    assert "jifang" not in names
    assert "cryptography" in names


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 700])
def test_a_whole_log_is_recomputed(site: Site, size: int) -> None:
    site.write(ENTRIES[:size])
    assert run("audit", site.policy, site.folder / "log") == jv.VALID


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_changed_entry_is_named(
    site: Site, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site.write(ENTRIES)
    bundle = site.folder / "log" / name_bundle(1)
    data = bytearray(bundle.read_bytes())
    data[5] ^= 1
    bundle.write_bytes(bytes(data))
    assert run("audit", site.policy, site.folder / "log", "--lang", lang) == jv.INVALID
    assert "256" in capsys.readouterr().err


def test_a_changed_tile_of_any_level_is_found(site: Site) -> None:
    site.write(ENTRIES)
    for name in (name_tile(0, 0), name_tile(0, 2, 188), name_tile(1, 0, 2)):
        tile = site.folder / "log" / name
        good = tile.read_bytes()
        tile.write_bytes(bytes([good[0] ^ 1]) + good[1:])
        assert run("audit", site.policy, site.folder / "log") == jv.INVALID
        tile.write_bytes(good)
    assert run("audit", site.policy, site.folder / "log") == jv.VALID


def test_a_cut_or_missing_file_is_no_valid_log(site: Site) -> None:
    site.write(ENTRIES)
    bundle = site.folder / "log" / name_bundle(0)
    bundle.write_bytes(bundle.read_bytes()[:-1])
    assert run("audit", site.policy, site.folder / "log") == jv.INVALID
    bundle.unlink()
    assert run("audit", site.policy, site.folder / "log") == jv.UNREADABLE


def test_an_entry_is_proved_and_another_is_not(site: Site) -> None:
    proof, entry = site.prove(300, site.write(ENTRIES))
    assert run("entry", site.policy, proof, entry) == jv.VALID
    entry.write_bytes(ENTRIES[301])
    assert run("entry", site.policy, proof, entry) == jv.INVALID


@pytest.mark.parametrize(
    ("value", "code"), [("某甲", jv.VALID), ("某乙", jv.INVALID), (None, jv.UNREADABLE)]
)
def test_a_disclosed_value_is_held_to_its_commitment(
    site: Site, value: str | None, code: int
) -> None:
    proof, entry = site.prove(3, site.write(ENTRIES))
    told = {"name": {"value": value, "salt": SALT.hex()} if value else "nothing"}
    disclosed = site.put("told", json.dumps(told))
    assert run("entry", site.policy, proof, entry, "--disclose", disclosed) == code


def test_a_rewritten_history_signed_anew_is_found_by_whoever_kept_a_checkpoint(site: Site) -> None:
    old = site.write(ENTRIES[:300], "old")
    rewritten = [*ENTRIES[:100], b"rewritten", *ENTRIES[101:]]
    new = site.write(rewritten, "new")
    assert run("audit", site.policy, site.folder / "new") == jv.VALID
    assert run("compare", site.policy, old, new, "--tiles", new.parent) == jv.INVALID
    honest = site.write(ENTRIES, "honest")
    assert run("compare", site.policy, old, honest, "--tiles", honest.parent) == jv.VALID


def test_a_truncated_log_is_a_rollback(site: Site) -> None:
    new, old = site.write(ENTRIES[:300], "long"), site.write(ENTRIES[:200], "short")
    assert run("compare", site.policy, new, old, "--tiles", old.parent) == jv.INVALID


@pytest.mark.parametrize(("signed", "code"), [(0, 2), (1, 2), (2, 0), (3, 0)])
def test_enough_witnesses_are_asked_for(tmp_path: Path, signed: int, code: int) -> None:
    site = Site(tmp_path, "most")
    note = site.write(ENTRIES[:5], witnesses=signed)
    assert run("checkpoint", site.policy, note) == code


def test_an_old_signature_of_the_witnesses_is_stale(tmp_path: Path) -> None:
    site = Site(tmp_path, "most")
    note = site.put("note", site.note(1, hash_leaf(b"a"), 3, at=1_700_000_000))
    assert run("checkpoint", site.policy, note) == jv.VALID
    assert run("checkpoint", site.policy, note, "--fresh", 600) == jv.STALE


def test_one_bit_of_a_checkpoint_changed_anywhere_is_refused(site: Site) -> None:
    note = site.write(ENTRIES[:5])
    good = note.read_bytes()
    for at in range(len(good)):
        for bit in (0, 3):
            changed = bytearray(good)
            changed[at] ^= 1 << bit
            note.write_bytes(bytes(changed))
            assert run("checkpoint", site.policy, note) != jv.VALID, (at, bit)


@pytest.mark.parametrize(
    "policy",
    ["", "log x", "quorum none", "witness a b c", "group g 2 a\nquorum g", "log\nquorum none", "x"],
)
def test_a_wrong_policy_cannot_be_used(site: Site, policy: str) -> None:
    note = site.write(ENTRIES[:5])
    assert run("checkpoint", site.put("bad", policy), note) == jv.UNREADABLE


def test_what_cannot_be_read_is_said(site: Site) -> None:
    assert run("checkpoint", site.policy, site.folder / "nothing") == jv.UNREADABLE
    assert run("checkpoint", site.policy, site.put("bytes", b"\xff\xfe")) == jv.UNREADABLE
    assert run("checkpoint", site.policy, site.put("text", "a\n\nb\n")) == jv.UNREADABLE
    with pytest.raises(SystemExit) as left:
        run("audit", site.policy)
    assert left.value.code == jv.UNREADABLE


def test_another_log_s_key_is_not_trusted(site: Site, tmp_path: Path) -> None:
    other = Site(tmp_path / "other")
    note = other.write(ENTRIES[:5])
    assert run("checkpoint", site.policy, note) == jv.INVALID
