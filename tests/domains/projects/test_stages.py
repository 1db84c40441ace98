"""The stages of a project: each with what it needs in law, refused without it, by SQL too."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.db import DatabaseError, connection
from django.test import RequestFactory

from jifang.domains.projects import gates
from jifang.domains.projects.api import add_gate, find_stage
from jifang.domains.projects.checks import find_trial, is_valid
from jifang.domains.projects.data import ACTS, Refused
from jifang.domains.projects.kinds import EQUIPMENT, PROJECT
from jifang.domains.projects.models import (
    Equipment,
    EquipmentProof,
    Member,
    Preliminary,
    Project,
    Stage,
    TrialEntry,
)
from jifang.domains.projects.selectors import find_row
from jifang.domains.projects.services import declare_proof, initiate
from jifang.foundation.audit.data import Basis
from jifang.foundation.cases.data import CaseError, NotFoundError
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.history.services import change_record
from jifang.foundation.postgres.connection import Connection
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import InputError, Text
from tests.domains.projects.builders import (
    LAID,
    Ground,
    ago,
    equip,
    laid_moves,
    lay_case,
    lay_report,
    lifecycle,
    log,
    name,
    reread,
    start,
    take,
    take_on_as,
    write_leaf,
)
from tests.domains.qualifications.world import PEOPLE, hold, within

pytestmark = pytest.mark.django_db
WHOLE = bool(int(os.environ.get("JIFANG_FUZZ", "0")))
HELD = {"held_on": "2026-01-05", "held_by": "示例中学（演示）"}
MORE: dict[str, dict[str, Any]] = {
    "tender": {"more": {"method": "open"}}, "pre_accept": {"more": HELD},
    "fail_preliminary": {"more": HELD}, "end": {"reason": "资金未落实"},
}  # fmt: skip
WHO = ("owner", "other_unit", "firm", "clerk", "approver", "shenzhen", "signer")
SEES = {"owner", "clerk", "approver", "signer"}
"""Who sees the case of the stages: its party, and officers whose territory holds the place."""
LAWFUL = {
    "initiated": {"tender", "end"}, "tendered": {"finish_design", "end"},
    "designed": {"start_construction", "end"}, "constructing": {"start_trial", "end"},
    "trial": {"complete", "end"}, "completed": {"pre_accept", "fail_preliminary", "end"},
    "pre_accepted": {"pass_test", "end"}, "tested": {"pass_acceptance", "end"},
    "accepted": {"put_into_use", "end"}, "in_use": set(), "ended": set(),
}  # fmt: skip
"""Written by hand: the acts of the constructing unit in each state; nobody else takes any."""
CODES = sorted({*ACTS, "fail_preliminary", "end"} - {"initiate"})


@pytest.fixture(scope="module", autouse=True)
def laid(database_server: Connection, django_db_setup: None) -> Iterator[None]:
    with laid_moves(database_server):
        yield


@pytest.fixture
def no_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other domains hold a stage up by is theirs to test."""
    monkeypatch.setattr(gates, "GATES", {})


def refused(project: Project, code: str, who: str = "owner", **more: Any) -> CaseError:
    with pytest.raises(CaseError) as caught:
        take(project, code, who, **more)
    return caught.value


def why(project: Project, code: str, **more: Any) -> tuple[str, str]:
    error = refused(project, code, **more)
    return error.code, error.basis[0].provision


def walk(project: Project, state: str) -> None:
    """Everyone tries everything that is not lawful here; nothing changes."""
    before = lifecycle(project).version
    tries = [
        (who, code) for who in WHO for code in CODES
        if not (who == "owner" and code in LAWFUL[state])
    ]  # fmt: skip
    for who, code in tries if WHOLE else random.Random(state).sample(tries, 6):
        wanted: type[Exception] = CaseError if who in SEES else NotFoundError
        with pytest.raises(wanted) as caught:
            take(project, code, who, **MORE.get(code, {}))
        if who in SEES:
            assert isinstance(caught.value, CaseError)
            assert caught.value.code == ("who" if code in LAWFUL[state] else "state"), (who, code)
    assert (lifecycle(project).version, reread(project).stage) == (before, state)


