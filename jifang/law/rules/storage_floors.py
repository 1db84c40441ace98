"""How long other law wants captured information kept: its floors, where each applies, by rank.

Art. 20 ¶2 lets other laws and regulations prevail. Each floor is a dated parameter of its own
instrument; where several meet the longest is taken, and of equal ones the higher.
"""

from __future__ import annotations

from dataclasses import dataclass

from jifang.law.engine.expr import Expr, Lit, any_of, longest, pick
from jifang.law.engine.types import COUNT, LEFT_TO_LAW, define_domain
from jifang.law.facts import code, number, region, yes_no
from jifang.law.instruments import Cite, find_cited
from jifang.law.parameters import in_force, param
from jifang.law.places import PLACE_KIND
from jifang.law.rules.place_terms import FUNERAL_HOME, find_setting
from jifang.law.rules.terms import GOVERNED, SETTING, SETTING_WORDS
from jifang.law.rules.video_terms import VIDEO_LAW, ask_system_of_art_7, ask_video_system
from jifang.law.rules.video_terms import find_system_of_art_7 as find_art_7

DAYS = ("日", "days")

COUNTER_TERRORISM = "cn-counter-terrorism-law"
FUNERAL = "cn-funeral-regulation"
ENTERTAINMENT = "cn-entertainment-regulation"
SHENZHEN_PRESCHOOL = "sz-preschool-regulation"
GUARD_SERVICES = "cn-security-services-regulation"
ENGINEERING_CODE = "gb-55029-2022"

setting = code("setting", SETTING_WORDS, SETTING)
target = yes_no(
    "counter_terrorism_target",
    ("是防范恐怖袭击重点目标", "it is a counter-terrorism key target"),
    ("不是防范恐怖袭击重点目标", "it is not a counter-terrorism key target"),
    hint=("由所在地公安机关确定", "designated by the public security organ of the place"),
)
stored = number(
    "effective_storage_days", ("有效存储天数", "days of effective storage"), DAYS, maximum=100_000
)
other_days = number(
    "other_law_days",
    ("其他法律、法规要求的天数", "days another law or regulation requires"),
    DAYS,
    none=("其他法律、法规没有规定", "no other law or regulation provides otherwise"),
    maximum=100_000,
    hint=(
        "不填则由场所种类、所在地和当日的法律得出",
        "left out: follows from the kind of place, where it is, and the law of the day",
    ),
)
place_kind = code("place_kind", ("场所种类", "kind of place"), PLACE_KIND)
where = region("region", ("所在地", "where it is"))
video_system = ask_video_system()
system_of_art_7 = ask_system_of_art_7()
age = number("age_days", ("信息已保存天数", "days the information has been kept"), DAYS)
purpose_achieved = yes_no(
    "purpose_achieved",
    ("处理目的已经实现", "the purpose has been achieved"),
    ("处理目的尚未实现", "the purpose has not been achieved"),
)

FACTS = (
    setting, target, stored, other_days, place_kind, where, video_system, system_of_art_7, age,
    purpose_achieved,
)  # fmt: skip

DEFAULTS = {
    "setting": find_setting(place_kind, setting),
    "system_of_art_7": find_art_7(place_kind, video_system, system_of_art_7),
    # Whether other law sets a floor is law, not a fact of the case.
    "other_law_days": Lit(LEFT_TO_LAW, COUNT),
}

key_unit = setting.is_in("key_unit")
governed = setting.is_in(*GOVERNED) | target
target_days = param("retention.counter_terrorism_days")
minimum_days = param("retention.minimum_days")
of_measures = pick(target, target_days, pick(setting.is_in(*GOVERNED), minimum_days, Lit(0, COUNT)))
"""What art. 20 ¶1 asks; 0 where it asks nothing."""
left_to_law = other_days.eq(LEFT_TO_LAW)
given = other_days >= 0
"""Other law's days were stated; that overrides what the rules find."""


