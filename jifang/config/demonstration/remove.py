"""Removing the demonstration province: every record, account and mark of it, as the owner of the
tables. The acts stay in the ledger, which forgets nothing; one more says that it was removed."""

from __future__ import annotations

from typing import Any, Final

from django.db import connections, transaction

from jifang.config.database import OWNER_ALIAS
from jifang.config.demonstration.errors import DemonstrationError
from jifang.config.demonstration.load import note
from jifang.config.demonstration.remove_cases import lift_keepers, remove_cases, remove_rows
from jifang.config.load.tables import unbind_owner
from jifang.foundation.demonstration.models import Demonstration
from jifang.foundation.demonstration.selectors import find_demonstration, forget_demonstration
from jifang.foundation.history.kinds import KINDS
from jifang.foundation.walls.scope import Scope, work_in

WALLED: Final = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
AND relforcerowsecurity AND relname NOT LIKE 'ledger%%' ORDER BY relname
"""
KEPT_TRIGGERS: Final = ("record_change_keep", "record_change_keep_all")
OURS: Final = "demonstration AND party NOT LIKE '%%-load%%'"
"""Rows of a load test are demonstration too, and have a command of their own."""


def remove_province() -> dict[str, int]:
    """Take everything out in one transaction; how many rows of each kind.

    Raises `DemonstrationError`, where something real hangs on it too: then all of it stays.
    """
    if find_demonstration() is None:
        raise DemonstrationError("没有演示数据", "there is no demonstration data")
    owner = connections[OWNER_ALIAS]
    counts: dict[str, int] = {}
    with transaction.atomic(using=OWNER_ALIAS), owner.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '30s'")
        cursor.execute(WALLED.replace("%%", "%"))
        with unbind_owner(cursor, [name for (name,) in cursor.fetchall()]):
            with lift_keepers(cursor):
                counts |= remove_cases(cursor)
            for name in KEPT_TRIGGERS:
                cursor.execute(f"ALTER TABLE record_change DISABLE TRIGGER {name}")
            for name, table in order_tables(cursor):
                counts[name] = remove_records(cursor, name, table)
            for name in KEPT_TRIGGERS:
                cursor.execute(f"ALTER TABLE record_change ENABLE ALWAYS TRIGGER {name}")
            counts["account"] = remove_accounts(cursor)
            cursor.execute("DELETE FROM django_session")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while some wait
    with work_in(Scope(administration="system_admin")):
        Demonstration.objects.all().delete()
        note("removed", counts)
    forget_demonstration()
    return counts


def order_tables(cursor: Any) -> list[tuple[str, str]]:
    """Kinds with their tables, parts before what they are part of."""
    tables = {kind.model._meta.db_table: name for name, kind in KINDS.items()}
    cursor.execute(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)"
        " AND confrelid::regclass::text = ANY(%s) AND conrelid <> confrelid",
        [list(tables), list(tables)],
    )
    above: dict[str, set[str]] = {table: set() for table in tables}
    for part, whole in cursor.fetchall():
        above[whole].add(part)
    ordered: list[str] = []
    while len(ordered) < len(tables):
        ready = [t for t in tables if t not in ordered and above[t] <= set(ordered)]
        ordered += ready or [t for t in tables if t not in ordered]
    return [(tables[table], table) for table in ordered]


def remove_records(cursor: Any, kind: str, table: str) -> int:
    """The records of one kind with their history and tokens of search."""
    ours = OURS.replace("%%", "%")
    cursor.execute(
        f'DELETE FROM record_change WHERE record IN (SELECT public_id FROM "{table}" WHERE {ours})'  # noqa: S608  (names of our tables)
    )
    cursor.execute(
        f"DELETE FROM gram WHERE kind = '{kind}' AND record IN (SELECT id FROM \"{table}\" WHERE {ours})"  # noqa: S608, E501  (names of our tables)
    )
    cursor.execute(f'DELETE FROM "{table}" WHERE {ours}')  # noqa: S608  (names of our tables)
    return int(cursor.rowcount)


def remove_accounts(cursor: Any) -> int:
    """The accounts, and whatever stands by them."""
    cursor.execute("SELECT id FROM account WHERE demonstration")
    found = [key for (key,) in cursor.fetchall()]
    remove_rows(cursor, "account", found)
    return len(found)
