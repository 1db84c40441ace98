"""Which case a page of these is about, and what both show of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from jifang.domains.approvals.facts import peek_project
from jifang.domains.projects.api import ProjectRef
from jifang.foundation.accounts.powers import ORGAN
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.models import Case
from jifang.portals.account.asking import Asking
from jifang.portals.cases.case_views import find_asked
from jifang.portals.cases.frame import make_frame
from jifang.portals.cases.words import say_number, say_procedure


def find_officers_case(asking: Asking, public_id: UUID, procedures: Collection[str]) -> Case:
    """A case of one of these procedures, for an officer who sees it. Raises `Http404`."""
    case = find_asked(public_id)
    if case.procedure not in procedures or asking.acting.body.kind != ORGAN:
        raise Http404
    return case


def find_about(case: Case) -> ProjectRef | None:
    """The project of a case, where the reader sees it."""
    try:
        return peek_project(case)
    except CaseError:
        return None


def find_project_url(project: ProjectRef | None) -> str:
    """The page of a project; nothing where there is none."""
    for name, args in (("project", ()), ("record", ("project",))):
        try:
            return reverse(name, args=[*args, project.public_id]) if project else ""
        except NoReverseMatch:
            continue
    return ""


def make_shown(asking: Asking, case: Case, title: str) -> dict[str, Any]:
    """What each page shows of its case."""
    project = find_about(case)
    return {
        "case": case, "project": project, "project_url": find_project_url(project),
        "number": say_number(case), "matter": say_procedure(case.procedure), "title": title,
        "trail": [
            (reverse("work"), _("Work-basket")),
            (reverse("case", args=[case.public_id]), say_number(case)), ("", title),
        ],
        **make_frame(asking, "case"),
    }  # fmt: skip
