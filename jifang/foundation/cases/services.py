"""The one way to do anything in a case: every transition is carried out here.

    event = open_case(by, opening, given)
    event = carry_out(by, case.public_id, "accept", Given(version=1))

An act is one transaction: the state, the event, who holds the case, the clocks, the notice, the
letter, what others are told, and one leaf. An act that is refused leaves one leaf that says so,
with the provision, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Act, Basis, DocumentDigest, Target
from jifang.foundation.audit.services import record_act, record_refusal
from jifang.foundation.cases import parts
from jifang.foundation.cases.checks import Step, as_basis, check_step
from jifang.foundation.cases.data import (
    CaseError,
    Given,
    NotFoundError,
    Procedure,
    StaleError,
    Transition,
)
from jifang.foundation.cases.fields import check_fields, seal_given
from jifang.foundation.cases.guards import Answered, ask_law
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.openings import NO_ORGAN, complete_opening
from jifang.foundation.cases.procedures import find_procedure, index_transitions
from jifang.foundation.cases.standing import read_day
from jifang.foundation.demonstration.selectors import is_demonstration
from jifang.foundation.documents.data import DocumentError
from jifang.foundation.documents.models import Document
from jifang.foundation.documents.numbers import draw_number
from jifang.foundation.documents.services import is_bearers
from jifang.foundation.territory.models import Organ
from jifang.foundation.walls.scope import Scope, find_range, look_in, read_scope, work_in
from jifang.law.errors import InputError, Problem, Text

LONGEST_REASON = 500
LONGEST_SUBJECT = 200
CHECK_NOW = "SET CONSTRAINTS case_file_has_event, case_event_has_case IMMEDIATE"
CHECK_LATER = "SET CONSTRAINTS case_file_has_event, case_event_has_case DEFERRED"

Refusal = CaseError | DocumentError | InputError


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to be opened.

    organ: the organ that decides, by code; empty: the one that the routing of the procedure finds.
    party: who applies; empty for nobody known.
    subject: in words, for lists: no personal data.
    about: the record concerned; approved_by: the organ that approved what is to be accepted; both
        as the procedure has it (`Procedure.about`, `Procedure.approving`).
    grant_key: drawn by `draw_key` where papers are put by before the case is opened.
    """

    procedure: str
    act: str
    organ: str
    party: str
    subject: str
    about: Target | None = None
    approved_by: str = ""
    grant_key: str = ""


# -- the two ways in -------------------------------------------------------------------------------


def open_case(by: Actor, opening: Opening, given: Given | None = None) -> Event:
    """Open a case: it is numbered, and in the state that the opening act leads to.

    Raises `CaseError`, `InputError` with every problem.
    """
    given = given or Given(version=0)
    procedure = find_procedure(opening.procedure)
    try:
        opening = complete_opening(by, procedure, opening, given)
    except (CaseError, InputError) as error:
        refuse(by, draft_unrouted(by, opening), opening.act, error, "new")
        raise
    organ = Organ.objects.filter(code=opening.organ, valid__contains=timezone.localdate()).first()
    if organ is None:
        raise InputError(Problem("organ", opening.organ, NO_ORGAN))
    case = draft_case(opening, organ)
    try:
        with work_in(widen_scope(by, case)):
            step = find_step(by, case, procedure, opening.act, given)
            answered = judge(step)
            case.state = step.transition.to
            case.number = draw_number(organ, f"case.{procedure.series}", case.year).number
            return write_step(step, answered)
    except (CaseError, DocumentError, InputError) as error:
        refuse(by, case, opening.act, error, "new")
        raise


def draft_unrouted(by: Actor, opening: Opening) -> Case:
    """What stands for a case that is not drafted: of the organ that was named, else of the place of
    whoever wanted it."""
    named = Organ.objects.filter(code=opening.organ, valid__contains=timezone.localdate()).first()
    organ, region = (named.code, named.organ_region) if named else ("", by.body.organ_region)
    return Case(procedure=opening.procedure, organ=organ, organ_region=region, state="")


