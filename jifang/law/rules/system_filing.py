"""Decree 799 art. 14: filing a public-safety video system with the public security organ."""

from __future__ import annotations

from jifang.law.engine.expr import ON, TRUE, call, pick, shift_days
from jifang.law.engine.question import Clause, Duty, Exposure, Listing, Question, Value
from jifang.law.engine.types import ORGAN, define_domain
from jifang.law.errors import Text
from jifang.law.facts import code, day, region
from jifang.law.instruments import Cite
from jifang.law.parameters import commencement, in_force, param
from jifang.law.places import PLACE_KIND
from jifang.law.rules.terms import outcome, reading
from jifang.law.rules.video_terms import (
    READ_ART_7_PLACES,
    VIDEO_LAW,
    ask_system_of_art_7,
    ask_video_system,
    find_system_of_art_7,
)

system_of_art_7 = ask_system_of_art_7()
in_use_since = day(
    "in_use_since", ("投入使用日期", "in use since"), none=("尚未投入使用", "not in use")
)
filed_on = day("filed_on", ("备案日期", "filed on"), none=("没有备案", "not filed"))
changed_on = day(
    "changed_on",
    ("备案内容变化日期", "day on which what is filed changed"),
    none=("备案内容没有变化", "nothing that is filed has changed"),
    hint=(
        "单位情况、位置、设备数量和种类、保存期限",
        "the unit, the place, number and type of devices, the storage period",
    ),
)
site_region = region("site_region", ("系统所在地", "place of the system"), county=True)
place_kind = code("place_kind", ("场所种类", "kind of place"), PLACE_KIND)
video_system = ask_video_system()

applies = in_force(VIDEO_LAW)
not_yet_in_use = in_use_since.is_none() | (in_use_since > ON)
began = commencement(VIDEO_LAW)
existing = pick(
    param("reading.in_use_on_commencement_is_new"), in_use_since < began, in_use_since <= began
)
due_on = pick(
    existing,
    shift_days(began, param("system_filing.existing_days")),
    shift_days(in_use_since, param("system_filing.new_days")),
)
is_filed = filed_on <= ON
in_time = is_filed & (filed_on <= due_on)
late = is_filed & (filed_on > due_on)
changed_since = is_filed & (changed_on <= ON) & (changed_on > filed_on)
no_county = site_region.under("4419") | site_region.under("4420")

READ_NEW = reading(
    "in_use_on_commencement_is_new",
    ("施行当日投入使用", "put into use on the day of commencement"),
    (
        "“施行前已投入使用”指 2025-04-01 之前；当日投入使用的，按新系统 30 日",
        (
            "“already running” means before 2025-04-01; a system put into use on that very day "
            "is a "
            "new one with 30 days"
        ),
    ),
    (
        "当日已在运行的也是既有系统，90 日",
        "a system that runs on that day is an existing one with 90 days",
    ),
)
READ_NO_COUNTY = reading(
    "filing_in_city_without_counties",
    ("不设县的市", "city without counties"),
    (
        "东莞、中山不设县级，向市公安机关备案",
        "Dongguan and Zhongshan have no counties: it is filed with the municipal organ",
    ),
    (
        "由市公安机关指定的分局受理",
        "a branch that the municipal organ designates takes it",
    ),
)

PAPER = define_domain(
    "filing_paper",
    authorisation=("加盖公章的授权书", "letter of authorisation with seal"),
    basic_information=("基本情况登记表及附件", "form of basic information with annexes"),
    licence=(
        "营业执照或者统一社会信用代码证书复印件",
        "copy of the licence or the credit-code certificate",
    ),
    legal_person=("法人证书复印件", "copy of the legal-person certificate"),
    agent_identity=("经办人身份证", "identity card of the agent"),
)

OPERATOR = Text("系统管理单位", "the managing unit")