def prepare_design(project: Project) -> None:
    assert why(project, "finish_design") == ("no_design", "art_14__para_2")
    with pytest.raises(CaseError) as caught:
        name(project, "design")
    assert (caught.value.code, caught.value.outcome) == ("law", "must_not")
    assert caught.value.basis[0].provision == "art_14__para_2"
    hold(4)
    member = name(project, "design")
    assert why(project, "finish_design") == ("no_design", "art_14__para_2")
    assert take_on_as(member, on=ago(40)).certificate
    with pytest.raises(CaseError):
        take_on_as(member)


def prepare_construction(project: Project) -> None:
    assert why(project, "start_construction") == ("no_construction", "art_14__para_2")
    with stand_on(ago(39)):
        take_on_as(name(project, "construction"))
    assert why(project, "start_construction") == ("not_reviewed", "art_17__para_2")
    force(project, "designed", "start_construction", "constructing", "arts. 17, 36")
    lay_case(project, *LAID[0])


def prepare_trial(project: Project) -> None:
    assert why(project, "start_trial") == ("no_equipment", "art_13__para_1")
    item = equip(project, proof=False)
    assert why(project, "start_trial") == ("no_proof", "art_13__para_1")
    equip(project, main=None)
    assert why(project, "start_trial")[0] == "unknown_equipment"
    with within(PEOPLE["owner"]):
        other = Equipment.objects.exclude(pk=item.pk).get(project=project)
        change_record(EQUIPMENT, PEOPLE["owner"], other.public_id, 1, {"main": False}, reason="是")
        declare_proof(PEOPLE["owner"], item, {"kind": "test_report", "issued_on": "2026-01-05"})


MOVE = "UPDATE case_file SET state = %s, version = version + 1 WHERE id = %s"
EVENT = """
INSERT INTO case_event (case_id, organ_region, party, grant_key, version, procedure, act,
    from_state, to_state, by, by_party, role, lent_by, reason, to_party, to_account, at, legal_day,
    documents, letter, details, acceptance, approved_by, digest, entry)
SELECT id, organ_region, party, grant_key, version, procedure, %s, %s, %s, 'somebody', party,
    'unit_member',
    '', '', '', '', now(), current_date, '[]', '', '{}', false, '', repeat('0', 64), %s
FROM case_file WHERE id = %s
"""
TAMPER = (
    "UPDATE project_trial_entry SET normal = false WHERE project_id = %s",
    "DELETE FROM project_trial_entry WHERE project_id = %s",
    "UPDATE project_stage SET stage = 'trial' WHERE project_id = %s",
    "DELETE FROM project_preliminary WHERE project_id = %s",
    "DELETE FROM project_member WHERE project_id = %s",
    "UPDATE project_member SET member_party = 'firm-other' WHERE project_id = %s",
    "UPDATE project SET stage = 'ended' WHERE id = %s",
    "UPDATE project SET setting = 'public_area' WHERE id = %s",
)


def write_past(case: Case, since: str, act: str, to: str) -> None:
    """The step, written past the services by plain SQL."""
    with work_in(Scope("44", "45")), connection.cursor() as cursor:
        cursor.execute(MOVE, [to, case.pk])
        entry = write_leaf(case, act, "somebody")
        cursor.execute(EVENT, [act, since, to, entry, case.pk])


def force(project: Project, since: str, act: str, to: str, said: str) -> None:
    """The database refuses it."""
    case = lifecycle(project)
    with pytest.raises(DatabaseError, match=said):
        write_past(case, since, act, to)


def run(statement: str, project: Project) -> None:
    with work_in(Scope("44", "45")), connection.cursor() as cursor:
        cursor.execute(statement, [project.pk])