def draw_key() -> str:
    """A key at random, by which a case and its papers are opened to another organ."""
    return f"case-{uuid.uuid4().hex}"


def draft_case(opening: Opening, organ: Organ) -> Case:
    """The row of a case that is not opened yet. Raises `InputError`."""
    subject = opening.subject.strip()
    if not subject or len(subject) > LONGEST_SUBJECT:
        said = Text(f"须写明，至多 {LONGEST_SUBJECT} 字", f"1 to {LONGEST_SUBJECT} characters")
        raise InputError(Problem("subject", opening.subject, said))
    now, public_id = timezone.now(), uuid.uuid4()
    about = opening.about or Target("", "")
    return Case(
        public_id=public_id, procedure=opening.procedure, organ=organ.code,
        organ_region=organ.organ_region, party=opening.party,
        grant_key=opening.grant_key or draw_key(),
        year=read_day().year, about_kind=about.kind, about_id=about.id, subject=subject,
        approved_by=opening.approved_by, state="", version=0, opened_at=now, changed_at=now,
        demonstration=is_demonstration(),
    )  # fmt: skip


def carry_out(by: Actor, public_id: UUID | str, code: str, given: Given) -> Event:
    """Carry a transition out.

    Raises:
        NotFoundError: there is no such case within reach.
        StaleError: somebody else was faster.
        CaseError: it is not lawful now, with the reason and the provision.
        InputError, DocumentError: what was given cannot be.
    """
    seen = find_visible(public_id)
    try:
        with work_in(widen_scope(by, seen)):
            case = Case.objects.select_for_update().get(pk=seen.pk)
            procedure = find_procedure(case.procedure)
            step = find_step(by, case, procedure, code, given)
            answered = judge(step)
            case.state = step.transition.to
            return write_step(step, answered)
    except (CaseError, DocumentError, InputError) as error:
        refuse(by, seen, code, error, str(seen.public_id))
        raise


def find_visible(public_id: UUID | str) -> Case:
    """A case within the reader's reach. Raises `NotFoundError`."""
    try:
        wanted = public_id if isinstance(public_id, UUID) else UUID(public_id)
    except ValueError:
        raise NotFoundError from None
    with transaction.atomic(savepoint=False):
        found = Case.objects.filter(public_id=wanted).first()
    if found is None:
        raise NotFoundError
    return found


def widen_scope(by: Actor, case: Case) -> Scope:
    """The bounds an act works in: the actor's own, and the territory and party of the case.

    Whoever may act in a case writes its events, wherever they sit; what they read before was
    bounded by their own walls.
    """
    with transaction.atomic(savepoint=False):
        return widen(read_scope(), by, case)


@contextmanager
def look_at(by: Actor, case: Case) -> Iterator[None]:
    """The bounds of an act, for reading what decides whether it may be done."""
    own = read_scope()
    with look_in(widen(own, by, case), own):
        yield


def widen(own: Scope, by: Actor, case: Case) -> Scope:
    """The actor's own bounds, with the territory and party of a case."""
    lo, hi = find_range(case.organ_region)
    if own.lo and own.lo <= lo and hi <= own.hi:
        lo, hi = own.lo, own.hi
    parties = {*own.parties, case.party, case.organ} - {""}
    return Scope(
        lo, hi, tuple(sorted(parties)), own.grants, str(by.account) if by.account else own.actor
    )


# -- may it be done --------------------------------------------------------------------------------


def find_step(by: Actor, case: Case, procedure: Procedure, code: str, given: Given) -> Step:
    """The transition of this name from the present state. Raises `CaseError`, `StaleError`."""
    found = index_transitions(procedure.code).get((code, case.state))
    if given.version != case.version:
        raise StaleError(case.version)
    if found is None:
        raise refuse_state(procedure, case, code)
    return Step(by, case, procedure, found, given)


