"""Arts. 24-27 and 21(3): who may view, copy, retrieve, re-film or connect to captured information.

From 2025-04-01 Decree 799 adds a ground to view video (art. 21), leaves agency access to the
procedure the law sets (art. 20) and asks for a register of its own (art. 16 ¶2).
"""

from __future__ import annotations

from jifang.law.engine.expr import TRUE, Expr
from jifang.law.engine.question import Clause, Duty, Exposure, Listing, Over, Question
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.rules import access_terms as t
from jifang.law.rules.terms import outcome
from jifang.law.rules.video_terms import VIDEO_LAW
from jifang.law.texts import MEASURES

UNIT = Text("使用单位", "the using unit")
STRICTER = (Over(VIDEO_LAW, "art_20", "stricter_procedure", t.video_law),)
REGISTER = "art_16__para_2__item_3"
BOTH_REGISTERS = (Over(VIDEO_LAW, REGISTER, "both_recorded", t.video_law),)


def _expose(offender: str, where: Expr) -> tuple[Exposure, ...]:
    """What access without authority exposes to; video and other systems have their own law."""
    breach, when = "art_24__para_1__item_3", ("deny",)
    who = {"offender": offender}
    return (
        Exposure(breach, when, {**who, "video_system": True}, where & t.video_system),
        Exposure(breach, when, {**who, "video_system": False}, where & ~t.video_system),
        Exposure(breach, when, who, where),
    )


