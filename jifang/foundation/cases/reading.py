"""Who reads the file of a case: its organ, its party, whoever supervises.

An auditing body (审计单位) sees no register and no case of its territory elsewhere; here, and only
here, it reads their files. Personal data in letters and documents stays with the organ.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from uuid import UUID

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.accounts.powers import AUDIT, CITIZEN, ORGAN, ROLES, may
from jifang.foundation.cases.data import NotFoundError
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.services import find_visible
from jifang.foundation.walls.scope import Scope, find_range, work_in

Reader = Literal["organ", "party", "audit"]


def may_audit(by: Actor) -> bool:
    """Whether someone looks files over: officers of an organ, supervisors, auditors; none of the
    separated administrations."""
    if by is SYSTEM:
        return True
    return not ROLES[by.role].administers and any(
        may(by.role, power) for power in ("see_audit", "handle_case")
    )


def find_bounds(by: Actor) -> Scope | None:
    """The territory whose files an auditing body reads; none for everyone else, who keeps to the
    bounds of the role."""
    if by.body.kind == AUDIT and may(by.role, "see_audit"):
        return Scope(*find_range(by.body.organ_region), actor=str(by.account))
    return None


@contextmanager
def read_files(by: Actor) -> Iterator[None]:
    """Read the files of cases as far as someone may."""
    bounds = find_bounds(by)
    if bounds is None:
        yield
        return
    with work_in(bounds):
        yield


def find_reader(by: Actor, public_id: UUID | str) -> tuple[Case, Reader]:
    """A case within reach, and as what someone reads it. Raises `NotFoundError`, for those too who
    see a case and read no file of it."""
    case = find_visible(public_id)
    if by is SYSTEM:
        return case, "organ"
    if case.party and by.body.party == case.party:
        return case, "party"
    if not may_audit(by) or by.body.kind == CITIZEN:
        raise NotFoundError
    return case, "organ" if by.body.kind == ORGAN and may(by.role, "handle_case") else "audit"
