"""The file of a project as its page shows it: read once, within the bounds of whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from jifang.domains.projects.bounds import is_builder, is_keeper, takes_part
from jifang.domains.projects.checks import find_trial
from jifang.domains.projects.data import (
    BUILDINGS,
    ENDED,
    PROOF_KINDS,
    REACHED,
    ROLES,
    SETTINGS,
    STAGES,
    SYSTEM_KINDS,
    UNDERTAKEN,
    VERDICTS,
    WITH_BUILDING,
    ProjectRef,
)
from jifang.domains.projects.equipping import builds
from jifang.domains.projects.models import (
    Equipment,
    EquipmentProof,
    Member,
    Paper,
    Preliminary,
    Project,
    TrialEntry,
)
from jifang.domains.projects.overlaps import list_overlaps
from jifang.domains.projects.papers import list_papers, may_add
from jifang.domains.projects.selectors import (
    find_lifecycle,
    list_cases,
    list_equipment,
    list_member_rows,
    list_preliminaries,
    list_stages,
    list_trial_entries,
    refer_to,
)
from jifang.domains.projects.transitions import STATES
from jifang.domains.projects.trial import Trial
from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.data import LawfulAct
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.cases.selectors import list_lawful_acts
from jifang.foundation.cases.standing import read_day
from jifang.law.errors import Text
from jifang.portals.projects.panels import Panel, list_panels
from jifang.portals.wording import get_reader_lang

SHOWN_ENTRIES: Final = 7
"""So many days of the log stand on the page; the rest is folded."""
SENTENCES: Final = {s.code: s.sentence for s in STATES}
EQUIPPING: Final = frozenset({"no_equipment", "unknown_equipment", "no_proof", "unknown_proof"})
"""Refusals that end once the list of equipment is complete."""
BEFORE: Final = Text("项目已登记，尚未立项", "entered, not initiated yet")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stage on the line: whether it was reached and when, whether it is the present one."""

    name: Text
    on: date | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that art. 11 asks for: yes, no, or not known; whether the law asks it here."""

    name: Text
    value: bool | None
    asked: bool

    @property
    def mark(self) -> str:
        """Its mark: not known is open, never no."""
        if self.value is None:
            return "open" if self.asked else "none"
        if self.value:
            return "ok"
        return "stop" if self.asked else "none"


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody who takes part, and what whoever asks may do about it."""

    row: Member
    role: Text
    needs_undertaking: bool
    may_take_on: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is next: by whom, where it is done, what holds it up."""

    act: Text
    url: str
    held: LawfulAct
    is_main: bool
    project: str = ""

    @property
    def remedy(self) -> str:
        """Where what holds it up is entered, if that is here."""
        code = self.held.refusal.code if self.held.refusal else ""
        if code in {"unknown", "building_plan"}:
            return reverse("record_change", args=["project", self.project])
        if code in {"no_design", "no_construction"}:
            return reverse("project_name_member", args=[self.project])
        return "#h-equipment" if code in EQUIPPING else ""


@dataclass(slots=True)
class FilePage:
    """Everything that the page shows."""

    project: ProjectRef
    row: Project
    sentence: Text
    stage: Text | None
    line: list[Mark]
    members: list[MemberLine]
    equipment: list[tuple[Equipment, list[tuple[EquipmentProof, Text]]]]
    interfaces: list[Known]
    preliminaries: list[tuple[Preliminary, Text]]
    trial: Trial | None
    entries: list[TrialEntry]
    cases: list[tuple[Case, Text, Text]]
    panels: list[Panel]
    papers: list[Paper]
    overlaps: list[Text]
    lifecycle: Case | None = None
    steps: list[NextStep] = field(default_factory=list)
    may: dict[str, bool] = field(default_factory=dict)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The particulars that are known, in words."""
        lang, row = get_reader_lang(), self.row
        join = "、" if lang == "zh" else ", "
        found: list[tuple[Text, str]] = [
            (Text("系统用于", "system for"), SETTINGS[row.setting].say(lang)),
            (Text("系统种类", "kinds of system"),
             join.join(SYSTEM_KINDS[k].say(lang) for k in row.system_kinds)),
        ]  # fmt: skip
        if row.building:
            found.append((Text("建筑工程", "building work"), BUILDINGS[row.building].say(lang)))
        if row.address:
            found.append((Text("地点", "where"), row.address))
        if row.amount is not None:
            found.append((Text("投资额（元）", "amount in yuan"), f"{row.amount:,.2f}"))
        return [(title.say(lang), value) for title, value in found]

    @property
    def comes_with_building(self) -> bool:
        """Whether art. 11 asks for anything: where it is not known, it may."""
        return any(fact.asked for fact in self.interfaces)

    @property
    def newest(self) -> Sequence[TrialEntry]:
        """The latest days of the log."""
        return self.entries[::-1][:SHOWN_ENTRIES]

    @property
    def older(self) -> Sequence[TrialEntry]:
        """The days before."""
        return self.entries[::-1][SHOWN_ENTRIES:]


