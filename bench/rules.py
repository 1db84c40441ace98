"""The two rules that are measured, and the law they stand in.

Both are taken in their *Measures form*: art. 20 and arts. 24-27 alone, without what other
instruments add to the shipped questions. That is small enough to be written once more for every
peer, and it does not change when other law does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from jifang.law import load_law
from jifang.law.engine.expr import TRUE, Lit, facts_of, longest, pick
from jifang.law.engine.law import Law
from jifang.law.engine.question import Clause, Question, Value
from jifang.law.engine.types import NONE, Kind, Type
from jifang.law.errors import Text
from jifang.law.facts import code, number, yes_no
from jifang.law.parameters import param
from jifang.law.rules.terms import GOVERNED, SETTING, outcome
from jifang.law.texts import MEASURES

ON = date(2026, 11, 22)
RETENTION = "retention_of_the_measures"
ACCESS = "information_access_of_the_measures"
QUESTIONS = (RETENTION, ACCESS)
LABELS = {RETENTION: "retention", ACCESS: "information_access"}
"""What they are called in the report."""
DAYS = ("日", "days")

setting = code("setting", ("场所属于", "the place counts as"), SETTING)
target = yes_no(
    "counter_terrorism_target",
    ("是防范恐怖袭击重点目标", "it is a counter-terrorism key target"),
    ("不是防范恐怖袭击重点目标", "it is not a counter-terrorism key target"),
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
)

governed = setting.is_in(*GOVERNED) | target
floor = pick(target, param("retention.counter_terrorism_days"), param("retention.minimum_days"))
below_measures = governed & (stored < floor)
below_other = ~other_days.is_none() & (stored < other_days)

ART_20 = Question(
    name=RETENTION,
    title=Text("信息存够天数了吗（只依《办法》）", "Stored long enough, by the Measures alone?"),
    asks=Text("第二十条", "art. 20"),
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
            Text("重点目标不少于 90 日", "counter-terrorism key targets: at least 90 days"),
        ),
        Clause(
            "art_20__para_1",
            below_measures,
            "falls_short",
            Text("公共区域和重点单位不少于 30 日", "public areas and key units: at least 30 days"),
        ),
        Clause(
            "art_20__para_2",
            below_other,
            "falls_short",
            Text(
                "法律、法规另有规定的，从其规定", "where other law provides otherwise, it applies"
            ),
        ),
        Clause(
            "art_20__para_1",
            ~governed & other_days.is_none(),
            "not_required",
            Text("其他场所不受此限", "other places are not bound"),
        ),
        Clause(
            "art_20__para_1",
            TRUE,
            "meets",
            Text("达到要求", "storage reaches what is required"),
        ),
    ),
    values=(
        Value(
            "required_days",
            Text("要求天数", "days required"),
            pick(
                other_days.is_none(),
                floor,
                pick(governed, longest(floor, other_days), other_days),
            ),
            when=("meets", "falls_short"),
            unit=Text(*DAYS),
        ),
    ),
    defaults={"other_law_days": Lit(NONE, Type(Kind.COUNT, nullable=True))},
    adverse=("falls_short",),
)


@cache
def load_bench_law() -> Law:
    """The law the package ships, and the two rules standing alone beside it."""
    return load_law().amend(questions=[ART_20, take_access()])


def take_access() -> Question:
    """Arts. 24-27: of the shipped question the clauses that the Measures alone decide by."""
    shipped = load_law().questions["information_access"]
    own = [c for c in shipped.clauses if c.law == MEASURES and not c.cumulative]
    clauses = tuple(replace(c, over=()) for c in own)
    read = {f.name for c in clauses for f in facts_of(c.when)}
    return Question(
        name=ACCESS,
        title=shipped.title,
        asks=shipped.asks,
        provisions=tuple(dict.fromkeys(c.provision for c in clauses)),
        facts=tuple(f for f in shipped.facts if f.name in read),
        outcomes=shipped.outcomes,
        clauses=clauses,
        adverse=shipped.adverse,
    )
