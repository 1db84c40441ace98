"""Reading the registers: which there are, their records, what they were, what the law says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.http import Http404
from django.utils.dateparse import parse_datetime

from jifang.api.cursors import Page, cut_page, name_list
from jifang.api.operations.own import require_caller
from jifang.api.problems import fail_field
from jifang.api.reading import OTHERWISE, read_limit, read_on
from jifang.api.register_forms import (
    Changes,
    FoundRecords,
    PastGiven,
    RecordGiven,
    Records,
    RegisterFull,
    Registers,
    SiteAssessment,
)
from jifang.api.register_shapes import (
    carry_record,
    describe_values,
    find_reach,
    list_parent_links,
    show_change,
    show_record,
    show_register,
)
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.domains.units.api import assess_site
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ROLES
from jifang.foundation.history.data import RecordError
from jifang.foundation.history.entries import find_entry, list_entries, search_entries
from jifang.foundation.history.registers import Register, list_registers
from jifang.foundation.history.selectors import list_changes, read_past, sort_columns
from jifang.law.errors import Text

TAG = "registers"
SCOPE = "registers"
EXAMPLE_ID = "00000000-0000-4000-8000-000000000000"
AT = {"kind": "site", "id": EXAMPLE_ID}
MOST_FOUND = 50
LONGEST_QUERY = 80


@contextmanager
def refusing() -> Iterator[None]:
    """What the registers refuse, as the API says it."""
    try:
        yield
    except RecordError as error:
        raise carry_record(error) from None


def find_open(name: str, by: Actor) -> Register:
    """A register that the role reads; another is answered like one there is not."""
    register = next((r for r in list_registers(by) if r.kind.name == name), None)
    if register is None:
        raise Http404
    return register


def find_record(name: str, public_id: str, by: Actor) -> tuple[Register, Any]:
    """A record of a register that the role reads. Raises `ApiError`, `Http404`."""
    register = find_open(name, by)
    with refusing():
        return register, find_entry(name, public_id)


def read_moment(written: str | None) -> datetime | None:
    """A moment with its offset. Raises `ApiError`."""
    if written is None:
        return None
    try:
        found = parse_datetime(written)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        said = Text("带时区的时刻，如 2026-11-26T09:00:00+08:00",
                    "a moment with its offset, such as 2026-11-26T09:00:00+08:00")  # fmt: skip
        raise fail_field("known_at", written, OTHERWISE, said)
    return found


def read_flag(name: str, written: str | None) -> bool:
    """`true` or `false`; false where it is left out. Raises `ApiError`."""
    if written not in (None, "true", "false"):
        raise fail_field(name, written, OTHERWISE, Text("true、false", "true, false"))
    return written == "true"


@declare(
    "GET",
    "registers",
    Registers,
    Doc(
        "listRegisters",
        TAG,
        Text("列出登记簿", "List the registers"),
        Text("角色可以查看的登记簿；parents 是一条记录登记在哪一种记录之下。",
             "The registers that the role reads; `parents` are the kinds of record into which one"
             " is entered."),
        scope=SCOPE,
        rows=True,
    ),
)  # fmt: skip
def list_all(request: ApiRequest) -> Mapping[str, Any]:
    """Every register of the role."""
    by = require_caller(request).actor
    return {"items": [show_register(r, by, request.lang) for r in list_registers(by)]}


@declare(
    "GET",
    "registers/{kind}",
    RegisterFull,
    Doc(
        "readRegister",
        TAG,
        Text("一个登记簿及其字段的模式", "A register with the schema of its fields"),
        Text("values_schema 是登记内容的 JSON Schema (2020-12)：类型、值域、是否必填；"
             "不写或者 null 即未知。",
             "values_schema is the JSON Schema (2020-12) of what is entered: types, value lists,"
             " what is required. Left out or null is not known."),
        scope=SCOPE,
        rows=True,
        arguments={"kind": "site"},
    ),
)  # fmt: skip
def read_one(request: ApiRequest, kind: str) -> Mapping[str, Any]:
    """One register."""
    by = require_caller(request).actor
    found = find_open(kind, by)
    shown = show_register(found, by, request.lang)
    return {**shown, "values_schema": describe_values(found.kind, request.lang)}


@declare(
    "GET",
    "registers/{kind}/records",
    Records,
    Doc(
        "listRecords",
        TAG,
        Text("列出记录", "List records"),
        Text("辖区内或者本单位的记录，按登记簿的次序；retired=true 时含已注销的。个人信息隐去。",
             "The records of one's territory or body in the order of the register; retired ones"
             " only with retired=true. Personal data is masked."),
        scope=SCOPE,
        rows=True,
        arguments={"kind": "site"},
    ),
)  # fmt: skip
def list_records(
    request: ApiRequest,
    kind: str,
    retired: str | None = None,
    limit: str | None = None,
    cursor: str | None = None,
) -> Mapping[str, Any]:
    """A page of a register."""
    by = require_caller(request).actor
    found, also = find_open(kind, by), read_flag("retired", retired)
    role = ROLES[by.role]
    first = "organ_region" if role.sees_territory else "party"
    links = find_reach(found.kind)
    keys = [first, *(links.get(c, c) for c in sort_columns(found.kind)), "id"]
    of = name_list("records", kind=kind, retired=also, by=by.body.party)
    # Not joined: a join would hide the rows whose parent lies behind a wall.
    rows = list_entries(kind, by, retired=also).prefetch_related(*list_parent_links(found))
    page = Page(read_limit(limit), cursor)
    return cut_page(rows, page, of, keys, lambda r: show_record(found, r, request.lang))


@declare(
    "GET",
    "registers/{kind}/search",
    FoundRecords,
    Doc(
        "searchRecords",
        TAG,
        Text("查找记录", "Search records"),
        Text("名称、地址的一部分，拼音首字母，或者代码的开头；至多 50 条，cut 为 true 时可能还有。",
             "By a part of name or address, by pinyin initials, or by how a code begins; 50 at"
             " most, and `cut` says that there may be more."),
        scope=SCOPE,
        rows=True,
        arguments={"kind": "site", "q": "中学"},
    ),
)  # fmt: skip
def search_records(request: ApiRequest, kind: str, q: str) -> Mapping[str, Any]:
    """Records that fit a text."""
    by = require_caller(request).actor
    found = find_open(kind, by)
    if not q.strip() or len(q) > LONGEST_QUERY:
        allowed = Text(f"1 至 {LONGEST_QUERY} 个字", f"1 to {LONGEST_QUERY} characters")
        raise fail_field("q", q, OTHERWISE, allowed)
    result = search_entries(kind, by, q, MOST_FOUND)
    shown = [show_record(found, r, request.lang) for r in result.records]
    return {"items": shown, "cut": result.cut}


@declare(
    "GET",
    "registers/{kind}/records/{id}",
    RecordGiven,
    Doc(
        "readRecord",
        TAG,
        Text("一条记录", "A record"),
        Text("辖区或者本单位以外的，与不存在的同样回答。",
             "One outside one's territory or body is answered like one that does not exist."),
        scope=SCOPE,
        rows=True,
        arguments=AT,
    ),
)  # fmt: skip
def read_record(request: ApiRequest, kind: str, id: str) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """One record."""
    found, record = find_record(kind, id, require_caller(request).actor)
    return show_record(found, record, request.lang)


@declare(
    "GET",
    "registers/{kind}/records/{id}/past",
    PastGiven,
    Doc(
        "readRecordPast",
        TAG,
        Text("一条记录过去的情形", "A record as it was"),
        Text("on 那一天的情形，依 known_at 时所知（缺省为现在所知）；那时还没有这条记录的，"
             "exists 为 false，state 为空，values 没有内容。个人信息不留旧值，只有封记。",
             "As it was on a day, by what was known at a moment (by what is known now if left out)."
             " Where it did not exist, `exists` is false, `state` empty and `values` without"
             " content. Former personal data is not kept; a mark stands for it."),
        scope=SCOPE,
        rows=True,
        arguments=AT,
    ),
)  # fmt: skip
def read_record_past(
    request: ApiRequest,
    kind: str,
    id: str,  # noqa: A002 - its name in the address
    on: str | None = None,
    known_at: str | None = None,
) -> Mapping[str, Any]:
    """One record on a day."""
    day, moment = read_on(on), read_moment(known_at)
    found, record = find_record(kind, id, require_caller(request).actor)
    past = read_past(found.kind, record, day, known_at=moment)
    return {
        "kind": found.kind.name,
        "id": str(record.public_id),
        "exists": past.exists,
        "version": past.version,
        "state": past.state if past.exists else "",
        "on": past.on.isoformat(),
        "known_at": past.known_at.isoformat(),
        "values": dict(past.values) if past.exists else {},
    }


@declare(
    "GET",
    "registers/{kind}/records/{id}/changes",
    Changes,
    Doc(
        "listRecordChanges",
        TAG,
        Text("一条记录的沿革", "The history of a record"),
        Text("新的在前：谁、何时、为何、从哪一天起；entry 是账本中的行为。",
             "The newest first: who, when, why, from which day it holds; `entry` is the act in the"
             " ledger."),
        scope=SCOPE,
        rows=True,
        arguments=AT,
    ),
)  # fmt: skip
def list_record_changes(
    request: ApiRequest,
    kind: str,
    id: str,  # noqa: A002 - its name in the address
    limit: str | None = None,
    cursor: str | None = None,
) -> Mapping[str, Any]:
    """A page of a record's changes."""
    _, record = find_record(kind, id, require_caller(request).actor)
    of = name_list("changes", of=str(record.public_id))
    page = Page(read_limit(limit), cursor)
    return cut_page(list_changes(record), page, of, ["-version", "-id"], show_change)


@declare(
    "GET",
    "sites/{id}/assessment",
    SiteAssessment,
    Doc(
        "assessSite",
        TAG,
        Text("法律对一处场所怎么说", "What the law says of a site"),
        Text("以登记的事实，依 on 那一天的法：逐项结论、依据、改正、后果、还缺什么事实。",
             "By the facts in the registers and the law of a day: every finding with its ground,"
             " remedy and exposure, and the facts that are missing."),
        scope=SCOPE,
        rows=True,
        arguments={"id": EXAMPLE_ID},
    ),
)  # fmt: skip
def assess_one(request: ApiRequest, id: str, on: str | None = None) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """One site put to the law."""
    day: date = read_on(on)
    find_record("site", id, require_caller(request).actor)
    return {"id": id, **assess_site(id, day).as_dict(request.lang)}
