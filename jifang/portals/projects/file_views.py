"""项目档案 (the file of a project): the same page for whoever builds, takes part, or supervises."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jifang.domains.projects.selectors import find_row, refer_to
from jifang.foundation.history.data import NotFoundError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.projects.panels import list_panels


@require_safe
@require_signed_in("see_register", "own_body")
def show_project(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """The page. A project behind a wall is not there."""
    try:
        row = find_row(public_id)
    except NotFoundError:
        raise Http404 from None
    project = refer_to(row)
    context = {"project": project, "row": row, "panels": list_panels(project, request)}
    return render(request, "projects/file.html", context)
