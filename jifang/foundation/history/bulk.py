"""Many new rows with one statement, handed over as one JSON text.

The library's own way hands over an array for each column, whose elements it quotes one by one in
Python; that was the greater part of an import. What is stored is the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from jifang.foundation.accounts.personal import Personal


def insert_rows(objects: Sequence[Model], key: str = "") -> None:
    """Insert new rows of one table. With `key`, a column whose values differ, each object is given
    the primary key that its row got. Raises `IntegrityError`."""
    meta = type(objects[0])._meta
    fields = [f for f in meta.concrete_fields if not f.primary_key]
    rows = [{f.column: f.pre_save(one, add=True) for f in fields} for one in objects]
    quote = connection.ops.quote_name
    table, names = quote(meta.db_table), ", ".join(quote(f.column) for f in fields)
    query = (
        f"INSERT INTO {table} ({names})"  # noqa: S608 - names of our own models
        f" SELECT {names} FROM json_populate_recordset(NULL::{table}, %s::json)"
    )
    if key:
        query += f" RETURNING {quote(key)}, {quote(meta.pk.column)}"
    with connection.cursor() as cursor:
        cursor.execute(query, [json.dumps(rows, ensure_ascii=False, default=write_value)])
        found = dict(cursor.fetchall()) if key else {}
    for one in objects:
        if key:
            one.pk = found[getattr(one, key)]
        one._state.adding, one._state.db = False, connection.alias


def write_value(value: Any) -> str:
    """A value that JSON does not know, as PostgreSQL reads it."""
    if isinstance(value, Personal):
        return value.sealed
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not written")
