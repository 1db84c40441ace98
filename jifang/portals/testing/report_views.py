"""The report: built clause by clause while it is a draft, read once it is locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jifang.domains.testing.checklist import (
    KnownClause,
    find_known,
    list_known,
    list_sampling_rules,
    warn_clause,
    warn_report,
)
from jifang.domains.testing.data import DRAFT, LOCKED, RESULTS, STATES, VERDICTS
from jifang.domains.testing.judging import find_verdict
from jifang.domains.testing.locking import list_gaps, lock_report, preview_report
from jifang.domains.testing.models import Clause, Report
from jifang.domains.testing.reporting import discard_report, set_days
from jifang.domains.testing.selectors import (
    find_letter,
    find_report_row,
    is_current,
    list_clauses,
    list_evidence,
    may_see_draft,
    read_beyond,
)
from jifang.domains.units.api import SYSTEM_KINDS
from jifang.foundation.documents.codes import group_code
from jifang.foundation.documents.downloads import serve, serve_document, serve_letter
from jifang.foundation.documents.models import Document
from jifang.law.errors import InputError, Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.testing.common import POWERS, REFUSED, finding, is_body, show_refused

MARKS = {"conforms": "ok", "does_not": "stop", "not_applicable": "none"}


@dataclass(frozen=True, slots=True)
class Line:
    """A clause as the page shows it."""

    row: Clause
    known: KnownClause | None
    papers: list[Document]
    tested_on: date | None

    @property
    def result(self) -> Text:
        """What was found."""
        return RESULTS[self.row.result]

    @property
    def mark(self) -> str:
        """The mark of that."""
        return MARKS[self.row.result]

    @property
    def warnings(self) -> list[Text]:
        """What is to be looked at again: sample, instrument, a reading beyond the requirement."""
        given: Any = self.row  # it has the same fields
        return list(warn_clause(given, self.tested_on))

    @property
    def measured(self) -> str:
        """What was measured, with its unit."""
        unit = "" if self.row.unit == "1" else self.row.unit
        return f"{self.row.measured} {unit}".strip()


def find_seen(asking: Asking, public_id: UUID) -> Report:
    """A report that may be seen. Raises `Http404`."""
    with finding():
        report = find_report_row(public_id)
    if not may_see_draft(report, asking.acting.body.party):
        raise Http404
    return report


def make_lines(report: Report) -> list[Line]:
    """Its clauses."""
    rows = list_clauses(report)
    papers = list_evidence(rows)
    on = report.tested_on or timezone.localdate()
    return [
        Line(row, find_known(row.known, on) if row.known else None,
             [papers[one] for one in row.evidence if one in papers], report.tested_on)
        for row in rows
    ]  # fmt: skip


@require_safe
@require_signed_in(*POWERS)
def show_report(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """The report: the builder for its body, else as it was locked."""
    report = find_seen(asking, public_id)
    return show_page(request, asking, report)


def show_page(
    request: HttpRequest, asking: Asking, report: Report, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page, with what was wrong with the last act, if any."""
    lines = make_lines(report)
    writes = report.state == DRAFT and is_body(asking, report)
    shown: dict[str, Any] = {
        "report": report, "row": report.commission, "lines": lines, "writes": writes,
        "state": STATES[report.state], "verdict": find_verdict(c.row.result for c in lines),
        "kinds": [SYSTEM_KINDS[k] for k in report.commission.system_kinds],
        "number": len(lines), "may_correct": report.state == LOCKED and is_body(asking, report),
        **more,
    }  # fmt: skip
    shown["verdict_said"] = VERDICTS.get(shown["verdict"])
    shown |= describe_draft(asking, report, lines) if writes else describe_locked(report)
    return render(request, "testing/report.html", shown, status=status)


def describe_draft(asking: Asking, report: Report, lines: list[Line]) -> Mapping[str, Any]:
    """What the builder needs besides: the check list, what is missing, who may lock."""
    on = report.tested_on or timezone.localdate()
    used = {line.row.known for line in lines}
    me = asking.acting.public_id
    wrote = me == report.drafted_by or any(line.row.written_by == me for line in lines)
    return {
        "known": [k for k in list_known(on) if k.code not in used],
        "sampling": list_sampling_rules(on),
        "gaps": [p.message for p in list_gaps(report, [line.row for line in lines])],
        "doubts": list(warn_report(
            [line.row for line in lines],  # type: ignore[misc]  # a row has the same fields
            len(report.commission.system_kinds),
        )),
        "wrote": wrote, "today": timezone.localdate(),
    }  # fmt: skip


