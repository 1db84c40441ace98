"""Cases, their events and steps in the form of JSON; refusals of cases as problems."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from jifang.api.problems import ApiError, Fault, show_basis
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ORGAN, POWERS
from jifang.foundation.audit.data import Basis
from jifang.foundation.cases.data import (
    RELATIONS,
    CaseError,
    Field,
    LawfulAct,
    NotFoundError,
    Procedure,
    StaleError,
    State,
    Transition,
)
from jifang.foundation.cases.models import Case, CasePeriod, Event, PeriodEvent
from jifang.foundation.cases.openings import ROUTINGS
from jifang.foundation.cases.parts import list_derived
from jifang.foundation.cases.procedures import PROCEDURES, index_transitions, list_from
from jifang.foundation.documents.data import DocumentError
from jifang.foundation.documents.templates import Template, find_template
from jifang.foundation.notifications.models import Notification
from jifang.law.errors import InputError, Lang, Text
from jifang.law.instruments import Cite
from jifang.law.period_book import find_period

PERSONAL = frozenset(
    {"who", "recused", "conflict", "four_eyes", "approving_organ", "recuse_right", "power"}
)
"""Refusals of the person: somebody else might do it. 403; every other refusal is 422."""
OWN = frozenset(
    {"reason", "to", "on", "documents", "defects", "pause", "agrees", "person", "letter", "organ",
     "subject", "party", "about", "approved_by", "version"}
)  # fmt: skip
"""Members of a body, as problems name them."""


def is_of_organ(by: Actor) -> bool:
    """Whether the organ's own order of business is shown."""
    return by.body.kind == ORGAN


def say_day(day: date | None) -> str | None:
    """A day, or null."""
    return None if day is None else day.isoformat()


def show_cite(cite: Cite, lang: Lang) -> dict[str, str]:
    """A provision."""
    return show_basis(Basis(cite.law, cite.provision), lang)


# --- procedures -----------------------------------------------------------------------------------


def show_procedure(found: Procedure, lang: Lang) -> dict[str, Any]:
    """A procedure in the list of them."""
    return {
        "procedure": found.code,
        "name": found.title.say(lang),
        "basis": show_cite(found.provision, lang),
        "opened_by": [t.code for t in list_from(found.code, "")],
        "about": list(found.about),
        "approving": found.approving,
        "routed": found.code in ROUTINGS,
    }


def show_state(state: State, lang: Lang) -> dict[str, Any]:
    """A state of a procedure."""
    return {
        "state": state.code,
        "name": state.name.say(lang),
        "sentence": state.sentence.say(lang),
        "side": state.holder,
        "final": state.is_final,
    }


def show_step(step: Transition, lang: Lang, procedure: Procedure) -> dict[str, Any]:
    """A step and what it asks for."""
    return {
        "act": step.code,
        "name": step.act.say(lang),
        "since": step.since,
        "to": step.to,
        "who": say_who(step, lang),
        "basis": [show_cite(step.provision or procedure.provision, lang)],
        "second_to": step.second_to or None,
        "asks": show_asks(step, lang),
        "fields": [show_field(f, lang) for f in step.fields],
    }


def say_who(step: Transition, lang: Lang) -> str:
    """For whom a step is, in words."""
    words = []
    for who in step.who:
        power = POWERS[who.power].say(lang) if who.power else ""
        words.append(RELATIONS[who.relation].say(lang) + (f" ({power})" if power else ""))
    return ("；" if lang == "zh" else "; ").join(words)


def show_asks(step: Transition, lang: Lang) -> dict[str, Any]:
    """What a step asks for besides its fields."""
    to = None
    if step.goes_to_someone:
        to = "colleague" if "to_colleague" in step.checks else "organ_or_officer"
    return {
        "reason": "required" if step.needs_reason else "optional",
        "to": to,
        "on": step.backdated,
        "defects": bool(step.notice),
        "pause": [
            {"value": reason.id, "name": reason.title.say(lang)}
            for effect in step.clock
            if effect.act == "pause" and not effect.reason
            for reason in find_period(effect.period).pauses
        ],
        "agrees": "opinion" in step.checks,
        "person": "person" in step.checks,
        "letter": show_letter(step, lang),
    }


