"""Opening a case: 窗口收件 (the counter), where an officer takes in what somebody came with, from
the day it came; and a body's own application, which finds the organ by itself."""

from __future__ import annotations

from typing import BinaryIO, Final, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from jifang.foundation.accounts.powers import ORGAN
from jifang.foundation.cases.data import CaseError, LawfulAct, Procedure
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.cases.selectors import list_openings
from jifang.foundation.cases.services import open_case
from jifang.foundation.documents.data import TYPES, DocumentError, Owner
from jifang.foundation.documents.services import store_upload
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.cases.act_form import make_form, read_given
from jifang.portals.cases.finding import list_readable
from jifang.portals.cases.frame import make_frame
from jifang.portals.cases.new_form import Intake, make_intake
from jifang.portals.cases.panels import COUNTERS, ENTRANCES
from jifang.portals.cases.slots import keep_slots
from jifang.portals.wording import get_reader_lang

MOST_FILES: Final = 10


def find_opening(procedure: Procedure, asking: Asking, wanted: str) -> LawfulAct:
    """The step that opens a case, among those that whoever asks may take. Raises `Http404`."""
    openings = [a for a in list_openings(procedure, asking.acting) if a.allowed]
    openings = [a for a in openings if not a.transition.document]
    found = next((a for a in openings if a.transition.code == wanted), None)
    if not openings:
        raise Http404
    return found or openings[0]


@require_signed_in("handle_case", "decide_case", "own_body")
def open_new(request: HttpRequest, asking: Asking, procedure: str) -> HttpResponse:
    """Ask who applies for what, and open the case."""
    known = PROCEDURES.get(procedure)
    if known is None:
        raise Http404
    if asking.acting.body.kind != ORGAN and procedure in ENTRANCES:
        return HttpResponseRedirect(reverse(ENTRANCES[procedure]))
    if asking.acting.body.kind == ORGAN and procedure in COUNTERS:
        return HttpResponseRedirect(reverse(COUNTERS[procedure]))
    if known.about and not list_readable(asking.acting, known.about):
        raise Http404
    posted = request.POST if request.method == "POST" else None
    act = find_opening(known, asking, (posted or request.GET).get("act", ""))
    intake = make_empty(asking, known, act, posted, request.GET)
    status = 200
    if posted is not None:
        keep_files(asking, intake, request)
        if "find" not in posted:
            answer = try_opening(request, asking, intake)
            if isinstance(answer, HttpResponse):
                return answer
            status = answer
    lang, form = get_reader_lang(), intake.form
    shown = {
        "intake": intake, "form": form, "procedure": known, "title": known.title.say(lang),
        "act": act.transition, "types": TYPES.values(),
        "accept": ",".join(f".{e}" for t in TYPES.values() for e in t.extensions),
        **make_frame(asking, procedure),
    }  # fmt: skip
    return render(request, "cases/new.html", shown, status=status)


def make_empty(
    asking: Asking, procedure: Procedure, act: LawfulAct, posted: QueryDict | None, led: QueryDict
) -> Intake:
    """The form, with what was typed so far."""
    body = asking.acting.body
    organ = body.party if body.kind == ORGAN else ""
    case = Case(
        procedure=procedure.code, organ=organ, organ_region=body.organ_region, version=0,
        party="" if organ else body.party,
    )  # fmt: skip
    form = make_form(case, asking.acting, act.transition, posted)
    return make_intake(form, procedure, asking.acting, led if posted is None else posted)


def keep_files(asking: Asking, intake: Intake, request: HttpRequest) -> None:
    """Take in the files that came with the form, at once: they stay while the rest is mended."""
    by = asking.acting
    owner = Owner(intake.organ_region, intake.applicant)
    keep_slots(request, by, owner, intake.form)
    for file in request.FILES.getlist("file")[:MOST_FILES]:
        try:
            kept = store_upload(
                by, owner, file.name or "", cast(BinaryIO, file),
                f"case.{intake.form.case.procedure}", declared=file.content_type or "",
            )  # fmt: skip
        except DocumentError as error:
            said = error.text.say(get_reader_lang())
            intake.form.paper_errors.append(f"{file.name}: {said}")
        else:
            intake.form.papers.append(kept)


def try_opening(request: HttpRequest, asking: Asking, intake: Intake) -> HttpResponse | int:
    """Open the case; or the status of the form that says what is wrong."""
    form, lang = intake.form, get_reader_lang()
    given = read_given(form, request.POST)
    for entry in intake.searched:
        if entry.value and entry.value not in dict(entry.choices):
            entry.errors.append(_("Choose among those that were found."))
    if intake.problems:
        return 400
    try:
        event = open_case(asking.acting, intake.make_opening(), given)
    except InputError as error:
        intake.attach(list(error))
        return 400
    except (CaseError, DocumentError) as error:
        form.loose.append(error.text.say(lang))
        intake.no_route = error if isinstance(error, CaseError) else None
        return 422
    return HttpResponseRedirect(f"{reverse('case', args=[event.case.public_id])}?done=1#history")


URLS: list[URLPattern] = [path("cases/new/<slug:procedure>/", open_new, name="case_new")]
