"""Walls in migrations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.db import router
from django.db.migrations import RunPython, RunSQL

from jifang.foundation.walls.policies import (
    ByParty,
    ByTerritory,
    Rule,
    write_fall,
    write_rebuilt,
    write_wall,
)


class RunStatements(RunPython):
    """What a function has the database do that asks for no model: those of the migrations before
    it, which Django builds for each `RunPython`, are not built."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Call it with the editor alone."""
        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self.code(cast("Any", None), schema_editor)


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
