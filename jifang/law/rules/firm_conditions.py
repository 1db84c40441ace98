"""The conditions of each level as reported (operating rules 2018, art. 5), against figures.

Levels 1 and 2 ask for performance in one of two ways: construction and maintenance together with
enough projects of a size, or design. Level 3 asks for one sum of all three, level 4 for none. No
level asks for capital. The basic conditions of art. 5 are no figures; the organ examines them.
"""

from __future__ import annotations

from typing import Final

from jifang.law.engine.expr import TRUE, Expr, add, all_of, any_of, count_at_least
from jifang.law.engine.question import Gap, Measure
from jifang.law.engine.types import define_domain
from jifang.law.errors import Text
from jifang.law.facts import amount, amounts, number
from jifang.law.instruments import Cite
from jifang.law.parameters import param
from jifang.law.rules.licence_regime import OPERATING_RULES
from jifang.law.rules.terms import reading

CONDITIONS: Final = Cite(OPERATING_RULES, "art_5")
PERSONS, SQUARE_METRES, ITEMS = ("人", "persons"), ("平方米", "m²"), ("个", "projects")
TWO_YEARS: Final = ("申请前最近两年", "the last two years before the application")

staff = number("staff", ("职工人数", "staff"), PERSONS)
senior_titles = number("senior_titles", ("高级职称人数", "senior titles"), PERSONS)
intermediate_titles = number(
    "intermediate_titles", ("中级职称人数", "intermediate titles"), PERSONS
)
trained_technicians = number(
    "trained_technicians", ("经培训的技术人员", "trained technicians"), PERSONS
)
premises_m2 = number(
    "premises_m2",
    ("办公经营场所面积", "office and business premises"),
    SQUARE_METRES,
    hint=("不足一平方米的不计", "whole square metres"),
)
construction_maintenance_2y = amount(
    "construction_maintenance_2y",
    ("施工和维修业绩", "construction and maintenance done"),
    hint=TWO_YEARS,
)
design_2y = amount("design_2y", ("设计业绩", "design done"), hint=TWO_YEARS)
project_amounts_2y = amounts(
    "project_amounts_2y",
    ("施工和维修各项目的造价", "amounts of the construction and maintenance projects"),
    hint=TWO_YEARS,
)

FIGURES = (
    staff, senior_titles, intermediate_titles, trained_technicians, premises_m2,
    construction_maintenance_2y, design_2y, project_amounts_2y,
)  # fmt: skip

MEASURE = define_domain(
    "measure",
    staff=("职工", "staff"),
    senior_titles=("高级职称", "senior titles"),
    intermediate_titles=("中级职称", "intermediate titles"),
    trained_technicians=("经培训的技术人员", "trained technicians"),
    premises_m2=("场所面积", "premises"),
    construction_maintenance_2y=("施工和维修业绩", "construction and maintenance"),
    small_projects=("项目（第一档）", "projects (first step)"),
    medium_projects=("或者项目（第二档）", "or projects (second step)"),
    large_projects=("或者项目（第三档）", "or projects (third step)"),
    design_2y=("或者设计业绩", "or design"),
    performance_2y=("设计、施工和维修业绩合计", "design, construction and maintenance together"),
)

TITLED = {"staff": staff, "senior_titles": senior_titles,
          "intermediate_titles": intermediate_titles, "trained_technicians": trained_technicians,
          "premises": premises_m2}  # fmt: skip
UNTITLED = {n: f for n, f in TITLED.items() if n not in ("senior_titles", "premises")}
COUNTED = {1: TITLED, 2: TITLED, 3: UNTITLED, 4: UNTITLED}
"""The figures with a least number, per level."""

STEPS = {1: ("small", "medium", "large"), 2: ("small", "medium")}
"""The steps of projects of which one suffices: fewer projects, but larger ones."""


def find_least(level: int, name: str) -> Expr:
    """What a level asks of one figure."""
    return param(f"conditions.level_{level}.{name}")


def count_projects(level: int, step: str) -> Expr:
    """How many of the firm's projects are of the size of a step."""
    return count_at_least(project_amounts_2y, find_least(level, f"{step}_project_amount"))


