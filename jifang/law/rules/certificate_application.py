"""Arts. 14 ¶1 and 15: applying for a qualification certificate, its promotion, renewal, extension.

What the text leaves open (a holder who applies for the first time, promotion on a lapsed
certificate, renewal at another level, a firm registered elsewhere) is decided in
docs/decisions/0008-certificate-applications.md.
"""

from __future__ import annotations

from dataclasses import replace

from jifang.law.engine.expr import TRUE, Lit, add, call, pick, shift_days, shift_years
from jifang.law.engine.question import Clause, Duty, Question, Value
from jifang.law.engine.types import NONE, ORGAN, Kind, Type, define_domain
from jifang.law.errors import Text
from jifang.law.facts import code, day, number, region, yes_no
from jifang.law.parameters import param
from jifang.law.places import GUANGDONG
from jifang.law.rules.firm_conditions import CONDITIONS, FIGURES, meet_figures, show_gap
from jifang.law.rules.licence_law import (
    WINDOW_STANDS,
    show_decision,
    show_delivery,
    show_examination,
    show_notice,
    show_renewal,
)
from jifang.law.rules.licence_regime import (
    LEVEL_UNIT,
    NO_EVALUATION,
    REGIME_ENDED,
    in_regime,
    show_regime,
)
from jifang.law.rules.terms import outcome, reading

APPLICATION = define_domain(
    "application",
    initial=("初次申领", "first application"),
    promotion=("晋级", "promotion"),
    renewal=("换证", "renewal"),
    extension=("延期换证", "extension of the renewal"),
)

kind = code("kind", ("申请种类", "kind of application"), APPLICATION)
level = number("level", ("申请的等级", "level applied for"), LEVEL_UNIT, minimum=1, maximum=4)
held_level = number(
    "held_level",
    ("现持等级", "level now held"),
    LEVEL_UNIT,
    minimum=1,
    maximum=4,
    none=("尚未持证", "no certificate is held"),
    hint=NO_EVALUATION,
)
held_since = day(
    "held_since",
    ("现等级资格证的领取日期", "day the current level's certificate was received"),
    none=("尚未持证", "no certificate is held"),
)
expires_on = day(
    "expires_on", ("有效期届满日", "day of expiry"), none=("尚未持证", "no certificate is held")
)
extended_to = day(
    "extended_to",
    ("已批准延期至", "extended to"),
    none=("没有批准过延期", "no extension was granted"),
)
cause = yes_no(
    "cause",
    ("因故不能按期申请换证", "there is cause for not applying for renewal in time"),
    ("没有不能按期的事由", "there is no such cause"),
)
extension_days = number(
    "extension_days", ("批准延期的日数", "days of extension granted"), ("日", "days")
)
applied_on = day("applied_on", ("申请日期", "day of application"))
decided_on = day(
    "decided_on", ("作出决定的日期", "day of the decision"), none=("尚未决定", "not decided")
)
meets_conditions = yes_no(
    "meets_conditions",
    ("达到所申请等级的条件", "the conditions of the level applied for are met"),
    ("达不到所申请等级的条件", "the conditions of the level applied for are not met"),
    hint=(
        "不填则由下列数字推定；填了的以所填为准",
        "left out: follows from the figures below; what is entered prevails",
    ),
)
registered_region = region("registered_region", ("注册登记地", "place of registration"))

initial = kind.is_in("initial")
promotion = kind.is_in("promotion")
renewal = kind.is_in("renewal")
extension = kind.is_in("extension")
windowed = kind.is_in("renewal", "extension")

opens = shift_days(expires_on, param("certificate.window_days"), -1)
last_extension = shift_days(expires_on, param("certificate.extension_days"))
extended_no_more = (
    extended_to.is_none() | (applied_on > extended_to) | (applied_on > last_extension)
)
late = (applied_on > expires_on) & (extension | extended_no_more)
lapsed = expires_on.is_none() | ((applied_on > expires_on) & extended_no_more)
first_expiry = shift_years(held_since, param("certificate.valid_years"))
anniversary = shift_years(held_since, param("certificate.promotion_years"))
granted = pick(
    extension_days <= param("certificate.extension_days"),
    extension_days,
    param("certificate.extension_days"),
)
decided_level = pick(windowed, held_level, level)
by_province = decided_level <= param("certificate.province_issues_up_to")
in_province = registered_region.under(GUANGDONG)
valid_to = pick(
    extension | extended_to.is_none(),
    expires_on,
    pick(extended_to <= last_extension, extended_to, last_extension),
)
no_level = Lit(NONE, Type(Kind.COUNT, nullable=True))

