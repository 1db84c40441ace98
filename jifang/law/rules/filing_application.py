"""Art. 16: filing of firms from outside the province."""

from __future__ import annotations

from jifang.law.engine.expr import TRUE, Lit, call, shift_years
from jifang.law.engine.question import Clause, Duty, Question, Value
from jifang.law.engine.types import ORGAN, REGION
from jifang.law.errors import Text
from jifang.law.facts import day, region
from jifang.law.parameters import param
from jifang.law.places import GUANGDONG, PROVINCE_CODE
from jifang.law.rules.licence_law import show_decision, show_delivery, show_notice
from jifang.law.rules.licence_regime import REGIME_ENDED, in_regime, show_regime
from jifang.law.rules.terms import outcome, reading

home_region = region("home_region", ("从业单位所在地", "the firm's home place"))
home_valid = day(
    "home_certificate_valid_until",
    ("所在地资格证书有效至", "home certificate valid until"),
    none=("没有所在地资格证书", "there is no home certificate"),
)
applied_on = day("applied_on", ("申请备案日期", "day of application"))
decided_on = day(
    "decided_on", ("作出决定的日期", "day of the decision"), none=("尚未决定", "not decided")
)

READ_VALID = reading(
    "filing_validity_from_issue",
    ("备案证有效期的起算", "start of the filing's validity"),
    (
        "有效期 1 年自发证起算；这里按申请当日发证推算",
        "the year runs from issue; shown as if issued on the day of application",
    ),
    ("以备案证所载日期为准", "the date printed on the filing certificate decides"),
)

FILING_APPLICATION = Question(
    name="filing_application",
    title=Text("省外单位备案", "Filing of a firm from outside the province"),
    asks=Text(
        "省外技防从业单位进入本省投标、承接业务，能不能备案、向谁备案、有效到哪天",
        "Whether a firm from outside may file to bid and work here, with whom, and until when",
    ),
    provisions=("art_16__para_1", "art_16__para_2"),
    facts=(home_region, home_valid, applied_on, decided_on),
    outcomes=(
        outcome("admit", "可以备案", "the filing is admitted", "ok"),
        outcome("refuse", "不能备案", "the filing is refused", "stop"),
        outcome("not_needed", "不需要备案", "no filing is needed", "ok"),
    ),
    clauses=(
        Clause(
            "art_16__para_1",
            ~in_regime,
            "not_needed",
            REGIME_ENDED,
            also=("art_14__para_1", "art_15__para_2", "art_16__para_2"),
            about=~in_regime,
        ),
        Clause(
            "art_16__para_1",
            home_region.under(GUANGDONG),
            "not_needed",
            Text(
                "备案只针对省外技防从业单位", "filing is for firms from outside the province only"
            ),
        ),
        Clause(
            "art_16__para_1",
            home_valid.is_none() | (applied_on > home_valid),
            "refuse",
            Text(
                "应当持在所在地取得的资格证书备案；没有证书或者证书已过期的，不能备案",
                "filing is done with the certificate of the home place; without one, or with an "
                "expired one, it cannot be done",
            ),
        ),
        Clause(
            "art_16__para_1",
            TRUE,
            "admit",
            Text(
                "持所在地有效的资格证书，向省人民政府公安机关备案",
                "a valid home certificate is shown to the provincial public security organ",
            ),
        ),
    ),
    values=(
        Value(
            "organ",
            Text("备案机关", "filed with"),
            call("province_organ", ORGAN, Lit(PROVINCE_CODE, REGION)),
            when=("admit", "refuse"),
        ),
        Value(
            "valid_until",
            Text("备案证有效至", "filing certificate valid until"),
            shift_years(applied_on, param("filing.valid_years")),
            when=("admit",),
            provision="art_16__para_2",
            reading=READ_VALID,
        ),
        show_notice(applied_on),
        *show_decision(applied_on),
        *show_delivery(decided_on),
        show_regime(),
    ),
    duties=(
        Duty(
            Text("省外技防从业单位", "the firm from outside the province"),
            Text(
                "领取资格备案证之前不承接业务",
                "take on no work before the filing certificate is received",
            ),
            "art_16__para_2",
            ("admit", "refuse"),
        ),
    ),
    adverse=("refuse",),
)
