"""Who reported, in clear: a sealed identity for the one officer to whom it was opened; a name that
was left openly, with a purpose. Who looks is recorded first, and nothing is kept on the way."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jifang.domains.complaints.api import read_identity, reveal_contact
from jifang.domains.complaints.data import PROCEDURE
from jifang.foundation.cases.data import CaseError, NotFoundError
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.selectors import find_case
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.wording import get_reader_lang

TEMPLATE = "complaints/identity.html"


def find_complaint(public_id: UUID) -> Case:
    """A complaint within the reader's reach; not found otherwise."""
    try:
        found = find_case(public_id)
    except NotFoundError:
        raise Http404 from None
    if found.procedure != PROCEDURE:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_signed_in("reveal_personal")
def show_identity(request: HttpRequest, asking: Asking, case: UUID) -> HttpResponse:
    """The sealed identity, after a button was pressed; the complainant sees that it happened."""
    found = find_complaint(case)
    if request.method != "POST":
        return render(request, TEMPLATE, {"case": found, "asks": True, "sealed": True})
    try:
        context = {"case": found, "identity": read_identity(asking.acting, case), "sealed": True}
    except CaseError as error:
        return render(request, TEMPLATE, {"case": found, "refused": error}, status=403)
    return render(request, TEMPLATE, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_signed_in("reveal_personal")
def show_contact(request: HttpRequest, asking: Asking, case: UUID) -> HttpResponse:
    """Name and contact that were left openly, after a purpose was given."""
    found = find_complaint(case)
    purpose = request.POST.get("purpose", "")
    context = {"case": found, "purpose": purpose, "asks": True}
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    try:
        context |= {"identity": reveal_contact(asking.acting, case, purpose), "asks": False}
    except InputError as error:
        said = next(iter(error.problems)).message.say(get_reader_lang())
        return render(request, TEMPLATE, context | {"error": said}, status=400)
    except CaseError as error:
        return render(request, TEMPLATE, {"case": found, "refused": error}, status=403)
    return render(request, TEMPLATE, context)


URLS: list[URLPattern] = [
    path("cases/<uuid:case>/identity/", show_identity, name="report_identity"),
    path("cases/<uuid:case>/contact/", show_contact, name="report_contact"),
]
