"""The Administrative Penalty Law over arts. 32-38: may a penalty be imposed, and how.

Working days and moved last days are counted by `jifang.law.calendar`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jifang.law.calendar import add_months
from jifang.law.engine.expr import (
    FALSE,
    ON,
    TRUE,
    Expr,
    Op,
    all_of,
    any_of,
    call,
    pick,
    shift_years,
)
from jifang.law.engine.question import Clause, Duty, Over, Question, Spec, Value
from jifang.law.engine.scalar import register_function
from jifang.law.engine.types import AMOUNT, DATE
from jifang.law.errors import Text
from jifang.law.facts import amount, day, yes_no
from jifang.law.instruments import Cite
from jifang.law.parameters import param
from jifang.law.rules import liability_terms as t
from jifang.law.rules.penalty_ranges import (
    fine,
    fined,
    judged,
    range_bound,
    range_clauses,
)
from jifang.law.rules.terms import outcome, reading

POLICE_RULES = "cn-police-case-rules"
HEARING_MEASURES = "gd-hearing-measures"


@register_function("months_after")
def find_month_day(start: date, months: int) -> date:
    """The corresponding day so many months later, or the month's last day."""
    return add_months(start, months)


@register_function("percent_of")
def take_percent(whole: Decimal, percent: int) -> Decimal:
    """A percentage of an amount, to the fen."""
    return (Decimal(whole) * percent / 100).quantize(Decimal("0.01"))


confiscation = amount(
    "confiscation",
    ("拟没收的违法所得", "unlawful income to be confiscated"),
    none=("不没收", "nothing is to be confiscated"),
)
ended_on = day(
    "act_ended_on",
    ("违法行为终了之日", "day the act ended"),
    none=("仍在继续", "it still continues"),
)
filed_on = day(
    "case_filed_on", ("立案日期", "day the case was filed"), none=("尚未立案", "not filed")
)
told_on = day(
    "told_of_hearing_on",
    ("告知听证权利之日", "day of being told of the right to a hearing"),
    none=("尚未告知", "not told yet"),
)
decided_on = day(
    "decided_on", ("处罚决定的日期", "day of the decision"), none=("尚未决定", "not decided yet")
)
served_on = day(
    "decision_served_on",
    ("收到处罚决定书之日", "day the decision was received"),
    none=("尚未送达", "not served yet"),
)
first_breach = yes_no(
    "first_breach", ("初次违法", "it is a first breach"), ("不是初次违法", "it is no first breach")
)
slight = yes_no(
    "slight", ("违法行为轻微", "the breach is slight"), ("并不轻微", "it is not slight")
)
harm = yes_no("harm", ("造成危害后果", "it caused harm"), ("没有造成危害后果", "it caused no harm"))
harms_life = yes_no(
    "harms_life_health_or_finance",
    (
        "危害公民生命健康安全或者金融安全",
        "the harm is to citizens' life or health or to financial security",
    ),
    (
        "没有危害公民生命健康安全或者金融安全",
        "no harm to citizens' life or health or to financial security",
    ),
    hint=("不填：与是否造成危害后果相同", "left out: the same as whether it caused harm"),
)
corrected = yes_no(
    "corrected_in_time",
    ("已及时改正", "it was corrected promptly"),
    ("没有及时改正", "it was not corrected promptly"),
)
no_fault = yes_no(
    "no_fault_proven",
    ("当事人证明没有主观过错", "the party proved that it was not at fault"),
    ("当事人没有证明无过错", "the party did not prove absence of fault"),
    hint=("不填：没有证明", "left out: it was not proved"),
)

# -- limitation ------------------------------------------------------------------------------------

years: Expr = pick(
    harm & harms_life, param("limitation.years_with_harm"), param("limitation.years")
)
limit: Expr = shift_years(ended_on, years)
has_ended: Expr = ~ended_on.is_none()
barred: Expr = (limit < ON) & (filed_on.is_none() | (filed_on > limit))
public_order: Expr = any_of(t.a32, t.a37, t.a38, t.breach.within(t.BANNED, t.UNAUTHORISED))
newer: Expr = t.act_on >= param("public_order.text_2025")

last_day: Expr = Op("pick", (ended_on.is_none(), ON, ended_on), DATE)
"""The last day of the act so far; never none, since the day asked stands in for it."""

# -- how heavy -------------------------------------------------------------------------------------


