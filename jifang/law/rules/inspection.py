"""Art. 29: supervision by territory, hidden dangers, correction within a time limit."""

from __future__ import annotations

from jifang.law.engine.expr import ON, TRUE
from jifang.law.engine.question import Clause, Duty, Listing, Question, Value
from jifang.law.engine.types import define_domain
from jifang.law.errors import Text
from jifang.law.facts import day, items, number, yes_no
from jifang.law.rules.terms import outcome

SUBJECT = define_domain(
    "subject",
    **{
        "1": ("安装情况", "installation"),
        "2": ("方案审核、检验、竣工验收", "scheme review, testing, acceptance"),
        "3": ("符合标准和技术规范", "conformity with standards"),
        "4": ("运行和采获信息的保存", "running and preservation of information"),
        "5": ("落实管理制度", "the unit's management systems"),
        "6": ("其他依法检查的事项", "other matters by law"),
    },
)
BREACH = define_domain(
    "inspected_breach",
    art_7__para_1=("第七条第一款", "art. 7 ¶ 1"),
    art_9__para_1=("第九条第一款", "art. 9 ¶ 1"),
    art_17__para_2=("第十七条第二款", "art. 17 ¶ 2"),
    art_18__para_1=("第十八条", "art. 18"),
    art_19__para_1=("第十九条", "art. 19"),
    art_12__para_1=("第十二条", "art. 12"),
    art_13__para_1=("第十三条", "art. 13"),
    art_3__para_1=("第三条", "art. 3"),
    art_20__para_1=("第二十条第一款", "art. 20 ¶ 1"),
    art_21__para_1=("第二十一条", "art. 21"),
)
CONCERNS = {
    "art_7__para_1": "1",
    "art_9__para_1": "1",
    "art_17__para_2": "2",
    "art_18__para_1": "2",
    "art_19__para_1": "2",
    "art_12__para_1": "3",
    "art_13__para_1": "3",
    "art_3__para_1": "4",
    "art_20__para_1": "4",
    "art_21__para_1": "5",
}

subjects = items("subjects", ("检查的事项（第几项）", "subjects inspected (items)"), SUBJECT)
inspectors = number(
    "inspectors",
    ("检查人员", "inspectors"),
    ("人", "persons"),
    hint=("办法没有规定最少人数，只作记录", "the Measures set no least number; recorded only"),
)
dangers = yes_no(
    "hidden_dangers",
    ("发现技防隐患", "hidden dangers were found"),
    ("没有发现隐患", "no hidden dangers were found"),
)
correct_by = day(
    "correct_by", ("整改期限", "correct by"), none=("没有定期限", "no time limit was set")
)
rechecked_on = day(
    "rechecked_on", ("复查日期", "day of the recheck"), none=("没有复查", "not rechecked")
)
corrected = yes_no(
    "corrected",
    ("已整改", "corrected"),
    ("没有整改", "not corrected"),
    none=("没有整改", "not corrected"),
)

ORGAN = Text("所在地公安机关", "the public security organ of the place")

INSPECTION = Question(
    name="inspection",
    title=Text("监督检查之后怎么办", "What follows an inspection?"),
    asks=Text(
        "检查没有问题、限期整改，还是逾期未改、进入处罚",
        "Whether the inspection is in order, calls for correction, or must be escalated",
    ),
    provisions=(
        "art_5__para_1",
        "art_29__para_1",
        *(f"art_29__para_1__item_{i}" for i in range(1, 7)),
        "art_29__para_2",
    ),
    facts=(subjects, inspectors, dangers, correct_by, rechecked_on, corrected),
    outcomes=(
        outcome("in_order", "没有隐患或者已整改", "in order", "ok"),
        outcome("rectify", "限期整改", "to be corrected within a time limit", "warn"),
        outcome("escalate", "逾期未改，转入处罚", "not corrected in time: escalated", "stop"),
    ),
    clauses=(
        Clause(
            "art_29__para_1",
            ~dangers,
            "in_order",
            Text("没有发现技防隐患", "no hidden danger was found"),
        ),
        Clause(
            "art_29__para_1",
            corrected.eq(True),
            "in_order",
            Text("隐患已经整改", "the hidden danger was corrected"),
        ),
        Clause(
            "art_29__para_1",
            correct_by < ON,
            "escalate",
            Text(
                "限期整改，逾期没有整改的，依法律责任一章处理",
                "not corrected within the time limit: dealt with under the chapter on liability",
            ),
        ),
        Clause(
            "art_29__para_1",
            TRUE,
            "rectify",
            Text(
                "及时发现技防隐患并督促相关单位限期整改",
                "hidden dangers are found in time and the unit is made to correct them within a "
                "time limit",
            ),
        ),
    ),
    values=(
        Value(
            "correct_by",
            Text("整改期限", "correct by"),
            correct_by,
            when=("rectify", "escalate"),
        ),
        Listing(
            "breaches",
            Text("可能违反", "breaches concerned"),
            BREACH,
            tuple((eid, dangers & subjects.has(item)) for eid, item in CONCERNS.items()),
            when=("rectify", "escalate"),
        ),
    ),
    duties=(
        Duty(
            Text("被检查单位", "the unit inspected"),
            Text("在期限内整改", "correct within the time limit"),
            "art_29__para_1",
            ("rectify",),
            by=correct_by,
        ),
        Duty(
            ORGAN,
            Text("确定整改期限", "set the time limit"),
            "art_29__para_1",
            ("rectify",),
            where=correct_by.is_none(),
        ),
        Duty(
            ORGAN,
            Text("复查", "recheck"),
            "art_29__para_1",
            ("rectify", "escalate"),
            where=rechecked_on.is_none(),
        ),
    ),
    adverse=("rectify", "escalate"),
)
