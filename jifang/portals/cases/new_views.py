"""窗口收件 (the counter): an officer opens a case for whoever came with papers, from the day they
came."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as filled
from typing import BinaryIO, Final, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from jifang.foundation.cases.data import CaseError, Given, LawfulAct, Procedure
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.cases.selectors import list_openings
from jifang.foundation.cases.services import LONGEST_SUBJECT, Opening, open_case
from jifang.foundation.documents.data import TYPES, DocumentError, Owner
from jifang.foundation.documents.services import store_upload
from jifang.foundation.history.entries import search_entries
from jifang.foundation.history.registers import REGISTERS, list_registers
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.cases.act_entries import Entry
from jifang.portals.cases.act_form import ActForm, make_form, read_given
from jifang.portals.cases.frame import make_frame
from jifang.portals.registers.words import say_label
from jifang.portals.wording import get_reader_lang

BODIES: Final = ("unit", "organisation")
"""The registers in which whoever applies is looked for."""
FOUND: Final = 10


@dataclass(slots=True)
class Intake:
    """What is entered at the counter."""

    form: ActForm
    subject: Entry
    query: str = ""
    party: str = ""
    found: list[tuple[str, str]] = filled(default_factory=list)
    looked: bool = False

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Everything that is wrong."""
        own = [(self.subject.id, self.subject.title, said) for said in self.subject.errors]
        return [*own, *self.form.problems]


def find_opening(procedure: Procedure, asking: Asking, wanted: str) -> LawfulAct:
    """The step that opens a case, among those an officer may take. Raises `Http404`."""
    openings = [a for a in list_openings(procedure, asking.acting) if a.allowed]
    openings = [a for a in openings if not a.transition.document]
    found = next((a for a in openings if a.transition.code == wanted), None)
    if not openings:
        raise Http404
    return found or openings[0]


def find_bodies(asking: Asking, query: str) -> list[tuple[str, str]]:
    """Bodies in the registers whose name or code fits: the party of each and what it is called."""
    text, lang = " ".join(query.split())[:64], get_reader_lang()
    read = list_registers(asking.acting)
    found: dict[str, str] = {}
    for name in BODIES:
        if text and name in REGISTERS and REGISTERS[name] in read:
            rows = search_entries(name, asking.acting, text, limit=FOUND).records
            found |= {r.party: say_label(REGISTERS[name].kind, r, lang) for r in rows}
    return list(found.items())


@require_signed_in("handle_case", "decide_case")
def open_new(request: HttpRequest, asking: Asking, procedure: str) -> HttpResponse:
    """Ask who applies for what, and open the case."""
    known = PROCEDURES.get(procedure)
    if known is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    act = find_opening(known, asking, posted.get("act", "") if posted else "")
    by, lang = asking.acting, get_reader_lang()
    case = Case(
        procedure=procedure, organ=by.body.party, organ_region=by.body.organ_region, version=0
    )
    form = make_form(case, by, act.transition, posted)
    subject = Entry("subject", "subject", _("What it is about"), longest=LONGEST_SUBJECT,
                    help=_("Stands in lists; write no personal data."))  # fmt: skip
    intake = Intake(form, subject)
    status = 200
    if posted is not None:
        fill_intake(asking, intake, request)
        if "find" not in posted:
            answer = try_opening(request, asking, intake, known)
            if isinstance(answer, HttpResponse):
                return answer
            status = answer
    shown = {
        "intake": intake, "form": form, "procedure": known, "title": known.title.say(lang),
        "act": act.transition, "types": TYPES.values(),
        "accept": ",".join(f".{e}" for t in TYPES.values() for e in t.extensions),
        **make_frame(asking, procedure),
    }  # fmt: skip
    return render(request, "cases/new.html", shown, status=status)


def fill_intake(asking: Asking, intake: Intake, request: HttpRequest) -> None:
    """What was typed, and the files, which are taken in at once."""
    posted = request.POST
    intake.subject.typed = (posted.get("subject", ""),)
    intake.query, intake.party = posted.get("party_q", ""), posted.get("party", "")[:64]
    intake.looked = bool(intake.query.strip())
    intake.found = find_bodies(asking, intake.query)
    by = asking.acting
    owner = Owner(by.body.organ_region, intake.party)
    for file in request.FILES.getlist("file")[:FOUND]:
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


def try_opening(
    request: HttpRequest, asking: Asking, intake: Intake, procedure: Procedure
) -> HttpResponse | int:
    """Open the case; or the status of the form that says what is wrong."""
    form, by, lang = intake.form, asking.acting, get_reader_lang()
    given: Given = read_given(form, request.POST)
    if intake.problems:
        return 400
    offered = {party for party, _label in intake.found}
    if intake.party and intake.party not in offered:
        form.loose.append(_("Choose the applicant among those that were found."))
        return 400
    opening = Opening(
        procedure.code, form.transition.code, by.body.party, intake.party, intake.subject.value
    )
    try:
        event = open_case(by, opening, given)
    except InputError as error:
        intake.subject.errors += [
            p.message.say(lang) for p in error if p.field == intake.subject.field
        ]
        form.attach(p for p in error if p.field != intake.subject.field)
        return 400
    except (CaseError, DocumentError) as error:
        form.loose.append(error.text.say(lang))
        return 422
    return HttpResponseRedirect(f"{reverse('case', args=[event.case.public_id])}?done=1#history")


URLS: list[URLPattern] = [path("cases/new/<slug:procedure>/", open_new, name="case_new")]