def make_page(row: Project, by: Actor, request: HttpRequest) -> FilePage:
    """Read the file."""
    project, today = refer_to(row), read_day()
    case = find_lifecycle(row)
    may = find_powers(row, by)
    page = FilePage(
        project, row, SENTENCES.get(row.stage, BEFORE), REACHED.get(row.stage), draw_line(row),
        list_lines(row, by, may), name_equipment(row), list_interfaces(row),
        [(p, VERDICTS[p.verdict]) for p in list_preliminaries(row)], find_trial(row, today),
        list_trial_entries(row), name_cases(row), list_panels(project, request), list_papers(row),
        list_overlaps(row),
        lifecycle=case, may=may,
    )  # fmt: skip
    if case is not None and may["build"]:
        page.steps = list_steps(case, by)
    return page


def find_powers(row: Project, by: Actor) -> dict[str, bool]:
    """What whoever asks may do in the file; the services decide again."""
    build, keep = is_builder(by, row), is_keeper(by, row)
    return {
        "build": build,
        "name": (build or keep) and row.stage not in {"", ENDED},
        "log": row.stage == "trial" and (build or takes_part(by, row, "construction")),
        "start": build and not row.stage,
        "equip": build,
        "add_paper": may_add(by, row),
        "equip_here": not build and builds(by, row),
    }


def draw_line(row: Project) -> list[Mark]:
    """The stages of art. 12 with the days on which they were reached."""
    reached = {s.stage: s.legal_day for s in list_stages(row)}
    names = {**STAGES} if row.stage != ENDED else {**STAGES, ENDED: REACHED[ENDED]}
    return [Mark(name, reached.get(code), code == row.stage) for code, name in names.items()]


def name_equipment(row: Project) -> list[tuple[Equipment, list[tuple[EquipmentProof, Text]]]]:
    """The equipment, each item with its proofs and what these are called."""
    return [(i, [(p, PROOF_KINDS[p.kind]) for p in proofs]) for i, proofs in list_equipment(row)]


def list_lines(row: Project, by: Actor, may: dict[str, bool]) -> list[MemberLine]:
    """Who takes part."""
    found = []
    for member in list_member_rows(row):
        needs = member.role in UNDERTAKEN
        open_ = needs and member.undertaking is None and member.until is None
        own = by.body.party == member.member_party or is_keeper(by, row)
        found.append(
            MemberLine(member, ROLES[member.role], needs, open_ and own,
                       may["name"] and member.until is None)
        )  # fmt: skip
    return found


def list_interfaces(row: Project) -> list[Known]:
    """What art. 11 asks of a system that comes with a building."""
    asked = row.building in WITH_BUILDING or not row.building
    return [
        Known(Text(zh, en), value, asked)
        for zh, en, value in (
            ("纳入建筑工程规划", "part of the building plan", row.in_building_plan),
            ("预留报警接收中心接口", "interface to the alarm centre", row.alarm_interface),
            ("预留应急指挥系统接口", "interface to the emergency command", row.command_interface),
            ("与公安机关联网共享", "networked with the public security organ",
             row.networked_with_police),
        )
    ]  # fmt: skip


def name_cases(row: Project) -> list[tuple[Case, Text, Text]]:
    """The cases about the project that the reader sees, with procedure and state in words."""
    found = []
    for case in list_cases(row):
        procedure = PROCEDURES.get(case.procedure)
        if procedure is not None:
            found.append((case, procedure.title, procedure.find_state(case.state).name))
    return found


def list_steps(case: Case, by: Actor) -> list[NextStep]:
    """The steps from here, the main one first, each with what holds it up."""
    state = next((s for s in STATES if s.code == case.state), None)
    main = state.next if state is not None and state.next else ()
    own = {t.code for t in PROCEDURES[case.procedure].transitions if t.provision is not None}
    acts = [a for a in list_lawful_acts(case, by) if a.transition.code in own]
    acts = [a for a in acts if any(w.relation == "applicant" for w in a.transition.who)]
    acts.sort(key=lambda a: a.transition.code not in main)
    return [
        NextStep(
            act=a.transition.act,
            url=reverse("case_act", args=[case.public_id, a.transition.code]),
            held=a,
            is_main=a.transition.code in main,
            project=case.about_id,
        )
        for a in acts
    ]
