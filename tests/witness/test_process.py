"""Witnesses as an organ runs them: processes, over HTTP, killed, without room, lied to."""

from __future__ import annotations

import http.client
import resource
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import jifang_verify as jv
import pytest
from jifang_witness.store import name_origin
from tlog_scales import signing
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.tlog import Checkpoint as TheirCheckpoint

from jifang.ledger.notes import read_note
from jifang.ledger.witness_client import write_request

from .conftest import Log, MakeProcess, Process, run, write_policy

DIE_AFTER_KEEPING = """
import os, signal, sys
sys.argv[0] = "jifang-witness"
from jifang_witness import store
keep = store.write_whole
def keep_and_die(path, data, mode=0o600):
    keep(path, data, mode)
    if path.parent.name == "state" and b"\\n20\\n" in data:
        os.kill(os.getpid(), signal.SIGKILL)
store.write_whole = keep_and_die
from jifang_witness.cli import main
sys.exit(main())
"""


def cosign(log: Log, witness: Process, old: int) -> str:
    """The checkpoint with the witness's signature."""
    status, text = witness.post(log.request(old))
    assert status == 200, text
    return log.note + text


def test_an_organ_sets_it_up_with_five_commands(log: Log, tmp_path: Path) -> None:
    home = tmp_path / "organ"
    done = run(home, "init", "archives.example/jifang")
    assert done.returncode == 0, done.stderr
    key = done.stdout.strip()
    assert run(home, "key").stdout.strip() == key
    assert jv.read_key(key).kind == jv.WITNESS_KEY
    assert run(home, "add-log", log.key.verifier.write()).returncode == 0
    assert "ExecStart" in run(home, "systemd").stdout
    assert "evidence\t0" in run(home, "status").stdout
    assert run(home, "init", "again.example/x").returncode == 1
    assert run(home, "add-log", key).returncode == 1, "not the key of a log"
    witness = Process(home).start()
    try:
        log.grow(3)
        note = log.home / "cosigned"
        note.write_text(cosign(log, witness, 0), "utf-8")
        policy = write_policy(log, tmp_path / "policy", 1, key)
        assert jv.main(["checkpoint", str(policy), str(note)]) == jv.VALID
        assert witness.get("/key").strip() == key
        assert witness.get(f"/{name_origin(log.key.name)}/checkpoint") == note.read_text("utf-8")
        assert witness.get("/healthz") == "ok\n"
        refused = run(home, "serve", "--listen", "127.0.0.1:0")
        assert (refused.returncode, "another process" in refused.stderr) == (1, True)
        witness.process.send_signal(signal.SIGTERM)
        assert witness.process.wait(10) == 0
    finally:
        witness.stop()


def test_a_log_rewritten_and_signed_with_its_own_key_is_refused_everywhere(
    log: Log, make_witness: MakeProcess, tmp_path: Path
) -> None:
    first, second = make_witness("archives"), make_witness("legal")
    log.grow(300)
    kept = tmp_path / "kept"
    kept.write_text(cosign(log, first, 0) + second.post(log.request(0))[1], "utf-8")
    policy = write_policy(log, tmp_path / "policy", 2, first.key, second.key)
    assert jv.main(["checkpoint", str(policy), str(kept)]) == jv.VALID

    bent = log.rewrite(tmp_path / "bent", 100)
    bent.grow(400)
    # every check of signatures and hashes passes: it is our own key
    (bent.public / "policy").write_text(f"log {log.key.verifier.write()}\nquorum none\n")
    assert jv.main(["audit", str(bent.public / "policy"), str(bent.public)]) == jv.VALID
    # the witnesses, whoever kept a checkpoint, and whoever asks for witnesses say no
    for witness in (first, second):
        assert witness.post(bent.request(300))[0] == 422
        shown = run(witness.home, "evidence")
        assert shown.returncode == 1
        assert shown.stdout.count("signed by the log") == 2
    newer = bent.public / "checkpoint"
    compare = ["compare", str(bent.public / "policy"), str(kept), str(newer), "--tiles"]
    assert jv.main([*compare, str(bent.public)]) == jv.INVALID
    assert jv.main(["checkpoint", str(policy), str(newer)]) == jv.UNWITNESSED
    # taken back: an older checkpoint of the true history
    older = log.rewrite(tmp_path / "older", 1 << 40)
    older.grow(200)
    assert first.post(older.request(200)) == (409, "300\n")
    assert first.post(older.request(300))[0] == 400
    older.grow(300)
    compare = ["compare", str(bent.public / "policy"), str(newer), str(kept), "--tiles"]
    assert jv.main([*compare, str(older.public)]) == jv.INVALID


