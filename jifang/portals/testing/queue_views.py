"""The queue of commissions, of a body or of a unit; the scope of a body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jifang.domains.testing.data import ANSWERS, LOCKED, VERDICTS, WAITING
from jifang.domains.testing.models import Answer, Commission, Report
from jifang.domains.testing.selectors import list_commissions
from jifang.domains.units.api import SYSTEM_KINDS, find_lab, list_tools_of
from jifang.law.errors import Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.testing.common import POWERS, is_lab

MOST: Final = 200
SOON: Final = timedelta(days=60)
REPORT_GOING = Text("报告编制中", "the report is being written")
NO_REPORT = Text("已接受，尚无报告", "taken, no report yet")


@dataclass(frozen=True, slots=True)
class Row:
    """A commission with where it stands."""

    commission: Commission

    @property
    def answer(self) -> Answer | None:
        """What was answered."""
        return getattr(self.commission, "answered", None)

    @property
    def reports(self) -> list[Report]:
        """Its reports, without discarded drafts."""
        return list(self.commission.reports.all())

    @property
    def locked(self) -> Report | None:
        """The latest locked report."""
        found = [r for r in self.reports if r.state == LOCKED]
        return max(found, key=lambda report: report.version, default=None)

    @property
    def draft(self) -> Report | None:
        """The report that is being written."""
        return next((r for r in self.reports if r.state == "draft"), None)

    @property
    def state(self) -> Text:
        """Where it stands, in words."""
        if self.answer is None:
            return WAITING
        if self.answer.answer != "taken":
            return ANSWERS[self.answer.answer]
        if self.locked is not None:
            return VERDICTS[self.locked.verdict]
        return REPORT_GOING if self.draft else NO_REPORT

    @property
    def mark(self) -> str:
        """The mark of that."""
        if self.answer is None:
            return "act"
        if self.locked is not None:
            return "ok" if self.locked.verdict == "passed" else "stop"
        return "open" if self.answer.answer == "taken" else "none"

    @property
    def kinds(self) -> list[Text]:
        """The kinds of system that are tested."""
        return [SYSTEM_KINDS[k] for k in self.commission.system_kinds]


def sort_rows(rows: Iterable[Commission]) -> tuple[list[Row], list[Row], list[Row]]:
    """What waits for an answer, what is being done, what is over."""
    waiting, going, over = [], [], []
    for row in map(Row, rows):
        if row.answer is None:
            waiting.append(row)
        elif row.answer.answer == "taken" and (row.locked is None or row.draft):
            going.append(row)
        else:
            over.append(row)
    return waiting, going, over


@require_safe
@require_signed_in(*POWERS)
def show_queue(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The commissions of one's body; an officer is led to the list of the territory."""
    if not asking.may("own_body"):
        return HttpResponseRedirect(reverse("list", args=["test_reports"]))
    party = asking.acting.body.party
    lab = is_lab(asking)
    found = list_commissions(body=party) if lab else list_commissions(party=party)
    waiting, going, over = sort_rows(found[:MOST])
    shown = {
        "is_lab": lab, "waiting": waiting, "going": going, "over": over,
        "lab": find_lab(party) if lab else None, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "testing/queue.html", shown)


@require_safe
@require_signed_in("own_body")
def show_scope(request: HttpRequest, asking: Asking) -> HttpResponse:
    """What the body is accredited for, until when; its instruments with their calibration."""
    if not is_lab(asking):
        raise Http404
    today = timezone.localdate()
    lab = find_lab(asking.acting.body.party)
    if lab is None:
        return render(request, "testing/unknown.html", {"new": reverse("registers")})
    held = [
        (a, [SYSTEM_KINDS[k] for k in a.scope if k in SYSTEM_KINDS],
         mark_days(a.valid_from, a.valid_until, today))
        for a in sorted(lab.accreditations, key=lambda a: a.valid_until, reverse=True)
    ]  # fmt: skip
    uncovered = lab.list_uncovered(frozenset(SYSTEM_KINDS), today)
    shown = {
        "lab": lab, "held": held, "today": today,
        "covered": [said for code, said in SYSTEM_KINDS.items() if code not in uncovered],
        "uncovered": [SYSTEM_KINDS[k] for k in uncovered],
        "tools": [(t, mark_days(None, t.calibrated_until, today))
                  for t in list_tools_of(lab.party)],
        "record": reverse("record", args=["organisation", lab.public_id]),
    }  # fmt: skip
    return render(request, "testing/scope.html", shown)


def mark_days(since: date | None, until: date | None, today: date) -> str:
    """ok, warn (ends soon), stop (ended), open (not begun, or not known)."""
    if until is None or (since is not None and since > today):
        return "open"
    if until < today:
        return "stop"
    return "warn" if until - today <= SOON else "ok"


URLS: list[URLPattern] = [
    path("testing/", show_queue, name="testing"),
    path("testing/scope/", show_scope, name="testing_scope"),
]