SYSTEM_FILING = Question(
    name="system_filing",
    title=Text("视频系统备案了吗", "Is the video system filed?"),
    asks=Text(
        "公共安全视频系统要不要备案、什么时候到期、向谁备案、是否逾期",
        "Whether a public-safety video system must be filed, by when, with whom, and whether it is "
        "overdue",
    ),
    provisions=(f"{VIDEO_LAW}/art_14",),
    facts=(
        system_of_art_7,
        in_use_since,
        filed_on,
        changed_on,
        site_region,
        place_kind,
        video_system,
    ),
    outcomes=(
        outcome("filed", "已按期备案", "filed in time", "ok"),
        outcome("due", "应当备案，尚未到期", "to be filed, not yet overdue", "warn"),
        outcome("overdue", "没有按期备案", "not filed in time", "stop"),
        outcome("not_required", "不需要备案", "no filing is required", "ok"),
    ),
    clauses=(
        Clause(
            "art_14",
            ~applies,
            "not_required",
            Text(
                "《视频图像条例》当日尚未施行",
                "the Video Regulation was not in force that day",
            ),
            law=VIDEO_LAW,
        ),
        Clause(
            "art_14",
            ~system_of_art_7,
            "not_required",
            Text(
                "只有第七条所列公共场所的视频系统须备案；其他公共场所的不适用第十四条",
                "only video systems of the public places listed in art. 7 are filed; art. 14 does "
                "not apply to those of other public places",
            ),
            also=(Cite(VIDEO_LAW, "art_9"),),
            about=TRUE,
            reading=READ_ART_7_PLACES,
            law=VIDEO_LAW,
        ),
        Clause(
            "art_14",
            not_yet_in_use,
            "not_required",
            Text(
                "尚未投入使用，备案期限自投入使用之日起算",
                "not yet in use; the period runs from the day it is put into use",
            ),
            law=VIDEO_LAW,
        ),
        Clause(
            "art_14",
            applies & in_time,
            "filed",
            Text("已在期限内备案", "filed within the period"),
            about=TRUE,
            law=VIDEO_LAW,
        ),
        Clause(
            "art_14",
            applies & existing & (due_on < ON),
            "overdue",
            Text(
                "施行前已投入使用的系统，应当自施行之日起 90 日内备案",
                "a system already in use is filed within 90 days of commencement",
            ),
            about=applies & existing,
            reading=READ_NEW,
            law=VIDEO_LAW,
        ),
        Clause(
            "art_14",
            applies & (due_on < ON),
            "overdue",
            Text(
                "系统应当自投入使用之日起 30 日内备案",
                "a system is filed within 30 days of being put into use",
            ),
            about=TRUE,
            law=VIDEO_LAW,
        ),
        Clause(
            "art_14",
            TRUE,
            "due",
            Text(
                "应当在期限内向县级公安机关备案",
                "it is to be filed with the county-level public security organ within the period",
            ),
            law=VIDEO_LAW,
        ),
    ),
    values=(
        Value(
            "due_on",
            Text("备案截止", "to be filed by"),
            due_on,
            when=("filed", "due", "overdue"),
            provision="art_14",
            reading=READ_NEW,
            law=VIDEO_LAW,
        ),
        Value(
            "organ",
            Text("备案机关", "with which organ"),
            call("county_organ", ORGAN, site_region),
            when=("filed", "due", "overdue"),
            where=~no_county,
        ),
        Value(
            "organ",
            Text("备案机关", "with which organ"),
            call("county_organ", ORGAN, site_region),
            when=("filed", "due", "overdue"),
            where=no_county,
            provision="art_14",
            reading=READ_NO_COUNTY,
            law=VIDEO_LAW,
        ),
        Value(
            "filed_late",
            Text("逾期后已备案", "filed late"),
            late,
            when=("filed", "overdue"),
        ),
        Listing(
            "papers",
            Text(
                "材料（其他地方通知所列，未经核实）",
                "papers (from notices elsewhere, not verified)",
            ),
            PAPER,
            tuple((c, TRUE) for c in PAPER.codes),
            when=("due", "overdue"),
        ),
    ),
    duties=(
        Duty(
            OPERATOR,
            Text(
                "备案单位情况、位置、设备数量和种类、保存期限",
                "file the unit, the place, number and type of devices, and the storage period",
            ),
            "art_14",
            ("due", "overdue"),
            by=due_on,
            where=~is_filed,
            law=VIDEO_LAW,
        ),
        Duty(
            OPERATOR,
            Text("及时变更备案", "bring the filing up to date promptly"),
            "art_14",
            ("filed", "overdue"),
            where=changed_since,
            law=VIDEO_LAW,
        ),
    ),
    exposures=(
        Exposure(
            f"{VIDEO_LAW}/art_14",
            ("overdue",),
            {"offender": "unit", "video_system": True, "system_of_art_7": True},
            ~is_filed,
        ),
    ),
    defaults={
        "system_of_art_7": find_system_of_art_7(place_kind, video_system, system_of_art_7),
    },
    adverse=("overdue",),
)
