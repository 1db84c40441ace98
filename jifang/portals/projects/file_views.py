"""项目档案 (the file of a project): the same page for whoever builds, takes part, or supervises."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from jifang.domains.projects.models import Project
from jifang.domains.projects.selectors import find_row
from jifang.domains.projects.services import initiate
from jifang.foundation.cases.data import CaseError
from jifang.foundation.history.data import NotFoundError
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.projects.file_page import make_page
from jifang.portals.wording import get_reader_lang

POWERS = ("see_register", "own_body")
DONE = {
    "initiated": _("The project is initiated."),
    "named": _("The body is entered; it sees the file of the project from now on."),
    "taken": _("The work is taken on and recorded."),
    "left": _("The body takes part no longer."),
    "equipped": _("The equipment is in the list."),
    "proved": _("The quality proof is entered."),
    "logged": _("The day is in the log."),
    "paper": _("The paper is in the file; all who take part see it."),
}


def find_shown(public_id: UUID) -> Project:
    """A project within reach. Raises `Http404`: behind a wall it is not there."""
    try:
        return find_row(public_id)
    except NotFoundError:
        raise Http404 from None


def go_back(project: Project, done: str = "") -> HttpResponseRedirect:
    """To the page of the project, saying what was done."""
    where = reverse("project", args=[project.public_id])
    return HttpResponseRedirect(f"{where}?done={done}" if done else where)


def say_refusal(error: CaseError | InputError) -> list[str]:
    """What was wrong, in the reader's language."""
    lang = get_reader_lang()
    if isinstance(error, InputError):
        return [p.message.say(lang) for p in error]
    return [error.text.say(lang)]


def show_file(
    request: HttpRequest, asking: Asking, row: Project, error: CaseError | InputError | None = None
) -> HttpResponse:
    """The page, with what an act was refused for."""
    page = make_page(row, asking.acting, request)
    done = request.GET.get("done", "")
    basis = error.basis if isinstance(error, CaseError) else ()
    context = {
        "page": page, "done": DONE.get(done, ""), "basis": basis,
        "problems": say_refusal(error) if error else (),
    }  # fmt: skip
    status = 200 if error is None else 400 if isinstance(error, InputError) else 422
    return render(request, "projects/file.html", context, status=status)


@require_safe
@require_signed_in(*POWERS)
def show_project(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """The page."""
    return show_file(request, asking, find_shown(public_id))


@require_POST
@require_signed_in("own_body")
def initiate_project(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Initiate the project: its stages are counted from now on."""
    row = find_shown(public_id)
    try:
        initiate(asking.acting, str(row.public_id))
    except (CaseError, InputError) as error:
        return show_file(request, asking, row, error)
    return go_back(row, "initiated")


URLS: list[URLPattern] = [
    path("projects/<uuid:public_id>/", show_project, name="project"),
    path("projects/<uuid:public_id>/initiate/", initiate_project, name="project_initiate"),
]
