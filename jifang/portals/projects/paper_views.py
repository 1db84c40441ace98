"""Papers that those who take part put into the shared file of a project."""

from __future__ import annotations

from typing import BinaryIO, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from jifang.domains.projects.models import Project
from jifang.domains.projects.papers import LONGEST_TITLE, Given, add_paper, may_add
from jifang.foundation.cases.data import CaseError
from jifang.foundation.documents.data import TYPES, DocumentError
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.projects.file_views import find_shown, go_back
from jifang.portals.wording import get_reader_lang


@require_signed_in("own_body")
def add(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Put a paper into the file."""
    row = find_shown(public_id)
    if not may_add(asking.acting, row):
        raise Http404
    if request.method != "POST":
        return show_form(request, row, [], 200)
    file, lang = request.FILES.get("file"), get_reader_lang()
    if file is None:
        return show_form(request, row, [_("Choose a file.")], 400)
    given = Given(
        request.POST.get("title", ""), file.name or "", cast(BinaryIO, file),
        file.content_type or "",
    )  # fmt: skip
    try:
        add_paper(asking.acting, row.public_id, given)
    except InputError as error:
        said = [_("What it is: %(said)s") % {"said": p.message.say(lang)} for p in error]
        return show_form(request, row, said, 400)
    except (CaseError, DocumentError) as error:
        return show_form(request, row, [error.text.say(lang)], 422)
    return go_back(row, "paper")


def show_form(request: HttpRequest, row: Project, problems: list[str], status: int) -> HttpResponse:
    """The form that takes a file, with what was wrong."""
    shown = {
        "row": row, "problems": problems, "title_given": request.POST.get("title", ""),
        "longest": LONGEST_TITLE, "types": TYPES.values(),
        "accept": ",".join(f".{e}" for t in TYPES.values() for e in t.extensions),
    }  # fmt: skip
    return render(request, "projects/paper.html", shown, status=status)


URLS: list[URLPattern] = [
    path("projects/<uuid:public_id>/papers/new/", add, name="project_paper_add"),
]
