"""Commissions: given by the constructing unit, taken, declined or withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from jifang.domains.projects.api import (
    ProjectRef,
    find_completion,
    find_project,
    find_stage,
    list_members,
)
from jifang.domains.testing.data import ANSWERS, COMPLETED, ORDER, TEST, AnswerGiven
from jifang.domains.testing.judging import ask_accreditation, find_lack, rest_on
from jifang.domains.testing.models import Answer, Commission, Shared
from jifang.domains.testing.selectors import find_commission
from jifang.domains.units.api import LabRef, find_lab, list_kin
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act, record_refusal
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.guards import keep_decision
from jifang.foundation.demonstration.clock import read_story_day
from jifang.foundation.notifications.services import Recipient, notify
from jifang.foundation.walls.scope import Scope, find_range, read_scope, work_in
from jifang.law.errors import InputError, Problem, Text

LONGEST_REASON = 500
LONGEST_DECLARATION = 1000
TESTING_ROLE = "testing"
NOT_YOURS = Text("由该工程的建设单位委托", "commissioned by the project's constructing unit")
BODYS = Text("由受委托的检测机构办理", "done by the testing body that was commissioned")
UNITS = Text("由委托的建设单位办理", "done by the constructing unit that commissioned it")
EARLY = Text(
    "工程尚未竣工，还不能检测；顺序是竣工、初验、检测",
    "the project is not completed: the test follows completion and preliminary acceptance",
)
ANSWERED = Text("这项委托已经有答复", "the commission was answered before")


def widen(region: str, *parties: str) -> Scope:
    """One's own bounds, and those of the project's place and of both sides."""
    own = read_scope()
    lo, hi = find_range(region)
    if own.lo and own.lo <= lo and hi <= own.hi:
        lo, hi = own.lo, own.hi
    return Scope(lo, hi, tuple(sorted({*own.parties, *parties})), own.grants, own.actor)


def is_completed(project: str) -> bool:
    """Whether a project has come so far that what was built can be tested."""
    return find_stage(project) in COMPLETED


def find_early(row: Shared, project: str) -> CaseError | None:
    """Why a project is not tested yet: it is not completed (art. 12); nothing where it is."""
    with work_in(widen(row.organ_region, row.party, row.body)):
        if is_completed(project):
            return None
    return CaseError("too_early", EARLY, (ORDER,))


def find_first_day(row: Commission) -> date | None:
    """The day of completion, before which nothing is tested (art. 12); unknown where none is
    recorded."""
    with work_in(widen(row.organ_region, row.party, row.body)):
        return find_completion(row.project)


def describe(by: Actor, kind: str, region: str, on: Target, *details: tuple[str, object]) -> Act:
    """A leaf of testing."""
    return Act(
        kind, by.body.party, region, by.public_id, on, basis=(TEST,),
        details=(*details, *((("for", by.lender),) if by.lender else ())),
    )  # fmt: skip


def refuse(act: Act, error: CaseError) -> CaseError:
    """Record that it was refused, by which provision; nothing else stays of it."""
    said = (("outcome", error.outcome),) if error.outcome else ()
    record_refusal(
        Act(act.kind, act.organ, act.region, act.actor, act.on, basis=rest_on(error),
            details=(*act.details, *said)),
        error.code,
    )  # fmt: skip
    return error


def commission_test(
    by: Actor, project: str, body: str, planned_on: date, *, kinds: Sequence[str] = (),
    remark: str = "",
) -> Commission:  # fmt: skip
    """Commission a test of a project to a body that is accredited for it on the planned day.

    Args:
        project: its public id. body: the party of the testing body.
        kinds: the kinds of system to be tested; all of the project's where left out.

    Raises `CaseError`, `InputError`; what is refused is recorded.
    """
    of = find_project(project)
    lab = find_lab(body)
    asked = tuple(sorted(set(kinds))) or tuple(sorted(of.system_kinds))
    act = describe(
        by, "test.commissioned", of.organ_region, Target("project", of.public_id),
        ("body", body), ("planned_on", planned_on.isoformat()), ("kinds", list(asked)),
    )  # fmt: skip
    if not (may(by.role, "own_body") and by.body.party == of.party):
        raise refuse(act, CaseError("power", NOT_YOURS, (TEST,)))
    problems = list_problems(of, asked, planned_on, remark)
    if lab is None:
        said = Text("没有登记这个检测机构", "no such testing body is in the register")
        problems.append(Problem("body", body, said))
    if problems or lab is None:
        raise InputError(problems)
    error = find_hindrance(of, lab, asked, planned_on)
    if error is not None:
        raise refuse(act, error)
    with transaction.atomic(), work_in(widen(of.organ_region, of.party, lab.party)):
        row = Commission(
            organ_region=of.organ_region, party=of.party, body=lab.party, grant_key=of.grant_key,
            project=of.public_id, project_name=of.name, region=of.region, unit_name=of.unit_name,
            body_name=lab.name, organisation=lab.public_id, setting=of.setting,
            system_kinds=list(asked), planned_on=planned_on, remark=remark.strip(),
            commissioned_by=by.public_id, demonstration=of.demonstration,
            decision=keep_decision(
                ask_accreditation(lab, of.setting, frozenset(asked), planned_on)
            ),
        )  # fmt: skip
        row.entry = record_act(act).entry
        row.save(force_insert=True)
        tell(row, lab.party, Text("收到一项检测委托", "a test was commissioned to you"))
    return row


def tell(row: Commission, party: str, title: Text) -> None:
    """Tell the other side; the title names nobody."""
    notify(Recipient(party), row.organ_region, Target("test_commission", str(row.public_id)), title)


def list_problems(
    of: ProjectRef, kinds: Sequence[str], planned_on: date, remark: str
) -> list[Problem]:
    """What is wrong with a commission as it is given."""
    found = []
    beyond = sorted(set(kinds) - set(of.system_kinds))
    if beyond:
        said = Text("不是该工程的系统种类", "not among the kinds of system of the project")
        found.append(Problem("kinds", beyond, said))
    if not kinds:
        said = Text(
            "工程没有写明系统种类，不能核对检测能力",
            "the project names no kind of system: no scope can be checked",
        )
        found.append(Problem("kinds", [], said))
    if planned_on < read_story_day(demonstration=of.demonstration):
        said = Text("不得早于今天", "not before today")
        found.append(Problem("planned_on", planned_on.isoformat(), said))
    if len(remark) > LONGEST_REASON:
        said = Text(f"最长 {LONGEST_REASON} 字", f"at most {LONGEST_REASON} characters")
        found.append(Problem("remark", remark, said))
    return found


def find_hindrance(
    of: ProjectRef, lab: LabRef, kinds: Sequence[str], planned_on: date
) -> CaseError | None:
    """Why a commission is not entered: the project is not completed, one is open already, the body
    is a party, the law."""
    if not is_completed(of.public_id):
        return CaseError("too_early", EARLY, (ORDER,))
    open_ = Commission.objects.filter(project=of.public_id, body=lab.party, answered=None)
    if open_.exists():
        said = Text("已委托该机构，尚未答复", "it was commissioned already and has not answered")
        return CaseError("twice", said, (TEST,))
    return find_conflict(of, lab) or find_lack(lab, of.setting, frozenset(kinds), planned_on)


def find_conflict(of: ProjectRef, lab: LabRef) -> CaseError | None:
    """Whether the body, by its credit code too, has itself a part in the project."""
    kin = set(list_kin(lab))
    if of.party in kin:
        said = Text("检测机构就是建设单位", "the testing body is the constructing unit itself")
        return CaseError("conflict", said, (TEST,))
    for member in list_members(of.public_id):
        if member.party in kin and member.role != TESTING_ROLE:
            said = Text(
                "检测机构（或者同一主体）参加了该工程的设计、施工或者监理",
                "the testing body, or the same body by its credit code, takes part in the design,"
                " construction or supervision of the project",
            )
            return CaseError("conflict", said, (TEST,))
    return None


def answer_commission(by: Actor, public_id: str, given: AnswerGiven) -> Answer:
    """Take a commission, decline it, or, as the unit, withdraw it while it is not answered.

    Taking it needs a declaration that there is no conflict of interest, and is refused where the
    accreditation does not hold on the planned day. Raises `CaseError`, `InputError`.
    """
    row = find_commission(public_id)
    on = Target("test_commission", str(row.public_id))
    kind = given.answer if given.answer in ANSWERS else "answered"
    act = describe(by, f"test.{kind}", row.organ_region, on)
    withdraws = given.answer == "withdrawn"
    side = row.party if withdraws else row.body
    if not (may(by.role, "own_body") and by.body.party == side):
        raise refuse(act, CaseError("power", UNITS if withdraws else BODYS, (TEST,)))
    problems = check_answer(given)
    if problems:
        raise InputError(problems)
    with transaction.atomic(), work_in(widen(row.organ_region, row.party, row.body)):
        error = find_answer_hindrance(row, given)
        if error is not None:
            raise refuse(act, error)
        details = (("no_conflict", given.no_conflict),) if given.answer == "taken" else ()
        words = (("declaration", given.declaration), ("reason", given.reason))
        act = Act(
            act.kind, act.organ, act.region, act.actor, act.on, basis=act.basis,
            personal=tuple((n, w) for n, w in words if w), details=(*act.details, *details),
        )  # fmt: skip
        found = Answer(
            **place(row), commission=row, answer=given.answer,
            no_conflict=given.no_conflict if given.answer == "taken" else None,
            declaration=given.declaration.strip(), reason=given.reason.strip(),
            answered_by=by.public_id, entry=record_act(act).entry,
        )  # fmt: skip
        found.save(force_insert=True)
        said = ANSWERS[given.answer]
        tell(row, row.body if withdraws else row.party,
             Text(f"检测委托：{said.zh}", f"commission of a test: {said.en}"))  # fmt: skip
    return found


def place(row: Shared) -> dict[str, str]:
    """Where what belongs to a row stands: as it does."""
    return {
        "organ_region": row.organ_region, "party": row.party, "body": row.body,
        "grant_key": row.grant_key,
    }  # fmt: skip


def check_answer(given: AnswerGiven) -> list[Problem]:
    """What is wrong with an answer as it is given."""
    found = []
    if given.answer not in ANSWERS:
        zh, en = "、".join(t.zh for t in ANSWERS.values()), ", ".join(ANSWERS)
        found.append(Problem("answer", given.answer, Text(f"只能是：{zh}", f"one of: {en}")))
    if given.answer == "taken" and not given.declaration.strip():
        said = Text("利害关系声明须写明", "the declaration must be given")
        found.append(Problem("declaration", "", said))
    if given.answer in {"declined", "withdrawn"} and not given.reason.strip():
        said = Text("理由须写明", "the reason must be given")
        found.append(Problem("reason", "", said))
    for name, longest in (("declaration", LONGEST_DECLARATION), ("reason", LONGEST_REASON)):
        if len(getattr(given, name)) > longest:
            said = Text(f"最长 {longest} 字", f"at most {longest} characters")
            found.append(Problem(name, getattr(given, name), said))
    return found


def find_answer_hindrance(row: Commission, given: AnswerGiven) -> CaseError | None:
    """Why an answer is not entered."""
    if Answer.objects.filter(commission=row).exists():
        return CaseError("answered", ANSWERED, (TEST,))
    if given.answer != "taken":
        return None
    if given.no_conflict is not True:
        said = Text(
            "有利害关系或者没有声明的，不能接受委托，请谢绝",
            "with a conflict of interest, or without the declaration, it cannot be taken: decline",
        )
        return CaseError("conflict", said, (TEST,))
    lab = find_lab(row.body)
    if lab is None:
        said = Text("检测机构已不在登记簿", "the testing body is no longer in the register")
        return CaseError("accreditation", said, (TEST,))
    return find_conflict(find_project(row.project), lab) or find_lack(
        lab, row.setting, frozenset(row.system_kinds), row.planned_on
    )
