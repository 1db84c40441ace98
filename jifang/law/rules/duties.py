"""Standing duties of those who build, use, install or govern: arts. 3, 4, 7, 11, 13, 21, 22."""

from __future__ import annotations

from dataclasses import dataclass

from jifang.law.engine.expr import ON, TRUE, Expr, Fact
from jifang.law.engine.question import Clause, Exposure, Over, Question, Statuses
from jifang.law.engine.types import define_domain
from jifang.law.errors import Text
from jifang.law.facts import code, day, yes_no
from jifang.law.parameters import in_force
from jifang.law.rules.terms import GOVERNED, SETTING, SETTING_WORDS, outcome, reading
from jifang.law.rules.video_terms import VIDEO_LAW, ask_system_of_art_7, ask_video_system

ROLE = define_domain(
    "role",
    building_unit=("建设单位", "building unit"),
    using_unit=("使用单位", "using unit"),
    practitioner=("从业单位", "practitioner"),
    government=("县级以上人民政府", "county-or-above government"),
)

role = code("role", ("身份", "role"), ROLE)
setting = code("setting", SETTING_WORDS, SETTING)
video_system = ask_video_system()
system_of_art_7 = ask_system_of_art_7()


@dataclass(frozen=True)
class Standing:
    """One standing duty: on whom, from where, in words."""

    code: str
    roles: tuple[str, ...]
    provision: str
    zh: str
    en: str


BUILDER, USER, FIRM, GOV = "building_unit", "using_unit", "practitioner", "government"
BOTH = (BUILDER, USER)

STANDING = (
    Standing("running", (USER,), "art_3__para_1", "安装系统并保障正常运行",
             "a system installed and kept running normally"),
    Standing("development_plan", (GOV,), "art_4__para_1", "技防系统建设纳入国民经济和社会发展规划",
             "construction in the development plan"),
    Standing("funding", (GOV,), "art_4__para_1", "基础建设和运行维护经费由同级财政保障",
             "funds for basic construction, running and upkeep"),
    Standing("public_area_system", (GOV,), "art_7__para_2",
             "公共区域系统的规划、建设、维护和经费保障",
             "planning, building, upkeep and funding of public-area systems"),
    Standing("public_area_network", (GOV,), "art_7__para_2", "推动联网和信息资源共享",
             "networking and sharing of information resources"),
    Standing("simultaneous_construction", (BUILDER,), "art_11__para_1",
             "与建筑工程同时设计、同时施工、同时投入使用",
             "designed, built and put to use at the same time as the building"),
    Standing("reserved_interfaces", (BUILDER,), "art_11__para_1",
             "预留与当地报警接收中心和应急指挥系统联通的接口",
             "interfaces reserved for the alarm receiving centre and emergency command"),
    Standing("networked_with_police", (BUILDER,), "art_11__para_1", "与公安机关联网共享",
             "networked and shared with the public security organ"),
    Standing("quality_proofs", (BUILDER,), "art_13__para_1",
             "主要设备和产品有符合国家规定的质量证明",
             "main equipment and products with quality proof as the State requires"),
    Standing("maintenance_mechanism", BOTH, "art_21__para_1__item_1", "运行维护管理机制",
             "an operation-and-maintenance mechanism"),
    Standing("drawings_custody", BOTH, "art_21__para_1__item_2", "设计图纸和相关资料妥善保管",
             "safe custody of drawings and papers"),
    Standing("duty_watch", BOTH, "art_21__para_1__item_2", "值班监看制度", "a duty-watch system"),
    Standing("ledger", BOTH, "art_21__para_1__item_2", "台帐制度", "a ledger system"),
    Standing("confidentiality_system", BOTH, "art_21__para_1__item_2", "保密制度",
             "a confidentiality system"),
    Standing("confidentiality_education", BOTH, "art_21__para_1__item_2",
             "监看和管理人员的保密教育及监督管理", "confidentiality education and supervision "
             "of staff"),
    Standing("access_register", BOTH, "art_21__para_1__item_3",
             "查看、复制人员、调取时间、用途和去向的登记",
             "a register of who views or copies, when, for what use, and where it goes"),
    Standing("emergency_plan", BOTH, "art_21__para_1__item_4", "应急处置预案", "an emergency plan"),
    Standing("alarm_handling", BOTH, "art_21__para_1__item_4", "妥当处置报警信息",
             "proper handling of alarms"),
    Standing("prompt_reporting", BOTH, "art_21__para_1__item_4",
             "发现可能危害安全或者涉嫌违法犯罪的及时报告",
             "prompt reports of what may endanger security or be a crime"),
    Standing("work_to_standard", (FIRM,), "art_22__para_1__item_1",
             "设计、施工、维修符合标准并保证质量",
             "work to standard and of good quality"),
    Standing("service_promise", (FIRM,), "art_22__para_1__item_1", "履行服务承诺",
             "the service promise kept"),
    Standing("secrecy_and_archive", (FIRM,), "art_22__para_1__item_2",
             "建设资料安全保密、存档备查制度",
             "secrecy and archiving of construction papers"),
    Standing("staff_training", (FIRM,), "art_22__para_1__item_3", "从业人员业务培训",
             "professional training of staff"),
    Standing("staff_confidentiality", (FIRM,), "art_22__para_1__item_3", "从业人员保密教育",
             "confidentiality education of staff"),
)  # fmt: skip

