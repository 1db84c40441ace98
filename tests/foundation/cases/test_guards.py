"""Plain SQL of the application's role, tried on every guard of the database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections

from jifang.config.database import OWNER_ALIAS
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import Given, StaleError
from jifang.foundation.cases.keep import DEFERRED, KEPT, PARTS
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.procedures import list_moves, publish_moves
from jifang.foundation.cases.proofs import find_faults
from jifang.foundation.cases.services import Opening, carry_out, open_case
from jifang.foundation.notifications.services import Recipient
from jifang.foundation.postgres.connection import Connection
from jifang.foundation.walls.scope import Scope, find_range, work_in
from tests.conftest import connect_owner
from tests.foundation.cases.procedure import (
    DEFECTS,
    TIANHE,
    UNIT,
    YUEXIU,
    apply,
    do,
    lay_people,
    reread,
)

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
REFUSED = "insufficient_privilege"
CODES = {"insufficient_privilege": "42501", "unique": "23505", "check": "23514"}


@pytest.fixture
def case() -> Case:
    people = lay_people()
    case = apply(people["applicant"])
    do(people["officer"], case, "claim")
    do(people["officer"], case, "notify", defects=DEFECTS)
    do(people["applicant"], case, "supply")
    do(people["officer"], case, "accept")
    return reread(case)


def run_sql(*statements: str) -> None:
    """In the widest scope there is; what is deferred is checked while it holds."""
    with work_in(EVERYTHING), connection.cursor() as cursor:
        for statement in (*statements, "SET CONSTRAINTS ALL IMMEDIATE"):
            cursor.execute(statement)


def try_sql(*statements: str, code: str = REFUSED) -> None:
    """In the widest scope there is: it is no wall that refuses."""
    with pytest.raises(DatabaseError) as caught:
        run_sql(*statements)
    state = getattr(caught.value.__cause__, "sqlstate", "")
    assert state == CODES[code], caught.value


LEAF = (
    "INSERT INTO ledger_entry (organ, organ_region, kind, bytes)"
    " SELECT organ, organ_region, '{kind}',"
    " convert_to(json_build_object('kind', '{kind}', 'after', '', 'actor', 'a', 'on',"
    " json_build_object('id', public_id))::text, 'UTF8') FROM case_file WHERE id = {case};\n"
)
EVENT = (
    "INSERT INTO case_event (case_id, organ_region, party, grant_key, version, procedure, act,"
    " from_state, to_state, by, by_party, role, lent_by, reason, to_party, to_account, at,"
    " legal_day, documents, letter, details, acceptance, approved_by, digest, entry)"
    " SELECT id, organ_region, party, grant_key, {version}, procedure, '{act}', '{since}', '{to}',"
    " 'a', '{by}', '{role}', '', '', '', '', now(), '2026-01-05', '[]', '', '{{}}', false, '', '',"
    " {entry}"
    " FROM case_file WHERE id = {case}"
)


def event(case: Case, act: str, to: str, **more: Any) -> str:
    values = {
        "version": "version + 1",
        "since": case.state,
        "by": f"ps-{TIANHE}",
        "role": "officer",
    }
    values |= {"entry": "currval('ledger_entry_id_seq')", **more}
    leaf = LEAF.format(kind=f"case.{act}", case=case.pk) if "entry" not in more else ""
    return leaf + EVENT.format(case=case.pk, act=act, to=to, **values)


def update(case: Case, what: str) -> str:
    return f"UPDATE case_file SET {what} WHERE id = {case.pk}"


def test_a_state_changes_only_along_a_procedure_with_its_event(case: Case) -> None:
    step = "version = version + 1"
    try_sql(update(case, "state = 'approved'"))
    try_sql(update(case, f"state = 'approved', {step}"))
    try_sql(update(case, f"state = 'testing', {step}"))  # lawful, but without its event
    try_sql(update(case, "holder = ''"))
    try_sql(update(case, f"holder = '', {step}"))
    try_sql(event(case, "send_to_test", "testing"))  # an event without its change of state
    try_sql(event(case, "approve", "approved"), update(case, f"state = 'approved', {step}"))
    try_sql(  # an event of another version, of another change
        event(case, "send_to_test", "testing", version="version + 2"),
        update(case, f"state = 'testing', {step}"),
    )
    try_sql(event(case, "examine", "examined"), update(case, f"state = 'testing', {step}"))
    for column in ("party", "organ", "number", "organ_region", "grant_key", "approved_by"):
        value = "2" if column == "number" else f"'{YUEXIU}'"
        try_sql(
            event(case, "send_to_test", "testing"),
            update(case, f"state = 'testing', {step}, {column} = {value}"),
        )
    assert reread(case).state == "review"


def test_a_lawful_change_by_plain_sql_needs_both_and_passes(case: Case) -> None:
    """The guard refuses what is unlawful; that a leaf is missing, the ledger's audit finds."""
    run_sql(
        update(case, "state = 'testing', version = version + 1"),
        event(case, "send_to_test", "testing", version="version"),
    )
    with work_in(EVERYTHING):
        written = Event.objects.get(case=case, act="send_to_test")
        assert written.version == case.version + 1