def describe_locked(report: Report) -> Mapping[str, Any]:
    """What a locked report shows besides: its letter and what followed it."""
    letter = find_letter(report)
    later = None
    if report.state == LOCKED and not is_current(report):
        later = report.commission.reports.filter(state=LOCKED).order_by("-version").first()
    return {
        "letter": letter, "code": group_code(letter.code) if letter else "", "later": later,
    }  # fmt: skip


def read_day(text: str) -> date | None:
    """A day of a form; nothing where it is left out. Raises `ValueError`."""
    return date.fromisoformat(text) if text.strip() else None


@require_POST
@require_signed_in("own_body")
def change_days(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """On which days the test was, and a remark."""
    report = find_seen(asking, public_id)
    try:
        set_days(
            asking.acting, str(public_id), read_day(request.POST.get("tested_from", "")),
            read_day(request.POST.get("tested_on", "")), remark=request.POST.get("remark", ""),
        )  # fmt: skip
    except ValueError as error:
        if isinstance(error, InputError):
            return refuse(request, public_id, error)
        said = _("A day is written 2026-11-26.")
        return show_page(request, asking, report, status=400, day_error=said)
    except REFUSED as error:
        return refuse(request, public_id, error)
    return HttpResponseRedirect(reverse("testing_report", args=[public_id]))


def refuse(request: HttpRequest, public_id: UUID, error: Any) -> HttpResponse:
    """Why it was not done."""
    back = reverse("testing_report", args=[public_id])
    return show_refused(request, error, back, _("Back to the report"))


@require_http_methods(["POST"])
@require_signed_in("own_body")
def lock(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Lock the draft as it was seen."""
    find_seen(asking, public_id)
    try:
        edition = int(request.POST.get("edition", "-1"))
    except ValueError:
        edition = -1
    try:
        lock_report(asking.acting, str(public_id), edition=edition)
    except REFUSED as error:
        return refuse(request, public_id, error)
    return HttpResponseRedirect(reverse("testing_report", args=[public_id]))


@require_POST
@require_signed_in("own_body")
def discard(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Give the draft up."""
    report = find_seen(asking, public_id)
    try:
        discard_report(asking.acting, str(public_id))
    except REFUSED as error:
        return refuse(request, public_id, error)
    return HttpResponseRedirect(reverse("testing_commission", args=[report.commission.public_id]))


@require_safe
@require_signed_in(*POWERS)
def read_pdf(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """The sealed letter of a locked report; of a draft its preview."""
    report = find_seen(asking, public_id)
    if report.state == DRAFT:
        try:
            return serve(preview_report(report), "preview.pdf", "application/pdf")
        except REFUSED as error:
            return refuse(request, public_id, error)
    letter = find_letter(report)
    if letter is None:
        raise Http404
    with read_beyond():
        return serve_letter(letter)


@require_safe
@require_signed_in(*POWERS)
def read_evidence(
    request: HttpRequest, asking: Asking, public_id: UUID, document: UUID
) -> HttpResponse:
    """A document that the report names as evidence."""
    report = find_seen(asking, public_id)
    found = list_evidence(list_clauses(report)).get(str(document))
    if found is None:
        raise Http404
    with read_beyond():
        return serve_document(found)


URLS: list[URLPattern] = [
    path("testing/reports/<uuid:public_id>/", show_report, name="testing_report"),
    path("testing/reports/<uuid:public_id>/days/", change_days, name="testing_days"),
    path("testing/reports/<uuid:public_id>/lock/", lock, name="testing_lock"),
    path("testing/reports/<uuid:public_id>/discard/", discard, name="testing_discard"),
    path("testing/reports/<uuid:public_id>/pdf/", read_pdf, name="testing_pdf"),
    path(
        "testing/reports/<uuid:public_id>/evidence/<uuid:document>/", read_evidence,
        name="testing_evidence",
    ),
]  # fmt: skip