def show_field(asked: Field, lang: Lang) -> dict[str, Any]:
    """A field of a step."""
    words = asked.kind in {"line", "text"}
    return {
        "name": asked.name,
        "title": asked.title.say(lang),
        "kind": asked.kind,
        "required": asked.required,
        "private": asked.private,
        "longest": asked.longest if words else None,
        "choices": [{"value": v, "name": t.say(lang)} for v, t in asked.choices.items()],
        "record_kind": asked.register,
        "help": asked.help.say(lang) if asked.help else "",
    }


def show_letter(step: Transition, lang: Lang) -> dict[str, Any] | None:
    """The letter of a step, where one goes out with it."""
    if not step.document:
        return None
    return show_template(find_template(step.document), lang, list_derived(step))


def show_template(template: Template, lang: Lang, derives: Collection[str] = ()) -> dict[str, Any]:
    """The letter of a step; what follows from what the step is given is not asked for."""
    return {
        "template": template.id,
        "name": template.name.say(lang),
        "fields": [
            {
                "name": f.name,
                "title": f.label.say(lang),
                "kind": f.kind,
                "longest": f.longest,
                "required": not f.may_be_empty,
            }
            for f in template.fields.values()
            if f.name not in derives
        ],
    }


# --- cases ----------------------------------------------------------------------------------------


def show_case(case: Case, by: Actor, lang: Lang, due_on: date | None) -> dict[str, Any]:
    """A case as it stands."""
    procedure = PROCEDURES[case.procedure]
    state, inside = procedure.find_state(case.state), is_of_organ(by)
    return {
        "id": str(case.public_id),
        "procedure": case.procedure,
        "procedure_name": procedure.title.say(lang),
        "organ": case.organ,
        "organ_region": case.organ_region,
        "year": case.year,
        "number": case.number,
        "party": case.party,
        "subject": case.subject,
        "about": {"kind": case.about_kind, "id": case.about_id} if case.about_kind else None,
        "approved_by": case.approved_by or None,
        "state": case.state,
        "state_name": state.name.say(lang),
        "state_sentence": state.sentence.say(lang),
        "final": state.is_final,
        "holder": show_holder(case, state, inside),
        "version": case.version,
        "opened_at": case.opened_at.isoformat(),
        "changed_at": case.changed_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "due_on": say_day(due_on),
        "target_on": say_day(case.target_on) if inside else None,
        "demonstration": case.demonstration,
    }


def show_holder(case: Case, state: State, inside: bool) -> dict[str, Any] | None:
    """Who has it; the applicant learns the side, not to which organ or person it was handed."""
    if not case.holder_party:
        return None
    if not inside:
        party = case.party if state.holder == "applicant" else case.organ
        return {"side": state.holder, "party": party, "account": None}
    return {"side": state.holder, "party": case.holder_party, "account": case.holder or None}


def show_event(
    event: Event, case: Case, by: Actor, lang: Lang, place: int | None
) -> dict[str, Any]:
    """Something that happened; `place` is where its leaf stands in the log, once it does."""
    inside = is_of_organ(by)
    step = index_transitions(case.procedure).get((event.act, event.from_state))
    provision = (step.provision if step else None) or PROCEDURES[case.procedure].provision
    details = {n: v for n, v in event.details.items() if n != "holder"}
    own = inside or event.by_party == by.body.party
    return {
        "version": event.version,
        "act": event.act,
        "name": step.act.say(lang) if step else event.act,
        "since": event.from_state,
        "to": event.to_state,
        "at": event.at.isoformat(),
        "day": event.legal_day.isoformat(),
        "by": (event.by or None) if own else None,
        "by_party": event.by_party,
        "role": event.role,
        "lent_by": (event.lent_by or None) if own else None,
        "reason": event.reason,
        "given_to": show_given_to(event),
        "documents": list(event.documents),
        "letter": event.letter or None,
        "decision": event.decision,
        "details": details,
        "basis": [show_cite(provision, lang)],
        "internal": step.internal if step else not event.party,
        "digest": event.digest,
        "entry": place,
    }


def show_given_to(event: Event) -> dict[str, Any] | None:
    """To whom it was handed, or who was asked."""
    if not event.to_party:
        return None
    return {"party": event.to_party, "account": event.to_account or None}


