"""What stands in the way of an application about a project, as far as the project's own cases say
it: the page shows the way closed, with the provision. What is applied for all the same is judged by
the guards of its step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jifang.domains.approvals.data import (
    ACCEPT,
    ACCEPTANCE,
    APPROVE,
    DESIGN_REVIEW,
    PROJECT,
    REVIEW,
    STAGES,
    ApprovalRef,
    as_basis,
)
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.models import Case
from jifang.law.errors import Text

READY: Final = frozenset({"pre_accepted", "tested"})
"""Stages of a project from which acceptance is applied for."""
UNAPPROVED: Final = Text(
    "设计方案未经核准，没有可以申请验收的机关",
    "the design was not approved, so there is no organ to accept it",
)
TOO_EARLY: Final = Text(
    "竣工并初验之后才能申请验收",
    "acceptance is applied for after completion and the preliminary acceptance",
)
RUNNING: Final = Text(
    "该项目已有一件同类申请正在办理", "an application of this kind about the project is going on"
)
ALONE: Final = {DESIGN_REVIEW: REVIEW, ACCEPTANCE: ACCEPT}
"""The procedures of which a project has one case at a time."""


def find_obstacle(
    procedure: str, cases: Sequence[Case], approval: ApprovalRef | None
) -> CaseError | None:
    """Why an application cannot be made yet; nothing where it can, or where that is not known here.

    cases: all about the project that the reader sees.
    """
    if procedure in ALONE and any(c.procedure == procedure and c.closed_at is None for c in cases):
        return CaseError("other_case", RUNNING, as_basis(ALONE[procedure]))
    if procedure != ACCEPTANCE:
        return None
    if approval is None:
        return CaseError("no_approval", UNAPPROVED, as_basis(APPROVE, ACCEPT))
    if not any(c.procedure == PROJECT and c.state in READY for c in cases):
        return CaseError("stage", TOO_EARLY, as_basis(STAGES))
    return None
