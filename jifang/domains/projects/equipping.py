"""Equipment and its quality proofs (art. 13), entered in the file of a project: by the constructing
unit, or by the construction firm that took the work on, while it builds and tries the system.

What the firm enters lies with the constructing unit, as the rest of the file. Changing it and
taking it out of the register stays with the unit and the officers of the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from jifang.domains.projects.bounds import describe, is_builder, refuse_who, widen
from jifang.domains.projects.data import PROOFS
from jifang.domains.projects.kinds import EQUIPMENT, PROOF
from jifang.domains.projects.models import Equipment, EquipmentProof, Member, Project
from jifang.domains.projects.selectors import find_row
from jifang.domains.projects.services import draft_equipment, draft_proof
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.history.selectors import find_record
from jifang.foundation.history.services import declare_record
from jifang.foundation.walls.scope import work_in

BUILT: Final = frozenset({"constructing", "trial"})
"""The stages in which a construction firm enters what it builds in."""


def builds(by: Actor, project: Project) -> bool:
    """Whether somebody acts for a firm that builds the project now and took that on."""
    if not may(by.role, "own_body") or project.stage not in BUILT:
        return False
    found = Member.objects.filter(
        project=project, member_party=by.body.party, until=None, role="construction",
        undertaking__isnull=False,
    )  # fmt: skip
    return found.exists()


def check_enters(by: Actor, project: Project, what: str) -> None:
    """Whoever enters equipment is the unit or the firm that builds. Raises `CaseError`."""
    if is_builder(by, project) or builds(by, project):
        return
    raise refuse_who(
        describe(by, what, project, cite=PROOFS), "建设单位、施工和试运行期间已承接的施工单位",
        "the constructing unit; while it builds and tries it, the firm that took construction on",
    )  # fmt: skip


def enter_equipment(by: Actor, public_id: UUID | str, given: Mapping[str, Any]) -> Equipment:
    """Enter an item of a project's equipment. Raises `NotFoundError`, `CaseError`,
    `InputError`."""
    project = find_row(public_id)
    check_enters(by, project, "equipment_entered")
    draft = draft_equipment(project, given)
    with work_in(widen(project)):
        return declare_record(EQUIPMENT, by, draft, entrusted=True)


def enter_proof(by: Actor, public_id: UUID | str, given: Mapping[str, Any]) -> EquipmentProof:
    """Enter a quality proof of an item. Raises `NotFoundError`, `CaseError`, `InputError`."""
    item = find_record(EQUIPMENT, public_id)
    check_enters(by, item.project, "proof_entered")
    draft = draft_proof(item, given)
    with work_in(widen(item.project)):
        return declare_record(PROOF, by, draft, entrusted=True)
