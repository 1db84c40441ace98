"""Projects, papers and reports as facts of the law's questions; what is not known is left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from jifang.domains.approvals.data import PROJECT, SLOTS
from jifang.domains.approvals.models import DesignApproval
from jifang.domains.approvals.reports import Tested, find_tested
from jifang.domains.approvals.selectors import (
    find_acceptance,
    find_approval_row,
    find_submitted,
    find_told,
    list_on_file,
    list_told,
)
from jifang.domains.projects.api import ProjectRef, find_project
from jifang.foundation.cases.data import CaseError, Given
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.standing import read_day
from jifang.foundation.history.data import RecordError
from jifang.law import Decision, decide
from jifang.law.errors import Text
from jifang.law.places import is_county_precise

HELD: Final = "_project_of_case"
NO_PROJECT: Final = Text("须指明登记中的项目", "say which project of the register it is about")


def peek_project(case: Case) -> ProjectRef:
    """The project of a case as it stood when the case was read: every step asks for it.

    Raises `CaseError` where the case is about none, or about one behind a wall.
    """
    held: ProjectRef | None = vars(case).get(HELD)
    if held is None:
        if case.about_kind != PROJECT or not case.about_id:
            raise CaseError("project", NO_PROJECT)
        try:
            held = find_project(case.about_id)
        except (RecordError, CaseError):
            raise CaseError("project", NO_PROJECT) from None
        vars(case)[HELD] = held
    return held


def read_on(given: Given | None) -> date:
    """The day that a step counts for."""
    return (given.on if given else None) or read_day()


# -- who approves ----------------------------------------------------------------------------------


def describe_design(project: ProjectRef) -> dict[str, Any]:
    """The facts of `design_approval`."""
    facts: dict[str, Any] = {"setting": project.setting}
    if project.region and is_county_precise(project.region):
        facts["site_region"] = project.region
    if project.constructing_unit_level:
        facts["constructing_unit_level"] = project.constructing_unit_level
    if project.constructing_unit_region:
        facts["constructing_unit_region"] = project.constructing_unit_region
    return facts


def ask_organ(project: ProjectRef, on: date) -> Decision:
    """Which organ approves the design of a project."""
    return decide("design_approval", describe_design(project), on=on)


def find_design_facts(case: Case, given: Given) -> Mapping[str, Any]:
    """The same of a case."""
    return describe_design(peek_project(case))


def find_review_facts(case: Case, given: Given) -> Mapping[str, Any]:
    """The facts of `preconstruction_review`: a class counts as on file where something was handed
    in of it and, once the officer says which are complete, where it is among those."""
    project, notice = peek_project(case), find_told(case)
    on_file = list_on_file(case)
    checked = given.more.get("checked")
    if checked is not None:
        on_file = [c for c in on_file if c in checked]
    return {
        "setting": project.setting, "documents": on_file,
        "submitted_on": find_submitted(case) or read_on(given),
        "notice_given_on": notice.event.legal_day if notice else None,
        "notice_named": [c for c in SLOTS if c in list_told(notice)],
        "review_passed": None, "construction_started_on": None,
    }  # fmt: skip


# -- what may be used ------------------------------------------------------------------------------


def describe_organ(region: str) -> dict[str, str]:
    """An organ as the law knows it: level and division."""
    level = "province" if region == "440000" else "prefecture" if region[4:] == "00" else "county"
    return {"level": level, "region": region}


def describe_test(tested: Tested | None) -> dict[str, Any]:
    """The facts about the test; each known to be none where there was none."""
    if tested is None:
        return {"test_passed": None, "tested_on": None, "testing_body_accredited_until": None}
    facts: dict[str, Any] = {
        "test_passed": tested.passed, "tested_on": tested.tested_on,
        "testing_body_accredited_until": tested.accredited_until,
    }  # fmt: skip
    if tested.scope_covers is not None:
        facts["testing_scope_covers"] = tested.scope_covers
    return facts


def describe_use(
    project: ProjectRef, approval: DesignApproval | None, tested: Tested | None
) -> dict[str, Any]:
    """The facts of `putting_into_use` but the acceptance."""
    approved = None if approval is None else describe_organ(approval.organ_region)
    return {
        "setting": project.setting, "design_approved_by": approved, **describe_test(tested)
    }  # fmt: skip


def find_use_facts(case: Case, given: Given) -> Mapping[str, Any]:
    """Asked when acceptance is applied for and concluded: could the system be used if this organ
    accepted it today? What is wanting then is approval, test, or the right organ."""
    project = peek_project(case)
    facts = describe_use(
        project, find_approval_row(project.public_id), find_tested(project.public_id)
    )
    return {
        **facts, "accepted": True, "accepted_by": describe_organ(case.organ_region),
        "accepted_on": read_on(given),
    }  # fmt: skip


def ask_use(project: ProjectRef, on: date) -> Decision:
    """Whether the system of a project may be put into use, as everything stands."""
    facts = describe_use(
        project, find_approval_row(project.public_id), find_tested(project.public_id)
    )
    accepted = find_acceptance(project.public_id)
    if accepted is None or not accepted.holds:
        said = None if accepted is None else False
        facts |= {"accepted": said, "accepted_by": None, "accepted_on": None}
    else:
        facts |= {
            "accepted": True, "accepted_by": describe_organ(accepted.organ_region),
            "accepted_on": accepted.accepted_on,
        }  # fmt: skip
    return decide("putting_into_use", facts, on=on)


# -- what the law said -----------------------------------------------------------------------------


def explain(decision: Decision) -> Text:
    """Why the law does not let something pass, in the words of the clause that decides, with our
    reading and the other one where there is one."""
    at, label = decision.settled.decider, decision.result.label
    if decision.outcome == "unknown" or at is None:
        names = [decision.asked.fact(name).label for name in decision.missing]
        zh, en = "、".join(n.zh for n in names), ", ".join(n.en for n in names)
        return Text(f"{label.zh}；还须知道：{zh}", f"{label.en}; still to be known: {en}")
    clause = decision.asked.clauses[at]
    zh, en = f"{label.zh}：{clause.text.zh}", f"{label.en}: {clause.text.en}"
    if clause.reading is not None:
        read = clause.reading
        zh += f"（解释：{read.reason.zh}；另一读法：{read.other.zh}）"
        en += f" (our reading: {read.reason.en}; the other: {read.other.en})"
    return Text(zh, en)
