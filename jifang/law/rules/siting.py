"""Arts. 3 and 7-10: must a system be installed here, may one be, or must none be.

From 2025-04-01 Decree 799 governs image devices in public places: arts. 7 ¶3 and 9 (who may
install), 8 (prohibited spots), 10 (a neighbour's consent) and 13 (the sign).
"""

from __future__ import annotations

from jifang.law.engine.expr import TRUE, Expr, call, constant, pick
from jifang.law.engine.question import Clause, Duty, Exposure, Over, Question, Value
from jifang.law.engine.types import PROVISION, define_domain
from jifang.law.errors import Text
from jifang.law.facts import code, codes, yes_no
from jifang.law.instruments import Cite
from jifang.law.parameters import in_force, param
from jifang.law.places import PLACE_KIND
from jifang.law.rules.place_terms import ART_7, ART_9, PUBLIC_PARTS
from jifang.law.rules.terms import SETTING, outcome, reading
from jifang.law.rules.video_terms import ART_7_PLACES, PUBLIC_PLACES, VIDEO_LAW
from jifang.law.texts import MEASURES

CAPTURES = define_domain("captures", video=("视频", "video"), audio=("音频", "audio"))

place_kind = code("place_kind", ("场所种类", "kind of place"), PLACE_KIND)
public_area = yes_no(
    "public_area",
    ("位于公共区域", "it is in a public area"),
    ("不在公共区域", "it is not in a public area"),
)
privacy_place = yes_no(
    "privacy_place",
    ("是涉及公民隐私的场所或部位", "the spot involves citizens' privacy"),
    ("不涉及公民隐私", "the spot does not involve citizens' privacy"),
    hint=(
        "旅馆客房、包间、宿舍、员工休息室、公共浴室、更衣室、哺乳室、试衣间、卫生间等",
        (
            "guest rooms, private dining rooms, dormitories, staff rest rooms, public bathrooms, "
            "changing, nursing and fitting rooms, toilets and the like"
        ),
    ),
)
captures = codes("captures", ("采集的内容", "what it captures"), CAPTURES)
authorized = yes_no(
    "authorized",
    ("有权在公共区域安装", "whoever installs has authority to do so in a public area"),
    ("无权在公共区域安装（擅自）", "whoever installs has no authority to do so in a public area"),
)
public_part = yes_no(
    "public_part",
    ("是公共部位", "it is a public part of the place"),
    ("不是公共部位", "it is not a public part of the place"),
    hint=(
        "只对旅馆、出租屋、住宅小区有意义",
        "matters for hotels, rental housing and compounds only",
    ),
)
sign_displayed = yes_no(
    "sign_displayed",
    ("已设置明显标识", "a visible sign is up"),
    ("没有明显标识", "no visible sign is up"),
)
coverage_within_need = yes_no(
    "coverage_within_need",
    ("覆盖范围仅限自身安全防范需要", "coverage stays within one's own protection needs"),
    ("覆盖范围超出自身安全防范需要", "coverage goes beyond one's own protection needs"),
)
security_duty = yes_no(
    "security_duty",
    ("安装者负有安全防范义务", "whoever installs has a security duty there"),
    ("安装者没有安全防范义务", "whoever installs has no security duty there"),
)
near_protected_unit = yes_no(
    "near_protected_unit",
    (
        "与军事管理区或者涉密机关毗邻",
        "it is next to a military zone or a secret-related organ",
    ),
    (
        "不与军事管理区或者涉密机关毗邻",
        "it is not next to a military zone or a secret-related organ",
    ),
)
neighbour_consents = yes_no(
    "neighbour_consents",
    ("毗邻单位事先同意", "that neighbour has consented beforehand"),
    ("毗邻单位没有事先同意", "that neighbour has not consented beforehand"),
)

public: Expr = public_area | place_kind.is_in(*ART_7)
prohibited: Expr = privacy_place & ~captures.is_empty()
unauthorized: Expr = public & ~authorized
public_parts_only: Expr = place_kind.is_in(*PUBLIC_PARTS)
limits_this: Expr = place_kind.is_in("a9_9.residential_compound") | param(
    "reading.public_parts_limit_all"
)
in_scope: Expr = public_parts_only & (public_part | ~limits_this)
key_unit: Expr = place_kind.is_in(*ART_9) | in_scope

