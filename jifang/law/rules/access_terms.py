"""Facts and conditions of the question `information_access`."""

from __future__ import annotations

from jifang.law.engine.expr import TRUE, Expr
from jifang.law.engine.types import define_domain
from jifang.law.facts import code, number, yes_no
from jifang.law.parameters import in_force, param
from jifang.law.rules.terms import (
    COUNTY_AND_ABOVE,
    ORGAN_ABOVE_TOWNSHIP,
    ORGAN_KIND,
    SETTING,
    reading,
)
from jifang.law.rules.video_terms import VIDEO_LAW, ask_video_system

REQUESTER = define_domain(
    "requester",
    public_security=("公安机关", "public security organ"),
    national_security=("国家安全机关", "national security organ"),
    emergency_department=("突发公共事件处置部门", "department handling a public emergency"),
    other_department=("其他行政管理部门", "other administrative department"),
    judicial_or_supervisory=("法院、检察院、监察机关", "court, procuratorate or supervisory organ"),
    citizen=("公民（受损失者本人）", "citizen who suffered the loss"),
    relative_or_guardian=("近亲属或者监护人", "close relative or guardian"),
    using_unit_staff=("使用单位人员", "staff of the using unit"),
    other=("其他人", "anyone else"),
)
ACTION = define_domain(
    "action",
    view=("查看、查阅", "view or consult"),
    copy=("复制", "copy"),
    retrieve=("调取", "retrieve"),
    refilm=("翻拍", "re-film"),
    connect=("接入", "connect"),
)
PURPOSE = define_domain(
    "purpose",
    law_enforcement=("执法工作", "law enforcement"),
    public_emergency=("突发公共事件", "public emergency"),
    own_loss=("本人受到损失", "one's own loss"),
    duty=("值班值守", "duty watch"),
    statutory_reason=("法定事由", "statutory reason"),
    other=("其他", "other"),
)

requester = code("requester", ("请求人", "who asks"), REQUESTER)
action = code("action", ("要做什么", "what they want to do"), ACTION)
purpose = code("purpose", ("目的", "purpose"), PURPOSE)
system_setting = code("system_setting", ("系统所属场所", "the system's place counts as"), SETTING)
approved_by_level = code(
    "approved_by_level",
    ("批准机关的级别", "level of the approving organ"),
    ORGAN_ABOVE_TOWNSHIP,
    none=("没有批准", "there is no approval"),
)
approved_by_kind = code(
    "approved_by_kind",
    ("批准机关", "approving organ"),
    ORGAN_KIND,
    none=("没有批准", "there is no approval"),
)
by_head = yes_no(
    "approver_is_person_in_charge",
    ("由负责人批准", "approved by the person in charge"),
    ("不是负责人批准", "not approved by the person in charge"),
    none=("没有批准", "there is no approval"),
)
covers_place = yes_no(
    "approver_covers_place",
    ("批准机关管辖系统所在地", "the approving organ is that of the place"),
    ("批准机关不管辖系统所在地", "the approving organ is not that of the place"),
    none=("没有批准", "there is no approval"),
)
emergency_power = yes_no(
    "emergency_power",
    ("有突发公共事件的调查、处置权", "has power to investigate or handle the emergency"),
    ("没有突发公共事件的调查、处置权", "has no such power"),
)
staff_count = number("staff_count", ("到场工作人员", "staff present"), ("人", "persons"))
work_cards_shown = yes_no(
    "work_cards_shown",
    ("已出示工作证件", "work cards were shown"),
    ("未出示工作证件", "no work cards were shown"),
)
letter_shown = yes_no(
    "letter_shown",
    ("已出示批准文件或者单位证明", "the approval or the unit's letter was shown"),
    ("未出示批准文件或者单位证明", "neither approval nor letter was shown"),
)
registered = yes_no(
    "registered", ("已履行登记手续", "it is registered"), ("没有登记", "it is not registered")
)
major_loss = yes_no(
    "major_loss",
    ("人身、财产等权益受到重大损失", "rights suffered major loss"),
    ("没有重大损失", "there is no major loss"),
)
urgent = yes_no(
    "urgent", ("情况紧急", "the case is urgent"), ("情况不紧急", "the case is not urgent")
)
unit_consents = yes_no(
    "unit_consents",
    ("使用单位同意", "the using unit consents"),
    ("使用单位不同意", "the using unit does not consent"),
)
builder_approves = yes_no(
    "approved_by_builder_organ",
    (
        "建设该系统的政府所属公安机关已批准",
        "the public security organ of the government that built it approved",
    ),
    (
        "建设该系统的政府所属公安机关未批准",
        "the public security organ of the government that built it did not approve",
    ),
    none=("没有批准", "there is no approval"),
)
protects = yes_no(
    "protects_life_health_property",
    ("为保护生命健康、财产", "to protect life, health or property"),
    ("不是为保护生命健康、财产", "not to protect life, health or property"),
)
video_system = ask_video_system()