def lower_of(who: str) -> Expr:
    """The figure from which a hearing can be asked for: the lower one, or Guangdong's."""
    ministry, local = param(f"hearing.ministry.{who}"), param(f"hearing.guangdong.{who}")
    return pick(
        param("hearing.lower_figure_decides"), pick(ministry <= local, ministry, local), local
    )


def by_offender(name: str) -> Expr:
    """A figure that differs for units and individuals."""
    return pick(t.unit, param(f"{name}.unit"), param(f"{name}.individual"))


threshold: Expr = pick(t.unit, lower_of("unit"), lower_of("individual"))
heard: Expr = (fine >= threshold) | (confiscation >= threshold)
takes_income: Expr = confiscation > 0
on_the_spot: Expr = (~fined | (fine <= by_offender("on_the_spot"))) & ~takes_income

READ_DISCOVERY = reading(
    "limitation_by_filing",
    ("时效与立案", "limitation and filing"),
    (
        "以立案之日与时效届满之日相比：在时效内立案的，即为在时效内发现",
        (
            "the day the case was filed is held against the last day of the limit: a case filed "
            "within it was discovered within it"
        ),
    ),
    (
        "以发现违法行为之日为准；发现可以早于立案，例如接到举报之日",
        "the day the breach was discovered counts, which may be earlier, as by a report received",
    ),
)
READ_CONTINUING = reading(
    "continuing_act",
    ("继续状态", "a continuing act"),
    (
        "应当安装而没有安装、存储不足等不作为一直继续到改正为止，时效自改正之日起算",
        (
            "not installing, storing too little and other omissions go on until they are "
            "corrected, and the limit runs from that day"
        ),
    ),
    (
        "义务届至之日违法行为即告完成，时效自该日起算",
        "the breach is complete on the day the duty falls due, and the limit runs from there",
    ),
)
READ_THRESHOLD = reading(
    "lower_hearing_threshold",
    ("听证的数额", "the figure for a hearing"),
    (
        (
            "公安部规定的数额（个人 2000 元、单位 10000 元）与据报道的广东数额（5000 元、100000 "
            "元）不同，取较低者，给当事人更多保护；没收违法所得比照同一数额"
        ),
        (
            "the ministry's figures (2,000 for a person, 10,000 for a unit) and those reported for "
            "Guangdong (5,000 and 100,000) differ; the lower one decides, as it protects more; "
            "confiscated income is held to the same figure"
        ),
    ),
    (
        "公安部规定第一百二十三条自己指明：依地方规章作出的罚款适用地方规定的数额",
        (
            "art. 123 of the ministry's rules itself says that for fines under local rules the "
            "local figure applies"
        ),
    ),
)
READ_FIVE_DAYS = reading(
    "five_working_days",
    ("要求听证的期限", "time to ask for a hearing"),
    (
        "行政处罚法第六十四条的五个工作日取代公安部规定第一百三十三条的三日",
        (
            "the five working days of art. 64 of the Penalty Law supersede the three days of "
            "art. 133 of the ministry's rules"
        ),
    ),
    ("三日的规定没有废止，仍约束当事人", "the three days were not repealed and still bind"),
)

PUNISHABLE = ("on_the_spot", "ordinary", "hearing", "fine_out_of_band")
LAW = t.PENALTY_LAW

CLAUSES = (
    Clause(
        "art_36",
        barred,
        "time_barred",
        Text(
            "已过处罚时效的，不再给予处罚",
            "once the limitation has run, no penalty is imposed",
        ),
        law=LAW,
        about=has_ended,
        reading=READ_DISCOVERY,
    ),
    Clause(
        "art_33",
        slight & corrected & ~harm,
        "no_penalty",
        Text(
            "违法行为轻微并及时改正，没有造成危害后果的，不予处罚",
            "a slight breach, promptly corrected and without harm, is not punished",
        ),
        law=LAW,
    ),
    Clause(
        "art_33",
        all_of(no_fault),
        "no_penalty",
        Text("没有主观过错的，不予处罚", "without fault there is no penalty"),
        law=LAW,
        about=no_fault,
    ),
    *range_clauses(),
    Clause(
        "art_63",
        heard,
        "hearing",
        Text(
            "较大数额的罚款、没收违法所得，告知听证权利，当事人要求的，组织听证",
            "for larger fines and confiscations the party is told of its right to a hearing, held "
            "on request",
        ),
        also=(Cite(POLICE_RULES, "art_123"), Cite(HEARING_MEASURES, "whole")),
        law=LAW,
        about=TRUE,
        over=(Over(POLICE_RULES, "art_133", "higher_rank"),),
        reading=READ_THRESHOLD,
    ),
    Clause(
        "art_51",
        on_the_spot,
        "on_the_spot",
        Text(
            "对公民 200 元以下、对单位 3000 元以下罚款或者警告的，可以当场决定",
            "a fine of up to 200 for a citizen or 3,000 for a unit, or a warning, may be "
            "decided on the spot",
        ),
        law=LAW,
        about=TRUE,
    ),
    Clause(
        "art_60",
        TRUE,
        "ordinary",
        Text(
            "其他处罚适用普通程序，自立案之日起 90 日内决定",
            "other penalties take the ordinary procedure and are decided within 90 days of filing",
        ),
        law=LAW,
    ),
)