def test_an_event_is_the_one_its_leaf_was_written_for(case: Case) -> None:
    """Of the same transaction, kind and case, once; by somebody; with its letter."""
    moved = update(case, "state = 'testing', version = version + 1")
    lawful = event(case, "send_to_test", "testing", version="version")
    old = "(SELECT entry FROM case_event WHERE act = 'accept')"
    for forged in (
        event(case, "send_to_test", "testing", version="version", entry="1"),
        event(case, "send_to_test", "testing", version="version", entry=old),
        lawful.replace("'case.send_to_test'", "'case.examine'"),
        lawful.replace("'after', ''", "'after', 'x'"),
        lawful.replace("json_build_object('id', public_id)", "json_build_object('id', 'x')"),
        lawful.replace("'actor', 'a'", "'actor', 'b'"),
        event(case, "send_to_test", "testing", version="version", role=""),
        event(case, "send_to_test", "testing", version="version", by=""),
        lawful.replace("'actor', 'a'", "'actor', ''").replace(" 'a', 'ps-", " '', 'ps-"),
    ):
        try_sql(moved, forged)
    back = (
        update(case, "state = 'review', version = version + 1"),
        event(case, "tested", "review", version="version", since="testing"),
    )
    written = f"(SELECT entry FROM case_event WHERE act = 'send_to_test' AND case_id = {case.pk})"
    again = event(case, "send_to_test", "testing", version="version", entry=written)
    try_sql(moved, lawful, *back, moved, again, code="unique")
    run_sql(moved, lawful)


def test_an_earlier_transaction_s_event_does_not_count(case: Case) -> None:
    """The event must be of the same transaction: an id claimed for it is written over."""
    columns = "INSERT INTO case_event (xid, case_id,"
    forged = (
        event(case, "send_to_test", "testing")
        .replace("INSERT INTO case_event (case_id,", columns)
        .replace("SELECT id,", "SELECT '3'::xid8, id,")
    )
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute(update(case, "state = 'testing', version = version + 1"))
        cursor.execute(forged.replace("version + 1", "version"))
        cursor.execute("SELECT count(*) FROM case_event WHERE xid = '3'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_case_is_opened_only_by_an_opening_act(case: Case) -> None:
    new = (
        "INSERT INTO case_file (public_id, procedure, organ_region, party, grant_key, organ, year,"
        " number, about_kind, about_id, subject, approved_by, state, version, holder_party, holder,"
        " opened_at, changed_at, demonstration) SELECT gen_random_uuid(), '{procedure}',"
        " organ_region, party, 'g-1', organ, year, 77, '', '', 'x', '', '{state}', {version},"
        " organ, '', now(), now(), false FROM case_file WHERE id = {case}"
    )
    for procedure, state, version in (
        ("drill", "approved", 1), ("none", "received", 1), ("drill", "received", 2),
        ("drill", "received", 1),  # without its event
    ):  # fmt: skip
        try_sql(new.format(procedure=procedure, state=state, version=version, case=case.pk))


def test_what_happened_is_never_changed(case: Case) -> None:
    for table in (*KEPT, "case_file"):
        if table != "case_file":
            try_sql(f"UPDATE {table} SET organ_region = organ_region")
        try_sql(f"DELETE FROM {table}")
        try_sql(f"TRUNCATE {table} CASCADE")
    try_sql("UPDATE case_period SET due_on = '2030-01-01'")  # follows from no event
    try_sql("UPDATE case_period SET due_on = '2030-01-01', finished_on = NULL")
    try_sql("DELETE FROM case_period")


def test_the_owner_is_held_back_by_the_triggers_too(case: Case) -> None:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger t WHERE NOT tgisinternal"
            " AND tgrelid::regclass::text LIKE 'case\\_%' AND tgenabled <> 'A'"
        )
        assert cursor.fetchall() == [], "a session that plays a replica would pass them"
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            " AND tgrelid::regclass::text LIKE 'case\\_%'"
        )
        names = {name for (name,) in cursor.fetchall()}
    wanted = {f"{t}_keep" for t in KEPT} | {f"{t}_part" for t in PARTS} | set(DEFERRED)
    assert wanted | {"case_file_guard", "case_event_stamp", "case_notice_check"} <= names
    try_sql("SET session_replication_role = replica")
    try_sql("ALTER TABLE case_file DISABLE TRIGGER case_file_guard")
    try_sql("ALTER TABLE case_event DISABLE TRIGGER ALL")