filmed: Expr = captures.has("video")
by_video_law: Expr = in_force(VIDEO_LAW) & filmed
listed: Expr = place_kind.is_in(*ART_7_PLACES)
sign_by_video_law: Expr = by_video_law & (public | place_kind.is_in(*PUBLIC_PLACES))
without_consent: Expr = near_protected_unit & ~neighbour_consents
consent_first: Expr = sign_by_video_law & without_consent

READ_PUBLIC_PARTS = reading(
    "public_parts",
    ("公共部位", "public parts"),
    (
        "“旅馆、出租屋和住宅小区的公共部位”中，“的公共部位”承接前面三者，限定全部三者",
        (
            "in “the public parts of hotels, rental housing and residential compounds” the words "
            "qualify all three that precede them"
        ),
    ),
    (
        "只限定住宅小区，则旅馆、出租屋整体都应当安装（隐私部位除外）",
        (
            "they qualify compounds only, so that hotels and rental housing must install "
            "throughout, "
            "privacy spots excepted"
        ),
    ),
)

READ_CONSENT = reading(
    "consent_of_the_neighbour",
    ("毗邻单位的同意", "the neighbour's consent"),
    (
        "应当安装的场所，安装义务不因毗邻军事管理区或者涉密机关而消失；同意是安装的前提，取得之前不得安装",
        (
            "where installing is a duty, the duty does not fall away beside a military zone or a "
            "secret-related organ; consent comes first, and nothing is installed before it is given"
        ),
    ),
    (
        "没有同意就不得安装，安装义务让位",
        "without consent nothing may be installed, and the duty gives way",
    ),
)
READ_PUBLIC_PLACE = reading(
    "public_places",
    ("公共场所", "public places"),
    (
        "《视频图像条例》所说的公共场所，按《办法》的场所种类对应；公众可以出入的场所即是",
        (
            "the public places of the Video Regulation are matched with the kinds of places of the "
            "Measures: those that the public can enter"
        ),
    ),
    (
        "以公安机关的认定为准",
        "what the public security organ holds decides",
    ),
)

OPERATOR = Text("运营或者管理单位", "the operating or managing unit")
INSTALLER = Text("安装视频系统的单位", "whoever installs the video system")
VIDEO = {"video_system": True}


def _expose(breach: str, where: Expr) -> tuple[Exposure, ...]:
    """What a prohibited installation exposes to; video and other devices have their own law."""
    return (
        Exposure(breach, ("must_not_install",), VIDEO, where & filmed),
        Exposure(breach, ("must_not_install",), {"video_system": False}, where & ~filmed),
        Exposure(breach, ("must_not_install",), {}, where),
    )