def show_period(
    period: CasePeriod, events: Iterable[PeriodEvent], by: Actor, lang: Lang
) -> dict[str, Any]:
    """A period with everything that happened to it."""
    definition = find_period(period.name)
    cite = definition.at(period.started_on).cite
    shown = [show_period_event(e, lang) for e in events]
    return {
        "period": period.name,
        "title": definition.title.say(lang),
        "basis": None if cite is None else show_cite(cite, lang),
        "started_on": period.started_on.isoformat(),
        "due_on": say_day(period.due_on),
        "alert_on": say_day(period.alert_on),
        "opens_on": say_day(period.opens_on),
        "finished_on": say_day(period.finished_on),
        "provisional": period.provisional,
        "calendar_year": period.calendar_year,
        "target_on": say_day(period.target_on) if is_of_organ(by) else None,
        "steps": shown[-1]["steps"] if shown else [],
        "events": shown,
    }


def show_period_event(event: PeriodEvent, lang: Lang) -> dict[str, Any]:
    """Something that happened to a period."""
    return {
        "act": event.act,
        "on": event.on.isoformat(),
        "reason": event.reason,
        "version": event.event.version,
        "due_on": say_day(event.due_on),
        "alert_on": say_day(event.alert_on),
        "provisional": event.provisional,
        "steps": [step[lang] for step in event.steps],
    }


def show_act(act: LawfulAct, lang: Lang, procedure: Procedure) -> dict[str, Any]:
    """A step from the present state, and whether the caller may take it."""
    refusal = None
    if act.refusal is not None:
        refusal = {
            "code": act.refusal.code,
            "text": show_both(act.refusal.text),
            "basis": [show_basis(b, lang) for b in act.refusal.basis],
        }
    shown = show_step(act.transition, lang, procedure)
    return {**shown, "allowed": act.allowed, "refusal": refusal}


def show_both(text: Text) -> dict[str, str]:
    """A sentence in both languages."""
    return {"zh": text.zh, "en": text.en}


def show_notification(told: Notification) -> dict[str, Any]:
    """A notification."""
    return {
        "id": told.pk,
        "title": {"zh": told.title_zh, "en": told.title_en},
        "about": {"kind": told.about_kind, "id": told.about_id},
        "personal": told.account_id is not None,
        "created_at": told.created_at.isoformat(),
        "read_at": told.read_at.isoformat() if told.read_at else None,
    }


# --- refusals -------------------------------------------------------------------------------------


def carry_case(error: CaseError | DocumentError, basis: tuple[Basis, ...] = ()) -> ApiError:
    """A refusal as the API answers it: 404 behind a wall too, 409 with the present version, 403
    where somebody else might do it, 422 where nobody may now. `basis`: of what was tried, where the
    refusal names none."""
    if isinstance(error, NotFoundError):
        return ApiError("not-found")
    if isinstance(error, StaleError):
        return ApiError("stale", error.text, members={"version": error.version})
    basis = (error.basis if isinstance(error, CaseError) else ()) or basis
    kind = "not-allowed" if error.code in PERSONAL else "not-lawful"
    return ApiError(kind, error.text, members={"reason": error.code, "basis": basis})


def carry_given(
    error: InputError, step: Transition | None, given: Mapping[str, Mapping[str, Any]]
) -> ApiError:
    """Problems of what a step was given, each under the member of the body that it is of."""
    return ApiError(
        "invalid",
        faults=tuple(
            Fault(find_place(p.field, step, given), p.value, p.message) for p in error.problems
        ),
    )


def find_place(name: str, step: Transition | None, given: Mapping[str, Mapping[str, Any]]) -> str:
    """Where in the body a problem lies."""
    for part in ("private", "more"):
        if name in given[part]:
            return f"{part}.{name}"
    if name in given["own"] and name in OWN - {"subject"}:
        return name
    for asked in step.fields if step else ():
        if asked.name == name:
            return f"private.{name}" if asked.private else f"more.{name}"
    of_letter = step is not None and step.since != "" and bool(step.document)
    if name.partition("[")[0] in OWN and not (name == "subject" and of_letter):
        return name
    if of_letter:
        own = name in {"addressee", "subject"}
        return f"letter.{name}" if own else f"letter.fields.{name}"
    return name
