"""How often someone may ask: a bucket of requests that fills again, in one statement.

It stands outside the transaction of the request: what is rolled back was still asked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.db import connection

# `statement_timestamp` is one moment for the whole statement; a row that was waited for may bear a
# later one, and time does not run backwards.
DRAW = """
INSERT INTO rate_bucket AS b (key, "left", at, allowed)
VALUES (%(key)s, %(burst)s - 1, statement_timestamp(), true)
ON CONFLICT (key) DO UPDATE SET
    allowed = {refilled} >= 1,
    "left" = CASE WHEN {refilled} >= 1 THEN {refilled} - 1 ELSE {refilled} END,
    at = greatest(b.at, statement_timestamp())
RETURNING allowed, "left"
""".format(
    refilled=(
        '(least(%(burst)s, b."left" + %(rate)s * greatest(0,'
        " extract(epoch FROM statement_timestamp() - b.at)::float8)))"
    )
)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests a minute, and so many at once after a pause."""

    name: str
    per_minute: int
    burst: int

    def __post_init__(self) -> None:
        if self.per_minute < 1 or self.burst < 1:
            raise ValueError(f"the limit {self.name!r} must allow at least one request")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Whether this request is allowed, how many are left, seconds until there is one more."""

    limit: Limit
    allowed: bool
    left: int
    wait: int


def draw(key: str, limit: Limit) -> Drawn:
    """Take one request from a bucket, if there is one; a refused one costs nothing."""
    rate = limit.per_minute / 60
    with connection.cursor() as cursor:
        cursor.execute(DRAW, {"key": key, "burst": float(limit.burst), "rate": rate})
        allowed, left = cursor.fetchone()
    wait = 0 if left >= 1 else math.ceil((1 - left) / rate)
    return Drawn(limit, bool(allowed), int(left), max(wait, 0 if allowed else 1))
