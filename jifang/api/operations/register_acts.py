"""Writing the registers: each operation is an act, and a leaf of the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jifang.api.operations.own import require_caller
from jifang.api.operations.registers import AT, EXAMPLE_ID, TAG, find_open, find_record, refusing
from jifang.api.reading import read_on
from jifang.api.register_forms import (
    AskedChange,
    AskedRecord,
    AskedRecords,
    AskedRetirement,
    AskedReturn,
    AskedRow,
    Declared,
    RecordGiven,
)
from jifang.api.register_shapes import carry_values, show_problem, show_record
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.entries import (
    change_entry,
    declare_entries,
    draft_entry,
    reinstate_entry,
    retire_entry,
)
from jifang.foundation.history.services import Draft
from jifang.law.errors import InputError, Problem, Text

SCOPE = "registers.write"
UNIT_EXAMPLE = {
    "values": {"name": "示例中学（演示）", "region": "440106", "address": "天河路 1 号"},
    "reason": "首次登记",
}
SITES_EXAMPLE = {
    "rows": [
        {
            "parent": EXAMPLE_ID,
            "values": {"name": "示例中学校本部", "place_kind": "a9_7.school", "region": "440106",
                       "address": "天河路 1 号"},
        }
    ]
}  # fmt: skip
WHY = {"version": 1, "reason": "更正"}


def read_holding(written: str | None, name: str = "holds_from") -> date | None:
    """From which day it holds; today where it is left out. Raises `ApiError`."""
    return None if written is None else read_on(written, name)


@declare(
    "POST",
    "registers/{kind}/records",
    RecordGiven,
    Doc(
        "declareRecord",
        TAG,
        Text("登记一条记录", "Enter a record"),
        Text("values 依 readRegister 的模式；所有问题一次说全。校验位不符等只作提醒，见 warnings。",
             "`values` follow the schema of readRegister; every problem is said at once. What is"
             " only odd, such as a check character, is a warning."),
        scope=SCOPE,
        write=True,
        rows=True,
        status=201,
        example=UNIT_EXAMPLE,
        arguments={"kind": "unit"},
    ),
)  # fmt: skip
def declare_record(request: ApiRequest, kind: str, body: AskedRecord) -> Mapping[str, Any]:
    """Enter one record."""
    by = require_caller(request).actor
    found, day = find_open(kind, by), read_holding(body.holds_from)
    with refusing():
        try:
            draft = draft_entry(kind, by, body.parent or "", body.values)
            record = declare_entries(kind, by, [draft], reason=body.reason, holds_from=day)[0]
        except InputError as error:
            raise carry_values(error) from None
    odd = [show_problem(p, request.lang) for p in draft.warnings]
    return {**show_record(found, record, request.lang), "warnings": odd}


def draft_rows(name: str, by: Actor, rows: Sequence[AskedRow]) -> list[Draft[Any]]:
    """Many records, drafted. Raises `InputError` with every problem of every row."""
    drafts: list[Draft[Any]] = []
    problems: list[Problem] = []
    for at, row in enumerate(rows):
        try:
            drafts.append(draft_entry(name, by, row.parent, row.values))
            problems += [
                Problem(f"rows[{at}].values.{p.field}", p.value, p.message)
                for p in drafts[-1].problems
            ]
        except InputError as error:
            problems += [Problem(f"rows[{at}].{p.field}", p.value, p.message) for p in error]
    if problems:
        raise InputError(problems)
    return drafts


@declare(
    "POST",
    "registers/{kind}/batches",
    Declared,
    Doc(
        "declareRecords",
        TAG,
        Text("一次登记多条记录", "Enter many records at once"),
        Text("1 至 500 条，全部登记或者一条也不登记；账本中为一个行为。",
             "1 to 500 records, all of them or none, under one entry of the ledger."),
        scope=SCOPE,
        write=True,
        rows=True,
        status=201,
        example=SITES_EXAMPLE,
        arguments={"kind": "site"},
    ),
)  # fmt: skip
def declare_many(request: ApiRequest, kind: str, body: AskedRecords) -> Mapping[str, Any]:
    """Enter many records."""
    by = require_caller(request).actor
    found, day = find_open(kind, by), read_holding(body.holds_from)
    with refusing():
        try:
            drafts = draft_rows(kind, by, body.rows)
            records = declare_entries(kind, by, drafts, reason=body.reason, holds_from=day)
        except InputError as error:
            raise carry_values(error) from None
    return {"items": [show_record(found, r, request.lang) for r in records]}


@declare(
    "PATCH",
    "registers/{kind}/records/{id}",
    RecordGiven,
    Doc(
        "changeRecord",
        TAG,
        Text("修改一条记录", "Change a record"),
        Text("只写要改的字段；null 即改为未知。version 须是现在的版本，否则答 409，写明改了什么。",
             "Only the fields to change; null makes one not known. `version` must be the present"
             " one, else 409 names the fields that were changed meanwhile."),
        scope=SCOPE,
        write=True,
        rows=True,
        example={**WHY, "values": {"address": "天河路 2 号"}},
        arguments=AT,
    ),
)  # fmt: skip
def change_record(
    request: ApiRequest,
    kind: str,
    id: str,  # noqa: A002 - its name in the address
    body: AskedChange,
) -> Mapping[str, Any]:
    """Change one record."""
    by, day = require_caller(request).actor, read_holding(body.holds_from)
    found, _ = find_record(kind, id, by)
    with refusing():
        try:
            record = change_entry(
                kind, by, id, body.version, body.values, reason=body.reason, holds_from=day
            )
        except InputError as error:
            raise carry_values(error) from None
    return show_record(found, record, request.lang)


@declare(
    "POST",
    "registers/{kind}/records/{id}/retire",
    RecordGiven,
    Doc(
        "retireRecord",
        TAG,
        Text("注销一条记录", "Retire a record"),
        Text("记录及其沿革保留。", "The record stays, with its history."),
        scope=SCOPE,
        write=True,
        rows=True,
        example=WHY,
        arguments=AT,
    ),
)
def retire_record(
    request: ApiRequest,
    kind: str,
    id: str,  # noqa: A002 - its name in the address
    body: AskedRetirement,
) -> Mapping[str, Any]:
    """Retire one record."""
    by, day = require_caller(request).actor, read_holding(body.on, "on")
    found, _ = find_record(kind, id, by)
    with refusing():
        record = retire_entry(kind, by, id, body.version, reason=body.reason, on=day)
    return show_record(found, record, request.lang)


@declare(
    "POST",
    "registers/{kind}/records/{id}/reinstate",
    RecordGiven,
    Doc(
        "reinstateRecord",
        TAG,
        Text("恢复误注销的记录", "Reinstate a record retired by mistake"),
        Text("与现有记录重复的不能恢复。", "Not where it would be a double of another."),
        scope=SCOPE,
        write=True,
        rows=True,
        example=WHY,
        arguments=AT,
    ),
)
def reinstate_record(
    request: ApiRequest,
    kind: str,
    id: str,  # noqa: A002 - its name in the address
    body: AskedReturn,
) -> Mapping[str, Any]:
    """Reinstate one record."""
    by = require_caller(request).actor
    found, _ = find_record(kind, id, by)
    with refusing():
        record = reinstate_entry(kind, by, id, body.version, reason=body.reason)
    return show_record(found, record, request.lang)
