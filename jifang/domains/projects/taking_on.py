"""What a firm takes on of a project: for what it was named, by what the register says of it.

However an undertaking is entered, it is linked to the member that it is of; one without a member
is refused, so that none stands in the way of another.
"""

from __future__ import annotations

from jifang.domains.projects.bounds import widen
from jifang.domains.projects.covers import make_work
from jifang.domains.projects.data import UNDERTAKE, UNDERTAKEN
from jifang.domains.projects.models import Member, Project
from jifang.domains.projects.selectors import find_row
from jifang.domains.qualifications.api import Subject, Undertaking, Work, add_subject
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Basis
from jifang.foundation.cases.data import CaseError
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import InputError, Problem, Text

NO_PROJECT = Text("登记中没有这个项目", "the register has no such project")
BASIS = (Basis(*UNDERTAKE),)


def find_work(by: Actor, work: Work) -> Work:
    """The work with name, place, days, amount and risk level of the register; by a firm that was
    named for it, on no day before that. Raises `InputError`, `CaseError`."""
    try:
        project = find_row(work.project.id)
    except NotFoundError:
        raise InputError(Problem("project", work.project.id, NO_PROJECT)) from None
    member = find_waiting(project, work)
    first = member.since
    if work.undertaken_on < first:
        said = Text(
            f"不早于该单位列入项目之日 {first}", f"not before the firm was named on {first}"
        )
        raise InputError(Problem("undertaken_on", work.undertaken_on.isoformat(), said))
    begins = max(work.undertaken_on, member.work_from or work.undertaken_on)
    return make_work(
        project, work.party, work.work, on=work.undertaken_on, work_from=begins,
        work_until=max(begins, member.work_until or begins),
    )  # fmt: skip


def find_waiting(project: Project, work: Work) -> Member:
    """The member that is to take the work on, held until it has. Raises `CaseError`."""
    with work_in(widen(project, work.party)):
        found = Member.objects.select_for_update().filter(
            project=project, member_party=work.party, role=work.work, until=None
        )
        member = found.first() if work.work in UNDERTAKEN else None
    if member is None:
        said = Text(
            "该单位没有以这一角色列入项目，先由建设单位列入",
            "the firm was not named for this work; the constructing unit names it first",
        )
        raise CaseError("member", said, BASIS)
    if member.undertaking is not None:
        raise CaseError("twice", Text("已经承接", "taken on already"), BASIS)
    return member


def link_member(row: Undertaking) -> None:
    """Say at the member what it has taken on, and by what it is covered."""
    cover = row.certificate or row.filing
    Member.objects.filter(
        project__public_id=row.project_id, member_party=row.party, role=row.work, until=None,
        undertaking=None,
    ).update(
        undertaking=row.pk, undertaken_on=row.undertaken_on,
        certificate="" if cover is None else cover.number,
    )  # fmt: skip


add_subject("project", Subject(find_work, link_member, once=False))