def _days(fn: str, start: Expr, name: str) -> Expr:
    return call(fn, DATE, start, param(name))


decide_by = _days("calendar_days_after", filed_on, "decision.days")
serve_by = _days("working_days_after", decided_on, "service.days")
request_by = _days("working_days_after", told_on, "hearing.request_days")
pay_by = _days("calendar_days_after", served_on, "payment.days")


def _public_order_limit(eid: str, where: Expr) -> Value:
    return Value(
        "public_order_limitation_ends",
        Text("治安处罚的时效届满", "limitation of a public-order penalty ends"),
        call("months_after", DATE, ended_on, param("public_order.limitation_months")),
        where=public_order & has_ended & where,
        provision=eid,
        law=t.PUBLIC_ORDER,
    )


VALUES: tuple[Spec, ...] = (
    Value(
        "fine_min",
        Text("罚款下限", "fine, lowest"),
        range_bound("min"),
        when=PUNISHABLE,
        where=judged,
    ),
    Value(
        "fine_max",
        Text("罚款上限", "fine, highest"),
        range_bound("max"),
        when=PUNISHABLE,
        where=judged,
    ),
    Value(
        "limitation_ends",
        Text("时效届满", "limitation ends"),
        limit,
        where=has_ended,
        provision="art_36",
        law=LAW,
        reading=READ_CONTINUING,
    ),
    _public_order_limit("art_22", ~newer),
    _public_order_limit("art_25", newer),
    Value(
        "may_waive",
        Text("可以不予处罚", "the penalty may be waived"),
        TRUE,
        when=PUNISHABLE,
        where=first_breach & slight & corrected,
        provision="art_33",
        law=LAW,
    ),
    Value(
        "hearing_threshold",
        Text("听证的数额", "a hearing from"),
        threshold,
        when=PUNISHABLE,
    ),
    Value(
        "hearing_threshold_ministry",
        Text("公安部规定的数额", "figure of the ministry's rules"),
        by_offender("hearing.ministry"),
        when=PUNISHABLE,
    ),
    Value(
        "hearing_threshold_guangdong",
        Text("广东的数额（据报道，未经核实）", "figure of Guangdong (reported, not verified)"),
        by_offender("hearing.guangdong"),
        when=PUNISHABLE,
    ),
    Value(
        "public_order_hearing_threshold",
        Text("依治安管理处罚法罚款的，听证的数额", "a hearing on a public-order fine from"),
        param("public_order.hearing_from"),
        when=PUNISHABLE,
        where=public_order,
    ),
    Value(
        "public_order_on_the_spot",
        Text("依治安管理处罚法罚款的，当场处罚的上限", "public-order fine on the spot up to"),
        param("public_order.on_the_spot"),
        when=PUNISHABLE,
        where=public_order,
    ),
    Value(
        "officers_min",
        Text("执法人员最少", "fewest officers"),
        param("officers.minimum"),
        when=PUNISHABLE,
        unit=Text("人", "officers"),
    ),
    Value(
        "decide_by",
        Text("作出决定的期限", "decide by"),
        decide_by,
        when=PUNISHABLE,
        where=~filed_on.is_none(),
    ),
    Value(
        "serve_by",
        Text("送达的期限", "serve by"),
        serve_by,
        when=PUNISHABLE,
        where=~decided_on.is_none(),
    ),
    Value(
        "hearing_request_by",
        Text("要求听证的期限", "a hearing is requested by"),
        request_by,
        when=PUNISHABLE,
        where=~told_on.is_none(),
        provision="art_64",
        law=LAW,
        reading=READ_FIVE_DAYS,
    ),
    Value(
        "pay_by",
        Text("缴纳罚款的期限", "pay by"),
        pay_by,
        when=PUNISHABLE,
        where=fined & ~served_on.is_none(),
    ),
    Value(
        "surcharge_per_day",
        Text("逾期每日加处罚款", "surcharge per day of delay"),
        call("percent_of", AMOUNT, fine, param("surcharge.percent_per_day")),
        when=PUNISHABLE,
        where=fined,
    ),
    Value(
        "surcharge_max",
        Text("加处罚款总额不超过", "surcharges in all, at most"),
        fine,
        when=PUNISHABLE,
        where=fined,
    ),
)

