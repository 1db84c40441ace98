"""A constructing unit with its project, officers of a county, a city and the province, and how a
case about the project is driven."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pikepdf
from django.db import transaction
from django.utils import timezone

from jifang.domains.approvals import services
from jifang.domains.approvals.data import ACCEPTANCE, DESIGN_REVIEW, SLOTS, SYSTEM_CHANGE
from jifang.domains.approvals.reports import Tested
from jifang.domains.projects.models import Project
from jifang.domains.projects.services import declare_project
from jifang.domains.units.models import Unit
from jifang.domains.units.services import declare_unit
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Target
from jifang.foundation.cases.data import Defect, Given
from jifang.foundation.cases.letters import draft_letter
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.services import Opening, carry_out, open_case
from jifang.foundation.documents.data import Owner
from jifang.foundation.documents.services import store_upload
from jifang.foundation.walls.scope import Scope, enter_scope, find_range, work_in
from tests.domains.people import UNIT
from tests.domains.qualifications.world import (
    GUANGZHOU,
    PROVINCE,
    SHENZHEN,
    TIANHE,
    make_actor,
    open_organs,
)

OWNER, OTHER = "unit-own", "unit-other"
PEOPLE = {
    "owner": make_actor(931, "unit_member", "unit", OWNER, TIANHE),
    "stranger": make_actor(932, "unit_member", "unit", OTHER, TIANHE),
    "officer": make_actor(933, "officer", "organ", "ps-440106", TIANHE),
    "approver": make_actor(934, "approver", "organ", "ps-440106", TIANHE),
    "city": make_actor(935, "officer", "organ", "ps-440100", GUANGZHOU),
    "mayor": make_actor(936, "approver", "organ", "ps-440100", GUANGZHOU),
    "shenzhen": make_actor(937, "approver", "organ", "ps-440300", SHENZHEN),
    "province": make_actor(938, "approver", "organ", "ps-440000", PROVINCE),
}
GIVEN: dict[str, Any] = {
    "name": "示例中学技防工程（演示）", "setting": "key_unit", "region": TIANHE,
    "address": "天河路 1 号", "system_kinds": ["video_surveillance", "access_control"],
    "amount": "800000", "risk_level": 3, "building": "none",
}  # fmt: skip
PUBLIC = {
    "name": "示例街道视频监控工程（演示）", "setting": "public_area",
    "constructing_unit_level": "township", "constructing_unit_region": TIANHE,
}  # fmt: skip
CHANGE: dict[str, Any] = {
    "more": {"kinds": ["position"]},
    "private": {"was": "一楼大厅东侧", "becomes": "一楼大厅西侧", "why": "装修"},
}
CLASSES = list(SLOTS)
DEFECTS = (Defect("合同", "缺少双方签章页"), Defect("施工图纸", "缺少四层平面图"))


@dataclass(frozen=True)
class World:
    """What was laid."""

    unit: Unit
    project: Project


def scope_of(by: Actor) -> Scope:
    if by.body.kind == "organ":
        return Scope(*find_range(by.body.organ_region), (by.body.party,), actor=str(by.account))
    return Scope(parties=(by.body.party,), actor=str(by.account))


@contextmanager
def within(by: Actor) -> Iterator[None]:
    with transaction.atomic():
        enter_scope(scope_of(by))
        yield


def lay_unit() -> Unit:
    with within(PEOPLE["owner"]):
        return declare_unit(PEOPLE["owner"], UNIT)


def lay_project(unit: Unit, **more: Any) -> Project:
    with within(PEOPLE["owner"]):
        return declare_project(PEOPLE["owner"], unit, {**GIVEN, **more})


def lay_world() -> World:
    open_organs()
    unit = lay_unit()
    return World(unit, lay_project(unit))


def make_paper(by: Actor, name: str = "方案.pdf", party: str = OWNER, region: str = TIANHE) -> str:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    held = io.BytesIO()
    pdf.save(held)
    held.seek(0)
    kept = store_upload(by, Owner(region, party), name, held, "case.design_review")
    return str(kept.public_id)


def hand_in(by: Actor, *classes: str) -> dict[str, Any]:
    """Papers of these classes, as a step is given them."""
    put = {code: [make_paper(by, f"{SLOTS[code].zh}.pdf")] for code in classes}
    return {"more": put, "documents": tuple(i for ids in put.values() for i in ids)}


def apply(
    world: World, procedure: str = DESIGN_REVIEW, who: str = "owner",
    classes: Any = CLASSES, project: Project | None = None, **more: Any,
) -> Case:  # fmt: skip
    by = PEOPLE[who]
    about = str((project or world.project).public_id)
    with within(by):
        papers = {} if procedure == SYSTEM_CHANGE else hand_in(by, *classes)
        given = Given(0, **{**papers, **(CHANGE if procedure == SYSTEM_CHANGE else {}), **more})
        return services.apply_about(by, procedure, about, given).case


def open_at(
    world: World, organ: str, procedure: str = DESIGN_REVIEW, *, who: str = "owner",
    approved_by: str = "", project: Project | None = None,
) -> Case:  # fmt: skip
    """Apply at an organ of one's own choice."""
    about = project or world.project
    opening = Opening(
        procedure, "apply", organ, OWNER, about.name, Target("project", str(about.public_id)),
        approved_by,
    )  # fmt: skip
    given = Given(0, **CHANGE) if procedure == SYSTEM_CHANGE else Given(0)
    with within(PEOPLE[who]):
        return open_case(PEOPLE[who], opening, given).case


def reread(case: Case) -> Case:
    with work_in(Scope("44", "45")):
        return Case.objects.get(pk=case.pk)


def do(who: str, case: Case, code: str, **more: Any) -> Event:
    """One act on a case as it stands, with the letter as it is drafted."""
    by, now = PEOPLE[who], reread(case)
    with within(by):
        found = index_transitions(now.procedure).get((code, now.state))
        if found is not None and found.document and "letter" not in more:
            drafted = draft_letter(by, now.public_id, code)
            kept = {n: v for n, v in drafted.fields.items() if n not in found.derives}
            for name in ("reasons", "opinion"):
                if name in kept and not kept[name]:
                    kept[name] = more.get("reason", "") or "理由"
            more["letter"] = replace(drafted, fields=kept)
        return carry_out(by, now.public_id, code, Given(now.version, **more))


def examine(case: Case, who: str = "officer") -> None:
    """Taken up by an officer, accepted, examined."""
    do(who, case, "claim")
    if case.procedure == DESIGN_REVIEW:
        do(who, case, "accept", more={"checked": CLASSES})
    else:
        do(who, case, "accept")
    more = {"verdict": "passed"} if case.procedure == ACCEPTANCE else {"finding": "met"}
    do(who, case, "examine", more=more)


def approve_design(
    world: World, officer: str = "officer", approver: str = "approver", **more: Any
) -> Case:
    """A design that is approved."""
    case = apply(world, **more)
    examine(case, officer)
    do(approver, case, "approve")
    return reread(case)


def report(**more: Any) -> Tested:
    """A locked test report, passed, of a body that was accredited."""
    given: dict[str, Any] = {
        "public_id": "00000000-0000-0000-0000-0000000000aa", "version": 1, "passed": True,
        "verdict": "passed", "tested_on": tell_day() - timedelta(days=3),
        "accredited_until": tell_day() + timedelta(days=300), "scope_covers": True,
    }  # fmt: skip
    return Tested(**(given | more))


def tell_day() -> date:
    return timezone.localdate()
