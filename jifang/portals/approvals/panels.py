"""What the pages of cases and of projects show of design approval, acceptance and changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from jifang.domains.approvals.data import (
    ACCEPTANCE,
    CHANGE,
    CHANGES,
    DESIGN_REVIEW,
    LIABLE_CHANGE,
    READ_AUTHORITY,
    SYSTEM_CHANGE,
)
from jifang.domains.approvals.openings import find_obstacle
from jifang.domains.approvals.reports import find_tested
from jifang.domains.approvals.selectors import (
    find_acceptance,
    find_approval,
    find_change,
    is_early,
    list_cases_of,
    list_slots,
)
from jifang.domains.projects.api import ProjectRef, find_stage
from jifang.domains.projects.data import STAGES
from jifang.foundation.accounts.powers import ORGAN, may
from jifang.foundation.cases.models import Case
from jifang.law.errors import Text
from jifang.portals.approvals.asked import find_about, find_project_url
from jifang.portals.cases.panels import add_panel
from jifang.portals.cases.words import say_procedure
from jifang.portals.projects.panels import add_panel as add_project_panel

Shown = tuple[str, Mapping[str, Any]]
NO_STAGE = Text("尚未立项", "not initiated yet")
OWN = (DESIGN_REVIEW, ACCEPTANCE, SYSTEM_CHANGE)


def is_officer(request: HttpRequest) -> bool:
    """Whether an officer reads."""
    actor = getattr(request, "actor", None)
    return actor is not None and actor.body.kind == ORGAN


def show_papers(case: Case, request: HttpRequest) -> Shown | None:
    """The project, and the papers class by class; for officers the ways to the rooms."""
    project, officer = find_about(case), is_officer(request)
    rooms = []
    if officer and case.state == "received":
        rooms.append("case_intake")
    if officer:
        rooms.append("case_assessment" if case.procedure == DESIGN_REVIEW else "acceptance_room")
    context = {
        "case": case, "project": project, "project_url": find_project_url(project),
        "slots": list_slots(case, check=False),
        "rooms": [(name, reverse(name, args=[case.public_id])) for name in rooms],
        "acceptance": case.procedure == ACCEPTANCE, **say_standing(case, project),
    }  # fmt: skip
    return "approvals/papers_panel.html", context


def say_standing(case: Case, project: ProjectRef | None) -> Mapping[str, Any]:
    """What a case stands on: the stage of its project, for an acceptance the test report too."""
    if project is None or case.closed_at is not None:
        return {}
    stage = find_stage(project.public_id)
    return {
        "stage": STAGES.get(stage, NO_STAGE),
        "early": case.procedure == DESIGN_REVIEW and is_early(project.public_id),
        "tested": find_tested(project.public_id) if case.procedure == ACCEPTANCE else None,
    }  # fmt: skip


def show_change(case: Case, request: HttpRequest) -> Shown | None:
    """What is to be changed, from what to what."""
    project, change = find_about(case), find_change(case)
    context = {
        "project": project, "project_url": find_project_url(project), "change": change,
        "kinds": [CHANGES[k] for k in change.kinds] if change else (), "cite": CHANGE,
        "liable": LIABLE_CHANGE, "reading": READ_AUTHORITY,
    }  # fmt: skip
    return "approvals/change_panel.html", context


def show_of_project(project: ProjectRef, request: HttpRequest) -> Shown | None:
    """What was approved, accepted and changed of a project, and what may be applied for; nothing to
    members of other bodies, behind whose wall approvals lie: none seen is not none given."""
    actor = getattr(request, "actor", None)
    if not is_officer(request) and (actor is None or actor.body.party != project.party):
        return None
    own = actor is not None and may(actor.role, "own_body") and actor.body.party == project.party
    approval = find_approval(project.public_id)
    cases = list_cases_of(project.public_id) if own else []
    context = {
        "approval": approval,
        "accepted": find_acceptance(project.public_id),
        "ways": [
            (say_procedure(code),
             f"{reverse('case_new', args=[code])}?about=project:{project.public_id}",
             find_obstacle(code, cases, approval))
            for code in OWN
        ] if own else (),
    }  # fmt: skip
    return "approvals/project_panel.html", context


def add_panels() -> None:
    """Let the pages of these cases, and of projects, show them."""
    for procedure in (DESIGN_REVIEW, ACCEPTANCE):
        add_panel(procedure, show_papers)
    add_panel(SYSTEM_CHANGE, show_change)
    add_project_panel(show_of_project)
