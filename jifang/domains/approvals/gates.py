"""What holds a project up: no construction before the review is passed, no acceptance stage and no
use without acceptance (arts. 17, 19, 36)."""

from __future__ import annotations

from datetime import date
from typing import Final

from jifang.domains.approvals.data import ACCEPT, APPROVE, LIABLE_BUILDER, REVIEW, as_basis
from jifang.domains.approvals.effects import describe_project
from jifang.domains.approvals.facts import ask_use, explain
from jifang.domains.approvals.selectors import find_acceptance, find_approval, find_approval_row
from jifang.domains.projects.api import ProjectRef, Refused, add_gate
from jifang.foundation.audit.data import Basis
from jifang.law.errors import Text

FITS: Final = {
    "setting": Text("系统用于", "what the system is for"),
    "region": Text("建设地点", "the place"),
    "constructing_unit_level": Text("建设单位属于哪一级", "the level of the unit"),
    "constructing_unit_region": Text("建设单位所在地", "the place of the unit"),
    "system_kinds": Text("系统种类", "the kinds of system"),
}
"""What an approval holds for: the project must still be like that at every later stage."""
LATER: Final = (
    "constructing", "trial", "completed", "pre_accepted", "tested", "accepted", "in_use",
)  # fmt: skip


def find_unreviewed(project: ProjectRef, on: date) -> Refused | None:
    """Why construction may not start: the design was not approved by then."""
    approval = find_approval(project.public_id)
    if approval is not None and approval.approved_on <= on:
        return None
    return Refused("not_reviewed", Text(
        "设计方案未经审核通过，不得施工；擅自施工的，对建设单位责令改正并处罚款",
        "the design was not approved: construction may not start; building all the same means an"
        " order to correct and a fine on the constructing unit",
    ), as_basis(REVIEW, LIABLE_BUILDER))  # fmt: skip


def find_changed(project: ProjectRef, on: date) -> Refused | None:
    """Why a design that was approved does not fit any more: what decides who approves, or what the
    design is for, was changed after it. Another review of the project as it stands mends that."""
    approval = find_approval_row(project.public_id)
    if approval is None:
        return None
    now = describe_project(project)
    changed = [words for name, words in FITS.items() if approval.as_approved.get(name) != now[name]]
    if not changed:
        return None
    zh, en = "、".join(t.zh for t in changed), ", ".join(t.en for t in changed)
    return Refused("not_as_approved", Text(
        f"设计方案核准以后变更了{zh}，须就变更后的项目重新报核准",
        f"changed after the design was approved: {en}; the project as it stands needs a new review",
    ), as_basis(APPROVE, REVIEW, LIABLE_BUILDER))  # fmt: skip


def find_unaccepted(project: ProjectRef, on: date) -> Refused | None:
    """Why the stage of acceptance is not reached: no acceptance holds."""
    accepted = find_acceptance(project.public_id)
    if accepted is not None and accepted.holds:
        return None
    return Refused("not_accepted", Text(
        "未经原核准机关验收合格", "the organ that approved the design has not accepted it"
    ), as_basis(ACCEPT))  # fmt: skip


def find_unusable(project: ProjectRef, on: date) -> Refused | None:
    """Why the system may not be put into use, as the law says it."""
    decision = ask_use(project, on)
    if decision.outcome in {"may", "not_required"}:
        return None
    cite = decision.decided_cite or ACCEPT
    basis = (Basis(cite.law, cite.provision), *as_basis(LIABLE_BUILDER))
    return Refused("not_usable", explain(decision), basis)


def add_gates() -> None:
    """Hold projects up."""
    for stage in LATER:
        add_gate(stage, find_changed)
    add_gate("constructing", find_unreviewed)
    add_gate("accepted", find_unaccepted)
    add_gate("in_use", find_unusable)
