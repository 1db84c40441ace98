"""What a witness cosigns and what it refuses, each answer of the protocol."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import jifang_verify as jv
import pytest
from jifang_witness.faults import WitnessError
from jifang_witness.store import Store, make_home, name_origin, read_log_key
from jifang_witness.tree import continues
from jifang_witness.witness import Witness

from jifang.ledger.notes import make_key, read_verifier_key
from jifang.ledger.notes import read_note as read_our_note
from jifang.ledger.tree import Edge, hash_leaf, prove_consistency
from jifang.ledger.witness_client import read_cosignature, write_request

from .conftest import Log

NOW = 1_800_000_000


@pytest.fixture
def store(tmp_path: Path, log: Log) -> Store:
    found = make_home(tmp_path / "witness", "archives.example/jifang")
    found.add_log(read_log_key(log.key.verifier.write()))
    return found


@pytest.fixture
def witness(store: Store) -> Witness:
    return Witness(store, lambda: NOW)


def test_it_cosigns_from_the_first_on_and_what_continues(log: Log, witness: Witness) -> None:
    log.grow(0)
    assert witness.submit(log.request(0)).status == 200, "an empty log has a root too"
    held = 0
    for size in (1, 2, 3, 255, 256, 257, 700, 700):
        log.grow(size)
        answer = witness.submit(log.request(held))
        assert answer.status == 200, answer
        key = read_verifier_key(_write(witness))
        reply = read_cosignature(key, read_our_note(log.note), answer.text, NOW)
        assert reply.at == NOW
        held = size
    again = Witness(Store(witness.store.home), lambda: NOW)
    assert again.held == witness.held, "the same after a new start"
    assert again.held[log.key.name].note.count("\n— ") == 2, "whole: the log's signature and ours"


def _write(witness: Witness) -> str:
    from jifang_witness.keys import write_key

    return write_key(witness.store.key.public)


def test_what_is_not_written_as_it_should_be_is_400(log: Log, witness: Witness) -> None:
    log.grow(5)
    good = log.request(0)
    proof = b"A" * 43 + b"=\n"
    for was, now in (
        (b"old 0", b"old 00"), (b"old 0", b"old -1"), (b"old 0", b"old " + b"9" * 19),
        (b"old 0\n", b"old 0\nx\n"), (b"old 0\n", b"old 0\n" + proof * 64), (b"old", b"new"),
        (b"old 0\n", b"old 0\nAAAA\n"), (b"\n5\n", b"\n05\n"), (b"old 0", b"old 6"),
        (good, b""), (good, b"old\n\n"), (good, good[4:]), (good, good[:-1]),
        (good, b"old 0\n\n\xff\n\n"),
    ):  # fmt: skip
        bad = good.replace(was, now)
        assert witness.submit(bad).status == 400, bad
    assert witness.held[log.key.name].size == 0


def test_unknown_logs_are_404_and_other_keys_403(log: Log, witness: Witness) -> None:
    other = Log(log.home.parent / "other", make_key("jifang.example/other"))
    other.grow(5)
    assert witness.submit(other.request(0)).status == 404
    forged = Log(log.home.parent / "forged", make_key(log.key.name))
    forged.grow(5)
    assert witness.submit(forged.request(0)).status == 403
    log.grow(5)
    line = log.note.splitlines()[-1]
    for changed in (f"{line[:-6]}AAAA==", f"{line[:-7]}B{line[-6:]}"):
        status = witness.submit(log.request(0).replace(line.encode(), changed.encode())).status
        assert status in (400, 403)


def test_another_start_than_what_it_holds_is_409_with_what_it_holds(
    log: Log, witness: Witness
) -> None:
    for size, old in ((10, 0), (20, 10)):
        log.grow(size)
        witness.submit(log.request(old))
    log.grow(30)
    for old in (0, 10, 29):
        answer = witness.submit(log.request(old))
        assert (answer.status, answer.text, answer.kind) == (409, "20\n", "text/x.tlog.size")
    older = log.rewrite(log.home.parent / "older", 1 << 40)
    older.grow(10)
    assert witness.submit(older.request(10)).status == 409, "a log is never taken back"
    assert witness.submit(log.request(20)).status == 200


def test_a_rewritten_history_is_422_and_kept_as_evidence(log: Log, witness: Witness) -> None:
    log.grow(300)
    witness.submit(log.request(0))
    bent = log.rewrite(log.home.parent / "bent", 299)
    for size, kind in ((300, "proved"), (301, "suspected"), (800, "suspected")):
        bent.grow(size)
        for _ in range(2):  # shown twice, kept once
            assert witness.submit(bent.request(300)).status == 422
        found = [one for one in witness.store.list_evidence() if f"\n{size}\n" in str(one["shown"])]
        assert [one["kind"] for one in found] == [kind]
        assert str(found[0]["held"]).startswith(f"{log.key.name}\n300\n")
    assert witness.held[log.key.name].size == 300
    log.grow(301)
    assert witness.submit(log.request(300)).status == 200, "the true history goes on"
    bent.grow(900)
    assert witness.submit(bent.request(301)).status == 422


def test_another_root_of_the_size_is_evidence_however_it_is_sent(
    log: Log, witness: Witness
) -> None:
    log.grow(7)
    witness.submit(log.request(0))
    bent = log.rewrite(log.home.parent / "bent", 3)
    bent.grow(7)
    assert witness.submit(bent.request(5)).status == 409
    assert [one["kind"] for one in witness.store.list_evidence()] == ["proved"]


def test_a_clock_that_went_back_dates_nothing(log: Log, store: Store) -> None:
    times = iter([NOW, NOW - 1, NOW])
    witness = Witness(store, lambda: next(times))
    log.grow(1)
    assert witness.submit(log.request(0)).status == 200
    log.grow(2)
    assert witness.submit(log.request(1)).status == 503
    assert witness.submit(log.request(1)).status == 200


def test_a_state_that_is_missing_or_changed_stops_it(log: Log, store: Store) -> None:
    log.grow(5)
    Witness(store, lambda: NOW).submit(log.request(0))
    path = store.home / "state" / name_origin(log.key.name)
    good = path.read_bytes()
    changes: list[Callable[[], object]] = [
        path.unlink,
        lambda: path.write_bytes(b""),
        lambda: path.write_bytes(good[:-10]),
        lambda: path.write_bytes(good.replace(b"\n5\n", b"\n4\n")),
        lambda: path.write_bytes(bytes(len(good))),
    ]
    for change in changes:
        change()
        with pytest.raises(WitnessError, match="missing or damaged"):
            Witness(Store(store.home))
    path.write_bytes(good)
    assert Witness(Store(store.home)).held[log.key.name].size == 5


def test_a_state_of_another_witness_or_log_is_not_taken(
    log: Log, store: Store, tmp_path: Path
) -> None:
    log.grow(5)
    Witness(store, lambda: NOW).submit(log.request(0))
    other = make_home(tmp_path / "other", "legal.example/jifang")
    other.add_log(read_log_key(log.key.verifier.write()))
    name = name_origin(log.key.name)
    (other.home / "state" / name).write_bytes((store.home / "state" / name).read_bytes())
    with pytest.raises(WitnessError):
        Witness(Store(other.home))
    second = make_key("jifang.example/second")
    other.add_log(read_log_key(second.verifier.write()))
    (other.home / "state" / name_origin(second.name)).write_bytes(
        (store.home / "state" / name).read_bytes()
    )
    with pytest.raises(WitnessError):
        Witness(Store(other.home))


def test_the_key_is_its_owners_alone_and_never_made_twice(store: Store, tmp_path: Path) -> None:
    assert (store.home / "key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(WitnessError, match="has a key"):
        make_home(store.home, "another.example/jifang")
    (store.home / "key").chmod(0o640)
    with pytest.raises(WitnessError, match="0600"):
        Store(store.home)
    (store.home / "key").chmod(0o600)
    (store.home / "key").write_text("PRIVATE+KEY+x+00000000+AAAA\n")
    with pytest.raises(WitnessError, match="cannot be read"):
        Store(store.home)
    for name in ("", "a b", "a+b", "a\n"):
        with pytest.raises(WitnessError, match="cannot be a name"):
            make_home(tmp_path / "x", name)
    for bad in ("x", make_key("w").verifier.write()[:-2], "w+00000000+AAAA"):
        with pytest.raises(WitnessError):
            read_log_key(bad)


def test_evidence_of_what_anyone_can_send_is_bounded(
    log: Log, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jifang_witness.store.MOST_EVIDENCE", 2)
    log.grow(4)
    witness.submit(log.request(0))
    bent = log.rewrite(log.home.parent / "bent", 0)
    for size in range(5, 10):
        bent.grow(size)
        assert witness.submit(bent.request(4)).status == 422
    assert len(list(witness.store.list_evidence())) == 2
    bent = log.rewrite(log.home.parent / "bent2", 0)
    bent.grow(4)
    assert witness.submit(bent.request(4)).status == 422
    assert sum(one["kind"] == "proved" for one in witness.store.list_evidence()) == 1
    for path in (witness.store.home / "evidence").iterdir():
        held = json.loads(path.read_text("utf-8"))
        key = jv.Policy([jv.read_key(log.key.verifier.write())], {}, {}, "none")
        assert jv.open_note(held["held"], key).size == 4
        assert jv.open_note(held["shown"], key).size >= 4, "both signed by the log itself"


NODES: dict[tuple[int, int], bytes] = {}
ROOTS = [Edge().root()]
EDGE = Edge()
for n in range(70):
    for level, index, node in EDGE.append(hash_leaf(str(n).encode())):
        NODES[level, index] = node
    ROOTS.append(EDGE.root())


def test_every_proof_of_the_logs_own_code_is_accepted_and_no_other() -> None:
    """Two independent readings of RFC 6962 agree, at every pair of sizes."""
    rng = random.Random(7)
    for new in range(1, 70):
        for old in range(1, new + 1):
            proof = prove_consistency(old, new, lambda a, b: NODES[a, b]) if old < new else []
            assert continues(old, ROOTS[old], new, ROOTS[new], proof)
            assert not continues(old, ROOTS[old - 1], new, ROOTS[new], proof)
            assert not continues(old, ROOTS[old], new, ROOTS[new - 1], proof)
            assert not continues(old, ROOTS[old], new, ROOTS[new], [*proof, ROOTS[1]])
            if proof:
                at = rng.randrange(len(proof))
                bent = [*proof[:at], bytes(32), *proof[at + 1 :]]
                assert not continues(old, ROOTS[old], new, ROOTS[new], bent)
                assert not continues(old, ROOTS[old], new, ROOTS[new], proof[:-1])
                assert not continues(old, ROOTS[old], new, ROOTS[new], proof[1:])
    assert not continues(0, ROOTS[0], 0, ROOTS[1], [])
    assert not continues(0, ROOTS[0], 5, ROOTS[5], [ROOTS[1]])
    assert write_request(0, [], "n") == b"old 0\n\nn"
