"""One clause of a draft: what was found, with what, on how many, by which evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jifang.domains.testing.checklist import find_known, list_sampling_rules
from jifang.domains.testing.data import DRAFT, EVIDENCE, RESULTS, ClauseGiven
from jifang.domains.testing.judging import describe_clause
from jifang.domains.testing.models import Clause, Report
from jifang.domains.testing.reporting import find_evidence_owner, remove_clause, write_clause
from jifang.domains.testing.selectors import list_clauses, list_evidence
from jifang.domains.units.api import list_tools_of
from jifang.foundation.accounts.data import Actor
from jifang.foundation.documents.data import TYPES
from jifang.foundation.documents.services import store_upload
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.testing.commission_views import Day
from jifang.portals.testing.common import REFUSED, is_body, say_refused
from jifang.portals.testing.report_views import find_seen, refuse
from jifang.portals.wording import get_reader_lang

MOST_FILES: Final = 5
GROUPS: Final = (
    (gettext_lazy("The clause"), ("standard", "clause", "requirement")),
    (gettext_lazy("What was found"), ("result", "measured", "unit", "remark")),
    (gettext_lazy("Measured with"),
     ("tool", "instrument", "instrument_certificate", "instrument_until")),
    (gettext_lazy("On how many"),
     ("population", "sampled", "failed", "resampled", "failed_again")),
)  # fmt: skip


class ClauseForm(forms.Form):
    """A clause as it is entered."""

    standard = forms.CharField(
        label=gettext_lazy("Standard"), max_length=60,
        help_text=gettext_lazy("number and year, as GB 50348-2018"),
    )  # fmt: skip
    clause = forms.CharField(label=gettext_lazy("Clause"), max_length=40)
    requirement = forms.CharField(
        label=gettext_lazy("Requirement"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
    result = forms.ChoiceField(label=gettext_lazy("Result of the clause"))
    measured = forms.CharField(label=gettext_lazy("Measured value"), max_length=60, required=False)
    unit = forms.CharField(
        label=gettext_lazy("Unit"), max_length=24, required=False,
        help_text=gettext_lazy("1 for a plain number"),
    )  # fmt: skip
    remark = forms.CharField(label=gettext_lazy("Remark"), max_length=500, required=False)
    tool = forms.ChoiceField(
        label=gettext_lazy("Instrument from the register"), required=False,
        help_text=gettext_lazy("name, serial number and calibration are taken from there"),
    )  # fmt: skip
    instrument = forms.CharField(
        label=gettext_lazy("or another instrument"), max_length=200, required=False
    )
    instrument_certificate = forms.CharField(
        label=gettext_lazy("Number of its calibration certificate"), max_length=96, required=False
    )
    instrument_until = forms.DateField(
        label=gettext_lazy("Its certificate is valid until"), widget=Day, required=False
    )
    population = forms.IntegerField(
        label=gettext_lazy("Of this model there are"), min_value=0, required=False
    )
    sampled = forms.IntegerField(label=gettext_lazy("tested"), min_value=0, required=False)
    failed = forms.IntegerField(label=gettext_lazy("failed"), min_value=0, required=False)
    resampled = forms.IntegerField(label=gettext_lazy("tested again"), min_value=0, required=False)
    failed_again = forms.IntegerField(
        label=gettext_lazy("failed again"), min_value=0, required=False
    )

    def __init__(self, *args: Any, party: str, **more: Any) -> None:
        super().__init__(*args, **more)
        lang = get_reader_lang()
        result, tool = self.fields["result"], self.fields["tool"]
        if isinstance(result, forms.ChoiceField) and isinstance(tool, forms.ChoiceField):
            result.choices = [("", _("choose")), *((c, t.say(lang)) for c, t in RESULTS.items())]
            tool.choices = [
                ("", _("none")),
                *((t.public_id, f"{t.name} {t.model} {t.serial_number}".strip())
                  for t in list_tools_of(party)),
            ]  # fmt: skip


def find_draft(asking: Asking, public_id: UUID) -> Report:
    """A draft of one's own body. Raises `Http404`."""
    report = find_seen(asking, public_id)
    if report.state != DRAFT or not is_body(asking, report):
        raise Http404
    return report


