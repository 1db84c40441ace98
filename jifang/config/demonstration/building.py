"""One project of the demonstration that is being built: its design approved, construction begun,
equipment with its proof entered by the firm.

It goes no further: letters bear the day on which they are issued, so the design is approved on the
day of the loading, and a trial run takes a month of days after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from jifang.config.demonstration.approvals import ApprovalDesk, Told
from jifang.config.demonstration.cases import Desk, find_people
from jifang.config.demonstration.places import MARK
from jifang.config.demonstration.projects import ProjectDesk, Story
from jifang.domains.projects.equipping import enter_equipment, enter_proof
from jifang.domains.projects.models import Project
from jifang.domains.projects.selectors import find_row
from jifang.foundation.walls.scope import Scope, work_in

NAME: Final = "实训楼视频监控工程"
STORY: Final = Story(
    NAME, 60, "tender finish_design", "design construction",
    more={"system_kinds": ["video_surveillance"]},
)  # fmt: skip
REVIEW: Final = "o.claim o.accept o.examine a.approve"


@dataclass(slots=True)
class BuildingDesk:
    """Where it is taken from its design to its construction."""

    desk: Desk

    def run(self) -> None:
        """The whole of it."""
        projects = ProjectDesk(self.desk, find_people())
        approvals = ApprovalDesk(self.desk, projects.people)
        projects.tell(STORY)
        project = self.find()
        if project is None:
            return
        approvals.work(approvals.apply(project, Told(NAME)), REVIEW)
        projects.take(project, "start_construction", self.desk.today)
        self.equip(projects, project)

    def find(self) -> Project | None:
        """The project, as it was told."""
        with work_in(Scope("44", "45")):
            return Project.objects.filter(name=f"{NAME}{MARK}", demonstration=True).first()

    def equip(self, at: ProjectDesk, project: Project) -> None:
        """The firm enters what it builds in, with its proof."""
        firm = at.people["f"]
        own = Scope(parties=firm.scope.parties, grants=(project.grant_key,),
                    actor=firm.scope.actor)  # fmt: skip
        with work_in(own):
            held = find_row(project.public_id)
            item = enter_equipment(
                firm.actor, held.public_id, {"name": f"摄像机{MARK}", "main": True, "quantity": 12}
            )
            enter_proof(firm.actor, item.public_id, {
                "kind": "compulsory_certification", "number": "DEMO-2026-2",
                "issued_by": f"示例认证机构{MARK}", "valid_until": self.ends(),
            })  # fmt: skip

    def ends(self) -> str:
        """The last day of the proof."""
        last: date = self.desk.today + timedelta(days=700)
        return last.isoformat()