def refuse_state(procedure: Procedure, case: Case, code: str) -> CaseError:
    """That a step does not leave the present state, or is none of the procedure's."""
    basis = (as_basis(procedure.provision),)
    steps = [t for (name, _), t in index_transitions(procedure.code).items() if name == code]
    if not steps:
        said = Text("本程序没有这一步", "there is no such step in this procedure")
        return CaseError("unknown_act", said, basis)
    act = steps[0].act
    if not case.state:
        said = Text(f"不能以“{act.zh}”开始", f"a case is not opened by “{act.en}”")
        return CaseError("state", said, basis)
    state = procedure.find_state(case.state).name
    provision = steps[0].provision
    said = Text(
        f"在“{state.zh}”状态不能“{act.zh}”", f"“{act.en}” is not open in the state “{state.en}”"
    )
    return CaseError("state", said, basis if provision is None else (as_basis(provision),))


def judge(step: Step) -> Answered | None:
    """Everything that decides whether a step may be taken; the law's answer, if it was asked.

    Raises `CaseError`, `InputError`.
    """
    check_step(step)
    check_given(step)
    return ask_law(step)


def check_given(step: Step) -> None:
    """What the act was given. Raises `InputError` with every problem."""
    given, transition = step.given or Given(0), step.transition
    problems = []
    if (transition.needs_reason and not given.reason.strip()) or len(given.reason) > LONGEST_REASON:
        said = Text(
            f"须写明理由，至多 {LONGEST_REASON} 字",
            f"a reason must be given, at most {LONGEST_REASON} characters",
        )
        problems.append(Problem("reason", given.reason, said))
    problems += parts.check_day(step, given)
    problems += parts.check_defects(transition, given)
    problems += parts.check_documents(given)
    problems += check_fields(transition, given)
    if bool(transition.document) != (given.letter is not None):
        said = Text("须随文书办理", "a letter goes out with it")
        none = Text("这一步不发文书", "no letter goes out with this step")
        problems.append(Problem("letter", None, said if transition.document else none))
    if problems:
        raise InputError(problems)


# -- doing it --------------------------------------------------------------------------------------


def write_step(step: Step, answered: Answered | None) -> Event:
    """Event, state, holder, clocks, notice, letter, notifications, and one leaf."""
    given = seal_given(step.transition, step.given or Given(0))
    step, case = replace(step, given=given), step.case
    case.version += 1
    case.changed_at = timezone.now()
    holder = parts.set_holder(step, given)
    state = step.procedure.find_state(step.transition.to)
    case.closed_at = (case.closed_at or case.changed_at) if state.is_final else None
    parts.set_target(step, given)
    event = draft_event(step, given, answered)
    letter = parts.issue(step, given, event.legal_day)
    event.letter = "" if letter is None else str(letter.public_id)
    event.digest = digest_event(case, event)
    event.entry = record_act(describe(step, event, answered)).entry
    try:
        with transaction.atomic():
            case.save(force_insert=case.pk is None, force_update=case.pk is not None)
            event.case = case
            event.save(force_insert=True)
    except IntegrityError as error:
        raise parts.explain(step, error) from None
    parts.write_parts(step, event, given, holder)
    with connection.cursor() as cursor:
        cursor.execute(CHECK_NOW)
        cursor.execute(CHECK_LATER)
    # An effect may open another case, within other bounds: this one is checked by now.
    if step.transition.effect is not None:
        step.transition.effect(step, event)
    parts.tell(step, event)
    return event


def draft_event(step: Step, given: Given, answered: Answered | None) -> Event:
    """The event of a step, before its leaf."""
    case, by, transition = step.case, step.by, step.transition
    to = given.to if transition.goes_to_someone else None
    return Event(
        case=case, organ_region=case.organ_region, grant_key=case.grant_key,
        party="" if transition.internal else case.party, version=case.version,
        procedure=case.procedure, act=transition.code, from_state=transition.since,
        to_state=transition.to, by=by.public_id, by_party=by.body.party, role=by.role,
        lent_by=by.lender, reason=given.reason.strip(),
        to_party=to.party if to else "", to_account=to.account if to else "",
        legal_day=given.on or read_day(), documents=sorted(set(given.documents)),
        decision=None if answered is None else answered.kept,
        details={
            **parts.read_details(step, given), "holder": [case.holder_party, case.holder],
        },
        acceptance=transition.acceptance,
        approved_by=case.approved_by,
    )  # fmt: skip


