"""A unit that builds, firms that take part, officers; how a project is driven."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pikepdf
from django.conf import settings
from django.utils import timezone

from jifang.domains.approvals.effects import describe_project
from jifang.domains.approvals.models import Acceptance, DesignApproval
from jifang.domains.projects.logbook import Day, log_day
from jifang.domains.projects.members import Naming, name_member, take_on
from jifang.domains.projects.models import Equipment, Member, Project
from jifang.domains.projects.selectors import find_lifecycle, find_row, refer_to
from jifang.domains.projects.services import declare_equipment, declare_proof, start_project
from jifang.domains.testing.commissioning import commission_test
from jifang.domains.units.models import Organisation, Unit
from jifang.domains.units.services import declare_unit
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.services import carry_out
from jifang.foundation.grants.selectors import list_grants
from jifang.foundation.postgres.connection import Connection
from jifang.foundation.walls.scope import Scope, enter_scope, work_in
from tests.conftest import connect_owner
from tests.domains.people import UNIT
from tests.domains.qualifications import world
from tests.domains.qualifications.world import (
    FIRM_CODE,
    PEOPLE,
    TIANHE,
    lay_world,
    make_actor,
    scope_of,
    within,
)
from tests.domains.testing.world import LAB, lay_lab, lock, write
from tests.domains.testing.world import take as accept_commission

OWNER = "unit-own"
PEOPLE.setdefault("owner", make_actor(920, "unit_member", "unit", OWNER, TIANHE))
PEOPLE.setdefault("other_unit", make_actor(921, "unit_member", "unit", "unit-other", TIANHE))
PEOPLE.setdefault("clerk", make_actor(922, "officer", "organ", "ps-440106", TIANHE))
PEOPLE.setdefault("reader", make_actor(923, "supervisor", "organ", "ps-440106", TIANHE))
GIVEN: dict[str, Any] = {
    "name": "示例中学技防工程（演示）", "setting": "key_unit", "region": TIANHE,
    "address": "天河路 1 号", "system_kinds": ["video_surveillance", "access_control"],
    "amount": "800000", "risk_level": 3, "building": "none",
}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """What was laid."""

    unit: Unit
    firm: Organisation


def lay_ground() -> Ground:
    world.open_organs()
    laid = lay_world()
    with within(PEOPLE["owner"]):
        unit = declare_unit(PEOPLE["owner"], UNIT)
    return Ground(unit, laid.firm)


def make_pdf() -> bytes:
    pdf, held = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(held)
    return held.getvalue()


def start(ground: Ground, **more: Any) -> Project:
    with within(PEOPLE["owner"]):
        return start_project(PEOPLE["owner"], ground.unit, {**GIVEN, **more})


def reread(project: Project) -> Project:
    with work_in(Scope("44", "45")):
        return find_row(project.public_id)


def lifecycle(project: Project) -> Case:
    with work_in(Scope("44", "45")):
        found = find_lifecycle(project)
    assert found is not None
    return found


def take(project: Project, code: str, who: str = "owner", **more: Any) -> Event:
    """One step of the project's case as it stands."""
    case = lifecycle(project)
    with within(PEOPLE[who]):
        return carry_out(PEOPLE[who], case.public_id, code, Given(case.version, **more))


LAID: Final = (("design_review", "approve", "passed"), ("acceptance", "pass", "accepted"))
"""Cases of other domains, laid as if they had been worked on: their own tests do that."""
MOVE: Final = """
INSERT INTO case_transition (procedure, act, from_state, to_state, acceptance, notice, letter,
    system) VALUES (%s, %s, '', %s, false, '', false, false) ON CONFLICT DO NOTHING
"""
UNLAY: Final = "DELETE FROM case_transition WHERE procedure = %s AND act = %s AND from_state = ''"


@contextmanager
def laid_moves(server: Connection) -> Iterator[None]:
    """Let a case of each be laid in its final state; by the owner, taken back afterwards."""
    name = settings.DATABASES["default"]["NAME"]
    with connect_owner(server, name) as session:
        for laid in LAID:
            session.execute(MOVE, laid)
    yield
    with connect_owner(server, name) as session:
        for procedure, act, _ in LAID:
            session.execute(UNLAY, [procedure, act])


