"""Arts. 14 ¶2 and 16 ¶2: whether a firm may take on a piece of work."""

from __future__ import annotations

from jifang.law.engine.expr import TRUE
from jifang.law.engine.question import Clause, Duty, Exposure, Listing, Question
from jifang.law.engine.types import define_domain
from jifang.law.errors import Text
from jifang.law.facts import code, day, number, region
from jifang.law.places import GUANGDONG
from jifang.law.rules.certificate_application import LEVEL_UNIT
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
work_from = day("work_from", ("工作开始", "work begins"))
work_until = day("work_until", ("工作结束", "work ends"))
certificate_level = number(
    "certificate_level",
    ("所持资格证等级", "level of the certificate held"),
    LEVEL_UNIT,
    minimum=1,
    maximum=4,
    none=("没有资格证", "there is no certificate"),
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
)

no_certificate = (
    certificate_level.is_none() | certificate_valid.is_none() | (undertaken_on > certificate_valid)
)
above_level = (certificate_level > 1) & (required_level < 4) & (certificate_level > required_level)
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
            no_certificate,
            "must_not",
            Text(
                "未取得（或者已失效）资格证的，不得承接设计、施工、维修业务",
                "without a valid certificate no design, construction or maintenance is taken on",
            ),
        ),
        Clause(
            "art_14__para_2",
            above_level,
            "must_not",
            Text("不得越级承接业务", "no work above one's level is taken on"),
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
            reading=READ_BID,
        ),
        Clause(
            "art_14__para_2",
            TRUE,
            "may",
            Text("按照所持资格证的等级承接业务", "work within the level of the certificate held"),
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
            where=work_until > certificate_valid,
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
            where=~firm_region.under(GUANGDONG) & (work_until > filing_valid),
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
    adverse=("must_not",),
)
