"""Projects of the demonstration, in several stages, by the school that builds and a firm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from jifang.config.demonstration.cases import Desk, Seated, find_people
from jifang.config.demonstration.places import MARK
from jifang.domains.projects.members import Naming, name_member, take_on
from jifang.domains.projects.models import Project
from jifang.domains.projects.selectors import find_lifecycle, find_row
from jifang.domains.projects.services import (
    declare_equipment,
    declare_project,
    declare_proof,
    start_project,
)
from jifang.domains.units.models import Organisation
from jifang.domains.units.selectors import find_own_unit
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.services import carry_out
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.walls.scope import Scope, work_in

FIRM: Final = "firm-demo-0001"
REGION: Final = "440106"
KINDS: Final = ("video_surveillance", "access_control")
INTERFACES: Final[Mapping[str, Any]] = {
    "building": "extended", "in_building_plan": True, "alarm_interface": True,
    "command_interface": True, "networked_with_police": None,
    "system_kinds": ["access_control"],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """A project: how long ago it began, the steps that followed, who takes part.

    bodies: roles in which the firm takes part, an asterisk for what it has not taken on yet.
    lasts: how many days its work lasts; 0: until after the loading.
    """

    name: str
    days: int
    steps: str = ""
    bodies: str = ""
    equipment: bool = False
    lasts: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)


STORIES: Final = (
    Story("校门视频监控改造工程", 3, more={"system_kinds": ["video_surveillance"]}),
    Story("操场周界入侵报警工程", 20, "tender", "design*",
          more={"building": "new", "in_building_plan": True,
                "system_kinds": ["intrusion_alarm"]}),
    Story("教学楼出入口控制工程", 60, "tender finish_design", "design construction", equipment=True,
          more=INTERFACES),
    Story("宿舍楼电子巡查工程", 90, "tender end", more={"system_kinds": ["electronic_patrol"]}),
)  # fmt: skip
"""What comes after the design waits for its review: whoever reviews goes on from there."""


@dataclass(slots=True)
class ProjectDesk:
    """Where the projects are entered and taken forward."""

    desk: Desk
    people: Mapping[str, Seated] = field(default_factory=dict)

    def run(self) -> None:
        """All of them; one is entered and not initiated."""
        self.people = find_people()
        for story in STORIES:
            self.tell(story)
        self.declare("图书馆安防工程", {})

    def give(self, name: str, more: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a project."""
        return {
            "name": f"{name}{MARK}", "setting": "key_unit", "region": REGION,
            "system_kinds": list(KINDS), "amount": "600000", "risk_level": 3, "building": "none",
            **more,
        }  # fmt: skip

    def declare(self, name: str, more: Mapping[str, Any]) -> None:
        """Entered in the register alone."""
        by = self.people["s"]
        with work_in(by.scope):
            unit = find_own_unit(by.actor)
            if unit is not None:
                declare_project(by.actor, unit, self.give(name, more), demonstration=True)

    def tell(self, story: Story) -> None:
        """A project from its initiation on, each step on a day of its own."""
        by, began = self.people["s"], self.desk.today - timedelta(days=story.days)
        with stand_on(began), work_in(by.scope):
            unit = find_own_unit(by.actor)
            if unit is None:
                return
            given = self.give(story.name, story.more)
            project = start_project(by.actor, unit, given, demonstration=True)
        for role in story.bodies.split():
            until = began + timedelta(days=story.lasts) if story.lasts else None
            self.seat(project, role, began, until)
        if story.equipment:
            self.equip(project)
        for at, code in enumerate(story.steps.split(), 1):
            self.take(project, code, began + timedelta(days=at))

    def take(self, project: Project, code: str, on: date) -> None:
        """A step of the constructing unit."""
        by = self.people["s"]
        held = {"held_on": on.isoformat(), "held_by": f"示例学校{MARK}"}
        more = {"tender": {"method": "open"}, "pre_accept": held}.get(code, {})
        reason = f"{MARK}方案合并到其他工程" if code == "end" else ""
        with stand_on(on), work_in(by.scope):
            case = find_lifecycle(find_row(project.public_id))
            if case is not None:
                given = Given(case.version, more=more, reason=reason)
                carry_out(by.actor, case.public_id, code, given)

    def seat(self, project: Project, role: str, began: date, until: date | None = None) -> None:
        """The firm takes part: named by the school, taken on by itself unless it waits."""
        by, firm = self.people["s"], self.people["f"]
        waits, role = role.endswith("*"), role.rstrip("*")
        with work_in(Scope("44", "45")):
            code = Organisation.objects.get(party=FIRM).credit_code
        naming = Naming(role, code, began, until or self.desk.today + timedelta(days=10))
        with stand_on(began), work_in(by.scope):
            member = name_member(by.actor, project.public_id, naming)
        if not waits:
            own = Scope(parties=firm.scope.parties, grants=(project.grant_key,),
                        actor=firm.scope.actor)  # fmt: skip
            with stand_on(began), work_in(own):
                take_on(firm.actor, member.public_id)

    def equip(self, project: Project) -> None:
        """Equipment with its proofs, one of them wanting."""
        by = self.people["s"]
        with work_in(by.scope):
            for name, main in (
                (f"摄像机{MARK}", True),
                (f"门禁控制器{MARK}", True),
                ("线缆", False),
            ):
                item = declare_equipment(by.actor, project, {"name": name, "main": main})
                if name.startswith("摄像机"):
                    declare_proof(by.actor, item, {
                        "kind": "compulsory_certification", "number": "DEMO-2026-1",
                        "issued_by": f"示例认证机构{MARK}",
                        "valid_until": (self.desk.today + timedelta(days=500)).isoformat(),
                    })  # fmt: skip