def digest_event(case: Case, event: Event) -> str:
    """SHA-256 of the event: what its leaf holds of it. The reason is left out: it is free text and
    might be guessed; the leaf holds its salted commitment."""
    text = json.dumps(
        list_record(case, event), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def list_record(case: Case, event: Event) -> dict[str, Any]:
    """Everything of an event that its digest is made of."""
    return {
        "case": str(case.public_id), "procedure": case.procedure, "number": case.number,
        "version": event.version, "act": event.act, "from": event.from_state,
        "to": event.to_state, "by": event.by, "for": event.by_party, "role": event.role,
        "lent_by": event.lent_by, "given_to": [event.to_party, event.to_account],
        "day": event.legal_day.isoformat(),
        "documents": event.documents, "letter": event.letter, "decision": event.decision,
        "details": event.details,
    }  # fmt: skip


def describe(step: Step, event: Event, answered: Answered | None) -> Act:
    """The leaf of an act. Reasons are free text: it holds their commitment alone."""
    basis = step.basis if answered is None else (*step.basis, *answered.basis)
    details: list[tuple[str, object]] = [
        ("version", event.version), ("from", event.from_state), ("to", event.to_state),
        ("day", event.legal_day.isoformat()),
    ]  # fmt: skip
    if answered is not None:
        details += [
            ("question", answered.question), ("outcome", answered.outcome),
            ("decision", answered.digest),
        ]  # fmt: skip
    if event.lent_by:
        details.append(("for", event.lent_by))
    return Act(
        f"case.{event.act}", step.case.organ, step.case.organ_region, event.by,
        Target("case", str(step.case.public_id)), basis=tuple(dict.fromkeys(basis)),
        after=event.digest, documents=list_digests(event),
        personal=list_personal(step, event), details=tuple(details),
    )  # fmt: skip


def list_personal(step: Step, event: Event) -> tuple[tuple[str, str], ...]:
    """What the leaf only commits to: the reason, and what the event does not keep."""
    private = step.given.private if step.given else {}
    found = [("reason", event.reason), *sorted(private.items())]
    found += [
        (f"document.{d.public_id}", d.sha256) for d in list_papers(event) if is_bearers(d.party)
    ]
    return tuple((name, value) for name, value in found if value)


def list_digests(event: Event) -> tuple[DocumentDigest, ...]:
    """The documents of an event by their content; those of whoever shows a code are committed to
    instead (`list_personal`): whoever has the picture proves nothing by the ledger."""
    found = [d for d in list_papers(event) if not is_bearers(d.party)]
    return tuple(DocumentDigest(d.sha256, d.size, d.media_type) for d in found)


def list_papers(event: Event) -> list[Document]:
    """The documents of an event."""
    return list(Document.objects.filter(public_id__in=event.documents).order_by("public_id"))


# -- refusing --------------------------------------------------------------------------------------


def refuse(by: Actor, case: Case, code: str, error: Refusal, target: str) -> None:
    """Record that an act was refused, and by which provision; nothing else stays of it."""
    known = code if any(t == code for t, _ in index_transitions(case.procedure)) else "unknown"
    basis: tuple[Basis, ...] = (as_basis(find_procedure(case.procedure).provision),)
    if isinstance(error, CaseError) and error.basis:
        basis = error.basis
    elif isinstance(error, InputError):
        basis = find_basis(case, known) or basis
    act = Act(
        f"case.{known}", case.organ, case.organ_region, by.public_id, Target("case", target),
        basis=basis, details=(("for", by.lender),) if by.lender else (),
    )  # fmt: skip
    if isinstance(error, CaseError) and error.outcome:
        act = replace(act, details=(*act.details, ("outcome", error.outcome)))
    record_refusal(act, "input" if isinstance(error, InputError) else error.code)


def find_basis(case: Case, code: str) -> tuple[Basis, ...]:
    """What a step of the present state rests on."""
    found: Transition | None = index_transitions(case.procedure).get((code, case.state))
    return () if found is None or found.provision is None else (as_basis(found.provision),)
