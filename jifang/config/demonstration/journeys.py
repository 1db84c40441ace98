"""Projects of the demonstration that have gone a long way, each step on its day of the past: one in
its trial run, one completed and tested, one whose acceptance lies with the organ, one in use with a
change applied for; a review with its one notice and what was handed in after it, one refused.

Letters bear the day of the story, which what is marked as demonstration alone may do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from jifang.config.demonstration.approvals import CLASSES, ApprovalDesk, Told
from jifang.config.demonstration.building import BuildingDesk
from jifang.config.demonstration.cases import Desk, Seated, find_people, stand_in_story
from jifang.config.demonstration.places import MARK
from jifang.config.demonstration.projects import ProjectDesk, Story
from jifang.config.demonstration.testing import TestDesk
from jifang.domains.approvals.data import ACCEPTANCE, DESIGN_REVIEW
from jifang.domains.approvals.services import apply_about
from jifang.domains.projects.api import find_project
from jifang.domains.projects.logbook import Day, log_day
from jifang.domains.projects.models import Project
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.selectors import find_case
from jifang.foundation.cases.services import carry_out, draw_key
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.calendar import load_calendar

TRIAL: Final = 60
"""The day of a story on which its trial run begins."""
WORK: Final = 104
"""So many days the work of the firm lasts, from the first: until the system is completed."""
FAULT: Final = 5
"""The day of the trial run on which not everything ran."""
PLACE: Final = Scope("44", "45")
AS_BUILT: Final = "construction_drawings"
NAMED: Final = ("contract", "quality_proofs", "construction_drawings")
"""The classes that the one notice names (`approvals.DEFECTS`)."""
DESIGNED: Final = "3:tender 12:finish_design 14:apply 16:o.claim 17:o.accept"
BUILT: Final = f"{DESIGNED} 27:o.examine 30:a.approve 35:start_construction 50:equip 60:start_trial"
DONE: Final = f"{BUILT} 101:log 102:complete"
HANDED_IN: Final = (
    f"{DONE} 106:pre_accept 111:test 113:pass_test 116:file 118:o.claim 119:o.accept:plain"
)
USED: Final = f"{HANDED_IN} 126:o.examine:passed 128:a.pass 130:pass_acceptance 132:put_into_use"


@dataclass(frozen=True, slots=True)
class Way:
    """A project: how many days ago it began, what was done on which day after that, the classes of
    document that were handed in."""

    name: str
    days: int
    steps: str
    kinds: tuple[str, ...] = ("video_surveillance",)
    classes: tuple[str, ...] = CLASSES


WAYS: Final = (
    Way("行政楼视频监控工程", 73, f"{BUILT} 73:log"),
    Way("风雨操场视频监控和出入口控制工程", 105, DONE, ("video_surveillance", "access_control")),
    Way("科学楼视频监控工程", 125, HANDED_IN),
    Way("图书馆南楼入侵报警和视频监控工程", 198, f"{USED} 186:change",
        ("video_surveillance", "intrusion_alarm")),
    Way("艺术楼视频监控工程", 28, "3:tender 12:finish_design 14:apply 16:o.claim 18:o.notify"
        " 25:supply", ("video_surveillance",), CLASSES[:4]),
    Way("报告厅出入口控制工程", 45, f"{DESIGNED} 29:o.examine:not_met 31:a.refuse",
        ("access_control",)),
)  # fmt: skip


def find_worked(day: date, last: date) -> date:
    """The day, or the next one on which organs work, but none after the last."""
    calendar = load_calendar()
    while day < last and not calendar.kind_of(day).is_worked:
        day += timedelta(days=1)
    return day


@dataclass(slots=True)
class JourneyDesk:
    """Where they are told."""

    desk: Desk
    people: Mapping[str, Seated] = field(default_factory=dict)

    def run(self) -> None:
        """All of them."""
        self.people = find_people()
        for way in WAYS:
            Journey(way, self.desk, self.people).tell()


@dataclass(slots=True)
class Journey:
    """One project on its way: its cases by procedure, and the day it is."""

    way: Way
    desk: Desk
    people: Mapping[str, Seated]
    cases: dict[str, Case] = field(default_factory=dict)
    day: date = date.min

    def tell(self) -> None:
        """The whole way."""
        first = self.desk.today - timedelta(days=self.way.days)
        more = {"system_kinds": list(self.way.kinds)}
        bodies = "design construction" if "start_construction" in self.way.steps else "design"
        story = Story(self.way.name, self.way.days, "", bodies, lasts=WORK, more=more)
        self.at_projects.tell(story)
        with work_in(PLACE):
            project = Project.objects.get(name=f"{self.way.name}{MARK}", demonstration=True)
        for step in self.way.steps.split():
            after, _, act = step.partition(":")
            self.day = find_worked(first + timedelta(days=int(after)), self.desk.today)
            with stand_in_story(self.day):
                self.take(project, act)

    @property
    def at_projects(self) -> ProjectDesk:
        """Where the stages are reached."""
        return ProjectDesk(self.desk, self.people)

    @property
    def at_approvals(self) -> ApprovalDesk:
        """Where designs are handed in and systems accepted."""
        return ApprovalDesk(self.desk, self.people)

    def take(self, project: Project, act: str) -> None:
        """What happens on a day: a step of the organ, something of its own, or a stage."""
        own: dict[str, Callable[[Project], None]] = {
            "apply": self.apply, "supply": self.supply, "file": self.file, "equip": self.equip,
            "log": self.log, "test": self.test, "change": self.at_approvals.change,
        }  # fmt: skip
        if "." in act:
            self.work(act)
        elif act in own:
            own[act](project)
        else:
            self.at_projects.take(project, act, self.day)

    # -- the organ -----------------------------------------------------------------------------

    def apply(self, project: Project) -> None:
        """The papers of the design."""
        told = Told(self.way.name, self.way.classes)
        self.cases[DESIGN_REVIEW] = self.at_approvals.apply(project, told)

    def supply(self, project: Project) -> None:
        """What the one notice named."""
        by, held = self.people["s"], self.cases[DESIGN_REVIEW]
        with work_in(by.scope):
            case = find_case(held.public_id)
            put = {
                code: [self.at_approvals.store(by, project, case.grant_key, code)]
                for code in NAMED
            }  # fmt: skip
            papers = tuple(one for ids in put.values() for one in ids)
            carry_out(by.actor, case.public_id, "supply",
                      Given(case.version, more=put, documents=papers))  # fmt: skip

    def file(self, project: Project) -> None:
        """Acceptance is applied for, with the drawings as built."""
        by, key = self.people["s"], draw_key()
        with work_in(by.scope):
            paper = self.at_approvals.store(by, project, key, AS_BUILT, ACCEPTANCE)
            given = Given(0, more={AS_BUILT: [paper]}, documents=(paper,))
            self.cases[ACCEPTANCE] = apply_about(
                by.actor, ACCEPTANCE, str(project.public_id), given, grant_key=key
            ).case

    def work(self, act: str) -> None:
        """A step in the case that goes on."""
        self.at_approvals.work(list(self.cases.values())[-1], act)

    # -- what is built -------------------------------------------------------------------------

    def equip(self, project: Project) -> None:
        """The firm enters what it builds in."""
        BuildingDesk(self.desk).equip(self.at_projects, project)

    def log(self, project: Project) -> None:
        """Every day of the trial run so far; the alarm is tried once a week."""
        by = self.people["s"]
        begun = find_worked(
            self.desk.today - timedelta(days=self.way.days - TRIAL), self.desk.today
        )
        with work_in(by.scope):
            for n in range((self.day - begun).days + 1):
                bad = n == FAULT
                log_day(by.actor, project.public_id, Day(
                    begun + timedelta(days=n), not bad, n % 7 == 0,
                    f"一台摄像机掉线，当日修复{MARK}" if bad else "",
                ))  # fmt: skip

    def test(self, project: Project) -> None:
        """The accredited body tests the system and finds it in order."""
        with work_in(PLACE):
            of = find_project(project.public_id)
        TestDesk(self.day).pass_once(of)