@require_http_methods(["GET", "HEAD", "POST"])
@require_signed_in("own_body")
def edit(request: HttpRequest, asking: Asking, public_id: UUID, position: int = 0) -> HttpResponse:
    """Add a clause (position 0), with what the check list knows of it, or change one."""
    report = find_draft(asking, public_id)
    row = next((c for c in list_clauses(report) if c.position == position), None)
    if position and row is None:
        raise Http404
    asked = request.GET.get("known", "") if request.method != "POST" else ""
    known = request.POST.get("known", "") or (row.known if row else asked)
    form = ClauseForm(
        request.POST if request.method == "POST" else None, party=report.body,
        initial=find_initial(report, row, known),
    )  # fmt: skip
    problems: list[str] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            save(request, asking.acting, report, row, form)
        except InputError as error:
            status = attach(form, error, problems)
        except REFUSED as error:
            problems, status = say_refused(error)
        else:
            return HttpResponseRedirect(reverse("testing_report", args=[public_id]) + "#clauses")
    on = report.tested_on or timezone.localdate()
    shown = {
        "form": form, "report": report, "row": row, "problems": problems,
        "known": find_known(known, on) if known else None, "known_code": known,
        "groups": [(title, [form[n] for n in names]) for title, names in GROUPS],
        "sampling": list_sampling_rules(on), "papers": list_evidence([row] if row else []),
        "accept": ",".join(f".{e}" for t in TYPES.values() for e in t.extensions),
    }  # fmt: skip
    return render(
        request,
        "testing/clause.html",
        shown,
        status=400 if form.errors and status == 200 else status,
    )


def attach(form: ClauseForm, error: InputError, problems: list[str]) -> int:
    """Put problems beside their fields; the rest above."""
    lang = get_reader_lang()
    for problem in error.problems:
        if problem.field in form.fields:
            form.add_error(problem.field, problem.message.say(lang))
        else:
            problems.append(problem.message.say(lang))
    return 400


def find_initial(report: Report, row: Clause | None, known: str) -> dict[str, Any]:
    """What stands in the form at first."""
    if row is not None:
        return describe_clause(row)
    found = find_known(known, report.tested_on or timezone.localdate()) if known else None
    if found is None:
        return {}
    return {"standard": found.standard, "clause": found.clause, "requirement": found.says.zh}


@transaction.atomic
def save(
    request: HttpRequest, by: Actor, report: Report, row: Clause | None, form: ClauseForm
) -> None:
    """Evidence into the store, then the clause: all or nothing."""
    d = dict(form.cleaned_data)
    tool = next((t for t in list_tools_of(report.body) if t.public_id == d.pop("tool")), None)
    if tool is not None:
        d["instrument"] = " ".join(filter(None, (tool.name, tool.model, tool.serial_number)))
        d["instrument_until"] = d["instrument_until"] or tool.calibrated_until
    kept = [one for one in (row.evidence if row else []) if one in request.POST.getlist("keep")]
    files = request.FILES.getlist("evidence")[:MOST_FILES]
    new = [store_paper(by, report, file) for file in files]
    known = request.POST.get("known", "") or (row.known if row else "")
    found = find_known(known, report.tested_on or timezone.localdate()) if known else None
    given = replace(
        ClauseGiven("", "", "", ""), **d, known=found.code if found else "",
        evidence=(*kept, *new),
    )  # fmt: skip
    write_clause(by, str(report.public_id), given, position=row.position if row else None)


def store_paper(by: Actor, report: Report, file: UploadedFile) -> str:
    """A paper of evidence."""
    kept = store_upload(
        by, find_evidence_owner(report), file.name or "", cast(BinaryIO, file), EVIDENCE,
        declared=file.content_type or "",
    )  # fmt: skip
    return str(kept.public_id)


@require_POST
@require_signed_in("own_body")
def remove(request: HttpRequest, asking: Asking, public_id: UUID, position: int) -> HttpResponse:
    """Take a clause out of the draft."""
    find_seen(asking, public_id)
    try:
        remove_clause(asking.acting, str(public_id), position)
    except REFUSED as error:
        return refuse(request, public_id, error)
    return HttpResponseRedirect(reverse("testing_report", args=[public_id]) + "#clauses")


URLS: list[URLPattern] = [
    path("testing/reports/<uuid:public_id>/clause/", edit, name="testing_clause_new"),
    path(
        "testing/reports/<uuid:public_id>/clause/<int:position>/", edit, name="testing_clause"
    ),
    path(
        "testing/reports/<uuid:public_id>/clause/<int:position>/remove/", remove,
        name="testing_clause_remove",
    ),
]  # fmt: skip
