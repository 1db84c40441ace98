"""What steps write besides their case: approvals, acceptances, confirmations, changes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from jifang.domains.approvals.checks import VERDICT_OF
from jifang.domains.approvals.facts import peek_project
from jifang.domains.approvals.models import (
    Acceptance,
    Confirmation,
    DesignApproval,
    IntakeCheck,
    SystemChange,
)
from jifang.domains.approvals.reports import find_tested
from jifang.domains.approvals.selectors import find_approval_row
from jifang.domains.projects.api import ProjectRef
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.cases.checks import Step
from jifang.foundation.cases.models import Event
from jifang.law.errors import DefinitionError

COMPARED = (
    "name", "unit_name", "setting", "region", "site", "constructing_unit_level",
    "constructing_unit_region", "system_kinds", "amount", "risk_level", "counter_terrorism",
)  # fmt: skip
"""What is kept of a project when its design is approved, and compared when it is accepted."""


def describe_project(project: ProjectRef) -> dict[str, Any]:
    """What the register says of a project, as plain data."""
    said = asdict(project)
    return {name: write(said[name]) for name in COMPARED}


def write(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, Decimal | date):
        return str(value)
    return sorted(value) if isinstance(value, tuple | list) else value


def fill(step: Step, event: Event, kind: str) -> dict[str, Any]:
    """What every row has, with its leaf."""
    case, project = step.case, peek_project(step.case)
    act = Act(
        kind, case.organ, case.organ_region, step.by.public_id,
        Target("project", project.public_id), basis=step.basis,
        details=(("case", str(case.public_id)), ("day", event.legal_day.isoformat())),
    )  # fmt: skip
    return {
        "project": project.public_id, "organ": case.organ, "organ_region": case.organ_region,
        "party": case.party, "event": event, "entry": record_act(act).entry,
        "demonstration": case.demonstration or project.demonstration,
    }  # fmt: skip


def enter_approval(step: Step, event: Event) -> None:
    """The design is approved, as the project stands in the register."""
    DesignApproval.objects.create(
        **fill(step, event, "design.approved"), approved_on=event.legal_day, letter=event.letter,
        as_approved=describe_project(peek_project(step.case)),
    )  # fmt: skip


def enter_acceptance(step: Step, event: Event) -> None:
    """An acceptance is concluded: its verdict is that of the step."""
    project = peek_project(step.case).public_id
    approval, tested = find_approval_row(project), find_tested(project)
    if approval is None:
        raise DefinitionError(f"{step.case.procedure}: accepted without an approval")
    Acceptance.objects.create(
        **fill(step, event, "system.accepted" if step.transition.code == "pass"
               else "acceptance.concluded"),
        approval=approval, verdict=VERDICT_OF[step.transition.code],
        concluded_on=event.legal_day, letter=event.letter,
        report="" if tested is None else f"{tested.public_id}/{tested.version}",
    )  # fmt: skip


def enter_confirmation(step: Step, event: Event) -> None:
    """What passed in the main was put right."""
    project = peek_project(step.case).public_id
    accepted = Acceptance.objects.filter(
        project=project, event__case=step.case, verdict="basically_passed"
    ).first()  # fmt: skip
    if accepted is None:
        raise DefinitionError(f"{step.case.procedure}: nothing to confirm")
    Confirmation.objects.create(
        **fill(step, event, "system.accepted"), acceptance=accepted, confirmed_on=event.legal_day
    )


def enter_change(step: Step, event: Event) -> None:
    """What is to be changed; the words stay with the case and are only committed to."""
    given = step.given
    said = given.private if given else {}
    SystemChange.objects.create(
        **fill(step, event, "system.change_applied"), case=step.case,
        kinds=sorted(given.more.get("kinds") or ()) if given else [],
        was=said.get("was", "").strip(), becomes=said.get("becomes", "").strip(),
        why=said.get("why", "").strip(),
    )  # fmt: skip


def clear_check(step: Step, event: Event) -> None:
    """What the notice told is no draft any more: the check begins anew with what is handed in."""
    for held in IntakeCheck.objects.filter(case=step.case):
        held.marks, held.version, held.by = {}, held.version + 1, step.by.public_id
        held.entry = event.entry
        held.save(update_fields=["marks", "version", "by", "at", "entry"])
