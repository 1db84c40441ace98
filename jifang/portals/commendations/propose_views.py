"""Proposing a commendation: a unit or a firm for its own staff or another's, or an officer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as filled
from typing import Any, Final

from django.forms.utils import flatatt
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jifang.domains.commendations.data import PROCEDURE, Proposal
from jifang.domains.commendations.services import list_competent_places, propose_commendation
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import FIRM, ORGAN, UNIT
from jifang.foundation.cases.data import CaseError, Field
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.territory.selectors import find_own_organ, say_organ
from jifang.law.errors import InputError, Lang, Problem
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.commendations.case_views import find_case_url
from jifang.portals.public.fact_fields import list_cities
from jifang.portals.wording import get_reader_lang

WHERE: Final = "organ"
PROPOSERS: Final = frozenset({UNIT, FIRM})


@dataclass(slots=True)
class Entry:
    """A field of the form: what it asks, what was entered, what is wrong with it."""

    field: Field
    value: str = ""
    errors: list[str] = filled(default_factory=list)

    @property
    def title(self) -> str:
        """What is asked, as the page calls it."""
        if self.field.name == "place":
            return _("Where it happened")
        return self.field.title.say(get_reader_lang())

    @property
    def help(self) -> str:
        """What helps to fill it in."""
        return self.field.help.say(get_reader_lang()) if self.field.help else ""

    @property
    def control(self) -> str:
        """Which control it is: region, radios, day, area, text."""
        if self.field.name == "place":
            return "region"
        return {"choice": "radios", "date": "day", "text": "area"}.get(self.field.kind, "text")

    @property
    def attributes(self) -> SafeString:
        """What ties the control to its help and to what is wrong."""
        ids = [f"h-{self.field.name}"] if self.help else []
        ids += [f"e-{self.field.name}"] if self.errors else []
        given = {"aria-describedby": " ".join(ids)} if ids else {}
        return flatatt(given | ({"aria-invalid": "true"} if self.errors else {}))

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """What can be chosen, "not known" last where it may be left open."""
        lang = get_reader_lang()
        found = [(c, said.say(lang)) for c, said in self.field.choices.items()]
        if not self.field.required:
            found.append(("", _("not known")))
        return [(value, label, value == self.value) for value, label in found]

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """Divisions by city."""
        return [
            (city, [(code, name, code == self.value) for code, name in members])
            for city, members in list_places(get_reader_lang())
        ]


def list_places(lang: Lang) -> list[tuple[str, list[tuple[str, str]]]]:
    """The places of every city; where no organ is recorded the list says so, as it is refused."""
    known = list_competent_places()
    none = _("no competent organ recorded")
    return [
        (city, [(code, name if code in known else f"{name}（{none}）" if lang == "zh"
                 else f"{name} ({none})") for code, name in members])
        for city, members in list_cities(lang)
    ]  # fmt: skip


def list_fields() -> tuple[Field, ...]:
    """What the step that proposes asks for."""
    return index_transitions(PROCEDURE)["propose", ""].fields


def make_form(request: HttpRequest, by: Actor) -> list[Entry]:
    """The form, with what was entered; at first with one's own body."""
    if request.method == "POST":
        return [Entry(f, request.POST.get(f.name, "")[: 2 * f.longest]) for f in list_fields()]
    first = {"subject": "unit", "unit_name": by.body.name} if by.body.kind in PROPOSERS else {}
    return [Entry(f, first.get(f.name, "")) for f in list_fields()]


def read_form(form: list[Entry]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was entered, as the step takes it; what was left open is not given."""
    more: dict[str, Any] = {}
    private: dict[str, str] = {}
    for entry in form:
        value = entry.value if entry.field.kind == "text" else entry.value.strip()
        if not value:
            continue
        if entry.field.private:
            private[entry.field.name] = value.replace("\r\n", "\n")
        else:
            more[entry.field.name] = value
    return more, private


def choose_organ(by: Actor, choice: str) -> str:
    """An officer's own organ, if that was chosen; else that of the place decides."""
    return by.body.party if by.body.kind == ORGAN and choice == "own" else ""


def attach(form: list[Entry], problems: list[Problem]) -> list[str]:
    """Put problems beside their fields; what belongs to none is returned in words."""
    lang = get_reader_lang()
    by_name = {entry.field.name: entry for entry in form}
    rest = []
    for problem in problems:
        entry = by_name.get(problem.field)
        if entry is None:
            rest.append(problem.message.say(lang))
        else:
            entry.errors.append(problem.message.say(lang))
    return rest


@require_signed_in("own_body", "handle_case")
def propose(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The form, and the proposal; the case it opened is shown afterwards."""
    by = asking.acting
    form, rest, status = make_form(request, by), [], 200
    choice = request.POST.get(WHERE, "place")
    if request.method == "POST":
        more, private = read_form(form)
        try:
            event = propose_commendation(by, Proposal(choose_organ(by, choice), more, private))
        except InputError as error:
            rest, status = attach(form, list(error)), 400
        except CaseError as error:
            rest, status = [error.text.say(get_reader_lang())], 403
        else:
            return HttpResponseRedirect(find_case_url(event.case))
    return render(request, "commendations/propose.html", describe(by, form, rest, choice),
                  status=status)  # fmt: skip


def describe(by: Actor, form: list[Entry], rest: list[str], choice: str) -> Mapping[str, Any]:
    """What the page shows."""
    own = find_own_organ(by.body.organ_region) if by.body.kind == ORGAN else None
    wrong = [e for e in form if e.errors]
    return {
        "form": form, "rest": rest, "wrong": wrong, "number": len(wrong) + len(rest),
        "choice": choice,
        "own_organ": say_organ(own) if own and own.code == by.body.party else None,
        "proposer": by.body.name,
    }  # fmt: skip


URLS: list[URLPattern] = [
    path("commendations/propose/", propose, name="commendation_propose"),
]