READ_WINDOW = reading(
    "window_both_ends",
    ("期满前 30 日内", "within the 30 days before expiry"),
    (
        "“期满前30日内”读作自期满日前第 30 日起至期满日止，首尾都算；早于窗口的尚不能申请",
        (
            "“within the 30 days before expiry” runs from the 30th day before expiry to the day of "
            "expiry, both included; earlier applications come too early"
        ),
    ),
    (
        "窗口之前提交也可以受理；或者期满当日不算在内",
        "an application before the window could be taken too; or the day of expiry is not counted",
    ),
)
READ_HOLDING = reading(
    "holding_current_level",
    ("领取资格证 1 年以上", "holding the certificate for a year"),
    (
        "逐级晋级，所以 1 年从领取现等级的资格证起算，满一年的对应日即可",
        (
            "promotion goes level by level, so the year runs from receiving the current level's "
            "certificate and is complete on the corresponding day"
        ),
    ),
    ("从第一次领取资格证起算", "it runs from the first certificate ever received"),
)
READ_SECOND = reading(
    "second_extension",
    ("不得再次延期", "no second extension"),
    (
        "“批准延期时间最长不得超过90日”是总上限，批准过的不再批准",
        (
            "“the extension granted shall not exceed 90 days” is an upper limit for all; once "
            "granted, "
            "none is granted again"
        ),
    ),
    ("未满 90 日的部分可以再批", "what is left of the 90 days may be granted later"),
)
READ_VALID = reading(
    "validity_from_issue",
    ("有效期的起算", "start of validity"),
    (
        "有效期自发证起算；这里按申请当日发证推算，实际以证书为准",
        (
            "validity runs from issue; shown as if issued on the day of application, the "
            "certificate "
            "itself decides"
        ),
    ),
    ("自上一证书期满之日起算（换证）", "for a renewal, from the expiry of the former certificate"),
)
READ_FIRST = reading(
    "first_application_of_a_holder",
    ("持证单位没有初次申领", "a holder makes no first application"),
    (
        "初次申领是没有有效资格证的单位的申请；持有有效资格证的，应当申请晋级或者换证",
        (
            "a first application is that of a firm without a valid certificate; a holder applies "
            "for promotion or renewal"
        ),
    ),
    (
        "可以放弃所持的资格证，按四级重新申领",
        "a holder may give up its certificate and begin again at level 4",
    ),
)
READ_LAPSED = reading(
    "promotion_on_a_lapsed_certificate",
    ("晋级须持有效的资格证", "promotion needs a valid certificate"),
    (
        "晋级是在现等级上进一级；资格证已经失效（又没有批准延期）的，没有现等级，须从四级初次申领",
        (
            "promotion adds a level to the one now held; once the certificate has lapsed without "
            "an extension no level is held, and the firm begins again at level 4"
        ),
    ),
    (
        "只要领取满一年即可晋级，不论现在是否有效",
        "having held it for a year is enough, valid or not",
    ),
)
READ_OTHER_LEVEL = reading(
    "renewal_at_another_level",
    ("换证按现持等级", "renewal goes by the level held"),
    (
        "换证和延期只延续现持的等级；申请中写了别的等级的，按现持等级办理，升级另行申请晋级",
        (
            "renewal and extension continue the level held; another level named in the application "
            "is disregarded, a higher one is a promotion"
        ),
    ),
    (
        "可以按较低的等级换证；写了较高等级的应当退回",
        "it may be renewed at a lower level; one that names a higher level is sent back",
    ),
)
READ_ELSEWHERE = reading(
    "registered_elsewhere",
    ("注册地在省外的单位", "a firm registered outside the province"),
    (
        (
            "资格证由注册登记地的公安机关初审、核发，省外没有本办法的机关，所以不显示机关；"
            "省外单位持所在地的资格证书备案"
        ),
        (
            "certificates are examined and issued where the firm is registered; outside the "
            "province the Measures have no organ, so none is shown, and the firm files with the "
            "certificate of its home place"
        ),
    ),
    (
        "在本省设有分支机构的，可以按分支机构所在地申请",
        "with a branch in the province it may apply at the place of the branch",
    ),
)

