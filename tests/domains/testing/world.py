"""A unit with a project, testing bodies with their accreditations, and who acts for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone

from jifang.domains.projects.api import ProjectRef, find_project
from jifang.domains.projects.services import start_project
from jifang.domains.testing import commissioning
from jifang.domains.testing.commissioning import answer_commission, commission_test
from jifang.domains.testing.data import COMPLETED, AnswerGiven, ClauseGiven
from jifang.domains.testing.locking import lock_report
from jifang.domains.testing.models import Commission, Report
from jifang.domains.testing.reporting import begin_report, set_days, write_clauses
from jifang.domains.units.models import Organisation, Unit
from jifang.domains.units.organisation_kinds import ACCREDITATION, TOOL
from jifang.domains.units.organisation_services import declare_belonging, declare_organisation
from jifang.domains.units.services import declare_unit
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.walls.scope import enter_scope, work_in
from jifang.ledger.entries import read_entry
from tests.domains.qualifications.world import (
    GUANGZHOU,
    TIANHE,
    make_actor,
    open_organs,
    scope_of,
)

UNIT, LAB, LAPSED, NARROW = "unit-own", "testing_body-own", "testing_body-late", "testing_body-slim"
KINDS = ("video_surveillance", "intrusion_alarm")
CODE = "91440101731566630A"
PEOPLE = {
    "unit": make_actor(701, "unit_member", "unit", UNIT, TIANHE),
    "tester": make_actor(702, "lab_member", "testing_body", LAB, GUANGZHOU),
    "second": make_actor(703, "lab_manager", "testing_body", LAB, GUANGZHOU),
    "other": make_actor(704, "lab_member", "testing_body", LAPSED, GUANGZHOU),
    "slim": make_actor(705, "lab_member", "testing_body", NARROW, GUANGZHOU),
    "stranger": make_actor(706, "unit_member", "unit", "unit-other", TIANHE),
    "firm": make_actor(707, "firm_member", "firm", "firm-own", GUANGZHOU),
    "officer": make_actor(708, "officer", "organ", "ps-440106", TIANHE),
    "approver": make_actor(709, "approver", "organ", "ps-440106", TIANHE),
    "away": make_actor(710, "approver", "organ", "ps-440300", "440300"),
}
GOOD = ClauseGiven(
    "GB 55029-2022", "3.5.2(5)", "视频图像信息保存不少于 30 日", "conforms",
    known="gb-55029-2022/cl_3_5_2__item_5", measured="34", unit="日", population=3, sampled=3,
    failed=0,
)  # fmt: skip
BAD = ClauseGiven("GB 55029-2022", "3.5.1(8)", "报警控制设备响应不超过 2 秒", "does_not",
                  measured="3.1", unit="s")  # fmt: skip


@dataclass(frozen=True)
class World:
    """What was laid."""

    project: ProjectRef
    lab: Organisation


def today() -> date:
    return timezone.localdate()


@contextmanager
def within(who: str | Actor) -> Iterator[Actor]:
    by = PEOPLE[who] if isinstance(who, str) else who
    with transaction.atomic():
        enter_scope(scope_of(by))
        yield by


@contextmanager
def standing_as(*stages: str) -> Iterator[None]:
    """Projects of these stages may be tested, too: a world spares the months until completion.
    That none is tested before it is completed has its own test, and the whole way keeps to it."""
    with patch.object(commissioning, "COMPLETED", COMPLETED | set(stages)):
        yield


def lay_lab(who: str, name: str, scope: Sequence[str], since: int, until: int) -> Organisation:
    """A testing body whose accreditation holds from so many days ago, for so many more."""
    code = {"credit_code": CODE} if who == "tester" else {}
    with within(who) as by:
        lab = declare_organisation(
            by, {"kind": "testing_body", "name": name, "region": TIANHE, **code}
        )
        declare_belonging(ACCREDITATION, by, lab, {
            "level": "provincial", "number": f"粤检-{who}", "accredited_by": "省级认定机关（演示）",
            "scope": list(scope), "valid_from": (today() - timedelta(days=since)).isoformat(),
            "valid_until": (today() + timedelta(days=until)).isoformat(),
        })  # fmt: skip
        declare_belonging(TOOL, by, lab, {
            "name": "照度计", "purpose": "testing", "serial_number": "SN-1",
            "calibrated_until": (today() + timedelta(days=90)).isoformat(),
        })  # fmt: skip
    return lab


def lay_world() -> World:
    lab = lay_lab("tester", "示例检测技术公司（演示）", KINDS, 30, 300)
    lay_lab("other", "示例过期检测公司（演示）", KINDS, 400, -1)
    lay_lab("slim", "示例单项检测公司（演示）", KINDS[:1], 30, 300)
    with within("unit") as by:
        unit = declare_unit(by, {"name": "示例中学（演示）", "region": TIANHE})
        project = start_project(by, unit, {
            "name": "示例中学技防工程（演示）", "setting": "key_unit", "region": TIANHE,
            "system_kinds": list(KINDS), "constructing_unit_level": "none",
        })  # fmt: skip
        return World(find_project(project.public_id), lab)


def commission(world: World, body: str = LAB, who: str = "unit", **more: Any) -> Commission:
    with within(who) as by:
        return commission_test(by, world.project.public_id, body, today(), **more)


def take(row: Commission, who: str = "tester", **more: Any) -> None:
    given = {"answer": "taken", "no_conflict": True, "declaration": "与工程各方无利害关系", **more}
    with within(who) as by:
        answer_commission(by, str(row.public_id), AnswerGiven(**given))


def write(
    row: Commission, *clauses: ClauseGiven, why: str = "", since: int = 2, last: int = 0
) -> Report:
    """A draft with its clauses, tested from so many days ago until so many days ago."""
    with within("tester") as by:
        report = begin_report(by, str(row.public_id), why=why)
        public_id = str(report.public_id)
        set_days(by, public_id, today() - timedelta(days=since), today() - timedelta(days=last))
        return write_clauses(by, public_id, clauses or (GOOD,))


def lock(report: Report, who: str = "second") -> Report:
    with within(who) as by:
        return lock_report(by, str(report.public_id), edition=report.edition)


def lay_locked(world: World, *clauses: ClauseGiven) -> Report:
    row = commission(world)
    take(row)
    return lock(write(row, *clauses))


def lay_chain(unit: Actor, lab: Actor, second: Actor, name: str) -> tuple[Commission, Report]:
    """A project of somebody's unit, its test commissioned, taken, reported and locked."""
    with standing_as("initiated"):
        return lay_links(unit, lab, second, name)


