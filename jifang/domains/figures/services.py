"""Keeping standings and counts up to date. Nothing here is an act of anybody: all of it follows
from the registers, and can be made anew from them at any time."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import connection, transaction

from jifang.domains.figures.counting import FOLD, write_comparison, write_recount
from jifang.domains.figures.models import SiteStanding
from jifang.domains.figures.standings import refresh_standings
from jifang.foundation.walls.scope import Scope, enter_scope, work_in
from jifang.law.version import find_law_version

WHOLE: Final = Scope("44", "45")
"""Within which the jobs work: they serve every organ of the province."""
AT_ONCE: Final = 50
"""Sites assessed in one transaction: some tenths of a second."""
FOLDED_AT_ONCE: Final = 2_000
ASSESSING: Final = 7_201_733
"""The lock of the one worker that assesses changed sites; any number that nobody else takes."""


def assess_due(on: date, limit: int = AT_ONCE) -> int:
    """Assess sites that were changed, the longest waiting first; how many were.

    The notes are read before the facts: a change that is committed meanwhile has a note of its own.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ASSESSING])
        if cursor.fetchone() != (True,):
            return 0  # another worker is at it, and goes on until nothing waits
        cursor.execute(
            "DELETE FROM site_due WHERE site_number IN (SELECT site_number FROM site_due"
            " ORDER BY id LIMIT %s) RETURNING site_number",
            [limit],
        )
        numbers = {number for (number,) in cursor.fetchall()}
    refresh_standings(numbers, on)
    return len(numbers)


def assess_old(on: date, limit: int = AT_ONCE) -> int:
    """Assess sites whose answer is of another day or of another version of the law, the oldest
    first; how many were."""
    old = SiteStanding.objects.exclude(outcome="retired").filter(on__lt=on).order_by("on", "id")
    numbers = list(old.values_list("site_id", flat=True)[:limit])
    if not numbers:
        other = SiteStanding.objects.exclude(law=find_law_version()).exclude(outcome="retired")
        numbers = list(other.order_by("id").values_list("site_id", flat=True)[:limit])
    refresh_standings(numbers, on)
    return len(numbers)


def fold_figures() -> int:
    """Make one row of the many rows of a count; how many rows there were made."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD, [FOLDED_AT_ONCE])
        return int(cursor.rowcount)


def recount_figures() -> int:
    """Make every count anew from the registers; how many rows of counts there are.

    In a transaction of its own that sees one moment: nobody is kept waiting, and what others write
    meanwhile is counted once. Raises `OperationalError` where a fold came between; ask again.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        enter_scope(WHOLE)
        made = 0
        for statement in write_recount():
            cursor.execute(statement)
            made += cursor.rowcount
        return made


def compare_figures() -> list[tuple[str, str, date | None, int, int]]:
    """Where a count is not that of the registers: organ, measure, month, as kept, as counted. One
    statement, one moment; empty where all is well."""
    with work_in(WHOLE), connection.cursor() as cursor:
        cursor.execute(write_comparison())
        found: list[tuple[str, str, date | None, int, int]] = cursor.fetchall()
        return found


def note_all_sites() -> int:
    """Have every site assessed again that has no answer yet; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO site_due (site_number, organ_region, party, transaction, at)"
            " SELECT s.id, s.organ_region, s.party, 0, now() FROM site s WHERE NOT EXISTS"
            " (SELECT FROM site_standing t WHERE t.site_id = s.id) AND NOT EXISTS"
            " (SELECT FROM site_due d WHERE d.site_number = s.id)"
        )
        return int(cursor.rowcount)
