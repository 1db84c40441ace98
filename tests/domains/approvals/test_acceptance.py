"""Acceptance by the organ that approved the design and no other; nothing is used without it; a
change of position, purpose or scope is a case of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jifang.domains.approvals.data import ACCEPTANCE, SYSTEM_CHANGE
from jifang.domains.approvals.models import Acceptance
from jifang.domains.approvals.selectors import find_acceptance, find_change, list_changes
from jifang.domains.projects.api import ask_gates, find_project
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.documents.models import Letter
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import InputError
from tests.domains.approvals.conftest import Bench
from tests.domains.approvals.world import (
    PEOPLE,
    PUBLIC,
    World,
    apply,
    approve_design,
    do,
    examine,
    lay_project,
    open_at,
    report,
    reread,
    tell_day,
    within,
)

pytestmark = pytest.mark.django_db


def gates(world: World, stage: str) -> list[tuple[str, str]]:
    with within(PEOPLE["owner"]):
        project = find_project(world.project.public_id)
        return [(r.code, r.basis[0].provision) for r in ask_gates(stage, project, tell_day())]


def hold(error: pytest.ExceptionInfo[CaseError]) -> tuple[str, str]:
    return error.value.code, error.value.basis[0].provision


def apply_for_acceptance(world: World) -> Case:
    case = apply(world, ACCEPTANCE, classes=("construction_drawings",))
    assert case.approved_by == case.organ == "ps-440106"
    return case


def test_accepted_by_the_organ_that_approved(world: World, bench: Bench) -> None:
    assert gates(world, "in_use") == [("not_usable", "art_19__para_1")]
    with pytest.raises(CaseError) as caught:
        apply(world, ACCEPTANCE)
    assert hold(caught) == ("no_approval", "art_17__para_1")
    approve_design(world)
    case = apply_for_acceptance(world)
    examine(case)
    with pytest.raises(CaseError) as caught:
        do("mayor", case, "pass")
    assert caught.value.code == "who"
    event = do("approver", case, "pass")
    assert (event.acceptance, event.approved_by, event.by_party) == (True,) + ("ps-440106",) * 2
    with work_in(EVERYTHING):
        letter = Letter.objects.get(public_id=event.letter)
        found = find_acceptance(str(world.project.public_id))
    assert letter.fields["verdict"] == "通过"
    assert "可信度 C" in letter.fields["remarks"]
    assert found is not None
    assert (found.holds, found.accepted_on) == (True, tell_day())
    assert gates(world, "in_use") == gates(world, "accepted") == []


def test_no_other_organ_accepts(world: World, bench: Bench) -> None:
    approve_design(world)
    for organ in ("ps-440100", "ps-440300", "ps-440000"):
        with pytest.raises(CaseError) as caught:
            open_at(world, organ, ACCEPTANCE)
        assert hold(caught) == ("organ", "art_19__para_1")
        with pytest.raises(InputError):
            open_at(world, organ, ACCEPTANCE, approved_by=organ)
    with pytest.raises(CaseError):
        open_at(world, "ps-440100", ACCEPTANCE, who="city")


def test_the_organ_above_that_approved_accepts(world: World, bench: Bench) -> None:
    project = lay_project(world.unit, **PUBLIC | {"constructing_unit_level": "county"})
    approve_design(world, "city", "mayor", project=project)
    case = apply(world, ACCEPTANCE, project=project, classes=())
    assert (case.organ, case.approved_by) == ("ps-440100", "ps-440100")
    with pytest.raises(CaseError):
        open_at(world, "ps-440106", ACCEPTANCE, project=project)


def test_what_acceptance_needs(world: World, bench: Bench) -> None:
    approve_design(world)
    ended = tell_day() - timedelta(days=4)
    for stage, tested, why in (
        ("completed", report(), "art_12__para_1"),
        ("", report(), "art_12__para_1"),
        ("tested", None, "art_18__para_1"),
        ("tested", report(passed=False), "art_18__para_1"),
        ("tested", report(scope_covers=False), "art_18__para_1"),
        ("tested", report(accredited_until=ended), "art_18__para_1"),
        ("tested", report(accredited_until=None), "art_18__para_1"),
        ("tested", report(scope_covers=None), "art_19__para_1"),
    ):
        bench.stage, bench.tested = stage, tested
        with pytest.raises(CaseError) as caught:
            apply(world, ACCEPTANCE, classes=())
        assert caught.value.basis[0].provision == why, (stage, tested)


def test_what_passes_in_the_main_is_used_after_it_was_put_right(world: World, bench: Bench) -> None:
    approve_design(world)
    case = apply_for_acceptance(world)
    examine(case)
    do("approver", case, "pass_basic", reason="三层出入口未接入控制室")
    assert reread(case).state == "rectifying"
    assert gates(world, "in_use") == [("not_usable", "art_19__para_1")]
    with work_in(EVERYTHING):
        found = find_acceptance(str(world.project.public_id))
    assert found is not None
    assert not found.holds
    do("owner", case, "report_rectified")
    do("approver", case, "not_rectified", reason="仍未接入")
    do("owner", case, "report_rectified")
    do("approver", case, "confirm")
    assert reread(case).state == "accepted"
    assert gates(world, "in_use") == []


def test_what_fails_is_applied_for_again(world: World, bench: Bench) -> None:
    approve_design(world)
    case = apply_for_acceptance(world)
    examine(case)
    event = do("approver", case, "fail", reason="图像存储不足 30 日")
    with work_in(EVERYTHING):
        letter = Letter.objects.get(public_id=event.letter)
        assert Acceptance.objects.get().verdict == "not_passed"
    assert letter.fields["verdict"] == "不通过"
    assert "行政诉讼" in letter.fields["remarks"]
    assert gates(world, "in_use") != []
    assert apply_for_acceptance(world).state == "received"


def test_a_change_is_a_case(world: World, bench: Bench) -> None:
    with pytest.raises(CaseError) as caught:
        open_at(world, "ps-440100", SYSTEM_CHANGE)
    assert hold(caught) == ("organ", "art_23__para_1__item_3")
    case = apply(world, SYSTEM_CHANGE)
    assert case.organ == "ps-440106"
    with work_in(EVERYTHING):
        change = find_change(case)
        assert change is not None
        assert (change.kinds, change.becomes) == (["position"], "一楼大厅西侧")
        kept = Event.objects.get(case=case, version=1).details
        assert "一楼" not in str(kept)
        assert list_changes(str(world.project.public_id)) == []
    examine(case)
    do("approver", case, "approve")
    with work_in(EVERYTHING):
        assert [c.pk for c in list_changes(str(world.project.public_id))] == [change.pk]


def test_a_change_that_changes_nothing(world: World) -> None:
    same = {"was": "东侧", "becomes": " 东侧", "why": "装修"}
    with pytest.raises(CaseError) as caught:
        apply(world, SYSTEM_CHANGE, private=same)
    assert caught.value.code == "no_change"
    refused = apply(world, SYSTEM_CHANGE)
    examine(refused)
    event = do("approver", refused, "refuse", reason="覆盖范围超出需要")
    with work_in(EVERYTHING):
        letter = Letter.objects.get(public_id=event.letter)
    assert "第三十七条" in letter.fields["remedy"]
