"""Arts. 32-38, and the other law that meets them: what a breach exposes to."""

from __future__ import annotations

from jifang.law.engine.expr import ON, TRUE, Expr, any_of, constant, literal, pick
from jifang.law.engine.question import Clause, Duty, Listing, Nested, Question, Spec, Value
from jifang.law.engine.types import PROVISION, define_domain
from jifang.law.errors import Text
from jifang.law.parameters import param
from jifang.law.rules import liability_bands as b
from jifang.law.rules import liability_terms as t
from jifang.law.rules.liability_measures import AT_ONCE, ORDER_FIRST, order_clauses
from jifang.law.rules.liability_video import (
    READ_LAW_OF_ACT,
    READ_MILDER,
    target_clauses,
    video_clauses,
)
from jifang.law.rules.terms import ORGAN_KIND, outcome
from jifang.law.texts import MEASURES

REFERRAL = define_domain(
    "referral",
    public_order=("违反治安管理的，依照治安管理处罚法", "public-order punishment"),
    criminal=("涉嫌犯罪的，移送司法机关", "suspected crime: to the judicial organs"),
    civil=("造成损害后果的，承担民事责任", "civil liability for harm caused"),
    cybersecurity=("网络安全法的处罚", "penalties of the Cybersecurity Law"),
    data_security=("数据安全法的处罚", "penalties of the Data Security Law"),
    personal_information=(
        "个人信息保护法第六十六条的处罚",
        "penalties of the Personal Information Law, art. 66",
    ),
    regulator=("通报其主管部门", "the regulator is notified"),
    internal_security=(
        "属于治安保卫重点单位、隐患未整改而造成损害的，另依内部治安保卫条例第十九条",
        (
            "a key security unit whose unremedied hazards cause harm: Internal Security "
            "Regulation, art. 19"
        ),
    ),
)
ON_WHOM = define_domain(
    "on_whom",
    offender=("违法行为人", "the offender"),
    constructing_unit=("建设单位", "the constructing unit"),
    undertaker=("承接业务的单位或者个人", "whoever undertook the work"),
)

FINED = ("fine", "order_and_fine")
GIVEN = ("order", *FINED)

# -- what goes on under other law ------------------------------------------------------------------

newer: Expr = t.act_on >= param("public_order.text_2025")
films_privacy: Expr = t.breach.within("art_10__para_2", t.BANNED)
attacks_data: Expr = t.breach.within("art_23__para_1__item_2")
trades_data: Expr = t.breach.within("art_24__para_1__item_1") & newer
public_order: Expr = any_of(t.a32, t.a37, t.a38, t.breach.within(t.BANNED, t.UNAUTHORISED))
under_information_law: Expr = t.c31 | t.register_799
hazard_left: Expr = (t.a33 | t.a34) & t.unit & t.serious & (t.lapsed | t.refused)


def public_order_provision() -> Expr:
    """The provision of the Public Order Law that names the act, in the text of the day of it."""

    def cite(eid: str) -> Expr:
        return literal(f"{t.PUBLIC_ORDER}/{eid}", PROVISION)

    return pick(
        films_privacy,
        pick(newer, cite("art_50__item_6"), cite("art_42")),
        pick(attacks_data, pick(newer, cite("art_33"), cite("art_29")), cite("art_56")),
    )


# -- values ----------------------------------------------------------------------------------------

governed_by_799: Expr = t.c26 | t.c27_1
deletes: Expr = t.c26 | t.c27_1 | t.c28
confiscates: Expr = t.c27_1 | t.c28 | (t.c26 & t.refused)
differs: Expr = ~(t.a35 | t.a36 | t.c29)  # units and individuals are fined differently
warned: Expr = t.a33 | t.a88 | t.c30

