"""Arts. 32-38: what a breach exposes to. Bands are yuan; both ends are included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from jifang.law.engine.expr import ON, TRUE, Expr, constant, pick
from jifang.law.engine.question import Clause, Duty, Listing, Nested, Question, Reading, Value
from jifang.law.engine.types import define_domain
from jifang.law.errors import Problem, Text
from jifang.law.facts import amount, code, day, provision, yes_no
from jifang.law.parameters import param
from jifang.law.rules.duties import READ_EITHER
from jifang.law.rules.terms import OFFENDER, ORGAN_KIND, SETTING, SETTING_WORDS, outcome, reading

OFFENDER_ROLE = define_domain(
    "offender_role",
    constructing_unit=("建设单位", "constructing unit"),
    using_unit=("使用单位", "using unit"),
    practitioner=("从业单位", "practitioner"),
    other=("其他", "other"),
)
REFERRAL = define_domain(
    "referral",
    public_order=("违反治安管理的，依照治安管理处罚法", "public-order punishment"),
    criminal=("涉嫌犯罪的，移送司法机关", "suspected crime: to the judicial organs"),
    civil=("造成损害后果的，承担民事责任", "civil liability for harm caused"),
)
ON_WHOM = define_domain(
    "on_whom",
    offender=("违法行为人", "the offender"),
    constructing_unit=("建设单位", "the constructing unit"),
    undertaker=("承接业务的单位或者个人", "whoever undertook the work"),
)

breach = provision("breach", ("违反的条款", "provision breached"))
act_on = day(
    "act_on",
    ("违法行为的日期", "day of the act"),
    hint=("不填：按所问当日", "left out: the day asked"),
)
offender = code("offender", ("违法行为人", "offender"), OFFENDER)
offender_role = code("offender_role", ("在工程中的身份", "role in the project"), OFFENDER_ROLE)
setting = code("setting", SETTING_WORDS, SETTING)
ordered_on = day(
    "ordered_on",
    ("责令改正的日期", "day of the order"),
    none=("尚未责令改正", "no order was given"),
)
correct_by = day(
    "correct_by", ("改正期限", "correct by"), none=("没有定期限", "no time limit was set")
)
corrected_on = day(
    "corrected_on", ("改正日期", "day of correction"), none=("没有改正", "not corrected")
)
serious = yes_no(
    "serious_consequences",
    ("造成严重后果", "serious consequences"),
    ("没有严重后果", "no serious consequences"),
)
unlawful_income = amount(
    "unlawful_income", ("违法所得", "unlawful income"), none=("没有违法所得", "there is none")
)

before = act_on < date(2017, 8, 1)
a32 = breach.within("art_8", "art_10")
a33 = breach.within("art_9__para_1") | breach.eq("art_9")
a34 = breach.within("art_11", "art_12", "art_13", "art_20", "art_21", "art_22")
a35 = breach.within("art_14", "art_16")
a36 = breach.within("art_17", "art_19")
a37 = breach.within("art_23")
a38 = breach.within("art_24")
order_first: Expr = a32 | a33 | a34

unit = offender.is_in("unit")
individual = offender.is_in("individual")
no_order = ordered_on.is_none()
in_time = ~no_order & (corrected_on <= correct_by)
lapsed = ~no_order & (correct_by < ON) & ~(corrected_on <= correct_by)
at_once_33 = a33 & serious & param("reading.serious_needs_no_order") & unit

GOVERNED_ONLY = ("art_13", "art_17", "art_18", "art_19", "art_23")

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


def band(side: str) -> Expr:
    """The statutory bound of the fine for the offender, `side` being min or max."""

    def p(name: str) -> Expr:
        return param(f"fine.{name}.{side}")

    return pick(
        a32,
        pick(unit, p("art_32.unit"), p("art_32.individual")),
        pick(
            a33,
            pick(serious, p("art_33.unit_serious"), p("art_33.unit")),
            pick(
                a34,
                p("art_34.unit"),
                pick(
                    a35,
                    p("art_35"),
                    pick(
                        a36,
                        p("art_36.constructing_unit"),
                        pick(
                            a37,
                            pick(unit, p("art_37.unit"), p("art_37.individual")),
                            pick(unit, p("art_38.unit"), p("art_38.individual")),
                        ),
                    ),
                ),
            ),
        ),
    )


def persons_band(side: str) -> Expr:
    """The bound for the responsible persons of a unit (arts. 32-34)."""
    return pick(
        a32,
        param(f"fine.art_32.persons.{side}"),
        pick(
            a33,
            param(f"fine.art_33.persons_serious.{side}"),
            param(f"fine.art_34.persons.{side}"),
        ),
    )


FINED = ("fine", "order_and_fine")
has_persons = unit & (a32 | a34 | (a33 & serious))

FINE_MIN, FINE_MAX = Text("罚款下限", "fine, lowest"), Text("罚款上限", "fine, highest")
P_MIN = Text("责任人员罚款下限", "responsible persons, lowest")
P_MAX = Text("责任人员罚款上限", "responsible persons, highest")


def check_setting(facts: Mapping[str, Any]) -> Iterable[Problem]:
    """Refuse a breach of provisions that protect or bind only public areas and key units, set in
    another place: the two facts contradict each other."""
    eid = str(facts.get("breach", ""))
    if facts.get("setting") == "other" and eid.startswith(GOVERNED_ONLY):
        article = eid.split("__", maxsplit=1)[0]
        yield Problem(
            "setting",
            "other",
            Text(
                f"与 breach 矛盾：{article} 只针对公共区域和技防重点单位的系统",
                f"contradicts breach: {article} concerns only systems of public areas and key "
                "units",
            ),
        )


def then_values(by_unit: bool) -> tuple[Value, ...]:
    """What follows for a unit or an individual if the order is not obeyed in time."""
    if by_unit:

        def bound(side: str) -> Expr:
            return pick(
                a32,
                param(f"fine.art_32.unit.{side}"),
                pick(a33, param(f"fine.art_33.unit.{side}"), param(f"fine.art_34.unit.{side}")),
            )

        return (
            Value("fine_min", FINE_MIN, bound("min")),
            Value("fine_max", FINE_MAX, bound("max")),
            Value("persons_fine_min", P_MIN, persons_band("min"), where=a32 | a34),
            Value("persons_fine_max", P_MAX, persons_band("max"), where=a32 | a34),
            Value("persons_fine_mandatory", PERSONS_MUST, ~TRUE, where=a32 | a34),
        )
    return (
        Value("fine_min", FINE_MIN, param("fine.art_32.individual.min"), where=a32),
        Value("fine_max", FINE_MAX, param("fine.art_32.individual.max"), where=a32),
    )


PERSONS_MUST = Text("对责任人员必须罚款", "the persons' fine is mandatory")

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
    (breach.within("art_20"), "art_34__para_1__item_4", ORDERED_34, unit, None),
    (breach.within("art_21"), "art_34__para_1__item_5", ORDERED_34, unit, None),
    (breach.within("art_22"), "art_34__para_1__item_6", ORDERED_34, unit, None),
)
"""Condition, citation, what is ordered, whom a fine can reach, our reading."""


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
            ),
            Clause(eid, condition, "order", text, reading=note, about=condition),
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
        a36 & offender_role.is_in("practitioner", "using_unit", "other"),
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

LIABILITY = Question(
    name="liability",
    title=Text("违反了会怎样", "What does the breach expose to?"),
    asks=Text(
        "违反某一条款，先责令改正还是直接处罚，罚谁、罚多少、由谁决定",
        "Whether a breach is first ordered to be corrected or fined at once; who, how much, by "
        "whom",
    ),
    provisions=(
        "art_32__para_1",
        "art_32__para_1__item_1",
        "art_32__para_1__item_2",
        "art_33__para_1",
        "art_34__para_1",
        *(f"art_34__para_1__item_{i}" for i in range(1, 7)),
        *(f"art_{a}__para_1" for a in (35, 36, 37, 38)),
    ),
    facts=(
        breach,
        act_on,
        offender,
        offender_role,
        setting,
        ordered_on,
        correct_by,
        corrected_on,
        serious,
        unlawful_income,
    ),
    outcomes=(
        outcome("order", "责令限期改正", "ordered to correct", "warn"),
        outcome("order_and_fine", "责令改正并处罚款", "ordered to correct and fined", "stop"),
        outcome("fine", "处罚款", "fined", "stop"),
        outcome("none", "办法没有规定处罚", "no penalty under the Measures", "ok"),
        outcome("refer_other_law", "依照其他法律", "under other law", "warn"),
    ),
    clauses=(
        Clause(
            "art_42__para_1",
            before,
            "refer_other_law",
            Text(
                "行为发生在办法施行之前，依照当时的法律",
                "the act was before commencement; the law of that time applies",
            ),
        ),
        *order_clauses(),
        *AT_ONCE,
        Clause(
            "art_32__para_1",
            TRUE,
            "none",
            Text(
                "第三十二条至第三十八条没有为违反这一条款规定处罚",
                "arts. 32 to 38 name no penalty for a breach of this provision",
            ),
        ),
    ),
    values=(
        Value("fine_min", FINE_MIN, band("min"), when=FINED),
        Value("fine_max", FINE_MAX, band("max"), when=FINED),
        Value("persons_fine_min", P_MIN, persons_band("min"), when=FINED, where=has_persons),
        Value("persons_fine_max", P_MAX, persons_band("max"), when=FINED, where=has_persons),
        Value("persons_fine_mandatory", PERSONS_MUST, a33 & serious, when=FINED, where=has_persons),
        Value("warning", Text("警告", "warning"), a33, when=("order", "order_and_fine"), where=a33),
        Value(
            "confiscation",
            Text("没收违法所得", "unlawful income confiscated"),
            a35,
            when=FINED,
            where=a35,
        ),
        Value(
            "confiscation_amount",
            Text("违法所得", "unlawful income"),
            unlawful_income,
            when=FINED,
            where=a35,
        ),
        Value(
            "on_whom",
            Text("罚款对象", "the fine is on"),
            pick(
                a36,
                constant(ON_WHOM, "constructing_unit"),
                pick(a35, constant(ON_WHOM, "undertaker"), constant(ON_WHOM, "offender")),
            ),
            when=("order", *FINED),
            domain=ON_WHOM,
        ),
        Listing(
            "organ_kinds",
            Text("决定机关（所在地县级以上）", "deciding organ (county or above, of the place)"),
            ORGAN_KIND,
            (("public_security", TRUE), ("national_security", a32)),
            when=("order", *FINED),
        ),
        Listing(
            "referrals",
            Text("另须", "besides"),
            REFERRAL,
            (
                ("civil", a37 | a38),
                ("public_order", a32 | a37 | a38),
                ("criminal", a32 | a37 | a38),
            ),
            when=("order", *FINED),
        ),
        Nested(
            "if_serious_consequences",
            Text("造成严重后果的", "with serious consequences"),
            (
                (
                    "unit",
                    unit & a33,
                    (
                        Value("fine_min", FINE_MIN, param("fine.art_33.unit_serious.min")),
                        Value("fine_max", FINE_MAX, param("fine.art_33.unit_serious.max")),
                        Value("persons_fine_min", P_MIN, param("fine.art_33.persons_serious.min")),
                        Value("persons_fine_max", P_MAX, param("fine.art_33.persons_serious.max")),
                        Value("persons_fine_mandatory", PERSONS_MUST, TRUE),
                    ),
                ),
            ),
            when=("order",),
        ),
        Nested(
            "if_not_corrected",
            Text("逾期不改正的", "if not corrected in time"),
            (
                ("unit", unit & order_first, then_values(True)),
                ("individual", individual & a32, then_values(False)),
            ),
            when=("order",),
        ),
    ),
    duties=tuple(
        Duty(
            Text("违法行为人", "the offender"),
            Text("在期限内改正", "correct within the time limit"),
            eid,
            ("order",),
            by=correct_by,
            where=condition,
        )
        for condition, eid, *_ in ORDER_FIRST
    ),
    defaults={"act_on": ON},  # a breach given without its day is taken to exist on the day asked
    check=check_setting,
    adverse=("order", "order_and_fine", "fine"),
)