def test_two_witnesses_shown_different_histories_end_with_evidence(
    log: Log, make_witness: MakeProcess, tmp_path: Path
) -> None:
    first, second = make_witness("archives"), make_witness("legal")
    log.grow(50)
    other = log.rewrite(tmp_path / "other", 40)
    other.grow(50)
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text(cosign(log, first, 0), "utf-8")
    two.write_text(cosign(other, second, 0), "utf-8")
    policy = write_policy(log, tmp_path / "policy", 2, first.key, second.key)
    for note in (one, two):  # neither view finds a quorum
        assert jv.main(["checkpoint", str(policy), str(note)]) == jv.UNWITNESSED
    # they compare what they cosigned: the log's own signatures convict it
    two.write_text(second.get(f"/{name_origin(log.key.name)}/checkpoint"), "utf-8")
    assert run(first.home, "compare", str(one)).returncode == 0
    assert run(first.home, "compare", str(two)).returncode == 1
    assert "proved: two roots for one size" in run(first.home, "evidence").stdout
    # and a log that tries to have the one history cosigned by the other
    assert second.post(log.request(50))[0] == 422
    assert "proved: two roots for one size" in run(second.home, "evidence").stdout


def test_killed_between_keeping_and_answering_it_can_only_repeat_the_same(
    log: Log, make_witness: MakeProcess, tmp_path: Path
) -> None:
    log.grow(10)
    bent = log.rewrite(tmp_path / "bent", 15)
    witness = make_witness("archives", DIE_AFTER_KEEPING)
    cosign(log, witness, 0)
    log.grow(20)
    bent.grow(20)
    with pytest.raises((http.client.HTTPException, OSError)):
        witness.post(log.request(10))
    assert witness.process.wait(10) == -signal.SIGKILL
    again = make_witness("archives")
    assert again.post(bent.request(10)) == (409, "20\n"), "what was kept counts as given"
    assert again.post(bent.request(20))[0] == 422
    cosign(log, again, 20)


def test_without_room_on_the_disk_nothing_is_cosigned(log: Log, make_witness: MakeProcess) -> None:
    witness = make_witness("archives")
    log.grow(10)
    cosign(log, witness, 0)
    log.grow(20)
    _, hard = resource.prlimit(witness.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(witness.process.pid, resource.RLIMIT_FSIZE, (0, hard))
    assert witness.post(log.request(10))[0] == 503
    assert witness.post(log.request(20)) == (409, "10\n"), "it holds what it cosigned"
    resource.prlimit(witness.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    cosign(log, witness, 10)
    state = witness.home / "state" / name_origin(log.key.name)
    assert not list(state.parent.glob(".*")), "no drafts are left"
    witness.stop()
    state.write_bytes(state.read_bytes()[:-1])
    refused = run(witness.home, "serve", "--listen", "127.0.0.1:0")
    assert (refused.returncode, "missing or damaged" in refused.stderr) == (1, True)


def test_what_comes_over_the_wire_is_bounded(log: Log, make_witness: MakeProcess) -> None:
    witness = make_witness("archives")
    address = urlsplit(witness.url)
    log.grow(1)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=20)
    for method, path, body, status in (
        ("POST", "/add-checkpoint", b"x" * (64 * 1024 + 1), 413),
        ("POST", "/elsewhere", log.request(0), 404),
        ("GET", "/key/../../etc/passwd", b"", 404),
        ("PUT", "/add-checkpoint", b"", 501),
        ("POST", "/add-checkpoint", log.request(0), 200),
        ("POST", "/add-checkpoint", log.request(1), 200),  # the connection is kept
    ):
        connection.request(method, path, body)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status, (method, path)
    connection.close()
    with socket.create_connection((str(address.hostname), address.port or 0), 20) as raw:
        raw.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n\r\n")
        assert b" 411 " in raw.recv(100)
    with socket.create_connection((str(address.hostname), address.port or 0), 20) as raw:
        raw.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 9\r\n\r\nold")
        raw.shutdown(socket.SHUT_WR)
        assert b" 400 " in raw.recv(100)


def test_a_client_and_a_verifier_that_we_did_not_write_get_on_with_it(
    log: Log, make_witness: MakeProcess
) -> None:
    """tlog-scales proves from the published tiles, and verifies the cosignature."""
    witness, held = make_witness("archives"), 0
    vkeys = signing.VkeySet(signing.Vkey.from_string(witness.key))
    for size in (5, 256, 700):
        log.grow(size)
        reader = TilesReader(LocalBackend(log.public))
        reader.get_checkpoint()
        proof = reader.get_consistency_proof(held, size).node_hashes if held else []
        status, line = witness.post(write_request(held, list(proof), log.note))
        assert status == 200
        theirs = TheirCheckpoint.from_text(log.note + line)
        assert len(vkeys.verify(theirs.signatures, theirs)) == 1
        assert read_note(log.note + line).signatures[1].name == jv.read_key(witness.key).name
        held = size
