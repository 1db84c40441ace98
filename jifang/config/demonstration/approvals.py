"""Design approvals, changes and their projects of the demonstration: one that waits after its one
notice, one whose papers are being checked, one in the pool."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pikepdf

from jifang.config.demonstration.cases import Desk, Seated, find_people
from jifang.config.demonstration.places import MARK
from jifang.domains.approvals.data import DESIGN_REVIEW, NOT_HANDED_IN, SLOTS, SYSTEM_CHANGE
from jifang.domains.approvals.services import apply_about, save_check
from jifang.domains.projects.models import Project
from jifang.domains.projects.services import declare_project
from jifang.domains.units.models import Unit
from jifang.foundation.cases.data import Defect, Given
from jifang.foundation.cases.letters import draft_letter
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.selectors import find_case
from jifang.foundation.cases.services import carry_out, draw_key
from jifang.foundation.documents.data import Owner
from jifang.foundation.documents.services import store_upload
from jifang.foundation.walls.scope import Scope, work_in

UNIT: Final = "unit-demo-0001"
"""The school of `demo-school-manager`."""
PLACE: Final = Scope("44", "45")
CLASSES: Final = tuple(SLOTS)
DEFECTS: Final = (
    Defect("合同", "缺少双方签章页"),
    Defect("设备和产品质量证明", "设备清单第 14 项没有检验报告，也没有认证证书"),
    Defect("施工图纸", NOT_HANDED_IN),
)
MARKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "design_scheme": {"mark": "ok"}, "tender_documents": {"mark": "ok"},
    "construction_drawings": {"mark": "defect", "defects": ["缺少四层平面图"]},
}  # fmt: skip
CHANGE: Final[Mapping[str, Any]] = {
    "more": {"kinds": ["position"]},
    "private": {
        "was": f"一楼大厅东侧{MARK}", "becomes": f"一楼大厅西侧{MARK}", "why": f"大厅改造{MARK}",
    },
}  # fmt: skip
GIVEN: Final[Mapping[str, Mapping[str, Any]]] = {
    "accept": {"more": {"checked": list(CLASSES)}}, "accept:plain": {},
    "examine": {"more": {"finding": "met"}}, "notify": {"defects": DEFECTS},
    "examine:not_met": {"more": {"finding": "not_met"}},
    "examine:passed": {"more": {"verdict": "passed", "group": 5, "experts": 3}},
    "refuse": {"reason": f"{MARK}施工图纸与设计方案不一致：出入口没有摄像机，存储时间的计算有误。"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A project of the school: its name, the classes that were handed in, the steps after it."""

    name: str
    classes: Sequence[str] = CLASSES
    steps: str = ""
    amount: str = "600000"


STORIES: Final = (
    Told("实验楼出入口控制工程", CLASSES[:4], "o.claim o.notify", "280000"),
    Told(
        "食堂与宿舍公共部位视频监控工程", ("design_scheme", "tender_documents"), "o.claim o.check"
    ),
    Told("操场周界入侵报警工程", ("design_scheme",), "", "150000"),
)


@dataclass(slots=True)
class ApprovalDesk:
    """Where designs are handed in and reviewed."""

    desk: Desk
    people: Mapping[str, Seated] = field(default_factory=dict)

    def run(self) -> None:
        """All of it."""
        self.people = find_people()
        with work_in(PLACE):
            unit = Unit.objects.filter(party=UNIT).first()
        if unit is None:
            return
        projects = [self.declare(unit, told) for told in STORIES]
        for told, project in zip(STORIES, projects, strict=True):
            self.work(self.apply(project, told), told.steps)

    def change(self, project: Project) -> None:
        """A change of a system in use, applied for and examined."""
        self.work(self.apply_for_change(project), "o.claim o.accept:plain o.examine")

    def declare(self, unit: Unit, told: Told) -> Project:
        """A project of the register."""
        by = self.people["s"]
        with work_in(by.scope):
            return declare_project(by.actor, unit, {
                "name": f"示例学校{told.name}{MARK}", "setting": "key_unit", "region": unit.region,
                "address": unit.address, "system_kinds": ["video_surveillance"],
                "amount": told.amount, "risk_level": 3, "building": "none",
            }, demonstration=True)  # fmt: skip

    def apply(self, project: Project, told: Told) -> Case:
        """An application with its papers."""
        by, key = self.people["s"], draw_key()
        with work_in(by.scope):
            put = {code: [self.store(by, project, key, code)] for code in told.classes}
            given = Given(0, more=put, documents=tuple(i for ids in put.values() for i in ids))
            return apply_about(
                by.actor, DESIGN_REVIEW, str(project.public_id), given, grant_key=key
            ).case

    def apply_for_change(self, project: Project) -> Case:
        """An application to move a camera."""
        by = self.people["s"]
        with work_in(by.scope):
            given = Given(0, **CHANGE)
            return apply_about(by.actor, SYSTEM_CHANGE, str(project.public_id), given).case

    def store(
        self, by: Seated, project: Project, key: str, code: str, of: str = DESIGN_REVIEW
    ) -> str:
        """An empty page that stands for a paper."""
        pdf, held = pikepdf.new(), io.BytesIO()
        pdf.add_blank_page()
        pdf.save(held)
        held.seek(0)
        owner = Owner(project.organ_region, project.party, key)
        name = f"{SLOTS[code].zh}{MARK}.pdf"
        return str(store_upload(by.actor, owner, name, held, f"case.{of}").public_id)

    def work(self, case: Case, steps: str) -> None:
        """The steps of a case, each by whoever takes it."""
        for step in steps.split():
            who, _, act = step.partition(".")
            by = self.people[who]
            with work_in(by.scope):
                held = find_case(case.public_id)
                if act == "check":
                    save_check(by.actor, str(held.public_id), 0, MARKS)
                    continue
                carry_out(by.actor, held.public_id, act.partition(":")[0], self.give(by, held, act))

    def give(self, by: Seated, case: Case, act: str) -> Given:
        """What a step is given, with its letter as it is drafted."""
        code = act.partition(":")[0]
        given = Given(case.version, **GIVEN.get(act, {}))
        step = index_transitions(case.procedure)[code, case.state]
        if not step.document:
            return given
        letter = draft_letter(by.actor, case.public_id, code)
        kept = {n: v for n, v in letter.fields.items() if n not in step.derives}
        if not kept.get("reasons", "."):
            kept["reasons"] = given.reason
        return replace(given, letter=replace(letter, fields=kept))
