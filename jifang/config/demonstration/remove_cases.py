"""Removing the cases of the demonstration, with everything that hangs on them, as the owner.

What happened in a case is kept by triggers that no session switches off; only the owner of the
tables gets round them, and only here: within the one transaction of the removal, in which nobody
else writes these tables, for rows that are marked as demonstration. A row that hangs on one of them
and belongs to a case that is not refuses the whole. Numbers that were drawn stay drawn and are
given to nobody else: a series has no gap and no number twice. Letters stay, marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from jifang.config.demonstration.errors import DemonstrationError

ROOTS: Final = {
    "case": "case_file", "certificate": "certificate", "undertaking": "undertaking",
    "test_commission": "test_commission",
}  # fmt: skip
"""What is marked by itself, by the name under which it is counted; the rest hangs on these."""
OF_PROJECTS: Final = (
    "project_stage", "project_trial_entry", "project_preliminary", "project_paper",
    "project_member",
)  # fmt: skip
"""Rows of projects, tied to them by keys of several columns; projects are records of a register and
are removed with these."""
REFERRING: Final = """
SELECT c.conrelid::regclass::text, a.attname
FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND c.confrelid = %s::regclass AND cardinality(c.conkey) = 1
ORDER BY 1, 2
"""
KEY: Final = """
SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
WHERE i.indrelid = %s::regclass AND i.indisprimary AND a.attnum = i.indkey[0]
"""
KEEPERS: Final = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE tgrelid = ANY(%s::text[]::regclass[]) AND NOT tgisinternal AND tgenabled = 'A'
AND tgtype & 9 = 9 ORDER BY 1, 2
"""
"""Triggers for each row that is deleted (bits 1 and 8), in force in every session."""
IDENTITIES: Final = """
DELETE FROM complaint_identity WHERE party IN (SELECT party FROM case_file WHERE demonstration)
AND party NOT IN (SELECT party FROM case_file WHERE NOT demonstration)
"""
PROJECTS: Final = "SELECT id FROM project WHERE demonstration"
PROJECT_KEYS: Final = "SELECT grant_key FROM project WHERE demonstration"
KEYS: Final = "SELECT grant_key FROM case_file WHERE demonstration"
COLUMNS: Final = """
SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attname = ANY(%s)
"""
WHOSE: Final = {
    "demonstration": "NOT demonstration",
    "case_id": "case_id IN (SELECT id FROM case_file WHERE NOT demonstration)",
}
"""Columns that tell whether a row is of the demonstration, and what is true of one that is not."""


@contextmanager
def lift_keepers(cursor: Any) -> Iterator[None]:
    """Tables of cases whose rows may be deleted by the owner, for as long as this lasts: within one
    transaction, in which nobody else may write them. Constraints are checked before it ends."""
    cursor.execute(KEEPERS, [list_tables(cursor, (*ROOTS.values(), *OF_PROJECTS))])
    keepers = cursor.fetchall()
    for table, name in keepers:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while some wait
    for table, name in keepers:
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def list_tables(cursor: Any, of: Any) -> list[str]:
    """Tables and whatever refers to them, and to those."""
    found: list[str] = []
    waiting = list(of)
    while waiting:
        table = waiting.pop()
        if table not in found:
            found.append(table)
            cursor.execute(REFERRING, [table])
            waiting += [part for part, _ in cursor.fetchall()]
    return sorted(found)


def remove_cases(cursor: Any) -> dict[str, int]:
    """The cases, certificates and undertakings of the demonstration; how many of each. Raises
    `DemonstrationError` where something real hangs on one of them."""
    keys: dict[str, list[Any]] = {}
    for table in ROOTS.values():
        cursor.execute(f"SELECT id FROM {table} WHERE demonstration")  # noqa: S608  (names of our tables)
        keys[table] = [key for (key,) in cursor.fetchall()]
    papers = forget_besides(cursor)
    for table, found in keys.items():
        remove_rows(cursor, table, found)
    return {name: len(keys[table]) for name, table in ROOTS.items()} | {"project_document": papers}


def forget_besides(cursor: Any) -> int:
    """What no key ties to a case: who complained, what was opened to whom, papers, what was told;
    how many papers of shared files of projects there were, of whoever put them there.

    A party that has a real case too keeps what it said of itself.
    """
    cursor.execute(IDENTITIES)
    for table in OF_PROJECTS:
        cursor.execute(f"DELETE FROM {table} WHERE project_id IN ({PROJECTS})")  # noqa: S608  (names of our tables)
    cursor.execute(f"DELETE FROM grant_opened WHERE grant_key IN ({PROJECT_KEYS})")  # noqa: S608  (names of our tables)
    cursor.execute(f"DELETE FROM document WHERE grant_key IN ({PROJECT_KEYS})")  # noqa: S608  (names of our tables)
    papers = cursor.rowcount
    for table in ("grant_opened", "document"):
        cursor.execute(f"DELETE FROM {table} WHERE grant_key IN ({KEYS})")  # noqa: S608  (names of our tables)
    for kind, table in ROOTS.items():
        told = f"SELECT public_id::text FROM {table} WHERE demonstration"  # noqa: S608  (names of our tables)
        cursor.execute(
            f"DELETE FROM notification WHERE about_kind = %s AND about_id IN ({told})",  # noqa: S608  (names of our tables)
            [kind],
        )
    return int(papers)


def remove_rows(cursor: Any, table: str, keys: Sequence[Any]) -> None:
    """Rows by their keys, those that refer to them first. Raises `DemonstrationError` where one of
    them is not of the demonstration."""
    if not keys:
        return
    key = find_key(cursor, table)
    check_rows(cursor, table, key, keys)
    cursor.execute(REFERRING, [table])
    for part, column in cursor.fetchall():
        own = find_key(cursor, part)
        where = f'FROM {part} WHERE "{column}" = ANY(%s)'
        cursor.execute(f'SELECT "{own}" {where}', [list(keys)])
        remove_rows(cursor, part, [found for (found,) in cursor.fetchall()])
    cursor.execute(f'DELETE FROM {table} WHERE "{key}" = ANY(%s)', [list(keys)])  # noqa: S608  (names of our tables)


def find_key(cursor: Any, table: str) -> str:
    """The column of the primary key."""
    cursor.execute(KEY, [table])
    (key,) = cursor.fetchone()
    return str(key)


def check_rows(cursor: Any, table: str, key: str, keys: Sequence[Any]) -> None:
    """Refuse to remove what is not marked, or belongs to a case that is not."""
    cursor.execute(COLUMNS, [table, list(WHOSE)])
    for (column,) in cursor.fetchall():
        where = f'WHERE "{key}" = ANY(%s) AND {WHOSE[column]}'
        cursor.execute(f"SELECT count(*) FROM {table} {where}", [list(keys)])  # noqa: S608  (names of our tables)
        (real,) = cursor.fetchone()
        if real:
            raise DemonstrationError(
                f"{table} 中有 {real} 行不是演示数据却与演示案件相连，不清除",
                f"{real} row(s) of {table} hang on cases of the demonstration and are real:"
                " nothing is removed",
            )
