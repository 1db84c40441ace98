"""A commission: given by the constructing unit, taken or declined, its reports begun."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jifang.domains.projects.api import ProjectRef, find_project
from jifang.domains.testing.commissioning import (
    EARLY,
    answer_commission,
    commission_test,
    find_early,
    is_completed,
)
from jifang.domains.testing.data import AnswerGiven
from jifang.domains.testing.reporting import begin_report
from jifang.domains.testing.selectors import find_commission, list_reports, may_see_draft
from jifang.domains.units.api import SYSTEM_KINDS, LabRef, list_labs
from jifang.law.places import name_region
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.testing.common import (
    POWERS,
    REFUSED,
    finding,
    is_body,
    is_unit,
    say_refused,
    show_refused,
)
from jifang.portals.testing.queue_views import Row
from jifang.portals.wording import format_date, get_reader_lang, join_list


class Day(forms.DateInput):
    """A day, as browsers ask for it."""

    input_type = "date"


class CommissionForm(forms.Form):
    """Which body, on which day."""

    body = forms.ChoiceField(
        label=gettext_lazy("Testing body"),
        help_text=gettext_lazy("those whose accreditation covers the project on this day first"),
    )
    planned_on = forms.DateField(
        label=gettext_lazy("Planned day of the test"), widget=Day,
        help_text=gettext_lazy("the accreditation has to hold on it"),
    )  # fmt: skip
    remark = forms.CharField(
        label=gettext_lazy("Remark"), max_length=500, required=False,
        help_text=gettext_lazy("write no personal data"),
    )  # fmt: skip

    def __init__(self, *args: Any, project: ProjectRef, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["body"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("choose")), *list_choices(project)]


def list_choices(project: ProjectRef) -> list[tuple[str, str]]:
    """Testing bodies, those that may test it today first; of the others what is wanting."""
    today, kinds = timezone.localdate(), frozenset(project.system_kinds)
    labs = sorted(list_labs(), key=lambda lab: bool(lab.list_uncovered(kinds, today)))
    return [(lab.party, say_lab(lab, kinds)) for lab in labs]


def say_lab(lab: LabRef, kinds: frozenset[str]) -> str:
    """A body with its place, and until when it covers what is to be tested, or what is wanting."""
    lang, today = get_reader_lang(), timezone.localdate()
    place = name_region(lab.region).say(lang)
    lacking = lab.list_uncovered(kinds, today)
    if not lab.list_current(today):
        said = _("no valid accreditation today")
    elif lacking:
        words = join_list([SYSTEM_KINDS[k] for k in lacking], lang)
        said = _("does not cover: %(kinds)s") % {"kinds": words}
    else:
        until = max(a.valid_until for a in lab.list_current(today))
        said = _("accredited until %(day)s") % {"day": format_date(until, lang)}
    return f"{lab.name}（{place}）· {said}" if lang == "zh" else f"{lab.name} ({place}) · {said}"


@require_http_methods(["GET", "HEAD", "POST"])
@require_signed_in("own_body")
def commission(request: HttpRequest, asking: Asking, project: UUID) -> HttpResponse:
    """Commission a test of a project of one's own."""
    with finding():
        of = find_project(project)
    if of.party != asking.acting.body.party:
        raise Http404
    form = CommissionForm(request.POST or None, project=of)
    status = 200
    refused = None
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        try:
            row = commission_test(
                asking.acting, of.public_id, d["body"], d["planned_on"], remark=d["remark"]
            )
        except REFUSED as error:
            refused = error
            said, status = say_refused(error)
            for one in said:
                form.add_error(None, one)
        else:
            return HttpResponseRedirect(reverse("testing_commission", args=[row.public_id]))
    shown = {
        "form": form, "project": of, "basis": getattr(refused, "basis", ()),
        "kinds": [SYSTEM_KINDS[k] for k in of.system_kinds],
        "early": None if is_completed(of.public_id) else EARLY,
    }  # fmt: skip
    status = 400 if form.errors and status == 200 else status
    return render(request, "testing/commission_new.html", shown, status=status)


@require_safe
@require_signed_in(*POWERS)
def show_commission(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """A commission, what was answered, its reports."""
    with finding():
        row = find_commission(public_id)
    party = asking.acting.body.party
    reports = [r for r in list_reports(row) if may_see_draft(r, party)]
    shown = {
        "row": Row(row), "reports": reports, "is_body": is_body(asking, row),
        "is_unit": is_unit(asking, row),
        "early": find_early(row, row.project) if is_body(asking, row) else None,
        "drafting": next((r for r in reports if r.state == "draft"), None),
        "locked": [r for r in reports if r.state == "locked"],
    }  # fmt: skip
    return render(request, "testing/commission.html", shown)


@require_POST
@require_signed_in("own_body")
def answer(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Take it, decline it, withdraw it."""
    given = AnswerGiven(
        request.POST.get("answer", ""), request.POST.get("no_conflict") == "yes",
        request.POST.get("declaration", ""), request.POST.get("reason", ""),
    )  # fmt: skip
    back = reverse("testing_commission", args=[public_id])
    with finding():
        try:
            answer_commission(asking.acting, str(public_id), given)
        except REFUSED as error:
            if getattr(error, "code", "") == "not_found":
                raise
            return show_refused(request, error, back, _("Back to the commission"))
    return HttpResponseRedirect(back)


@require_POST
@require_signed_in("own_body")
def begin(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Begin a report, or the correction of one."""
    back = reverse("testing_commission", args=[public_id])
    with finding():
        try:
            report = begin_report(asking.acting, str(public_id), why=request.POST.get("why", ""))
        except REFUSED as error:
            if getattr(error, "code", "") == "not_found":
                raise
            return show_refused(request, error, back, _("Back to the commission"))
    return HttpResponseRedirect(reverse("testing_report", args=[report.public_id]))


URLS: list[URLPattern] = [
    path("testing/projects/<uuid:project>/", commission, name="testing_commission_new"),
    path("testing/commissions/<uuid:public_id>/", show_commission, name="testing_commission"),
    path("testing/commissions/<uuid:public_id>/answer/", answer, name="testing_answer"),
    path("testing/commissions/<uuid:public_id>/report/", begin, name="testing_begin"),
]
