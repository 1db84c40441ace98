"""What the question `liability` reads: facts, closed lists, which breach falls under which article.

A video system is judged by Decree 799 for acts on or after its commencement; everything else, and
every earlier act, by the Measures. Where the two meet: interplay of the two regulations, in
`liability_video`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from jifang.law.engine.expr import ON, Expr
from jifang.law.engine.types import NONE, define_domain
from jifang.law.errors import Problem, Text
from jifang.law.facts import amount, code, day, provision, yes_no
from jifang.law.parameters import commencement, in_force
from jifang.law.rules.terms import OFFENDER, SETTING, SETTING_WORDS
from jifang.law.rules.video_terms import VIDEO_LAW, ask_system_of_art_7, ask_video_system

VIDEO = VIDEO_LAW
COUNTER_TERRORISM = "cn-counter-terrorism-law"
PENALTY_LAW = "cn-penalty-law"
PUBLIC_ORDER = "cn-public-order-law"

OFFENDER_ROLE = define_domain(
    "offender_role",
    constructing_unit=("建设单位", "constructing unit"),
    using_unit=("使用单位", "using unit"),
    practitioner=("从业单位", "practitioner"),
    operator=("场所的经营管理者", "operator of the place"),
    other=("其他", "other"),
)

breach = provision("breach", ("违反的条款", "provision breached"))
act_on = day(
    "act_on",
    ("违法行为的日期", "day of the act"),
    hint=("不填：按所问当日", "left out: the day asked"),
)
offender = code("offender", ("违法行为人", "offender"), OFFENDER)
offender_role = code(
    "offender_role",
    ("违法行为人的身份", "role of the offender"),
    OFFENDER_ROLE,
    hint=(
        "建设工程（第三十六条）和隐私部位的检查义务（视频图像条例第二十七条）要看身份",
        (
            "matters for projects (art. 36) and for the inspection of privacy spots (Video "
            "Regulation, art. 27)"
        ),
    ),
)
setting = code("setting", SETTING_WORDS, SETTING)
video_system = ask_video_system()
system_of_art_7 = ask_system_of_art_7()
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
refused = yes_no(
    "refused",
    ("拒不改正", "correction was refused"),
    ("没有拒不改正", "correction was not refused"),
    hint=("不填：逾期未改正即为拒不改正", "left out: an order not obeyed in time is refused"),
)
serious = yes_no(
    "serious_consequences",
    ("造成严重后果", "serious consequences"),
    ("没有严重后果", "no serious consequences"),
)
unlawful_income = amount(
    "unlawful_income", ("违法所得", "unlawful income"), none=("没有违法所得", "there is none")
)
FACTS = (
    breach,
    act_on,
    offender,
    offender_role,
    setting,
    video_system,
    system_of_art_7,
    ordered_on,
    correct_by,
    corrected_on,
    refused,
    serious,
    unlawful_income,
)

unit = offender.is_in("unit")
individual = offender.is_in("individual")
operator = offender_role.is_in("operator")

# -- the order ---------------------------------------------------------------------------------

no_order = ordered_on.is_none()
in_time = ~no_order & (corrected_on <= correct_by)
lapsed = ~no_order & (correct_by < ON) & ~(corrected_on <= correct_by)

# -- which article of the Measures -------------------------------------------------------------

TARGET_RETENTION = f"{COUNTER_TERRORISM}/art_32"

before = act_on < date(2017, 8, 1)
a32 = breach.within("art_8", "art_10")
a33 = breach.within("art_9__para_1") | breach.eq("art_9")
a34 = breach.within("art_11", "art_12", "art_13", "art_20", "art_21", "art_22", TARGET_RETENTION)
a35 = breach.within("art_14", "art_16")
a36 = breach.within("art_17", "art_19")
a37 = breach.within("art_23")
a38 = breach.within("art_24")
a88: Expr = breach.within(TARGET_RETENTION)

# -- which article of Decree 799 ---------------------------------------------------------------

video_law: Expr = in_force(VIDEO)
from_799: Expr = video_law & (act_on >= commencement(VIDEO))
earlier_act: Expr = video_law & (act_on < commencement(VIDEO))

BANNED = f"{VIDEO}/art_8"
UNAUTHORISED = f"{VIDEO}/art_7__para_3"
NEIGHBOUR = f"{VIDEO}/art_10"
SIGN = f"{VIDEO}/art_13"
FILING = f"{VIDEO}/art_14"
OWN_799 = (BANNED, UNAUTHORISED, NEIGHBOUR, SIGN, FILING)

own_799: Expr = breach.within(*OWN_799)
filing: Expr = breach.within(FILING)
unauthorised: Expr = (breach.within("art_8") & video_system) | breach.within(UNAUTHORISED)
privacy: Expr = (breach.within("art_10__para_2") & video_system) | (
    breach.within(BANNED) & ~operator
)
LEAKS = tuple(f"art_24__para_1__item_{i}" for i in (1, 2, 3, 5))
leak: Expr = breach.within(*LEAKS) | breach.eq("art_24") | breach.eq("art_24__para_1")

c26 = unauthorised & from_799
c27_1 = privacy & from_799
c27_2 = breach.within(BANNED) & operator & from_799
c28 = breach.within(NEIGHBOUR) & from_799
c29 = filing & system_of_art_7 & from_799
# For an earlier act the later law applies, being milder; hence no test of the day of the act.
c30 = breach.within("art_23__para_1__item_3") & video_system & system_of_art_7 & video_law
c31 = leak & video_system & from_799
c13 = ((breach.within("art_7__para_3") & video_system) | breach.within(SIGN)) & from_799
register_799 = breach.within("art_21__para_1__item_3") & video_system & system_of_art_7 & from_799
retention_799 = (
    breach.within("art_20", TARGET_RETENTION) & video_system & system_of_art_7 & from_799
)

# -- facts that contradict each other ------------------------------------------------------------

GOVERNED_ONLY = ("art_13", "art_17", "art_18", "art_19", "art_23")


def check_facts(facts: Mapping[str, Any]) -> Iterable[Problem]:
    """Refuse facts that cannot hold together."""
    eid = str(facts.get("breach", ""))
    if facts.get("setting") == "other" and eid.startswith(GOVERNED_ONLY):
        # these provisions protect or bind only public areas and key units
        article = eid.split("__", maxsplit=1)[0]
        yield _contradicts(
            "setting",
            "other",
            Text(
                f"与 breach 矛盾：{article} 只针对公共区域和技防重点单位的系统",
                f"contradicts breach: {article} concerns only systems of public areas and key "
                "units",
            ),
        )
    if facts.get("video_system") is False and eid.startswith(f"{VIDEO}/"):
        yield _contradicts(
            "video_system",
            False,
            Text(
                "与 breach 矛盾：视频图像条例只管视频图像系统",
                "contradicts breach: the Video Regulation governs video systems only",
            ),
        )
    if facts.get("video_system") is False and facts.get("system_of_art_7") is True:
        yield _contradicts(
            "system_of_art_7",
            True,
            Text(
                "与 video_system 矛盾：视频图像条例第七条只列视频图像系统",
                "contradicts video_system: art. 7 of the Video Regulation lists video systems only",
            ),
        )
    if facts.get("refused") is True and facts.get("ordered_on") is NONE:
        yield _contradicts(
            "refused",
            True,
            Text(
                "与 ordered_on 矛盾：没有责令改正，就谈不上拒不改正",
                "contradicts ordered_on: without an order nothing can be refused",
            ),
        )


def _contradicts(field: str, value: Any, message: Text) -> Problem:
    return Problem(field, value, message)
