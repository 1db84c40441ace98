"""验收室 (the acceptance room): the design as it was approved beside what was built, what differs
first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jifang.domains.approvals.effects import describe_project
from jifang.domains.approvals.models import DesignApproval
from jifang.domains.approvals.reports import Tested
from jifang.domains.approvals.selectors import Slot, list_slots
from jifang.domains.projects.api import ProjectRef
from jifang.foundation.cases.models import Case, Event
from jifang.law.assessment.dossier import SYSTEM_KIND
from jifang.law.errors import Text
from jifang.law.places import name_region
from jifang.law.rules.terms import SETTING

NAMES: Final = {
    "name": Text("项目名称", "name of the project"),
    "unit_name": Text("建设单位", "constructing unit"),
    "setting": Text("系统用于", "system for"),
    "region": Text("建设地点", "where it is built"),
    "site": Text("场所", "site"),
    "constructing_unit_level": Text("建设单位级别", "level of the constructing unit"),
    "constructing_unit_region": Text("建设单位所在地", "place of the constructing unit"),
    "system_kinds": Text("系统种类", "kinds of system"),
    "amount": Text("投资额（元）", "amount in yuan"),
    "risk_level": Text("风险等级", "risk level"),
    "counter_terrorism": Text("防范恐怖袭击重点目标", "counter-terrorism key target"),
}
UNKNOWN: Final = Text("未登记", "not entered")
YES_NO: Final = {True: Text("是", "yes"), False: Text("否", "no")}


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing as it was approved and as it is now."""

    name: Text
    approved: Text
    now: Text
    mark: str
    """`warn` where it differs, `ok` where it is the same, `open` where one side is not known."""

    @property
    def differs(self) -> bool:
        """Whether it is another than was approved, or not known."""
        return self.mark != "ok"


def compare_project(approval: DesignApproval, project: ProjectRef) -> Iterator[Compared]:
    """What the register said of the project when its design was approved, and says now."""
    now = describe_project(project)
    for name, said in NAMES.items():
        before = approval.as_approved.get(name)
        mark = "ok" if before == now[name] else "warn"
        if before in (None, "", []) and now[name] in (None, "", []):
            continue
        yield Compared(said, show(name, before), show(name, now[name]), mark)


def show(name: str, value: Any) -> Text:
    """A value in words."""
    if value in (None, "", []):
        return UNKNOWN
    if name == "system_kinds":
        kinds = [SYSTEM_KIND.label(code) for code in value]
        return Text("、".join(t.zh for t in kinds), ", ".join(t.en for t in kinds))
    if name == "setting":
        return SETTING.label(str(value))
    if name in {"region", "constructing_unit_region"}:
        return name_region(str(value))
    if isinstance(value, bool):
        return YES_NO[value]
    return Text(str(value), str(value))


def compare_test(tested: Tested | None, on: date) -> Iterator[Compared]:
    """What arts. 18 and 19 ask of the test, and what the locked report says."""
    if tested is None:
        yield Compared(
            Text("检验报告", "test report"), Text("检验合格", "passed"),
            Text("没有锁定的报告", "no locked report"), "warn",
        )  # fmt: skip
        return
    passed = Text("合格", "passed") if tested.passed else Text("不合格", "not passed")
    yield Compared(
        Text("检验报告", "test report"), Text("检验合格", "passed"),
        Text(f"{passed.zh}，{tested.tested_on}，第 {tested.version} 版",
             f"{passed.en}, {tested.tested_on}, version {tested.version}"),
        "ok" if tested.passed else "warn",
    )  # fmt: skip
    until = tested.accredited_until
    valid = until is not None and tested.tested_on <= until
    yield Compared(
        Text("检测机构资质", "accreditation"), Text("检验当日有效", "valid on the day of the test"),
        Text("没有资质", "none") if until is None else Text(f"至 {until}", f"until {until}"),
        "ok" if valid else "warn",
    )  # fmt: skip
    covers = tested.scope_covers
    words = {True: Text("覆盖", "covers it"), False: Text("不覆盖", "does not cover it")}
    yield Compared(
        Text("检测能力范围", "accredited scope"), Text("覆盖本系统", "covers the system"),
        UNKNOWN if covers is None else words[covers],
        "open" if covers is None else "ok" if covers else "warn",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """A class of document: as it was approved, and as built."""

    title: Text
    approved: Slot
    built: Slot

    @property
    def same(self) -> bool:
        """Whether the very same files were handed in again."""
        before = {p.document.sha256 for p in self.approved.papers if p.document}
        after = {p.document.sha256 for p in self.built.papers if p.document}
        return bool(after) and after <= before


def list_beside(review: Case | None, acceptance: Case) -> Sequence[Beside]:
    """The classes side by side."""
    if review is None:
        return ()
    approved, built = list_slots(review, check=False), list_slots(acceptance, check=False)
    return [Beside(a.title, a, b) for a, b in zip(approved, built, strict=True)]


@dataclass(frozen=True, slots=True)
class Group:
    """The acceptance group as the examination recorded it."""

    members: int
    experts: int

    @property
    def enough(self) -> bool:
        """Whether half of it are technical experts: the clause of the standard, as reported."""
        return self.members > 0 and self.experts * 2 >= self.members


def find_group(case: Case) -> Group | None:
    """The group of the latest examination."""
    found = Event.objects.filter(case=case, act="examine").order_by("-version").first()
    said = found.details if found else {}
    if not isinstance(said.get("group"), int) or not isinstance(said.get("experts"), int):
        return None
    return Group(said["group"], said["experts"])
