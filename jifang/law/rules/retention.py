"""Art. 20: how long captured information is effectively stored, other law included."""

from __future__ import annotations

from collections.abc import Iterable

from jifang.law.engine.expr import TRUE, Expr, constant, pick, subtract
from jifang.law.engine.question import (
    Clause,
    Duty,
    Exposure,
    Facts,
    Listing,
    Over,
    Question,
    Reading,
    Value,
)
from jifang.law.errors import Problem, Text
from jifang.law.instruments import Cite
from jifang.law.parameters import in_force
from jifang.law.rules import storage_floors as f
from jifang.law.rules.liability_video import READ_TARGET
from jifang.law.rules.place_terms import check_setting
from jifang.law.rules.terms import GOVERNED, outcome, reading
from jifang.law.rules.video_terms import READ_ART_7_PLACES, VIDEO_LAW
from jifang.law.texts import MEASURES

below_measures = f.governed & (f.stored < f.of_measures)
below_minimum = f.setting.is_in(*GOVERNED) & ~f.target & (f.stored < f.minimum_days)
below_other = f.given & (f.stored < f.other_days)
without_floor = pick(f.left_to_law, ~f.some_floor, f.other_days.is_none())
other_is_less = f.governed & f.given & (f.other_days < f.of_measures)
video_law_too = in_force(VIDEO_LAW) & f.system_of_art_7

READ_LONGEST = reading(
    "longest_floor",
    ("以最长者为准", "the longest floor"),
    (
        "“法律、法规另有规定的，从其规定”：几个下限相遇时取最长的；另有规定较短的，不据以缩短，留待解释",
        (
            "“where other law provides otherwise, that applies”: where floors meet the longest is "
            "taken; a shorter one does not shorten the period and stays unresolved"
        ),
    ),
    (
        "另有规定一律优先，即使更短",
        "the other provision always prevails, even where it is shorter",
    ),
)
READ_DELETE = reading(
    "delete_where_law_sets_longer",
    ("期满删除与更长期限", "deletion and longer periods"),
    (
        (
            "第十七条让位于法律、行政法规，没有提到地方性法规；经济特区法规可以变通，因此更长的地方期限与删除义务"
            "相遇时作“待核”，不作违反；法律、行政法规规定更长的，没有第十七条的删除义务"
        ),
        (
            "art. 17 gives way to laws and administrative regulations and does not name local "
            "ones; a "
            "special-zone regulation may vary it, so where a longer local period meets the duty to "
            "delete this is to be reviewed, not a breach; where a law or administrative regulation "
            "sets longer, art. 17 orders no deletion"
        ),
    ),
    (
        "更长的期限届满之后，删除义务恢复",
        "once the longer period has run, the duty to delete revives",
    ),
)


def _meets_measures(rule: str) -> tuple[Over, ...]:
    return (Over(MEASURES, "art_20__para_1", rule, f.governed),)


OVER = {
    f.BY_TARGET.law: _meets_measures("both_recorded"),
    f.BY_FUNERAL_HOME.law: _meets_measures("provides_otherwise"),
    f.BY_SONG_AND_DANCE.law: _meets_measures("provides_otherwise"),
    f.BY_KINDERGARTEN.law: (
        *_meets_measures("provides_otherwise"),
        Over(VIDEO_LAW, "art_17", "zone_variation", video_law_too),
    ),
}
"""Which provisions a leading floor meets, and by which rule it prevails or stands beside them."""


def _short_of(floor: f.Floor) -> Clause:
    beside = (
        Cite(MEASURES, "art_20__para_1"),
        Cite(f.COUNTER_TERRORISM, "art_88__para_1__item_6"),
    )
    ours: Reading | None = READ_TARGET if floor is f.BY_TARGET else None
    return Clause(
        floor.provision,
        floor.leads & (f.stored < floor.days),
        "falls_short",
        Text(floor.zh, floor.en),
        also=beside if floor is f.BY_TARGET else (),
        reading=ours,
        about=floor.applies,
        law=floor.law,
        over=OVER[floor.law],
    )


def _reaches(floor: f.Floor) -> Clause:
    return Clause(
        floor.provision,
        floor.leads,
        "meets",
        Text(floor.zh, floor.en),
        about=floor.applies,
        law=floor.law,
        over=OVER[floor.law],
    )