def test_the_procedures_are_not_the_application_s_to_write(case: Case) -> None:
    try_sql(
        "INSERT INTO case_transition (procedure, act, from_state, to_state, acceptance, notice)"
        " VALUES ('drill', 'jump', 'review', 'approved', false, '')"
    )
    try_sql("UPDATE case_transition SET to_state = 'approved' WHERE from_state = 'review'")
    try_sql("DELETE FROM case_transition")
    assert publish_moves(OWNER_ALIAS) == len(list(list_moves()))
    # A table of the session's own of the same name is not the one that is asked.
    try_sql(
        "CREATE TEMPORARY TABLE case_transition AS TABLE public.case_transition",
        "INSERT INTO pg_temp.case_transition (procedure, act, from_state, to_state)"
        " VALUES ('drill', 'jump', 'review', 'approved')",
        update(case, "state = 'approved', version = version + 1"),
    )


def test_a_second_notice_does_not_exist(case: Case) -> None:
    notice = (
        "INSERT INTO case_notice (case_id, organ_region, party, grant_key, event_id, kind, defects,"
        " sent_at) SELECT e.case_id, e.organ_region, e.party, e.grant_key, e.id, '{kind}', '[]',"
        " now() FROM case_event e WHERE e.case_id = {case} AND e.act = '{act}'"
    )
    try_sql(notice.format(kind="deficiency", act="notify", case=case.pk))
    try_sql(notice.format(kind="other", act="accept", case=case.pk))
    moved = (
        update(case, "state = 'testing', version = version + 1"),
        event(case, "send_to_test", "testing", version="version"),
        update(case, "state = 'waiting', version = version + 1"),
        event(case, "notify", "waiting", version="version", since="testing"),
    )
    again = notice.format(kind="deficiency", act="notify", case=case.pk)
    try_sql(*moved, f"{again} AND e.version > 5", code="unique")


def test_accepted_by_another_organ_is_refused(case: Case) -> None:
    party = make_member()
    opening = Opening(
        "drill_accept", "apply", f"ps-{TIANHE}", UNIT, "验收", approved_by=f"ps-{YUEXIU}"
    )
    with work_in(Scope(parties=(UNIT,))):
        other = open_case(party, opening).case
    for letter in ("", "none"):  # a step that sends one names one that exists
        taken = event(other, "take", "taken", version="version")
        taken = taken.replace("'[]', '', '{}'", f"'[]', '{letter}', '{{}}'")
        try_sql(update(other, "state = 'taken', version = version + 1"), taken)
    step = update(other, "state = 'accepted', version = version + 1")
    fake = event(other, "accept", "accepted", version="version")
    try_sql(step, fake, code="check")
    try_sql(step, fake.replace("false", "true"), code="check")
    run_sql(step, fake.replace(f"'ps-{TIANHE}'", f"'ps-{YUEXIU}'"))


def make_member() -> Actor:
    return Actor(0, "member", "unit_member", Body("unit", UNIT, UNIT, TIANHE))


