"""Papers in the shared file of a project: drawings, construction records, reports of those who take
part. Each says which body put it there; it is seen by all who take part and by the organs of the
place, and is only ever added. It lies with the constructing unit, as the rest of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jifang.domains.projects.bounds import (
    describe,
    is_builder,
    refuse,
    refuse_who,
    takes_part,
    widen,
)
from jifang.domains.projects.data import ENDED, ROLES
from jifang.domains.projects.models import Paper, Project
from jifang.domains.projects.selectors import find_row
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.services import record_act
from jifang.foundation.cases.data import CaseError
from jifang.foundation.documents.data import Owner
from jifang.foundation.documents.models import Document
from jifang.foundation.documents.services import store_upload
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import InputError, Problem, Text

LONGEST_TITLE: Final = 200
MOST: Final = 500
"""Papers of one project: a bound against a slip, of no provision."""


@dataclass(frozen=True, slots=True)
class Given:
    """A paper as it is handed in: what it is, the name and the bytes of its file, the media type
    that its sender named."""

    title: str
    name: str
    file: BinaryIO
    declared: str = ""


def may_add(by: Actor, project: Project) -> bool:
    """Whether somebody acts for the constructing unit or a body that takes part now, and the
    project goes on."""
    going_on = project.stage not in {"", ENDED}
    return going_on and (is_builder(by, project) or takes_part(by, project, *ROLES))


def add_paper(by: Actor, public_id: UUID | str, given: Given) -> Paper:
    """Put a paper into the file.

    Raises `NotFoundError`, `CaseError`, `InputError`; `DocumentError` where the file is refused.
    """
    project, title = find_row(public_id), given.title.strip()
    act = describe(by, "paper_added", project, ("party", by.body.party))
    if not (is_builder(by, project) or takes_part(by, project, *ROLES)):
        raise refuse_who(
            act, "建设单位、参与该项目的单位", "the constructing unit and those who take part"
        )
    if not may_add(by, project):
        said = Text("项目尚未立项或者已终止", "the project is not initiated, or has ended")
        raise refuse(act, CaseError("stage", said, act.basis))
    if not title or len(title) > LONGEST_TITLE:
        said = Text(f"1 至 {LONGEST_TITLE} 字", f"1 to {LONGEST_TITLE} characters")
        raise InputError(Problem("title", given.title[:LONGEST_TITLE], said))
    with work_in(widen(project)), transaction.atomic():
        if Paper.objects.filter(project=project).count() >= MOST:
            said = Text(f"一个项目至多 {MOST} 件", f"{MOST} papers of a project at most")
            raise refuse(act, CaseError("most", said, act.basis))
        owner = Owner(project.organ_region, project.party, project.grant_key)
        kept = store_upload(
            by, owner, given.name, given.file, "project.paper", declared=given.declared,
            entrusted=True,
        )  # fmt: skip
        there = find_same(project, kept.original_sha256)
        if there is not None:
            raise refuse(act, CaseError("same", say_same(there)))
        return Paper.objects.create(
            organ_region=project.organ_region, party=project.party,
            grant_key=project.grant_key, project=project, by=by.public_id,
            by_party=by.body.party, by_name=by.body.name, document=kept.public_id, title=title,
            entry=record_act(act).entry,
        )  # fmt: skip


def find_same(project: Project, digest: str) -> Paper | None:
    """The paper of the file that came with the same bytes, by the SHA-256 of what was received."""
    papers = Paper.objects.filter(project=project)
    held = Document.objects.filter(
        public_id__in=papers.values("document"), original_sha256=digest
    ).values_list("public_id", flat=True)
    return papers.filter(document__in=held).order_by("id").first()


def say_same(there: Paper) -> Text:
    """That a file is there already, under which title, by whom, since when: an archive keeps it
    once, as nothing is taken out again. A rule of the platform."""
    day = timezone.localdate(there.at)
    return Text(
        f"同一文件已在项目档案中：“{there.title}”，{there.by_name} 于 {day} 放入；同一文件只存一份",
        f"this very file is in the shared file already: “{there.title}”, put there by"
        f" {there.by_name} on {day}; a file is kept once",
    )


def list_papers(project: Project) -> list[Paper]:
    """The papers of a project that the reader sees, the latest first."""
    return list(Paper.objects.filter(project=project).order_by("-id"))
