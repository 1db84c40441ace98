"""Whether firms that have taken work on still may, as the project now stands (art. 14 ¶2).

The law was asked when each took it on; it is asked again by the project's present amount and risk
level, for the same days, before a stage and before either of the two is changed.
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from jifang.domains.projects.bounds import widen
from jifang.domains.projects.data import PROJECT
from jifang.domains.projects.models import Member, Project
from jifang.domains.qualifications.api import Work, judge_work
from jifang.domains.units.api import find_firm
from jifang.foundation.audit.data import Target
from jifang.foundation.walls.scope import work_in
from jifang.law import Decision


def make_work(
    project: Project, party: str, role: str, *, on: date, work_from: date, work_until: date
) -> Work:
    """The work as the law is asked about it."""
    return Work(
        party, Target(PROJECT, str(project.public_id)), project.name, project.region, role, on,
        work_from, work_until, project.amount, project.risk_level,
    )  # fmt: skip


def list_taken_on(project: Project, role: str = "") -> QuerySet[Member]:
    """Those who take part now and have taken their work on; of a role, where one is named."""
    found = Member.objects.filter(project=project, until=None, undertaking__isnull=False)
    return (found.filter(role=role) if role else found).order_by("id")


def find_uncovered(project: Project, member: Member) -> Decision | None:
    """Why a firm may not do what it took on, by the project as it stands; none where it may."""
    taken, begins, ends = member.undertaken_on, member.work_from, member.work_until
    if taken is None or begins is None or ends is None:
        return None
    work = make_work(
        project, member.member_party, member.role, on=taken, work_from=max(taken, begins),
        work_until=max(taken, begins, ends),
    )  # fmt: skip
    with work_in(widen(project, member.member_party)):
        firm = find_firm(member.member_party)
        return None if firm is None else judge_work(firm, work).adverse
