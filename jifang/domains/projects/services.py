"""Writing projects and their equipment. Each is an act and a leaf; nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from jifang.domains.projects import data
from jifang.domains.projects.kinds import EQUIPMENT, PROJECT, PROOF
from jifang.domains.projects.models import Equipment, EquipmentProof, Project
from jifang.domains.projects.selectors import find_row
from jifang.domains.units.api import find_keeper
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Target
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.models import Event
from jifang.foundation.cases.services import Opening, open_case
from jifang.foundation.history.data import Place
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.services import Draft, declare_record, draft_record
from jifang.law.errors import InputError, Problem, Text

RETIRED = Text("已注销，不能再登记新的内容", "retired: nothing more is entered into it")


def draft_project(
    unit: Any, given: Mapping[str, Any], *, demonstration: bool = False
) -> Draft[Project]:
    """Read and check a project of a unit of the register, without writing it."""
    region = str(given.get("region") or "").strip()
    keeper = find_keeper(region[:9]) if region[:6].isdigit() else None
    place = Place(unit.party, keeper or unit.organ_region)
    links = {"unit": unit, "unit_name": unit.name}
    return draft_record(
        PROJECT, place, given, links=links, demonstration=demonstration or unit.demonstration
    )


def declare_project(
    by: Actor, unit: Any, given: Mapping[str, Any], *, reason: str = "",
    demonstration: bool = False,
) -> Project:  # fmt: skip
    """Enter a project of a unit. Raises `InputError` with every problem, `RecordError`."""
    draft = draft_project(unit, given, demonstration=demonstration)
    return declare_record(PROJECT, by, draft, reason=reason)


@transaction.atomic
def start_project(
    by: Actor, unit: Any, given: Mapping[str, Any], *, on: date | None = None,
    demonstration: bool = False,
) -> Project:  # fmt: skip
    """Enter a project and initiate it: all or nothing. Raises also `CaseError`."""
    project = declare_project(by, unit, given, demonstration=demonstration)
    initiate(by, str(project.public_id), on=on)
    project.refresh_from_db()
    return project


def initiate(by: Actor, public_id: str, *, on: date | None = None) -> Event:
    """Open the case of a project's stages, before the organ that keeps its place. Raises
    `NotFoundError`, `CaseError`, `InputError`."""
    project = find_row(public_id)
    opening = Opening(
        data.PROJECT, "initiate", "", project.party, project.name,
        Target(data.PROJECT, str(project.public_id)),
    )  # fmt: skip
    return open_case(by, opening, Given(0, on=on))


def draft_equipment(project: Project, given: Mapping[str, Any]) -> Draft[Equipment]:
    """Read and check an item of a project's equipment without writing it."""
    if project.state != ACTIVE:
        raise InputError(Problem("project", str(project.public_id), RETIRED))
    place = Place(project.party, project.organ_region, str(project.public_id))
    links = {"project": project, "grant_key": project.grant_key}
    return draft_record(EQUIPMENT, place, given, links=links, demonstration=project.demonstration)


def declare_equipment(by: Actor, project: Project, given: Mapping[str, Any]) -> Equipment:
    """Enter an item of a project's equipment. Raises `InputError`, `RecordError`."""
    return declare_record(EQUIPMENT, by, draft_equipment(project, given))


def draft_proof(item: Equipment, given: Mapping[str, Any]) -> Draft[EquipmentProof]:
    """Read and check a quality proof of an item without writing it."""
    if item.state != ACTIVE:
        raise InputError(Problem("equipment", str(item.public_id), RETIRED))
    project = item.project
    place = Place(item.party, item.organ_region, str(project.public_id))
    links = {"project": project, "equipment": item, "grant_key": item.grant_key}
    return draft_record(PROOF, place, given, links=links, demonstration=item.demonstration)


def declare_proof(by: Actor, item: Equipment, given: Mapping[str, Any]) -> EquipmentProof:
    """Enter a quality proof of an item. Raises `InputError`, `RecordError`."""
    return declare_record(PROOF, by, draft_proof(item, given))
