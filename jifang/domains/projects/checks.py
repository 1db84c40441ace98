"""Guards of the stages: what each needs in law. They raise `CaseError` with the provision."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from jifang.domains.projects import data
from jifang.domains.projects.covers import find_uncovered, list_taken_on
from jifang.domains.projects.data import (
    BUILDING_PLAN,
    PROOFS,
    UNDERTAKE,
    WITH_BUILDING,
)
from jifang.domains.projects.gates import ask_gates
from jifang.domains.projects.models import EquipmentProof, Project
from jifang.domains.projects.selectors import (
    find_trial_span,
    list_equipment,
    list_trial_entries,
    refer_to,
)
from jifang.domains.projects.trial import Trial, read_trial
from jifang.domains.qualifications.api import explain
from jifang.foundation.audit.data import Basis
from jifang.foundation.cases.checks import Step, add_check
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.standing import read_day
from jifang.foundation.history.models import ACTIVE
from jifang.law import Decision
from jifang.law.errors import Text

Check = Callable[[Step], None]


def require_project(step: Step) -> Project:
    """The project that a step is about, of the case's own party and place. Raises `CaseError`."""
    case = step.case
    found = None
    if case.about_kind == data.PROJECT:
        found = Project.objects.filter(public_id=case.about_id, party=case.party).first()
    if found is None or found.state != ACTIVE or found.organ_region != case.organ_region:
        raise step.refuse(
            "project", "登记中没有本单位的这个项目，或者不由该机关管辖",
            "the register holds no such project of this unit and this organ",
        )  # fmt: skip
    return found


def read_on(step: Step) -> date:
    """The day of a step."""
    return (step.given.on if step.given else None) or read_day()


def check_project(step: Step) -> None:
    """There is the project, and its stages are counted once."""
    project = require_project(step)
    if not step.case.pk and project.stage:
        raise step.refuse("twice", "项目已经立项", "the project was initiated already")


def check_building(step: Step) -> None:
    """Where the system comes with a building, art. 11 asks for the interfaces in the design and for
    its place in the building plan: `no` is refused, what is not known is named."""
    project = require_project(step)
    if project.building == "none":
        return
    if not project.building:
        raise unknown(
            step, (Text("是否随新建、改建、扩建建筑工程", "what building work it comes with"),)
        )
    wanted = {
        "in_building_plan": Text("技防建设纳入建筑工程规划", "its place in the building plan"),
        "alarm_interface": Text(
            "预留报警接收中心接口", "an interface to the alarm receiving centre"
        ),
        "command_interface": Text("预留应急指挥系统接口", "an interface to the emergency command"),
    }
    lacking = [said for name, said in wanted.items() if getattr(project, name) is False]
    if project.building in WITH_BUILDING and lacking:
        zh, en = "、".join(t.zh for t in lacking), ", ".join(t.en for t in lacking)
        raise step.refuse(
            "building_plan", f"新建、改建、扩建建筑工程的设计应当有：{zh}",
            f"the design of a new, altered or extended building must have: {en}", BUILDING_PLAN,
        )  # fmt: skip
    open_ = [said for name, said in wanted.items() if getattr(project, name) is None]
    if open_:
        raise unknown(step, open_)


def unknown(step: Step, said: Iterable[Text]) -> CaseError:
    """Facts of the project that are not known and decide."""
    words = list(said)
    zh, en = "、".join(t.zh for t in words), ", ".join(t.en for t in words)
    return step.refuse("unknown", f"还须知道：{zh}", f"still to be known: {en}", BUILDING_PLAN)


def check_undertaken(role: str) -> Check:
    """A firm of a role has taken the work on, covered by its certificate or filing; by the amount
    and the risk level that the project has now."""

    def check(step: Step) -> None:
        project = require_project(step)
        said, found = data.ROLES[role], list(list_taken_on(project, role))
        if not found:
            raise step.refuse(
                f"no_{role}", f"没有已承接的{said.zh}；承接须有相应的资格证、等级和备案",
                f"no {said.en} has taken the work on; certificate, level and filing must cover it",
                UNDERTAKE,
            )  # fmt: skip
        against = [find_uncovered(project, member) for member in found]
        decision = against[0]
        if decision is not None and None not in against:
            raise refuse_uncovered(said, decision)

    return check


def is_valid(proof: EquipmentProof, on: date) -> bool | None:
    """Whether a quality proof holds on a day; nothing where its days are not known. A test report
    says what was found on its day and has no end of its own."""
    if proof.issued_on is not None and proof.issued_on > on:
        return False
    if proof.valid_until is not None:
        return proof.valid_until >= on
    return True if proof.kind == "test_report" and proof.issued_on is not None else None


def is_validity_unknown(proofs: Iterable[EquipmentProof], on: date) -> bool:
    """Whether none of the proofs is known to hold, and of one it is not known."""
    found = [is_valid(proof, on) for proof in proofs]
    return None in found and True not in found