FACTS = (
    requester,
    action,
    purpose,
    system_setting,
    approved_by_level,
    approved_by_kind,
    by_head,
    covers_place,
    emergency_power,
    staff_count,
    work_cards_shown,
    letter_shown,
    registered,
    major_loss,
    urgent,
    unit_consents,
    builder_approves,
    protects,
    video_system,
)

police = requester.is_in("public_security", "national_security")
department = requester.is_in("emergency_department", "other_department")
official: Expr = police | department
citizen = requester.is_in("citizen")
staff = requester.is_in("using_unit_staff")
person = requester.is_in("citizen", "relative_or_guardian", "using_unit_staff", "other")

viewing = action.is_in("view")
duplicating = action.is_in("copy", "retrieve")
copying_only = action.is_in("copy")
connecting = action.is_in("connect")

enforcing = purpose.is_in("law_enforcement")
emergency = purpose.is_in("public_emergency") & emergency_power
on_duty = purpose.is_in("duty")

county_or_above = approved_by_level.is_in(*COUNTY_AND_ABOVE)
approved_by_head = (
    county_or_above
    & approved_by_kind.is_in("public_security", "national_security")
    & by_head
    & covers_place
)
approved_by_police = county_or_above & approved_by_kind.is_in("public_security") & covers_place

enough_staff = staff_count >= param("access.staff")
follows_27: Expr = department | param("reading.police_follow_art_27")
formalities = enough_staff & work_cards_shown & letter_shown & registered
formal: Expr = formalities | ~follows_27

statutory_copy = (
    purpose.is_in("statutory_reason") & system_setting.is_in("public_area") & builder_approves
)

# Decree 799 art. 21: the person concerned, a close relative or a guardian views video.
video_law: Expr = in_force(VIDEO_LAW) & video_system
person_or_kin = requester.is_in("citizen", "relative_or_guardian")
protective_view: Expr = video_law & person_or_kin & viewing & protects & unit_consents
unregistered: Expr = staff & on_duty & (viewing | duplicating) & ~registered

READ_POLICE_27 = reading(
    "police_follow_art_27",
    ("公安机关也须办手续", "police follow art. 27 too"),
    (
        "第二十七条写“有关行政管理部门”，公安机关也是行政管理部门；对所有官方请求人一体适用",
        (
            "art. 27 speaks of administrative departments; police are such, so it is applied "
            "to every "
            "official requester alike"
        ),
    ),
    (
        "第二十七条只约束第二十六条第二、三款的部门",
        "art. 27 binds only the departments of art. 26 ¶2 and ¶3",
    ),
)
READ_REFILM = reading(
    "official_refilm",
    ("官方翻拍视同复制", "official re-filming as copying"),
    (
        "翻拍产生副本，官方请求人翻拍按复制的条件办理",
        "re-filming makes a copy; for official requesters it follows the conditions of copying",
    ),
    (
        "第二十六条没有列出翻拍，一律不得翻拍",
        "art. 26 does not list re-filming, so no one may re-film",
    ),
)

