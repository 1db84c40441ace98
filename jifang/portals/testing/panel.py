"""What the page of a project shows of its tests, and the way to commission one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from jifang.domains.projects.api import ProjectRef
from jifang.domains.testing.commissioning import is_completed
from jifang.domains.testing.selectors import list_commissions
from jifang.portals.account.asking import find_asking
from jifang.portals.projects.panels import add_panel
from jifang.portals.testing.queue_views import Row

TEMPLATE = "testing/panel.html"


def show_tests(project: ProjectRef, request: HttpRequest) -> tuple[str, Mapping[str, Any]] | None:
    """Commissions and reports of a project, within the reader's bounds."""
    asking = find_asking(request)
    rows = [Row(c) for c in list_commissions(project=project.public_id)]
    own = asking.may("own_body") and asking.acting.body.party == project.party
    if not rows and not own:
        return None
    done = is_completed(project.public_id)
    return TEMPLATE, {"rows": rows, "own": own, "may_commission": done, "project": project}


def add_panels() -> None:
    """Let projects show it."""
    add_panel(show_tests)
