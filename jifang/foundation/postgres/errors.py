"""Errors of the launcher of the embedded PostgreSQL."""

from __future__ import annotations

from jifang.law.errors import Text


class PostgresError(Exception):
    """The database cannot be prepared, started or reached; says why in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(f"{text.zh}\n{text.en}")
        self.text = text
