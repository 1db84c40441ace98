"""The Licence Law where the Measures are silent: notice, decision, delivery, renewal.

Whether the certificates, filings, approvals and reviews of arts. 14-17 are licences under that law
is our interpretation. A period that the Measures set themselves stands (art. 17 ¶2: 15 days; art.
15 ¶2: the window of 30 days); both are named.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from jifang.law.calendar import count_calendar_days, count_working_days
from jifang.law.engine.expr import Expr, add, call, shift_days
from jifang.law.engine.question import Over, Reading, Value
from jifang.law.engine.scalar import register_function
from jifang.law.engine.types import DATE
from jifang.law.errors import Text
from jifang.law.parameters import param
from jifang.law.rules.terms import reading

LICENCE_LAW: Final = "cn-licence-law"
KNOWN_FROM: Final = date(2017, 1, 1)
"""The working-day calendar begins in the year the Measures came into force."""


@register_function("working_days_after")
def find_working_day(start: date, days: int) -> date | None:
    """The `days`-th working day after `start`; not known before the calendar begins."""
    return count_working_days(start, days).due_on if start >= KNOWN_FROM else None


@register_function("calendar_days_after")
def find_calendar_day(start: date, days: int) -> date | None:
    """`days` natural days after `start`, moved off a day off at the end."""
    return count_calendar_days(start, days).due_on if start >= KNOWN_FROM else None


@register_function("due_is_provisional")
def is_due_provisional(start: date, days: int) -> bool | None:
    """Whether the period runs beyond the last published holiday calendar."""
    return count_working_days(start, days).provisional if start >= KNOWN_FROM else None


def find_due(start: Expr, days: Expr) -> Expr:
    """The last working day of a period of the Licence Law (its art. 82)."""
    return call("working_days_after", DATE, start, days)


READ_LICENCE = reading(
    "licence_of_that_law",
    ("第十四条至第十七条属于行政许可", "arts. 14–17 are licences"),
    (
        (
            "资格证、备案、核准和审核是《行政许可法》所称的行政许可，《办法》没有规定的期限适用该法，"
            "自申请当日受理起按工作日算"
        ),
        (
            "certificates, filings, approvals and reviews are licences under the Administrative "
            "Licence Law; where the Measures set no period its own apply, in working days from "
            "acceptance on the day of application"
        ),
    ),
    ("不属于行政许可，该法的期限不适用", "they are not, and that law's periods do not apply"),
)
READ_DECISION = reading(
    "decision_period",
    ("决定期限不计入的时间", "time that does not count towards the decision"),
    (
        (
            "第十四条至第十七条属于行政许可是平台的解释；听证、检验、检测和专家评审所需时间不计入"
            "（第四十五条，凭记忆，未经核实），这里没有扣除"
        ),
        (
            "that arts. 14–17 are licences is our interpretation; time for hearings, tests, "
            "inspections and expert review does not count (art. 45, from memory, not verified) and "
            "is not taken off here"
        ),
    ),
    ("不属于行政许可，该法的期限不适用", "they are not, and that law's periods do not apply"),
)
READ_EXAMINATION = reading(
    "lower_examination",
    ("先由市级初审的", "where the city examines first"),
    (
        (
            "第十四条至第十七条属于行政许可是平台的解释；初审自受理起算，省级机关的决定期限自收到"
            "初审材料起算，那一天不在所给事实之内"
        ),
        (
            "that arts. 14–17 are licences is our interpretation; the first examination runs from "
            "acceptance, the provincial decision from receipt of the examined papers, a day that "
            "is not among the facts"
        ),
    ),
    (
        "初审和决定合计适用一个决定期限",
        "one period of decision covers examination and decision together",
    ),
)
READ_RENEWAL = reading(
    "renewal_decision",
    ("延续视为准予", "renewal deemed granted"),
    (
        (
            "换证即《行政许可法》第五十条的延续，在届满前没有决定的视为准予；该条要求届满三十日前申请，"
            "但规章另有规定的从其规定，所以《办法》的窗口优先，两个日期都显示"
        ),
        (
            "renewal under the Measures is that of art. 50: not decided before expiry, it counts "
            "as granted; that article asks for application thirty days before expiry unless rules "
            "provide otherwise, so the Measures' window stands and both dates are shown"
        ),
    ),
    (
        "《办法》的换证是重新核发，不适用视为准予",
        "renewal under the Measures is a new issue, never deemed granted",
    ),
)

WINDOW_STANDS = Over(LICENCE_LAW, "art_50", "rules_provide_otherwise")


def show_period(
    name: str,
    label: Text,
    expr: Expr,
    provision: str,
    why: Reading,
    *,
    where: Expr | None = None,
) -> Value:
    """A day or a period of the Licence Law as a value of an admitted application."""
    return Value(
        name,
        label,
        expr,
        when=("admit",),
        where=where,
        provision=provision,
        reading=why,
        law=LICENCE_LAW,
    )


def show_notice(received_on: Expr) -> Value:
    """Until when missing papers can be named; after it the application counts as accepted."""
    return show_period(
        "notice_by",
        Text("一次告知缺少材料的末日", "last day to name missing papers"),
        find_due(received_on, param("licence.notice_days")),
        "art_32",
        READ_LICENCE,
    )


def show_decision(accepted_on: Expr, where: Expr | None = None) -> tuple[Value, Value]:
    """Until when the organ decides, and if it takes the ten days more."""
    days = param("licence.decision_days")
    longer = add(days, param("licence.longer_decision_days"))
    return (
        show_period(
            "decide_by",
            Text("作出决定的末日", "to be decided by"),
            find_due(accepted_on, days),
            "art_42",
            READ_DECISION,
            where=where,
        ),
        show_period(
            "decide_by_extended",
            Text("延长后作出决定的末日", "to be decided by, if extended"),
            find_due(accepted_on, longer),
            "art_42",
            READ_DECISION,
            where=where,
        ),
    )


def show_examination(accepted_on: Expr, where: Expr) -> Value:
    """Until when the lower organ has examined."""
    return show_period(
        "examine_by",
        Text("初审完毕的末日", "first examination finished by"),
        find_due(accepted_on, param("licence.examination_days")),
        "art_43",
        READ_EXAMINATION,
        where=where,
    )


def show_delivery(decided_on: Expr) -> tuple[Value, Value]:
    """How long delivery may take, and until when once the decision is made."""
    return (
        replace(
            show_period(
                "delivery_days",
                Text("自决定起颁发、送达证件的期限", "delivery after the decision, within"),
                param("licence.delivery_days"),
                "art_44",
                READ_LICENCE,
            ),
            unit=Text("个工作日", "working days"),
        ),
        replace(
            show_period(
                "deliver_by",
                Text("颁发、送达证件的末日", "to be delivered by"),
                find_due(decided_on, param("licence.delivery_days")),
                "art_44",
                READ_LICENCE,
                where=~decided_on.is_none(),
            ),
            remark=True,
        ),
    )


def show_renewal(expires_on: Expr, valid_to: Expr, where: Expr) -> tuple[Value, Value]:
    """Art. 50: decided before the end, else deemed renewed; and its own day for applying."""
    return (
        show_period(
            "decide_by",
            Text("届满前作出决定，否则视为准予", "to be decided by, else deemed renewed"),
            valid_to,
            "art_50",
            READ_RENEWAL,
            where=where,
        ),
        show_period(
            "licence_law_apply_by",
            Text("按许可法申请延续的末日（让位）", "to be applied for by under that law (yields)"),
            shift_days(expires_on, param("licence.renewal_days"), -1),
            "art_50",
            READ_RENEWAL,
            where=where,
        ),
    )
