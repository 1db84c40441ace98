"""Walls in migrations."""

from __future__ import annotations

from dataclasses import replace

from django.db.migrations import RunSQL

from jifang.foundation.walls.policies import (
    ByParty,
    ByTerritory,
    Rule,
    write_fall,
    write_rebuilt,
    write_wall,
)


def raise_wall(table: str, *rules: Rule) -> RunSQL:
    """Put a table behind its wall; part of the migration that makes the table."""
    return RunSQL(
        sql=list(write_wall(table, rules)),
        reverse_sql=list(write_fall(table, rules)),
    )


def let_selectors_say(table: str, *rules: ByTerritory | ByParty) -> RunSQL:
    """From now on every selector of a table says the range or the party itself, and its wall only
    checks; `rules` are those it was raised with."""
    said = tuple(replace(r, said=True) for r in rules)
    return RunSQL(
        sql=list(write_rebuilt(table, said)), reverse_sql=list(write_rebuilt(table, rules))
    )