def _beside(floor: f.Floor, short: Expr, then: str) -> Clause:
    """Another instrument that asks exactly what the Measures ask: named beside them."""
    return Clause(
        "art_20__para_1",
        floor.is_equal & short,
        then,
        Text(f"{floor.zh}；与《办法》要求相同", f"{floor.en}; the Measures ask the same"),
        also=(floor.cite,),
        about=floor.applies,
        over=(
            Over(*floor.cite, "same_requirement"),
            Over(VIDEO_LAW, "art_17", "same_requirement", video_law_too),
        ),
    )


def name_prevailing(floors: tuple[f.Floor, ...] = f.FLOORS) -> Expr:
    """The instrument whose floor leads: the first by rank, else the Measures."""
    if not floors:
        return constant(f.PREVAILING, MEASURES)
    first, *rest = floors
    return pick(first.leads, constant(f.PREVAILING, first.law), name_prevailing(tuple(rest)))


def check_place(facts: Facts) -> Iterable[Problem]:
    """A kind of place that contradicts the setting, or a region too wide to name the law."""
    yield from check_setting(facts, f.KINDS_WITH_A_FLOOR)
    region = facts.get("region")
    if region is not None and region.endswith("0000"):
        yield Problem(
            "region",
            region,
            Text("应具体到市或者县区", "must name the city or the county"),
        )


CLAUSES = (
    *(_short_of(floor) for floor in f.FLOORS),
    Clause(
        "art_20__para_1",
        f.target & below_measures,
        "falls_short",
        Text(
            "防范恐怖袭击重点目标，有效存储时间应当不少于 90 日",
            "counter-terrorism key targets keep captured information at least 90 days",
        ),
    ),
    _beside(f.BY_SONG_AND_DANCE, below_minimum, "falls_short"),
    Clause(
        "art_20__para_1",
        video_law_too & below_minimum,
        "falls_short",
        Text(
            "公共区域和技防重点单位，有效存储时间应当不少于 30 日；"
            "《视频图像条例》第十七条要求相同，"
            "但没有罚则，仍以《办法》为处理依据",
            "public areas and key units keep captured information at least 30 days; art. 17 of the "
            "Video Regulation asks the same but names no penalty, so the Measures remain the basis",
        ),
        also=(Cite(VIDEO_LAW, "art_17"),),
        over=(Over(VIDEO_LAW, "art_17", "no_penalty_named"),),
    ),
    Clause(
        "art_20__para_1",
        below_measures,
        "falls_short",
        Text(
            "公共区域和技防重点单位，有效存储时间应当不少于 30 日",
            "public areas and key units keep captured information at least 30 days",
        ),
    ),
    Clause(
        "art_20__para_2",
        below_other,
        "falls_short",
        Text(
            "法律、法规另有规定的，从其规定",
            "where laws or regulations provide otherwise, those apply",
        ),
        reading=READ_LONGEST,
        about=f.given,
    ),
    Clause(
        "art_20__para_1",
        ~f.governed & without_floor,
        "not_required",
        Text(
            "只有公共区域、技防重点单位和防范恐怖袭击重点目标受此限，也没有其他法律、法规的期限",
            "only public areas, key units and counter-terrorism key targets are bound, and no "
            "other law or regulation sets a period",
        ),
    ),
    *(_reaches(floor) for floor in f.FLOORS),
    Clause(
        "art_20__para_2",
        f.other_prevails,
        "meets",
        Text(
            "达到另有规定的法律、法规要求的天数",
            "storage reaches the days that the other law or regulation requires",
        ),
        about=f.given,
    ),
    _beside(f.BY_SONG_AND_DANCE, TRUE, "meets"),
    Clause(
        "art_20__para_1",
        video_law_too & f.governed & ~f.target,
        "meets",
        Text(
            "有效存储时间达到《办法》和《视频图像条例》的要求",
            "storage reaches what the Measures and the Video Regulation require",
        ),
        also=(Cite(VIDEO_LAW, "art_17"),),
        over=(Over(VIDEO_LAW, "art_17", "same_requirement"),),
    ),
    Clause(
        "art_20__para_1",
        TRUE,
        "meets",
        Text("有效存储时间达到要求", "storage reaches what is required"),
    ),
)

