"""The review before construction: its organ, its five classes, its one notice, its two readings,
and that nothing is built without it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jifang.domains.approvals.data import DESIGN_REVIEW, NOT_HANDED_IN, SLOTS
from jifang.domains.approvals.models import DesignApproval
from jifang.domains.approvals.routing import route
from jifang.domains.approvals.selectors import find_approval, list_drafted, list_slots
from jifang.domains.approvals.services import save_check
from jifang.domains.projects.api import ask_gates, find_project
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, Given, StaleError
from jifang.foundation.cases.letters import draft_defects
from jifang.foundation.cases.models import CasePeriod, Event
from jifang.foundation.cases.services import carry_out
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.documents.models import Letter
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import InputError
from tests.domains.approvals.world import (
    CLASSES,
    DEFECTS,
    PEOPLE,
    PUBLIC,
    World,
    apply,
    do,
    examine,
    hand_in,
    lay_project,
    open_at,
    reread,
    tell_day,
    within,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 21)


def refuse(error: CaseError) -> tuple[str, str]:
    return error.code, error.basis[0].provision


def test_it_waits_for_no_stage_of_the_register_and_says_where_the_design_is(world: World) -> None:
    with within(PEOPLE["owner"]):
        said = route(DESIGN_REVIEW, find_project(str(world.project.public_id)), tell_day()).said
    assert said is not None
    assert "审核不以此为前提，开始施工则须先登记" in said.zh


def test_a_design_is_approved_and_may_be_built(world: World) -> None:
    with stand_on(DAY):
        case = apply(world, who="officer")  # papers came in at the counter
    examine(case, "officer")
    do("approver", case, "approve")
    case = reread(case)
    assert case.state == "passed"
    assert (case.organ, case.approved_by) == ("ps-440106", "")
    with work_in(EVERYTHING):
        found = find_approval(str(world.project.public_id))
        period = CasePeriod.objects.get(case=case, name="design_review")
        letter = Letter.objects.get(public_id=found.letter if found else "")
        project = find_project(world.project.public_id)
        assert ask_gates("constructing", project, tell_day()) == []
        assert ask_gates("constructing", project, DAY) != []
    assert found is not None
    assert (found.organ, found.approved_on) == ("ps-440106", tell_day())
    assert (period.started_on, period.alert_on, period.due_on) == (
        DAY, date(2026, 10, 8), date(2026, 10, 19),
    )  # fmt: skip
    assert "准予施工" in letter.fields["decision"]


def test_nothing_is_built_without_it(world: World) -> None:
    with within(PEOPLE["owner"]):
        project = find_project(world.project.public_id)
        (held,) = ask_gates("constructing", project, DAY)
    assert [b.provision for b in held.basis] == ["art_17__para_2", "art_36__para_1"]


@pytest.mark.parametrize(
    ("given", "organ"),
    [
        ({}, "ps-440106"),
        ({**PUBLIC}, "ps-440106"),
        ({**PUBLIC, "constructing_unit_level": "village"}, "ps-440106"),
        ({**PUBLIC, "constructing_unit_level": "county"}, "ps-440100"),
        ({**PUBLIC, "constructing_unit_level": "prefecture",
          "constructing_unit_region": "440100"}, "ps-440000"),
    ],
)  # fmt: skip
def test_where_it_goes(world: World, given: dict[str, Any], organ: str) -> None:
    project = lay_project(world.unit, **given)
    assert apply(world, classes=(), project=project).organ == organ
    for other in {"ps-440106", "ps-440100", "ps-440300", "ps-440000"} - {organ}:
        with pytest.raises(CaseError) as caught:
            open_at(world, other, project=project)
        assert refuse(caught.value) == ("organ", "art_17__para_1")


def test_what_no_organ_of_the_measures_approves_is_referred_upward(world: World) -> None:
    project = lay_project(
        world.unit, **PUBLIC | {"constructing_unit_level": "province",
                                "constructing_unit_region": "440000"},
    )  # fmt: skip
    for organ in ("", "ps-440000"):
        with pytest.raises(CaseError) as caught:
            open_at(world, organ, project=project)
        assert refuse(caught.value) == ("law", "art_17__para_1")
        assert caught.value.outcome == "refer_upward"
        assert "另一读法" in caught.value.text.zh
    unknown = lay_project(world.unit, **PUBLIC | {"constructing_unit_level": ""})
    with pytest.raises(CaseError) as caught:
        apply(world, classes=(), project=unknown)
    assert "建设单位属于哪一级" in caught.value.text.zh


def test_only_the_constructing_unit_applies_and_once(world: World) -> None:
    with pytest.raises(InputError):
        open_at(world, "ps-440106", who="stranger")
    with pytest.raises(CaseError) as caught:
        apply(world, on=DAY)
    assert caught.value.code == "backdated"
    apply(world, classes=())
    with pytest.raises(CaseError) as caught:
        apply(world, classes=())
    assert caught.value.code == "other_case"


def test_the_officer_checks_class_by_class_and_tells_once(world: World) -> None:
    case = apply(world, classes=CLASSES[:3])
    officer = PEOPLE["officer"]
    do("officer", case, "claim")
    marks: dict[str, Any] = {
        "design_scheme": {"mark": "ok"}, "contract": {"mark": "defect", "defects": ["缺签章页"]},
        "construction_drawings": {"mark": "defect", "defects": ["没有提交"]},
    }  # fmt: skip
    with within(officer):
        save_check(officer, str(case.public_id), 0, marks)
        with pytest.raises(StaleError):
            save_check(officer, str(case.public_id), 0, marks)
        assert list_drafted(case) == [
            ("contract", "缺签章页"), ("construction_drawings", "没有提交"),
        ]  # fmt: skip
    with within(PEOPLE["owner"]):
        assert {s.mark for s in list_slots(case)} == {""}  # the organ's own notes
    with pytest.raises(CaseError) as caught:
        do("officer", case, "accept", more={"checked": CLASSES})
    assert caught.value.code == "defects_open"
    with pytest.raises(CaseError) as caught:
        do("officer", case, "notify", defects=DEFECTS[:1])
    assert caught.value.code == "left_out"
    told = tuple(
        type(DEFECTS[0])(SLOTS[c].zh, text) for c, text in
        (("contract", "缺签章页"), ("construction_drawings", "没有提交"),
         ("quality_proofs", NOT_HANDED_IN))
    )  # fmt: skip
    with pytest.raises(CaseError) as caught:  # a class of which nothing was handed in
        do("officer", case, "notify", defects=told[:2])
    assert caught.value.code == "left_out"
    assert "设备和产品质量证明" in caught.value.text.zh
    with within(officer), pytest.raises(InputError):
        save_check(officer, str(case.public_id), 1, {"quality_proofs": {"mark": "ok"}})
    with within(officer):
        drafted = draft_defects(officer, case.public_id, "notify")
    assert [(d.item, d.text) for d in drafted] == [
        ("合同", "缺签章页"), ("设备和产品质量证明", NOT_HANDED_IN), ("施工图纸", "没有提交"),
    ]  # fmt: skip
    event = do("officer", case, "notify", defects=told)
    with work_in(EVERYTHING):
        letter = Letter.objects.get(public_id=event.letter)
        assert list_drafted(case) == []
    assert letter.fields["items"].count("\n") == 2
    do("owner", case, "supply", **supply("contract", "quality_proofs"))
    with pytest.raises(CaseError) as caught:
        do("officer", case, "notify", defects=DEFECTS)
    assert refuse(caught.value) == ("second_notice", "art_17__para_2")
    with pytest.raises(CaseError) as caught:
        do("officer", case, "accept", more={"checked": CLASSES})
    assert refuse(caught.value) == ("not_handed_in", "art_17__para_2")
    do("officer", case, "return_unsupplied")
    do("owner", case, "supply", **supply("construction_drawings"))
    with pytest.raises(CaseError) as caught:
        do("officer", case, "return_unsupplied")
    assert caught.value.code == "nothing_wanting"
    with pytest.raises(CaseError) as caught:
        do("approver", case, "decline", reason="材料不全")
    assert caught.value.code == "nothing_wanting"
    do("officer", case, "accept", more={"checked": CLASSES})
    assert reread(case).state == "review"


def supply(*classes: str) -> dict[str, Any]:
    with within(PEOPLE["owner"]):
        return hand_in(PEOPLE["owner"], *classes)


def test_what_the_notice_did_not_name_is_not_asked_for(world: World) -> None:
    case = apply(world)
    do("officer", case, "claim")
    with pytest.raises(CaseError) as caught:
        do("approver", case, "decline", reason="材料不全")
    assert refuse(caught.value) == ("notice_first", "art_32")
    with pytest.raises(CaseError) as caught:
        do("officer", case, "notify", defects=(type(DEFECTS[0])("营业执照", "缺复印件"),))
    assert caught.value.code == "defect_class"
    do("officer", case, "notify", defects=DEFECTS[:1])
    do("owner", case, "supply", **supply("contract"))
    event = do("officer", case, "accept", more={"checked": CLASSES[:4]})
    assert event.decision is not None
    assert event.decision["answer"]["outcome"] == "second_notice_barred"


def test_papers_stand_in_one_class_each(world: World) -> None:
    papers = supply("contract")
    paper = papers["documents"][0]
    for more, documents in (
        ({"contract": [paper], "design_scheme": [paper]}, (paper,)),
        ({"contract": [paper]}, ()),
        ({"contract": paper}, (paper,)),
    ):
        with pytest.raises(InputError):
            apply(world, more=more, documents=documents)


def test_the_clock_stops_by_law_alone(world: World) -> None:
    case = apply(world)
    do("officer", case, "claim")
    do("officer", case, "accept", more={"checked": CLASSES})
    with pytest.raises(InputError):
        do("officer", case, "pause", pause="busy", reason="忙")
    do("officer", case, "pause", pause="expert_review", reason="专家评审")
    with work_in(EVERYTHING):
        period = CasePeriod.objects.get(case=case, name="design_review")
        assert period.due_on is None
    with stand_on(tell_day() + timedelta(days=7)):
        do("officer", case, "resume")
    with work_in(EVERYTHING):
        due_on = CasePeriod.objects.get(pk=period.pk).due_on
    assert due_on is not None
    assert due_on > tell_day() + timedelta(days=21)


def test_a_design_is_not_approved_against_the_examination(world: World) -> None:
    case = apply(world)
    do("officer", case, "claim")
    do("officer", case, "accept", more={"checked": CLASSES})
    do("officer", case, "examine", more={"finding": "not_met"})
    with pytest.raises(CaseError) as caught:
        do("approver", case, "approve")
    assert caught.value.code == "finding"
    event = do("approver", case, "refuse", reason="更衣室内布点，违反第十条")
    with work_in(EVERYTHING):
        letter = Letter.objects.get(public_id=event.letter)
        assert not DesignApproval.objects.exists()
    assert "行政复议" in letter.fields["remedy"]
    assert apply(world).state == "received"  # it may be applied for again


def test_one_examines_and_another_decides(world: World) -> None:
    case = apply(world)
    do("approver", case, "claim")
    do("approver", case, "accept", more={"checked": CLASSES})
    do("approver", case, "examine", more={"finding": "met"})
    with pytest.raises(CaseError) as caught:
        do("approver", case, "approve")
    assert caught.value.code == "four_eyes"


def test_what_is_not_told_in_time_counts_as_accepted(world: World) -> None:
    from jifang.foundation.accounts.data import SYSTEM

    with stand_on(DAY):
        case = apply(world, classes=CLASSES[:2])
    with stand_on(date(2026, 10, 9)), work_in(EVERYTHING):
        carry_out(SYSTEM, case.public_id, "deem_accepted", Given(reread(case).version))
        period = CasePeriod.objects.get(case=case, name="design_review")
        assert period.started_on == DAY
        assert Event.objects.filter(case=case).count() == 2
    do("officer", case, "claim")
    do("officer", case, "examine", more={"finding": "met"})
    event = do("approver", case, "approve")
    with work_in(EVERYTHING):
        said = Letter.objects.get(public_id=event.letter).fields["decision"]
    assert "五类" not in said  # it does not say what is not so
    assert "设计方案、招投标文件，经审核通过" in said