@dataclass(frozen=True)
class Floor:
    """A floor that another instrument sets, and where it applies."""

    law: str
    provision: str
    days: Expr
    applies: Expr
    zh: str
    en: str
    leads_if_equal: bool = True

    @property
    def cite(self) -> Cite:
        """The provision that sets it."""
        return Cite(self.law, self.provision)

    @property
    def leads(self) -> Expr:
        """It applies and is the one to name, not the Measures."""
        longer = self.days >= of_measures if self.leads_if_equal else self.days > of_measures
        return left_to_law & self.applies & longer

    @property
    def is_equal(self) -> Expr:
        """It applies and asks what the Measures ask."""
        return left_to_law & self.applies & self.days.eq(of_measures)


BY_TARGET = Floor(
    COUNTER_TERRORISM,
    "art_32",
    param("retention.counter_terrorism_law_days"),
    in_force(COUNTER_TERRORISM) & target & video_system,
    "防范恐怖袭击重点目标的视频图像信息，保存不少于 90 日",
    "video of counter-terrorism key targets is kept at least 90 days",
)
BY_KINDERGARTEN = Floor(
    SHENZHEN_PRESCHOOL,
    "art_56",
    param("retention.shenzhen_kindergarten_days"),
    in_force(SHENZHEN_PRESCHOOL, "art_56")
    & key_unit
    & place_kind.is_in("a9_7.kindergarten")
    & where.under(find_cited(SHENZHEN_PRESCHOOL).territory),
    "深圳的幼儿园，监控信息保存不少于 90 日",
    "kindergartens in Shenzhen keep monitoring information at least 90 days",
)
BY_FUNERAL_HOME = Floor(
    FUNERAL,
    "art_28",
    param("retention.funeral_home_days"),
    in_force(FUNERAL) & setting.is_in("other") & place_kind.is_in(FUNERAL_HOME),
    "殡仪馆的监控信息，保存不少于 90 日",
    "funeral homes keep monitoring information at least 90 days",
)
BY_SONG_AND_DANCE = Floor(
    ENTERTAINMENT,
    "art_15",
    param("retention.song_dance_days"),
    in_force(ENTERTAINMENT, "art_15") & key_unit & place_kind.is_in("a9_7.song_dance"),
    "歌舞娱乐场所的监控录像资料，留存不少于 30 日",
    "song-and-dance venues keep recordings at least 30 days",
    leads_if_equal=False,
)
FLOORS = (BY_TARGET, BY_FUNERAL_HOME, BY_SONG_AND_DANCE, BY_KINDERGARTEN)
"""By rank, the highest first: of equal floors the higher is named."""

KINDS_WITH_A_FLOOR = ("a9_7.kindergarten", "a9_7.song_dance", FUNERAL_HOME)

some_floor = any_of(*(f.applies for f in FLOORS))


def raise_by_kind(base: Expr, floors: tuple[Floor, ...] = FLOORS[1:]) -> Expr:
    """The longer of a number of days and the floor of the kind of place; a place has one kind.

    Written as a choice, so that a floor of which it is not known whether it applies leaves the
    number known where it would not change it.
    """
    if not floors:
        return base
    first, *others = floors
    return pick(first.applies, longest(base, first.days), raise_by_kind(base, tuple(others)))


required_by_law = pick(
    target,
    pick(
        BY_TARGET.applies,
        raise_by_kind(longest(target_days, BY_TARGET.days)),
        raise_by_kind(target_days),
    ),
    pick(
        setting.is_in(*GOVERNED),
        raise_by_kind(minimum_days),
        raise_by_kind(Lit(0, COUNT)),
    ),
)
required = pick(
    left_to_law,
    required_by_law,
    pick(other_days.is_none(), of_measures, longest(of_measures, other_days)),
)
other_prevails = given & any_of(~governed, other_days > of_measures)


def _name_floor(floor: Floor) -> tuple[str, str]:
    cited = find_cited(floor.law)
    label = cited.provisions[floor.provision].label
    return f"{cited.short.zh}{label.zh}", f"{cited.short.en} {label.en}"