def test_a_part_does_not_hang_on_a_foreign_case(case: Case) -> None:
    part = (
        "INSERT INTO case_recusal (case_id, organ_region, party, grant_key, event_id, person,"
        " reason, since) SELECT case_id, {region}, {party}, grant_key, id, 'p', '', now()"
        " FROM case_event WHERE case_id = {case} LIMIT 1"
    )
    try_sql(part.format(region=f"'{YUEXIU}'", party="''", case=case.pk))
    try_sql(part.format(region="organ_region", party="'unit-2'", case=case.pk))


def test_of_two_at_once_one_is_first(case: Case) -> None:
    """Both saw the same version: one acts, the other is told, and nothing is lost."""
    officer = Actor(1, str(case.holder), "officer", Body("organ", f"ps-{TIANHE}", "", TIANHE))
    gate, found = threading.Barrier(4), []

    def act() -> None:
        gate.wait()
        try:
            with work_in(Scope(*find_range(TIANHE), (f"ps-{TIANHE}",))):
                carry_out(officer, case.public_id, "examine", Given(case.version))
            found.append("done")
        except StaleError:
            found.append("stale")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["done", "stale", "stale", "stale"]
    assert reread(case).version == case.version + 1


TAMPERED = {
    "UPDATE case_event SET by = 'x' WHERE act = 'accept'": ["event 5: digest", "event 5: leaf"],
    "UPDATE case_event SET reason = 'other' WHERE act = 'transfer'": ["event 6: reason"],
    "UPDATE case_event SET decision = NULL WHERE act = 'accept'": ["event 5: digest"],
    "UPDATE case_event SET entry = 999999 WHERE act = 'claim'": ["event 2: no leaf"],
    "UPDATE case_file SET state = 'approved'": ["state"],
    "UPDATE case_file SET holder = 'someone'": ["holder"],
    "UPDATE case_file SET version = 9": ["versions"],
    "UPDATE case_period SET due_on = '2030-01-01' WHERE finished_on IS NULL":
        ["period design_review"],
}  # fmt: skip


def test_what_the_owner_alters_is_found(case: Case, database_server: Connection) -> None:
    """Who owns the tables gets round triggers and walls; the leaves do not follow."""
    officer = Actor(1, case.holder, "officer", Body("organ", f"ps-{TIANHE}", "", TIANHE))
    to = Recipient(f"ps-{TIANHE}", str(UUID(int=2)))
    with work_in(Scope(*find_range(TIANHE), (f"ps-{TIANHE}",))):
        carry_out(officer, case.public_id, "transfer", Given(case.version, "出差", to))
    name = settings.DATABASES["default"]["NAME"]
    with connect_owner(database_server, name) as owner, guards_down(owner):
        for statement, faults in TAMPERED.items():
            assert owner.execute(statement.encode()).rowcount == 1, statement
            with work_in(EVERYTHING):
                assert find_faults(Case.objects.get(pk=case.pk)) == faults, statement
            for table in OWNED:
                columns = ", ".join(read_columns(owner, table))
                owner.execute(
                    f"UPDATE {table} t SET ({columns}) = (SELECT {columns} FROM kept_{table} k"
                    " WHERE k.id = t.id)".encode()
                )
        with work_in(EVERYTHING):
            assert find_faults(Case.objects.get(pk=case.pk)) == []


OWNED = ("case_event", "case_file", "case_period")


def read_columns(owner: psycopg.Connection[Any], table: str) -> list[str]:
    rows = owner.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND attname <> 'id' AND NOT attisdropped",
        [table],
    )
    return [name for (name,) in rows.fetchall()]


@contextmanager
def guards_down(owner: psycopg.Connection[Any]) -> Iterator[None]:
    """What only the owner can do, undone afterwards."""
    rows = owner.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
        " AND tgrelid::regclass::text = ANY(%s)",
        [list(OWNED)],
    )
    triggers = rows.fetchall()
    for table in OWNED:
        owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY".encode())
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        owner.execute(f"CREATE TEMPORARY TABLE kept_{table} AS TABLE {table}".encode())
    try:
        yield
    finally:
        for table, trigger in triggers:
            owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}".encode())
        for table in OWNED:
            owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY".encode())
