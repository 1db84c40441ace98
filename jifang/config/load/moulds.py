"""A record's row and digest as text with gaps: one record is made as the services make it, the
others of its mould differ only in what is filled into the gaps.

To make ten million records one by one takes hours; what a mould writes is the same to the byte, and
`find_faults` of the registers says so (tests/config/test_load_test_data.py).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final

from django.db import models

from jifang.foundation.accounts.personal import Personal
from jifang.foundation.history.kinds import Kind, read_state
from jifang.foundation.history.models import Record

_GAP: Final = re.compile("⟦([a-z_]+)⟧")
NULL: Final = "\\N"
Values = Mapping[str, Any]
Fill = Callable[[Values], str]


def gap(name: str) -> str:
    """What stands in a mould for a text that differs from record to record."""
    return f"⟦{name}⟧"


def compile_gaps(text: str) -> Fill:
    """A function that fills the gaps of a text. Values must need no escaping."""
    names = _GAP.findall(text)
    form = _GAP.sub("%s", text.replace("%", "%%"))
    if not names:
        return lambda values: text
    if len(names) == 1:
        [only] = names
        return lambda values: form % values[only]
    pick = itemgetter(*names)
    return lambda values: form % pick(values)


def write_copy(value: Any) -> str:
    """A value as PostgreSQL's text format of COPY holds it."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, Personal):
        value = value.sealed
    elif isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, datetime | date):
        value = value.isoformat()
    elif isinstance(value, Decimal):
        value = format(value, "f")
    text = str(value)
    for plain, escaped in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return text


def list_columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a table in the order in which they are copied."""
    return list(model._meta.concrete_fields)


class Mould:
    """Rows of one kind that are alike. `record` has gaps in the columns that differ; `id`,
    `public_id`, `organ_region` and `party` differ in all."""

    def __init__(self, kind: Kind[Any], record: Record, **columns: str) -> None:
        given: dict[str, Any] = {
            "id": gap("id"), "public_id": gap("public_id"), "organ_region": gap("organ_region"),
            "party": gap("party"), **columns,
        }  # fmt: skip
        self.kind = kind
        self.row = compile_gaps(
            "\t".join(
                given.get(f.attname, write_copy(getattr(record, f.attname)))
                for f in list_columns(kind.model)
            )
            + "\n"
        )
        self.state = compile_gaps(self._write_state(record, columns))

    def _write_state(self, record: Record, columns: Mapping[str, str]) -> str:
        """What `digest_state` hashes."""
        values = read_state(self.kind, record)
        values |= {name: text for name, text in columns.items() if name in values}
        whole = {
            "kind": self.kind.name,
            "id": gap("public_id"),
            "party": gap("party"),
            "version": 1,
            "state": record.state,
            "retired_on": None,
            "values": values,
        }
        return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def digest(self, values: Values) -> str:
        """The digest of the record that these values make."""
        return hashlib.sha256(self.state(values).encode()).hexdigest()


def make_public_id(seed: int, sort: str, number: int) -> str:
    """A UUID that is the same in every run with this seed."""
    t = hashlib.blake2b(f"{seed}:{sort}:{number}".encode(), digest_size=16).hexdigest()
    return f"{t[:8]}-{t[8:12]}-4{t[13:16]}-{'89ab'[int(t[16], 16) & 3]}{t[17:20]}-{t[20:]}"


def write_decimal(units: int, places: int) -> str:
    """A decimal number without trailing zeros, as history writes one."""
    whole, part = divmod(units, 10**places)
    return f"{whole}.{part:0{places}d}".rstrip("0").rstrip(".")
