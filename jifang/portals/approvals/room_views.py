"""审核 (assessment): the papers at the left, what the law says at the right; 验收室 (the acceptance
room): the approved design beside what was built and its test."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jifang.domains.approvals.checks import name_own
from jifang.domains.approvals.data import (
    ACCEPTANCE,
    DESIGN_REVIEW,
    EXPERTS,
    READ_BASIC,
    VERDICT,
)
from jifang.domains.approvals.facts import ask_organ, find_review_facts, find_use_facts
from jifang.domains.approvals.reports import find_tested
from jifang.domains.approvals.selectors import (
    find_approval_row,
    find_told,
    is_early,
    list_changes,
    list_slots,
)
from jifang.domains.projects.api import find_stage, list_members, list_overlaps_of
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.selectors import list_lawful_acts
from jifang.foundation.cases.services import widen_scope
from jifang.foundation.cases.standing import read_calendar, read_day
from jifang.foundation.walls.scope import work_in
from jifang.law import Decision, decide
from jifang.law.clock import run_clock
from jifang.law.clock_events import Started
from jifang.law.errors import Text
from jifang.law.period_book import find_period
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.approvals.asked import find_officers_case, make_shown
from jifang.portals.approvals.room import (
    Compared,
    compare_project,
    compare_test,
    find_group,
    list_beside,
)
from jifang.portals.cases.case_page import sort_acts
from jifang.portals.cases.clock_page import list_shown
from jifang.portals.public.decision_page import DecisionPage
from jifang.portals.wording import get_reader_lang

READERS: Final = ("handle_case", "decide_case", "see_register")
REPORTED: Final = ("guangzhou_acceptance_application", "guangzhou_acceptance")
"""Periods of acceptance as they are reported of one city: notes, no law."""


@require_safe
@require_signed_in(*READERS)
def show_assessment(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """A design: its papers, and what the law says of organ and papers."""
    case = find_officers_case(asking, public_id, {DESIGN_REVIEW})
    by = asking.acting
    shown = make_shown(asking, case, _("Review"))
    with work_in(widen_scope(by, case)):
        slots, project, today = list_slots(case), shown["project"], read_day()
        facts = find_review_facts(case, Given(case.version))
        decisions = [decide("preconstruction_review", facts, on=today)]
        if project is not None:
            decisions.insert(0, ask_organ(project, today))
        members = list_members(project.public_id) if project else []
        overlaps = list_overlaps_of(project.public_id) if project else []
        told = find_told(case)
    shown |= {
        "slots": slots, "heard": show_decisions(decisions), "members": members, "told": told,
        "overlaps": overlaps,
        "periods": list_shown(case, running=True),
        "acts": sort_acts(case, list_lawful_acts(case, by)),
        "early": project is not None and is_early(project.public_id),
    }  # fmt: skip
    return render(request, "approvals/assessment.html", shown)


@require_safe
@require_signed_in(*READERS)
def show_room(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """An acceptance: what differs first, then class by class; only one organ may act."""
    case = find_officers_case(asking, public_id, {ACCEPTANCE})
    by = asking.acting
    shown = make_shown(asking, case, _("Acceptance room"))
    project = shown["project"]
    with work_in(widen_scope(by, case)):
        approval = find_approval_row(case.about_id)
        review = find_review(approval.event.case_id) if approval else None
        tested = find_tested(case.about_id)
        compared: list[Compared] = []
        if approval is not None and project is not None:
            compared += compare_project(approval, project)
        compared += compare_test(tested, read_day())
        facts = find_use_facts(case, Given(case.version)) if project else {}
        heard = [decide("putting_into_use", facts, on=read_day())] if project else []
        beside, changes = list_beside(review, case), list_changes(case.about_id)
        stage, group = find_stage(case.about_id) if project else "", find_group(case)
        overlaps = list_overlaps_of(case.about_id) if project else []
    shown |= {
        "overlaps": overlaps,
        "approval": approval, "review": review, "beside": beside, "changes": changes,
        "differing": [c for c in compared if c.differs],
        "same": [c for c in compared if not c.differs],
        "tested": tested, "group": group, "experts": EXPERTS, "verdict": VERDICT,
        "reading": READ_BASIC, "heard": show_decisions(heard), "stage": stage,
        "organ": name_own(case.approved_by), "ours": by.body.party == case.approved_by,
        "reported": [show_reported(name, case) for name in REPORTED],
        "acts": sort_acts(case, list_lawful_acts(case, by)),
    }  # fmt: skip
    return render(request, "approvals/room.html", shown)


def find_review(pk: int) -> Case | None:
    """The case in which the design was approved."""
    return Case.objects.filter(pk=pk).first()


def show_decisions(decisions: list[Decision]) -> list[DecisionPage]:
    """Answers of the law as the page shows them."""
    return [DecisionPage(d, get_reader_lang()) for d in decisions]


def show_reported(name: str, case: Case) -> tuple[Text, Text, str]:
    """A period as it is reported: its title, its length, and the day it would give."""
    entry, start = find_period(name), case.opened_at.date()
    clock = run_clock(entry.at(start), [Started(start)], read_calendar())
    day = clock.due_on.isoformat() if clock.due_on else ""
    return entry.title, entry.at(start).say_length(), day


URLS: list[URLPattern] = [
    path("cases/<uuid:public_id>/assessment/", show_assessment, name="case_assessment"),
    path("cases/<uuid:public_id>/acceptance/", show_room, name="acceptance_room"),
]
