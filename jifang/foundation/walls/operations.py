"""Walls in migrations."""

from __future__ import annotations

from django.db.migrations import RunSQL

from jifang.foundation.walls.policies import Rule, write_fall, write_wall


def raise_wall(table: str, *rules: Rule) -> RunSQL:
    """Put a table behind its wall; part of the migration that makes the table."""
    return RunSQL(
        sql=list(write_wall(table, rules)),
        reverse_sql=list(write_fall(table, rules)),
    )
