"""Within which bounds acts on a project's file are written, and who may."""

from __future__ import annotations

from jifang.domains.projects.data import STAGES_CITE
from jifang.domains.projects.models import Member, Project
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ORGAN, may
from jifang.foundation.audit.data import Act, Basis, Target
from jifang.foundation.audit.services import record_refusal
from jifang.foundation.cases.data import CaseError
from jifang.foundation.territory.selectors import is_within
from jifang.foundation.walls.scope import Scope, find_range, read_scope
from jifang.law.errors import Text
from jifang.law.instruments import Cite


def widen(project: Project, *parties: str) -> Scope:
    """One's own bounds, the place and party of the project, and those named: what somebody who
    takes part writes lies with the constructing unit."""
    own = read_scope()
    lo, hi = find_range(project.organ_region)
    if own.lo and own.lo <= lo and hi <= own.hi:
        lo, hi = own.lo, own.hi
    held = tuple(sorted({*own.parties, project.party, *parties}))
    return Scope(lo, hi, held, own.grants, own.actor)


def is_builder(by: Actor, project: Project) -> bool:
    """Whether somebody acts for the constructing unit."""
    return may(by.role, "own_body") and by.body.party == project.party


def is_keeper(by: Actor, project: Project) -> bool:
    """Whether an officer who handles cases acts for an organ of the place."""
    organ = by.body.kind == ORGAN and may(by.role, "handle_case")
    return organ and is_within(project.organ_region, by.body.organ_region)


def takes_part(by: Actor, project: Project, *roles: str) -> bool:
    """Whether somebody acts for a body that takes part now, in one of the roles."""
    if not may(by.role, "own_body"):
        return False
    found = Member.objects.filter(
        project=project, member_party=by.body.party, until=None, role__in=roles
    )
    return found.exists()


def describe(
    by: Actor, what: str, project: Project, *details: tuple[str, object],
    cite: Cite = STAGES_CITE, personal: tuple[tuple[str, str], ...] = (),
) -> Act:  # fmt: skip
    """The leaf of an act on a project's file."""
    more = (("for", by.lender),) if by.lender else ()
    return Act(
        f"project.{what}", by.body.party, project.organ_region, by.public_id,
        Target("project", str(project.public_id)), basis=(Basis(cite.law, cite.provision),),
        details=(*details, *more), personal=personal,
    )  # fmt: skip


def refuse(act: Act, error: CaseError) -> CaseError:
    """Record that an act was refused; the error, to be raised."""
    record_refusal(act, error.code)
    return error


def refuse_who(act: Act, zh: str, en: str) -> CaseError:
    """That somebody else may do it, not whoever tried."""
    return refuse(act, CaseError("who", Text(f"限：{zh}", f"for: {en}"), act.basis))