VALUES = (
    Value(
        "required_days",
        Text("要求天数", "days required"),
        f.required,
        when=("meets", "falls_short"),
        unit=Text(*f.DAYS),
    ),
    Value(
        "shortfall_days",
        Text("差", "days short"),
        subtract(f.required, f.stored),
        when=("falls_short",),
        unit=Text(*f.DAYS),
    ),
    Value(
        "prevailing",
        Text("依据", "prevailing rule"),
        pick(
            f.left_to_law,
            name_prevailing(),
            pick(
                f.other_prevails,
                constant(f.PREVAILING, "other_law"),
                constant(f.PREVAILING, MEASURES),
            ),
        ),
        when=("meets", "falls_short"),
        domain=f.PREVAILING,
    ),
    Value(
        "other_law_sets_less",
        Text("另有规定较短，未据以缩短", "other law sets less; not applied"),
        other_is_less,
        when=("meets", "falls_short"),
        where=other_is_less,
        provision="art_20__para_2",
        reading=READ_LONGEST,
    ),
    Value(
        "delete_duty",
        Text("期满删除的义务", "duty to delete"),
        f.must_delete,
        where=~f.delete_is_disputed,
        provision="art_17",
        law=VIDEO_LAW,
        reading=READ_ART_7_PLACES,
        remark=True,
    ),
    Value(
        "delete_duty",
        Text("期满删除的义务", "duty to delete"),
        constant(f.DELETE_DUTY, "review"),
        where=f.delete_is_disputed,
        domain=f.DELETE_DUTY,
        provision="art_17",
        law=VIDEO_LAW,
        reading=READ_DELETE,
        remark=True,
    ),
    Listing("notes", Text("备注", "notes"), f.NOTE, f.NOTES, remarks=True),
)

DUTIES = (
    Duty(
        Text("建设或者使用单位", "the building or using unit"),
        Text(
            "把有效存储时间补足到要求的天数",
            "bring effective storage up to the days required",
        ),
        "art_20__para_1",
        ("falls_short",),
        where=f.governed,
    ),
    Duty(
        Text("使用单位", "the using unit"),
        Text("把监控信息保存到要求的天数", "keep monitoring information for the days required"),
        f.BY_FUNERAL_HOME.provision,
        ("falls_short",),
        where=f.BY_FUNERAL_HOME.leads & ~f.governed,
        law=f.BY_FUNERAL_HOME.law,
    ),
    Duty(
        Text("使用单位", "the using unit"),
        Text(
            "保存到另有规定的法律、法规要求的天数",
            "store for the days that the other law or regulation requires",
        ),
        "art_20__para_2",
        ("falls_short",),
        where=f.given & ~f.governed,
    ),
    Duty(
        Text("管理单位", "the managing unit"),
        Text(
            "删除期满且目的已经实现的视频图像信息",
            "delete the video whose period has run and whose purpose has been achieved",
        ),
        "art_17",
        ("meets", "falls_short", "not_required"),
        where=f.must_delete,
        law=VIDEO_LAW,
    ),
)

VIDEO_UNIT = {"offender": "unit", "video_system": True}

RETENTION = Question(
    name="retention",
    title=Text("信息存够天数了吗", "Is captured information stored long enough?"),
    asks=Text(
        "采获信息的有效存储时间够不够，差几天；另有规定的按哪一部法，期满要不要删除",
        "Whether the effective storage of captured information is long enough, and what is short; "
        "which law prevails, and whether there is a duty to delete",
    ),
    provisions=("art_20__para_1", "art_20__para_2", f"{VIDEO_LAW}/art_17"),
    facts=f.FACTS,
    outcomes=(
        outcome("meets", "符合", "meets the requirement", "ok"),
        outcome("falls_short", "存储时间不足", "falls short", "stop"),
        outcome("not_required", "办法没有要求", "not required by the Measures", "ok"),
    ),
    clauses=CLAUSES,
    values=VALUES,
    duties=DUTIES,
    exposures=(
        Exposure(str(f.BY_TARGET.cite), ("falls_short",), VIDEO_UNIT, f.BY_TARGET.leads),
        Exposure(
            "art_20__para_1",
            ("falls_short",),
            {**VIDEO_UNIT, "system_of_art_7": True},
            video_law_too & f.governed,
        ),
        Exposure("art_20__para_1", ("falls_short",), {"offender": "unit"}, f.governed | f.given),
    ),
    defaults=f.DEFAULTS,
    adverse=("falls_short",),
    check=check_place,
)
