"""Which organ a matter goes to for a place: the law is asked, nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from jifang.domains.complaints.api import find_organ as find_organ_of_complaint
from jifang.domains.complaints.data import SUBJECTS
from jifang.domains.guide.conditions import assume_application
from jifang.domains.guide.data import Routed
from jifang.domains.qualifications.data import LEVELS
from jifang.foundation.cases.data import Procedure
from jifang.foundation.territory.models import Organ as OrganRow
from jifang.foundation.territory.selectors import find_own_organ, say_organ
from jifang.law import Decision, decide, list_questions
from jifang.law.engine.types import Organ
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.places import name_region
from jifang.law.texts import MEASURES

OUTSIDE: Final = "430000"
"""Any place outside the province: a firm from there files with one and the same organ."""
FROM_OUTSIDE: Final = Text("注册地在省外的单位", "a firm registered outside the province")
UNIT_LEVELS: Final = ("township", "county", "prefecture", "province", "none")
Ask = Callable[[str, date], Iterator[Routed]]


def list_routes(procedure: Procedure, division: str, on: date) -> list[Routed]:
    """Which organ a procedure goes to for a place, as far as a rule of the law is recorded that
    says it; nothing where none is. `division` is a county, or a city that has none.
    """
    asked = ROUTES.get(find_article(procedure.provision))
    return [] if asked is None else list(asked(division, on))


def is_routed(procedure: Procedure) -> bool:
    """Whether a rule is recorded that says which organ it is."""
    return find_article(procedure.provision) in ROUTES


def find_article(cite: Cite) -> str:
    """The article of the Measures that a provision stands in."""
    return cite.provision.partition("__")[0] if cite.law == MEASURES else ""


def route_certificates(division: str, on: date) -> Iterator[Routed]:
    """By level: who issues, and who examines first."""
    for level in (4, 3, 2, 1):
        said = LEVELS[str(level)]
        facts = {**assume_application(level, on), "registered_region": division,
                 "meets_conditions": True}  # fmt: skip
        decision = decide("certificate_application", facts, on=on)
        yield from read_route(decision, said, "issuer", "first_examiner")


def route_filing(division: str, on: date) -> Iterator[Routed]:
    """The one organ for firms from outside, whatever the place of the work."""
    facts = {"home_region": OUTSIDE, "home_certificate_valid_until": on, "applied_on": on}
    yield from read_route(decide("filing_application", facts, on=on), FROM_OUTSIDE, "organ")


def route_design(division: str, on: date) -> Iterator[Routed]:
    """Key units by the place; public areas by the level of the constructing unit."""
    facts: dict[str, Any] = {"setting": "key_unit", "site_region": division}
    said = Text("重点单位的系统", "a system of a key unit")
    yield from read_route(decide("design_approval", facts, on=on), said, "organ")
    question = next(q for q in list_questions() if q.name == "design_approval")
    levels = question.fact("constructing_unit_level").type.domain
    for level in UNIT_LEVELS:
        name = levels.label(level) if levels else Text(level, level)
        facts = {"setting": "public_area", "constructing_unit_level": level,
                 "constructing_unit_region": division}  # fmt: skip
        said = Text(f"公共区域的系统，建设单位：{name.zh}",
                    f"a system of a public area, constructing unit: {name.en}")  # fmt: skip
        yield from read_route(decide("design_approval", facts, on=on), said, "organ")


def route_complaint(division: str, on: date) -> Iterator[Routed]:
    """By subject: the organ of the place, or the one above it."""
    told = set()
    for subject in SUBJECTS.values():
        if subject.route in told:
            continue
        told.add(subject.route)
        route = find_organ_of_complaint(subject.code, division)
        organ = OrganRow.objects.filter(code=route.organ, valid__contains=on).first()
        said = Text("反映技防管理事项", "on matters of technical protection")
        if subject.route == "superior":
            said = Text("反映机关及其工作人员", "on the conduct of an organ or its officers")
        yield Routed(
            said, say_organ(organ, on) if organ else None, route.organ, route.reason, (route.cite,)
        )


ROUTES: Final[dict[str, Ask]] = {
    "art_14": route_certificates,
    "art_15": route_certificates,
    "art_16": route_filing,
    "art_17": route_design,
    "art_19": route_design,
    "art_30": route_complaint,
}
"""By the article that a procedure rests on. Art. 19: the organ that approved the design."""


def read_route(decision: Decision, about: Text, value: str, first: str = "") -> Iterator[Routed]:
    """What a decision says of the organ. Where the place is not told finely enough for the law, it
    says which fact is missing."""
    decided = next((b for b in decision.basis if b.holds), None)
    cites = tuple(
        dict.fromkeys(
            Cite(b.law, b.provision) for b in decision.basis if b.holds and b.law == MEASURES
        )
    )
    organ = decision.values.get(value)
    why = decided.text if decided else say_missing(decision)
    reading = decided.interpretation.name if decided and decided.interpretation else None
    if isinstance(organ, Organ):
        name, code = name_organ(organ)
        examiner = decision.values.get(first) if first else None
        yield Routed(about, name, code, why, cites, reading,
                     name_organ(examiner)[0] if isinstance(examiner, Organ) else None)  # fmt: skip
        return
    yield Routed(about, None, "", why, cites, reading)


def say_missing(decision: Decision) -> Text:
    """That the law cannot say, and which facts it would need."""
    question = next(q for q in list_questions() if q.name == decision.question)
    facts = [question.fact(name).label for name in decision.missing]
    return Text(
        "还不能确定，缺少：" + "、".join(f.zh for f in facts),
        "cannot be said yet; missing: " + ", ".join(f.en for f in facts),
    )


def name_organ(organ: Organ) -> tuple[Text, str]:
    """An organ of the law as the platform knows it, else by its division."""
    row = find_own_organ(organ.region)
    if row is not None:
        return say_organ(row), row.code
    place = name_region(organ.region)
    return Text(f"{place.zh}公安机关", f"public security organ of {place.en}"), ""
