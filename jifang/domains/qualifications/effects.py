"""What steps write besides their case: certificates, extensions, the province's case."""

from __future__ import annotations

from datetime import date
from typing import Any

from jifang.domains.qualifications.data import PROVINCE, QUALIFICATION
from jifang.domains.qualifications.facts import (
    find_finding,
    read_applied,
    read_opening,
)
from jifang.domains.qualifications.issuing import Due, find_due
from jifang.domains.qualifications.models import Certificate, Extension
from jifang.domains.qualifications.selectors import find_to_renew
from jifang.foundation.accounts.data import SYSTEM
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.cases.checks import Step
from jifang.foundation.cases.data import CaseError, Given
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.services import Opening, open_case
from jifang.foundation.cases.standing import read_day
from jifang.foundation.documents.codes import read_number
from jifang.foundation.documents.letter_services import end_letter
from jifang.foundation.documents.models import Letter
from jifang.foundation.territory.selectors import find_own_organ
from jifang.law.errors import DefinitionError, Text
from jifang.law.places import PROVINCE_CODE


def enter_certificate(step: Step, event: Event) -> None:
    """Enter the certificate that was issued: its number is that of its letter. One leaf."""
    due = find_due(step)
    letter = Letter.objects.get(public_id=event.letter)
    row = make_certificate(step, due, event, letter)
    row.entry = record_act(describe(step, row)).entry
    row.save(force_insert=True)
    replace_letter(step, row, letter)


def make_certificate(step: Step, due: Due, event: Event, letter: Letter) -> Certificate:
    """The row of a certificate."""
    return Certificate(
        kind=due.kind, organ_region=step.case.organ_region, organ=step.case.organ,
        party=step.case.party, firm=due.firm.public_id, firm_name=due.firm.name,
        credit_code=due.firm.credit_code, firm_region=due.firm.region,
        number=letter.number_text, number_key=read_number(letter.number_text), how=due.how,
        level=due.level if due.kind == QUALIFICATION else None, level_since=due.level_since,
        applied_on=due.applied_on, issued_on=due.issued_on, valid_until=due.valid_until,
        home_number=due.home_number, home_level=due.home_level,
        home_valid_until=due.home_valid_until, follows=due.follows, event=event,
        letter=event.letter, demonstration=step.case.demonstration or due.firm.demonstration,
    )  # fmt: skip


def describe(step: Step, row: Certificate) -> Act:
    """The leaf of a certificate: it is public, so the leaf says what it is."""
    details: list[tuple[str, object]] = [
        ("number", row.number), ("how", row.how), ("issued_on", row.issued_on.isoformat()),
        ("valid_until", row.valid_until.isoformat()),
    ]  # fmt: skip
    if row.level is not None:
        details.append(("level", row.level))
    return Act(
        "certificate.issued", row.organ, row.organ_region, step.by.public_id,
        Target("certificate", str(row.public_id)), basis=step.basis, details=tuple(details),
    )  # fmt: skip


def replace_letter(step: Step, row: Certificate, letter: Letter) -> None:
    """The PDF of the certificate that is replaced holds no longer, where the organ is the same."""
    if row.follows is None or not row.follows.letter or row.follows.organ != row.organ:
        return
    former = Letter.objects.filter(public_id=row.follows.letter).first()
    if former is not None:
        end_letter(step.by, former, "superseded", letter.number_text, letter)


def enter_extension(step: Step, event: Event) -> None:
    """The certificate stays valid until the day that the law gives for the days granted."""
    applied = read_applied(step.case, step.given)
    held = find_to_renew(step.case.party, applied.applied_on, read_day())
    if held is None or event.decision is None:
        raise DefinitionError(f"{step.case.procedure}: an extension of nothing")
    until = date.fromisoformat(event.decision["answer"]["values"]["valid_until"])
    if until <= held.valid_until:
        said = Text("至少延期 1 日", "it is extended by a day at least")
        raise CaseError("days", said, step.basis)
    act = Act(
        "certificate.extended", step.case.organ, step.case.organ_region, step.by.public_id,
        Target("certificate", str(held.public_id)), basis=step.basis,
        details=(("number", held.number), ("until", until.isoformat())),
    )  # fmt: skip
    Extension.objects.create(
        certificate=held, organ_region=step.case.organ_region, party=step.case.party,
        applied_on=applied.applied_on, granted_on=event.legal_day, until=until, event=event,
        entry=record_act(act).entry,
    )  # fmt: skip


def open_at_province(step: Step, event: Event) -> None:
    """What was examined goes up: a case of the provincial organ, with the same papers; its period
    begins on this day. The platform opens it, the city signed."""
    organ = find_own_organ(PROVINCE_CODE)
    if organ is None:
        raise DefinitionError("there is no provincial organ")
    case, said = step.case, read_opening(step.case, None)[0]
    more: dict[str, Any] = {
        name: said[name] for name in ("kind", "level", "cause") if said.get(name) is not None
    }
    more["applied_on"] = read_applied(case, None).applied_on.isoformat()
    more["finding"] = find_finding(case)
    more["first_case"] = str(case.public_id)
    opening = Opening(
        PROVINCE, "receive", organ.code, case.party, case.subject,
        Target("case", str(case.public_id)),
    )  # fmt: skip
    open_case(SYSTEM, opening, Given(0, documents=list_papers(case), more=more))


def list_papers(case: Case) -> tuple[str, ...]:
    """Every paper that was handed in with a case."""
    found = Event.objects.filter(case=case).order_by("version").values_list("documents", flat=True)
    return tuple(dict.fromkeys(name for papers in found for name in papers))
