"""The stages of a project (art. 12) as a procedure: steps of the constructing unit, each with what
it needs in law."""

from __future__ import annotations

from typing import Any, Final

from jifang.domains.projects import checks as _checks  # noqa: F401 - the guards named below
from jifang.domains.projects.data import (
    ACCEPTED,
    ACTS,
    BUILDING_PLAN,
    PROJECT,
    REVIEW,
    STAGES_CITE,
    TESTED,
)
from jifang.domains.projects.effects import enter_preliminary, pre_accept, reach_stage
from jifang.domains.projects.selectors import find_row
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Basis
from jifang.foundation.cases.data import CaseError, Field, Procedure, State, Transition, Who
from jifang.foundation.cases.openings import Route, Wanted, add_routing
from jifang.foundation.cases.procedures import add_procedure
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.territory.selectors import find_own_organ
from jifang.law.errors import Text
from jifang.law.instruments import Cite

PARTY: Final = Who("applicant", "own_body")
PLATFORM: Final = Who("system")
UNIT: Final = Text("建设单位", "the constructing unit")

TENDER: Final = Field(
    "method", Text("采购方式", "how the work was awarded"), "choice",
    {
        "open": Text("公开招标", "open tender"),
        "invited": Text("邀请招标", "invited tender"),
        "other": Text("其他方式", "another way"),
    },
)  # fmt: skip
HELD: Final = (
    Field("held_on", Text("初验日期", "held on"), "date"),
    Field("held_by", Text("组织初验的单位", "held by (body)"), longest=200),
    Field("findings", Text("问题和意见", "findings"), "text", required=False, longest=500,
          private=True),
)  # fmt: skip


def state(code: str, zh: str, en: str, does: Text, *then: str, **more: Any) -> State:
    """A stage: what it is called, what happens next, the step that is offered."""
    return State(code, Text(zh, en), does, more.get("holder", "applicant"), next=then or None)


STATES: Final = (
    state("initiated", "已立项", "initiated",
          Text("建设单位组织招投标", "the constructing unit tenders the work"), "tender"),
    state("tendered", "已招投标", "tendered",
          Text("设计单位承接后完成设计", "a design firm takes the design on"), "finish_design"),
    state("designed", "已完成设计", "designed",
          Text("设计方案经核准、审核通过后才能施工", "construction waits for the design review"),
          "start_construction"),
    state("constructing", "施工中", "under construction",
          Text("施工完成后开始试运行", "the trial run follows the construction"), "start_trial"),
    state("trial", "试运行中", "trial run",
          Text("每日记录试运行情况", "the trial run is logged every day"), "complete"),
    state("completed", "已竣工", "completed",
          Text("建设单位组织初验", "the constructing unit holds the preliminary acceptance"),
          "pre_accept"),
    state("pre_accepted", "已初验", "preliminarily accepted",
          Text("委托有资质的机构检测", "an accredited body tests the system"), "pass_test"),
    state("tested", "检测合格", "tested",
          Text("向原核准机关申请验收", "acceptance is applied for with the approving organ"),
          "pass_acceptance"),
    state("accepted", "验收合格", "accepted",
          Text("可以投入使用", "the system may be put into use"), "put_into_use"),
    state("in_use", "已投入使用", "in use",
          Text("项目建设程序已经完成", "every stage is done"), holder=""),
    state("ended", "已终止", "ended early",
          Text("项目没有完成就终止了", "the project ended before it was complete"), holder=""),
)  # fmt: skip


def reach(act: str, words: Text, since: str, cite: Cite, *needs: str, **more: Any) -> Transition:
    """A step to the next stage: of the unit's, after everything that it needs."""
    more.setdefault("who", (PARTY,))
    more.setdefault("effect", reach_stage)
    return Transition(
        act, words, since, ACTS[act], provision=cite,
        checks=("project_there", *needs, "gates"), tells=("organ",), **more,
    )  # fmt: skip


STEPS: Final = (
    reach("initiate", Text("立项", "initiate"), "", STAGES_CITE, backdated=True),
    reach("tender", Text("登记招投标结果", "enter the result of the tender"), "initiated",
          STAGES_CITE, fields=(TENDER,), backdated=True),
    reach("finish_design", Text("完成设计", "finish the design"), "tendered", BUILDING_PLAN,
          "building_plan", "design_firm", backdated=True),
    reach("start_construction", Text("开始施工", "start construction"), "designed", REVIEW,
          "construction_firm", "design_reviewed"),
    reach("start_trial", Text("开始试运行", "begin the trial run"), "constructing", STAGES_CITE,
          "equipment_proved", backdated=True),
    reach("complete", Text("竣工", "complete"), "trial", STAGES_CITE, "trial_run_long_enough"),
    reach("pre_accept", Text("初验通过", "pass the preliminary acceptance"), "completed",
          STAGES_CITE, fields=HELD, effect=pre_accept),
    Transition("fail_preliminary", Text("初验未通过", "fail the preliminary acceptance"),
               "completed", "completed", (PARTY,), STAGES_CITE, checks=("project_there",),
               fields=HELD, tells=("organ",), effect=enter_preliminary),
    reach("pass_test", Text("检测合格", "enter that the test was passed"), "pre_accepted", TESTED,
          who=(PARTY, PLATFORM)),
    reach("pass_acceptance", Text("验收合格", "enter that it was accepted"), "tested", ACCEPTED,
          "project_accepted", who=(PARTY, PLATFORM)),
    reach("put_into_use", Text("投入使用", "put into use"), "accepted", ACCEPTED,
          "project_accepted"),
    *(
        Transition("end", Text("终止项目", "end the project early"), since, "ended", (PARTY,),
                   STAGES_CITE, checks=("project_there",), needs_reason=True, tells=("organ",),
                   effect=reach_stage)
        for since in list(ACTS.values())[:-1]
    ),
)  # fmt: skip

add_procedure(Procedure(
    PROJECT, Text("技防系统建设项目", "construction of a technical protection system"), PROJECT,
    STAGES_CITE, states=STATES, transitions=STEPS, applicant=UNIT, about=(PROJECT,),
))  # fmt: skip


def route_project(by: Actor, wanted: Wanted) -> Route:
    """The stages of a project are kept before the organ that keeps its place."""
    try:
        project = find_row(wanted.about.id if wanted.about else "")
    except NotFoundError:
        said = Text("登记中没有这个项目", "the register has no such project")
        raise CaseError("project", said, (Basis(*STAGES_CITE),)) from None
    organ = find_own_organ(project.organ_region)
    if organ is None:
        said = Text("没有登记这个地方的主管公安机关", "no organ is recorded for this place")
        raise CaseError("organ", said, (Basis(*STAGES_CITE),))
    why = Text("由建设地点的公安机关掌握", "kept before the organ of the place")
    return Route(organ.code, said=why, basis=(Basis(*STAGES_CITE),))


add_routing(PROJECT, route_project)
