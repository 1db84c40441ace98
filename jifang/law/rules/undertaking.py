"""Arts. 14 ¶2 and 16 ¶2: whether a firm may take on a piece of work."""

from __future__ import annotations

from jifang.law.engine.expr import TRUE, Expr, Lit, pick
from jifang.law.engine.question import Clause, Duty, Exposure, Listing, Question, Value
from jifang.law.engine.types import COUNT, define_domain
from jifang.law.errors import Text
from jifang.law.facts import amount, code, day, number, region
from jifang.law.instruments import Cite
from jifang.law.parameters import param
from jifang.law.places import GUANGDONG
from jifang.law.rules.licence_regime import (
    LEVEL_UNIT,
    NO_EVALUATION,
    OPERATING_RULES,
    READ_EVALUATION,
    REGIME_ENDED,
    in_regime,
    show_regime,
)
from jifang.law.rules.terms import outcome, reading

WORK = define_domain(
    "work",
    bid=("投标", "bidding"),
    design=("设计", "design"),
    construction=("施工", "construction"),
    maintenance=("维修", "maintenance"),
)
LACKS = define_domain(
    "lacks",
    certificate=("资格证", "qualification certificate"),
    level=("等级", "level"),
    filing=("资格备案证", "filing certificate"),
)

firm_region = region("firm_region", ("从业单位所在地", "the firm's home place"))
work = code("work", ("业务", "work"), WORK)
undertaken_on = day("undertaken_on", ("承接日期", "day the work was taken on"))
project_amount = amount(
    "project_amount",
    ("项目造价", "amount of the project"),
    hint=(
        "没有填业务要求的等级时，由造价推定",
        "where the level the work requires is left out, it follows from the amount",
    ),
)
system_risk_level = number(
    "system_risk_level",
    ("系统的风险等级", "risk level of the system"),
    ("级", "level"),
    minimum=1,
    hint=(
        "“三级风险等级”的含义没有查到，只作提示，不影响结论",
        "what “third risk level” means was not found; a note only, it changes no answer",
    ),
)
work_from = day("work_from", ("工作开始", "work begins"))
work_until = day("work_until", ("工作结束", "work ends"))
certificate_level = number(
    "certificate_level",
    ("所持资格证等级", "level of the certificate held"),
    LEVEL_UNIT,
    minimum=1,
    maximum=4,
    none=("没有资格证", "there is no certificate"),
    hint=NO_EVALUATION,
)
certificate_valid = day(
    "certificate_valid_until",
    ("资格证有效至", "certificate valid until"),
    none=("没有资格证", "there is no certificate"),
)
filing_valid = day(
    "filing_valid_until",
    ("资格备案证有效至", "filing certificate valid until"),
    none=("没有备案", "there is no filing"),
)
required_level = number(
    "required_level",
    ("业务要求的等级", "level the work requires"),
    LEVEL_UNIT,
    minimum=1,
    maximum=4,
    hint=(
        "不填则由项目造价推定；填了的以所填为准",
        "left out: follows from the amount; what is entered prevails",
    ),
)

ceilings = {4: param("ceiling.level_4"), 3: param("ceiling.level_3"), 2: param("ceiling.level_2")}
"""The largest project of each level; level 1 has no ceiling."""

BUSINESS_SCOPE = Cite(OPERATING_RULES, "art_4")


def find_level_for(amount: Expr) -> Expr:
    """The lowest level whose ceiling the amount does not exceed; beyond all of them, level 1."""
    level: Expr = Lit(1, COUNT)
    for reached, ceiling in reversed(ceilings.items()):
        level = pick(amount <= ceiling, reached, level)
    return level


no_certificate = (
    certificate_level.is_none() | certificate_valid.is_none() | (undertaken_on > certificate_valid)
)
above_level = (certificate_level > 1) & (required_level < 4) & (certificate_level > required_level)
at_level_4 = in_regime & certificate_level.eq(4) & ~no_certificate
no_filing = ~firm_region.under(GUANGDONG) & (
    filing_valid.is_none() | (undertaken_on > filing_valid)
)

READ_BID = reading(
    "bid_is_undertaking",
    ("投标也算", "bidding counts"),
    (
        "投标是承接业务的第一步，无资格或者越级的投标不能履行，故一并要求",
        (
            "a bid is the first step of taking work on; one that could not lawfully be "
            "performed is "
            "treated like the work itself"
        ),
    ),
    (
        "第十四条第二款只禁止“承接”，投标只受第十六条约束",
        "art. 14 ¶2 forbids only taking work on; bidding is bound by art. 16 alone",
    ),
)
READ_RISK_LEVEL = reading(
    "third_risk_level",
    ("四级的“及三级风险等级技防系统”", "level 4: “及三级风险等级技防系统”"),
    (
        "“三级风险等级”的定义没有查到，“及”又可以读作并列或者同时具备；只按造价判断，风险等级只作提示",
        (
            "what “third risk level” means was not found, and 及 can join two grants or two "
            "conditions; so the amount alone decides and the risk level is a note"
        ),
    ),
    (
        (
            "同时具备：造价 100 万元以下而且是三级风险等级的，才可以承接；"
            "并列：三级风险等级的系统，造价更高也可以承接"
        ),
        (
            "both at once: only a system of the third level and up to ¥1,000,000; or a further "
            "grant: a system of the third level whatever its amount"
        ),
    ),
)