PROVISIONS = {d.code: d.provision for d in STANDING}
DUTY = define_domain("duty", **{d.code: (d.zh, d.en) for d in STANDING})

NETWORKED_ALSO = ("reserved_interfaces", "networked_with_police")

READ_EITHER = reading(
    "either_lack_suffices",
    ("接口与联网，缺一即违反", "either lack suffices"),
    (
        "“未预留……接口，并与公安机联网共享的”，两项义务各自独立，缺一项即违反",
        "the two duties, interface and networking, are independent; lacking one is a breach",
    ),
    (
        "“并”字表示两项都没有做到才处罚",
        "the word “and” means both must be lacking",
    ),
)


def _held(duty: Standing) -> Fact:
    return yes_no(
        f"evidence.{duty.code}.held",
        (f"有：{duty.zh}", f"in place: {duty.en}"),
        (f"没有：{duty.zh}", f"not in place: {duty.en}"),
    )


def _until(duty: Standing) -> Fact:
    return day(
        f"evidence.{duty.code}.until",
        (f"有效至（{duty.zh}）", f"valid until ({duty.en})"),
        none=(f"不设期限：{duty.zh}", f"no end date: {duty.en}"),
    )


HELD = {d.code: _held(d) for d in STANDING}
UNTIL = {d.code: _until(d) for d in STANDING}

of_art_7: Expr = in_force(VIDEO_LAW) & system_of_art_7
of_video: Expr = in_force(VIDEO_LAW) & video_system
BESIDE: dict[str, tuple[str, Expr]] = {
    "drawings_custody": ("art_11", of_art_7),
    "maintenance_mechanism": ("art_15", of_art_7),
    "confidentiality_system": ("art_16__para_2", of_art_7),
    "confidentiality_education": ("art_16__para_2", of_art_7),
    "access_register": ("art_16__para_2__item_3", of_art_7),
    "secrecy_and_archive": ("art_19", of_video),
    "staff_confidentiality": ("art_19", of_video),
}
"""What Decree 799 asks to the same end: its provision, and the systems on which it is binding."""

governed: Expr = setting.is_in(*GOVERNED)


def _applies(duty: Standing) -> Expr:
    mine = role.is_in(*duty.roles)
    return mine & governed if set(duty.roles) & {BUILDER, USER} else mine


def _breached(duty: Standing) -> Expr:
    return ~HELD[duty.code] | (UNTIL[duty.code] < ON)


def _beside(duty: Standing) -> tuple[Over, ...]:
    if duty.code not in BESIDE:
        return ()
    eid, where = BESIDE[duty.code]
    return (Over(VIDEO_LAW, eid, "both_recorded", where),)


def _clause(duty: Standing) -> Clause:
    return Clause(
        duty.provision,
        _applies(duty) & _breached(duty),
        "breached",
        Text(f"应当有：{duty.zh}", f"must be in place: {duty.en}"),
        reading=READ_EITHER if duty.code in NETWORKED_ALSO else None,
        over=_beside(duty),
    )


def _exposure(duty: Standing) -> Exposure:
    return Exposure(
        duty.provision,
        ("breached",),
        {"offender": "unit"},
        _applies(duty) & _breached(duty),
    )


DUTIES = Question(
    name="duties",
    title=Text("日常职责履行了吗", "Are the standing duties met?"),
    asks=Text(
        "建设、使用、从业单位和政府的日常职责，哪些做到了、哪些没有、哪些还不知道",
        "Which standing duties of building and using units, practitioners and governments are met, "
        "breached, or not known",
    ),
    provisions=tuple(dict.fromkeys(d.provision for d in STANDING)),
    facts=(
        role,
        setting,
        video_system,
        system_of_art_7,
        *(f for d in STANDING for f in (HELD[d.code], UNTIL[d.code])),
    ),
    outcomes=(
        outcome("met", "职责均已履行", "all duties are met", "ok"),
        outcome("breached", "有职责未履行", "a duty is not met", "stop"),
    ),
    clauses=(
        *(_clause(d) for d in STANDING),
        Clause(
            "art_21__para_1",
            TRUE,
            "met",
            Text("应当履行的职责均有凭据", "every duty that applies has its evidence"),
        ),
    ),
    values=(
        Statuses(
            "duties",
            Text("各项职责", "each duty"),
            DUTY,
            tuple((d.code, _applies(d), _breached(d)) for d in STANDING),
        ),
    ),
    exposures=tuple(_exposure(d) for d in STANDING),
    batchable=False,
    adverse=("breached",),
)
