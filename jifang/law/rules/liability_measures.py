"""Arts. 32-38 of the Measures: clauses of the question `liability`."""

from __future__ import annotations

from jifang.law.engine.expr import Expr
from jifang.law.engine.question import Clause, Over, Reading
from jifang.law.errors import Text
from jifang.law.parameters import param
from jifang.law.rules.duties import READ_EITHER
from jifang.law.rules.liability_terms import (
    TARGET_RETENTION,
    VIDEO,
    a33,
    a35,
    a36,
    a37,
    a38,
    breach,
    earlier_act,
    in_time,
    individual,
    lapsed,
    no_order,
    offender_role,
    privacy,
    register_799,
    retention_799,
    serious,
    unauthorised,
    unit,
)
from jifang.law.rules.terms import reading

at_once_33 = a33 & serious & param("reading.serious_needs_no_order") & unit

READ_SERIOUS = reading(
    "serious_needs_no_order",
    ("严重后果不待责令", "serious consequences need no failed order"),
    (
        "第三十三条“造成严重后果的”以分号与“逾期不改正的”并列，自成一档",
        (
            "in art. 33 “where serious consequences are caused” stands after a semicolon "
            "beside “where "
            "not corrected in time”, as a step of its own"
        ),
    ),
    (
        "仍以逾期不改正为前提",
        "it too presupposes an order not obeyed",
    ),
)
READ_COVERAGE = reading(
    "coverage_not_named",
    ("擅自扩大覆盖范围", "widening coverage"),
    (
        "第三十二条第二项只写明危害、侵权和隐私部位；单纯扩大覆盖范围不在其中",
        (
            "art. 32 (2) names endangering, infringing and privacy spots; merely widening "
            "coverage is "
            "not among them"
        ),
    ),
    (
        "可按第二十三条第三项擅自改变使用范围，依第三十七条处罚",
        "it may be a change of scope under art. 23 (3), punished under art. 37",
    ),
)


ORDERED_32 = Text(
    "违反第八条、第十条的，由所在地县级以上公安机关或者国家安全机关责令限期改正",
    "breach of art. 8 or 10: ordered to correct within a time limit by the public-security or "
    "national-security organ of the place",
)
ORDERED_33 = Text(
    "应当安装而不安装的，给予警告，并责令限期改正",
    "not installed where required: a warning and an order to correct within a time limit",
)
ORDERED_34 = Text(
    "违反第十一条至第十三条、第二十条至第二十二条的，责令限期改正",
    "breach of arts. 11 to 13 or 20 to 22: ordered to correct within a time limit",
)
WHOEVER = unit | individual
ORDER_FIRST: tuple[tuple[Expr, str, Text, Expr, Reading | None], ...] = (
    (breach.within("art_8"), "art_32__para_1__item_1", ORDERED_32, WHOEVER, None),
    (breach.within("art_10"), "art_32__para_1__item_2", ORDERED_32, WHOEVER, READ_COVERAGE),
    (a33, "art_33__para_1", ORDERED_33, unit, None),
    (breach.within("art_11"), "art_34__para_1__item_1", ORDERED_34, unit, READ_EITHER),
    (breach.within("art_12"), "art_34__para_1__item_2", ORDERED_34, unit, None),
    (breach.within("art_13"), "art_34__para_1__item_3", ORDERED_34, unit, None),
    (breach.within("art_20", TARGET_RETENTION), "art_34__para_1__item_4", ORDERED_34, unit, None),
    (breach.within("art_21"), "art_34__para_1__item_5", ORDERED_34, unit, None),
    (breach.within("art_22"), "art_34__para_1__item_6", ORDERED_34, unit, None),
)
"""Condition, citation, what is ordered, whom a fine can reach, our reading."""

