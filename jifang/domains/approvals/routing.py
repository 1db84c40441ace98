"""Which organ a case goes to (arts. 17 ¶1, 19, 23 (3)), so that nobody who applies need know it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

from jifang.domains.approvals.data import (
    ACCEPT,
    ACCEPTANCE,
    APPROVE,
    CHANGE,
    DESIGN_REVIEW,
    READ_AUTHORITY,
    SYSTEM_CHANGE,
    as_basis,
)
from jifang.domains.approvals.facts import NO_PROJECT, ask_organ, explain, read_on
from jifang.domains.approvals.openings import UNAPPROVED
from jifang.domains.approvals.reports import find_tested
from jifang.domains.approvals.selectors import find_approval, is_early
from jifang.domains.projects.api import ProjectRef, find_project, say_completion
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Basis
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.openings import Route, Routing, Wanted, add_routing
from jifang.foundation.territory.models import Organ
from jifang.foundation.territory.selectors import find_own_organ
from jifang.law import Decision
from jifang.law.errors import Text

SAME_ORGAN: Final = Text(
    "由原核准设计方案的公安机关验收", "accepted by the organ that approved the design"
)
NO_REPORT: Final = Text("还没有锁定的检测报告", "no test report is locked yet")
EARLY: Final = Text(
    "设计完成尚未登记：审核不以此为前提，开始施工则须先登记",
    "The design is not entered as finished: the review does not wait for that, the stage of"
    " construction does",
)


def refuse_by(decision: Decision) -> CaseError:
    """A refusal in the words of the clause that decides, by its provision."""
    cite = decision.decided_cite
    basis = as_basis(APPROVE) if cite is None else (Basis(cite.law, cite.provision),)
    return CaseError("law", explain(decision), basis, decision.outcome)


def find_approving(project: ProjectRef, on: date) -> Organ:
    """The organ that approves the design of a project. Raises `CaseError`: referred upward, not
    needed, unknown, or not recorded."""
    decision = ask_organ(project, on)
    if decision.outcome != "organ":
        raise refuse_by(decision)
    organ = find_own_organ(decision.values["organ"].region)
    if organ is None:
        said = Text("没有收录该级公安机关", "the organ of this level is not recorded")
        raise CaseError("organ", said, as_basis(APPROVE))
    return organ


def find_accepting(project: ProjectRef) -> str:
    """The code of the organ that approved the design, which alone accepts. Raises `CaseError`."""
    approval = find_approval(project.public_id)
    if approval is None:
        raise CaseError("no_approval", UNAPPROVED, as_basis(APPROVE, ACCEPT))
    return approval.organ


def find_changing(project: ProjectRef, on: date) -> str:
    """The code of the organ that authorises a change: the one that approved the design, else the
    one that would. Raises `CaseError`."""
    approval = find_approval(project.public_id)
    return find_approving(project, on).code if approval is None else approval.organ


def route(procedure: str, project: ProjectRef, on: date) -> Route:
    """Where an application about a project goes. Raises `CaseError`, with the provision."""
    if procedure == ACCEPTANCE:
        organ = find_accepting(project)
        return Route(organ, organ, say_acceptance(project), as_basis(ACCEPT))
    if procedure == SYSTEM_CHANGE:
        return Route(find_changing(project, on), said=READ_AUTHORITY.reason, basis=as_basis(CHANGE))
    organ = find_approving(project, on).code
    said = explain(ask_organ(project, on))
    if is_early(project.public_id):
        said = Text(f"{said.zh}。{EARLY.zh}", f"{said.en}. {EARLY.en}")
    return Route(organ, said=said, basis=as_basis(APPROVE))


def say_acceptance(project: ProjectRef) -> Text:
    """Who accepts, the test report that acceptance rests on, and what the file holds of the
    completion: nobody hands it in again."""
    tested, done = find_tested(project.public_id), say_completion(project.public_id)
    report = NO_REPORT
    if tested is not None:
        number = tested.number or tested.public_id
        report = Text(
            f"所依检验报告：{number}，第 {tested.version} 版，{tested.tested_on}",
            f"upon the test report {number}, version {tested.version}, {tested.tested_on}",
        )
    return Text(
        f"{SAME_ORGAN.zh}；{report.zh}；{done.zh}。平台已有的，不必再交",
        f"{SAME_ORGAN.en}; {report.en}; {done.en}. What the platform has need not be handed in",
    )


def add_routings() -> None:
    """Let cases of the three procedures find their organ."""
    for procedure in (DESIGN_REVIEW, ACCEPTANCE, SYSTEM_CHANGE):
        add_routing(procedure, make_routing(procedure))


@cache
def make_routing(procedure: str) -> Routing:
    """The routing of a procedure: about the project that is named."""

    def find(by: Actor, wanted: Wanted) -> Route:
        if wanted.about is None:
            raise CaseError("project", NO_PROJECT)
        return route(procedure, find_project(wanted.about.id), read_on(wanted.given))

    return find
