"""What the page of the case of a project's stages shows besides: the way to the project's file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from jifang.domains.projects.data import PROJECT
from jifang.domains.projects.selectors import find_project
from jifang.foundation.cases.models import Case
from jifang.foundation.history.data import NotFoundError
from jifang.portals.account.asking import find_asking
from jifang.portals.cases.panels import add_panel

TEMPLATE = "projects/case_panel.html"


def show_project(case: Case, request: HttpRequest) -> tuple[str, Mapping[str, Any]] | None:
    """The file of the project; for the constructing unit also where it enters what is asked."""
    try:
        project = find_project(case.about_id)
    except NotFoundError:
        return None
    asking = find_asking(request)
    builds = asking.may("own_body") and asking.acting.body.party == project.party
    return TEMPLATE, {"project": project, "builds": builds and case.closed_at is None}


def add_case_panel() -> None:
    """Let the case of the stages show it."""
    add_panel(PROJECT, show_project)