def refuse_uncovered(role: Text, decision: Decision) -> CaseError:
    """A firm took the work on when it was smaller: by the project as it stands it may not."""
    why, cite = explain(decision), decision.decided_cite or UNDERTAKE
    text = Text(
        f"按项目现在的投资额和风险等级，已承接的{role.zh}不能承担：{why.zh}",
        f"by the present amount and risk level the {role.en} may not do this work: {why.en}",
    )
    return CaseError("law", text, (Basis(*cite),), decision.outcome)


def check_proofs(step: Step) -> None:
    """Every main item of equipment has a quality proof that is valid on the day (art. 13)."""
    project, on = require_project(step), read_on(step)
    items = list_equipment(project)
    if not any(item.main for item, _ in items):
        raise step.refuse(
            "no_equipment", "设备清单中没有主要设备", "the list names no main equipment", PROOFS
        )
    open_ = [item.name for item, _ in items if item.main is None]
    if open_:
        names = "、".join(open_)
        raise step.refuse(
            "unknown_equipment", f"还须知道是否主要设备：{names}",
            f"still to be known whether it is main equipment: {names}", PROOFS,
        )  # fmt: skip
    mains = [(item.name, proofs) for item, proofs in items if item.main]
    open_ = [name for name, proofs in mains if is_validity_unknown(proofs, on)]
    if open_:
        names = "、".join(open_)
        raise step.refuse(
            "unknown_proof", f"质量证明须写明有效期限（没有期限的检验报告写明签发日期）：{names}",
            "how long the quality proof is valid must be given (of a test report that has no end,"
            f" its day): {names}", PROOFS,
        )  # fmt: skip
    lacking = [name for name, proofs in mains if not any(is_valid(p, on) for p in proofs)]
    if lacking:
        names = "、".join(lacking)
        raise step.refuse(
            "no_proof", f"主要设备没有有效的质量证明：{names}",
            f"main equipment without a valid quality proof: {names}", PROOFS,
        )  # fmt: skip


def find_trial(project: Project, on: date) -> Trial | None:
    """The trial run as it stands on a day; none before it began."""
    span = find_trial_span(project)
    if span is None:
        return None
    since, until = span
    last = on if until is None else min(on, until)
    return read_trial(since, [e.on for e in list_trial_entries(project)], last)


def check_trial(step: Step) -> None:
    """The log of the trial run is as long as the standard asks."""
    trial = find_trial(require_project(step), read_on(step))
    if trial is None or trial.rule is None or not trial.wanting:
        return
    days, held, cite = trial.rule.days, len(trial.days), trial.rule.cite
    raise step.refuse(
        "trial_run", f"试运行不少于 {days} 日、每日有记录；现有 {held} 日",
        f"the trial run lasts {days} days at least, each with an entry; there are {held}", cite,
    )  # fmt: skip


def check_gates(step: Step) -> None:
    """Whatever other domains hold the stage up by."""
    project = require_project(step)
    held = ask_gates(step.transition.to, refer_to(project), read_on(step))
    if held:
        first = held[0]
        zh, en = "；".join(r.text.zh for r in held), "; ".join(r.text.en for r in held)
        raise CaseError(first.code, Text(zh, en), first.basis or step.basis)


def has_case(case: Case, procedure: str, state: str) -> bool:
    """Whether a case about the same project has reached a state."""
    return Case.objects.filter(
        procedure=procedure, state=state, about_kind=data.PROJECT, about_id=case.about_id,
        party=case.party,
    ).exists()  # fmt: skip


def check_reviewed(step: Step) -> None:
    """Construction starts only after the design was reviewed and passed (arts. 17, 36)."""
    if not has_case(step.case, data.DESIGN_REVIEW, data.REVIEW_PASSED):
        raise step.refuse(
            "not_reviewed", "设计方案未经公安机关核准、审核通过，不得施工",
            "no construction before the design is approved and the review passed", data.REVIEW,
        )  # fmt: skip


def check_accepted(step: Step) -> None:
    """Put into use only after acceptance (art. 19)."""
    if not has_case(step.case, data.ACCEPTANCE, data.ACCEPTANCE_GIVEN):
        raise step.refuse(
            "not_accepted", "未经公安机关验收合格，不得投入使用",
            "not put into use before the public security organ accepted it", data.ACCEPTED,
        )  # fmt: skip


ALL: Final[dict[str, Check]] = {
    "project_there": check_project,
    "building_plan": check_building,
    "design_firm": check_undertaken("design"),
    "construction_firm": check_undertaken("construction"),
    "design_reviewed": check_reviewed,
    "equipment_proved": check_proofs,
    "trial_run_long_enough": check_trial,
    "project_accepted": check_accepted,
    "gates": check_gates,
}
for name, check in ALL.items():
    add_check(name, check)
