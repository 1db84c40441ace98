"""Tampering in the database, by whoever owns it, is found and its place named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jifang.foundation.postgres.connection import APPLICATION, SIGNER
from jifang.ledger.audit import Audit, Finding
from jifang.ledger.notes import Checkpoint
from jifang.ledger.signer import read_published

from .conftest import INSERT, Log, make_entry


def audit(log: Log, published: bool = True) -> list[Finding]:
    kept: list[Checkpoint] = []
    if published:
        found = read_published(log.home / "public" / "checkpoint")
        kept = [found] if found else []
    return list(Audit(log.connect(SIGNER), kept, log.home / "public" if published else None).run())


@pytest.fixture
def whole(log: Log) -> Log:
    """Seven hundred acts, sequenced, signed, published."""
    log.append(0, 700)
    log.sequence()
    log.sign()
    return log


def test_nothing_is_found_in_a_log_that_nobody_touched(whole: Log) -> None:
    assert audit(whole) == audit(whole, published=False) == []


# Each is done by whoever owns the tables, with every trigger and policy switched off. The number
# of an entry is one more than its place (one writer, no gaps); the digest of a document is 64
# hexadecimal digits within the bytes.
TAMPERING: dict[str, tuple[str, set[tuple[str, int | None]]]] = {
    "an act is changed": (
        "UPDATE ledger_entry SET bytes = overlay(bytes placing 'X' from 20) WHERE id = 301",
        {("entry_changed", 300)},
    ),
    "the digest of a document is swapped": (
        (
            "UPDATE ledger_entry SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'),"
            " lpad('12d', 64, '0'), lpad('bad', 64, '0')), 'UTF8') WHERE id = 302"
        ),
        {("entry_changed", 301)},
    ),
    "an act is deleted": ("DELETE FROM ledger_entry WHERE id = 11", {("entry_missing", 10)}),
    "the last act is deleted": (
        "DELETE FROM ledger_entry WHERE id = 700",
        {("entry_missing", 699)},
    ),
    "an act and its leaf are deleted": (
        "DELETE FROM ledger_entry WHERE id = 301;DELETE FROM ledger_leaf WHERE index = 300",
        {("leaf_missing", 300)},
    ),
    "two acts change places": (
        (
            "UPDATE ledger_leaf SET entry = -entry WHERE index IN (20, 30);"
            "UPDATE ledger_leaf SET entry = CASE index WHEN 20 THEN 31 ELSE 21 END"
            " WHERE index IN (20, 30)"
        ),
        {("entry_changed", 20), ("entry_changed", 30)},
    ),
    "the organ in the column is changed": (
        "UPDATE ledger_entry SET organ_region = '440104' WHERE id = 6",
        {("columns_changed", 5)},
    ),
    "an act is dated back in the column": (
        "UPDATE ledger_entry SET at = at - interval '1 day' WHERE id = 6",
        {("back_dated", 5)},
    ),
    "an act is inserted where the sequencer had passed": (
        (
            "INSERT INTO ledger_entry (xid, at, organ, organ_region, kind, bytes)"
            " VALUES ('5', now(), 'o', '44', 'k', 'b')"
        ),
        {("inserted", None)},
    ),
    "a leaf is put behind the last checkpoint": (
        "INSERT INTO ledger_leaf VALUES (700, 9999, sha256('x'))",
        {("leaf_beyond", 700)},
    ),
    "a tile is changed": (
        "UPDATE ledger_tile SET hashes = overlay(hashes placing 'X' from 100) WHERE number = 1",
        {("tile_changed", 511)},
    ),
    "a tile is deleted": ("DELETE FROM ledger_tile WHERE number = 0", {("tile_changed", 255)}),
    "a checkpoint is changed": (
        "UPDATE ledger_checkpoint SET root = sha256('x')",
        {("checkpoint_changed", 699)},
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_it_is_found_and_located(whole: Log, name: str) -> None:
    statements, expected = TAMPERING[name]
    whole.spoil(*statements.split(";"))
    found = {(f.code, f.index) for f in audit(whole)}
    assert expected <= found, found
    named = [f for f in audit(whole) if (f.code, f.index) in expected]
    assert all(f.zh and f.en for f in named)


def test_an_act_and_its_leaf_changed_alike_stand_against_the_tile(whole: Log) -> None:
    whole.spoil(
        "UPDATE ledger_entry SET bytes = overlay(bytes placing 'X' from 20) WHERE id = 301",
        "UPDATE ledger_leaf SET leaf_hash = (SELECT leaf_hash FROM ledger_entry WHERE id = 301)"
        " WHERE index = 300",
    )
    for published in (True, False):
        found = {(f.code, f.index) for f in audit(whole, published)}
        assert {("entry_changed", 300), ("leaf_changed", 300)} <= found


def test_in_the_last_tile_the_published_one_names_the_place(whole: Log) -> None:
    whole.spoil(
        "UPDATE ledger_entry SET bytes = overlay(bytes placing 'X' from 20) WHERE id = 651",
        "UPDATE ledger_leaf SET leaf_hash = (SELECT leaf_hash FROM ledger_entry WHERE id = 651)"
        " WHERE index = 650",
    )
    assert ("entry_changed", 650) in {(f.code, f.index) for f in audit(whole)}
    [alone] = audit(whole, published=False)[-1:]
    assert (alone.code, alone.index) == ("checkpoint_changed", 699)


def test_a_history_rewritten_throughout_is_found_by_the_kept_checkpoint(log: Log) -> None:
    log.append(0, 300)
    log.sequence()
    log.sign()
    log.spoil(
        "DELETE FROM ledger_note",
        "DELETE FROM ledger_checkpoint",
        "DELETE FROM ledger_leaf",
        "DELETE FROM ledger_tile",
        "UPDATE ledger_entry SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'),"
        " lpad('a', 64, '0'), lpad('b', 64, '0')), 'UTF8') WHERE id = 11",
    )
    log.sequence()
    assert audit(log, published=False) == [], "the database agrees with itself"
    assert ("entry_changed", 10) in {(f.code, f.index) for f in audit(log)}


def test_a_truncated_log_is_behind_the_kept_checkpoint(whole: Log) -> None:
    whole.spoil(
        "DELETE FROM ledger_note",
        "DELETE FROM ledger_checkpoint",
        "DELETE FROM ledger_leaf",
        "DELETE FROM ledger_tile",
        "DELETE FROM ledger_entry WHERE id > 600",
    )
    whole.sequence()
    assert {f.code for f in audit(whole)} == {"behind"}


def test_an_act_that_claims_another_time_is_named(log: Log) -> None:
    claimed = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
    with log.connect(APPLICATION) as session:
        session.execute(INSERT, make_entry(0))
        session.execute(INSERT, make_entry(1, at=claimed))
        session.execute(INSERT, (*make_entry(2)[:4], b"not JSON"))
    log.sequence()
    found = [(f.code, f.index) for f in audit(log)]
    assert found == [("back_dated", 1), ("unreadable", 2)]