UNDERTAKING = Question(
    name="undertaking",
    title=Text("能不能承接这项业务", "May the firm take on this work?"),
    asks=Text(
        "从业单位在这一天能不能投标、设计、施工或者维修",
        "Whether a firm may, on that day, bid for, design, build or maintain a system",
    ),
    provisions=("art_14__para_2", "art_16__para_1", "art_16__para_2"),
    facts=(
        firm_region,
        work,
        undertaken_on,
        project_amount,
        system_risk_level,
        work_from,
        work_until,
        certificate_level,
        certificate_valid,
        filing_valid,
        required_level,
    ),
    outcomes=(
        outcome("may", "可以承接", "may take it on", "ok"),
        outcome("must_not", "不得承接", "must not take it on", "stop"),
    ),
    clauses=(
        Clause(
            "art_14__para_2",
            ~in_regime,
            "may",
            REGIME_ENDED,
            also=("art_14__para_1", "art_15__para_2", "art_16__para_2"),
            about=~in_regime,
        ),
        Clause(
            "art_14__para_2",
            no_certificate,
            "must_not",
            Text(
                "未取得（或者已失效）资格证的，不得承接设计、施工、维修业务",
                "without a valid certificate no design, construction or maintenance is taken on",
            ),
            reading=READ_EVALUATION,
        ),
        Clause(
            "art_14__para_2",
            above_level,
            "must_not",
            Text("不得越级承接业务", "no work above one's level is taken on"),
            also=(BUSINESS_SCOPE,),
            cumulative=True,
        ),
        Clause(
            "art_16__para_2",
            no_filing,
            "must_not",
            Text(
                "省外单位未经备案的，不得在本省承接业务",
                "a firm from outside the province takes on no work here without filing",
            ),
            also=("art_16__para_1",),
            cumulative=True,
        ),
        Clause(
            "art_14__para_2",
            work.is_in("bid"),
            "may",
            Text("证、级、备案齐备，可以投标", "certificate, level and filing cover the bid"),
            also=(BUSINESS_SCOPE,),
            reading=READ_BID,
        ),
        Clause(
            "art_14__para_2",
            TRUE,
            "may",
            Text("按照所持资格证的等级承接业务", "work within the level of the certificate held"),
            also=(BUSINESS_SCOPE,),
        ),
    ),
    values=(
        Listing(
            "lacks",
            Text("缺", "lacks"),
            LACKS,
            (
                ("certificate", no_certificate),
                ("level", above_level),
                ("filing", no_filing),
            ),
            when=("must_not",),
        ),
        Value(
            "required_level",
            Text("业务要求的等级", "level the work requires"),
            required_level,
            where=in_regime,
            unit=Text(*LEVEL_UNIT),
        ),
        Value(
            "ceiling",
            Text("所持等级的造价上限（据报道）", "ceiling of the level held (as reported)"),
            pick(
                certificate_level.eq(4),
                ceilings[4],
                pick(certificate_level.eq(3), ceilings[3], ceilings[2]),
            ),
            where=in_regime & (certificate_level > 1),
            provision=BUSINESS_SCOPE.provision,
            law=BUSINESS_SCOPE.law,
        ),
        Value(
            "risk_level_open",
            Text(
                "“三级风险等级”含义未定，只作提示", "“third risk level” is unsettled: a note only"
            ),
            TRUE,
            where=at_level_4,
            provision=BUSINESS_SCOPE.provision,
            law=BUSINESS_SCOPE.law,
            reading=READ_RISK_LEVEL,
        ),
        Value(
            "risk_level_matters",
            Text("按另一读法结论会不同", "the other reading would give another answer"),
            pick(above_level, system_risk_level.eq(3), ~system_risk_level.eq(3)),
            where=at_level_4,
        ),
        show_regime(),
    ),
    duties=(
        Duty(
            Text("从业单位", "the firm"),
            Text(
                "停止承接超出证书等级或者没有有效资格证的业务",
                "stop work above its level or without a valid certificate",
            ),
            "art_14__para_2",
            ("must_not",),
            where=no_certificate | above_level,
        ),
        Duty(
            Text("省外从业单位", "the firm from outside the province"),
            Text(
                "向省人民政府公安机关备案并领取资格备案证，此前不承接业务",
                "file with the provincial organ and receive the filing certificate before working",
            ),
            "art_16__para_2",
            ("must_not",),
            where=no_filing,
        ),
        Duty(
            Text("从业单位", "the firm"),
            Text(
                "在资格证期满前办妥换证，工作期间持续持有有效证书",
                "have the certificate renewed before it expires, so that it covers the whole work",
            ),
            "art_15__para_2",
            ("may",),
            by=certificate_valid,
            where=in_regime & (work_until > certificate_valid),
        ),
        Duty(
            Text("省外从业单位", "the firm from outside the province"),
            Text(
                "在备案证期满前重新备案",
                "file again before the filing certificate expires",
            ),
            "art_16__para_2",
            ("may",),
            by=filing_valid,
            where=in_regime & ~firm_region.under(GUANGDONG) & (work_until > filing_valid),
        ),
    ),
    exposures=(
        Exposure(
            "art_14__para_2",
            ("must_not",),
            {"offender": "unit", "offender_role": "practitioner"},
            no_certificate | above_level,
        ),
        Exposure(
            "art_16__para_2", ("must_not",), {"offender": "unit", "offender_role": "practitioner"}
        ),
    ),
    defaults={"required_level": find_level_for(project_amount)},
    adverse=("must_not",),
)