class TestWay:
    def test_from_initiation_to_use(self, ground: Ground, no_gates: None) -> None:
        with stand_on(ago(40)):
            project = start(ground)
        assert project.stage == "initiated"
        walk(project, "initiated")
        with stand_on(ago(40)):
            take(project, "tender", more={"method": "open"})
            walk(project, "tendered")
            prepare_design(project)
            take(project, "finish_design")
        walk(project, "designed")
        prepare_construction(project)
        with stand_on(ago(39)):
            take(project, "start_construction")
            prepare_trial(project)
            take(project, "start_trial")
        walk(project, "trial")
        assert why(project, "complete") == ("trial_run", "cl_4_0_7")
        log(project, *(ago(n) for n in range(39, 11, -1)))
        log(project, ago(11), who="firm")
        assert why(project, "complete")[0] == "trial_run"
        force(project, "trial", "complete", "completed", "GB 55029")
        with pytest.raises(CaseError):
            log(project, ago(11))  # one entry a day
        log(project, ago(0))
        take(project, "complete")
        with within(PEOPLE["owner"]):  # days after completion are none of the trial run's
            standing, later = (find_trial(reread(project), ago(n)) for n in (0, -30))
        assert standing is not None
        assert standing == later
        assert standing.gaps
        take(project, "fail_preliminary", more=HELD, private={"findings": "两处摄像机被遮挡"})
        walk(project, "completed")
        take(project, "pre_accept", more=HELD)
        force(project, "pre_accepted", "pass_test", "tested", "art. 18")
        lay_report(project)
        take(project, "pass_test")
        assert why(project, "pass_acceptance") == ("not_accepted", "art_19__para_1")
        force(project, "tested", "pass_acceptance", "accepted", "arts. 19, 36")
        lay_case(project, *LAID[1])
        take(project, "pass_acceptance")
        walk(project, "accepted")
        take(project, "put_into_use")
        walk(project, "in_use")
        with within(PEOPLE["owner"]):
            assert find_stage(project.public_id) == "in_use"
            reached = Stage.objects.filter(project=project).order_by("id")
            assert [s.stage for s in reached] == list(ACTS.values())
            verdicts = Preliminary.objects.filter(project=project).order_by("id")
            assert [p.verdict for p in verdicts] == ["failed", "passed"]
        self.tamper(project)

    def tamper(self, project: Project) -> None:
        """What is recorded is not changed: by SQL, by an admin that somebody attaches."""
        for statement in TAMPER:
            with pytest.raises(DatabaseError):
                run(statement, project)
        request = RequestFactory().post("/")
        changed: dict[Any, dict[str, Any]] = {
            Project: {"stage": "ended"}, TrialEntry: {"normal": False},
            Member: {"member_party": "firm-other"}, Stage: {"stage": "ended"},
        }  # fmt: skip
        for model, values in changed.items():
            attached = admin.ModelAdmin(model, admin.AdminSite())
            with work_in(Scope("44", "45")):
                own: Any = {"pk": project.pk} if model is Project else {"project": project}
                row: Any = model._default_manager.filter(**own).first()
            for column, value in values.items():
                setattr(row, column, value)
            with pytest.raises(DatabaseError), work_in(Scope("44", "45")):
                attached.save_model(request, row, None, True)

    def test_a_project_that_ended_goes_no_further(self, ground: Ground) -> None:
        project = start(ground, name="另一项目（演示）")
        with pytest.raises(InputError):
            take(project, "end")
        take(project, "end", reason="资金未落实")
        walk(project, "ended")

    def test_its_stages_are_counted_once(self, ground: Ground) -> None:
        project = start(ground)
        with within(PEOPLE["owner"]):
            with pytest.raises(CaseError) as caught:
                initiate(PEOPLE["owner"], str(project.public_id))
            assert caught.value.code == "twice"
            assert Case.objects.filter(about_id=str(project.public_id)).count() == 1


