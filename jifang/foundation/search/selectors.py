"""Finding records by a part of their texts, within a territory, in bounded time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import connection

from jifang.foundation.search.grams import list_wanted

COUNTED: Final = 1_000
"""How far tokens are counted to find the rarest."""
SCANNED: Final = 20_000
"""How many records with the rarest token are looked at, at most."""
ALSO_ASKED: Final = 3
"""How many further tokens are asked for: each is a join, and whoever asks compares the texts."""
_LAST: Final = "\U0010ffff"

COUNT = (
    "SELECT count(*) FROM (SELECT 1 FROM gram WHERE gram = %s AND kind = %s"
    " AND organ_region >= %s AND organ_region < %s LIMIT %s) few"
)
ONE_CHARACTER = (
    "SELECT DISTINCT record FROM (SELECT record FROM gram WHERE gram >= %s AND gram < %s"
    " AND kind = %s AND organ_region >= %s AND organ_region < %s LIMIT %s) few"
    " ORDER BY record LIMIT %s"
)
CANDIDATES = (
    "SELECT organ_region, record FROM gram WHERE gram = %s AND kind = %s"
    " AND organ_region >= %s AND organ_region < %s ORDER BY organ_region, record LIMIT %s"
)
ALSO = (
    " AND EXISTS (SELECT 1 FROM gram o WHERE o.gram = %s AND o.kind = %s"
    " AND o.organ_region = few.organ_region AND o.record = few.record)"
)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Records whose texts have every token of the query; `cut` where there may be more."""

    records: tuple[int, ...]
    cut: bool


def find_candidates(kind: str, query: str, lo: str, hi: str, limit: int) -> Candidates:
    """Records of a kind within a range of divisions that may hold the query.

    Tokens are necessary, not sufficient: the caller compares the texts themselves (`is_found`).
    """
    wanted = list_wanted(query)
    if not wanted:
        return Candidates((), cut=False)
    if len(wanted[0]) == 1:
        return _find_by_one(kind, wanted[0], lo, hi, limit)
    by_rarity = _order_by_rarity(kind, wanted, lo, hi)
    if by_rarity is None:
        return Candidates((), cut=False)
    rarest, *others = by_rarity[: 1 + ALSO_ASKED]
    inner = CANDIDATES
    query_text = f"SELECT record FROM ({inner}) few WHERE true{ALSO * len(others)} LIMIT %s"  # noqa: S608 - constants
    given: list[str | int] = [rarest, kind, lo, hi, SCANNED]
    for other in others:
        given += [other, kind]
    with connection.cursor() as cursor:
        cursor.execute(query_text, [*given, limit + 1])
        found = [int(record) for (record,) in cursor.fetchall()]
    return Candidates(tuple(found[:limit]), cut=len(found) > limit)


def _order_by_rarity(kind: str, wanted: list[str], lo: str, hi: str) -> list[str] | None:
    """The rarest token first; nothing where one of them is nowhere."""
    if len(wanted) == 1:
        return wanted
    with connection.cursor() as cursor:
        counts = ", ".join([f"({COUNT})"] * len(wanted))
        cursor.execute(f"SELECT {counts}", [x for g in wanted for x in (g, kind, lo, hi, COUNTED)])
        numbers = cursor.fetchone()
    return [g for _, g in sorted(zip(numbers, wanted, strict=True))] if min(numbers) else None


def _find_by_one(kind: str, character: str, lo: str, hi: str, limit: int) -> Candidates:
    with connection.cursor() as cursor:
        given: list[str | int] = [character, character + _LAST, kind, lo, hi, SCANNED, limit + 1]
        cursor.execute(ONE_CHARACTER, given)
        found = [int(record) for (record,) in cursor.fetchall()]
    return Candidates(tuple(found[:limit]), cut=len(found) > limit)