CLAUSES = (
    Clause(
        "art_26__para_3",
        t.requester.is_in("judicial_or_supervisory"),
        "other_law",
        Text(
            "法院、检察院、监察机关不是行政管理部门，依照有关诉讼、监察法律办理",
            "courts, procuratorates and supervisory organs are not administrative departments; "
            "procedural and supervision law applies",
        ),
    ),
    Clause(
        "art_25__para_2",
        t.police & t.connecting & t.purpose.is_in("law_enforcement", "public_emergency"),
        "permit",
        Text(
            "根据国家安全、公共安全和治安秩序的需要，可以无偿接入或者直接使用",
            "for national security, public security and order they may connect free of charge",
        ),
        also=("art_25__para_3",),
    ),
    Clause(
        "art_25__para_2",
        t.connecting,
        "deny",
        Text(
            "只有公安机关、国家安全机关，并且只能为国家安全、公共安全和治安秩序接入",
            "only public-security and national-security organs may connect, and only for national "
            "security, public security and order",
        ),
    ),
    Clause(
        "art_26__para_2",
        t.official & t.emergency & t.formal,
        "permit",
        Text(
            "发生突发公共事件时，有调查、处置权的部门可以查阅、复制、调取，不需要批准，仍须办理登记",
            "in a public emergency departments with power to investigate or handle it may consult, "
            "copy and retrieve without approval; the formalities remain",
        ),
        also=("art_27__para_1",),
        reading=t.READ_REFILM,
        over=STRICTER,
    ),
    Clause(
        "art_26__para_1",
        t.police & t.enforcing & t.viewing & t.formal,
        "permit",
        Text(
            "公安机关、国家安全机关因执法工作需要，可以查阅",
            "public-security and national-security organs may consult for law enforcement",
        ),
        also=("art_27__para_1",),
        reading=t.READ_POLICE_27,
        over=STRICTER,
    ),
    Clause(
        "art_26__para_1",
        t.police & t.enforcing & t.approved_by_head & t.formal,
        "permit",
        Text(
            "复制、调取的，应当经系统所在地县级以上公安机关或者国家安全机关负责人批准",
            "copying and retrieving need the approval of the person in charge of a county-or-above "
            "public-security or national-security organ of the place",
        ),
        also=("art_27__para_1",),
        reading=t.READ_POLICE_27,
        over=STRICTER,
    ),
    Clause(
        "art_26__para_3",
        t.department & t.enforcing & t.approved_by_police & t.formal,
        "permit",
        Text(
            "其他行政管理部门因执法工作需要，经系统所在地县级以上公安机关批准，可以查阅、复制、调取",
            "other administrative departments may do so for law enforcement with the approval of a "
            "county-or-above public security organ of the place",
        ),
        also=("art_27__para_1",),
        reading=t.READ_REFILM,
        over=STRICTER,
    ),
    Clause(
        "art_26__para_4",
        t.citizen & t.viewing & t.major_loss & t.urgent & t.unit_consents,
        "permit",
        Text(
            "公民权益受到重大损失、情况紧急，经使用单位同意，可以查看关联部分",
            "a citizen who suffered major loss, in an urgent case, may view the related part with "
            "the using unit's consent",
        ),
        also=("art_21__para_1__item_3",),
        over=(Over(VIDEO_LAW, "art_21", "either_ground", t.protective_view),),
    ),
    Clause(
        "art_21",
        t.protective_view,
        "permit",
        Text(
            "为保护生命健康、财产，本人、近亲属或者监护人经管理单位同意，可以查阅；只能查看，须登记，不得复制",
            "to protect life, health or property the person, a close relative or a guardian may "
            "view with the managing unit's consent; viewing only, registered, no copies",
        ),
        also=(Cite(MEASURES, "art_21__para_1__item_3"),),
        about=t.person_or_kin & t.viewing,
        law=VIDEO_LAW,
        over=(
            Over(MEASURES, "art_26__para_4", "either_ground", t.citizen),
            Over(MEASURES, "art_24__para_1__item_3", "higher_rank", ~t.citizen),
        ),
    ),
    Clause(
        "art_26__para_4",
        t.citizen & t.copying_only & t.statutory_copy,
        "permit",
        Text(
            "确因法定事由需要复制公共区域系统信息的，经建设该系统的人民政府所属公安机关批准",
            "where a statutory reason truly requires a copy from a public-area system, with the "
            "approval of the public security organ of the government that built it",
        ),
        also=("art_21__para_1__item_3",),
    ),
    Clause(
        "art_21__para_1__item_3",
        t.staff & t.on_duty & t.viewing & t.registered,
        "permit",
        Text(
            "使用单位值班人员在值守中可以查看，并予登记",
            "the using unit's duty staff may view in the course of duty watch, registered",
        ),
        also=("art_21__para_1__item_2",),
        over=BOTH_REGISTERS,
    ),
    Clause(
        "art_21__para_1__item_3",
        t.staff & t.on_duty & t.duplicating & t.registered,
        "permit",
        Text(
            "复制、调取仅限本单位登记、处置报警和报告所需，并予登记",
            "copying and retrieving only as the unit's own handling of alarms and reports, "
            "registered",
        ),
        also=("art_21__para_1__item_4",),
        over=BOTH_REGISTERS,
    ),
    Clause(
        "art_27__para_1",
        t.official & (t.enforcing | t.emergency) & ~t.formal,
        "deny",
        Text(
            "工作人员不少于 2 人、出示证件和批准文件或者证明文件、履行登记手续，缺一不可",
            "at least 2 staff, work cards, the approval or the unit's letter, and registration are "
            "all required",
        ),
        reading=t.READ_POLICE_27,
        over=STRICTER,
    ),
    Clause(
        "art_26__para_1",
        t.police,
        "deny",
        Text(
            "查阅须因执法工作需要；复制、调取另须负责人批准；可以查阅不等于可以复制",
            "consulting is for law enforcement; copying and retrieving need the head's approval "
            "besides; a right to consult is no right to copy",
        ),
        over=STRICTER,
    ),
    Clause(
        "art_26__para_3",
        t.department,
        "deny",
        Text(
            "非突发公共事件，其他行政管理部门须因执法需要并经系统所在地县级以上公安机关批准",
            "outside an emergency other departments need law enforcement and the approval of a "
            "county-or-above public security organ of the place",
        ),
        over=STRICTER,
    ),
    Clause(
        "art_26__para_4",
        t.citizen & t.viewing,
        "deny",
        Text(
            "公民查看须有重大损失、情况紧急和使用单位同意",
            "a citizen's viewing needs major loss, urgency and the using unit's consent",
        ),
    ),
    Clause(
        "art_26__para_4",
        t.citizen,
        "deny",
        Text(
            "公民不得翻拍、复制和调取；例外只有法定事由下复制公共区域信息",
            "citizens do not re-film, copy or retrieve; the only exception is a copy from a "
            "public-area system for a statutory reason",
        ),
    ),
    Clause(
        "art_23__para_1__item_5",
        t.staff,
        "deny",
        Text(
            "使用单位人员不得在值守之外擅自使用记录资料",
            "the using unit's staff do not use records outside their duty without authority",
        ),
        also=("art_24__para_1__item_3",),
    ),
    Clause(
        "art_21__para_1__item_3",
        t.unregistered,
        "deny",
        Text(
            "查看、复制、调取的人员、时间、用途和去向应当登记",
            "who views, copies or retrieves, when, for what use and where it goes is registered",
        ),
        cumulative=True,
        over=BOTH_REGISTERS,
    ),
    Clause(
        "art_24__para_1__item_3",
        TRUE,
        "deny",
        Text(
            "任何单位和个人不得擅自提供、复制、翻拍获取的信息",
            "no one provides, copies or re-films captured information without authority",
        ),
        also=("art_23__para_1__item_5",),
    ),
)