SITING = Question(
    name="siting",
    title=Text("这里该不该装、能不能装", "Must or may a system be installed here?"),
    asks=Text(
        "某个场所或部位应当安装、可以安装，还是禁止安装",
        "Whether a place or spot must have a system, may have one, or must not",
    ),
    provisions=(
        "art_3__para_1",
        "art_7__para_1",
        "art_7__para_3",
        "art_8__para_1",
        "art_9__para_1",
        "art_10__para_1",
        "art_10__para_2",
        *(f"{VIDEO_LAW}/{eid}" for eid in ("art_7__para_3", "art_8", "art_9", "art_10", "art_13")),
    ),
    facts=(
        place_kind,
        public_area,
        privacy_place,
        captures,
        authorized,
        public_part,
        sign_displayed,
        coverage_within_need,
        security_duty,
        near_protected_unit,
        neighbour_consents,
    ),
    outcomes=(
        outcome("must_install", "应当安装", "must install", "ok"),
        outcome("may_install", "可以安装，没有安装义务", "may install, no duty to", "ok"),
        outcome("must_not_install", "不得安装", "must not install", "stop"),
    ),
    clauses=(
        Clause(
            "art_8",
            by_video_law & privacy_place,
            "must_not_install",
            Text(
                "客房、包间、宿舍、浴室、卫生间、更衣室等能够拍摄、窥视、窃听他人隐私的部位，禁止安装图像采集设备",
                "no image device in guest rooms, private rooms, dormitories, bathrooms, toilets, "
                "changing rooms or any spot that can film, peep at or overhear privacy",
            ),
            also=(Cite(MEASURES, "art_10__para_2"),),
            about=privacy_place,
            law=VIDEO_LAW,
            over=(Over(MEASURES, "art_10__para_2", "higher_rank"),),
        ),
        Clause(
            "art_10__para_2",
            prohibited,
            "must_not_install",
            Text(
                "涉及公民隐私的场所和部位，禁止安装具有视（音）频采集功能的产品或者系统；禁止压倒安装义务",
                "nothing that captures video or audio may be installed where citizens' privacy is "
                "involved; the prohibition beats any duty to install",
            ),
        ),
        Clause(
            "art_7__para_3",
            by_video_law & listed & unauthorized,
            "must_not_install",
            Text(
                "政府和运营单位以外的任何单位和个人，不得在第七条所列公共场所安装图像采集设备",
                "nobody but the government and the operator installs image devices in the public "
                "places listed in art. 7",
            ),
            about=unauthorized,
            cumulative=True,
            law=VIDEO_LAW,
            over=(Over(MEASURES, "art_8__para_1", "higher_rank"),),
        ),
        Clause(
            "art_8__para_1",
            unauthorized,
            "must_not_install",
            Text(
                "任何单位和个人不得擅自在公共区域安装、使用技防产品或者技防系统",
                "no one may install or use products or systems in a public area without authority",
            ),
            cumulative=True,
        ),
        Clause(
            "art_9__para_1",
            place_kind.is_in(*ART_9),
            "must_install",
            Text(
                "第九条所列单位、场所和部位应当安装符合标准的产品或者系统",
                "units, places and parts listed in art. 9 must install products or systems that "
                "meet the standards",
            ),
            also=("art_3__para_1",),
            over=(Over(VIDEO_LAW, "art_7__para_2", "both_recorded", by_video_law & listed),),
        ),
        Clause(
            "art_9__para_1__item_9",
            in_scope,
            "must_install",
            Text(
                "旅馆、出租屋和住宅小区的公共部位应当安装",
                "the public parts of hotels, rental housing and compounds must have them",
            ),
            also=("art_3__para_1",),
            reading=READ_PUBLIC_PARTS,
        ),
        Clause(
            "art_7__para_1",
            place_kind.is_in(*ART_7),
            "must_install",
            Text(
                "重点公共区域应当安装符合标准的系统，由县级以上人民政府规划、建设、维护",
                "key public areas must have a system that meets the standards; the government "
                "plans, builds and maintains it",
            ),
            also=("art_3__para_1", "art_7__para_2"),
            over=(Over(VIDEO_LAW, "art_7__para_1", "both_recorded", by_video_law & listed),),
        ),
        Clause(
            "art_9",
            by_video_law & public & ~security_duty,
            "must_not_install",
            Text(
                "其他公共场所，只有负有安全防范义务的单位和个人可以安装图像采集设备",
                "in other public places only those with a security duty may install image devices",
            ),
            about=public,
            cumulative=True,
            law=VIDEO_LAW,
            over=(Over(MEASURES, "art_8__para_1", "higher_rank"),),
        ),
        Clause(
            "art_10",
            by_video_law & public & without_consent,
            "must_not_install",
            Text(
                "与军事管理区或者涉密机关毗邻的公共场所，安装图像采集设备应当事先征得该单位同意",
                "next to a military zone or a secret-related organ, image devices in a public "
                "place "
                "need that unit's prior consent",
            ),
            about=near_protected_unit,
            cumulative=True,
            law=VIDEO_LAW,
        ),
        Clause(
            "art_10__para_1",
            ~coverage_within_need,
            "must_not_install",
            Text(
                "所装产品或者系统仅限于满足自身安全防范需要，不得擅自扩大覆盖范围",
                "what is installed serves one's own protection needs only; coverage is not to be "
                "widened without authority",
            ),
        ),
        Clause(
            "art_10__para_1",
            TRUE,
            "may_install",
            Text(
                "不在应当安装之列，也未被禁止；以自身安全防范需要为限",
                "neither required nor prohibited; within one's own protection needs",
            ),
        ),
    ),
    values=(
        Value(
            "setting",
            Text("属于", "counts as"),
            pick(
                key_unit,
                constant(SETTING, "key_unit"),
                pick(public, constant(SETTING, "public_area"), constant(SETTING, "other")),
            ),
            when=("must_install", "may_install"),
            domain=SETTING,
        ),
        Value(
            "item",
            Text("所属条项", "provision it rests on"),
            call("place_item", PROVISION, place_kind),
            when=("must_install",),
        ),
        Value(
            "sign_required",
            Text("须设置明显标识", "a visible sign is required"),
            public & filmed,
            when=("must_install", "may_install"),
            where=public | ~sign_by_video_law,
            provision="art_7__para_3",
        ),
        Value(
            "sign_required",
            Text("须设置显著的提示标识", "a conspicuous sign is required"),
            TRUE,
            when=("must_install", "may_install"),
            where=sign_by_video_law,
            provision="art_13",
            law=VIDEO_LAW,
            reading=READ_PUBLIC_PLACE,
        ),
        Value(
            "consent_first",
            Text("先征得毗邻单位同意", "the neighbour's consent comes first"),
            TRUE,
            when=("must_install",),
            where=consent_first,
            provision="art_10",
            law=VIDEO_LAW,
            reading=READ_CONSENT,
        ),
    ),
    duties=(
        Duty(
            OPERATOR,
            Text(
                "安装符合技防标准的产品或者系统，并保障正常运行",
                "install products or systems that "
                "meet the standards and keep them running normally",
            ),
            "art_9__para_1",
            ("must_install",),
            where=key_unit,
        ),
        Duty(
            INSTALLER,
            Text(
                "事先征得毗邻的军事管理区或者涉密机关同意，同意之前不得安装",
                "obtain the prior consent of the military zone or secret-related organ next to it, "
                "and install nothing before",
            ),
            "art_10",
            ("must_install",),
            where=consent_first,
            law=VIDEO_LAW,
        ),
        Duty(
            INSTALLER,
            Text(
                "设置显著的提示标识（《个人信息保护法》第二十六条同此要求）",
                "put up a conspicuous sign (the Personal Information Protection Law, art. 26, asks "
                "the same)",
            ),
            "art_13",
            ("must_install", "may_install"),
            where=sign_by_video_law & ~sign_displayed,
            law=VIDEO_LAW,
        ),
        Duty(
            INSTALLER,
            Text("设置符合标准的明显标识", "put up a clearly visible sign that meets the standard"),
            "art_7__para_3",
            ("must_install", "may_install"),
            where=public & filmed & ~sign_displayed,
        ),
        Duty(
            OPERATOR,
            Text(
                "把覆盖范围收回到自身安全防范需要之内", "bring coverage back within its own needs"
            ),
            "art_10__para_1",
            ("must_install",),
            where=~coverage_within_need,
        ),
        Duty(
            Text("安装者", "whoever installed it"),
            Text(
                "立即拆除在隐私部位的采集设备", "remove the capturing device from the privacy spot"
            ),
            "art_10__para_2",
            ("must_not_install",),
            where=prohibited,
        ),
        Duty(
            OPERATOR,
            Text(
                "检查禁止安装的部位，发现图像采集设备立即报告公安机关",
                "inspect the prohibited spots and report image devices at once to the public "
                "security organ",
            ),
            "art_8",
            ("must_not_install",),
            where=by_video_law & privacy_place,
            law=VIDEO_LAW,
        ),
    ),
    exposures=(
        *_expose("art_10__para_2", prohibited),
        *_expose("art_8__para_1", unauthorized),
        Exposure(
            "art_8__para_1", ("must_not_install",), VIDEO, by_video_law & public & ~security_duty
        ),
        Exposure(
            f"{VIDEO_LAW}/art_10",
            ("must_not_install",),
            VIDEO,
            by_video_law & public & without_consent,
        ),
        Exposure("art_9__para_1", ("must_install",), {"offender": "unit"}, key_unit),
    ),
    adverse=("must_not_install",),
)