def lay_links(unit: Actor, lab: Actor, second: Actor, name: str) -> tuple[Commission, Report]:
    """Link by link."""
    region = unit.body.organ_region
    with within(lab) as by:
        body = declare_organisation(by, {"kind": "testing_body", "name": name, "region": region})
        declare_belonging(ACCREDITATION, by, body, {
            "level": "provincial", "number": "甲-1", "accredited_by": "省级认定机关（演示）",
            "scope": list(KINDS), "valid_from": (today() - timedelta(days=9)).isoformat(),
            "valid_until": (today() + timedelta(days=99)).isoformat(),
        })  # fmt: skip
    with within(unit) as by:
        held = Unit.objects.filter(party=by.body.party).first()
        project = start_project(
            by, held or declare_unit(by, {"name": name, "region": region}),
            {"name": name, "setting": "key_unit", "region": region, "system_kinds": list(KINDS)},
        )  # fmt: skip
        row = commission_test(by, str(project.public_id), lab.body.party, today())
    with within(lab) as by:
        public_id = str(row.public_id)
        answer_commission(by, public_id, AnswerGiven("taken", True, "无利害关系"))
        report = begin_report(by, public_id)
        set_days(by, str(report.public_id), today(), today())
        report = write_clauses(by, str(report.public_id), [GOOD])
    with within(second) as by:
        return row, lock_report(by, str(report.public_id), edition=report.edition)


def reread(report: Report) -> Report:
    with work_in(EVERYTHING):
        return Report.objects.select_related("commission").get(pk=report.pk)


def list_leaves() -> list[dict[str, Any]]:
    with work_in(EVERYTHING):
        return [read_entry(bytes(e.bytes)) for e in Entry.objects.order_by("pk")]


def last_leaf() -> dict[str, Any]:
    return list_leaves()[-1]


__all__ = ["open_organs"]