def write_leaf(case: Case, act: str, who: str) -> int:
    """A leaf as an act on the case would have written it."""
    on = Target("case", str(case.public_id))
    leaf = Act(f"case.{act}", case.organ, case.organ_region, who, on, after="0" * 64)
    return record_act(leaf).entry


def lay_case(
    project: Project, procedure: str, act: str, state: str, *, closed: bool = True
) -> None:
    """A case about the project that ended well, decided by the organ of its place."""
    key, now, organ = f"case-{uuid.uuid4().hex}", timezone.now(), f"ps-{project.region}"
    with work_in(Scope("44", "45")):
        case = Case(
            procedure=procedure, organ_region=project.region, party=project.party, grant_key=key,
            organ=organ, year=2026, number=uuid.uuid4().int % 10**6, subject="示例",
            about_kind="project", about_id=str(project.public_id), state=state, version=1,
            opened_at=now, changed_at=now, closed_at=now if closed else None,
            approved_by=organ if procedure == "acceptance" else "",
        )  # fmt: skip
        entry = write_leaf(case, act, "somebody")
        case.save(force_insert=True)
        event = Event.objects.create(
            case=case, organ_region=project.region, party=project.party, grant_key=key, version=1,
            procedure=procedure, act=act, to_state=state, by_party=organ,
            legal_day=timezone.localdate(), digest="0" * 64, entry=entry, by="somebody",
            role="approver",
        )  # fmt: skip
        lay_row(project, event, entry)


def lay_row(project: Project, event: Event, entry: int) -> None:
    """What the step of the case wrote besides."""
    kept = {
        "project": str(project.public_id), "organ": event.by_party, "event": event,
        "organ_region": project.region, "party": project.party, "entry": entry,
    }  # fmt: skip
    day = event.legal_day
    if event.act == "approve":
        DesignApproval.objects.create(
            **kept, approved_on=day, letter="",
            as_approved=describe_project(refer_to(project)),
        )  # fmt: skip
        return
    approval = DesignApproval.objects.get(project=kept["project"])
    Acceptance.objects.create(**kept, approval=approval, verdict="passed", concluded_on=day)


@contextmanager
def opened(who: str) -> Iterator[None]:
    """Within someone's bounds, with the keys that are open to the body."""
    by = PEOPLE[who]
    own = scope_of(by)
    with work_in(own):
        enter_scope(Scope(own.lo, own.hi, own.parties, list_grants(by.body.party), own.actor))
        yield


def name(
    project: Project, role: str, who: str = "owner", code: str = FIRM_CODE, days: int = 60
) -> Member:
    since = timezone.localdate() - timedelta(days=50)
    with within(PEOPLE[who]):
        return name_member(
            PEOPLE[who], project.public_id,
            Naming(role, code, since, since + timedelta(days=days)),
        )  # fmt: skip


def take_on_as(member: Member, who: str = "firm", on: date | None = None) -> Member:
    with opened(who):
        return take_on(PEOPLE[who], member.public_id, on)


def equip(project: Project, *, proof: bool = True, main: bool | None = True) -> Equipment:
    with within(PEOPLE["owner"]):
        item = declare_equipment(PEOPLE["owner"], project, {"name": "摄像机", "main": main})
        if proof:
            declare_proof(PEOPLE["owner"], item, {
                "kind": "compulsory_certification", "valid_until": ago(-700).isoformat(),
            })  # fmt: skip
    return item


def log(project: Project, *days: date, who: str = "owner") -> None:
    with opened(who):
        for on in days:
            log_day(PEOPLE[who], project.public_id, Day(on, normal=True))


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def lay_report(project: Project) -> None:
    """The project's test: commissioned, taken, reported and locked by an accredited body."""
    kinds = GIVEN["system_kinds"]
    lay_lab("second", "示例检测公司（演示）", kinds, 30, 300)
    with within(PEOPLE["owner"]):
        asked = commission_test(PEOPLE["owner"], str(project.public_id), LAB, timezone.localdate())
    accept_commission(asked)
    lock(write(asked, since=0))
