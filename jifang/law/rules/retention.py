"""Art. 20: how long captured information is effectively stored."""

from __future__ import annotations

from jifang.law.engine.expr import TRUE, Lit, any_of, constant, longest, pick, subtract
from jifang.law.engine.question import Clause, Duty, Exposure, Question, Value
from jifang.law.engine.types import NONE, Kind, Type, define_domain
from jifang.law.errors import Text
from jifang.law.facts import code, number, yes_no
from jifang.law.parameters import param
from jifang.law.rules.terms import GOVERNED, SETTING, SETTING_WORDS, outcome, reading

DAYS = ("日", "days")

PREVAILING = define_domain(
    "prevailing",
    **{
        "gd-decree-238": ("本办法第二十条", "art. 20 of the Measures"),
        "other_law": ("另有规定的法律、法规", "the law or regulation that provides otherwise"),
    },
)

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
    hint=("没有就不填", "leave out where there is none"),
)

governed = setting.is_in(*GOVERNED) | target
floor = pick(target, param("retention.counter_terrorism_days"), param("retention.minimum_days"))
required = pick(other_days.is_none(), floor, pick(governed, longest(floor, other_days), other_days))
below_measures = governed & (stored < floor)
below_other = ~other_days.is_none() & (stored < other_days)
other_prevails = ~other_days.is_none() & any_of(~governed, other_days > floor)
other_is_less = governed & ~other_days.is_none() & (other_days < floor)

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


RETENTION = Question(
    name="retention",
    title=Text("信息存够天数了吗", "Is captured information stored long enough?"),
    asks=Text(
        "采获信息的有效存储时间够不够，差几天",
        "Whether the effective storage of captured information is long enough, and what is short",
    ),
    provisions=("art_20__para_1", "art_20__para_2"),
    facts=(setting, target, stored, other_days),
    outcomes=(
        outcome("meets", "符合", "meets the requirement", "ok"),
        outcome("falls_short", "存储时间不足", "falls short", "stop"),
        outcome("not_required", "办法没有要求", "not required by the Measures", "ok"),
    ),
    clauses=(
        Clause(
            "art_20__para_1",
            target & below_measures,
            "falls_short",
            Text(
                "防范恐怖袭击重点目标，有效存储时间应当不少于 90 日",
                "counter-terrorism key targets keep captured information at least 90 days",
            ),
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
        ),
        Clause(
            "art_20__para_1",
            ~governed & other_days.is_none(),
            "not_required",
            Text(
                "只有公共区域、技防重点单位和防范恐怖袭击重点目标受此限",
                "only public areas, key units and counter-terrorism key targets are bound",
            ),
        ),
        Clause(
            "art_20__para_1",
            TRUE,
            "meets",
            Text("有效存储时间达到要求", "storage reaches what is required"),
        ),
    ),
    values=(
        Value(
            "required_days",
            Text("要求天数", "days required"),
            required,
            when=("meets", "falls_short"),
            unit=Text(*DAYS),
        ),
        Value(
            "shortfall_days",
            Text("差", "days short"),
            subtract(required, stored),
            when=("falls_short",),
            unit=Text(*DAYS),
        ),
        Value(
            "prevailing",
            Text("依据", "prevailing rule"),
            pick(
                other_prevails,
                constant(PREVAILING, "other_law"),
                constant(PREVAILING, "gd-decree-238"),
            ),
            when=("meets", "falls_short"),
            domain=PREVAILING,
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
    ),
    duties=(
        Duty(
            Text("建设或者使用单位", "the building or using unit"),
            Text(
                "把有效存储时间补足到要求的天数",
                "bring effective storage up to the days required",
            ),
            "art_20__para_1",
            ("falls_short",),
        ),
    ),
    exposures=(Exposure("art_20__para_1", ("falls_short",), {"offender": "unit"}),),
    # Whether other law sets a floor is law, not a fact of the case: none is known here.
    defaults={"other_law_days": Lit(NONE, Type(Kind.COUNT, nullable=True))},
    adverse=("falls_short",),
)