class TestBuilding:
    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"building": None}, "unknown"),
            ({"building": "new"}, "unknown"),
            ({"building": "new", "in_building_plan": True, "alarm_interface": False,
              "command_interface": True}, "building_plan"),
        ],
    )  # fmt: skip
    def test_with_a_building_its_interfaces_are_asked_for(
        self, ground: Ground, facts: dict[str, Any], code: str
    ) -> None:
        project = start(ground, **facts)
        take(project, "tender", more={"method": "other"})
        error = refused(project, "finish_design")
        assert (error.code, error.basis[0].provision) == (code, "art_11__para_1")


class TestGates:
    def test_another_domain_holds_a_stage_up(self, ground: Ground, no_gates: None) -> None:
        told = Refused(
            "closed", Text("暂停", "closed"), (Basis("gd-decree-238", "art_12__para_1"),)
        )
        add_gate("tender", lambda project, on: told if on >= ago(1) else None)
        project = start(ground)
        assert why(project, "tender", more={"method": "open"}) == ("closed", "art_12__para_1")
        with stand_on(ago(0) + timedelta(days=1)):
            assert refused(project, "tender", more={"method": "open"}).text.zh == "暂停"


def test_unknown_validity_is_no_proof() -> None:
    """A kind and a number say nothing on whether a proof holds; a test report has no end."""
    on = ago(0)
    for given, holds in (
        ({"kind": "compulsory_certification", "number": "1"}, None),
        ({"kind": "compulsory_certification", "valid_until": on}, True),
        ({"kind": "compulsory_certification", "valid_until": ago(1)}, False),
        ({"kind": "test_report"}, None),
        ({"kind": "test_report", "issued_on": on}, True),
        ({"kind": "test_report", "issued_on": ago(-1)}, False),
    ):  # fmt: skip
        assert is_valid(EquipmentProof(**given), on) is holds, given


def change(project: Project, **given: Any) -> None:
    with within(PEOPLE["owner"]):
        held = find_row(project.public_id)
        change_record(PROJECT, PEOPLE["owner"], held.public_id, held.version, given, reason="变更")


def design(ground: Ground) -> Project:
    """A project whose design and construction were taken on, and whose design was approved."""
    hold(4)
    project = start(ground)
    take(project, "tender", more={"method": "open"})
    for role in ("design", "construction"):
        take_on_as(name(project, role))
    take(project, "finish_design")
    lay_case(project, *LAID[0])
    return project


class TestFits:
    """What was approved and what was taken on is asked again of the project as it stands."""

    @pytest.mark.parametrize(
        "given",
        [{"system_kinds": ["video_surveillance"]}, {"constructing_unit_level": "county"}],
    )
    def test_another_project_than_was_approved(self, ground: Ground, given: dict[str, Any]) -> None:
        project = design(ground)
        change(project, **given)
        assert why(project, "start_construction") == ("not_as_approved", "art_17__para_1")
        force(project, "designed", "start_construction", "constructing", "not the design")
        lay_case(reread(project), *LAID[0])  # reviewed again
        take(project, "start_construction")

    def test_what_is_examined_stays_meanwhile(self, ground: Ground) -> None:
        project = start(ground)
        lay_case(project, *LAID[0], closed=False)
        with pytest.raises(InputError) as caught:
            change(project, system_kinds=["video_surveillance"])
        assert [p.field for p in caught.value.problems] == ["system_kinds"]
        change(project, address="天河路 2 号")
        with pytest.raises(DatabaseError, match="examines"):
            run("UPDATE project SET constructing_unit_level = 'county' WHERE id = %s", project)

    def test_what_was_taken_on_is_weighed_again(self, ground: Ground) -> None:
        project = design(ground)
        for given in ({"amount": "900000000"}, {"amount": None}):
            with pytest.raises(InputError) as caught:
                change(project, **given)
            assert "先更换单位" in caught.value.problems[0].message.zh
        change(project, amount="900000")
        run("UPDATE project SET amount = 900000000 WHERE id = %s", project)
        error = refused(project, "start_construction")
        assert (error.code, error.basis[0].provision) == ("law", "art_14__para_2")
        force(project, "designed", "start_construction", "constructing", "at its amount")
