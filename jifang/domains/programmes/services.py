"""Writing plans and funding, signs, connections and training. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from jifang.domains.programmes.kinds import (
    ATTENDANCE,
    CONNECTION,
    COURSE,
    FUNDING,
    PLAN,
    SIGN,
)
from jifang.domains.programmes.models import (
    Attendance,
    Connection,
    Course,
    Funding,
    Plan,
    Sign,
)
from jifang.domains.units.api import SiteRef
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.data import Place
from jifang.foundation.history.kinds import Kind, R
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.services import (
    Draft,
    change_record,
    declare_record,
    declare_records,
    draft_record,
    retire_record,
)
from jifang.law.errors import InputError, Problem, Text

RETIRED = Text("已注销，不能再登记新的内容", "retired: nothing more is entered into it")


def draft_plan(by: Actor, given: Mapping[str, Any], *, demonstration: bool = False) -> Draft[Plan]:
    """Read and check a government's plan (art. 4) without writing it."""
    place = Place(by.body.party, by.body.organ_region)
    return draft_record(PLAN, place, given, demonstration=demonstration)


def declare_plan(
    by: Actor, given: Mapping[str, Any], *, reason: str = "", demonstration: bool = False
) -> Plan:
    """Enter a government's plan (art. 4); officers of the organ of that territory keep it."""
    draft = draft_plan(by, given, demonstration=demonstration)
    return declare_record(PLAN, by, draft, reason=reason)


def draft_funding(plan: Plan, given: Mapping[str, Any]) -> Draft[Funding]:
    """Read and check what a year's budget gives for one purpose, without writing it."""
    if plan.state != ACTIVE:
        raise InputError(Problem("plan", str(plan.public_id), RETIRED))
    place = Place(plan.party, plan.organ_region, str(plan.public_id))
    return draft_record(
        FUNDING, place, given, links={"plan": plan}, demonstration=plan.demonstration
    )


def declare_funding(
    by: Actor, plan: Plan, given: Mapping[str, Any], *, reason: str = ""
) -> Funding:
    """Enter what a year's budget gives for one purpose."""
    return declare_record(FUNDING, by, draft_funding(plan, given), reason=reason)


def draft_of_site(kind: Kind[R], site: SiteRef, given: Mapping[str, Any]) -> Draft[R]:
    """Read and check a sign or a connection of a site without writing it."""
    if site.state != ACTIVE:
        raise InputError(Problem("site", site.public_id, RETIRED))
    place = Place(site.party, site.organ_region, site.public_id)
    return draft_record(
        kind, place, given, links={"site_id": site.pk}, demonstration=site.demonstration
    )


def declare_sign(by: Actor, site: SiteRef, given: Mapping[str, Any], *, reason: str = "") -> Sign:
    """Enter a sign of a public-area system (art. 7 ¶3)."""
    return declare_record(SIGN, by, draft_of_site(SIGN, site, given), reason=reason)


def declare_connection(
    by: Actor, site: SiteRef, given: Mapping[str, Any], *, reason: str = ""
) -> Connection:
    """Enter who connected to a site's systems or integrated them, on what basis; the fee is nought
    (arts. 11, 25)."""
    draft = draft_of_site(CONNECTION, site, given)
    return declare_record(CONNECTION, by, draft, reason=reason)


def draft_course(
    by: Actor, given: Mapping[str, Any], *, demonstration: bool = False
) -> Draft[Course]:
    """Read and check a training without writing it."""
    place = Place(by.body.party, by.body.organ_region)
    return draft_record(COURSE, place, given, demonstration=demonstration)


def declare_course(
    by: Actor, given: Mapping[str, Any], *, reason: str = "", demonstration: bool = False
) -> Course:
    """Enter a training (arts. 6, 22): an association its own, an officer one of the territory."""
    draft = draft_course(by, given, demonstration=demonstration)
    return declare_record(COURSE, by, draft, reason=reason)


def draft_attendance(course: Course, given: Mapping[str, Any]) -> Draft[Attendance]:
    """Read and check someone who took part."""
    if course.state != ACTIVE:
        raise InputError(Problem("course", str(course.public_id), RETIRED))
    place = Place(course.party, course.organ_region, str(course.public_id))
    return draft_record(
        ATTENDANCE, place, given, links={"course": course}, demonstration=course.demonstration
    )


def declare_attendances(
    by: Actor, drafts: Sequence[Draft[Attendance]], *, reason: str = ""
) -> list[Attendance]:
    """Enter those who took part, all or none, with one leaf."""
    return declare_records(ATTENDANCE, by, drafts, reason=reason)


def change_entry(
    kind: Kind[R], by: Actor, public_id: UUID | str, version: int, given: Mapping[str, Any], *,
    reason: str, holds_from: date | None = None,
) -> R:  # fmt: skip
    """Change fields of any of these records."""
    return change_record(kind, by, public_id, version, given, reason=reason, holds_from=holds_from)


def retire_entry(
    kind: Kind[R], by: Actor, public_id: UUID | str, version: int, *, reason: str,
    on: date | None = None,
) -> R:  # fmt: skip
    """Take one of these records out of the register; it stays, with its history."""
    return retire_record(kind, by, public_id, version, reason=reason, on=on)
