"""Arts. 18 and 19: tested, accepted by the approving organ, only then put into use."""

from __future__ import annotations

from jifang.law.engine.expr import TRUE
from jifang.law.engine.question import Clause, Duty, Exposure, Listing, Question, Value
from jifang.law.engine.types import define_domain
from jifang.law.errors import Text
from jifang.law.facts import code, day, organ, yes_no
from jifang.law.parameters import in_force, param
from jifang.law.rules.terms import SETTING, SETTING_WORDS, outcome, reading

LACKS = define_domain(
    "use_lacks",
    approval=("设计方案核准", "approval of the design scheme"),
    test=("检验合格", "a passed test"),
    acceptance=("验收合格", "acceptance"),
    same_organ=("由原核准机关验收", "acceptance by the organ that approved"),
)

setting = code("setting", SETTING_WORDS, SETTING)
approved_by = organ(
    "design_approved_by",
    ("核准设计方案的机关", "organ that approved the design"),
    none=("未经核准", "not approved"),
)
test_passed = yes_no(
    "test_passed",
    ("检验合格", "the test is passed"),
    ("未检验合格", "the test is not passed"),
    none=("没有检验", "not tested"),
)
tested_on = day("tested_on", ("检验日期", "day of the test"), none=("没有检验", "not tested"))
accredited_until = day(
    "testing_body_accredited_until",
    ("检测机构资质有效至", "testing body accredited until"),
    none=("检测机构没有资质", "the testing body is not accredited"),
)
scope_covers = yes_no(
    "testing_scope_covers",
    ("检测机构的能力范围覆盖本系统", "the accredited scope covers the system"),
    ("检测机构的能力范围不覆盖本系统", "the accredited scope does not cover the system"),
)
accepted = yes_no(
    "accepted",
    ("验收合格", "accepted"),
    ("未经验收合格", "not accepted"),
    none=("没有申请验收", "acceptance was not applied for"),
)
accepted_by = organ(
    "accepted_by", ("验收机关", "organ that accepted"), none=("没有验收", "not accepted")
)
accepted_on = day(
    "accepted_on", ("验收日期", "day of acceptance"), none=("没有验收", "not accepted")
)

no_approval = approved_by.is_none()
no_test = (
    ~test_passed
    | tested_on.is_none()
    | accredited_until.is_none()
    | (tested_on > accredited_until)
    | ~scope_covers
)
other_organ = accepted & ~approved_by.is_none() & ~accepted_by.eq(approved_by)

READ_ACCREDITED = reading(
    "accredited_on_test_day",
    ("检验当日资质有效", "accredited on the day of the test"),
    (
        "“经……检测机构检验合格”，资质应当在检验当日有效，能力范围覆盖被检系统",
        (
            "the body must hold its accreditation on the day of the test, with a scope that covers "
            "the system"
        ),
    ),
    ("以出具报告之日或者合同签订之日为准", "the day of the report or of the contract decides"),
)


def show_trial_run() -> tuple[Value, ...]:
    """How long the standards ask a trial run to be: a note that changes no answer."""
    later, earlier = "gb-55029-2022", "gb-50348-2018"
    notes = (
        (later, "cl_4_0_7", "trial_run.gb_55029", in_force(later)),
        (earlier, "cl_5_5", "trial_run.gb_50348", in_force(earlier) & ~in_force(later)),
    )
    return tuple(
        Value(
            "trial_run_days",
            Text("标准对试运行的要求，只作提示", "trial run under the standard, a note only"),
            param(days),
            when=("may", "must_not"),
            where=where,
            provision=clause,
            law=law,
            unit=Text("日", "days"),
        )
        for law, clause, days, where in notes
    )


BUILDER = Text("建设单位", "the constructing unit")

PUTTING_INTO_USE = Question(
    name="putting_into_use",
    title=Text("能不能投入使用", "May the system be put into use?"),
    asks=Text(
        "系统是否经核准、检验、并由原核准机关验收合格",
        "Whether the system is approved, tested, and accepted by the organ that approved it",
    ),
    provisions=("art_18__para_1", "art_19__para_1"),
    facts=(
        setting,
        approved_by,
        test_passed,
        tested_on,
        accredited_until,
        scope_covers,
        accepted,
        accepted_by,
        accepted_on,
    ),
    outcomes=(
        outcome("may", "可以投入使用", "may be put into use", "ok"),
        outcome("must_not", "不得投入使用", "must not be put into use", "stop"),
        outcome("not_required", "不以验收为前提", "no acceptance is required", "ok"),
    ),
    clauses=(
        Clause(
            "art_19__para_1",
            setting.is_in("other"),
            "not_required",
            Text(
                "只有公共区域和重点单位的系统须经检验和验收",
                "only systems of public areas and key units need the test and the acceptance",
            ),
        ),
        Clause(
            "art_19__para_1",
            ~accepted,
            "must_not",
            Text(
                "经公安机关验收合格后，方可投入使用",
                "only after acceptance by the public security organ may it be put into use",
            ),
        ),
        Clause(
            "art_19__para_1",
            other_organ,
            "must_not",
            Text(
                "应当由原核准设计方案的公安机关验收；别的机关验收不算",
                "acceptance is for the organ that approved the design; another organ's does not "
                "count",
            ),
        ),
        Clause(
            "art_17__para_1",
            no_approval,
            "must_not",
            Text(
                "设计方案未经核准，没有可以申请验收的机关",
                "the design was not approved, so there is no organ to accept it",
            ),
            also=("art_19__para_1",),
            cumulative=True,
        ),
        Clause(
            "art_18__para_1",
            no_test,
            "must_not",
            Text(
                "应当经国家或者省认证认可、具备技防系统检测能力的机构检验合格",
                "it must pass a test by a body accredited nationally or provincially with the "
                "capability for such systems",
            ),
            reading=READ_ACCREDITED,
            cumulative=True,
        ),
        Clause(
            "art_19__para_1",
            TRUE,
            "may",
            Text(
                "已核准、检验合格，并经原核准机关验收合格",
                "approved, tested, and accepted by the organ that approved it",
            ),
            also=("art_18__para_1",),
        ),
    ),
    values=(
        Listing(
            "lacks",
            Text("缺", "lacks"),
            LACKS,
            (
                ("approval", no_approval),
                ("test", no_test),
                ("acceptance", ~accepted),
                ("same_organ", other_organ),
            ),
            when=("must_not",),
        ),
        *show_trial_run(),
    ),
    duties=(
        Duty(
            BUILDER,
            Text(
                "向原核准设计方案的公安机关申请验收；合格前停用",
                "apply for acceptance to the organ that approved the design; keep it out of use "
                "until then",
            ),
            "art_19__para_1",
            ("must_not",),
        ),
        Duty(
            BUILDER,
            Text("送有资质的机构检验", "have it tested by an accredited body"),
            "art_18__para_1",
            ("must_not",),
            where=no_test,
        ),
    ),
    exposures=(
        Exposure(
            "art_19__para_1",
            ("must_not",),
            {"offender": "unit", "offender_role": "constructing_unit"},
        ),
    ),
    adverse=("must_not",),
)