MEETS: dict[str, tuple[Over, ...]] = {
    "art_32__para_1__item_1": (Over(VIDEO, "art_26", "milder_later", unauthorised & earlier_act),),
    "art_32__para_1__item_2": (
        Over(VIDEO, "art_27__para_1", "milder_later", privacy & earlier_act),
    ),
    "art_34__para_1__item_4": (Over(VIDEO, "art_17", "no_penalty_named", retention_799),),
    "art_34__para_1__item_5": (Over(VIDEO, "art_31", "both_recorded", register_799),),
}
"""Where an item meets Decree 799 and remains the basis."""


def order_clauses() -> tuple[Clause, ...]:
    """Arts. 32-34: order first; the fine only where it was not obeyed in time."""
    found: list[Clause] = [
        Clause(
            "art_33__para_1",
            at_once_33 & no_order,
            "order_and_fine",
            Text(
                "造成严重后果的，对单位处 20000 元以上 100000 元以下罚款，对责任人员处 5000 元以上 "
                "10000 元以下罚款",
                "with serious consequences the unit is fined 20,000 to 100,000 and its responsible "
                "persons 5,000 to 10,000",
            ),
            reading=READ_SERIOUS,
        ),
        Clause(
            "art_33__para_1",
            at_once_33,
            "fine",
            Text(
                "造成严重后果的，对单位处 20000 元以上 100000 元以下罚款，不因改正而免",
                "with serious consequences the unit is fined; correction does not undo it",
            ),
            reading=READ_SERIOUS,
        ),
    ]
    for condition, eid, text, fined, note in ORDER_FIRST:
        over = MEETS.get(eid, ())
        found += [
            Clause(
                eid,
                condition & in_time,
                "none",
                Text("在责令的期限内改正的，不罚款", "corrected within the time ordered: no fine"),
            ),
            Clause(
                eid,
                condition & lapsed & fined,
                "fine",
                Text("逾期不改正的，处罚款", "not corrected in time: fined"),
                reading=note,
                over=over,
            ),
            Clause(
                eid,
                condition,
                "order",
                text,
                reading=note,
                about=condition,
                over=over,
                # beside the order of the Counter-Terrorism Law it is a ground of its own
                cumulative=eid == "art_34__para_1__item_4",
            ),
        ]
    return tuple(found)


AT_ONCE = (
    Clause(
        "art_35__para_1",
        a35,
        "order_and_fine",
        Text(
            "未取得资格证、备案证或者越级承接业务的，责令改正，没收违法所得，并处 10000 元以上 "
            "30000 元以下罚款",
            "without certificate or filing, or above one's level: ordered to correct, unlawful "
            "income confiscated, and fined 10,000 to 30,000",
        ),
        about=a35,
    ),
    Clause(
        "art_36__para_1",
        a36 & offender_role.is_in("practitioner", "using_unit", "operator", "other"),
        "none",
        Text(
            "第三十六条罚的是建设单位，不是其他人",
            "art. 36 fines the constructing unit and no one else",
        ),
    ),
    Clause(
        "art_36__para_1",
        a36,
        "order_and_fine",
        Text(
            "未通过审核而施工、未经验收合格而投入使用的，责令改正，并对建设单位处 10000 元以上 "
            "30000 元以下罚款",
            "building without a passed review or use without passed acceptance: ordered to "
            "correct, and the constructing unit is fined 10,000 to 30,000",
        ),
        about=a36,
    ),
    Clause(
        "art_37__para_1",
        a37,
        "order_and_fine",
        Text(
            "有第二十三条所列行为的，责令改正，对单位处 10000 元以上 30000 元以下、对个人处 "
            "2000 元以上 "
            "10000 元以下罚款",
            "acts listed in art. 23: ordered to correct; units fined 10,000 to 30,000, individuals "
            "2,000 to 10,000",
        ),
        about=a37,
    ),
    Clause(
        "art_38__para_1",
        a38,
        "fine",
        Text(
            "有第二十四条所列行为的，对单位处 10000 元以上 30000 元以下、对个人处 500 元以上 "
            "1000 元以下罚款",
            "acts listed in art. 24: units fined 10,000 to 30,000, individuals 500 to 1,000",
        ),
        about=a38,
    ),
)
