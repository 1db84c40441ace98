"""Numbers without gaps and without doubles: one series per organ, kind and year."""

from __future__ import annotations

from django.db import connection, transaction

from jifang.foundation.documents.data import DrawnNumber, Issuer
from jifang.foundation.documents.models import Number
from jifang.foundation.territory.models import Organ
from jifang.foundation.walls.scope import Scope, find_range, work_in

DRAW = """
INSERT INTO number_series (organ_region, organ, kind, year, last) VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (organ, kind, year) DO UPDATE SET last = number_series.last + 1 RETURNING last
"""
GAPS = """
SELECT s.organ, s.kind, s.year, n FROM number_series s CROSS JOIN generate_series(1, s.last) n
LEFT JOIN number_drawn d
    ON (d.organ, d.kind, d.year, d.number) = (s.organ, s.kind, s.year, n)
WHERE d.id IS NULL ORDER BY 1, 2, 3, 4
"""


def draw_number(organ: Organ | Issuer, kind: str, year: int) -> DrawnNumber:
    """The next number of an organ's series, in the transaction of the act that needs it.

    The series' row stays locked until that transaction ends: a second act waits, and one that is
    rolled back gives its number back. Draw it late, one series in a transaction, so that nobody
    waits long and no two wait for each other.

    Raises:
        TransactionManagementError: there is no transaction; the number would be gone whatever
            became of the act.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is drawn inside its act")
    with work_in(Scope(*find_range(organ.organ_region))), connection.cursor() as cursor:
        cursor.execute(DRAW, [organ.organ_region, organ.code, kind, year])
        number = int(cursor.fetchone()[0])
        Number.objects.create(
            organ_region=organ.organ_region, organ=organ.code, kind=kind, year=year, number=number
        )
    return DrawnNumber(organ.code, kind, year, number)


def find_gaps() -> list[DrawnNumber]:
    """Numbers of the reader's territory that were counted but never drawn: there must be none."""
    with connection.cursor() as cursor:
        cursor.execute(GAPS)
        return [DrawnNumber(*row) for row in cursor.fetchall()]