FINES: tuple[Spec, ...] = (
    Value("fine_min", b.FINE_MIN, b.band("min"), when=FINED),
    Value("fine_max", b.FINE_MAX, b.band("max"), when=FINED),
    Value(
        "persons_fine_min",
        b.P_MIN,
        b.bound(b.PERSONS_NOW, "persons", "min"),
        when=FINED,
        where=b.has_persons,
    ),
    Value(
        "persons_fine_max",
        b.P_MAX,
        b.bound(b.PERSONS_NOW, "persons", "max"),
        when=FINED,
        where=b.has_persons,
    ),
    Value(
        "persons_fine_mandatory",
        b.PERSONS_MUST,
        b.mandatory_now,
        when=FINED,
        where=b.has_persons,
    ),
)
BESIDES: tuple[Spec, ...] = (
    Value("confiscate", b.CONFISCATE, confiscates, when=FINED, where=confiscates),
    Value("delete", Text("删除所采集的信息", "images deleted"), deletes, when=GIVEN, where=deletes),
    Value(
        "warning", Text("警告", "warning"), warned, when=("order", "order_and_fine"), where=warned
    ),
    Value(
        "confiscation",
        Text("没收违法所得", "unlawful income confiscated"),
        t.a35,
        when=FINED,
        where=t.a35,
    ),
    Value(
        "confiscation_amount",
        Text("违法所得", "unlawful income"),
        t.unlawful_income,
        when=FINED,
        where=t.a35,
    ),
    Value(
        "on_whom",
        Text("罚款对象", "the fine is on"),
        pick(
            t.a36,
            constant(ON_WHOM, "constructing_unit"),
            pick(t.a35, constant(ON_WHOM, "undertaker"), constant(ON_WHOM, "offender")),
        ),
        when=GIVEN,
        domain=ON_WHOM,
    ),
    Listing(
        "organ_kinds",
        Text("决定机关（所在地县级以上）", "deciding organ (county or above, of the place)"),
        ORGAN_KIND,
        (("public_security", TRUE), ("national_security", t.a32 & ~governed_by_799)),
        when=GIVEN,
    ),
    Listing(
        "referrals",
        Text("另须", "besides"),
        REFERRAL,
        (
            ("civil", (t.a37 | t.a38) & ~t.before),
            ("public_order", public_order & ~t.before),
            ("criminal", public_order & ~t.before),
            ("cybersecurity", under_information_law),
            ("data_security", under_information_law),
            ("personal_information", under_information_law),
            ("regulator", t.c27_2 & (t.refused | t.serious)),
            ("internal_security", hazard_left),
        ),
        when=(*GIVEN, "refer_other_law"),
    ),
    Value(
        "public_order_provision",
        Text("治安管理处罚法的条款", "provision of the Public Order Law"),
        public_order_provision(),
        when=(*GIVEN, "refer_other_law"),
        where=(films_privacy | attacks_data | trades_data) & ~t.before,
    ),
    Value(
        "milder_later_law",
        Text("适用较轻的新法", "the milder later law applies"),
        TRUE,
        when=GIVEN,
        where=t.c30 & t.earlier_act,
        provision="art_37",
        law=t.PENALTY_LAW,
        reading=READ_MILDER,
    ),
    Value(
        "law_of_the_act",
        Text("适用行为时的规定", "the law of the act applies"),
        TRUE,
        when=GIVEN,
        where=(t.unauthorised | t.privacy) & t.earlier_act,
        provision="art_37",
        law=t.PENALTY_LAW,
        reading=READ_LAW_OF_ACT,
    ),
)
CONDITIONAL: tuple[Spec, ...] = (
    Nested(
        "fine_by_offender",
        Text("罚款幅度", "range of the fine"),
        (
            (
                "unit",
                t.unit & differs,
                (
                    *b.fine_values(b.bound(b.NOW, "unit", "min"), b.bound(b.NOW, "unit", "max")),
                    *b.person_values(b.PERSONS_NOW, b.mandatory_now, b.reaches_persons),
                ),
            ),
            (
                "individual",
                t.individual & differs,
                b.fine_values(
                    b.bound(b.NOW, "individual", "min"), b.bound(b.NOW, "individual", "max")
                ),
            ),
        ),
        when=FINED,
        only_open=True,
    ),
    Nested(
        "if_serious_consequences",
        Text("造成严重后果的", "with serious consequences"),
        (
            ("unit", t.unit & (t.a33 | b.serious_799), b.unit_serious()),
            ("individual", t.individual & b.serious_799, b.individual_serious()),
        ),
        when=("order",),
    ),
    Nested(
        "if_not_corrected",
        Text("逾期不改正的", "if not corrected in time"),
        (
            ("unit", b.later_unit, b.unit_later()),
            ("individual", b.later_individual, b.individual_later()),
        ),
        when=("order",),
    ),
    Nested(
        "also_punishable",
        Text(
            "同一行为另有办法第三十四条第四项的罚则，只罚一次，从高",
            "the same act under art. 34 (4) of the Measures; one fine, the higher",
        ),
        (
            (
                "unit",
                t.a88 & t.unit,
                b.fine_values(b.bound((b.A34,), "unit", "min"), b.bound((b.A34,), "unit", "max")),
            ),
        ),
        when=GIVEN,
    ),
)

ORDERS = (
    *((MEASURES, eid) for _, eid, *_ in ORDER_FIRST),
    *((t.VIDEO, eid) for eid in ("art_13", "art_26", "art_27__para_2", "art_29", "art_30")),
    (t.COUNTER_TERRORISM, "art_88__para_1__item_6"),
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
        *(f"{t.VIDEO}/art_{a}" for a in ("26", "27__para_1", "27__para_2", 28, 29, 30, 31, 33)),
        f"{t.COUNTER_TERRORISM}/art_88__para_1__item_6",
    ),
    facts=t.FACTS,
    outcomes=(
        outcome("order", "责令限期改正", "ordered to correct", "warn"),
        outcome("order_and_fine", "责令改正并处罚款", "ordered to correct and fined", "stop"),
        outcome("fine", "处罚款", "fined", "stop"),
        outcome("none", "没有处罚", "no penalty", "ok"),
        outcome("refer_other_law", "依照其他法律", "under other law", "warn"),
    ),
    clauses=(
        Clause(
            "art_42__para_1",
            t.before,
            "refer_other_law",
            Text(
                "行为发生在办法施行之前，依照当时的法律",
                "the act was before commencement; the law of that time applies",
            ),
        ),
        *video_clauses(),
        *target_clauses(),
        *order_clauses(),
        *AT_ONCE,
        Clause(
            "art_32__para_1",
            TRUE,
            "none",
            Text(
                "办法第三十二条至第三十八条（视频系统还有视频图像条例第二十六条至第三十三条）"
                "没有为违反这一条款规定处罚",
                "arts. 32 to 38 (for video, arts. 26 to 33 of the Video Regulation too) name no "
                "penalty for a breach of this provision",
            ),
        ),
    ),
    values=(*FINES, *BESIDES, *CONDITIONAL),
    duties=tuple(
        Duty(
            Text("违法行为人", "the offender"),
            Text("在期限内改正", "correct within the time limit"),
            eid,
            ("order",),
            by=t.correct_by,
            law=law,
            of_decider=True,
        )
        for law, eid in ORDERS
    ),
    # A breach given without its day is taken to exist on the day asked; an order that was not
    # obeyed in time is taken to be refused.
    defaults={"act_on": ON, "refused": pick(t.no_order, ~TRUE, t.lapsed)},
    check=t.check_facts,
    adverse=("order", "order_and_fine", "fine"),
)