NEED = define_domain(
    "need",
    law_enforcement=("执法工作需要", "a law-enforcement purpose"),
    security_purpose=("国家安全、公共安全或者治安秩序的需要", "a purpose of security or order"),
    head_approval=(
        "系统所在地县级以上公安机关或者国家安全机关负责人批准",
        "approval by the person in charge of a county-or-above organ of the place",
    ),
    police_approval=(
        "系统所在地县级以上公安机关批准",
        "approval by a county-or-above public security organ of the place",
    ),
    two_staff=("工作人员不少于 2 人", "at least 2 staff"),
    work_cards=("出示工作证件", "work cards shown"),
    letter=("出示批准文件或者单位证明文件", "the approval or the unit's letter shown"),
    registration=("履行登记手续", "registration"),
    major_loss=("人身、财产等权益受到重大损失", "major loss of personal, property or other rights"),
    urgency=("情况紧急", "urgency"),
    unit_consent=("使用单位同意", "the using unit's consent"),
    statutory_reason=("确有法定事由", "a statutory reason"),
    public_area_system=("系统属于公共区域", "a public-area system"),
    builder_organ_approval=(
        "建设该系统的人民政府所属公安机关批准",
        "approval by the public security organ of the government that built it",
    ),
    duty_watch=("在值守职责之内", "the course of duty watch"),
    protective_purpose=(
        "或者：为保护生命健康、财产（视频系统）",
        "or: to protect life, health or property (video system)",
    ),
)

_formal_need = official & ~connecting & follows_27
_citizen_view = citizen & viewing
_kin_view = video_law & requester.is_in("relative_or_guardian") & viewing
_citizen_copy = citizen & copying_only
_staff_ok = staff & (viewing | duplicating)

NEEDS = (
    ("security_purpose", police & connecting),
    ("law_enforcement", official & ~connecting & ~enforcing & ~emergency),
    ("head_approval", police & ~connecting & ~viewing & ~emergency & ~approved_by_head),
    ("police_approval", department & ~connecting & ~emergency & ~approved_by_police),
    ("two_staff", _formal_need & ~enough_staff),
    ("work_cards", _formal_need & ~work_cards_shown),
    ("letter", _formal_need & ~letter_shown),
    ("registration", (_formal_need | _staff_ok) & ~registered),
    ("major_loss", _citizen_view & ~major_loss),
    ("urgency", _citizen_view & ~urgent),
    ("unit_consent", (_citizen_view | _kin_view) & ~unit_consents),
    ("protective_purpose", ((video_law & _citizen_view) | _kin_view) & ~protects),
    ("statutory_reason", _citizen_copy & ~purpose.is_in("statutory_reason")),
    ("public_area_system", _citizen_copy & ~system_setting.is_in("public_area")),
    ("builder_organ_approval", _citizen_copy & ~builder_approves),
    ("duty_watch", _staff_ok & ~on_duty),
)

CONDITION = define_domain(
    "condition",
    confidentiality=("依法履行保密责任", "confidentiality"),
    related_part_only=("只看关联部分", "the related part only"),
    no_copying=("不得翻拍、复制和调取", "no re-filming, copying or retrieving"),
    register_identity=(
        "登记身份、查看起止时段和事由",
        "identity, start and end of what was viewed, and reason are registered",
    ),
    copy_only=("只能复制，不得调取、翻拍", "copying only, no retrieving or re-filming"),
    registration=(
        "登记人员、时间、用途、去向",
        "persons, time, use and destination are registered",
    ),
    rules_of_use=("遵守信息使用、保密制度", "the rules on use and secrecy are kept"),
    unit_handling_only=("仅限本单位处置报警和报告", "only for the unit's own alarms and reports"),
    free_of_charge=("不得收取费用", "nothing is charged"),
    security_only=(
        "仅限国家安全、公共安全和治安秩序",
        "for national security, public security, order",
    ),
)

CONDITIONS = (
    ("related_part_only", person_or_kin & viewing),
    ("no_copying", person_or_kin & viewing),
    ("register_identity", person_or_kin & viewing),
    ("copy_only", _citizen_copy),
    ("unit_handling_only", staff & duplicating),
    ("registration", ~connecting),
    ("rules_of_use", official & ~connecting),
    ("free_of_charge", connecting),
    ("security_only", connecting),
    ("confidentiality", TRUE),
)