def reach_step(level: int, step: str) -> Expr:
    """Enough projects of the size of a step."""
    return count_projects(level, step) >= find_least(level, f"{step}_projects")


def reach_by_works(level: int) -> Expr:
    """Construction and maintenance suffice, with enough projects of some step."""
    enough = construction_maintenance_2y >= find_least(level, "construction_maintenance")
    return enough & any_of(*(reach_step(level, s) for s in STEPS[level]))


def reach_by_design(level: int) -> Expr:
    """Design suffices by itself."""
    return design_2y >= find_least(level, "design")


all_work_2y = add(design_2y, construction_maintenance_2y)
reach_by_one = any_of(
    design_2y >= find_least(3, "performance"),
    construction_maintenance_2y >= find_least(3, "performance"),
)
"""One kind of work alone reaches the sum, whatever the other comes to."""


def reach_performance(level: int) -> Expr:
    """The performance a level asks for."""
    if level in STEPS:
        return reach_by_works(level) | reach_by_design(level)
    return reach_by_one | (all_work_2y >= find_least(3, "performance")) if level == 3 else TRUE


def meet_level(level: int) -> Expr:
    """Every figure a level asks for is reached."""
    counted = (held >= find_least(level, name) for name, held in COUNTED[level].items())
    return all_of(*counted, reach_performance(level))


def meet_figures(level: Expr) -> Expr:
    """The figures of the level applied for are reached; open where one that matters is."""
    return any_of(*(level.eq(each) & meet_level(each) for each in COUNTED))


READ_FIGURES = reading(
    "figures_of_the_level",
    ("只比较数字", "figures alone are compared"),
    (
        "条件由所报的数字与据报道的各级指标比较得出；独立法人、设备、制度等基本条件不是数字，由机关审查",
        (
            "the conditions follow from the figures given and the reported table; the basic ones "
            "(legal person, equipment, rules and the like) are no figures and are examined by the "
            "organ"
        ),
    ),
    (
        "基本条件没有逐项证明的，也视为没有达到",
        "without proof of every basic condition they count as not met",
    ),
)


def measure_level(level: Expr) -> tuple[Measure, ...]:
    """The figures that the level asks for, each with the ways that make it needless."""
    found: list[Measure] = []
    for each, counted in COUNTED.items():
        here = level.eq(each)
        found += (
            Measure(held.name, here, find_least(each, name), held, held.unit)
            for name, held in counted.items()
        )
        if each in STEPS:
            found += measure_performance(each, here)
        elif each == 3:
            least = find_least(3, "performance")
            found.append(Measure("performance_2y", here, least, all_work_2y, YUAN, reach_by_one))
    return tuple(found)


def measure_performance(level: int, here: Expr) -> list[Measure]:
    """The two ways to performance of levels 1 and 2, and the steps of the first."""
    by_works, by_design = reach_by_works(level), reach_by_design(level)
    least = find_least(level, "construction_maintenance")
    worked = construction_maintenance_2y
    found = [Measure(worked.name, here, least, worked, YUAN, by_design)]
    for step in STEPS[level]:
        others = (reach_step(level, s) for s in STEPS[level] if s != step)
        found.append(
            Measure(
                f"{step}_projects",
                here,
                find_least(level, f"{step}_projects"),
                count_projects(level, step),
                Text(*ITEMS),
                any_of(by_design, *others),
                find_least(level, f"{step}_project_amount"),
            )
        )
    found.append(
        Measure(design_2y.name, here, find_least(level, "design"), design_2y, YUAN, by_works)
    )
    return found


YUAN = Text("元", "yuan")


def show_gap(level: Expr, *when: str) -> Gap:
    """Per condition of the level: required, held, lacking."""
    return Gap(
        "gap",
        Text("与等级条件的差距（据报道）", "against the conditions of the level (as reported)"),
        MEASURE,
        measure_level(level),
        CONDITIONS.provision,
        when=when,
        reading=READ_FIGURES,
        law=CONDITIONS.law,
    )
