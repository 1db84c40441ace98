"""The signer signs nothing but the continuation of what it signed, and publishes it whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import jifang_verify as jv
import psycopg
import pytest

from jifang.foundation.postgres.connection import SIGNER
from jifang.ledger import publisher, signer
from jifang.ledger.faults import FrozenError, LedgerError
from jifang.ledger.files import write_whole
from jifang.ledger.notes import open_checkpoint
from jifang.ledger.signer import load_key, read_published

from .conftest import Log


def verify(log: Log) -> int:
    """What the offline verifier says of the published folder."""
    public = log.home / "public"
    return jv.main(["audit", str(public / "policy"), str(public)])


def read_size(log: Log) -> int:
    published = read_published(log.home / "public" / "checkpoint")
    return published.size if published else 0


@pytest.mark.parametrize("count", [1, 256, 700])
def test_what_is_sequenced_is_signed_and_can_be_verified_offline(log: Log, count: int) -> None:
    log.append(0, count)
    log.sequence()
    signed = log.sign()
    assert signed is not None
    assert signed.size == read_size(log) == count
    assert verify(log) == jv.VALID
    [(note,)] = log.read("SELECT note FROM ledger_note")
    assert note == (log.home / "public" / "checkpoint").read_text("utf-8")
    assert open_checkpoint(note, [log.key.verifier])[0] == signed


def test_an_empty_log_has_nothing_to_sign(log: Log) -> None:
    assert log.sign() is None
    assert not (log.home / "public" / "checkpoint").exists()


def test_the_published_folder_is_whole_at_every_size(log: Log) -> None:
    sequencer, running = log.sequence(), log.open_signer()
    running.start()
    at = 0
    for step in (1, 3, 250, 1, 1, 1, 255, 256, 40):
        log.append(at, step)
        at += step
        while sequencer.tick():
            pass
        running.tick()
        assert read_size(log) == at
        assert verify(log) == jv.VALID
    assert running.tick() is None
    partial = {p.name for p in (log.home / "public").rglob("*.p")}
    assert partial == {"003.p", "000.p"}, "what a full tile replaced is gone"


def test_only_the_signer_reads_its_key_and_it_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "log.key"
    key = load_key(path, "jifang.example/gd")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert load_key(path, "another").write() == key.write()
    assert len(list(path.parent.iterdir())) == 1
    path.chmod(0o640)
    with pytest.raises(LedgerError, match="0600"):
        load_key(path, "jifang.example/gd")
    path.chmod(0o600)
    path.write_text("nothing", "utf-8")
    with pytest.raises(LedgerError, match="not a private key"):
        load_key(path, "jifang.example/gd")


def test_it_refuses_a_log_behind_what_it_signed(log: Log) -> None:
    log.append(0, 300)
    log.sequence()
    log.sign()
    log.spoil(
        "DELETE FROM ledger_note",
        "DELETE FROM ledger_checkpoint",
        "DELETE FROM ledger_leaf",
        "DELETE FROM ledger_tile",
        "DELETE FROM ledger_entry WHERE id > 200",
    )
    log.sequence()
    running = log.open_signer()
    with pytest.raises(FrozenError, match="earlier time"):
        running.start()


def rewrite(log: Log) -> None:
    """Change an entry and order everything anew, as an owner could who holds no key."""
    log.spoil(
        "DELETE FROM ledger_note",
        "DELETE FROM ledger_checkpoint",
        "DELETE FROM ledger_leaf",
        "DELETE FROM ledger_tile",
        "UPDATE ledger_entry SET bytes = bytes || 'x' WHERE id = 10",
    )
    log.append(300, 50)
    log.sequence()


def test_it_refuses_a_rewritten_history_though_the_database_agrees_with_itself(log: Log) -> None:
    log.append(0, 300)
    log.sequence()
    log.sign()
    rewrite(log)
    with pytest.raises(FrozenError, match="rewritten"):
        log.sign()
    assert read_size(log) == 300


def test_it_refuses_while_running_too(log: Log) -> None:
    log.append(0, 300)
    log.sequence()
    running = log.open_signer()
    running.start()
    running.tick()
    rewrite(log)
    with pytest.raises(FrozenError, match="do not lead to the root"):
        running.tick()
    running.database.rollback()
    log.spoil("DELETE FROM ledger_checkpoint WHERE size >= 300")
    with pytest.raises(FrozenError, match="signed up to 300"):
        running.tick()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ledger_entry SET bytes = bytes || 'x' WHERE id = 250", "was changed"),
        ("DELETE FROM ledger_entry WHERE id = 250", "has gone"),
        ("DELETE FROM ledger_leaf WHERE index = 255", "missing"),
        ("UPDATE ledger_checkpoint SET root = sha256('x')", "root"),
    ],
)
def test_it_signs_no_entry_that_was_touched_before(log: Log, statement: str, said: str) -> None:
    log.append(0, 300)
    log.sequence()
    log.spoil(statement)
    with pytest.raises(FrozenError, match=said):
        log.sign()
    assert read_size(log) == 0


def test_its_own_memory_outside_the_database_must_be_its_own(log: Log) -> None:
    log.append(0, 3)
    log.sequence()
    log.sign()
    memory = log.home / "signer" / "signed"
    assert memory.stat().st_mode & 0o777 == 0o600
    good = memory.read_text("utf-8")
    memory.write_text(good.replace("\n3\n", "\n2\n"), "utf-8")
    with pytest.raises(FrozenError, match="signed with this key"):
        log.sign()


class CutError(Exception):
    """The process ends here."""


@pytest.mark.parametrize("after", range(14))
def test_killed_at_any_file_it_goes_on(
    log: Log, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    log.append(0, 200)
    log.sequence()
    log.sign()
    log.append(200, 400)
    log.sequence()
    left = [after]

    def write(*given: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise CutError
        write_whole(*given)

    with monkeypatch.context() as patch:
        patch.setattr(publisher, "write_whole", write)
        patch.setattr(signer, "write_whole", write)
        try:
            log.sign()
        except CutError:
            assert verify(log) == jv.VALID, "what was published before stays whole"
    log.sign()
    assert read_size(log) == 600
    assert verify(log) == jv.VALID
    assert [size for (size,) in log.read("SELECT size FROM ledger_note ORDER BY 1")] == [200, 600]


def test_a_lost_folder_is_published_anew(log: Log) -> None:
    log.append(0, 300)
    log.sequence()
    log.sign()
    shutil.rmtree(log.home / "public")
    log.sign()
    assert verify(log) == jv.VALID


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger_leaf VALUES (0, 1, sha256('a'))",
        "INSERT INTO ledger_note (size, note, at) VALUES (1, 'n', now())",
        "UPDATE ledger_note SET note = 'x'",
        "DELETE FROM ledger_entry",
        "SELECT value FROM ledger_commitment",
    ],
)
def test_the_signer_reads_the_log_and_adds_notes(log: Log, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        log.connect(SIGNER).execute(statement.encode())