ORGAN, PARTY = Text("公安机关", "the public security organ"), Text("当事人", "the party")
IMPOSED = ("on_the_spot", "ordinary", "hearing")
DUTIES = (
    Duty(
        ORGAN,
        Text(
            "由不少于两名具有执法资格的人员调查", "investigate with at least two qualified officers"
        ),
        "art_42",
        IMPOSED,
        law=LAW,
    ),
    Duty(
        ORGAN,
        Text("责令改正", "order correction"),
        "art_28",
        IMPOSED,
        law=LAW,
    ),
    Duty(
        ORGAN,
        Text("作出处罚决定", "decide"),
        "art_60",
        ("ordinary", "hearing"),
        by=decide_by,
        where=decided_on.is_none(),
        law=LAW,
    ),
    Duty(
        ORGAN,
        Text("送达处罚决定书", "serve the decision"),
        "art_61",
        ("ordinary", "hearing"),
        by=serve_by,
        where=~decided_on.is_none() & served_on.is_none(),
        law=LAW,
    ),
    Duty(
        ORGAN,
        Text("告知当事人听证的权利", "tell the party of its right to a hearing"),
        "art_63",
        ("hearing",),
        where=told_on.is_none(),
        law=LAW,
    ),
    Duty(
        PARTY,
        Text("要听证的，提出要求", "request the hearing, if it wants one"),
        "art_64",
        ("hearing",),
        by=request_by,
        where=~told_on.is_none(),
        law=LAW,
    ),
    Duty(
        ORGAN,
        Text(
            "听证后作出决定之前进行法制审核", "have the decision reviewed by its lawyers once heard"
        ),
        "art_58",
        ("hearing",),
        law=LAW,
    ),
    Duty(
        PARTY,
        Text("缴纳罚款", "pay the fine"),
        "art_67",
        IMPOSED,
        by=pay_by,
        where=fined & ~served_on.is_none(),
        law=LAW,
    ),
)

PENALTY_PROCEDURE = Question(
    name="penalty_procedure",
    title=Text("处罚怎么办、还能不能罚", "May a penalty be imposed, and how?"),
    asks=Text(
        "拟作的处罚是否过了时效、该不该罚、数额合不合法、走什么程序、各项期限到哪天",
        "Whether a proposed penalty is barred by time, called for at all and lawful in amount; by "
        "which procedure; and when each period ends",
    ),
    provisions=(
        *(f"{LAW}/art_{a}" for a in (33, 36, 51, 60, 63, 64, 67, 72)),
        *(f"art_{a}__para_1" for a in range(32, 39)),
        f"{POLICE_RULES}/art_123",
        f"{HEARING_MEASURES}/whole",
    ),
    facts=(
        t.breach,
        t.offender,
        t.offender_role,
        fine,
        confiscation,
        ended_on,
        filed_on,
        told_on,
        decided_on,
        served_on,
        first_breach,
        slight,
        harm,
        harms_life,
        corrected,
        no_fault,
        t.video_system,
        t.system_of_art_7,
        t.serious,
        t.act_on,
    ),
    outcomes=(
        outcome("time_barred", "已过时效，不再处罚", "barred by time", "stop"),
        outcome("no_penalty", "不予处罚", "no penalty", "ok"),
        outcome("fine_out_of_band", "罚款超出法定幅度", "the fine is outside its range", "stop"),
        outcome("hearing", "须告知听证权利", "with the right to a hearing", "warn"),
        outcome("on_the_spot", "可以当场处罚", "may be decided on the spot", "ok"),
        outcome("ordinary", "普通程序", "ordinary procedure", "ok"),
    ),
    clauses=CLAUSES,
    values=VALUES,
    duties=DUTIES,
    # The day of the act that says which law applies is the day it ended, or the day asked while it
    # goes on. Absence of fault is for the party to prove. Harm told without its kind counts for
    # the longer limitation.
    defaults={
        "act_on": last_day,
        "harms_life_health_or_finance": harm,
        "no_fault_proven": FALSE,
    },
    check=t.check_facts,
    batchable=False,
    adverse=("time_barred", "fine_out_of_band"),
)
