"""The clock: named periods, and when one ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jifang.api.forms import AskedDeadline, DeadlineGiven, Periods
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.law.clock_input import Written, WrittenPause, read_clock
from jifang.law.clock_words import describe_clock
from jifang.law.described import describe_period
from jifang.law.errors import Text
from jifang.law.period_book import load_periods

TAG = "deadlines"
NAMES = {"pause": "pauses"}
"""How the fields of a written clock are called here, where it is not by their own name."""


@declare(
    "GET",
    "law/periods",
    Periods,
    Doc(
        "listPeriods",
        TAG,
        Text("列出有名称的期限", "List the named periods"),
        Text("每个期限的长度、条款、能否中止或者延长。",
             "The length and provision of each, and whether it may be paused or extended."),
        cached=True,
    ),
)  # fmt: skip
def list_periods(request: ApiRequest) -> Mapping[str, Any]:
    """Every named period."""
    return {"items": [describe_period(p, request.lang) for p in load_periods().values()]}


@declare(
    "POST",
    "law/deadlines",
    DeadlineGiven,
    Doc(
        "countDeadline",
        TAG,
        Text("算一个期限", "Count a period"),
        Text("给出期限名称（或自定的长度和单位）、起算日、中止、延长、办结日，"
             "回答届满日和每一步怎么算；at 是看哪一天的情形。",
             "Name a period (or give a length of your own and its unit), the day it starts from,"
             " pauses, extensions and the day the act was done: the day it ends, and every step of"
             " the count. `at` is the day to look at."),
        example={"period": "design_review", "start": "2026-09-21", "at": "2026-10-12"},
    ),
)  # fmt: skip
def count_deadline(request: ApiRequest, body: AskedDeadline) -> Mapping[str, Any]:
    """When a period ends."""
    written = Written(
        period=body.period or "",
        length="" if body.length is None else str(body.length),
        unit=body.unit or "",
        rolls=body.rolls,
        start=body.start or "",
        pauses=tuple(WrittenPause(p.since, p.until or "", p.reason) for p in body.pauses),
        extended=tuple(body.extended),
        finished=body.finished or "",
        at=body.at or "",
    )
    clock, at = read_clock(written, NAMES)
    return describe_clock(clock, request.lang, at or clock.line.finished)
