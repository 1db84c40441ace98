"""The letter of a step before it goes out: its draft, and what it will look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.checks import Step, as_basis, check_step
from jifang.foundation.cases.data import CaseError, Defect, Given, LetterGiven
from jifang.foundation.cases.fields import check_fields
from jifang.foundation.cases.guards import ask_law
from jifang.foundation.cases.models import Event
from jifang.foundation.cases.parts import (
    check_defects,
    derive_fields,
    fix_letter,
    make_draft,
)
from jifang.foundation.cases.procedures import find_procedure, index_transitions
from jifang.foundation.cases.services import find_visible, refuse_state, widen_scope
from jifang.foundation.cases.standing import read_day
from jifang.foundation.documents.data import Preview
from jifang.foundation.documents.letter_services import preview_letter
from jifang.foundation.documents.templates import find_template
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import InputError, Text


def find_lawful_step(by: Actor, public_id: UUID | str, code: str, given: Given | None) -> Step:
    """A step that may be taken now, not taken. Raises `CaseError`."""
    case = find_visible(public_id)
    found = index_transitions(case.procedure).get((code, case.state))
    procedure = find_procedure(case.procedure)
    if found is None:
        raise refuse_state(procedure, case, code)
    if not found.document:
        said = Text("这一步不发文书", "no letter goes out with this step")
        raise CaseError("letter", said, (as_basis(found.provision or procedure.provision),))
    step = Step(by, case, procedure, found, given)
    with work_in(widen_scope(by, case)):
        check_step(step)
    return step


def draft_letter(by: Actor, public_id: UUID | str, code: str) -> LetterGiven:
    """What the letter of a step says unless whoever signs it changes it. Raises `CaseError`."""
    step = find_lawful_step(by, public_id, code, None)
    if step.transition.letter is None:
        return LetterGiven("", step.case.subject, draft_fields(step))
    with work_in(widen_scope(by, step.case)):
        return step.transition.letter(step)


def draft_defects(by: Actor, public_id: UUID | str, code: str) -> Sequence[Defect]:
    """What the notice of a step names, unless whoever gives it says otherwise. Raises
    `CaseError`."""
    step = find_lawful_step(by, public_id, code, None)
    if step.transition.defects is None:
        return ()
    with work_in(widen_scope(by, step.case)):
        return step.transition.defects(step)


def draft_fields(step: Step) -> dict[str, str]:
    """What most letters say that the case itself knows: the matter, the day the papers came."""
    first = Event.objects.filter(case=step.case).order_by("version").first()
    known = {"matter": step.procedure.title.zh}
    if first is not None:
        known["received_on"] = first.legal_day.isoformat()
    asked = find_template(step.transition.document).fields
    return {name: value for name, value in known.items() if name in asked}


def preview_act(by: Actor, public_id: UUID | str, code: str, given: Given) -> Preview:
    """The letter of a step as it would go out: the pages, and the digest to sign by. What would
    refuse the step refuses to show its letter.

    Raises `CaseError`, `InputError`.
    """
    step = find_lawful_step(by, public_id, code, given)
    problems = [*check_defects(step.transition, given), *check_fields(step.transition, given)]
    if problems:
        raise InputError(problems)
    letter = given.letter or LetterGiven("", "", {})
    with work_in(widen_scope(by, step.case)):
        ask_law(step)
        return preview_letter(make_draft(step, letter, given.on or read_day()))


def complete_letter(by: Actor, public_id: UUID | str, code: str, given: Given) -> LetterGiven:
    """The letter of a step with what follows from what the step is given. Raises `CaseError`."""
    step = find_lawful_step(by, public_id, code, given)
    letter = given.letter or LetterGiven("", "", {})
    with work_in(widen_scope(by, step.case)):
        letter = fix_letter(step, letter)
        derived = derive_fields(step, letter)
    return replace(letter, fields={**letter.fields, **derived})
