"""A unit that builds, firms that take part, officers; how a project is driven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jifang.domains.projects.models import Project
from jifang.domains.projects.selectors import find_lifecycle, find_row
from jifang.domains.projects.services import start_project
from jifang.domains.units.models import Organisation, Unit
from jifang.domains.units.services import declare_unit
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.services import carry_out
from jifang.foundation.walls.scope import Scope, work_in
from tests.domains.people import UNIT
from tests.domains.qualifications import world
from tests.domains.qualifications.world import PEOPLE, TIANHE, lay_world, make_actor, within

OWNER = "unit-own"
PEOPLE.setdefault("owner", make_actor(920, "unit_member", "unit", OWNER, TIANHE))
PEOPLE.setdefault("other_unit", make_actor(921, "unit_member", "unit", "unit-other", TIANHE))
PEOPLE.setdefault("clerk", make_actor(922, "officer", "organ", "ps-440106", TIANHE))
GIVEN: dict[str, Any] = {
    "name": "示例中学技防工程（演示）", "setting": "key_unit", "region": TIANHE,
    "address": "天河路 1 号", "system_kinds": ["video_surveillance", "access_control"],
    "amount": "800000", "risk_level": 3, "building": "none",
}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """What was laid."""

    unit: Unit
    firm: Organisation


def lay_ground() -> Ground:
    world.open_organs()
    laid = lay_world()
    with within(PEOPLE["owner"]):
        unit = declare_unit(PEOPLE["owner"], UNIT)
    return Ground(unit, laid.firm)


def start(ground: Ground, **more: Any) -> Project:
    with within(PEOPLE["owner"]):
        return start_project(PEOPLE["owner"], ground.unit, {**GIVEN, **more})


def reread(project: Project) -> Project:
    with work_in(Scope("44", "45")):
        return find_row(project.public_id)


def lifecycle(project: Project) -> Case:
    with work_in(Scope("44", "45")):
        found = find_lifecycle(project)
    assert found is not None
    return found


def take(project: Project, code: str, who: str = "owner", **more: Any) -> Event:
    """One step of the project's case as it stands."""
    case = lifecycle(project)
    with within(PEOPLE[who]):
        return carry_out(PEOPLE[who], case.public_id, code, Given(case.version, **more))