PREVAILING = define_domain(
    "prevailing",
    **{
        "gd-decree-238": ("本办法第二十条", "art. 20 of the Measures"),
        **{f.law: _name_floor(f) for f in FLOORS},
        "other_law": ("另有规定的法律、法规", "the law or regulation that provides otherwise"),
    },
)

# Decree 799 art. 17: after its period, what has served its purpose is deleted.
video_days = param("retention.video_regulation_days")
deletable = in_force(VIDEO_LAW) & system_of_art_7 & purpose_achieved & (age > video_days)
NATIONAL = tuple(f for f in FLOORS if f.law != SHENZHEN_PRESCHOOL)


def _longer(floors: tuple[Floor, ...]) -> Expr:
    return any_of(*(f.applies & (f.days > video_days) for f in floors))


kept_by_national_law = left_to_law & _longer(NATIONAL)
kept_by_other_law = pick(left_to_law, _longer((BY_KINDERGARTEN,)), other_days > video_days)
must_delete = deletable & ~kept_by_national_law & ~kept_by_other_law
delete_is_disputed = deletable & ~kept_by_national_law & kept_by_other_law

DELETE_DUTY = define_domain(
    "delete_duty",
    review=(
        "待核：地方或者另行规定的更长期限与删除义务相遇",
        "to be reviewed: a longer local or other period meets the duty to delete",
    ),
)

NOTE = define_domain(
    "retention_note",
    guard_services=(
        "由保安服务留存的监控影像和报警记录，另依《保安服务管理条例》第二十五条保存不少于 30 日",
        (
            "monitoring images and alarm records in guard services are kept at least 30 days "
            "besides "
            "(Regulation on Security Services, art. 25)"
        ),
    ),
    engineering_code=(
        (
            "GB 55029-2022 第 3.5.2 条第 5 项要求工程项目的视频保存不少于 30 日；"
            "据公开资料，未核对原文，不改变结论"
        ),
        (
            "GB 55029-2022 cl. 3.5.2 (5) asks 30 days for the video of engineering projects; from "
            "public documentation, not the text; it changes no answer"
        ),
    ),
    bank_records=(
        (
            "GA 38-2015 要求银行的出入口控制记录不少于 180 日、报警和视频不少于 30 日；"
            "据报道，未经核实，不改变结论"
        ),
        (
            "GA 38-2015 asks 180 days for a bank's access-control records, 30 for alarm and video; "
            "reported, not verified; it changes no answer"
        ),
    ),
    prison_key_spots=(
        "SF/T 0028-2018 要求监狱重点部位不少于 90 日；据报道，未经核实，不改变结论",
        (
            "SF/T 0028-2018 asks 90 days for the key spots of prisons; reported, not verified; it "
            "changes no answer"
        ),
    ),
    shortest_necessary=(
        "《个人信息保护法》第十九条：保存期限应当为实现处理目的所必要的最短时间",
        "Personal Information Protection Law, art. 19: no longer than the purpose needs",
    ),
    penalty_not_recorded=(
        "《殡葬管理条例》对保存不足的罚则没有收录",
        (
            "what the Regulation on Funeral Administration provides against too short a storage is "
            "not recorded"
        ),
    ),
)
NOTES = (
    ("guard_services", in_force(GUARD_SERVICES, "art_25") & ~governed
     & (stored < param("retention.guard_service_days"))),
    ("engineering_code", in_force(ENGINEERING_CODE) & video_system
     & (stored < param("retention.engineering_code_days"))),
    ("bank_records", place_kind.is_in("a9_4.financial_premises", "a9_4.vault")),
    ("prison_key_spots", place_kind.is_in("a9_9.judicial_custody")),
    ("shortest_necessary", video_system & (age > required)),
    ("penalty_not_recorded", BY_FUNERAL_HOME.leads & (stored < BY_FUNERAL_HOME.days)),
)  # fmt: skip
"""What is told beside the answer and changes nothing of it."""
