"""Reading projects: within the reader's reach, their members' by the key of the project."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from jifang.domains.projects import data
from jifang.domains.projects.data import ProjectRef
from jifang.domains.projects.kinds import PROJECT
from jifang.domains.projects.models import (
    Equipment,
    EquipmentProof,
    Member,
    Paper,
    Preliminary,
    Project,
    Stage,
    TrialEntry,
)
from jifang.foundation.cases.models import Case
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.selectors import find_record
from jifang.law.errors import Text


def refer_to(project: Project) -> ProjectRef:
    """A project as others name it."""
    return ProjectRef(
        public_id=str(project.public_id), name=project.name, party=project.party,
        unit_name=project.unit_name, setting=project.setting, region=project.region,
        organ_region=project.organ_region, site=str(project.site or ""),
        constructing_unit_level=project.constructing_unit_level,
        constructing_unit_region=project.constructing_unit_region,
        system_kinds=tuple(project.system_kinds), amount=project.amount,
        risk_level=project.risk_level, counter_terrorism=project.counter_terrorism,
        demonstration=project.demonstration, pk=project.pk, grant_key=project.grant_key,
    )  # fmt: skip


def find_row(public_id: UUID | str) -> Project:
    """The row of a project. Raises `NotFoundError`, behind a wall too."""
    return find_record(PROJECT, public_id)


def find_project(public_id: UUID | str) -> ProjectRef:
    """A project. Raises `NotFoundError`, behind a wall too."""
    return refer_to(find_row(public_id))


def find_stage(public_id: UUID | str) -> str:
    """The stage that a project has reached; empty before it is initiated. Raises
    `NotFoundError`."""
    return find_row(public_id).stage


def find_lifecycle(project: ProjectRef | Project) -> Case | None:
    """The case of a project's stages, where the reader sees it: members of other bodies do not."""
    found = Case.objects.filter(
        procedure=data.PROJECT, about_kind=data.PROJECT, about_id=str(project.public_id)
    )
    return found.first()


def list_cases(project: ProjectRef | Project) -> list[Case]:
    """The cases about a project that the reader sees, its stages left out, the latest first."""
    found = Case.objects.filter(about_kind=data.PROJECT, about_id=str(project.public_id))
    return list(found.exclude(procedure=data.PROJECT).order_by("-opened_at", "-pk"))


def refer_to_member(row: Member) -> data.Member:
    """A member as others name it."""
    return data.Member(
        str(row.public_id), row.member_party, str(row.body), row.name, row.role, row.since,
        row.until, row.undertaking,
    )  # fmt: skip


def list_members(public_id: UUID | str, on: date | None = None) -> list[data.Member]:
    """The bodies that take part in a project, those of the past too; with a day, those of the
    day. Raises `NotFoundError`."""
    rows = list_member_rows(find_row(public_id))
    found = [refer_to_member(row) for row in rows]
    if on is None:
        return found
    return [m for m in found if m.since <= on and (m.until is None or on <= m.until)]


def list_member_rows(project: Project) -> QuerySet[Member]:
    """The rows of a project's members, in the order in which they came."""
    return Member.objects.filter(project=project).order_by("since", "id")


def list_stages(project: Project) -> list[Stage]:
    """The stages that were reached, in their order."""
    return list(Stage.objects.filter(project=project).order_by("id"))


def list_own_projects(party: str) -> QuerySet[Project]:
    """The projects that a body takes part in now, within the reader's reach."""
    mine = Member.objects.filter(member_party=party, until=None).values("project")
    return Project.objects.filter(pk__in=mine).order_by("pinyin", "id")


def list_equipment(project: Project) -> list[tuple[Equipment, list[EquipmentProof]]]:
    """The equipment of a project that is in the register, each with its proofs."""
    items = list(Equipment.objects.filter(project=project, state=ACTIVE).order_by("id"))
    proofs: dict[int, list[EquipmentProof]] = {}
    for proof in EquipmentProof.objects.filter(project=project, state=ACTIVE).order_by("id"):
        proofs.setdefault(proof.equipment_id, []).append(proof)
    return [(item, proofs.get(item.pk, [])) for item in items]


def list_trial_entries(project: Project) -> list[TrialEntry]:
    """The log of the trial run, by day."""
    return list(TrialEntry.objects.filter(project=project).order_by("on"))


def list_preliminaries(project: Project) -> list[Preliminary]:
    """The preliminary acceptances that were held."""
    return list(Preliminary.objects.filter(project=project).order_by("id"))


def find_completion(public_id: UUID | str) -> date | None:
    """The day on which a project was completed, if it was. Raises `NotFoundError`."""
    done = Stage.objects.filter(project=find_row(public_id), stage="completed")
    return done.order_by("-id").values_list("legal_day", flat=True).first()


def say_completion(public_id: UUID | str) -> Text:
    """What the file holds of a project's completion: the day, the preliminary acceptance that was
    passed, how many papers of those who take part. Raises `NotFoundError`."""
    project = find_row(public_id)
    done = Stage.objects.filter(project=project, stage="completed").order_by("-id").first()
    passed = [p for p in list_preliminaries(project) if p.verdict == "passed"]
    papers = Paper.objects.filter(project=project).count()
    said = [Text(f"竣工 {done.legal_day}", f"completed on {done.legal_day}")] if done else []
    if passed:
        held = passed[-1].held_on
        said.append(Text(f"初验通过 {held}", f"preliminary acceptance passed on {held}"))
    said.append(Text(f"项目档案文件 {papers} 件", f"{papers} papers in the file"))
    return Text("，".join(t.zh for t in said), ", ".join(t.en for t in said))


def find_trial_span(project: Project) -> tuple[date, date | None] | None:
    """The day on which the trial run began, and that of completion, which ends it."""
    ended, stages = None, Stage.objects.filter(project=project, stage__in=("trial", "completed"))
    for stage, day in stages.order_by("-id").values_list("stage", "legal_day"):
        if stage == "trial":
            return day, ended
        ended = day
    return None


def find_trial_start(project: Project) -> date | None:
    """The day on which the trial run began."""
    span = find_trial_span(project)
    return None if span is None else span[0]
