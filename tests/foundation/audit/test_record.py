"""Acts are recorded with what they do, refusals in spite of it, personal data as commitments."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from jifang.foundation.audit.context import name_request
from jifang.foundation.audit.data import (
    Act,
    AuditError,
    Basis,
    DocumentDigest,
    ErasedError,
    KeyReusedError,
    Target,
)
from jifang.foundation.audit.services import (
    erase_personal,
    record_act,
    record_refusal,
    reveal_personal,
)
from jifang.foundation.postgres.connection import Connection
from jifang.foundation.walls.scope import Scope, work_in
from jifang.ledger.entries import commit, read_entry
from jifang.ledger.tree import hash_leaf

pytestmark = pytest.mark.django_db(transaction=True)

ACT = Act(
    kind="filing.submitted",
    organ="440103-psb",
    region="440103",
    actor="acc-7f3c",
    on=Target("filing", "f-1"),
    basis=(Basis("gd-decree-238", "art_15__para_2"),),
    after="ab" * 32,
    documents=(DocumentDigest("cd" * 32, 1024, "application/pdf"),),
    details=(("level", 2),),
)
PERSONAL = replace(ACT, personal=(("name", "某甲"), ("phone", "13800000000")))


def within(lo: str, hi: str) -> AbstractContextManager[None]:
    """A transaction that sees the half-open range of divisions."""
    return work_in(Scope(lo, hi))


def roll_back(*steps: Callable[[], object]) -> None:
    """Do something in a transaction that then fails."""
    with pytest.raises(RuntimeError), within("44", "45"):
        run_and_fail(*steps)


def run_and_fail(*steps: Callable[[], object]) -> None:
    for step in steps:
        step()
    raise RuntimeError


def list_kinds() -> list[str]:
    with within("0", ":"), connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM ledger_entry ORDER BY id")
        return [kind for (kind,) in cursor.fetchall()]


def test_an_act_stands_with_its_transaction() -> None:
    with transaction.atomic():
        done = record_act(ACT)
    with within("4401", "4402"), connection.cursor() as cursor:
        cursor.execute("SELECT bytes, leaf_hash, organ, kind, key FROM ledger_entry")
        data, leaf, organ, kind, key = cursor.fetchone()
    assert bytes(data) == done.bytes
    assert bytes(leaf) == hash_leaf(done.bytes), "the database computes the hash of the tree"
    assert (organ, kind, key) == (ACT.organ, ACT.kind, None)
    fields = read_entry(done.bytes)
    assert fields["basis"] == [{"law": "gd-decree-238", "provision": "art_15__para_2"}]
    assert fields["on"] == {"kind": "filing", "id": "f-1"}


def test_an_act_falls_with_its_transaction() -> None:
    roll_back(lambda: record_act(ACT))
    assert list_kinds() == []


def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(AuditError, match="同一事务"):
        record_act(ACT)
    with pytest.raises(AuditError, match="inside the transaction"):
        erase_personal(1, ACT)


def test_a_refusal_stands_though_the_act_is_rolled_back() -> None:
    roll_back(lambda: record_act(ACT), lambda: record_refusal(ACT, "late_renewal"))
    record_refusal(ACT, "late_renewal")
    assert list_kinds() == ["filing.submitted.refused"] * 2


def test_every_entry_of_a_request_carries_its_id() -> None:
    with name_request() as given, transaction.atomic():
        done = record_act(ACT)
    assert read_entry(done.bytes)["request"] == given
    with transaction.atomic():
        assert read_entry(record_act(ACT).bytes)["request"] == ""


def test_a_request_is_named_by_us_not_by_whoever_asks() -> None:
    seen = {Client().get("/healthz", headers={"X-Request-Id": "mine"}).headers["X-Request-Id"]}
    seen.add(Client().get("/healthz").headers["X-Request-Id"])
    assert len(seen) == 2
    assert "mine" not in seen


def test_the_time_is_claimed_in_utc() -> None:
    with transaction.atomic():
        done = record_act(ACT, at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    assert read_entry(done.bytes)["at"] == "2026-11-23T08:00:00.000000Z"


@pytest.mark.parametrize("act", [ACT, PERSONAL])
def test_the_same_key_gives_the_earlier_entry(act: Act) -> None:
    with within("44", "45"), name_request():
        first = record_act(act, key="k1")
    with within("44", "45"), name_request():
        second = record_act(act, key="k1")
    assert (second.entry, second.bytes) == (first.entry, first.bytes)
    assert (first.is_new, second.is_new) == (True, False)
    assert list_kinds() == ["filing.submitted"]


@pytest.mark.parametrize(
    "other",
    [
        replace(PERSONAL, after="00" * 32),
        replace(PERSONAL, personal=(("name", "某乙"), ("phone", "13800000000"))),
        ACT,
        replace(PERSONAL, region="440104"),
    ],
)
def test_the_same_key_for_another_act_is_refused(other: Act) -> None:
    with within("44", "45"):
        record_act(PERSONAL, key="k1")
    with pytest.raises(KeyReusedError, match="k1"), within("44", "45"):
        record_act(other, key="k1")


def test_a_key_used_in_another_territory_is_refused_and_shows_nothing() -> None:
    with within("44", "45"):
        record_act(ACT, key="k1")
    with pytest.raises(KeyReusedError) as refused, within("4402", "4403"):
        record_act(ACT, key="k1")
    assert "f-1" not in str(refused.value)


@pytest.mark.parametrize(
    "act",
    [
        replace(ACT, details=(("area", 1.5),)),
        replace(ACT, details=(("n", 2**53),)),
        replace(ACT, actor="e\u0301"),
        replace(ACT, details=(("much", "x" * 70_000),)),
    ],
)
def test_what_languages_write_differently_cannot_stand_in_an_entry(act: Act) -> None:
    with pytest.raises(AuditError, match="Cannot be recorded"), transaction.atomic():
        record_act(act)


def test_personal_data_stand_in_no_entry() -> None:
    with transaction.atomic():
        done = record_act(PERSONAL)
    assert "某甲".encode() not in done.bytes
    assert b"13800000000" not in done.bytes
    with within("44", "45"), connection.cursor() as cursor:
        cursor.execute("SELECT field, salt, value FROM ledger_commitment ORDER BY field")
        kept = {name: commit(value, bytes(salt)) for name, salt, value in cursor.fetchall()}
    assert read_entry(done.bytes)["committed"] == kept


def test_a_value_is_shown_only_once_its_purpose_is_written_down() -> None:
    with transaction.atomic():
        done = record_act(PERSONAL)
    with within("4401", "4402"):
        assert reveal_personal(done.entry, "name", "case 12", ACT) == "某甲"
    with within("4401", "4402"), pytest.raises(AuditError, match="purpose"):
        reveal_personal(done.entry, "name", " ", ACT)
    with within("0", ":"), connection.cursor() as cursor:
        cursor.execute("SELECT bytes FROM ledger_entry WHERE kind = 'personal.revealed'")
        [(data,)] = cursor.fetchall()
    fields = read_entry(bytes(data))
    assert fields["details"] == {"level": 2, "field": "name", "purpose": "case 12"}
    assert fields["on"] == {"kind": "ledger.entry", "id": str(done.entry)}


def test_a_reveal_stays_recorded_when_its_transaction_fails() -> None:
    with transaction.atomic():
        done = record_act(PERSONAL)
    roll_back(lambda: reveal_personal(done.entry, "name", "case 12", ACT))
    assert list_kinds() == ["filing.submitted", "personal.revealed"]


def test_another_territory_s_personal_data_are_not_there() -> None:
    with transaction.atomic():
        done = record_act(PERSONAL)
    for lo, hi in (("4402", "4403"), ("", ""), ("4402", "4401")):
        with within(lo, hi), pytest.raises(ErasedError):
            reveal_personal(done.entry, "name", "case 12", ACT)
        with pytest.raises(ErasedError), within(lo, hi):
            erase_personal(done.entry, ACT)


def test_erasing_destroys_salt_and_value_and_is_an_act() -> None:
    with transaction.atomic():
        done = record_act(PERSONAL)
    with within("44", "45"):
        erase_personal(done.entry, ACT, ("phone",))
    with within("44", "45"), pytest.raises(ErasedError):
        reveal_personal(done.entry, "phone", "case 12", ACT)
    with within("44", "45"):
        assert reveal_personal(done.entry, "name", "case 12", ACT) == "某甲"
        erased = erase_personal(done.entry, ACT)
    assert read_entry(erased.bytes)["details"]["fields"] == ["name"]
    with within("44", "45"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_commitment")
        assert cursor.fetchone() == (0,)


def test_no_setting_or_an_empty_one_sees_nothing() -> None:
    with transaction.atomic():
        record_act(ACT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry")
        assert cursor.fetchone() == (0,)
    with within("44", "45"):  # afterwards the setting is an empty text, no longer missing
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET kind = 'x'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry CASCADE",
        (
            "INSERT INTO ledger_entry (organ, organ_region, kind, bytes, xid)"
            " VALUES ('o', '44', 'k', 'b', '1')"
        ),
        (
            "INSERT INTO ledger_entry (organ, organ_region, kind, bytes, at)"
            " VALUES ('o', '44', 'k', 'b', now())"
        ),
        (
            "INSERT INTO ledger_entry (organ, organ_region, kind, bytes, leaf_hash)"
            " VALUES ('o', '44', 'k', 'b', 'h')"
        ),
        (
            "INSERT INTO ledger_entry (id, organ, organ_region, kind, bytes)"
            " OVERRIDING SYSTEM VALUE VALUES (1, 'o', '44', 'k', 'b')"
        ),
        "INSERT INTO ledger_leaf VALUES (0, 1, sha256('a'))",
        "INSERT INTO ledger_tile VALUES (0, 0, repeat('a', 8192)::bytea)",
        (
            "INSERT INTO ledger_checkpoint (size, root, horizon, last_xid, last_entry)"
            " VALUES (1, sha256('a'), '1', '1', 1)"
        ),
        "INSERT INTO ledger_note (size, note) VALUES (1, 'n')",
        "UPDATE ledger_commitment SET value = 'x'",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ledger_stamp",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_can_do_no_more_than_add(statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(Exception) as refused:
        cursor.execute(statement)
    cause = refused.value.__cause__
    kinds = psycopg.errors.InsufficientPrivilege | psycopg.errors.GeneratedAlways
    assert isinstance(cause, kinds), cause


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET kind = 'x'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry, ledger_commitment",
        "UPDATE ledger_commitment SET value = 'x'",
    ],
)
def test_triggers_hold_the_owner_too(database_server: Connection, statement: str) -> None:
    with transaction.atomic():
        record_act(PERSONAL)
    name = settings.DATABASES["default"]["NAME"]
    params = database_server.as_params(database_server.owner) | {"dbname": name}
    with psycopg.connect(**params) as session:
        for table in ("ledger_entry", "ledger_commitment"):
            session.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="只增不改"):
            session.execute(statement.encode())
        session.rollback()


def test_the_models_fit_the_tables() -> None:
    from jifang.foundation.audit.models import Checkpoint, Entry, Leaf, Note

    with transaction.atomic():
        record_act(ACT, key="k")
    with within("44", "45"):
        entry = Entry.objects.get()
        assert json.loads(bytes(entry.bytes))["key"] == entry.key == "k"
        for model in (Checkpoint, Leaf, Note):
            assert list(model.objects.all()) == []