CERTIFICATE_APPLICATION = Question(
    name="certificate_application",
    title=Text("资格证申请能不能受理", "Can the certificate application be admitted?"),
    asks=Text(
        "初次申领、晋级、换证、延期：应受理、不符合、太早，还是不予受理；由谁初审、谁核发",
        "First application, promotion, renewal, extension: admitted, refused, too early or not "
        "accepted; who examines first and who issues",
    ),
    provisions=("art_14__para_1", "art_15__para_1", "art_15__para_2"),
    facts=(
        kind,
        level,
        held_level,
        held_since,
        expires_on,
        extended_to,
        cause,
        extension_days,
        applied_on,
        decided_on,
        meets_conditions,
        *FIGURES,
        registered_region,
    ),
    outcomes=(
        outcome("admit", "可以受理", "admitted", "ok"),
        outcome("refuse", "不符合规定", "refused", "stop"),
        outcome("too_early", "还没到可以申请的日子", "too early", "warn"),
        outcome("not_accepted", "逾期，不予受理", "late: not accepted", "stop"),
    ),
    clauses=(
        Clause(
            "art_14__para_1",
            ~in_regime,
            "not_accepted",
            REGIME_ENDED,
            also=("art_15__para_1", "art_15__para_2", "art_16__para_2"),
            about=~in_regime,
        ),
        Clause(
            "art_15__para_1",
            initial & (level < param("certificate.first_level")),
            "refuse",
            Text("初次申领只能办理四级资格证", "a first application can only be for level 4"),
        ),
        Clause(
            "art_15__para_1",
            initial & ~held_level.is_none() & ~lapsed,
            "refuse",
            Text(
                "持有有效资格证的，不是初次申领",
                "with a valid certificate the application is no first one",
            ),
            reading=READ_FIRST,
            about=initial & ~held_level.is_none(),
        ),
        Clause(
            "art_15__para_1",
            promotion
            & (
                held_level.is_none()
                | ~add(level, param("certificate.promotion_step")).eq(held_level)
            ),
            "refuse",
            Text("晋级只能逐级申请", "promotion goes one level at a time"),
        ),
        Clause(
            "art_15__para_1",
            promotion & lapsed,
            "refuse",
            Text(
                "资格证已经失效的，没有可以晋级的等级",
                "once the certificate has lapsed there is no level to be promoted from",
            ),
            also=("art_15__para_2",),
            reading=READ_LAPSED,
        ),
        Clause(
            "art_15__para_1",
            ~windowed & ~meets_conditions,
            "refuse",
            Text(
                "初次申领和晋级应当达到所申请等级的条件",
                "a first application and a promotion need the conditions of the level applied for",
            ),
            also=(CONDITIONS,),
        ),
        Clause(
            "art_15__para_1",
            promotion & (applied_on < anniversary),
            "too_early",
            Text(
                "领取现等级资格证满 1 年，方可申请晋级",
                "promotion may be applied for once the current certificate was held for a year",
            ),
            reading=READ_HOLDING,
        ),
        Clause(
            "art_15__para_2",
            windowed & expires_on.is_none(),
            "refuse",
            Text(
                "没有资格证，无从换证或者延期",
                "without a certificate there is nothing to renew or to extend",
            ),
        ),
        Clause(
            "art_15__para_2",
            windowed & late,
            "not_accepted",
            Text(
                "逾期提交换证申请或者延期申请的，不予受理",
                "a late application for renewal or extension is not accepted",
            ),
        ),
        Clause(
            "art_15__para_2",
            windowed & (applied_on < opens),
            "too_early",
            Text(
                "换证、延期申请应当在期满前 30 日内提交",
                "renewal and extension are applied for within the 30 days before expiry",
            ),
            reading=READ_WINDOW,
            over=(replace(WINDOW_STANDS, where=renewal),),
        ),
        Clause(
            "art_15__para_2",
            extension & ~cause,
            "refuse",
            Text(
                "因故不能按期申请换证的，才可以申请延期",
                "an extension needs a cause for not applying for renewal in time",
            ),
        ),
        Clause(
            "art_15__para_2",
            extension & ~extended_to.is_none() & param("reading.second_extension_barred"),
            "refuse",
            Text("已批准过延期的，不再延期", "an extension already granted is not extended again"),
            reading=READ_SECOND,
        ),
        Clause(
            "art_15__para_1",
            ~windowed,
            "admit",
            Text(
                "符合初次申领或者逐级晋级的规定",
                "the application meets the rules for a first application or a promotion",
            ),
            also=("art_14__para_1",),
        ),
        Clause(
            "art_15__para_2",
            TRUE,
            "admit",
            Text(
                "在期满前 30 日内（或者批准延期内）提交，予以受理",
                "submitted within the 30 days before expiry, or within a granted extension",
            ),
            also=("art_14__para_1",),
            reading=READ_WINDOW,
            over=(replace(WINDOW_STANDS, where=renewal),),
        ),
    ),
    values=(
        Value(
            "first_examiner",
            Text("初审机关", "first examined by"),
            call("prefecture_organ", ORGAN, registered_region),
            when=("admit",),
            where=in_province & by_province,
            provision="art_14__para_1",
        ),
        Value(
            "issuer",
            Text("核发机关", "issued by"),
            pick(
                by_province,
                call("province_organ", ORGAN, registered_region),
                call("prefecture_organ", ORGAN, registered_region),
            ),
            when=("admit",),
            where=in_province,
        ),
        Value(
            "window_opens",
            Text("可以申请的首日", "first day to apply"),
            pick(promotion, anniversary, opens),
            when=("admit", "too_early", "not_accepted"),
            where=in_regime & ~initial,
        ),
        Value(
            "window_closes",
            Text("可以申请的末日", "last day to apply"),
            valid_to,
            when=("admit", "too_early", "not_accepted"),
            where=in_regime & windowed,
        ),
        Value(
            "valid_until",
            Text("有效至", "valid until"),
            shift_days(expires_on, granted),
            when=("admit",),
            where=extension,
        ),
        Value(
            "valid_until",
            Text("有效至", "valid until"),
            shift_years(applied_on, param("certificate.valid_years")),
            when=("admit",),
            where=initial | promotion,
            provision="art_15__para_2",
            reading=READ_VALID,
        ),
        show_gap(decided_level, "admit", "refuse", "too_early"),
        Value(
            "other_level_named",
            Text("写了别的等级，按现持等级办理", "another level is named; the level held counts"),
            TRUE,
            when=("admit",),
            where=windowed & ~held_level.is_none() & ~level.eq(held_level),
            provision="art_15__para_2",
            reading=READ_OTHER_LEVEL,
            remark=True,
        ),
        Value(
            "registered_elsewhere",
            Text("注册地在省外，应当备案", "registered outside the province: to be filed"),
            TRUE,
            when=("admit",),
            where=~in_province,
            provision="art_16__para_1",
            reading=READ_ELSEWHERE,
            remark=True,
        ),
        show_notice(applied_on),
        show_examination(applied_on, in_province & by_province),
        *show_decision(applied_on, ~renewal & ~by_province),
        *show_renewal(expires_on, valid_to, renewal),
        *show_delivery(decided_on),
        show_regime(),
    ),
    duties=(
        Duty(
            Text("持证单位", "the certificate holder"),
            Text("在有效期届满前提交换证申请", "apply for renewal before the certificate expires"),
            "art_15__para_2",
            ("too_early",),
            by=expires_on,
            where=renewal,
        ),
    ),
    defaults={
        # What is named a first application says that no certificate is held.
        "held_level": pick(initial, no_level, held_level),
        # Two years from its receipt the certificate is valid; later it was renewed, or it lapsed.
        "expires_on": pick(promotion & (applied_on <= first_expiry), first_expiry, expires_on),
        "meets_conditions": meet_figures(level),
    },
    adverse=("refuse", "too_early", "not_accepted"),
)
