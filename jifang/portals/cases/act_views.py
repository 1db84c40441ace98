"""The form of a step, its letter before it goes out, and what is said where it is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from jifang.foundation.cases.checks import cite_once
from jifang.foundation.cases.data import (
    CaseError,
    Given,
    LawfulAct,
    NotFoundError,
    StaleError,
    Transition,
)
from jifang.foundation.cases.letters import (
    complete_letter,
    draft_defects,
    draft_letter,
    preview_act,
)
from jifang.foundation.cases.models import Case, Notice
from jifang.foundation.cases.procedures import find_procedure
from jifang.foundation.cases.selectors import find_act, find_case, find_notice, list_events
from jifang.foundation.cases.services import carry_out
from jifang.foundation.cases.standing import read_day
from jifang.foundation.documents.data import TYPES, DocumentError, Owner, Preview
from jifang.foundation.documents.models import Document
from jifang.foundation.documents.services import store_upload
from jifang.foundation.documents.templates import find_template
from jifang.law.errors import InputError, Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.cases.act_form import ActForm, fill_finders, make_form, read_given, read_version
from jifang.portals.cases.case_page import collect_codes
from jifang.portals.cases.case_views import ONE, POWERS, find_asked, make_trail, send_pdf
from jifang.portals.cases.frame import make_frame
from jifang.portals.cases.history import Happened, list_happened
from jifang.portals.cases.slots import keep_slots
from jifang.portals.cases.words import find_names, say_number
from jifang.portals.wording import get_reader_lang

AT_FIELD: Final = frozenset({"to", "person", "agrees", "target_on"})
"""Refusals of what was chosen in the form: said beside it."""
NOT_YOURS: Final = frozenset(
    {"who", "conflict", "recused", "recuse_right", "approving_organ", "four_eyes", "power"}
)
"""Refusals of the person, not of the moment: 403; the others are 422."""
BUTTONS: Final = frozenset({"csrfmiddlewaretoken", "find", "more", "pdf", "previewed", "back"})
MOST_FILES: Final = 10
ABOUT: Final = Text("事由", "subject")
"""What a letter puts before its subject; letters are in Chinese."""


@require_signed_in(*POWERS)
def take_step(request: HttpRequest, asking: Asking, public_id: UUID, code: str) -> HttpResponse:
    """Ask for what a step needs, then take it."""
    case = find_asked(public_id)
    act = find_open(request, asking, case, code)
    if isinstance(act, HttpResponse):
        return act
    transition = act.transition
    if request.method != "POST":
        letter = draft_letter(asking.acting, public_id, code) if transition.document else None
        drafted = draft_defects(asking.acting, public_id, code) if transition.defects else ()
        form = make_form(case, asking.acting, transition, letter=letter, defects=drafted)
        fill_finders(form, asking.acting, request.GET)
        return show_form(request, asking, form, act=act)
    form = make_form(case, asking.acting, transition, request.POST)
    if "find" in request.POST or "more" in request.POST or "back" in request.POST:
        keep_uploads(request, asking, form)
        return show_form(request, asking, form, act=act)
    if transition.document and not form.previewed:
        return preview(request, asking, form)
    return carry(request, asking, form)


@require_signed_in(*POWERS)
def show_letter(request: HttpRequest, asking: Asking, public_id: UUID, code: str) -> HttpResponse:
    """The letter of a step as it would go out; looked at first, then signed by its digest."""
    case = find_asked(public_id)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("case_act", args=[public_id, code]))
    act = find_open(request, asking, case, code)
    if isinstance(act, HttpResponse):
        return act
    if not act.transition.document:
        raise Http404
    return preview(request, asking, make_form(case, asking.acting, act.transition, request.POST))


def find_open(
    request: HttpRequest, asking: Asking, case: Case, code: str
) -> LawfulAct | HttpResponse:
    """The step, if its form may be shown; else the page that says why not. A step that is sent
    although it is not open is refused by the service, which records that it was tried."""
    try:
        act = find_act(case, asking.acting, code)
    except CaseError as error:
        if error.code == "unknown_act":
            raise Http404 from None
        return refuse_sent(request, asking, case, code, error)
    refusal = act.refusal
    asks_facts = refusal is not None and refusal.code == "law" and act.transition.fields
    if refusal is None or asks_facts:
        return act
    return refuse_sent(request, asking, case, code, refusal)


def refuse_sent(
    request: HttpRequest, asking: Asking, case: Case, code: str, error: CaseError
) -> HttpResponse:
    """Refuse; what was sent goes to the service, so that the attempt is recorded."""
    meanwhile: list[Happened] = []
    if request.method == "POST":
        seen = read_version(request.POST) or case.version
        try:
            carry_out(asking.acting, case.public_id, code, Given(seen))
        except StaleError:
            meanwhile = list_meanwhile(asking, case, seen)
        except (CaseError, InputError, DocumentError) as refused:
            error = refused if isinstance(refused, CaseError) else error
    return show_refusal(request, asking, case, error, meanwhile, code=code)


# -- doing it --------------------------------------------------------------------------------------


def carry(request: HttpRequest, asking: Asking, form: ActForm) -> HttpResponse:
    """Take the step as it was typed."""
    case, code = form.case, form.transition.code
    keep_uploads(request, asking, form)
    given = read_given(form, request.POST)
    if form.problems:
        return show_form(request, asking, form, status=400)
    try:
        event = carry_out(asking.acting, case.public_id, code, given)
    except StaleError as error:
        return show_stale(request, asking, form, error)
    except InputError as error:
        form.attach(error)
        return show_form(request, asking, form, status=400)
    except NotFoundError:
        raise Http404 from None
    except CaseError as error:
        return answer_refusal(request, asking, form, error)
    except DocumentError as error:
        form.loose.append(error.text.say(get_reader_lang()))
        return show_form(request, asking, form, status=422)
    return HttpResponseRedirect(
        f"{reverse('case', args=[case.public_id])}?done={event.version}#history"
        if asks_nothing_more(asking, case) else reverse("work")
    )  # fmt: skip


def asks_nothing_more(asking: Asking, case: Case) -> bool:
    """Whether the case is still within reach: a hand-over may have ended that."""
    try:
        find_case(case.public_id)
    except NotFoundError:
        return False
    return True


def answer_refusal(
    request: HttpRequest, asking: Asking, form: ActForm, error: CaseError
) -> HttpResponse:
    """What was chosen wrongly is said beside it; anything else is a page of its own."""
    if error.code in AT_FIELD:
        form.attach_one(error.code, error.text.say(get_reader_lang()))
        return show_form(request, asking, form, status=422)
    if error.code == "law" and form.transition.fields:
        return show_form(request, asking, form, status=422, act=LawfulAct(form.transition, error))
    return show_refusal(request, asking, form.case, error)


def keep_uploads(request: HttpRequest, asking: Asking, form: ActForm) -> None:
    """Take in the files that came with the form: each is an act with a leaf of its own, and stays
    named in the form until the step is taken."""
    case, lang = form.case, get_reader_lang()
    owner = Owner(case.organ_region, case.party, case.grant_key)
    keep_slots(request, asking.acting, owner, form)
    if not form.takes_papers:
        return
    for file in request.FILES.getlist("file")[:MOST_FILES]:
        try:
            kept: Document = store_upload(
                asking.acting, owner, file.name or "", cast(BinaryIO, file),
                f"case.{case.procedure}", declared=file.content_type or "",
            )  # fmt: skip
        except DocumentError as error:
            form.paper_errors.append(f"{file.name}: {error.text.say(lang)}")
        else:
            form.papers.append(kept)


def preview(request: HttpRequest, asking: Asking, form: ActForm) -> HttpResponse:
    """The letter as it would go out, with everything that was typed kept in the page."""
    case, code = form.case, form.transition.code
    keep_uploads(request, asking, form)
    given = read_given(form, request.POST)
    if form.problems:
        return show_form(request, asking, form, status=400)
    try:
        made = preview_act(asking.acting, case.public_id, code, given)
    except InputError as error:
        form.attach(error)
        return show_form(request, asking, form, status=400)
    except CaseError as error:
        return answer_refusal(request, asking, form, error)
    if "pdf" in request.POST:
        return send_pdf(made.pdf, f"{say_number(case)}.pdf")
    return show_preview(request, asking, form, given, made)


# -- showing it ------------------------------------------------------------------------------------


def make_shown(asking: Asking, form: ActForm) -> dict[str, Any]:
    """What both pages of a step show."""
    lang, case = get_reader_lang(), form.case
    title = form.transition.act.say(lang)
    return {
        "form": form, "case": case, "transition": form.transition, "number": say_number(case),
        "first": find_first(asking, case, form.transition),
        "once": cite_once(form.transition), "told": find_told(case, form.transition),
        "title": title, "trail": make_trail(case, title), **make_frame(asking, "case"),
    }  # fmt: skip


def find_told(case: Case, transition: Transition) -> Notice | None:
    """The notice that a step of the applicant answers."""
    waits = find_procedure(case.procedure).find_state(transition.since).holder == "applicant"
    return find_notice(case) if waits else None


def find_first(asking: Asking, case: Case, transition: Transition) -> Happened | None:
    """The step that a second person is to sign as well: who asked, when and why."""
    if not transition.second_to:
        return None
    events = list(list_events(case).filter(act=transition.second_to))[-1:]
    applicant = find_procedure(case.procedure).applicant
    names = find_names(asking.acting, *collect_codes(case, events, ()), applicant)
    return next(iter(list_happened(case, events, names)), None)


def show_form(
    request: HttpRequest, asking: Asking, form: ActForm, *, status: int = 200,
    act: LawfulAct | None = None, meanwhile: Sequence[Happened] = (),
) -> HttpResponse:  # fmt: skip
    """The form, with what is wrong beside each entry."""
    shown = {
        **make_shown(asking, form), "refusal": act.refusal if act else None,
        "meanwhile": meanwhile, "types": TYPES.values(),
        "accept": ",".join(f".{e}" for t in TYPES.values() for e in t.extensions),
    }  # fmt: skip
    return render(request, "cases/act.html", shown, status=status)


def show_preview(
    request: HttpRequest, asking: Asking, form: ActForm, given: Given, made: Preview
) -> HttpResponse:
    """The letter as a page, and the one decision: sign it."""
    kept = [(n, v) for n in request.POST if n not in BUTTONS for v in request.POST.getlist(n)]
    slots = {entry.name: entry.typed for entry in form.slots}
    kept = [pair for pair in kept if pair[0] not in {"document", *slots}]
    kept += [(name, paper) for name, papers in slots.items() for paper in papers]
    kept += [("document", str(paper.public_id)) for paper in form.papers]
    letter = complete_letter(asking.acting, form.case.public_id, form.transition.code, given)
    template = find_template(form.transition.document)
    fields = letter.fields
    shown = {
        **make_shown(asking, form), "kept": kept, "digest": made.digest, "letter": letter,
        "about": ABOUT,
        "template": template, "on": given.on or read_day(),
        "lines": [("" if f.name == "body" else f.label.zh, fields.get(f.name, ""))
                  for f in template.fields.values() if fields.get(f.name, "").strip()],
        "organ": find_names(asking.acting, [form.case.organ], ()).say(form.case.organ),
        "provision": form.transition.provision, "size": len(made.pdf),
    }  # fmt: skip
    return render(request, "cases/letter.html", shown)


def show_stale(
    request: HttpRequest, asking: Asking, form: ActForm, error: StaleError
) -> HttpResponse:
    """Somebody was faster: what they did, and the form as it was typed, if it is still open."""
    case, seen = find_asked(form.case.public_id), form.version
    meanwhile = list_meanwhile(asking, case, seen)
    try:
        act = find_act(case, asking.acting, form.transition.code)
    except CaseError as refused:
        return show_refusal(request, asking, case, refused, meanwhile, code=form.transition.code)
    if act.refusal is not None:
        return show_refusal(
            request, asking, case, act.refusal, meanwhile, code=form.transition.code
        )
    again = make_form(case, asking.acting, act.transition, request.POST)
    again.version, again.papers, again.previewed = error.version, form.papers, ""
    return show_form(request, asking, again, status=409, act=act, meanwhile=meanwhile)


def list_meanwhile(asking: Asking, case: Case, version: int) -> list[Happened]:
    """What was done in a case since a version."""
    events = list(list_events(case).filter(version__gt=version))
    applicant = find_procedure(case.procedure).applicant
    names = find_names(asking.acting, *collect_codes(case, events, ()), applicant)
    return list_happened(case, events, names)


def show_refusal(
    request: HttpRequest, asking: Asking, case: Case, error: CaseError,
    meanwhile: Sequence[Happened] = (), *, code: str = "",
) -> HttpResponse:  # fmt: skip
    """Why a step is not lawful now, by which provision."""
    shown = {
        "case": case, "number": say_number(case), "error": error, "meanwhile": meanwhile,
        "tried": request.method == "POST", "trail": make_trail(case, _("Not possible")),
        **make_frame(asking, "case"),
    }  # fmt: skip
    own = [h for h in meanwhile if h.event.by == asking.acting.public_id]
    shown["done"] = next((h for h in own if h.event.act == code), None)
    status = 409 if meanwhile else 403 if error.code in NOT_YOURS else 422
    return render(request, "cases/refused.html", shown, status=status)


URLS: list[URLPattern] = [
    path(f"{ONE}act/<slug:code>/", take_step, name="case_act"),
    path(f"{ONE}act/<slug:code>/letter/", show_letter, name="case_letter"),
]
