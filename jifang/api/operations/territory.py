"""Divisions and organs, as they are on a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import Http404

from jifang.api.cursors import Page, cut_page, name_list
from jifang.api.forms import DivisionRow, Divisions, Organs
from jifang.api.problems import fail_field
from jifang.api.reading import OTHERWISE, read_limit, read_on
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.foundation.territory.models import Division, Organ
from jifang.foundation.territory.selectors import (
    find_division,
    select_divisions,
    select_organs,
)
from jifang.law.errors import Text

TAG = "territory"
CODE = re.compile(r"\d{6}|\d{9}", re.ASCII)


def read_code(name: str, written: str | None) -> str:
    """The code of a division; empty where none is given. Raises `ApiError`."""
    if written is None:
        return ""
    if not CODE.fullmatch(written):
        raise fail_field(name, written, OTHERWISE, Text("6 位或者 9 位数字", "6 or 9 digits"))
    return written


@declare(
    "GET",
    "divisions",
    Divisions,
    Doc(
        "listDivisions",
        TAG,
        Text("列出行政区划", "List divisions"),
        Text("on 那一天的区划，按代码；parent 只列其直接下级。",
             "The divisions of a day by code; `parent` lists only those directly below one."),
        rows=True,
        arguments={"parent": "440100"},
    ),
)  # fmt: skip
def list_divisions(
    request: ApiRequest,
    parent: str | None = None,
    on: str | None = None,
    limit: str | None = None,
    cursor: str | None = None,
) -> Mapping[str, Any]:
    """A page of divisions."""
    day, above = read_on(on), read_code("parent", parent)
    of = name_list("divisions", parent=above, on=day)
    rows = select_divisions(day, above)
    return cut_page(rows, Page(read_limit(limit), cursor), of, ["code"], show_division)


@declare(
    "GET",
    "divisions/{code}",
    DivisionRow,
    Doc(
        "readDivision",
        TAG,
        Text("一个行政区划", "A division"),
        Text("on 那一天的名称和上级。", "Its name and parent on a day."),
        rows=True,
        arguments={"code": "440106"},
    ),
)
def read_division(request: ApiRequest, code: str, on: str | None = None) -> Mapping[str, Any]:
    """One division."""
    day = read_on(on)
    found = find_division(code, day) if CODE.fullmatch(code) else None
    if found is None:
        raise Http404
    return show_division(found)


@declare(
    "GET",
    "organs",
    Organs,
    Doc(
        "listOrgans",
        TAG,
        Text("列出机关", "List organs"),
        Text("on 那一天的机关，按代码；region 只列其区划的。",
             "The organs of a day by code; `region` lists those of one division."),
        rows=True,
        arguments={"region": "440106"},
    ),
)  # fmt: skip
def list_organs(
    request: ApiRequest,
    region: str | None = None,
    on: str | None = None,
    limit: str | None = None,
    cursor: str | None = None,
) -> Mapping[str, Any]:
    """A page of organs."""
    day, of_region = read_on(on), read_code("region", region)
    of = name_list("organs", region=of_region, on=day)
    rows = select_organs(day, of_region)
    return cut_page(rows, Page(read_limit(limit), cursor), of, ["code"], show_organ)


def show_division(row: Division) -> dict[str, Any]:
    """The JSON form of a division."""
    since, until = row.valid.lower, row.valid.upper
    return {
        "code": row.code,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "parent": row.parent,
        "level": row.level,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
    }


def show_organ(row: Organ) -> dict[str, Any]:
    """The JSON form of an organ."""
    return {
        "code": row.code,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "kind": row.kind,
        "sector": row.sector,
        "level": row.level,
        "region": row.organ_region,
        "demonstration": row.demonstration,
    }