INFORMATION_ACCESS = Question(
    name="information_access",
    title=Text("能不能看、能不能拷", "May they view it, may they copy it?"),
    asks=Text(
        "谁可以查看、查阅、复制、调取、翻拍或者接入采获信息，要什么手续",
        "Who may view, consult, copy, retrieve, re-film or connect to captured information, and "
        "with which formalities",
    ),
    provisions=(
        "art_21__para_1__item_3",
        "art_23__para_1__item_5",
        "art_24__para_1__item_3",
        "art_25__para_2",
        "art_25__para_3",
        "art_26__para_1",
        "art_26__para_2",
        "art_26__para_3",
        "art_26__para_4",
        "art_26__para_5",
        "art_27__para_1",
        *(f"art_27__para_1__item_{i}" for i in range(1, 6)),
        *(f"{VIDEO_LAW}/{eid}" for eid in (REGISTER, "art_20", "art_21")),
    ),
    facts=t.FACTS,
    outcomes=(
        outcome("permit", "可以", "permitted", "ok"),
        outcome("deny", "不可以", "denied", "stop"),
        outcome("other_law", "依照其他法律", "under other law", "warn"),
    ),
    clauses=CLAUSES,
    values=(
        Listing(
            "needs", Text("还需要", "what would make it lawful"), t.NEED, t.NEEDS, when=("deny",)
        ),
        Listing(
            "conditions",
            Text("须遵守", "conditions that bind"),
            t.CONDITION,
            t.CONDITIONS,
            when=("permit",),
        ),
    ),
    duties=(
        Duty(
            UNIT,
            Text(
                "登记查看、复制、调取的人员、时间、用途和去向",
                "register who viewed, copied or retrieved, when, for what use, and where it goes",
            ),
            "art_21__para_1__item_3",
            ("permit",),
            where=~t.connecting,
        ),
        Duty(
            Text("管理单位", "the managing unit"),
            Text(
                "登记查阅的事由、内容、单位和人员姓名",
                "register reason, content, unit and name of the person",
            ),
            REGISTER,
            ("permit",),
            where=t.video_law & ~t.connecting,
            law=VIDEO_LAW,
        ),
        Duty(
            Text(
                "查看、查阅、复制、调取的单位和个人", "whoever views, consults, copies or retrieves"
            ),
            Text("依法保密", "keep it confidential"),
            "art_26__para_5",
            ("permit",),
        ),
        Duty(
            Text("公安机关、国家安全机关", "the connecting organ"),
            Text("不得向被接入单位收取费用", "charge the unit nothing"),
            "art_25__para_3",
            ("permit",),
            where=t.connecting,
        ),
    ),
    exposures=(
        *_expose("individual", t.person),
        *_expose("unit", TRUE),
    ),
    adverse=("deny",),
)
