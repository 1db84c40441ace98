"""收件核对 (the intake check): five classes side by side, each complete or with what is wanting,
which gathers in the draft of the one notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jifang.domains.approvals.data import (
    ACCEPTANCE,
    DESIGN_REVIEW,
    READ_LICENCE,
    SLOTS,
)
from jifang.domains.approvals.facts import find_review_facts
from jifang.domains.approvals.selectors import find_check, find_told, list_slots, list_wanted
from jifang.domains.approvals.services import LONGEST_DEFECT, MOST_DEFECTS, save_check
from jifang.foundation.cases.data import CaseError, Given, StaleError
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.services import widen_scope
from jifang.foundation.cases.standing import read_day
from jifang.foundation.walls.scope import work_in
from jifang.law import decide
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.approvals.asked import find_officers_case, make_shown
from jifang.portals.approvals.notice import make_onward
from jifang.portals.cases.clock_page import list_shown
from jifang.portals.public.decision_page import DecisionPage
from jifang.portals.wording import get_reader_lang

WITH_SLOTS: Final = frozenset({DESIGN_REVIEW, ACCEPTANCE})
READERS: Final = ("handle_case", "decide_case", "see_register")


@require_http_methods(["GET", "HEAD", "POST"])
@require_signed_in(*READERS)
def check_papers(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Show the classes; keep what was found of them."""
    case = find_officers_case(asking, public_id, WITH_SLOTS)
    if request.method != "POST":
        return show(request, asking, case, [])
    lang = get_reader_lang()
    given = request.POST.get("check", "")
    seen = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
    try:
        save_check(asking.acting, str(case.public_id), seen, read_marks(request))
    except StaleError as error:
        return show(request, asking, case, [error.text.say(lang)], status=409)
    except CaseError as error:
        return show(request, asking, case, [error.text.say(lang)], status=403)
    except InputError as error:
        said = [f"{SLOTS[p.field].say(lang)}: {p.message.say(lang)}" if p.field in SLOTS
                else p.message.say(lang) for p in error]  # fmt: skip
        return show(request, asking, case, said, status=400)
    return HttpResponseRedirect(f"{reverse('case_intake', args=[case.public_id])}#draft")


def read_marks(request: HttpRequest) -> dict[str, Mapping[str, Any]]:
    """What was typed, class by class."""
    return {
        code: {
            "mark": request.POST.get(f"m.{code}", ""),
            "defects": request.POST.get(f"d.{code}", "").splitlines(),
        }
        for code in SLOTS
    }


def show(
    request: HttpRequest, asking: Asking, case: Case, problems: list[str], status: int = 200
) -> HttpResponse:
    """The page, with what was typed where something is wrong with it."""
    by = asking.acting
    with work_in(widen_scope(by, case)):
        slots, check, told = list_slots(case), find_check(case), find_told(case)
        wanted = list_wanted(case)
        answer = None
        if case.procedure == DESIGN_REVIEW:
            facts = find_review_facts(case, Given(case.version))
            answer = decide("preconstruction_review", facts, on=read_day())
    typed = read_marks(request) if problems else {}
    shown_slots = [
        (slot, str(typed[slot.code]["mark"]) if typed else slot.mark,
         "\n".join(typed[slot.code]["defects"] if typed else slot.defects))
        for slot in slots
    ]  # fmt: skip
    lang = get_reader_lang()
    shown = {
        **make_shown(asking, case, _("Check of the papers")), "slots": shown_slots,
        "check": check, "told": told, "problems": problems,
        "holds": case.state == "received" and case.holder in {by.public_id, by.lender},
        "drafted": [(SLOTS[code], text) for code, text in wanted],
        "unchecked": [s.title for s in slots if not s.mark and not s.is_empty],
        "notify": make_onward(case, by, "notify", slots),
        "accept": make_onward(case, by, "accept", slots),
        "complete": all(s.mark == "ok" and not s.is_empty for s in slots),
        "periods": list_shown(case, running=True),
        "heard": None if answer is None else DecisionPage(answer, lang),
        "reading": READ_LICENCE, "longest": LONGEST_DEFECT, "most": MOST_DEFECTS,
    }  # fmt: skip
    return render(request, "approvals/intake.html", shown, status=status)


URLS: list[URLPattern] = [path("cases/<uuid:public_id>/intake/", check_papers, name="case_intake")]
