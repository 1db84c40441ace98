"""The fields of plans, signs, connections and training, and the rules between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from jifang.domains.programmes.data import (
    CONNECTED_BODIES,
    CONNECTIONS,
    COURSES,
    FUNDED,
    LEVELS,
    PURPOSES,
)
from jifang.domains.programmes.models import (
    Attendance,
    Connection,
    Course,
    Funding,
    Plan,
    Sign,
)
from jifang.domains.units.api import read_credit_code
from jifang.foundation.history.data import Field, WrongError
from jifang.foundation.history.fields import asked, chosen, dated, personal, said
from jifang.foundation.history.kinds import Kind, find_repeated, register_kind
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.readers import amount, document, documents, region, symbols, whole
from jifang.foundation.search.pinyin import spell_name
from jifang.law.errors import Problem, Text

DOCUMENTS: Final = Field("documents", Text("文件", "documents"), documents)
YEAR: Final = whole(2000, 2100)
OFFICERS: Final = ("edit_register",)


def spell(record: Plan | Course) -> None:
    """Pinyin and initials of the name."""
    record.pinyin, record.initials = spell_name(record.name)


def _in_order(record: Any, first: str, last: str) -> Iterator[Problem]:
    begun, ended = getattr(record, first), getattr(record, last)
    if begun and ended and ended < begun:
        yield Problem(last, ended, Text(f"不得早于 {begun}", f"not before {begun}"))


def _not_to_come(record: Any, *names: str) -> Iterator[Problem]:
    for name in names:
        given = getattr(record, name)
        if given and given > timezone.localdate():
            yield Problem(name, given, Text("不得晚于今天", "not later than today"))


# -- art. 4 ----------------------------------------------------------------------------------------


def check_plan(plan: Plan) -> Iterator[Problem]:
    """Years in order; a plan is of a government of county level or above."""
    yield from _in_order(plan, "year_from", "year_until")
    yield from _not_to_come(plan, "adopted_on")
    ends = {"province": "0000", "prefecture": "00", "county": ""}[plan.level]
    whole_level = plan.region[2:] if plan.level == "province" else plan.region[4:]
    right = whole_level == ends if ends else not plan.region.endswith("00")
    if len(plan.region) != 6 or not right:
        text = Text("区划与政府级别不符", "the division is not one of this level")
        yield Problem("region", plan.region, text)


PLAN: Final = register_kind(
    Kind(
        "plan",
        Text("规划", "plan"),
        Plan,
        (
            said("name", "规划名称", "name", required=True),
            said("government", "政府", "government", 120, required=True),
            chosen("level", "级别", "level", LEVELS, required=True),
            Field("region", Text("区划", "division"), region(county=False), required=True),
            said("number", "文号", "number", 96),
            dated("adopted_on", "通过日期", "adopted on"),
            Field("year_from", Text("自（年）", "from (year)"), YEAR, required=True),
            Field("year_until", Text("至（年）", "until (year)"), YEAR, required=True),
            DOCUMENTS,
        ),
        derive=spell,
        check=check_plan,
        searched=("name", "government", "initials"),
        powers=OFFICERS,
    )
)  # fmt: skip

SAME_FUNDING: Final = Text(
    "该规划这一年度、这一用途已登记", "entered already for this plan, year and purpose"
)


def find_double_funding(rows: Sequence[Funding]) -> Mapping[int, Problem]:
    """The same plan, year and purpose."""
    keys = [(f.plan_id, f.year, f.purpose) for f in rows]
    there = set(
        Funding.objects.filter(plan__in={p for p, _, _ in keys}, state=ACTIVE)
        .exclude(pk__in=[f.pk for f in rows if f.pk])
        .values_list("plan_id", "year", "purpose")
    )
    repeated = find_repeated(keys)
    return {
        at: Problem("year", key[1], SAME_FUNDING)
        for at, key in enumerate(keys)
        if key in there or at in repeated
    }


def check_funding(funding: Funding) -> Iterator[Problem]:
    """A year of its plan."""
    plan = funding.plan
    if not plan.year_from <= funding.year <= plan.year_until:
        text = Text(
            f"应在 {plan.year_from} 至 {plan.year_until} 年之间",
            f"from {plan.year_from} to {plan.year_until}",
        )
        yield Problem("year", funding.year, text)


FUNDING: Final = register_kind(
    Kind(
        "funding",
        Text("经费", "funding"),
        Funding,
        (
            Field("year", Text("年度", "year"), YEAR, required=True),
            chosen("purpose", "用途", "purpose", FUNDED, required=True),
            Field("budget", Text("预算（元）", "budget (yuan)"), amount),
            Field("spent", Text("支出（元）", "spent (yuan)"), amount),
            said("number", "文号", "number", 96),
            DOCUMENTS,
        ),
        check=check_funding,
        find_doubles=find_double_funding,
        find_key=lambda funding: (funding.plan_id, funding.year, funding.purpose),
        unique={"funding_once": ("year", SAME_FUNDING)},
        powers=OFFICERS,
        root="plan",
        root_column="plan_id",
        sort=("plan",),
    )
)  # fmt: skip


# -- art. 7 ¶3 -------------------------------------------------------------------------------------


def check_sign(sign: Sign) -> Iterator[Problem]:
    """Days that have come; a finding has its day."""
    yield from _not_to_come(sign, "displayed_since", "checked_on")
    found = sign.clearly_visible is not None or sign.meets_standard is not None
    if found and sign.checked_on is None:
        yield Problem(
            "checked_on", None, Text("检查结果须有日期", "what was found has the day it was found")
        )


SIGN: Final = register_kind(
    Kind(
        "sign",
        Text("标识", "sign"),
        Sign,
        (
            said("location", "位置", "where", required=True),
            dated("displayed_since", "设置日期", "displayed since"),
            asked("clearly_visible", "清晰可见", "clearly visible"),
            asked("meets_standard", "符合标准", "meets the standard"),
            dated("checked_on", "检查日期", "checked on"),
            DOCUMENTS,
        ),
        check=check_sign,
        root="site",
        root_column="site_id",
        sort=("site",),
    )
)  # fmt: skip


# -- arts. 11, 25 ----------------------------------------------------------------------------------


def read_no_fee(value: Any) -> Decimal:
    """The only fee that art. 25 leaves: none."""
    clean = amount(value)
    if clean != 0:
        raise WrongError(
            "不得向单位收取费用（办法第二十五条）", "the unit is charged nothing (art. 25)"
        )
    return Decimal(0)


def derive_connection(connection: Connection) -> None:
    """There is no fee, said or not."""
    connection.fee = Decimal(0)


def check_connection(connection: Connection) -> Iterator[Problem]:
    """Days in order; a department was designated by an act of its government (art. 25 ¶1)."""
    yield from _not_to_come(connection, "connected_on")
    yield from _in_order(connection, "connected_on", "ended_on")
    designated = connection.body_kind == "designated_department"
    if designated and not connection.designation_number:
        yield Problem(
            "designation_number", None,
            Text("须写明政府指定该部门的文号",
                 "the act by which the government designated the department"),
        )  # fmt: skip
    if designated and connection.kind == "direct_use":
        yield Problem(
            "kind", connection.kind,
            Text("直接使用限于公安机关、国家安全机关",
                 "direct use is for public-security and national-security organs"),
        )  # fmt: skip


CONNECTION: Final = register_kind(
    Kind(
        "connection",
        Text("接入、整合", "connection, integration"),
        Connection,
        (
            chosen("kind", "方式", "how", CONNECTIONS, required=True),
            chosen("body_kind", "接入单位类别", "kind of body", CONNECTED_BODIES, required=True),
            said("body_name", "接入单位", "who connected", 120, required=True),
            chosen("purpose", "目的", "purpose", PURPOSES, required=True),
            said("basis", "依据", "basis", 300, required=True),
            said("designation_number", "政府指定文号", "act of designation", 96),
            dated("connected_on", "接入日期", "connected on", required=True),
            dated("ended_on", "终止日期", "ended on"),
            Field("system", Text("系统（编号）", "system (id)"), document),
            Field("fee", Text("费用（元）", "fee (yuan)"), read_no_fee),
            DOCUMENTS,
        ),
        derive=derive_connection,
        check=check_connection,
        root="site",
        root_column="site_id",
        sort=("site",),
    )
)  # fmt: skip


# -- arts. 6, 22 -----------------------------------------------------------------------------------


def check_course(course: Course) -> Iterator[Problem]:
    """Days in order."""
    yield from _in_order(course, "held_on", "until")


COURSE: Final = register_kind(
    Kind(
        "course",
        Text("培训", "training"),
        Course,
        (
            said("name", "培训名称", "name", required=True),
            said("association", "举办的行业组织", "association", required=True),
            chosen("kind", "内容", "subject", COURSES, required=True),
            dated("held_on", "举办日期", "held on", required=True),
            dated("until", "至", "until"),
            said("place", "地点", "place"),
            Field("hours", Text("学时", "hours"), whole(1, 1_000)),
            DOCUMENTS,
        ),
        derive=spell,
        check=check_course,
        searched=("name", "association", "initials"),
    )
)  # fmt: skip

ATTENDANCE: Final = register_kind(
    Kind(
        "attendance",
        Text("参训人员", "attendance"),
        Attendance,
        (
            personal("person_name", "姓名", "name", "name", required=True),
            said("employer", "从业单位", "employer"),
            Field("employer_code", Text("单位统一社会信用代码", "employer's credit code"),
                  read_credit_code),
            asked("passed", "合格", "passed"),
            Field("certificate_number", Text("证书编号", "certificate number"),
                  symbols(96, "-_.:/ ()")),
            dated("valid_until", "有效至", "valid until"),
        ),
        root="course",
        root_column="course_id",
        sort=("course",),
    )
)  # fmt: skip
